"""The accounting of disclosures: a letter whose table goes on over as many pages as it takes."""

from __future__ import annotations

from paydesk.documents.accounting_view import AccountingView, DisclosureLine
from paydesk.documents.ops_surface import OpsSurface
from paydesk.documents.page import LEFT, RIGHT, draw_addressee, draw_folds, draw_return_address
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.ruled_table import LaidRow, TableColumn, draw_rows, lay_out
from paydesk.documents.surface import HEIGHT, Surface
from paydesk.documents.typefaces import Face, wrap
from paydesk.rules.correspondence import filled, long_date, short_date, words
from paydesk.rules.phrases import Words

_WIDTHS = (58.0, 160.0, 162.0, 142.0)
_SIZE, _PROSE, _LEADING = 9.0, 10.5, 14.0
_FIRST, _TOP, _BOTTOM = 262.0, 64.0, HEIGHT - 48


def draw_accounting(view: AccountingView) -> Paper:
    """The letter as one PDF. Raises PaydeskError when the address does not fit its window."""
    said = words(view.language)
    columns = tuple(map(TableColumn, said.accounting_heads, _WIDTHS))
    opening, closing = _opening(view, said), _closing(view, said)
    start = _FIRST + _height(opening)
    cells = (_cells(line) for line in view.lines)
    pages = list(lay_out(columns, cells, size=_SIZE, first=_BOTTOM - start, room=_BOTTOM - _TOP))
    end = (start if len(pages) == 1 else _TOP) + _table_height(pages[-1])
    if end + _height(closing) > _BOTTOM:
        pages.append(())

    def draw(surface: OpsSurface) -> None:
        for number, rows in enumerate(pages, start=1):
            _page(surface, view, said, columns, rows, number=number, of=len(pages), opening=opening, closing=closing)

    return draw_file(
        draw, title="Accounting of disclosures", author=view.letterhead.name, day=view.date, language=view.language
    )


_Line = tuple[str, Face, float]
"""A line of prose: its words, its face, and the room before the next one."""


def _opening(view: AccountingView, said: Words) -> tuple[_Line, ...]:
    asked = said.accounting_opening.format(
        first=long_date(view.first, view.language), last=long_date(view.last, view.language)
    )
    nothing = () if view.lines else _prose(said.accounting_none)
    subject = _prose(f"{said.accounting_subject}: {view.about}", face="bold")
    return (*_prose(view.greeting), *subject, *_prose(asked), *nothing)


def _closing(view: AccountingView, said: Words) -> tuple[_Line, ...]:
    close = filled(said.accounting_close, phone=view.letterhead.phone)
    sign = (*_prose(said.sincerely, after=26), *_prose(view.signer, after=0), *_prose(view.letterhead.name))
    return (*_prose(said.accounting_left_out), *(_prose(close) if close else ()), *sign)


def _prose(text: str, *, face: Face = "body", after: float = 8) -> tuple[_Line, ...]:
    lines = wrap(text, face=face, size=_PROSE, room=RIGHT - LEFT) or ("",)
    return (*((line, face, 0.0) for line in lines[:-1]), (lines[-1], face, after))


def _height(lines: tuple[_Line, ...]) -> float:
    return sum(_LEADING + after for _, _, after in lines)


def _table_height(rows: tuple[LaidRow, ...]) -> float:
    return sum(row.height for row in rows) + (_SIZE * 1.25 + 6 if rows else 0) + 12


def _cells(line: DisclosureLine) -> tuple[str, ...]:
    who = ", ".join(part for part in (line.recipient, line.address) if part)
    return short_date(line.on), who, line.what, line.purpose


def _page(
    surface: Surface, view: AccountingView, said: Words, columns: tuple[TableColumn, ...], rows: tuple[LaidRow, ...],
    *, number: int, of: int, opening: tuple[_Line, ...], closing: tuple[_Line, ...],
) -> None:  # fmt: skip
    y = _TOP
    if number == 1:
        _head(surface, view, said)
        y = _write(surface, opening, _FIRST)
    surface.place = "list of disclosures"
    if rows:
        y = draw_rows(surface, columns, rows, left=LEFT, top=y, size=_SIZE) + 12
    if number == of:
        surface.place = "text of the letter"
        _write(surface, closing, y)
    if of > 1:
        page = said.page.format(page=number, pages=of)
        surface.rtext(RIGHT, HEIGHT - 28, f"{said.account_number} {view.account}, {page}", size=8)
    surface.end_page()


def _head(surface: Surface, view: AccountingView, said: Words) -> None:
    """Who writes, to whom, on what day."""
    draw_return_address(surface, view.letterhead)
    draw_addressee(surface, view.addressee)
    draw_folds(surface)
    surface.place = "letter head"
    surface.rtext(RIGHT, 89, long_date(view.date, view.language), size=11)
    surface.rtext(RIGHT, 104, f"{said.account_number} {view.account}", size=11)


def _write(surface: Surface, lines: tuple[_Line, ...], top: float) -> float:
    surface.place, y = "text of the letter", top
    for text, face, after in lines:
        surface.text(LEFT, y + _PROSE, text, face=face, size=_PROSE)
        y += _LEADING + after
    return y
