"""The letter: one page of plain prose, its address where the envelope's window is."""

from __future__ import annotations

import io
from functools import partial
from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Frame, Paragraph, Spacer, Table

from paydesk.documents.letter_view import LetterView
from paydesk.documents.ops_surface import OpsSurface
from paydesk.documents.page import LEFT, RIGHT, draw_addressee, draw_folds, draw_return_address
from paydesk.documents.paper import Finding, Paper
from paydesk.documents.pdf_file import open_canvas, writing
from paydesk.documents.surface import HEIGHT, Surface
from paydesk.documents.typefaces import Face, typeface
from paydesk.rules.correspondence import long_date, words
from paydesk.rules.errors import PaydeskError

# Without a font of its own a table asks for Helvetica, which no file of ours embeds.
_PLAIN_TABLE = [("FONTNAME", (0, 0), (-1, -1), "NotoSans-Regular"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
_TOP, _BOTTOM = 262.0, 740.0
_MARK = "• "
"""A paragraph that begins so is one of a list."""


def draw_letter(view: LetterView) -> Paper:
    """The letter as one PDF. Raises PaydeskError if it does not fit one page or its window."""
    target = io.BytesIO()
    with writing:
        canvas = open_canvas(target, title="Letter", author=view.letterhead.name, day=view.date, language=view.language)
        surface = OpsSurface(canvas)
        _head(surface, view)
        surface.finish_drawing()
        story = _story(view, surface.findings)
        _fill(canvas, story)
        surface.end_page()
        canvas.save()
    return Paper(target.getvalue(), 1, tuple(dict.fromkeys(surface.findings)))


def _head(surface: Surface, view: LetterView) -> None:
    """Who writes, to whom, on what day."""
    draw_return_address(surface, view.letterhead)
    draw_addressee(surface, view.addressee)
    draw_folds(surface)
    surface.place = "letter head"
    said = words(view.language)
    surface.rtext(RIGHT, 89, long_date(view.date, view.language), size=11)
    surface.rtext(RIGHT, 104, f"{said.account_number} {view.account}", size=11)


def _style(face: Face, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(face, fontName=typeface(face).name, fontSize=11, leading=16, **more)


def _story(view: LetterView, findings: list[Finding]) -> list[Flowable]:
    """The prose, glyphs checked."""
    body = _style("body", spaceAfter=10)
    prose = partial(_paragraph, findings=findings)
    first, *rest = view.paragraphs
    story: list[Flowable] = [
        prose(view.greeting, style=body),
        prose(view.subject, style=_style("bold", spaceAfter=10), face="bold"),
        prose(first, style=body),
    ]
    if view.facts:
        cells = [
            [prose(label, style=_style("body")), prose(value, style=_style("bold"), face="bold")]
            for label, value in view.facts
        ]
        story += [Table(cells, colWidths=[150, RIGHT - LEFT - 150], style=_PLAIN_TABLE), Spacer(1, 10)]
    for text, following in zip_longest(rest, rest[1:], fillvalue=""):
        listed, goes_on = text.startswith(_MARK), following.startswith(_MARK)
        style = _style("body", spaceAfter=3 if goes_on else 10, leftIndent=7, firstLineIndent=-7) if listed else body
        story.append(prose(text, style=style))
    said = words(view.language)
    return [
        *story,
        Spacer(1, 8),
        prose(said.sincerely, style=body),
        Spacer(1, 34),
        prose(view.signer, style=_style("body")),
        prose(view.letterhead.name, style=body),
    ]


def _paragraph(text: str, *, style: ParagraphStyle, findings: list[Finding], face: Face = "body") -> Flowable:
    clean, replaced = typeface(face).clean(text)
    findings += [Finding("text of the letter", *each) for each in replaced]
    return Paragraph(escape(clean), style)


def _fill(canvas: Any, story: list[Flowable]) -> None:
    """Sets the prose under the window's sweep; a second page would be a second letter."""
    frame = Frame(LEFT, HEIGHT - _BOTTOM, RIGHT - LEFT, _BOTTOM - _TOP, 0, 0, 0, 0)
    frame.addFromList(story, canvas)
    if story:
        raise PaydeskError("The letter is longer than one page. Shorten it.", field="paragraphs")
