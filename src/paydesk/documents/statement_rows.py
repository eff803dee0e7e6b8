"""A statement's table before it is drawn: which rows, in which columns, on which page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from paydesk.documents.statement_view import StatementLine, StatementView, StatementVisit
from paydesk.rules.correspondence import dollars, short_date, visit_heading, words
from paydesk.rules.money import Cents

FIRST_PAGE_ROWS = 15
ROOMY_ROWS = 11
NEXT_PAGE_ROWS = 46
_WIDE = 10_000_00


class Kind(Enum):
    """How a row looks."""

    VISIT = "visit"
    LINE = "line"
    TOTAL = "total"
    GAP = "gap"
    APART = "apart"
    APART_TOTAL = "total of what stands apart"
    KEPT = "kept for a visit"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: ready texts, ``cells`` in the order of the columns."""

    kind: Kind
    text: str = ""
    day: str = ""
    cells: tuple[str, ...] = ()

    @property
    def sums(self) -> bool:
        """True when it says something of the rows above it, and means nothing alone."""
        return bool(self.cells) and not self.day


@dataclass(frozen=True, slots=True)
class Columns:
    """Right edges of the amounts; ``size`` of their type."""

    edges: tuple[float, ...]
    size: float

    @property
    def waiting(self) -> bool:
        """True when a column shows what insurers still owe."""
        return len(self.edges) == 6

    @property
    def room(self) -> float:
        """How wide an amount may be."""
        return min(right - left for left, right in zip(self.edges, self.edges[1:], strict=False)) - 3


FIVE = Columns((366, 418, 468, 518, 567), 9.5)
SIX = Columns((315, 366, 416, 466, 517, 567), 9.5)
FIVE_WIDE = Columns((327, 387, 447, 507, 567), 8.5)
SIX_WIDE = Columns((277, 335, 393, 451, 509, 567), 8.5)


@dataclass(frozen=True, slots=True)
class Table:
    """The columns, and the rows page by page."""

    columns: Columns
    pages: tuple[tuple[Row, ...], ...]


def _amounts(line: StatementLine) -> tuple[Cents, ...]:
    return (line.charge, line.insurance_paid, line.adjusted, line.you_paid, line.waiting, line.owe)


def _cells(amounts: tuple[Cents, ...], *, waiting: bool) -> tuple[str, ...]:
    """Amounts as printed: nothing is a dash, except what is owed; the waiting column only where one is."""
    charge, insurance, adjusted, paid, waits, owe = amounts
    middle = (insurance, adjusted, paid, waits) if waiting else (insurance, adjusted, paid)
    return (*(dollars(amount) if amount else "–" for amount in (charge, *middle)), dollars(owe))


def _sums(lines: Iterable[StatementLine]) -> tuple[Cents, ...]:
    return tuple(map(sum, zip((0,) * 6, *map(_amounts, lines), strict=True)))


def _visit_rows(view: StatementView, visit: StatementVisit, lines: list[StatementLine], *, waiting: bool) -> list[Row]:
    heading = visit_heading(view.language, visit.date, provider=visit.provider, patient=visit.patient)
    return [
        Row(Kind.VISIT, heading),
        *(Row(Kind.LINE, line.what, short_date(line.date), _cells(_amounts(line), waiting=waiting)) for line in lines),
    ]


def _owed_rows(view: StatementView, *, waiting: bool) -> list[Row]:
    """Everything that is the patient's, the unused credit, and the total; what of it is not due on plans."""
    rows: list[Row] = []
    said = words(view.language)
    for visit in view.visits:
        lines = [line for line in visit.lines if not line.apart]
        if lines:
            rows += _visit_rows(view, visit, lines, waiting=waiting)
    sums = list(_sums(line for line in view.lines if not line.apart))
    if view.unapplied:
        credit = (0, 0, 0, -view.unapplied, 0, view.unapplied)
        rows.append(Row(Kind.LINE, said.unused_credit, "", _cells(credit, waiting=waiting)))
        sums[3] -= view.unapplied
        sums[5] += view.unapplied
    if not rows and any(view.lines):
        return []
    total = Row(Kind.TOTAL, said.total, "", _cells(tuple(sums), waiting=waiting))
    return [*rows, total, *_plan_rows(view, waiting=waiting)]


def _plan_rows(view: StatementView, *, waiting: bool) -> list[Row]:
    """What is on payment plans and not due is taken off the total; what is left is to be paid now."""
    if not view.plans:
        return []
    said, before = words(view.language), ("",) * (5 if waiting else 4)
    return [
        *(
            Row(Kind.LINE, said.on_plan.format(number=plan.number), "", (*before, dollars(-plan.not_due)))
            for plan in view.plans
        ),
        Row(Kind.TOTAL, said.to_pay_now, "", (*before, dollars(view.amount))),
    ]  # fmt: skip


