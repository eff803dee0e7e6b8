"""How fast statements are made, against a PDF written by hand and against platypus, in one run.

    python scripts/bench_paper.py [STATEMENTS]

The hand-written PDF is the floor: no ReportLab, no layout, one straight function for one look of the statement;
its pages are checked to render to the same pixels as ours. Platypus is the usual way to print a table.
"""

from __future__ import annotations

import io
import random
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from paydesk.documents.barcodes import code128, luhn
from paydesk.documents.letterhead import Letterhead
from paydesk.documents.page_image import render
from paydesk.documents.print_run import PrintRun
from paydesk.documents.statement import draw_pages
from paydesk.documents.statement_view import StatementLine, StatementView, StatementVisit
from paydesk.documents.surface import GREY, Surface
from paydesk.documents.typefaces import typeface
from paydesk.rules.correspondence import Language, dollars, explanation, long_date, short_date, words

DAY = date(2026, 11, 20)
CLINIC = Letterhead(
    name="Riverbend Family Clinic",
    address=("PO Box 4400", "Springfield, IL 62705-4400"),
    phone="(555) 010-0199",
    pay_link="example.com/pay",
)
WORK = ("EKG (93000)", "Flu vaccine (90686)", "Office visit, established patient (99213)", "Strep test (87880)")
NAMES = ("José Núñez", "Nguyễn Thị Ánh", "James O'Connor", "Łucja Wójcik", "Mary Brown")


