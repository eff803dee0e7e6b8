"""Off screen, Qt's two complaints at every window are left out, and nothing else is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler, qWarning

from paydesk.ui.platform_noise import no_platform_noise

NOISE = ("This plugin does not support propagateSizeHints()", "This plugin does not support raise()")


def test_the_two_complaints_are_left_out_and_the_rest_goes_where_it_went() -> None:
    heard: list[str] = []

    def hear(kind: QtMsgType, context: object, message: str) -> None:
        heard.append(message)

    before = qInstallMessageHandler(hear)
    try:
        with no_platform_noise():
            for message in (*NOISE, "This plugin does not support windows"):
                qWarning(message)
        qWarning(NOISE[1])
    finally:
        qInstallMessageHandler(before)
    assert heard == ["This plugin does not support windows", NOISE[1]]


def test_where_nobody_listened_the_rest_is_written_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    before = qInstallMessageHandler(None)
    try:
        with no_platform_noise():
            for message in (*NOISE, "A style is missing"):
                qWarning(message)
    finally:
        qInstallMessageHandler(before)
    assert capsys.readouterr().err == "A style is missing\n"
