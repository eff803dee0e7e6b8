"""F1: every key of the window on one sheet, made from the declared commands and the declared keys of the tabs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.actions import MENUS, Command
from paydesk.ui.buttons import Button, Kind, key_words
from paydesk.ui.dialog_room import room_for
from paydesk.ui.labels import Label, SectionHeader
from paydesk.ui.scrolling import JobScroll
from paydesk.ui.tab_keys import in_tabs
from paydesk.ui.typeface import Size

FIELD_KEYS = (
    ("Today, in a date field", "t"), ("A week on, a day back", "+7   −1"), ("November 23", "1123"),
    ("End of the month", "eom"), ("A sum, in an amount field", "25+15"),
    ("Next field, field before", "Tab   Shift+Tab"), ("The main button of a screen", "Enter"),
    ("Leave, close", "Esc"),
)  # fmt: skip


class ShortcutsDialog(QDialog):
    """Two columns of groups: the menus, the tabs, and what fields understand; arrows and Page Down scroll."""

    def __init__(self, parent: QWidget, commands: tuple[Command, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setObjectName("shortcuts_dialog")
        self.resize(room_for(self, wide=760, tall=620))
        groups = [(menu, _keys_of(commands, menu)) for menu in MENUS]
        groups += [*in_tabs(), ("While typing", FIELD_KEYS)]
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(24, 8, 24, 16)
        grid.setHorizontalSpacing(32)
        columns = (QVBoxLayout(), QVBoxLayout())
        heights = [0, 0]
        for title, keys in groups:
            if keys:
                shorter = heights.index(min(heights))
                columns[shorter].addWidget(_Group(title, keys))
                heights[shorter] += len(keys) + 2
        for place, column in enumerate(columns):
            column.setSpacing(16)
            column.addStretch(1)
            grid.addLayout(column, 0, place)
            grid.setColumnStretch(place, 1)
        close = Button("Close", key="Escape", shown_only=True, name="close", kind=Kind.PLAIN)
        close.clicked.connect(self.accept)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 16, 0, 16)
        title_row = QHBoxLayout()
        title_row.setContentsMargins(24, 0, 24, 0)
        title_row.addWidget(Label("Keyboard shortcuts", size=Size.TITLE, strong=True), 1)
        title_row.addWidget(close)
        outer.addLayout(title_row)
        self._scroll = JobScroll(body)
        outer.addWidget(self._scroll, 1)
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._scroll.scroll_by_key(event):
            super().keyPressEvent(event)


class _Group(QWidget):
    def __init__(self, title: str, keys: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SectionHeader(title))
        for words, key in keys:
            column.addWidget(_KeyRow(words, key))


class _KeyRow(QWidget):
    def __init__(self, words: str, keys: str) -> None:
        super().__init__()
        self._words, self._keys = words, keys.split("   ")
        self.setAccessibleName(f"{words}: {' or '.join(self._keys)}")
        self.setFixedHeight(29)

    def sizeHint(self) -> QSize:
        return QSize(280, 29)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box, left = QPainter(self), QRectF(self.rect()), float(self.width())
        for key in reversed(self._keys):
            left -= brush.key_cap_width(key)
            middle, edge = box.center().y(), theme.color("line2")
            brush.key_cap(painter, left, middle, key, edge=edge, ink=theme.color("text2"))
            left -= 6
        room = box.adjusted(0, 0, left - box.width() - 8, 0)
        brush.text(painter, room, self._words, font=typeface.font(), color=theme.color("text"))
        brush.hairline(painter, 0, box.width(), box.height() - 1)


def _keys_of(commands: tuple[Command, ...], menu: str) -> tuple[tuple[str, str], ...]:
    return tuple((one.label, key_words(one.shortcut)) for one in commands if one.menu == menu and one.shortcut)
