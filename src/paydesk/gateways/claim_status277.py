"""The 277 in X12 files: receipts for claims (277CA) and other reports on them, however damaged, as plain facts."""

from __future__ import annotations

from pathlib import Path

from paydesk.gateways.claim_status277_claim import BatchReader, ClaimReader
from paydesk.gateways.x12_envelope import Opening
from paydesk.gateways.x12_sets import SetsRead, bytes_of, read_sets
from paydesk.gateways.x12_values import Values, party_in
from paydesk.rules import envelope
from paydesk.rules.claim_status import Batch, ClaimReport, ClaimReportFile, ClaimStatus
from paydesk.rules.money import show
from paydesk.rules.remittance import Closing, Party
from paydesk.rules.remittance_finding import Blocks, Place

_OF_CLAIM = frozenset({"STC", "REF", "DTP", "SVC"})
_SEGMENTS = _OF_CLAIM | {"BHT", "HL", "NM1", "TRN", "QTY", "AMT", "PER", "DMG", "N3", "N4", "PWK", "DTM"}
_WANTED = "a report on claims (277)"
_DEPTHS = {"20": 0, "21": 1, "19": 2, "PT": 3, "22": 3, "23": 4}
_RECEIPT_VERSIONS = ("005010X214", "004040X167", "005010X364")
_PATIENTS = frozenset({"QC", "IL", "03"})
_BLANK = [""] * 24


def read_claim_report_file(path: Path) -> tuple[ClaimReportFile, bytes]:
    """What ``path`` holds, and its bytes. Raises PaydeskError when it cannot be opened, or holds no report."""
    data = bytes_of(path)
    return _file(_read(data).or_refused(path, _WANTED)), data


def read_claim_reports(data: bytes) -> ClaimReportFile:
    """Everything in ``data``; raises nothing: what is wrong are findings with their places."""
    return _file(_read(data))


def _read(data: bytes) -> SetsRead[ClaimReport]:
    return read_sets(data, _opened, wanted=_WANTED, ids="|".join(sorted(_SEGMENTS)))


def _file(read: SetsRead[ClaimReport]) -> ClaimReportFile:
    return ClaimReportFile(read.sets, read.segments, read.findings)


def _opened(opening: Opening) -> _SetReader | None:
    return _SetReader(opening) if opening.kind == "277" else None


