"""Ctrl+K: find any command or screen by typing part of its words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QDialog, QStyleOptionViewItem, QVBoxLayout, QWidget

from paydesk.ui import brush, theme
from paydesk.ui.actions import Command, matching
from paydesk.ui.buttons import key_words
from paydesk.ui.dialog_room import room_for
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label
from paydesk.ui.row_list import ListRow, RowList
from paydesk.ui.row_paint import RowPainter
from paydesk.ui.typeface import Size


class CommandsDialog(QDialog):
    """Enter runs the chosen or first command after the dialog is gone; what cannot be done now says so."""

    def __init__(
        self, parent: QWidget, commands: tuple[Command, ...], *, enabled: Callable[[str], bool],
        run: Callable[[str], None],
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle("Commands")
        self.setObjectName("commands_dialog")
        self.resize(room_for(self, wide=520, tall=420))
        self._commands, self._enabled, self._run = commands, enabled, run
        self.line = LineInput()
        self.line.setObjectName("command")
        self.line.setAccessibleName("Find a command")
        self.line.setPlaceholderText("Type part of a command or screen")
        self.list = RowList(name="commands", label="Commands", look=_CommandPainter())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = Label("No command has these words. Try another word for it.", role="text2", size=Size.LABEL)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.line.textChanged.connect(self._look)
        self.line.installEventFilter(self)
        self.list.opened.connect(self._take)
        self._look("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.list.step(-1 if event.key() == Qt.Key.Key_Up else 1)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (key := self.list.current_key()) is not None:
                self._take(key)
            return True
        return False

    def _look(self, typed: str) -> None:
        found = matching(self._commands, typed)
        self.list.show_rows(tuple(self._row(command) for command in found))
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        if found:
            self.list.select(found[0].id)

    def _row(self, command: Command) -> ListRow:
        can = self._enabled(command.id)
        aside = command.menu if can else "open an account first" if command.needs_account else "not now"
        spoken = f"{command.label}, {aside}, {command.shortcut}"
        return ListRow(
            command.id, command.label, beside=aside, money=key_words(command.shortcut), spoken=spoken,
            money_tone="text" if can else "text3", icon=command.icon or "chevron_right",
        )  # fmt: skip

    def _take(self, key: object) -> None:
        if self._enabled(str(key)):
            self.accept()
            self._run(str(key))


class _CommandPainter(RowPainter):
    """A row whose right end is a key cap."""

    def __init__(self) -> None:
        super().__init__(edge=12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, row: ListRow, following: bool) -> None:
        room = brush.key_cap_width(row.money) + 12 if row.money else 0
        bare = ListRow(row.key, row.name, beside=row.beside, icon=row.icon)
        super().paint(painter, option, bare, False)
        box = QRectF(option.rect)
        if room:
            left, edge = box.right() - room, theme.color("line2")
            brush.key_cap(painter, left, box.center().y(), row.money, edge=edge, ink=theme.color("text3"))
