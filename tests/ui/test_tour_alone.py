"""The tour without a display: nobody is there to answer, so what would wait for a person ends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from paydesk import cli, demo
from paydesk.config import Home
from paydesk.rules.errors import PaydeskError
from paydesk.ui.demo_gallery import take_tour
from paydesk.ui.demo_tour import Guide
from paydesk.ui.messages import Messages
from paydesk.ui.sentence_dialog import SentenceDialog
from support.demo_copy import DemoFile

SENTENCE = "Nobody owes anything here. Choose another account."


@pytest.fixture(autouse=True)
def _never_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def stand(dialog: SentenceDialog) -> QDialog.DialogCode:
        raise AssertionError(f"{dialog.objectName()} waits for a person")

    monkeypatch.setattr(SentenceDialog, "exec", stand)


class _Tour:
    """The screen of a command line that has no display."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def window(self, place: Home, url: str | None) -> int:
        raise AssertionError("no window was asked for")

    def demo(self, out: Path | None, patients: int) -> int:
        return take_tour(self._home, out or Path("out"), patients=patients)


def test_a_refusal_ends_the_tour_with_its_sentence(
    demo_file: DemoFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(guide: Guide) -> None:
        guide.settle()
        guide.context.messages.refuse(PaydeskError(SENTENCE))
        guide.settle()
        raise AssertionError("the tour went on")

    monkeypatch.setattr(Guide, "walk", refused)
    monkeypatch.setattr(demo, "open_demo", lambda home, patients: demo_file.copy(tmp_path))
    screen = _Tour(Home(tmp_path / "home"))
    assert cli.run(["demo", "--out", str(tmp_path / "out")], screen=screen) == cli.REFUSED
    assert SENTENCE in capsys.readouterr().err


@pytest.mark.parametrize(
    "waits",
    [
        lambda messages: messages.ask("Take it?", SENTENCE, yes="Take it"),
        lambda messages: messages.ask_reason("Take it?", SENTENCE, yes="Take it"),
        lambda messages: messages.crash(ValueError(SENTENCE)),
    ],
)
def test_a_question_or_a_bug_ends_it_too(guide: Guide, waits: Callable[[Messages], object]) -> None:
    assert not waits(guide.front.messages)
    with pytest.raises((PaydeskError, ValueError), match=SENTENCE):
        guide.settle()
