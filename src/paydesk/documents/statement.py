"""The statement: one number that dominates, every line once, an address the envelope shows and nothing else.

Positions are points from the top left of a Letter page. What never changes within a file (frames, labels, the
clinic) is a stamp; what is the account's own is drawn on it.
"""

from __future__ import annotations

from functools import partial

from paydesk.documents.barcodes import code128, scan_line
from paydesk.documents.coupon import draw_coupon, draw_keep_note
from paydesk.documents.page import LEFT, RIGHT, draw_addressee, draw_folds, draw_return_address
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.statement_notes import draw_notes
from paydesk.documents.statement_rows import (
    FIRST_PAGE_ROWS,
    ROOMY_ROWS,
    Columns,
    Kind,
    Row,
    Table,
    lay_out,
    table_pages,
)
from paydesk.documents.statement_view import Asks, StatementView, prove
from paydesk.documents.surface import Surface
from paydesk.documents.typefaces import wrap
from paydesk.rules.correspondence import dollars, explanation, filled, long_date, words

_BOX = 330.0
_FIRST_TABLE, _NEXT_TABLE = 289.0, 92.0
_HEAD = 25.0
_DENSE, _ROOMY, _NEXT_PITCH = 10.9, 14.0, 13.6
_DAY, _WHAT = 49.0, 98.0


def draw_statement(view: StatementView) -> Paper:
    """The statement as one PDF. Raises ValueError if its sums do not hold (``prove``), PaydeskError if the
    mailing address does not fit the window."""
    title = f"Statement {view.number}"
    return draw_file(
        partial(draw_pages, view=view),
        title=title,
        author=view.letterhead.name,
        day=view.date,
        language=view.language,
    )


def page_total(view: StatementView) -> int:
    """Pages a statement takes: its table's, and the notes on the back of the first."""
    return table_pages(view) + view.notes


def draw_pages(surface: Surface, view: StatementView, *, sequence: str = "") -> int:
    """Draws every page of ``view`` and gives their number; ``sequence`` is its place in a print run."""
    prove(view)
    table = lay_out(view)
    pages = len(table.pages) + view.notes
    _first_page(surface, view, table=table, pages=pages, sequence=sequence)
    if view.notes:
        surface.place = "page of notes"
        surface.stamp(("notes", view.language, view.letterhead), partial(draw_notes, view=view))
        _page_number(surface, view, page=2, pages=pages)
        surface.end_page()
    for number in range(1, len(table.pages)):
        _next_page(surface, view, table=table, number=number, pages=pages)
    return pages


def _first_page(surface: Surface, view: StatementView, *, table: Table, pages: int, sequence: str) -> None:
    said = words(view.language)
    surface.stamp(
        ("first", view.language, view.letterhead, view.asks, table.columns, view.notes, bool(view.plans)),
        partial(_art, view=view, columns=table.columns),
    )
    _page_number(surface, view, page=1, pages=pages)
    _summary(surface, view)
    draw_addressee(surface, view.addressee)
    surface.place = "table"
    rows = table.pages[0]
    pitch = _ROOMY if len(table.pages) == 1 and len(rows) <= ROOMY_ROWS else _DENSE
    _rows(surface, rows, columns=table.columns, top=_FIRST_TABLE + _HEAD, pitch=pitch)
    if len(table.pages) > 1:
        y = _FIRST_TABLE + _HEAD + FIRST_PAGE_ROWS * _DENSE - 1.5
        surface.rtext(RIGHT - 3, y, said.continued.format(page=2 + view.notes), face="bold", size=9)
    _ageing(surface, view)
    if view.asks is Asks.PAYMENT:
        _coupon_facts(surface, view)
    if sequence:
        surface.text(20, 772, sequence, size=7)
    surface.end_page()


def _art(surface: Surface, view: StatementView, columns: Columns) -> None:
    """All of the first page that does not depend on the account."""
    said = words(view.language)
    draw_return_address(surface, view.letterhead)
    draw_folds(surface, perforated=view.asks is Asks.PAYMENT)
    surface.place = "frames"
    surface.text(LEFT, 46, said.statement, face="bold", size=15)
    _summary_art(surface, view)
    _message(surface, view)
    _table_head(surface, view, columns=columns, top=_FIRST_TABLE)
    surface.text(LEFT, 523, _help_line(view), size=9)
    if view.asks is Asks.PAYMENT:
        draw_coupon(surface, view)
    else:
        draw_keep_note(surface, view)


