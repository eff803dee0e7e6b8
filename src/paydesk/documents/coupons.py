"""Coupons of a payment plan: one for each payment, four a page, to be cut off and sent or brought with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from paydesk.documents.agreement_view import AgreementView
from paydesk.documents.barcodes import qr
from paydesk.documents.page import LEFT, MARGIN, RIGHT
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.surface import HEIGHT, WIDTH, Surface
from paydesk.documents.typefaces import wrap
from paydesk.rules.agreement_words import agreement_words
from paydesk.rules.correspondence import dollars, filled, long_date, words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.rules.plan_agreement import prove_agreement

_A_PAGE = 4
_TALL = HEIGHT / _A_PAGE
_BOX = 330.0
_QR_SIDE = 60.0


@dataclass(frozen=True, slots=True)
class _Payment:
    """What one coupon asks for."""

    title: str
    due: datetime.date
    amount: Cents


def draw_coupons(view: AgreementView) -> Paper:
    """The coupons as one PDF. Raises PaydeskError when the agreement does not add up, or nothing is left to pay."""
    prove_agreement(view.facts)
    if not any(_payments(view)):
        raise PaydeskError("Everything in this plan is paid: there is no coupon to print.")
    return draw_file(
        lambda surface: draw_coupon_sheets(surface, view), title=f"Payment coupons {view.facts.number}",
        author=view.letterhead.name, day=view.facts.made_on, language=view.facts.language,
    )  # fmt: skip


def draw_coupon_sheets(surface: Surface, view: AgreementView) -> int:
    """Every page of coupons on a surface, and how many there are."""
    payments = tuple(_payments(view))
    pages = -(-len(payments) // _A_PAGE)
    for page in range(pages):
        surface.place = "coupons"
        surface.text(LEFT, 28, agreement_words(view.facts.language).coupon_tear, size=8)
        for place, payment in enumerate(payments[page * _A_PAGE : (page + 1) * _A_PAGE]):
            _draw(surface, view, payment, top=place * _TALL)
        surface.end_page()
    return pages


def _payments(view: AgreementView) -> Iterator[_Payment]:
    """What is still to be paid: the money that came in met the down payment first, then each installment in turn."""
    facts, w = view.facts, agreement_words(view.facts.language)
    count, paid = len(facts.installments), view.paid
    every = [
        _Payment(w.coupon.format(number=number, count=count), one.due, one.amount)
        for number, one in enumerate(facts.installments, start=1)
    ]
    if facts.down and facts.down_due is not None:
        every.insert(0, _Payment(w.coupon_down, facts.down_due, facts.down))
    for one in every:
        left = one.amount - max(0, min(paid, one.amount))
        paid -= one.amount
        if left:
            yield replace(one, amount=left)


def _draw(surface: Surface, view: AgreementView, payment: _Payment, *, top: float) -> None:
    facts, w, said = view.facts, agreement_words(view.facts.language), words(view.facts.language)
    room = _BOX - LEFT - 15
    surface.text(LEFT, top + 50, view.letterhead.name, face="bold", size=11.5, room=room)
    surface.text(LEFT, top + 67, facts.payer, size=10, room=room)
    surface.text(LEFT, top + 81, f"{said.account_number} {facts.account}", size=10)
    surface.text(LEFT, top + 95, f"{w.agreement_number} {facts.number}", size=10)
    surface.fill(_BOX, top + 38, RIGHT, top + 57)
    surface.box(_BOX, top + 38, RIGHT, top + 128, weight=0.8)
    surface.text(_BOX + 8, top + 51.5, payment.title, face="bold", size=11.5)
    surface.text(_BOX + 8, top + 73, w.due, size=10.5)
    surface.rtext(RIGHT - 8, top + 73, long_date(payment.due, facts.language), face="bold", size=10.5)
    surface.text(_BOX + 8, top + 94, w.amount, size=10.5)
    surface.rtext(RIGHT - 8, top + 94, dollars(payment.amount), face="bold", size=15)
    surface.text(_BOX + 8, top + 118, w.coupon_paying, size=10.5)
    surface.line(_BOX + 92, top + 120, RIGHT - 8, top + 120)
    _ways(surface, view, top=top)
    if top + _TALL < HEIGHT:
        surface.line(MARGIN, top + _TALL, WIDTH - MARGIN, top + _TALL, weight=0.8, dash=4)


def _ways(surface: Surface, view: AgreementView, *, top: float) -> None:
    """How to pay beside the code, and where a check goes."""
    clinic, said = view.letterhead, words(view.facts.language)
    x = LEFT
    if clinic.pay_link:
        surface.matrix(LEFT, top + 108, qr(f"https://{clinic.pay_link}"), side=_QR_SIDE)
        x += _QR_SIDE + 14
    ways = [said.pay_online.format(link=clinic.pay_link)] if clinic.pay_link else []
    ways += [filled(said.pay_by_phone, phone=clinic.phone)] if clinic.phone else []
    ways += [said.pay_by_mail.format(name=clinic.payment_address[0]) if clinic.takes_mail else said.pay_at_clinic]
    lines = [line for way in ways for line in wrap(way, face="body", size=8.5, room=_BOX - x - 15)]
    for number, line in enumerate(lines):
        surface.text(x, top + 115 + 10.2 * number, line, size=8.5)
    for number, line in enumerate(clinic.payment_address if clinic.takes_mail else ()):
        surface.text(_BOX + 8, top + 142 + 11 * number, line, size=9, room=RIGHT - _BOX - 8)
