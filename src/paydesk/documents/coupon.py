"""The lower part of a statement: ways to pay and the slip that comes back, or that none is needed."""

from __future__ import annotations

from paydesk.documents.barcodes import qr
from paydesk.documents.page import LEFT, MARGIN, REPLY, RIGHT, SECOND_FOLD, fitted, postal
from paydesk.documents.statement_view import StatementView
from paydesk.documents.surface import WIDTH, Surface
from paydesk.documents.typefaces import Face, wrap
from paydesk.rules.correspondence import filled, words

_BOX = 330.0
_QR_SIDE = 66.0


def draw_coupon(surface: Surface, view: StatementView) -> None:
    """Everything on the coupon that is the clinic's: it is the same for each of its statements."""
    surface.line(MARGIN, SECOND_FOLD, WIDTH - MARGIN, SECOND_FOLD, weight=0.8, dash=4)
    surface.text(LEFT, 547, words(view.language).tear_off, size=8.5)
    _ways_to_pay(surface, view)
    _amount_frame(surface, view)
    if not view.letterhead.takes_mail:
        return
    surface.place = "clinic’s payment address"
    size, lines = fitted(postal(view.letterhead.payment_address), area=REPLY)
    for number, line in enumerate(lines):
        surface.text(REPLY.left, REPLY.top + size * (0.95 + 1.25 * number), line, size=size)


def _ways_to_pay(surface: Surface, view: StatementView) -> None:
    said, clinic = words(view.language), view.letterhead
    ways = [said.pay_online.format(link=clinic.pay_link)] if clinic.pay_link else []
    ways += [filled(said.pay_by_phone, phone=clinic.phone)] if clinic.phone else []
    ways += [said.pay_by_mail.format(name=clinic.name) if clinic.takes_mail else said.pay_at_clinic]
    surface.place = "ways to pay"
    y = 570.0
    for number, way in enumerate(ways):
        face: Face = "bold" if clinic.pay_link and number == 0 else "body"
        for line in wrap(way, face=face, size=10, room=_BOX - LEFT - 10):
            surface.text(LEFT, y, line, face=face, size=10)
            y += 12
        y += 2
    if clinic.pay_link:
        surface.matrix(LEFT, 622, qr(f"https://{clinic.pay_link}"), side=_QR_SIDE)


def _amount_frame(surface: Surface, view: StatementView) -> None:
    said = words(view.language)
    surface.box(_BOX, 558, RIGHT, 660, weight=0.8)
    for number, label in enumerate((said.account_number, said.statement_number, said.pay_by)):
        surface.text(_BOX + 8, 574 + 15 * number, label, size=10.5)
    label = said.to_pay_now if view.plans else said.amount_you_owe
    surface.text(_BOX + 8, 622, label, face="bold", size=12)
    surface.text(_BOX + 8, 648, said.i_am_paying, size=10.5)
    surface.line(_BOX + 92, 650, RIGHT - 8, 650)


def draw_keep_note(surface: Surface, view: StatementView) -> None:
    """Instead of a coupon: nobody should wonder what to send."""
    surface.fill(LEFT, 560, RIGHT, 588)
    surface.text(LEFT + 10, 578, words(view.language).keep, face="bold", size=11)