def _help_line(view: StatementView) -> str:
    said, phone = words(view.language), view.letterhead.phone
    if not view.notes:
        return filled(said.help_line, phone=phone)
    return filled(said.help_line_notes, phone=phone) or said.help_line_page


def _summary_art(surface: Surface, view: StatementView) -> None:
    """The frame at the top right and its labels."""
    said = words(view.language)
    surface.fill(_BOX, 38, RIGHT, 58)
    surface.box(_BOX, 38, RIGHT, 149, weight=0.8)
    surface.text(_BOX + 8, 52.5, said.your_account, face="bold", size=11.5)
    labels = [said.statement_date, said.account_number, said.statement_number]
    if view.asks is Asks.PAYMENT:
        labels.append(said.pay_by)
    for number, label in enumerate(labels):
        surface.text(_BOX + 8, 72 + 14.5 * number, label, size=10.5)
    owed = said.to_pay_now if view.plans else said.amount_you_owe
    asked = said.your_credit if view.asks is Asks.CREDIT else owed
    surface.text(_BOX + 8, 140.5, asked, face="bold", size=13)


def _summary(surface: Surface, view: StatementView) -> None:
    """The account's own figures in that frame."""
    surface.place = "summary"
    values = [long_date(view.date, view.language), view.account, view.number]
    if view.asks is Asks.PAYMENT and view.pay_by:
        values.append(long_date(view.pay_by, view.language))
    for number, value in enumerate(values):
        surface.rtext(RIGHT - 8, 72 + 14.5 * number, value, size=10.5)
    surface.rtext(RIGHT - 8, 140.5, dollars(abs(view.amount)), face="bold", size=15)
    surface.place = "explanation"
    text = explanation(
        view.language,
        amount=view.amount,
        insurance_paid=any(line.insurance_paid for line in view.lines),
        waiting=any(line.waiting for line in view.lines),
        on_plan=bool(view.plans),
    )
    for number, line in enumerate(_explained(text)):
        surface.text(LEFT, 266.5 + 12.5 * number, line, size=10.5)


def _explained(text: str) -> tuple[str, ...]:
    return wrap(text, face="body", size=10.5, room=RIGHT - LEFT)


def _message(surface: Surface, view: StatementView) -> None:
    """The frame beside the address: help, thanks, or what to do with a credit."""
    said = words(view.language)
    title, text = {
        Asks.PAYMENT: (said.help_title, said.help_text),
        Asks.NOTHING: (said.zero_title, said.zero_text_plan if view.plans else said.zero_text),
        Asks.CREDIT: (said.credit_title, said.credit_text),
    }[view.asks]
    surface.box(_BOX, 157, RIGHT, 209, weight=0.8)
    surface.text(_BOX + 8, 171, title, face="bold", size=10)
    lines = wrap(filled(text, phone=view.letterhead.phone), face="body", size=9.5, room=RIGHT - _BOX - 16)
    for number, line in enumerate(lines):
        surface.text(_BOX + 8, 186 + 13 * number, line, size=9.5)


def _table_head(surface: Surface, view: StatementView, *, columns: Columns, top: float) -> None:
    """The grey strip with the names of the columns, signs included: the row reads as a sum."""
    said = words(view.language)
    surface.fill(LEFT, top, RIGHT, top + _HEAD)
    surface.text(_DAY, top + 20, said.date, face="bold", size=8.5)
    surface.text(_WHAT, top + 20, said.what, face="bold", size=8.5)
    names = [said.charge, said.insurance_paid, said.adjusted, said.you_paid, said.you_owe]
    if columns.waiting:
        names.insert(4, said.waiting)
    for edge, name in zip(columns.edges, names, strict=True):
        lines = name.split("\n")
        for number, line in enumerate(lines):
            surface.rtext(edge - 3, top + 20 - 10 * (len(lines) - 1 - number), line, face="bold", size=8.5, room=58)


def _rows(surface: Surface, rows: tuple[Row, ...], *, columns: Columns, top: float, pitch: float) -> None:
    """The rows under each other; everything of one row has one baseline."""
    y = top - pitch * 0.26
    room, size = columns.room, columns.size
    widest = columns.edges[0] - room - _WHAT - 7
    for row in rows:
        y += pitch
        if row.kind is Kind.LINE:
            surface.text(_DAY, y, row.day)
            surface.text(_WHAT, y, row.text, room=widest if row.cells[0] else _room(row, columns, left=_WHAT))
            for edge, cell in zip(columns.edges, row.cells, strict=True):
                if cell:
                    surface.rtext(edge - 3, y, cell, size=size, room=room)
        elif row.kind is not Kind.GAP:
            _strong_row(surface, row, columns=columns, y=y, pitch=pitch)