def statements(count: int) -> Iterator[tuple[str, StatementView]]:
    """Invented statements of nine lines in three visits, repeatable."""
    chance = random.Random(1)
    for number in range(count):
        visits = tuple(_visit(chance) for _ in range(3))
        owed = sum(line.owe for visit in visits for line in visit.lines)
        view = StatementView(
            letterhead=CLINIC,
            language=Language.ENGLISH,
            number=str(100_000 + number),
            account=str(5_000_000 + number),
            date=DAY,
            pay_by=date(2026, 12, 15),
            addressee=(f"Person {number}", f"{number} Main Street", f"Bend, OR {97000 + number % 900}"),
            visits=visits,
            amount=owed,
            ageing=(owed // 2, owed - owed // 2, 0, 0, 0),
        )
        yield view.account, view


def _visit(chance: random.Random) -> StatementVisit:
    day = date(2026, 9, 1 + chance.randrange(28))
    lines = []
    for _ in range(3):
        charge = chance.randrange(50_00, 250_00)
        insurance, adjusted = charge // 2, charge // 8
        lines.append(
            StatementLine(
                date=day,
                what=chance.choice(WORK),
                charge=charge,
                insurance_paid=insurance,
                adjusted=adjusted,
                owe=charge - insurance - adjusted,
            )
        )
    return StatementVisit(date=day, provider="R. Patel, NP", patient=chance.choice(NAMES), lines=tuple(lines))


# --- the floor: PDF by hand -------------------------------------------------------------------------------


class HandFont:
    """A whole font file, addressed by glyph number."""

    def __init__(self, face: str, tag: str) -> None:
        path = typeface(face).font.face.filename  # type: ignore[arg-type]
        self.file = zlib.compress(Path(path).read_bytes())
        font = TTFont(path)
        self.tag, self.glyphs = tag, font.getBestCmap()
        order = {name: number for number, name in enumerate(font.getGlyphOrder())}
        self.codes = {chr(code): f"{order[name]:04x}" for code, name in self.glyphs.items()}
        self.wide = {chr(code): font["hmtx"][name][0] for code, name in self.glyphs.items()}
        self.widths = " ".join(str(font["hmtx"][name][0]) for name in font.getGlyphOrder())

    def width(self, text: str, size: float) -> float:
        return sum(map(self.wide.__getitem__, text)) * size / 1000

    def show(self, x: float, y: float, text: str, size: float) -> str:
        codes = "".join(map(self.codes.__getitem__, text))
        return f"/{self.tag} {size:.4g} Tf 1 0 0 1 {x:.2f} {792 - y:.2f} Tm <{codes}> Tj"

    def ending(self, x: float, y: float, text: str, size: float) -> str:
        return self.show(x - self.width(text, size), y, text, size)


@cache
def hand_fonts() -> dict[str, HandFont]:
    """The three faces, read once a process as ours are."""
    return {face: HandFont(face, f"F{number}") for number, face in enumerate(("body", "bold", "digits"))}


class ArtCatcher:
    """Catches our shared art as operators, once a file: only the statements' own parts are a race."""

    def __init__(self, fonts: dict[str, HandFont]) -> None:
        self.place, self.fonts = "", fonts
        self.art: list[list[str]] = []
        self._now: list[str] | None = None

    def _put(self, code: str) -> None:
        if self._now is not None:
            self._now.append(code)

    def text(self, x: float, y: float, text: str, *, face: str = "body", size: float = 9.5, room: float = 0) -> None:
        self._put("BT " + self.fonts[face].show(x, y, text, size) + " ET")

    def rtext(self, x: float, y: float, text: str, *, face: str = "body", size: float = 9.5, room: float = 0) -> None:
        self.text(x - self.fonts[face].width(text, size), y, text, face=face, size=size)

    def ctext(self, x: float, y: float, text: str, *, face: str = "body", size: float = 9.5) -> None:
        self.text(x - self.fonts[face].width(text, size) / 2, y, text, face=face, size=size)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6, dash: float = 0) -> None:
        before, after = (f"[{dash:g}] 0 d ", " [] 0 d") if dash else ("", "")
        self._put(f"{before}{weight:g} w {x0:g} {792 - y0:g} m {x1:g} {792 - y1:g} l S{after}")

    def box(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6) -> None:
        self._put(f"{weight:g} w {x0:g} {792 - y1:g} {x1 - x0:g} {y1 - y0:g} re S")

    def fill(self, x0: float, y0: float, x1: float, y1: float, *, grey: float = GREY) -> None:
        self._put(f"{grey:g} g {x0:g} {792 - y1:g} {x1 - x0:g} {y1 - y0:g} re f 0 g")

    def bars(self, *_: object, **__: object) -> None: ...

    def matrix(self, x: float, y: float, matrix: object, *, side: float) -> None:
        bits: bytes = matrix.rows  # type: ignore[attr-defined]
        cells: int = matrix.side  # type: ignore[attr-defined]
        size = f"/W {cells} /H {cells} /IM true /D [1 0] /BPC 1 /F /AHx"
        self._put(f"q {side:g} 0 0 {side:g} {x:g} {792 - y - side:g} cm BI {size} ID {bits.hex()}> EI Q")

    def stamp(self, _: object, draw: Callable[[Surface], None]) -> None:
        self._now = []
        draw(self)  # type: ignore[arg-type]
        self.art.append(self._now)
        self._now = None

    def end_page(self) -> None: ...


