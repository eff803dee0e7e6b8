"""Builds the fonts of resources/fonts from Debian's fonts-noto-core: static, subset, digits of one width.

    python scripts/build_fonts.py [FOLDER OF NOTO TTF FILES]

Needs fonttools. Noto is under the SIL Open Font License without a reserved name: a subset may keep its name.
The result is the same for the same input: no time stamps are written.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

HERE = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SOURCE = Path("/usr/share/fonts/truetype/noto")

LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),  # Latin-1, Extended-A and -B
    *range(0x2B0, 0x300),  # modifier letters
    *range(0x300, 0x370),  # combining marks that have no composed letter
    *range(0x370, 0x400),  # Greek
    *range(0x400, 0x530),  # Cyrillic
    *range(0x1E00, 0x1F00),  # Vietnamese and other Latin Extended Additional
    *range(0x2000, 0x2070),  # punctuation
    *range(0x2070, 0x20D0),  # superscripts, currency
    *range(0x2100, 0x2150),  # letterlike: №, ™
    0x25CC,
)
# Noto Sans has no minus, arrow, comparison sign or box: they come from its sister faces.
BORROWED = {
    "NotoSansMath-Regular.ttf": tuple(map(ord, "←↑→↓↔≈≠≤≥")),
    "NotoSansSymbols2-Regular.ttf": tuple(map(ord, "☐☑✓✂")),
}
MINUS = 0x2212
DIGITS = tuple(map(ord, "0123456789 "))
WEIGHTS = (
    ("NotoSans-Regular.ttf", LETTERS),
    ("NotoSans-Bold.ttf", LETTERS),
    ("NotoSansMono-Regular.ttf", DIGITS),
)


def borrow(font: TTFont, *, folder: Path) -> None:
    """Adds the signs Noto Sans lacks; the minus is the plus sign's own bar, so its weight and width agree."""
    pen = TTGlyphPen(None)
    plus = font["glyf"]["plus"]
    low, *_, high = sorted(y for x, y in plus.coordinates if x == plus.xMin)
    pen.moveTo((plus.xMin, low))
    for point in ((plus.xMin, high), (plus.xMax, high), (plus.xMax, low)):
        pen.lineTo(point)
    pen.closePath()
    add(font, MINUS, glyph=pen.glyph(), width=font["hmtx"]["plus"][0])
    for name, characters in BORROWED.items():
        lender = TTFont(folder / name)
        scale = font["head"].unitsPerEm / lender["head"].unitsPerEm
        for character in characters:
            pen = TTGlyphPen(None)
            glyph = lender.getBestCmap()[character]
            lender.getGlyphSet()[glyph].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
            add(font, character, glyph=pen.glyph(), width=round(lender["hmtx"][glyph][0] * scale))


def add(font: TTFont, character: int, *, glyph: Glyph, width: int) -> None:
    """One more character in every table that counts them."""
    name = f"uni{character:04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, glyph.xMin if glyph.numberOfContours else 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[character] = name


def build(source: Path, *, characters: tuple[int, ...], target: Path) -> None:
    """Writes ``source`` with only ``characters`` to ``target``, unhinted, its digits all of one width."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["ccmp", "locl", "mark", "mkmk", "kern", "tnum"]
    options.name_IDs = [1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    worker = subset.Subsetter(options)
    if LETTERS is characters:
        borrow(font, folder=source.parent)
        characters = (*characters, MINUS, *(each for signs in BORROWED.values() for each in signs))
    worker.populate(unicodes=characters)
    worker.subset(font)
    widths = {font["hmtx"][font.getBestCmap()[digit]][0] for digit in DIGITS[:10]}
    if len(widths) != 1:
        raise SystemExit(f"{source.name}: the digits are not of one width; choose the tnum glyphs first")
    font.save(target)
    print(f"{target.name}: {target.stat().st_size // 1024} KB, {len(font.getGlyphOrder())} glyphs")


def main() -> None:
    """Builds all three."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    for name, characters in WEIGHTS:
        build(folder / name, characters=characters, target=HERE / name.replace("Mono-Regular", "Mono-Digits"))


if __name__ == "__main__":
    main()