class _SetReader:
    """From level to level (HL): who reports, who sent the claims, the provider, the patient with his claims."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._values = Values()
        self._values.subject = self._what = f"report {opening.control}"
        self._bht = _BLANK
        self._level = ""
        self._numbers: dict[int, str] = {}
        self._source: Party | None = None
        self._source_role = ""
        self._received = self._processed = (opening.place, "")
        self._provider: Party | None = None
        self._patient: Party | None = None
        self._batch: BatchReader | None = None
        self._claim: ClaimReader | None = None
        self._batches: list[Batch] = []
        self._claims: list[ClaimStatus] = []
        self._left_out: set[str] = set()

    @property
    def _of_patient(self) -> bool:
        return _DEPTHS.get(self._level, -1) >= 3

    def take(self, name: str, place: Place, elements: list[str]) -> None:
        """A segment between ST and SE."""
        if name == "HL":
            self._open(place, elements)
        elif name == "BHT":
            self._bht = elements
        elif name not in _SEGMENTS:
            self._tell_left_out(name, place, f"“{name[:12]}” is no segment of a report on claims", Blocks.NOTHING)
        elif self._of_patient:
            self._take_of_patient(name, place, elements)
        elif self._batch is not None:
            self._batch.take(name, place, elements)
            if name == "NM1":
                self._provider = self._batch.party if self._level == "19" else None
        elif self._level == "20":
            self._take_of_source(name, place, elements)
        else:
            self._tell_left_out(name, place, f"{name} does not belong here", Blocks.ALL)

    def _tell_left_out(self, name: str, place: Place, says: str, blocks: Blocks) -> None:
        if name not in self._left_out and len(self._left_out) < 20:
            self._left_out.add(name)
            self._values.tell("segment", place, f"{says}; it was left out.", blocks)

    def _open(self, place: Place, elements: list[str]) -> None:
        self._end_level()
        self._level = elements[3]
        depth = _DEPTHS.get(self._level)
        if depth is None:
            says = f"“{elements[3][:12]}” is no level of a report; what stands in it was left out."
            self._values.tell("level", place, says, Blocks.ALL)
            return
        above = next((self._numbers[at] for at in range(depth - 1, -1, -1) if at in self._numbers), "")
        if elements[2] != above:
            says = f"It belongs to level “{elements[2][:12]}”, which is not the one above it."
            self._values.tell("level", place, says, Blocks.ALL)
        self._numbers = {at: number for at, number in self._numbers.items() if at < depth} | {depth: elements[1]}
        if depth < 3:
            self._provider = None
            self._batch = BatchReader(place, self._values, self._opening.component) if depth else None
        if depth < 4:
            self._patient = None

    def _take_of_source(self, name: str, place: Place, elements: list[str]) -> None:
        if name == "NM1" and self._source is None:
            self._source, self._source_role = party_in(elements), elements[1]
        elif name == "DTP" and elements[1] == "050":
            self._received = place, elements[3]
        elif name == "DTP" and elements[1] == "009":
            self._processed = place, elements[3]

    def _take_of_patient(self, name: str, place: Place, elements: list[str]) -> None:
        if name == "NM1" and elements[1] in _PATIENTS:
            self._end_claim()
            self._patient = party_in(elements)
        elif name == "TRN":
            self._end_claim()
            self._begin(place, elements[2])
        elif name in _OF_CLAIM:
            if self._claim is None:
                self._values.tell("claim number", place, "It tells of a claim without its number (TRN).", Blocks.ALL)
            (self._claim or self._begin(place, "")).take(name, place, elements)

    def _begin(self, place: Place, trace: str) -> ClaimReader:
        self._values.claim, self._values.subject = len(self._claims), f"claim {trace[:38] or '–'}"
        self._claim = ClaimReader(place, trace, self._values, self._opening.component, receipt=self._is_receipt)
        return self._claim

    @property
    def _is_receipt(self) -> bool:
        """By the guide it follows; one without a guide by what it says of itself (BHT06)."""
        version = self._opening.version
        return version.startswith(_RECEIPT_VERSIONS) or ("X" not in version and self._bht[6] == "TH")

    def _end_claim(self) -> None:
        if self._claim is not None:
            self._claims.append(self._claim.end(self._patient, self._provider))
        self._claim = None
        self._values.claim, self._values.subject = None, self._what

    def _end_level(self) -> None:
        self._end_claim()
        if self._batch is not None:
            self._batches.append(self._batch.end())
        self._batch = None

    def end(self, closing: Closing | None, last: int) -> ClaimReport:
        """The whole set, closed by SE, or by what stands there instead behind segment ``last``."""
        self._end_level()
        values, place = self._values, self._opening.place
        if not self._is_receipt:
            says = f"This 277 ({self._opening.version[:12] or 'no version'}) is not a receipt for claims (277CA); "
            values.tell("kind", place, f"{says}it was read as far as it says the same.", Blocks.NOTHING)
        if not self._claims and not self._batches:
            values.tell("empty", place, "It tells of no claim.", Blocks.NOTHING)
        self._prove()
        received = values.day(self._received[1], self._received[0], "The day it was received")
        processed = values.day(self._processed[1], self._processed[0], "The day it was processed")
        head = self._opening.closed(closing, last)
        found = sorted((*values.findings, *envelope.of_set(head)), key=lambda one: one.place)
        return ClaimReport(
            head, self._is_receipt, self._bht[3], self._source, self._source_role, received, processed,
            tuple(self._batches), tuple(self._claims), tuple(found),
        )  # fmt: skip

    def _prove(self) -> None:
        """What it counts of a sender's claims against those it tells of; some payers tell of the rejected only."""
        senders = [one for one in self._batches if one.role == "41"]
        counts = [one for each in senders for one in (each.accepted, each.rejected) if one is not None]
        amounts = [one for each in senders for one in (each.accepted_amount, each.rejected_amount) if one is not None]
        charged = [one.amount for one in self._claims if one.amount is not None]
        place = senders[0].place if senders else self._opening.place
        if counts and sum(counts) != len(self._claims):
            says = f"It counts {sum(counts)} claims, and tells of {len(self._claims)}."
            self._values.tell("count", place, says, Blocks.NOTHING)
        if amounts and len(charged) == len(self._claims) and sum(amounts) != sum(charged):
            says = f"Its claims add up to {show(sum(charged))}, and it says {show(sum(amounts))}."
            self._values.tell("count", place, says, Blocks.NOTHING)

