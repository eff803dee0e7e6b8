"""The receipt: half a sheet for the patient, the clinic's copy under it, cut in the middle.

A reprint draws the same view and says what it is; nothing on it is read from today's ledger.
"""

from __future__ import annotations

from functools import partial

from paydesk.documents.page import LEFT, MARGIN, RIGHT
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.receipt_view import Printing, ReceiptLine, ReceiptView, Undone, prove_receipt
from paydesk.documents.surface import WIDTH, Surface
from paydesk.documents.typefaces import shorten
from paydesk.rules.correspondence import clock_time, dollars, filled, short_date, words

HALF = 396.0
LINES = 8
"""Rows of money on one half sheet."""
_FACTS = 112.0
_TABLE = 206.0


def draw_receipt(view: ReceiptView) -> Paper:
    """The receipt as one PDF. Raises ValueError if its lines do not sum to the amount."""
    title = f"Receipt {view.number}"
    day = view.received.date()
    return draw_file(
        partial(draw_halves, view=view),
        title=title,
        author=view.letterhead.name,
        day=day,
        language=view.language,
    )


def draw_halves(surface: Surface, view: ReceiptView) -> None:
    """Every page of ``view``: the patient's half above, the clinic's below, the same facts on both."""
    prove_receipt(view)
    rows = _rows(view)
    pages = [rows[start : start + LINES] for start in range(0, len(rows), LINES)] or [()]
    said = words(view.language)
    for number, lines in enumerate(pages, 1):
        for top, whose in ((0.0, said.patient_copy), (HALF, said.clinic_copy)):
            _heading(surface, view, top=top, whose=whose, page=(number, len(pages)))
            _facts(surface, view, top=top)
            _table(surface, view, lines=lines, top=top, last=number == len(pages))
        surface.line(MARGIN, HALF, WIDTH - MARGIN, HALF, dash=4)
        surface.end_page()


def _rows(view: ReceiptView) -> tuple[ReceiptLine, ...]:
    if not view.unapplied:
        return view.lines
    said = words(view.language)
    day = short_date(view.kept_on) if view.kept_on else ""
    what = said.kept_for_visit.format(date=day) if day else said.kept_as_credit
    return (*view.lines, ReceiptLine(what=what, amount=view.unapplied))


def _heading(surface: Surface, view: ReceiptView, *, top: float, whose: str, page: tuple[int, int]) -> None:
    """Who gives the receipt, what it is, and for whom this half is."""
    said, clinic = words(view.language), view.letterhead
    surface.place = "receipt"
    surface.text(LEFT, top + 48, shorten(clinic.name, face="bold", size=12, room=300), face="bold", size=12)
    last = " · ".join(filter(None, (clinic.phone, clinic.tax_id and f"{said.tax_id} {clinic.tax_id}")))
    for number, line in enumerate((*clinic.address, last)):
        surface.text(LEFT, top + 62 + 12 * number, shorten(line, face="body", size=9.5, room=300))
    surface.rtext(RIGHT, top + 50, said.receipt, face="bold", size=17)
    surface.rtext(RIGHT, top + 66, f"{said.receipt_number} {view.number}", size=11)
    number, pages = page
    shown = whose if pages == 1 else f"{whose} · {said.page.format(page=number, pages=pages)}"
    surface.rtext(RIGHT, top + 81, shown, size=9.5)
    _marks(surface, view, top=top)


def _marks(surface: Surface, view: ReceiptView, *, top: float) -> None:
    """What a reprint must say: that it is one, and what became of the money."""
    said = words(view.language)
    if view.printing is Printing.COPY:
        surface.box(372, top + 36, 444, top + 58, weight=1.2)
        surface.ctext(408, top + 51.5, said.copy, face="bold", size=13)
    if view.undone is not None:
        surface.fill(LEFT, top + 356, RIGHT, top + 376)
        surface.box(LEFT, top + 356, RIGHT, top + 376, weight=1.2)
        text = said.voided if view.undone is Undone.VOIDED else said.returned
        surface.ctext((LEFT + RIGHT) / 2, top + 370, text, face="bold", size=11)


def _facts(surface: Surface, view: ReceiptView, *, top: float) -> None:
    """Label and value, one under the other; how it was paid may take two lines."""
    said = words(view.language)
    surface.place = "receipt"
    facts = (
        (said.received, clock_time(view.received, view.language)),
        (said.received_from, view.payer),
        (said.account_number, view.account),
        (said.paid_by, " · ".join(view.method)),
        (said.cashier, view.cashier),
    )
    for number, (label, value) in enumerate(facts):
        y = top + _FACTS + 8 + 14.5 * number
        surface.text(LEFT, y, label, size=10)
        surface.text(LEFT + 110, y, shorten(value, face="body", size=10.5, room=RIGHT - LEFT - 112), size=10.5)


def _table(surface: Surface, view: ReceiptView, *, lines: tuple[ReceiptLine, ...], top: float, last: bool) -> None:
    """What the money paid and why, the total, and what was owed right after."""
    said = words(view.language)
    surface.place = "receipt"
    y = top + _TABLE
    surface.fill(LEFT, y - 13, RIGHT, y + 4)
    surface.text(LEFT + 4, y - 1, said.applied_to, face="bold", size=9.5)
    for line in lines:
        y += 13.5
        surface.text(LEFT + 4, y, shorten(line.what, face="body", size=9.5, room=216))
        surface.text(LEFT + 228, y, shorten(line.patient, face="body", size=9.5, room=118))
        surface.text(LEFT + 352, y, shorten(line.why, face="body", size=8.5, room=96), size=8.5)
        surface.rtext(RIGHT - 4, y, dollars(line.amount), room=64)
    if not last:
        return
    y += 17
    surface.line(LEFT, y - 12, RIGHT, y - 12)
    surface.text(LEFT + 4, y, said.total_received, face="bold", size=11)
    surface.rtext(RIGHT - 4, y, dollars(view.amount), face="bold", size=12)
    label = said.credit_left if view.balance < 0 else said.balance_left
    surface.text(LEFT + 4, y + 15, label, size=10.5)
    surface.rtext(RIGHT - 4, y + 15, dollars(abs(view.balance)), size=10.5)
    if view.kept_besides:
        surface.text(LEFT + 4, y + 29, said.kept_besides, size=9.5)
        surface.rtext(RIGHT - 4, y + 29, dollars(view.kept_besides), size=9.5)
    if view.undone is None:
        surface.text(LEFT + 4, top + 372, filled(said.questions, phone=view.letterhead.phone), size=9.5)