def _room(row: Row, columns: Columns, *, left: float) -> float:
    """How far a text from ``left`` may go: to the first amount of its row."""
    first = next((edge for edge, cell in zip(columns.edges, row.cells, strict=False) if cell), None)
    return RIGHT - left - 3 if first is None else first - columns.room - left


def _strong_row(surface: Surface, row: Row, *, columns: Columns, y: float, pitch: float) -> None:
    """A heading or a total."""
    if row.kind in (Kind.APART, Kind.KEPT):
        surface.fill(LEFT, y - pitch * 0.76, RIGHT, y + pitch * 0.24)
    if row.kind in (Kind.TOTAL, Kind.APART_TOTAL):
        surface.line(LEFT, y - pitch * 0.78, RIGHT, y - pitch * 0.78)
    surface.text(_DAY, y, row.text, face="bold", room=_room(row, columns, left=_DAY))
    for edge, cell in zip(columns.edges, row.cells, strict=bool(row.cells)):
        if cell:
            surface.rtext(edge - 3, y, cell, face="bold", size=columns.size, room=columns.room)


def _ageing(surface: Surface, view: StatementView) -> None:
    """How old what is owed is; a credit has its own cell, so that the cells sum to the amount."""
    said = words(view.language)
    surface.place = "ageing"
    if not any(view.ageing) and not view.unapplied:
        return
    names = [*said.ageing, said.credit] if view.unapplied else list(said.ageing)
    amounts = [*view.ageing, view.unapplied] if view.unapplied else list(view.ageing)
    step = (RIGHT - LEFT) / len(names)
    surface.box(LEFT, 484, RIGHT, 510)
    for number, (name, amount) in enumerate(zip(names, amounts, strict=True)):
        middle = LEFT + step * (number + 0.5)
        if number:
            surface.line(LEFT + step * number, 484, LEFT + step * number, 510)
        surface.ctext(middle, 494, name, size=8.5)
        surface.ctext(middle, 506, dollars(amount), face="bold", size=9.5)


def _coupon_facts(surface: Surface, view: StatementView) -> None:
    """The account's own part of the coupon: amounts and the line machines read."""
    surface.place = "coupon"
    values = [view.account, view.number, long_date(view.pay_by, view.language) if view.pay_by else ""]
    for number, value in enumerate(values):
        surface.rtext(RIGHT - 8, 574 + 15 * number, value, size=10.5)
    surface.rtext(RIGHT - 8, 622, dollars(view.amount), face="bold", size=13)
    digits = scan_line(account=view.account, statement=view.number, amount=view.amount)
    surface.bars(_BOX + 0.5, 700, code128(digits), module=1.25, height=26)
    surface.ctext((_BOX + RIGHT) / 2, 738, digits, face="digits", size=10.5)


def _page_number(surface: Surface, view: StatementView, *, page: int, pages: int) -> None:
    said = words(view.language)
    surface.rtext(RIGHT, 30, said.page.format(page=page, pages=pages), size=9)


def _next_page(surface: Surface, view: StatementView, *, table: Table, number: int, pages: int) -> None:
    """A page that goes on with the table: a strip that says whose it is, then rows."""
    said = words(view.language)
    page = number + 1 + view.notes
    surface.place = f"page {page}"
    key = ("next", view.language, view.letterhead, table.columns)
    surface.stamp(key, partial(_next_art, view=view, columns=table.columns))
    _page_number(surface, view, page=page, pages=pages)
    facts = ((said.statement_number, view.number), (said.account_number, view.account))
    surface.text(LEFT, 72, " · ".join(f"{label} {value}" for label, value in facts), size=10)
    surface.rtext(RIGHT, 72, long_date(view.date, view.language), size=10)
    surface.place = "table"
    _rows(surface, table.pages[number], columns=table.columns, top=_NEXT_TABLE + _HEAD, pitch=_NEXT_PITCH)
    if number + 1 < len(table.pages):
        surface.rtext(RIGHT - 3, 764, said.continued.format(page=page + 1), face="bold", size=9)
    surface.end_page()


def _next_art(surface: Surface, view: StatementView, columns: Columns) -> None:
    surface.text(LEFT, 54, view.letterhead.name, face="bold", size=12)
    surface.line(LEFT, 80, RIGHT, 80)
    _table_head(surface, view, columns=columns, top=_NEXT_TABLE)
