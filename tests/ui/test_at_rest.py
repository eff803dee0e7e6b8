"""A window that nobody touches does nothing: a card that lays itself out for ever keeps the PC busy all night."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from paydesk.operations.desk import Desk
from paydesk.rules.errors import NotAllowed
from paydesk.ui.dialogs.approval_dialog import ApprovalDialog
from paydesk.ui.dialogs.form_dialog import Deed
from paydesk.ui.dialogs.lock_dialog import LockDialog
from paydesk.ui.dialogs.sign_in_dialog import SignInDialog
from support.window_clinic import Seat

BUSY = (QEvent.Type.LayoutRequest, QEvent.Type.Paint, QEvent.Type.Resize, QEvent.Type.Move)


class _Counter(QObject):
    """How often something was laid out or painted."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen += event.type() in BUSY
        return False


@contextmanager
def counted() -> Iterator[_Counter]:
    counter, application = _Counter(), QApplication.instance()
    assert application is not None
    application.installEventFilter(counter)
    yield counter
    application.removeEventFilter(counter)


def _nobody(name: str, password: str, code: str) -> Desk:
    raise NotAllowed("That name and password do not fit. Try again.", field="password")


def _locked(seat: Seat) -> QDialog:
    card = LockDialog(seat.front.window, sign_in=_nobody, jobs=seat.front.jobs, hint="A hint that takes a line.")
    card.show_locked("dana", clinic="Riverbend", since=datetime(2026, 11, 23, 10, 42))
    return card


def _nobody_there(seat: Seat) -> QDialog:
    card = LockDialog(seat.front.window, sign_in=_nobody, jobs=seat.front.jobs)
    card.show_nobody(clinic="Riverbend")
    return card


def _someone_else(seat: Seat) -> QDialog:
    card = _locked(seat)
    assert isinstance(card, LockDialog)
    card.show()
    card.switch.click()
    return card


def _sign_in(seat: Seat) -> QDialog:
    return SignInDialog(seat.front.window, sign_in=_nobody, jobs=seat.front.jobs, clinic="Riverbend")


def _approval(seat: Seat) -> QDialog:
    refused = NotAllowed("A clerk may not issue refunds.", permission="refunds.issue")
    deed = Deed("Refund 12.00 to Maria Garcia-Lopez, whose name takes a line of its own in this card")
    return ApprovalDialog(seat.front.window, seat.context.desk, refused, jobs=seat.front.jobs, deed=deed)


@pytest.mark.parametrize("card", [_locked, _nobody_there, _someone_else, _sign_in, _approval])
def test_a_card_lays_itself_out_and_comes_to_rest(seat: Seat, card: Callable[[Seat], QDialog]) -> None:
    seat.front.window.show()
    shown = card(seat)
    shown.show()
    try:
        _rests(seat)
    finally:
        shown.done(0)  # a locked card is left by nobody but who made it


@pytest.mark.parametrize("tab", ["today", "patients", "payments", "insurance", "reports"])
def test_a_tab_comes_to_rest(seat: Seat, tab: str) -> None:
    seat.front.window.show()
    seat.open(seat.clinic.family)
    seat.front.go(tab)
    _rests(seat)


def _rests(seat: Seat) -> None:
    seat.settle()
    QTest.qWait(50)
    with counted() as counter:
        QTest.qWait(100)
    blinking = 4  # a text cursor
    assert counter.seen <= blinking
