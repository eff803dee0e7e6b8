"""The back of a statement: how to read it, where to get help, and a form for what has changed."""

from __future__ import annotations

from paydesk.documents.page import LEFT, MARGIN, RIGHT, SECOND_FOLD
from paydesk.documents.statement_view import StatementView
from paydesk.documents.surface import WIDTH, Surface
from paydesk.documents.typefaces import wrap
from paydesk.rules.correspondence import filled, words

_GUTTER = 28.0
_COLUMN = (RIGHT - LEFT - _GUTTER) / 2


def draw_notes(surface: Surface, view: StatementView) -> None:
    """Two columns of notes above the fold, the form below it: on the back of the coupon that is returned."""
    said = words(view.language)
    surface.text(LEFT, 64, said.notes_title, face="bold", size=15)
    surface.line(LEFT, 74, RIGHT, 74)
    middle = (len(said.notes) + 1) // 2
    for column, notes in enumerate((said.notes[:middle], said.notes[middle:])):
        _column(surface, view, notes=notes, left=LEFT + column * (_COLUMN + _GUTTER))
    _form(surface, view)


def _column(surface: Surface, view: StatementView, *, notes: tuple[tuple[str, str], ...], left: float) -> None:
    clinic = view.letterhead
    y = 106.0
    for title, text in notes:
        surface.text(left, y, title, face="bold", size=12)
        shown = filled(text, phone=clinic.phone, name=clinic.name)
        for line in wrap(shown, face="body", size=11, room=_COLUMN):
            y += 16.5
            surface.text(left, y, line, size=11)
        y += 34


def _form(surface: Surface, view: StatementView) -> None:
    said = words(view.language)
    surface.line(MARGIN, SECOND_FOLD, WIDTH - MARGIN, SECOND_FOLD, weight=0.8, dash=4)
    surface.text(LEFT, 556, said.form_title, face="bold", size=11)
    for column, labels in enumerate((said.form, said.form_insurance)):
        left = LEFT + column * (_COLUMN + _GUTTER)
        for number, label in enumerate(labels):
            y = 596 + 44 * number
            surface.line(left, y, left + _COLUMN, y)
            surface.text(left, y + 11, label, size=8.5)
