"""One PDF file: our fonts, no patient data in its metadata, the same bytes for the same pages."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from paydesk.documents.ops_surface import OpsSurface
from paydesk.documents.paper import Paper
from paydesk.documents.surface import HEIGHT, WIDTH
from paydesk.documents.typefaces import typeface

# Subsetting reads the shared font file by position: two documents at once would read each other's glyphs.
writing: AbstractContextManager[bool] = threading.Lock()


def open_canvas(target: io.BytesIO, *, title: str, author: str, day: date, language: str = "en") -> Canvas:
    """A Letter canvas whose metadata is ``title``, ``author`` (the clinic), ``day``, and nothing of now."""
    first = typeface("body").name
    canvas = Canvas(
        target,
        pagesize=(WIDTH, HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=first,  # type: ignore[arg-type]  # the stubs say float; it is a name
        lang=f"{language}-US",
    )
    stamp = f"D:{day:%Y%m%d}000000+00'00'"
    canvas.setDateFormatter(lambda *_: stamp)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(day.isoformat())
    canvas.setCreator("paydesk")
    canvas.setProducer("paydesk")
    return canvas


def draw_file(draw: Callable[[OpsSurface], Any], *, title: str, author: str, day: date, language: str = "en") -> Paper:
    """Runs ``draw`` on a fresh surface and gives the finished file."""
    target = io.BytesIO()
    with writing:
        canvas = open_canvas(target, title=title, author=author, day=day, language=language)
        surface = OpsSurface(canvas)
        draw(surface)
        pages = canvas.getPageNumber() - 1
        canvas.save()
    return Paper(target.getvalue(), pages, tuple(dict.fromkeys(surface.findings)))
