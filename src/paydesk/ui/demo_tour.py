"""The real window driven by keys through the demo clinic, leaving pictures and PDFs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.printing import FolderSink

_WAIT_MS = 60_000
_TRIES, _BEAT_MS = 200, 20
_TOLD = (
    ("household", "3"), ("income_0", "2650"), ("income_2", "300"), ("obligation_rent_or_mortgage", "1150"),
    ("obligation_utilities", "210"), ("obligation_food", "520"), ("obligation_transport", "265"),
    ("obligation_child_care", "240"), ("obligation_other_medical_plans", "60"),
)  # fmt: skip
"""What an invented household tells: field of the sheet, and what is typed there."""


class Guide:
    """Presses keys as a person would and photographs what is then on the screen."""

    def __init__(self, front: FrontDesk, out: Path, *, prefix: str = "") -> None:
        sink = front.printing.sink
        assert isinstance(sink, FolderSink), "a tour prints into a folder"
        self.front, self.out, self.sink, self._prefix = front, out, sink, prefix
        self.pictures: list[Path] = []
        self._failed: list[Exception] = []
        # Nobody is there to press a button: what breaks, is refused or is asked ends the tour.
        front.jobs.failed.disconnect(front.messages.crash)
        front.jobs.failed.connect(self._failed.append)
        front.messages.unattended = self._failed.append
        out.mkdir(parents=True, exist_ok=True)

    @property
    def context(self) -> DeskContext:
        """The seated window's context."""
        assert self.front.context is not None
        return self.front.context

    def show(self, width: int, height: int) -> None:
        """Put the window up, not larger than the screen of the pictures."""
        self.front.window.resize(width, height)
        self.front.window.show()
        self.settle()

    def settle(self) -> None:
        """Let all work end and everything be painted."""
        for _ in range(3):
            self.front.jobs.wait_idle(_WAIT_MS)
            QApplication.processEvents()
        if self._failed:
            raise self._failed[0]

    def press(self, key: Qt.Key, *, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key where the focus is."""
        QTest.keyClick(self._focus(), key, with_)
        self.settle()

    def type(self, words: str) -> None:
        """Letters and digits where the focus is."""
        for letter in words:
            # QTest knows keys of ASCII only; an é comes as text without a key, as from any keyboard layout.
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self._focus(), event)
        self.settle()

    def move_to(self, name: str) -> None:
        """Tab until the field of that object name has the focus."""
        for _ in range(60):
            if self._focus().objectName() == name:
                return
            self.press(Qt.Key.Key_Tab)
        raise LookupError(f"Tab does not lead to {name}")

    def shoot(self, name: str, widget: QWidget | None = None) -> Path:
        """A picture of the window, or of a dialog over it."""
        path = self.out / f"{self._prefix}{name}.png"
        target = widget or self.front.window
        target.grab().save(str(path))
        self.pictures.append(path)
        return path

    def _work_out_a_plan(self) -> None:
        """A household's sheet, as it is typed, with the offers that follow; nothing of it stays."""
        for name, words in _TOLD:
            self.move_to(name)
            self.type(words)
        self.move_to("household")
        self.shoot("plans")
        for name, _ in _TOLD:
            self.move_to(name)
            self.press(Qt.Key.Key_A, with_=Qt.KeyboardModifier.ControlModifier)
            self.press(Qt.Key.Key_Delete)

    def walk(self) -> None:
        """Today, a copay with its receipt, the account with its statement, the reports."""
        self.settle()
        self.shoot("today")
        self.take_copay()
        self.open_owing_account()
        self.shoot("patients")
        self.press(Qt.Key.Key_F8)
        self.press(Qt.Key.Key_F6)
        self.press(Qt.Key.Key_F4)
        self.shoot("payments-choose-lines")
        self.press(Qt.Key.Key_F4)
        self.press(Qt.Key.Key_4, with_=Qt.KeyboardModifier.ControlModifier)
        self.front.messages.put_away()
        self.shoot("calls")
        self.press(Qt.Key.Key_5, with_=Qt.KeyboardModifier.ControlModifier)
        self._work_out_a_plan()
        self.press(Qt.Key.Key_6, with_=Qt.KeyboardModifier.ControlModifier)
        self.shoot("reports-ageing")
        self.front.window.findChild(QWidget, "reports").setFocus()  # type: ignore[union-attr]
        self.press(Qt.Key.Key_Down)
        self.shoot("reports-payments")
        self.press(Qt.Key.Key_Down)
        self.shoot("reports-plans")
        self.press(Qt.Key.Key_Down)
        self.shoot("reports-promises")
        self.press(Qt.Key.Key_Down)
        self.shoot("reports-deposits")
        self.press(Qt.Key.Key_Down)
        self.shoot("reports-estimates")
        self.press(Qt.Key.Key_Down)
        self.shoot("reports-underpaid")
        self.press(Qt.Key.Key_Down)
        self.shoot("reports-overpaid")
        self.press(Qt.Key.Key_Down)
        self.shoot("reports-audit")
        self.press(Qt.Key.Key_2, with_=Qt.KeyboardModifier.ControlModifier)
        self.press(Qt.Key.Key_Down)

    def take_copay(self) -> None:
        """The first copay of today, by card."""
        self.press(Qt.Key.Key_Return)
        if self._focus().objectName() != "amount":
            self.press(Qt.Key.Key_F6)
        self.shoot("payments")
        self.move_to("card_last4")
        self.type("4417")
        self.press(Qt.Key.Key_Return)
        self.shoot("payments-taken")

    def open_owing_account(self) -> None:
        """The account that owes most, best of those an insurer still owes for, and that may get a statement: found by
        its number.
        """
        from paydesk.operations import reporting

        everyone = reporting.balances(self.context.desk)
        ranked = sorted(everyone, key=lambda one: (one.insurers_owe <= 0, -one.patient_owes))
        found = next(one for one in ranked if self._gets_statement(one.account))
        self.press(Qt.Key.Key_F, with_=Qt.KeyboardModifier.ControlModifier)
        self.type(str(found.account))
        self.settle()
        self.press(Qt.Key.Key_Return)
        self.press(Qt.Key.Key_2, with_=Qt.KeyboardModifier.ControlModifier)

    def _gets_statement(self, number: int) -> bool:
        from paydesk.operations import billing, finding

        (hit, *_) = finding.find(self.context.desk, str(number)).hits
        try:
            return billing.nothing_asked(self.context.desk, hit.account_id) is None
        except PaydeskError:
            return False

    def shoot_dialog(self, command: str) -> None:
        """Run a command, photograph the dialog it opens, and leave it."""
        self.over_dialog(
            lambda: self.front.trigger(command),
            lambda dialog: self._shoot_over(command, dialog),
        )

    def _shoot_over(self, command: str, dialog: QWidget) -> None:
        # A refusal is not the dialog that was asked for.
        if dialog.objectName() != "sentence_dialog":
            self.shoot(f"dialog-{command.replace('.', '-').replace('_', '-')}", dialog)

    def over_dialog(self, begin: Callable[[], None], then: Callable[[QWidget], object]) -> None:
        """Start what opens a dialog, maybe with a loop of its own; when it stands there, ``then``, and leave it."""
        tries = [0]
        timer = QTimer()
        timer.setInterval(_BEAT_MS)

        def look() -> None:
            tries[0] += 1
            dialog = QApplication.activeModalWidget()
            if dialog is not None and dialog.isVisible() and self.front.jobs.is_idle():
                timer.stop()
                QApplication.processEvents()
                then(dialog)
                _leave(dialog)
            elif tries[0] > _TRIES:
                timer.stop()

        timer.timeout.connect(look)
        timer.start()
        # What is said instead of the dialog is left like it.
        messages = self.front.messages
        messages.unattended = None
        begin()
        while timer.isActive():
            QApplication.processEvents()
        messages.unattended = self._failed.append
        self.settle()

    def _focus(self) -> QWidget:
        focused = QGuiApplication.focusObject()
        return focused if isinstance(focused, QWidget) else self.front.window


def _leave(dialog: QWidget) -> None:
    if isinstance(dialog, QDialog):
        dialog.reject()
    else:
        dialog.close()


def at(moment: str) -> datetime:
    """A moment of the demo clinic's town, for pictures that are the same every time."""
    from paydesk.demo.year import ZONE

    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)

