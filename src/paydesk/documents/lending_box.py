"""The box with the figures that lending law asks for: apart from all other text, its cost and rate the boldest in it.

12 CFR 1026.17(a): grouped, segregated, "finance charge" and "annual percentage rate" more conspicuous than the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.page_flow import Block, gap
from paydesk.documents.surface import Surface
from paydesk.documents.typefaces import wrap
from paydesk.rules.agreement_phrases import AgreementWords
from paydesk.rules.agreement_words import agreement_words, alike_when, alike_words
from paydesk.rules.correspondence import dollars
from paydesk.rules.plan_agreement import AgreementFacts, Disclosure, disclosure

_PAD, _BOLD_WIDE = 6.0, 124.0
_ROWS = 8
"""More runs of payments than this are told in a paragraph."""
_AMOUNTS, _WHEN = 150.0, 270.0
_PITCH = 12.0


@dataclass(frozen=True, slots=True)
class _Cell:
    """A figure of the box with what it means; ``strong`` is set larger in a heavy frame."""

    label: tuple[str, ...]
    means: tuple[str, ...]
    figure: str
    width: float
    strong: bool

    @property
    def top(self) -> float:
        """How much its words take."""
        return len(self.label) * (11.5 if self.strong else 10.5) + len(self.means) * 9.5 + 6


def lending_box(facts: AgreementFacts, *, creditor: str) -> Iterator[Block]:
    """The box as one block, never parted, with white around it."""
    w, told = agreement_words(facts.language), disclosure(facts)
    cells = _cells(w, told)
    cell_height = max(cell.top for cell in cells) + 22
    lines = _schedule_lines(facts, told)
    closing = _closing(w, facts, told)
    tall = 21 + cell_height + 18 + len(lines) * _PITCH + (16 if _in_rows(told) else 0) + 6 + len(closing) * _PITCH + 6

    def draw(surface: Surface, top: float) -> None:
        surface.box(LEFT, top, RIGHT, top + tall, weight=1)
        surface.text(LEFT + _PAD, top + 15, w.box_title, face="bold", size=10.5)
        surface.rtext(RIGHT - _PAD, top + 15, w.creditor.format(name=creditor), size=9.5, room=300)
        _draw_cells(surface, cells, top=top + 21, height=cell_height)
        y = top + 21 + cell_height + 14
        surface.text(LEFT + _PAD, y, w.box_schedule, face="bold", size=9.5)
        if _in_rows(told):
            y += 14
            for x, name in zip((LEFT + _PAD, _AMOUNTS + 12, _WHEN), w.box_heads, strict=True):
                surface.text(x, y, name, face="bold", size=8.5)
            surface.line(LEFT + _PAD, y + 3, RIGHT - _PAD, y + 3, weight=0.4)
            y += 2
        for line in lines:
            y += _PITCH
            for x, text in zip((LEFT + _PAD, _AMOUNTS + 12, _WHEN), line, strict=False):
                surface.text(x, y, text, size=9)
        y += 6
        surface.line(LEFT, y, RIGHT, y, weight=0.6)
        for text in closing:
            y += _PITCH
            surface.text(LEFT + _PAD, y, text, size=9)

    yield gap(4)
    yield Block(tall, draw)
    yield gap(12)


def _cells(w: AgreementWords, told: Disclosure) -> tuple[_Cell, ...]:
    narrow = (RIGHT - LEFT - 2 * _BOLD_WIDE) / 3
    down = dollars(told.down)
    figures = (
        (w.rate, w.rate_means, told.rate, True), (w.finance_charge, w.finance_charge_means,
                                                  dollars(told.finance_charge), True),
        (w.financed, w.financed_means, dollars(told.financed), False),
        (w.payments, w.payments_means, dollars(told.payments), False),
        (w.sale_price, w.sale_price_means.format(down=down), dollars(told.sale_price), False),
    )  # fmt: skip
    made = []
    for label, means, figure, strong in figures:
        width = _BOLD_WIDE if strong else narrow
        room = width - 2 * _PAD
        size = 10.5 if strong else 9
        shown = wrap(label, face="bold", size=size, room=room), wrap(means, face="body", size=8, room=room)
        made.append(_Cell(*shown, figure, width, strong))
    return tuple(made)


def _draw_cells(surface: Surface, cells: tuple[_Cell, ...], *, top: float, height: float) -> None:
    x = LEFT
    surface.line(LEFT, top, RIGHT, top, weight=0.6)
    surface.line(LEFT, top + height, RIGHT, top + height, weight=0.6)
    for cell in cells:
        y = top + 3
        size, pitch = (10.5, 11.5) if cell.strong else (9.0, 10.5)
        for line in cell.label:
            y += pitch
            surface.text(x + _PAD, y, line, face="bold", size=size)
        for line in cell.means:
            y += 9.5
            surface.text(x + _PAD, y, line, size=8)
        room = cell.width - 2 * _PAD
        surface.rtext(x + cell.width - _PAD, top + height - 8, cell.figure, face="bold" if cell.strong else "body",
                      size=15 if cell.strong else 10.5, room=room)  # fmt: skip
        if cell.strong:
            surface.box(x + 1.5, top + 1.5, x + cell.width - 1.5, top + height - 1.5, weight=2)
        elif x + cell.width < RIGHT - 1:
            surface.line(x + cell.width, top, x + cell.width, top + height, weight=0.6)
        x += cell.width


def _in_rows(told: Disclosure) -> bool:
    return len(told.schedule) <= _ROWS


def _schedule_lines(facts: AgreementFacts, told: Disclosure) -> tuple[tuple[str, ...], ...]:
    """Cells of each run of payments, or lines of a paragraph when there are many."""
    if _in_rows(told):
        return tuple(
            (str(one.count), dollars(one.amount), alike_when(facts.language, one, facts.cadence))
            for one in told.schedule
        )
    text = "; ".join(alike_words(facts.language, one) for one in told.schedule) + "."
    return tuple((line,) for line in wrap(text, face="body", size=9, room=RIGHT - LEFT - 2 * _PAD))


def _closing(w: AgreementWords, facts: AgreementFacts, told: Disclosure) -> tuple[str, ...]:
    itemized = w.itemized.format(
        total=dollars(facts.total), down=dollars(told.down), financed=dollars(told.financed)
    )
    texts = (itemized, f"{w.late} {w.early} {w.security}", w.contract)
    return tuple(
        line for text in texts for line in wrap(text, face="body", size=9, room=RIGHT - LEFT - 2 * _PAD)
    )
