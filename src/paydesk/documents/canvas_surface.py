"""The same drawing through ReportLab's public canvas alone: slower, and the judge of the fast one."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from reportlab.pdfgen.canvas import Canvas

from paydesk.documents.barcodes import Bars, Matrix
from paydesk.documents.paper import Finding
from paydesk.documents.surface import GREY, HEIGHT, Surface
from paydesk.documents.typefaces import Face, shorten, typeface


class CanvasSurface:
    """Draws on a ReportLab canvas without touching anything private."""

    def __init__(self, canvas: Canvas) -> None:
        self.place = ""
        self.findings: list[Finding] = []
        self._canvas = canvas

    def text(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5, room: float = 0) -> None:
        """Text that starts at ``x``, ending in an ellipsis if it would be wider than ``room``."""
        if room:
            text = shorten(text, face=face, size=size, room=room)
        clean, replaced = typeface(face).clean(text)
        self.findings += [Finding(self.place, *each) for each in replaced]
        self._canvas.setFont(typeface(face).name, size)
        self._canvas.drawString(x, HEIGHT - y, clean)

    def rtext(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5, room: float = 0) -> None:
        """Text that ends at ``x``, smaller if it would be wider than ``room``."""
        width = typeface(face).width(typeface(face).clean(text)[0], size)
        if room and width > room:
            size, width = size * room / width, room
        self.text(x - width, y, text, face=face, size=size)

    def ctext(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5) -> None:
        """Text centered on ``x``."""
        self.text(x - typeface(face).width(typeface(face).clean(text)[0], size) / 2, y, text, face=face, size=size)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6, dash: float = 0) -> None:
        """A line, dashed if ``dash`` is a length."""
        self._canvas.setLineWidth(weight)
        self._canvas.setDash([dash] if dash else [])
        self._canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
        self._canvas.setDash([])

    def box(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6) -> None:
        """An outline."""
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0)

    def fill(self, x0: float, y0: float, x1: float, y1: float, *, grey: float = GREY) -> None:
        """A filled rectangle."""
        self._canvas.setFillGray(grey)
        self._canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self._canvas.setFillGray(0)

    def bars(self, x: float, y: float, bars: Bars, *, module: float, height: float) -> None:
        """A linear barcode."""
        for offset, width in bars.bars:
            self.fill(x + offset * module, y, x + (offset + width) * module, y + height, grey=0)

    def matrix(self, x: float, y: float, matrix: Matrix, *, side: float) -> None:
        """A square code."""
        cell, stride = side / matrix.side, -(-matrix.side // 8)
        for row in range(matrix.side):
            bits = int.from_bytes(matrix.rows[row * stride : (row + 1) * stride]) >> (stride * 8 - matrix.side)
            for column in range(matrix.side):
                if bits >> (matrix.side - 1 - column) & 1:
                    left, top = x + column * cell, y + row * cell
                    self.fill(left, top, left + cell, top + cell, grey=0)

    def stamp(self, key: Hashable, draw: Callable[[Surface], None]) -> None:
        """Draws it on every page."""
        draw(self)

    def end_page(self) -> None:
        """Finishes the page."""
        self._canvas.showPage()