def hand_page(view: StatementView, *, fonts: dict[str, HandFont], sequence: int) -> str:
    """The first page's own part: straight-line code for a bill of one page, five columns, in English."""
    body, bold, mono = fonts["body"], fonts["bold"], fonts["digits"]
    said = words(Language.ENGLISH)
    owe = f"${view.amount // 100:,}.{view.amount % 100:02d}"
    pay_by = long_date(view.pay_by or DAY, Language.ENGLISH)
    out = ["/A0 Do", "BT", body.ending(567, 30, "Page 1 of 2", 9)]
    for number, value in enumerate((long_date(view.date, Language.ENGLISH), view.account, view.number, pay_by)):
        out.append(body.ending(559, 72 + 14.5 * number, value, 10.5))
    out.append(bold.ending(559, 140.5, owe, 15))
    for number, text in enumerate(view.addressee):
        out.append(body.show(45, 171 + 10 * (0.95 + number * 1.1), text.upper().replace(",", ""), 10))
    out += [body.show(45, 266.5 + 12.5 * number, text, 10.5) for number, text in enumerate(_explained(view))]
    rows = sum(len(visit.lines) + 1 for visit in view.visits) + 1
    pitch = 14.0 if rows <= 11 else 10.9
    y = 314 - pitch * 0.26
    edges = (366, 418, 468, 518, 567)
    sums = [0, 0, 0, 0, 0]
    for visit in view.visits:
        y += pitch
        day = long_date(visit.date or DAY, Language.ENGLISH)
        out.append(bold.show(49, y, f"Visit on {day} with {visit.provider} — patient {visit.patient}", 9.5))
        for line in visit.lines:
            y += pitch
            out.append(body.show(49, y, short_date(line.date), 9.5))
            out.append(body.show(98, y, line.what, 9.5))
            amounts = (line.charge, line.insurance_paid, line.adjusted, line.you_paid, line.owe)
            for column, amount in enumerate(amounts):
                sums[column] += amount
                text = f"${amount // 100:,}.{amount % 100:02d}" if amount or column == 4 else "–"
                out.append(body.ending(edges[column] - 3, y, text, 9.5))
    y += pitch
    out.append(bold.show(49, y, said.total, 9.5))
    for edge, amount in zip(edges, sums, strict=True):
        text = f"${amount // 100:,}.{amount % 100:02d}" if amount or edge == 567 else "–"
        out.append(bold.ending(edge - 3, y, text, 9.5))
    for number, (name, amount) in enumerate(zip(said.ageing, view.ageing, strict=True)):
        middle = 45 + 104.4 * (number + 0.5)
        text = f"${amount // 100:,}.{amount % 100:02d}"
        out.append(body.show(middle - body.width(name, 8.5) / 2, 494, name, 8.5))
        out.append(bold.show(middle - bold.width(text, 9.5) / 2, 506, text, 9.5))
    for number, value in enumerate((view.account, view.number, pay_by)):
        out.append(body.ending(559, 574 + 15 * number, value, 10.5))
    out.append(bold.ending(559, 622, owe, 13))
    digits = f"{view.account:0>10}{view.number:0>8}{view.amount:09d}"
    digits += luhn(digits)
    out.append(mono.show(448.5 - mono.width(digits, 10.5) / 2, 738, digits, 10.5))
    out.append(body.show(20, 772, f"{sequence:06d}", 7))
    bars = "".join([f"{offset} 0 {width} 1 re " for offset, width in code128(digits).bars])
    out += ["ET", f"q 1.25 0 0 26 330.5 {792 - 726:g} cm {bars}f Q"]
    out.append(f"0.6 w 45 {792 - y + pitch * 0.78:g} m 567 {792 - y + pitch * 0.78:g} l S")
    out.append("0.6 w 45 282 522 26 re S")
    out += [f"0.6 w {45 + 104.4 * step:g} 308 m {45 + 104.4 * step:g} 282 l S" for step in range(1, 5)]
    return "\n".join(out)


_EXPLAINED: dict[bool, tuple[str, ...]] = {}


def _explained(view: StatementView) -> tuple[str, ...]:
    """The sentence above the table, broken once."""
    insured = any(line.insurance_paid for visit in view.visits for line in visit.lines)
    if insured not in _EXPLAINED:
        text = explanation(Language.ENGLISH, amount=1, insurance_paid=insured, waiting=False)
        font, lines, current = hand_fonts()["body"], [], ""
        for word in text.split():
            if font.width(f"{current} {word}".strip(), 10.5) > 522:
                lines.append(current)
                current = ""
            current = f"{current} {word}".strip()
        _EXPLAINED[insured] = (*lines, current)
    return _EXPLAINED[insured]


