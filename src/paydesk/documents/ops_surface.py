"""The surface we print with: page operators written straight into ReportLab's page stream.

ReportLab keeps fonts, objects and the file; its public drawing calls cost five times what they draw. The
only private names used are the canvas's ``_code`` and the font subsets' state: ``CanvasSurface`` draws
the same pages through the public interface alone, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from paydesk.documents.barcodes import Bars, Matrix
from paydesk.documents.paper import Finding
from paydesk.documents.surface import GREY, HEIGHT, Surface
from paydesk.documents.typefaces import Face, Typeface, shorten, typeface

_ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})
_REMEMBERED = 100_000
"""Texts a document keeps encoded; beyond them each is encoded again."""


class _Written:
    """A face's texts in one document: what was encoded once is not encoded again."""

    __slots__ = ("face", "font", "known", "prefix")

    def __init__(self, face: Typeface, canvas: Any) -> None:
        self.face = face
        self.font = face.font
        self.font.splitString("", canvas._doc)
        self.prefix = self.font.getSubsetInternalName(0, canvas._doc)
        self.known: dict[str, tuple[float, str, tuple[tuple[str, str], ...], bool]] = {}


class OpsSurface:
    """Draws on a ReportLab canvas; ``findings`` gathers what could not be printed as typed."""

    def __init__(self, canvas: Any) -> None:
        self.place = ""
        self.findings: list[Finding] = []
        self._canvas = canvas
        self._faces: dict[Face, _Written] = {}
        self._forms: dict[Hashable, str] = {}
        self._texts: list[str] = []
        self._paint: list[str] = []
        self._font = ("", 0.0)
        self._y, self._height = -1.0, ""

    def text(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5, room: float = 0) -> None:
        """Text that starts at ``x``, ending in an ellipsis if it would be wider than ``room``."""
        written = self._faces.get(face) or self._open(face)
        known = written.known.get(text) or self._learn(written, text)
        if room and known[0] * size > room:
            text = shorten(text, face=face, size=size, room=room)
            known = written.known.get(text) or self._learn(written, text)
        self._show(x, y, known, written.prefix, size)

    def rtext(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5, room: float = 0) -> None:
        """Text that ends at ``x``, smaller if it would be wider than ``room``."""
        written = self._faces.get(face) or self._open(face)
        known = written.known.get(text) or self._learn(written, text)
        width = known[0] * size
        if room and width > room:
            size, width = size * room / width, room
        self._show(x - width, y, known, written.prefix, size)

    def ctext(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5) -> None:
        """Text centered on ``x``."""
        written = self._faces.get(face) or self._open(face)
        known = written.known.get(text) or self._learn(written, text)
        self._show(x - known[0] * size / 2, y, known, written.prefix, size)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6, dash: float = 0) -> None:
        """A line, dashed if ``dash`` is a length."""
        pattern = f"[{dash:g}] 0 d " if dash else ""
        stroke = f"{weight:g} w {x0:g} {HEIGHT - y0:g} m {x1:g} {HEIGHT - y1:g} l S"
        self._paint.append(f"{pattern}{stroke}{' [] 0 d' if dash else ''}")

    def box(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6) -> None:
        """An outline."""
        self._paint.append(f"{weight:g} w {x0:g} {HEIGHT - y1:g} {x1 - x0:g} {y1 - y0:g} re S")

    def fill(self, x0: float, y0: float, x1: float, y1: float, *, grey: float = GREY) -> None:
        """A filled rectangle."""
        self._paint.append(f"{grey:g} g {x0:g} {HEIGHT - y1:g} {x1 - x0:g} {y1 - y0:g} re f 0 g")

    def bars(self, x: float, y: float, bars: Bars, *, module: float, height: float) -> None:
        """A linear barcode as rectangles, in units of its own module."""
        cells = "".join([f"{offset} 0 {width} 1 re " for offset, width in bars.bars])
        self._paint.append(f"q {module:g} 0 0 {height:g} {x:g} {HEIGHT - y - height:g} cm {cells}f Q")

    def matrix(self, x: float, y: float, matrix: Matrix, *, side: float) -> None:
        """A square code as a one-bit mask: a tenth of what rectangles take, crisp at any size."""
        size = f"/W {matrix.side} /H {matrix.side} /IM true /D [1 0] /BPC 1 /F /AHx"
        where = f"{side:g} 0 0 {side:g} {x:g} {HEIGHT - y - side:g} cm"
        self._paint.append(f"q {where} BI {size} ID {matrix.rows.hex()}> EI Q")

    def stamp(self, key: Hashable, draw: Callable[[Surface], None]) -> None:
        """Art as a form XObject, drawn once a document."""
        if key not in self._forms:
            self._forms[key] = self._form(draw, name=f"art{len(self._forms)}")
        self._flush()
        self._canvas.doForm(self._forms[key])

    def finish_drawing(self) -> None:
        """Hands over what was gathered, so that something else can draw on the same page."""
        self._flush()

    def end_page(self) -> None:
        """Finishes the page."""
        self._flush()
        self._canvas.showPage()

    def _form(self, draw: Callable[[Surface], None], *, name: str) -> str:
        self._flush()
        self._canvas.beginForm(name)
        draw(self)
        self._flush()
        self._canvas.endForm()
        return name

    def _flush(self) -> None:
        """Writes what was gathered: paint below, then every text in one block."""
        code = self._canvas._code
        code += self._paint
        if self._texts:
            code += ["BT", *self._texts, "ET"]
        self._paint, self._texts, self._font = [], [], ("", 0.0)

    def _open(self, face: Face) -> _Written:
        return self._faces.setdefault(face, _Written(typeface(face), self._canvas))

    def _learn(self, written: _Written, text: str) -> tuple[float, str, tuple[tuple[str, str], ...], bool]:
        """Encodes a text of this document for the first time."""
        clean, replaced = written.face.clean(text)
        width = written.face.width(clean, 1)
        if clean.isascii():
            known = (width, f"({clean.translate(_ESCAPES)}) Tj", replaced, False)
        else:
            known = (width, self._subsets(written, clean), replaced, True)
        if len(written.known) < _REMEMBERED:
            written.known[text] = known
        return known

    def _subsets(self, written: _Written, clean: str) -> str:
        """A text beyond ASCII, piece by piece in the subsets that hold its letters; ``%s`` takes the size."""
        document = self._canvas._doc
        pieces = [
            f"{written.font.getSubsetInternalName(subset, document)} %s Tf ({_escaped(codes)}) Tj"
            for subset, codes in written.font.splitString(clean, document)
        ]
        return " ".join(pieces)

    def _show(
        self,
        x: float,
        y: float,
        known: tuple[float, str, tuple[tuple[str, str], ...], bool],
        font: str,
        size: float,
    ) -> None:
        _, shown, replaced, several = known
        if replaced:
            self.findings += [Finding(self.place, *each) for each in replaced]
        if y != self._y:
            # Most texts stand in a row: its height is written once.
            self._y, self._height = y, f"{HEIGHT - y:.2f} Tm "
        if several:
            self._font = ("", 0.0)
            shown = shown.replace("%s", f"{size:.4g}")
            self._texts.append(f"1 0 0 1 {x:.2f} {self._height}{shown}")
            return
        if (font, size) != self._font:
            self._font = (font, size)
            self._texts.append(f"{font} {size:.4g} Tf 1 0 0 1 {x:.2f} {self._height}{shown}")
        else:
            self._texts.append(f"1 0 0 1 {x:.2f} {self._height}{shown}")


def _escaped(codes: bytes) -> str:
    """Bytes of a font subset as a PDF string's inside; what is not plain ASCII in octal."""
    plain = codes.decode("latin-1").translate(_ESCAPES)
    return "".join(letter if " " <= letter <= "~" else f"\\{ord(letter):03o}" for letter in plain)