def _not_asked_rows(view: StatementView, *, waiting: bool) -> list[Row]:
    """The patient's parts that are not asked for, apart from the total, under each reason of theirs."""
    rows: list[Row] = []
    for why in dict.fromkeys(line.not_asked for line in view.lines if line.not_asked):
        rows += [Row(Kind.GAP), Row(Kind.APART, why)]
        for visit in view.visits:
            lines = [line for line in visit.lines if line.not_asked == why]
            if lines:
                rows += _visit_rows(view, visit, lines, waiting=waiting)
        total = dollars(sum(line.owe for line in view.lines if line.not_asked == why))
        cells = ("",) * (5 if waiting else 4)
        rows.append(Row(Kind.APART_TOTAL, words(view.language).not_asked_total, "", (*cells, total)))
    return rows


def _waiting_rows(view: StatementView) -> list[Row]:
    """What only insurers owe, apart from the total and under a heading that says not to pay it."""
    if not any(line.only_waits for line in view.lines):
        return []
    said = words(view.language)
    rows: list[Row] = [Row(Kind.GAP), Row(Kind.APART, said.waiting_title)]
    for visit in view.visits:
        lines = [line for line in visit.lines if line.only_waits]
        if lines:
            rows += _visit_rows(view, visit, lines, waiting=True)
    above = sum(line.waiting for line in view.lines if not line.only_waits)
    if above:
        rows.append(Row(Kind.LINE, said.waiting_above, "", ("", "", "", "", dollars(above), "")))
    total = sum(line.waiting for line in view.lines)
    return [*rows, Row(Kind.APART_TOTAL, said.waiting_total, "", ("", "", "", "", dollars(total), ""))]


def _kept_rows(view: StatementView, *, waiting: bool) -> list[Row]:
    """What was paid for a coming visit: the clinic has it, and it is not taken off what is owed."""
    if not view.kept:
        return []
    cells = ("",) * (5 if waiting else 4)
    return [Row(Kind.KEPT, words(view.language).kept_besides, "", (*cells, dollars(view.kept)))]


_LEADS = (Kind.VISIT, Kind.APART, Kind.GAP)


def _paginate(rows: list[Row]) -> tuple[tuple[Row, ...], ...]:
    """Rows by page; a heading never ends a page, and one that goes on is said again on the next. No sum begins one."""
    if len(rows) <= FIRST_PAGE_ROWS:
        return (tuple(rows),)
    pages: list[tuple[Row, ...]] = []
    room = FIRST_PAGE_ROWS - 1
    while rows:
        cut = min(room, len(rows))
        while 1 < cut < len(rows) and (rows[cut - 1].kind in _LEADS or rows[cut].sums):
            cut -= 1
        pages.append(tuple(rows[:cut]))
        above = next((row for row in reversed(rows[:cut]) if row.kind is Kind.VISIT), None)
        rows = rows[cut:]
        if rows and above and rows[0].kind is Kind.LINE and rows[0].day:
            rows = [above, *rows]
        room = NEXT_PAGE_ROWS
    return tuple(pages)


def table_pages(view: StatementView) -> int:
    """How many pages the table of ``view`` takes; the ordinary short one is counted without laying it out."""
    visits = [visit for visit in view.visits if visit.lines]
    if not any(line.waiting or line.not_asked for line in view.lines):
        rows = sum(len(visit.lines) + 1 for visit in visits) + bool(view.unapplied) + bool(view.kept) + 1
        rows += len(view.plans) + bool(view.plans)
        if rows <= FIRST_PAGE_ROWS:
            return 1
    return len(lay_out(view).pages)


def lay_out(view: StatementView) -> Table:
    """The table of ``view``: a column for what waits if something does, wider ones for large amounts."""
    waiting = any(line.waiting for line in view.lines)
    rows = [
        *_owed_rows(view, waiting=waiting), *_not_asked_rows(view, waiting=waiting), *_waiting_rows(view),
        *_kept_rows(view, waiting=waiting),
    ]  # fmt: skip
    large = any(abs(amount) >= _WIDE for amount in _sums(view.lines)) or any(
        abs(amount) >= _WIDE for line in view.lines for amount in _amounts(line)
    )
    if waiting:
        return Table(SIX_WIDE if large else SIX, _paginate(rows))
    return Table(FIVE_WIDE if large else FIVE, _paginate(rows))