def hand_file(views: list[StatementView]) -> bytes:
    """A whole file by hand: fonts, art, two pages a statement."""
    fonts = hand_fonts()
    catcher = ArtCatcher(fonts)
    draw_pages(catcher, views[0])  # type: ignore[arg-type]
    out, offsets = io.BytesIO(), [0]
    out.write(b"%PDF-1.4\n")

    def add(text: str, stream: bytes | None = None) -> int:
        offsets.append(out.tell())
        head = f"{len(offsets) - 1} 0 obj\n{text}\n".encode("latin-1")
        tail = b"" if stream is None else b"stream\n" + stream + b"\nendstream\n"
        out.write(head + tail + b"endobj\n")
        return len(offsets) - 1

    def packed(code: str, more: str = "") -> int:
        data = zlib.compress(code.encode("latin-1"))
        return add(f"<< {more}/Filter /FlateDecode /Length {len(data)} >>", data)

    names = ""
    for number, font in enumerate(fonts.values()):
        file = add(f"<< /Filter /FlateDecode /Length {len(font.file)} >>", font.file)
        about = f"/FontDescriptor << /Type /FontDescriptor /FontName /X{number} /Flags 4 /FontFile2 {file} 0 R"
        box = "/FontBBox [-500 -300 1500 1100] /ItalicAngle 0 /Ascent 1069 /Descent -293 /CapHeight 714 /StemV 80"
        system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        child = add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X{number} {system} {about} {box} >> "
            f"/CIDToGIDMap /Identity /W [0 [{font.widths}]] >>"
        )
        whole = add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /X{number} /Encoding /Identity-H "
            f"/DescendantFonts [{child} 0 R] >>"
        )
        names += f"/{font.tag} {whole} 0 R "
    of_art = f"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << {names}>> >> "
    art = [packed("\n".join(code), of_art) for code in catcher.art]
    forms = " ".join(f"/A{number} {each} 0 R" for number, each in enumerate(art))
    resources = add(f"<< /Font << {names}>> /XObject << {forms} >> >>")
    parent = len(offsets) + len(views) * 4
    second = "/A1 Do BT " + fonts["body"].ending(567, 30, "Page 2 of 2", 9) + " ET"
    pages: list[int] = []
    page = f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 612 792] /Resources {resources} 0 R /Contents"
    for number, view in enumerate(views, 1):
        for code in (hand_page(view, fonts=fonts, sequence=number), second):
            pages.append(add(f"{page} {packed(code)} 0 R >>"))
    kids = " ".join(f"{each} 0 R" for each in pages)
    add(f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>")
    root = add(f"<< /Type /Catalog /Pages {parent} 0 R >>")
    start = out.tell()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets[1:])
    size = len(offsets)
    out.write(f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer << /Size {size} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


# --- the usual way: platypus ------------------------------------------------------------------------------


def platypus_file(views: list[StatementView]) -> bytes:
    """The same facts as flowables: paragraphs, tables, a long table of lines, notes on the second page."""
    target = io.BytesIO()
    said = words(Language.ENGLISH)
    style = ParagraphStyle("body", fontName=typeface("body").name, fontSize=9.5, leading=11.2)
    bold = ParagraphStyle("bold", parent=style, fontName=typeface("bold").name)
    font = ("FONTNAME", (0, 0), (-1, -1), typeface("body").name)
    story: list[object] = []
    for view in views:
        pay_by = long_date(view.pay_by or DAY, Language.ENGLISH)
        story += [Paragraph(text, style) for text in (CLINIC.name, *CLINIC.address)]
        summary = [
            [said.statement_date, long_date(view.date, Language.ENGLISH)],
            [said.account_number, view.account],
            [said.statement_number, view.number],
            [said.pay_by, pay_by],
            [said.amount_you_owe, dollars(view.amount)],
        ]
        story += [Table(summary, style=[font, ("BOX", (0, 0), (-1, -1), 0.8, "black")]), Spacer(1, 10)]
        story += [Paragraph(text.upper(), style) for text in view.addressee]
        story += [Paragraph(" ".join(_explained(view)), style), Spacer(1, 4)]
        head = (said.date, said.what, said.charge, said.insurance_paid, said.adjusted, said.you_paid, said.you_owe)
        rows: list[list[object]] = [[Paragraph(name, bold) for name in head]]
        sums = [0] * 5
        for visit in view.visits:
            day = long_date(visit.date or DAY, Language.ENGLISH)
            rows.append([Paragraph(f"Visit on {day} with {visit.provider} — patient {visit.patient}", bold)])
            rows[-1] += [""] * 6
            for line in visit.lines:
                amounts = (line.charge, line.insurance_paid, line.adjusted, line.you_paid, line.owe)
                sums = [a + b for a, b in zip(sums, amounts, strict=True)]
                what = Paragraph(line.what, style)
                rows.append([short_date(line.date), what, *map(dollars, amounts)])
        rows.append([Paragraph(said.total, bold), "", *map(dollars, sums)])
        spans = [("SPAN", (0, at), (-1, at)) for at, row in enumerate(rows) if at and row[2] == ""]
        wide = [50, 200, 55, 55, 50, 50, 55]
        story.append(LongTable(rows, colWidths=wide, repeatRows=1, style=[font, *spans]))
        story.append(Table([list(said.ageing), list(map(dollars, view.ageing))], style=[font]))
        story += [Paragraph(said.tear_off, style), Table(summary[1:], style=[font])]
        story.append(PageBreak())
        for title, text in said.notes:
            filled = text.format(phone=CLINIC.phone, name=CLINIC.name)
            story += [Paragraph(title, bold), Paragraph(filled, style), Spacer(1, 8)]
        story.append(PageBreak())
    template = SimpleDocTemplate(
        target, pagesize=(612, 792), topMargin=36, bottomMargin=36, initialFontName=style.fontName
    )
    template.build(story)
    return target.getvalue()


# --- the measuring ----------------------------------------------------------------------------------------


def ours(views: list[StatementView]) -> bytes:
    """The engine as the desk and the batch use it."""
    return next(PrintRun(DAY, statements_a_file=len(views)).files((view.account, view) for view in views)).pdf


def same_pixels(views: list[StatementView]) -> None:
    """Raises SystemExit unless the hand-written pages look like ours."""
    views = sorted(views, key=lambda view: (view.addressee[-1], view.account))
    mine, floor = ours(views), hand_file(views)
    for page in range(2 * len(views)):
        if render(mine, page, dpi=100) != render(floor, page, dpi=100):
            raise SystemExit(f"page {page + 1} by hand does not look like ours: the comparison would not be fair")


def seconds(make: Callable[[list[StatementView]], bytes], views: list[StatementView]) -> float:
    """CPU seconds a statement."""
    start = time.process_time()
    make(views)
    return (time.process_time() - start) / len(views)


def memory(count: int) -> int:
    """Megabytes at most resident while ``count`` statements become files, views included, in a fresh process."""
    code = (
        "import sys, resource; sys.path.insert(0, sys.argv[1]); import bench_paper as bench\n"
        "for file in bench.PrintRun(bench.DAY).files(bench.statements(int(sys.argv[2]))): pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run([sys.executable, "-c", code, here, str(count)], check=True, capture_output=True, text=True)
    return int(done.stdout)


def measure(count: int = 250, *, many: int = 10_000, rounds: int = 9) -> list[tuple[str, str, str]]:
    """Rows of (what, measured, wanted): the middle of ``rounds`` rounds of CPU time, in each of which all three have
    their turn one right after the other. A ratio is that of a round: between rounds the machine may change its pace.
    """
    views = [view for _, view in statements(count)]
    few = views[: max(count // 5, 20)]
    same_pixels(views[:5])
    each = [(seconds(ours, views), seconds(hand_file, views), seconds(platypus_file, few)) for _ in range(rounds)]
    mine, hand, platypus = (statistics.median(one) for one in zip(*each, strict=True))
    against_hand = statistics.median(ours / hand for ours, hand, _ in each)
    against_platypus = statistics.median(platypus / ours for ours, _, platypus in each)
    return [
        ("Statements a second", f"{1 / mine:,.0f}", ""),
        ("  written by hand, same pixels", f"{1 / hand:,.0f}", ""),
        ("  platypus LongTable", f"{1 / platypus:,.0f}", ""),
        ("Time against written by hand", f"{against_hand:.2f} ×", "≤ 2 ×"),
        ("Platypus' time against ours", f"{against_platypus:.1f} ×", "≥ 5 ×"),
        (f"Memory for {many:,} statements", f"{memory(many)} MB", "≤ 150 MB"),
    ]


if __name__ == "__main__":
    for what, measured, wanted in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 250):
        print(f"{what:34} {measured:>10}  {wanted}")
