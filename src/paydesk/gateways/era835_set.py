"""One transaction set 835: the deposit, payer and payee, provider-level adjustments; its claims are read beside it."""

from __future__ import annotations

from paydesk.gateways.era835_claim import HANDLERS, ClaimReader
from paydesk.gateways.x12 import Segments
from paydesk.gateways.x12_values import Values
from paydesk.rules.remittance import (
    ClaimAnswer,
    Closing,
    Deposit,
    Organization,
    ProviderAdjustment,
    Remittance,
)
from paydesk.rules.remittance_finding import Blocks, Place

_BLANK = [""] * 20
_IDS_KEPT = 12  # of a payer or payee; more are never sent, unless to make us busy
_WITHOUT_MEANING = frozenset({"CUR", "N2", "N3", "N4", "PER", "RDM", "TS2", "TS3", "LX", "NTE", "QTY"})
"""Segments that belong there and carry nothing that is posted."""

_ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA"})


class SetReader:
    """Takes the segments between ST and SE and makes the remittance of them; ``claim`` is the one being read."""

    def __init__(self, place: Place, control: str, version: str, segments: Segments) -> None:
        self._place = place
        self._control = control
        self._version = version
        self._component = segments.component
        self._values = Values()
        self._values.subject = f"remittance {control}"
        self._bpr: tuple[Place, list[str]] | None = None
        self._trn = _BLANK
        self._produced = ""
        self._parties: dict[str, Organization] = {}
        self._open_party = ""
        self._claims: list[ClaimAnswer] = []
        self.claim: ClaimReader | None = None
        self._adjustments: list[ProviderAdjustment] = []

    def take(self, place: Place, elements: list[str]) -> bool:
        """Read a segment; False when it is one of the envelope, even in small letters or with blanks."""
        name = elements[0]
        if self.claim is not None and name in HANDLERS:
            HANDLERS[name](self.claim, elements, *place)
        elif name in _SEGMENTS:
            _SEGMENTS[name](self, place, elements + _BLANK)
        elif name == "LX":
            self._end_claim()
        elif name not in _WITHOUT_MEANING:
            return self._take_unknown(place, elements)
        return True

    def _take_unknown(self, place: Place, elements: list[str]) -> bool:
        name, tidied = elements[0], elements[0].strip().upper()
        if tidied in _ENVELOPE:
            return False
        if tidied != name:
            return self.take(place, [tidied, *elements[1:]])
        self._values.tell("segment", place, f"“{name[:12]}” is no segment of a remittance; it was left out.")
        return True

    def _take_bpr(self, place: Place, elements: list[str]) -> None:
        if self._bpr is not None:
            self._values.tell("segment", place, "The payment (BPR) stands there twice.", Blocks.ALL)
        self._bpr = self._bpr or (place, elements)

    def _take_trn(self, place: Place, elements: list[str]) -> None:
        if self._trn is _BLANK:
            self._trn = elements

    def _take_dtm(self, place: Place, elements: list[str]) -> None:
        if elements[1] == "405":
            self._produced = elements[2].strip()

    def _take_n1(self, place: Place, elements: list[str]) -> None:
        self._open_party = elements[1]
        self._parties.setdefault(
            elements[1], Organization(elements[2].strip(), elements[3].strip(), elements[4].strip())
        )

    def _take_ref(self, place: Place, elements: list[str]) -> None:
        party = self._parties.get(self._open_party)
        if party is not None:
            others = (*party.other_ids, (elements[1].strip(), elements[2].strip()))[:_IDS_KEPT]
            self._parties[self._open_party] = Organization(party.name, party.id_kind, party.id, others)

    def _take_clp(self, place: Place, elements: list[str]) -> None:
        self._end_claim()
        if self._adjustments:
            self._values.tell("segment", place, "A claim stands after the amounts that belong to no claim.", Blocks.ALL)
        self.claim = ClaimReader(place, elements, len(self._claims), self._component, self._values)

    def _take_plb(self, place: Place, elements: list[str]) -> None:
        self._end_claim()
        day = self._values.day(elements[2].strip(), place, "The end of the fiscal year")
        for at in range(3, len(elements) - 1, 2):
            reason, _, reference = elements[at].partition(self._component)
            if not reason and not elements[at + 1]:
                continue
            amount = self._values.amount(elements[at + 1], place, "An amount that belongs to no claim")
            self._adjustments.append(
                ProviderAdjustment(place, elements[1].strip(), day, reason.strip(), reference.strip(), amount)
            )

    def _take_stray(self, place: Place, elements: list[str]) -> None:
        says = f"{elements[0]} belongs to a claim, and there is none open here; it was left out."
        self._values.tell("segment", place, says)

    def _end_claim(self) -> None:
        if self.claim is not None:
            self._claims.append(self.claim.end())
        self.claim = None
        self._values.claim, self._values.subject = None, f"remittance {self._control}"

    def end(self, closing: Closing | None, last: int) -> Remittance:
        """The whole set, closed by SE, or by what stands there instead after segment ``last``."""
        self._end_claim()
        deposit = self._deposit()
        segments = (closing.place.segment if closing else last) - self._place.segment + 1
        return Remittance(
            self._place, self._control, self._version, closing, segments, deposit,
            self._parties.get("PR", Organization()), self._parties.get("PE", Organization()),
            tuple(self._claims), tuple(self._adjustments), tuple(self._values.findings),
        )  # fmt: skip

    def _deposit(self) -> Deposit:
        """BPR and TRN. BPR03 D takes money back: its amount counts below zero."""
        trace, originator = self._trn[2].strip(), self._trn[3].strip()
        if not trace:
            self._values.tell("trace", self._place, "It has no trace number (TRN) to find the money by.", Blocks.ALL)
        if self._bpr is None:
            self._values.tell("segment", self._place, "The payment (BPR) is missing.", Blocks.ALL)
            return Deposit(self._place, trace=trace, originator=originator)
        place, bpr = self._bpr
        amount = self._values.amount(bpr[2], place, "The payment")
        if amount is not None and bpr[3].strip() == "D":
            amount = -amount
        paid_on = self._values.day(bpr[16].strip(), place, "The payment's date")
        produced_on = self._values.day(self._produced, place, "The date it was made")
        return Deposit(place, amount, bpr[1].strip(), bpr[4].strip(), paid_on, trace, originator, produced_on)


_SEGMENTS = {
    "BPR": SetReader._take_bpr, "TRN": SetReader._take_trn, "DTM": SetReader._take_dtm, "N1": SetReader._take_n1,
    "REF": SetReader._take_ref, "CLP": SetReader._take_clp, "PLB": SetReader._take_plb,
    **dict.fromkeys(("CAS", "NM1", "MIA", "MOA", "SVC", "AMT", "LQ"), SetReader._take_stray),
}  # fmt: skip
