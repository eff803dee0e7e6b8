"""The application for assistance on one sheet: who asks, who lives there, what comes in and goes out, the signature."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from paydesk.documents.assistance_form_view import AssistanceFormView
from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.page_flow import (
    Block,
    FlowColumn,
    gap,
    head_block,
    heading,
    pages_of_blocks,
    prose,
)
from paydesk.documents.paper import Paper
from paydesk.documents.paper_head import FIRST_ROOM, NEXT_ROOM, PaperHead, draw_headed_on, draw_headed_pages
from paydesk.documents.surface import Surface
from paydesk.documents.writing_lines import PITCH, Blank, tick_row, writing_row
from paydesk.rules.assistance_form_words import (
    MoneyRow,
    form_words,
    income_rows,
    message,
    next_sentences,
    obligation_rows,
    papers_to_bring,
)
from paydesk.rules.correspondence import long_date, words

_PAGES = 2
_CLOSER: tuple[tuple[str, ...], ...] = ((), ("obligations",), ("obligations", "incomes"))
"""Which lists leave out the kinds that nothing was told of, where there is no room for all."""
_HOUSEHOLD = (FlowColumn(LEFT + 4, 318), FlowColumn(328, 500), FlowColumn(510, RIGHT))
_INCOME = (FlowColumn(LEFT + 4, 158), FlowColumn(164, 294), FlowColumn(304, 390), FlowColumn(400, RIGHT))
_FEWEST, _MOST = 5, 9
"""Lines for the people of a household: as many as the first page has room for."""
_HALF = (LEFT + RIGHT) / 2
_DATE, _SIGN = 430.0, 34.0


def draw_assistance_form(view: AssistanceFormView) -> Paper:
    """The form as one PDF of two pages. Raises PaydeskError when the address does not fit its window."""
    return draw_headed_pages(
        _head(view), _blocks(view), letterhead=view.letterhead, language=view.facts.language, day=view.facts.started,
        addressee=view.addressee,
    )  # fmt: skip


def draw_assistance_form_sheets(surface: Surface, view: AssistanceFormView) -> int:
    """Every page of ``view`` on a surface, and how many there are."""
    return draw_headed_on(
        surface, _head(view), _blocks(view), letterhead=view.letterhead, language=view.facts.language,
        addressee=view.addressee,
    )  # fmt: skip


def _head(view: AssistanceFormView) -> PaperHead:
    facts = view.facts
    w, said = form_words(facts.language), words(facts.language)
    return PaperHead(
        title=w.application, file_title=f"Application for assistance {facts.number}",
        facts=(
            (w.application_number, str(facts.number)), (said.account_number, facts.account),
            (w.asked_on, long_date(facts.started, facts.language)), (w.back_by, long_date(facts.due, facts.language)),
        ),
        message=message(facts, phone=view.letterhead.phone, takes_mail=bool(view.letterhead.address)),
        strip=f"{w.application} {facts.number} · {facts.name}",
    )  # fmt: skip


def fitting(view: AssistanceFormView) -> AssistanceFormView:
    """The form as it fits its two pages: without what was told, to be written on it, where that is too much."""
    fits = any(_fits(_sheet(view, close=close)) for close in _CLOSER)
    return view if fits else replace(view, facts=replace(view.facts, told=None))


def _blocks(view: AssistanceFormView) -> tuple[Block, ...]:
    """Every kind has its line where the sheet has room for it beside what was told."""
    view = fitting(view)
    closest = _CLOSER if view.facts.told is not None else _CLOSER[:1]
    sheets = [_sheet(view, close=close) for close in closest]
    return next(filter(_fits, sheets), sheets[-1])


def _fits(blocks: Sequence[Block]) -> bool:
    return len(pages_of_blocks(blocks, first=FIRST_ROOM, room=NEXT_ROOM)) <= _PAGES


def _sheet(view: AssistanceFormView, *, close: Collection[str] = ()) -> tuple[Block, ...]:
    before, after = tuple(_who(view)), (*_bring(view), *_next(view))
    taken = sum(one.height for one in (*before, *_household(view, lines=0), *after))
    lines = min(_MOST, max(_FEWEST, int((FIRST_ROOM - taken) // PITCH)))
    return (*before, *_household(view, lines=lines), *after, *_money(view, close=close), *_end(view))


def _who(view: AssistanceFormView) -> Iterator[Block]:
    w = form_words(view.facts.language)
    yield from heading(w.who_title, after=0)
    yield writing_row((Blank(LEFT, 360, w.name, view.facts.name), Blank(372, RIGHT, w.phone)))
    yield writing_row((Blank(LEFT, RIGHT, w.address),))
    yield gap(9)


def _household(view: AssistanceFormView, *, lines: int) -> Iterator[Block]:
    w = form_words(view.facts.language)
    yield from heading(w.household_title, after=1)
    yield from prose(w.household, size=9.5, after=3, leads=True)
    head = head_block(_HOUSEHOLD, w.household_heads)
    yield head
    for number in range(lines):
        known = (view.facts.name, w.myself) if number == 0 else ()
        yield _table_row(_HOUSEHOLD, known, again=head)
    yield gap(9)


def _bring(view: AssistanceFormView) -> Iterator[Block]:
    w = form_words(view.facts.language)
    lead, papers = papers_to_bring(view.facts)
    yield from heading(w.bring_title, after=1)
    yield from prose(lead, size=9.5, after=3, leads=True)
    for place in range(0, len(papers), 2):
        yield tick_row((*papers[place : place + 2], "")[:2])
    yield from prose(w.cannot, size=9.5, after=0, leads=True)
    yield writing_row((Blank(LEFT, RIGHT),))
    yield gap(9)


def _next(view: AssistanceFormView) -> Iterator[Block]:
    yield from heading(form_words(view.facts.language).next_title, after=1)
    *most, last = next_sentences(view.facts)
    for sentence in most:
        yield from prose(sentence, size=9.5, after=1, mark="•")
    yield from prose(last, size=9.5, after=9, mark="•", sums=True)


def _money(view: AssistanceFormView, *, close: Collection[str]) -> Iterator[Block]:
    facts, w = view.facts, form_words(view.facts.language)
    yield from heading(w.income_title, after=1)
    told = w.told.format(day=long_date(facts.told.on, facts.language)) if facts.told else ""
    yield from prose(f"{told} {w.income}".strip(), size=9.5, after=3, leads=True)
    head = head_block(_INCOME, w.income_heads)
    yield head
    for row in income_rows(facts, close="incomes" in close):
        yield _table_row(_INCOME, (row.kind, "", row.amount, row.often), labelled=True, again=head)
    yield gap(9)
    if facts.asks_obligations:
        yield from heading(w.obligations_title, after=1)
        yield from prose(w.obligations_lead, size=9.5, after=0, leads=True)
        yield from _in_pairs(obligation_rows(facts, close="obligations" in close))
        yield gap(9)


def _in_pairs(rows: Sequence[MoneyRow]) -> Iterator[Block]:
    """Two beside each other; down the left column first, as one reads a list."""
    half = (len(rows) + 1) // 2
    for number, left in enumerate(rows[:half]):
        blanks = [*_money_blanks(left, LEFT, _HALF - 10)]
        if number + half < len(rows):
            blanks += _money_blanks(rows[number + half], _HALF + 10, RIGHT)
        yield writing_row(blanks)


def _money_blanks(row: MoneyRow, left: float, right: float) -> tuple[Blank, Blank]:
    told = f"{row.amount} {row.often}".strip()
    return Blank(left, left + 118, row.kind, lined=False), Blank(left + 122, right, "", told)


def _table_row(
    columns: Sequence[FlowColumn], cells: Iterable[str], *, again: Block, labelled: bool = False
) -> Block:
    """A row under a head; ``labelled``: its first cell says what it is, and is not written on."""
    known = (*cells, *("",) * len(columns))
    blanks = [
        Blank(one.left, one.right, "", cell) for one, cell in zip(columns, known, strict=False)
    ]
    if labelled:
        blanks[0] = Blank(blanks[0].left, blanks[0].right, known[0], lined=False)
    return writing_row(blanks, again=again)


def _end(view: AssistanceFormView) -> Iterator[Block]:
    """The signature with what it is for, and a strip that the office fills in."""
    facts, w = view.facts, form_words(view.facts.language)
    yield from heading(w.sign_title, after=1)
    yield from prose(w.sign, size=9.5, after=0, leads=True)

    def draw(surface: Surface, top: float) -> None:
        y = top + _SIGN
        surface.line(LEFT, y, _DATE - 20, y)
        surface.line(_DATE, y, RIGHT, y)
        surface.text(LEFT, y + 10.5, w.signature, size=8.5)
        surface.text(_DATE, y + 10.5, w.date, size=8.5)

    yield Block(_SIGN + 22, draw, sums=True)
    strip = head_block((FlowColumn(LEFT + 4, RIGHT),), (w.office,))
    yield replace(strip, sums=True)
    yield writing_row((
        Blank(LEFT + 4, 210, w.received), Blank(222, 400, w.received_by),
        Blank(412, RIGHT, w.application_number, str(facts.number)),
    ), sums=True)  # fmt: skip
