"""One claim of an 835, from CLP to the next: its people, dates, adjustments, remarks and service lines."""

from __future__ import annotations

from paydesk.gateways.x12_values import Values, procedure_in
from paydesk.rules.remittance import Adjustment, ClaimAnswer, Party, Service
from paydesk.rules.remittance_finding import Blocks, Place

_BLANK = [""] * 24
_ONCE = {"QC": "patient", "IL": "insured", "74": "corrected name", "82": "provider", "TT": "next payer"}
_DAYS = frozenset({"232", "233", "050", "472", "150", "151"})


class ClaimReader:
    """Takes the segments of one claim by ``HANDLERS``."""

    def __init__(self, place: Place, elements: list[str], index: int, component: str, values: Values) -> None:
        self._place = place
        self._clp = elements
        self._component = component
        self._values = values
        values.claim, values.subject = index, f"claim {elements[1].strip()}"
        self._unreadable = values.unreadable
        self._adjustments: list[Adjustment] = []
        self._remarks: list[str] = []
        self._people: dict[str, Party] = {}
        self._days: dict[str, str] = {}
        self._amounts: list[tuple[str, int]] = []
        self._original = ""
        self._services: list[Service] = []
        self._line: _Line | None = None

    def _nothing(self, elements: list[str], number: int, line: int) -> None:
        """Contacts and counts are not posted."""

    def _cas(self, elements: list[str], number: int, line: int) -> None:
        place = Place(number, line)
        into = self._adjustments if self._line is None else self._line.adjustments
        size = len(elements)
        if size < 4:
            self._values.tell("adjustment", place, "An adjustment (CAS) without reason or amount.")
            return
        group, cents = elements[1].strip(), self._values.cents
        for at in range(2, size, 3):
            text = elements[at + 1] if at + 1 < size else ""
            units = elements[at + 2] if at + 2 < size else ""
            if text or units or elements[at]:
                amount = cents.get(text)
                if amount is None:
                    amount = self._values.amount(text, place, "An adjustment")
                quantity = self._values.quantity(units, place, "The adjusted quantity") if units else None
                into.append(Adjustment(place, group, elements[at].strip(), amount, quantity))

    def _dtm(self, elements: list[str], number: int, line: int) -> None:
        days = self._days if self._line is None else self._line.days
        if len(elements) > 2 and elements[1] in _DAYS:
            days[elements[1]] = elements[2]

    def _ref(self, elements: list[str], number: int, line: int) -> None:
        if len(elements) < 3:
            return
        if self._line is not None:
            if elements[1] == "6R":
                self._line.number = elements[2].strip()
        elif elements[1] == "F8":
            self._original = elements[2].strip()

    def _amt(self, elements: list[str], number: int, line: int) -> None:
        if len(elements) < 3:
            return
        if self._line is None:
            self._information(elements[1].strip(), elements[2], Place(number, line))
        elif elements[1] == "B6":
            allowed = self._values.cents.get(elements[2])
            if allowed is None:
                allowed = self._told_amount(elements[2], Place(number, line), "The allowed amount")
            self._line.allowed = allowed

    def _information(self, qualifier: str, text: str, place: Place) -> None:
        amount = self._told_amount(text, place, "An amount for information")
        if amount is not None:
            self._amounts.append((qualifier, amount))

    def _told_amount(self, text: str, place: Place, what: str) -> int | None:
        """An amount outside of the balance: without it the claim is still whole."""
        before = self._values.unreadable
        amount = self._values.amount(text, place, what)
        self._values.unreadable = before
        return amount

    def _lq(self, elements: list[str], number: int, line: int) -> None:
        if len(elements) > 2 and elements[2]:
            (self._remarks if self._line is None else self._line.remarks).append(elements[2].strip())

    def _moa(self, elements: list[str], number: int, line: int) -> None:
        self._remarks += [one.strip() for one in elements[3:8] if one]

    def _mia(self, elements: list[str], number: int, line: int) -> None:
        self._remarks += [one.strip() for one in (*elements[5:6], *elements[20:24]) if one]

    def _nm1(self, elements: list[str], number: int, line: int) -> None:
        full = [one.strip() for one in elements] + _BLANK
        who = full[1]
        if who in self._people and who in _ONCE:
            self._values.tell("patient", Place(number, line), f"It names a second {_ONCE[who]}.")
            return
        self._people[who] = Party(full[3], full[4], full[5], full[7], full[8], full[9])

    def _svc(self, elements: list[str], number: int, line: int) -> None:
        self._end_line()
        self._line = _Line(Place(number, line), elements + _BLANK, self._values.unreadable)

    def _end_line(self) -> None:
        if self._line is not None:
            self._services.append(self._line.end(self._component, self._values))
        self._line = None

    def end(self) -> ClaimAnswer:
        """The claim, when the next one or the end of the set has come."""
        self._end_line()
        clp, values, place, people, days = self._clp, self._values, self._place, self._people, self._days
        charge = values.amount(clp[3], place, "The charge")
        paid = values.amount(clp[4], place, "The amount paid")
        patient = values.amount(clp[5], place, "The patient's part") if clp[5] else 0  # left out: none
        first = values.day(days["232"], place, "The first day") if "232" in days else None
        last = values.day(days["233"], place, "The last day") if "233" in days else None
        received = values.day(days["050"], place, "The day it was received") if "050" in days else None
        return ClaimAnswer(
            place, values.unreadable == self._unreadable, clp[1].strip(), clp[2].strip(), charge, paid, patient,
            clp[6].strip(), clp[7].strip(), clp[8].strip(), clp[9].strip(), self._original, people.get("QC"),
            people.get("IL"), people.get("74"), people.get("82"), people.get("TT"), first, last, received,
            tuple(self._amounts), tuple(self._adjustments), tuple(self._remarks), tuple(self._services),
        )  # fmt: skip


