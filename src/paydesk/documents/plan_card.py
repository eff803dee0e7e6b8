"""The card of a payment plan for the wallet: every date with its amount, cut out and folded in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from paydesk.documents.agreement_view import AgreementView
from paydesk.documents.barcodes import qr
from paydesk.documents.page import Area
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.surface import WIDTH, Surface
from paydesk.documents.typefaces import typeface, wrap
from paydesk.rules.agreement_words import agreement_words
from paydesk.rules.correspondence import dollars, short_date, words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Installment
from paydesk.rules.plan_agreement import prove_agreement

_WIDE, _TALL = 252.0, 162.0
_LEFT, _TOP, _APART = (WIDTH - 2 * _WIDE) / 2, 66.0, 12.0
_CARDS = 4
_PAD, _ROWS, _PITCH = 10.0, 12, 10.6
_SIZES = ((1, 9.5), (2, 8.5), (3, 7.0))
"""How large the dates are in so many columns."""
_TICK, _WIDEST = 6.5, 170.0
_PANELS = 2 * _CARDS - 1
_QR_SIDE = 50.0


@dataclass(frozen=True, slots=True)
class _Grid:
    """So many columns of dates at a size, ``step`` points from one to the next, ``apart`` of them white."""

    columns: int
    size: float
    step: float
    apart: float

    @property
    def holds(self) -> int:
        """Dates of a panel."""
        return self.columns * _ROWS


def draw_card(view: AgreementView) -> Paper:
    """The card as one page. Raises PaydeskError for more dates than it can hold, or sums that do not hold."""
    prove_agreement(view.facts)
    return draw_file(
        lambda surface: draw_card_sheet(surface, view), title=f"Payment plan card {view.facts.number}",
        author=view.letterhead.name, day=view.facts.made_on, language=view.facts.language,
    )  # fmt: skip


def draw_card_sheet(surface: Surface, view: AgreementView) -> None:
    """The one page on a surface: a card of facts and dates, and as many of dates alone as they take."""
    facts, w = view.facts, agreement_words(view.facts.language)
    grid = _grid(facts.installments)
    dates = facts.installments
    parts = [dates[start : start + grid.holds] for start in range(0, len(dates), grid.holds)]
    if len(parts) > _PANELS:
        most = _PANELS * grid.holds
        raise PaydeskError(
            f"A card holds {most} dates, and this plan has {len(dates)}. Print coupons instead.", field="installments"
        )
    cards, met = 1 + len(parts) // 2, _met(view)
    surface.place = "card"
    surface.text(_LEFT, 44, w.card_fold, size=10)
    for card in range(cards):
        top = _TOP + card * (_TALL + _APART)
        left, right = (
            Area(_LEFT + side * _WIDE, top, _LEFT + (side + 1) * _WIDE, top + _TALL) for side in (0, 1)
        )
        _cut(surface, left, right)
        for place, panel in ((2 * card - 1, left), (2 * card, right)):
            if place < 0:
                _draw_facts(surface, view, panel, more=cards > 1)
            elif place < len(parts):
                _draw_dates(surface, view, parts[place], panel, grid, met=met - place * grid.holds)
        if cards > 1:
            surface.rtext(right.right, top - 3, w.card_of.format(number=card + 1, count=cards), size=7)
    surface.end_page()


def _grid(installments: Sequence[Installment]) -> _Grid:
    """The largest dates that fit one panel; the smallest where several panels are needed anyway."""
    measure = typeface("body")
    fitting = []
    for columns, size in _SIZES:
        dated = max(measure.width(short_date(one.due), size) for one in installments)
        amount = max(measure.width(dollars(one.amount), size) for one in installments)
        step = min((_WIDE - 2 * _PAD) / columns, _WIDEST)
        needed = _TICK + 3 + dated + 4 + amount
        if columns == 1 or needed + 6 <= step:
            fitting.append(_Grid(columns, size, step, min(14, step - needed)))
    return next((grid for grid in fitting if grid.holds >= len(installments)), fitting[-1])


def _met(view: AgreementView) -> int:
    """How many installments, from the first one on, are paid in full."""
    reached = accumulate((one.amount for one in view.facts.installments), initial=view.facts.down)
    return sum(view.paid >= sum_of for sum_of in reached) - 1 if view.paid >= view.facts.down else 0


def _cut(surface: Surface, left: Area, right: Area) -> None:
    """The dashed edge, and short marks where it is folded."""
    for y in (left.top, left.bottom):
        surface.line(left.left, y, right.right, y, dash=3)
    for x in (left.left, right.right):
        surface.line(x, left.top, x, left.bottom, dash=3)
    surface.line(left.right, left.top, left.right, left.top + 8, weight=0.4)
    surface.line(left.right, left.bottom - 8, left.right, left.bottom, weight=0.4)


def _draw_facts(surface: Surface, view: AgreementView, panel: Area, *, more: bool) -> None:
    facts, clinic = view.facts, view.letterhead
    w, said = agreement_words(facts.language), words(facts.language)
    x, room = panel.left + _PAD, panel.width - 2 * _PAD
    surface.text(x, panel.top + 20, clinic.name, face="bold", size=11, room=room)
    surface.text(x, panel.top + 35, f"{w.card} {facts.number}", face="bold", size=9.5)
    rows = [facts.payer, f"{said.account_number} {facts.account}", f"{w.card_left} {dollars(facts.total)}"]
    if facts.down and facts.down_due is not None:
        rows.append(f"{w.down_payment} {dollars(facts.down)}, {short_date(facts.down_due)}")
    y = panel.top + 37
    for row in rows:
        y += 11.5
        surface.text(x, y, row, size=8.5, room=room)
    if clinic.pay_link:
        corner = panel.bottom - _PAD - _QR_SIDE
        surface.matrix(panel.right - _PAD - _QR_SIDE, corner, qr(f"https://{clinic.pay_link}"), side=_QR_SIDE)
        room -= _QR_SIDE + 10
    # A link too long to be typed from a card is told by its code alone.
    link = clinic.pay_link if typeface("body").width(clinic.pay_link, 8) <= room else ""
    told = [link, *((w.card_call, clinic.phone) if clinic.phone else ()), w.card_next if more else ""]
    y = panel.top + 98
    for line in (line for text in told if text for line in wrap(text, face="body", size=8, room=room)):
        y += 10
        surface.text(x, y, line, size=8)


def _draw_dates(
    surface: Surface, view: AgreementView, dates: Sequence[Installment], panel: Area, grid: _Grid, *, met: int
) -> None:
    """Each date with a box to tick and its amount, column by column; the first ``met`` boxes are ticked."""
    w = agreement_words(view.facts.language)
    for column in range(-(-len(dates) // _ROWS)):
        x = panel.left + _PAD + column * grid.step
        edge = x + grid.step - grid.apart
        dated = x + _TICK + 3
        surface.text(dated, panel.top + 18, w.due, face="bold", size=grid.size)
        for row, one in enumerate(dates[column * _ROWS : (column + 1) * _ROWS]):
            y = panel.top + 31 + row * _PITCH
            surface.box(x, y - _TICK, x + _TICK, y, weight=0.5)
            if column * _ROWS + row < met:
                surface.fill(x + 1.5, y - _TICK + 1.5, x + _TICK - 1.5, y - 1.5, grey=0)
            surface.text(dated, y, short_date(one.due), size=grid.size)
            surface.rtext(edge, y, dollars(one.amount), size=grid.size)
