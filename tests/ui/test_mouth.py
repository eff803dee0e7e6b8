"""What the program says: toasts, refusals, questions, and crashes without a patient's words."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from paydesk.rules.errors import PaydeskError
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Why
from paydesk.ui.messages import Messages, report_of
from paydesk.ui.preferences import Preferences
from paydesk.ui.sentence_dialog import SentenceDialog
from paydesk.ui.theme import Mode


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    return Messages(now=lambda: datetime(2026, 11, 23, 10, 42))


def _answer(monkeypatch: pytest.MonkeyPatch, answer: QDialog.DialogCode) -> None:
    monkeypatch.setattr(SentenceDialog, "exec", lambda self: answer)


def test_what_was_told_stays_in_the_history(messages: Messages) -> None:
    messages.tell("Payment posted.")
    assert [(said.at.hour, said.words) for said in messages.history] == [(10, "Payment posted.")]


def test_a_refusal_is_shown_as_its_sentence(messages: Messages, monkeypatch: pytest.MonkeyPatch) -> None:
    _answer(monkeypatch, QDialog.DialogCode.Accepted)
    messages.refuse(PaydeskError("The day is closed. Choose another."))
    assert messages.history[-1].words == "The day is closed. Choose another."


@pytest.mark.parametrize("answer", [QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected])
def test_a_question_is_answered_with_yes_or_no(
    messages: Messages, monkeypatch: pytest.MonkeyPatch, answer: QDialog.DialogCode
) -> None:
    _answer(monkeypatch, answer)
    assert messages.ask("Merge?", "There is no way back.", yes="Merge") is (answer == QDialog.DialogCode.Accepted)


def test_a_reason_that_is_asked_for_must_be_given(qtbot: QtBot) -> None:
    dialog = SentenceDialog(None, title="Over the limit", sentence="Say why.", yes="Post", no="Cancel", reason="Reason")
    qtbot.addWidget(dialog)
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Rejected
    why = dialog.findChild(Why)
    assert why
    assert why.sentence().startswith("Say why")
    line = dialog.findChild(LineInput, "reason")
    assert line
    line.setText("owner agreed")
    dialog.accept()
    assert (dialog.result(), dialog.reason()) == (QDialog.DialogCode.Accepted, "owner agreed")


@pytest.mark.parametrize(("typed", "says"), [
    ("no", "Say why, in a few words. It is kept with the record."),
    ("paid with 4111 1111 1111 1111", "Never keep a full Visa card number. Type its last 4 only: 1111."),
])  # fmt: skip
def test_a_reason_that_is_refused_stays_to_be_mended(qtbot: QtBot, typed: str, says: str) -> None:
    dialog = SentenceDialog(None, title="It did not go out", sentence="Say why.", yes="Do", no="Back", reason="Reason")
    qtbot.addWidget(dialog)
    dialog.show()
    line, why = dialog.findChild(LineInput, "reason"), dialog.findChild(Why)
    assert line and why
    QTest.keyClicks(line, typed)
    dialog.accept()
    assert dialog.isVisible() and (line.text(), line.wrong, why.sentence()) == (typed, True, says)
    QTest.keyClicks(line, " ")
    assert not line.wrong and why.sentence() == ""


@pytest.mark.parametrize("doubtful", [False, True])
def test_enter_takes_the_answer_that_has_the_focus_and_of_a_doubtful_question_the_safe_one(
    qtbot: QtBot, doubtful: bool
) -> None:
    for tabs, safe in ((0, doubtful), (1, not doubtful)):
        dialog = SentenceDialog(None, title="Again?", sentence="It is there.", yes="Do", no="Back", doubtful=doubtful)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        for _ in range(tabs):
            QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        assert (dialog.result() == QDialog.DialogCode.Rejected) is safe and not dialog.isVisible()


def _break(name: str) -> None:
    raise ValueError(f"no such patient: {name}")


def test_a_crash_report_names_places_and_never_values() -> None:
    try:
        _break("Maria Garcia-Lopez")
    except ValueError as error:
        report = report_of(error)
    assert "ValueError" in report
    assert "_break" in report
    assert "Maria" not in report
    assert str(Path.home()) not in report


def test_a_bug_is_logged_told_and_its_report_can_be_copied(
    messages: Messages, monkeypatch: pytest.MonkeyPatch, expected_logs: list[logging.LogRecord]
) -> None:
    _answer(monkeypatch, QDialog.DialogCode.Accepted)
    messages.crash(KeyError("Maria"))
    assert "KeyError" in QApplication.clipboard().text()
    assert all("Maria" not in record.getMessage() for record in expected_logs)
    assert len(expected_logs) == 1


def test_preferences_outlive_the_window_and_a_strange_file_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    first = Preferences(file)
    first.mode, first.geometry = Mode.DARK, QByteArray(b"\x01\x02")
    first.set_side_open("patients", False)
    del first
    again = Preferences(file)
    assert (again.mode, again.geometry, again.side_is_open("patients")) == (Mode.DARK, b"\x01\x02", False)
    file.write_text("[window]\ncolors=purple\n", encoding="utf-8")
    assert Preferences(tmp_path / "other.ini").mode is Mode.SYSTEM
    assert Preferences(file).geometry.isEmpty() or Preferences(file).mode in Mode
