"""The head of papers that may go on for pages: whose paper, for whom, the few facts, and the amount that dominates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.documents.letterhead import Letterhead
from paydesk.documents.ops_surface import OpsSurface
from paydesk.documents.page import LEFT, RIGHT, draw_addressee, draw_folds, draw_return_address
from paydesk.documents.page_flow import Block, draw_blocks, pages_of_blocks
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.surface import HEIGHT, Surface
from paydesk.documents.typefaces import typeface, wrap
from paydesk.rules.correspondence import Language, words

_BOX, _TOP, _BOTTOM = 330.0, 86.0, HEIGHT - 32
_FIRST = 262.0
FIRST_ROOM, NEXT_ROOM = _BOTTOM - _FIRST, _BOTTOM - _TOP
"""How much flows on the first page, and on every other, in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """What stands above the flow: title, labelled facts, the amount with its label, and a short message.

    ``file_title`` names the file and carries nothing of a patient; ``strip`` is what further pages say of whose it is.
    """

    title: str
    file_title: str
    facts: tuple[tuple[str, str], ...]
    amount: tuple[str, str] | None = None
    message: tuple[str, ...]
    strip: str


def draw_headed_pages(
    head: PaperHead, blocks: Sequence[Block], *, letterhead: Letterhead, language: Language, day: date,
    addressee: tuple[str, ...],
) -> Paper:  # fmt: skip
    """The paper as one PDF. Raises PaydeskError when the address does not fit its window."""

    def draw(surface: OpsSurface) -> None:
        draw_headed_on(surface, head, blocks, letterhead=letterhead, language=language, addressee=addressee)

    return draw_file(draw, title=head.file_title, author=letterhead.name, day=day, language=language)


def draw_headed_on(
    surface: Surface, head: PaperHead, blocks: Sequence[Block], *, letterhead: Letterhead, language: Language,
    addressee: tuple[str, ...],
) -> int:  # fmt: skip
    """Every page on ``surface``, and how many there are."""
    said = words(language)
    pages = pages_of_blocks(blocks, first=FIRST_ROOM, room=NEXT_ROOM)
    for number, shown in enumerate(pages, start=1):
        if len(pages) > 1:
            surface.place = "page number"
            surface.rtext(RIGHT, 30, said.page.format(page=number, pages=len(pages)), size=9)
        if number == 1:
            draw_return_address(surface, letterhead)
            draw_addressee(surface, addressee)
            draw_folds(surface)
            _draw_head(surface, head)
        else:
            _draw_strip(surface, head, letterhead)
        surface.place = head.title
        draw_blocks(surface, shown, top=_FIRST if number == 1 else _TOP)
        surface.end_page()
    return len(pages)


def _draw_head(surface: Surface, head: PaperHead) -> None:
    surface.place = "head of the paper"
    surface.fill(_BOX, 38, RIGHT, 58)
    surface.box(_BOX, 38, RIGHT, 149, weight=0.8)
    surface.text(_BOX + 8, 52.5, head.title, face="bold", size=11.5, room=RIGHT - _BOX - 16)
    pitch = 13.5 if head.amount is None or _beside(*head.amount) else 12.6
    for number, (label, value) in enumerate(head.facts):
        y = 58 + pitch * (number + 1)
        surface.text(_BOX + 8, y, label, size=10)
        room = RIGHT - _BOX - 26 - typeface("body").width(label, 10)
        surface.rtext(RIGHT - 8, y, value, size=10, room=room)
    if head.amount is not None:
        _draw_amount(surface, *head.amount)
    _draw_message(surface, head.message)


def _draw_amount(surface: Surface, label: str, amount: str) -> None:
    """The amount beside its label; a range under it."""
    beside = _beside(label, amount)
    surface.text(_BOX + 8, 141 if beside else 126, label, face="bold", size=12 if beside else 11)
    surface.rtext(RIGHT - 8, 141 if beside else 143, amount, face="bold", size=15, room=RIGHT - _BOX - 16)


def _beside(label: str, amount: str) -> bool:
    """Whether label and amount have room on one line."""
    bold = typeface("bold")
    return bold.width(label, 12) + bold.width(amount, 15) + 26 <= RIGHT - _BOX


def _draw_message(surface: Surface, message: tuple[str, ...]) -> None:
    """The frame beside the address: its first line is bold."""
    room, y = RIGHT - _BOX - 16, 171.0
    first, *rest = message
    for line in wrap(first, face="bold", size=10, room=room):
        surface.text(_BOX + 8, y, line, face="bold", size=10)
        y += 13
    for text in rest:
        for line in wrap(text, face="body", size=9.5, room=room):
            surface.text(_BOX + 8, y, line, size=9.5)
            y += 12.5
    surface.box(_BOX, 157, RIGHT, y - 4, weight=0.8)


def _draw_strip(surface: Surface, head: PaperHead, letterhead: Letterhead) -> None:
    surface.place = "head of the page"
    surface.text(LEFT, 54, letterhead.name, face="bold", size=12, room=RIGHT - LEFT)
    surface.text(LEFT, 70, head.strip, size=10, room=RIGHT - LEFT)
    surface.line(LEFT, 77, RIGHT, 77)
