"""The end of an agreement: what is signed, a box for the copy kept, and a line with a date for each who signs."""

from __future__ import annotations

from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.page_flow import Block, draw_blocks, heading, prose
from paydesk.documents.surface import Surface
from paydesk.rules.agreement_words import agreement_words
from paydesk.rules.plan_agreement import AgreementFacts

_DATE = 430.0
_LINE = 44.0


def signatures(facts: AgreementFacts) -> Block:
    """What is signed, in one piece that stays with something of the agreement before it."""
    w = agreement_words(facts.language)
    parts = (*heading(w.sign_title, after=2), *prose(w.sign_text, size=10, after=4))
    words = sum(part.height for part in parts)

    def draw(surface: Surface, top: float) -> None:
        y = draw_blocks(surface, parts, top=top)
        surface.box(LEFT, y + 2, LEFT + 9, y + 11, weight=0.7)
        surface.text(LEFT + 15, y + 10.5, w.sign_copy, size=10)
        for label, name in ((w.sign_payer, facts.payer), (w.sign_clinic, "")):
            y += _LINE
            surface.line(LEFT, y, _DATE - 20, y)
            surface.line(_DATE, y, RIGHT, y)
            surface.text(LEFT, y + 10.5, label, size=8.5)
            surface.text(LEFT, y + 21, name, size=8.5, room=RIGHT - LEFT)
            surface.text(_DATE, y + 10.5, w.sign_date, size=8.5)

    return Block(words + 2 * _LINE + 12, draw, sums=True)
