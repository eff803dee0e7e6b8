"""What a name holds is shown to the letter, never rendered: not in a label, not in a tooltip."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from paydesk.operations import registering
from paydesk.ui.labels import Elided
from paydesk.ui.plain_tip import plain_tip
from support.window_clinic import Seat

NAMES = ("<b>x</b>", "<img src='picture.png'>", "a < b & c", "<br>", "&lt;b&gt;", "Garcia-Lopez, Maria")


@pytest.mark.parametrize("name", NAMES)
def test_a_tooltip_shows_a_name_to_the_letter(name: str) -> None:
    tip, document = plain_tip(name), QTextDocument()
    document.setHtml(tip) if tip.startswith("<span>") else document.setPlainText(tip)
    assert document.toPlainText() == name


def test_a_cut_label_has_a_plain_tooltip(qtbot: QtBot) -> None:
    label = Elided("<b>" + "Garcia " * 30 + "</b>")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    label.grab()
    assert label.toolTip().startswith("<span>&lt;b&gt;")


def test_no_label_of_the_window_renders_what_is_in_a_record(seat: Seat, tmp_path: Path) -> None:
    hostile = "<b>x</b><img src='picture.png'>"
    form = registering.person_record(seat.clinic.desk, seat.clinic.maria)
    changed = registering.SavePerson(
        type(form.form)(**{**vars(form.form), "last_name": hostile}), person_id=form.person_id, version=form.version
    )
    registering.save_person(seat.clinic.desk, changed)
    seat.open(seat.clinic.family)
    for widget in QApplication.allWidgets():
        if isinstance(widget, QLabel):
            assert widget.textFormat() is Qt.TextFormat.PlainText or "<" not in widget.text()
        assert hostile not in widget.toolTip(), type(widget).__name__
