"""One claim of a 277, from TRN to the next, with its lines; and what is said of all claims of a sender or provider."""

from __future__ import annotations

from datetime import date

from paydesk.gateways.x12_values import Values, party_in, procedure_in
from paydesk.rules.claim_status import Batch, ClaimStatus, LineStatus, Status, StatusCode
from paydesk.rules.money import Cents
from paydesk.rules.remittance import Party
from paydesk.rules.remittance_finding import Place


class ClaimReader:
    """Takes STC, REF, DTP and SVC; ``receipt``: the trace is our own claim number, as in a 277CA."""

    def __init__(self, place: Place, trace: str, values: Values, component: str, *, receipt: bool) -> None:
        self._place = place
        self._trace = trace
        self._values = values
        self._component = component
        self._receipt = receipt
        self._statuses: list[Status] = []
        self._references: dict[str, str] = {}
        self._days: tuple[date | None, date | None] = (None, None)
        self._lines: list[LineStatus] = []
        self._line: _Line | None = None

    def take(self, name: str, place: Place, elements: list[str]) -> None:
        """A segment that belongs to the claim, or to its line."""
        line = self._line
        match name:
            case "SVC":
                self._end_line()
                self._line = _Line(place, elements)
            case "STC":
                status = status_in(elements, place, self._values, self._component)
                if status.contradicts_itself:
                    self._values.tell("status", place, "Its code accepts it, and its action rejects it.")
                (self._statuses if line is None else line.statuses).append(status)
            case "REF":
                (self._references if line is None else line.references).setdefault(elements[1], elements[2])
            case "DTP" if elements[1] in ("472", "232"):
                days = _days_in(elements, place, self._values)
                if line is None:
                    self._days = days
                else:
                    line.days = days

    def _end_line(self) -> None:
        if self._line is not None:
            self._lines.append(self._line.end(self._values, self._component))
        self._line = None

    def end(self, patient: Party | None, provider: Party | None) -> ClaimStatus:
        """The claim, when the next one or the end of the level has come."""
        self._end_line()
        of = self._references
        number = self._trace if self._receipt else of.get("EJ", "")
        if not self._statuses and not self._lines:
            self._values.tell("status", self._place, "It does not say what became of it (STC).")
        return ClaimStatus(
            self._place, number, self._trace, of.get("1K", ""), of.get("D9", ""), of.get("BLT", ""), patient, provider,
            *self._days, tuple(self._statuses), tuple(self._lines),
        )  # fmt: skip


class _Line:
    """A service line while it is read."""

    def __init__(self, place: Place, svc: list[str]) -> None:
        self.statuses: list[Status] = []
        self.references: dict[str, str] = {}
        self.days: tuple[date | None, date | None] = (None, None)
        self._place = place
        self._svc = svc

    def end(self, values: Values, component: str) -> LineStatus:
        """The line; what it is called without a code is its revenue code."""
        charge = values.amount(self._svc[2], self._place, "A line's charge") if self._svc[2] else None
        return LineStatus(
            self._place, procedure_in(self._svc[1], component), charge, self.references.get("FJ", ""), *self.days,
            tuple(self.statuses),
        )  # fmt: skip


class BatchReader:
    """What is said of a sender's or a provider's claims as a whole."""

    def __init__(self, place: Place, values: Values, component: str) -> None:
        self.party: Party | None = None
        self._role = ""
        self._trace = ""
        self._place = place
        self._values = values
        self._component = component
        self._statuses: list[Status] = []
        self._counts: dict[str, int] = {}
        self._amounts: dict[str, Cents] = {}

    def take(self, name: str, place: Place, elements: list[str]) -> None:
        """NM1, TRN, STC, QTY and AMT; others say nothing that is kept."""
        match name:
            case "NM1" if self.party is None:
                self._role, self.party = elements[1], party_in(elements)
            case "TRN":
                self._trace = self._trace or elements[2]
            case "STC":
                self._statuses.append(status_in(elements, place, self._values, self._component))
            case "QTY":
                counted = self._values.quantity(elements[2], place, "A number of claims")
                if counted is not None:
                    self._counts[elements[1]] = int(counted)
            case "AMT":
                amount = self._values.amount(elements[2], place, "The amount of claims")
                if amount is not None:
                    self._amounts[elements[1]] = amount

    def end(self) -> Batch:
        """A sender counts with 90 and AA, a provider with QA and QC; YU was taken, YY was not."""
        counts = self._counts
        return Batch(
            self._place, self._role, self.party, self._trace, tuple(self._statuses),
            counts.get("90", counts.get("QA")), counts.get("AA", counts.get("QC")),
            self._amounts.get("YU"), self._amounts.get("YY"),
        )  # fmt: skip


def status_in(elements: list[str], place: Place, values: Values, component: str) -> Status:
    """STC: up to three codes, the day they hold from, the action, amounts, and a check in answers."""
    codes = tuple(_code(one, component) for one in (elements[1], elements[10], elements[11]) if one)
    return Status(
        place, codes, values.day(elements[2], place, "The day of a status"), elements[3],
        values.amount(elements[4], place, "The charge") if elements[4] else None,
        values.amount(elements[5], place, "The payment") if elements[5] else None,
        values.day(elements[6], place, "The day it was decided"), elements[9], elements[12],
    )  # fmt: skip


def _code(composite: str, component: str) -> StatusCode:
    category, status, entity, *_ = [*(one.strip() for one in composite.split(component)), "", ""]
    return StatusCode(category.upper(), status.upper().lstrip("0") or "0" if status else "", entity.upper())


def _days_in(elements: list[str], place: Place, values: Values) -> tuple[date | None, date | None]:
    """DTP: a day or a time; a single day is its own last one."""
    first, dash, last = elements[3].partition("-")
    begun = values.day(first.strip(), place, "The day of service")
    return begun, values.day(last.strip(), place, "The last day of service") if dash else begun