HANDLERS = {
    "CAS": ClaimReader._cas, "DTM": ClaimReader._dtm, "REF": ClaimReader._ref, "SVC": ClaimReader._svc,
    "AMT": ClaimReader._amt, "LQ": ClaimReader._lq, "NM1": ClaimReader._nm1, "MOA": ClaimReader._moa,
    "MIA": ClaimReader._mia, "PER": ClaimReader._nothing, "QTY": ClaimReader._nothing,
}  # fmt: skip
"""What a claim does with each segment that may belong to it (elements, number, line), by the segment's name."""


class _Line:
    """A service line while it is read."""

    __slots__ = ("adjustments", "allowed", "days", "number", "place", "remarks", "svc", "unreadable")

    def __init__(self, place: Place, svc: list[str], unreadable: int) -> None:
        self.place = place
        self.svc = svc
        self.unreadable = unreadable
        self.adjustments: list[Adjustment] = []
        self.remarks: list[str] = []
        self.days: dict[str, str] = {}
        self.number = ""
        self.allowed: int | None = None

    def end(self, component: str, values: Values) -> Service:
        """The line; its charge and payment, when missing, are findings, but no payment (SVC03) is none."""
        svc, place, days = self.svc, self.place, self.days
        procedure = procedure_in(svc[1], component)
        original = procedure_in(svc[6], component) if svc[6] else None
        if not procedure.code:
            values.tell("service", place, "A line without a procedure code.", Blocks.CLAIM)
        charge, paid = values.cents.get(svc[2]), values.cents.get(svc[3]) if svc[3] else 0
        if charge is None:
            charge = values.amount(svc[2], place, "A line's charge")
        if paid is None:
            paid = values.amount(svc[3], place, "A line's payment")
        units = values.quantity(svc[5].strip(), place, "The units")
        on = days.get("472") or days.get("150") or ""
        first = values.day(on, place, "A line's day") if on else None
        last = values.day(days["151"], place, "A line's last day") if "151" in days else first
        return Service(
            place, values.unreadable == self.unreadable, procedure, original, charge, paid, svc[4].strip(), units,
            first, last, self.number, self.allowed, tuple(self.adjustments), tuple(self.remarks),
        )  # fmt: skip
