"""Results under a line of typing: a frame over the window that never takes the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from paydesk.ui import brush, theme
from paydesk.ui.labels import Label
from paydesk.ui.row_list import ListRow, RowList
from paydesk.ui.typeface import Size

_TALLEST = 432


class ResultsPopup(QFrame):
    """Follows ``line``: Up and Down move, Enter opens the selected or first row, Esc closes.

    ``missed``: Enter was pressed and there is no row; ``put_away``: Esc was.
    """

    opened = Signal(object)
    put_away = Signal()
    missed = Signal()
    closed = Signal()

    def __init__(self, line: QLineEdit, *, name: str, label: str) -> None:
        super().__init__(line)
        self._line, self._stale, self._enter_waits = line, False, False
        self.list = RowList(name=name, label=label)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._says = Label(role="text2", size=Size.LABEL, wraps=True)
        self._says.setContentsMargins(16, 12, 16, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 5, 1, 5)
        column.setSpacing(0)
        column.addWidget(self.list)
        column.addWidget(self._says)
        self.list.opened.connect(self._open)
        line.installEventFilter(self)
        self.hide()

    def expect(self) -> None:
        """Other words were typed: what is shown answers no longer, Enter waits for what does."""
        self._stale, self._enter_waits = True, False

    def waits(self) -> bool:
        """Whether an answer to what was typed is still to come."""
        return self._stale

    def wait_for_first(self) -> None:
        """Enter came before the answer: open its first row as soon as it is there."""
        self._enter_waits = True

    def show_rows(self, rows: tuple[ListRow, ...], *, empty: str) -> None:
        """Show an answer; ``empty`` is the sentence when there is none."""
        self._stale = False
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.list.setCurrentIndex(self.list.rows.index(-1, 0))
        self.list.step(1)
        self._says.setText(empty)
        self._says.setVisible(not rows)
        self.place()
        if self._enter_waits:
            self._enter()

    def let_be(self) -> None:
        """The answer came when the line was left already: it is not shown."""
        self._stale = False
        self.close_up()

    def join_rows(self, rows: tuple[ListRow, ...]) -> None:
        """Add rows below what is shown; what is shown and selected stays where it is."""
        if rows:
            self.list.rows.append(rows)
            self.list.setVisible(True)
            self._says.setVisible(False)
            if not self.list.currentIndex().isValid():
                self.list.step(1)
            self.place()
            if self._enter_waits and (first := self.first_or_selected()) is not None:
                self._open(first)

    def place(self) -> None:
        """Under the line, as wide as it, over everything else in the window."""
        window = self._line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = self._line.mapTo(window, QPoint(0, self._line.height() + 4))
        look = self.list.height_of(40) or self._says.heightForWidth(self._line.width() - 2)
        room = window.height() - corner.y() - 34
        self.setGeometry(corner.x(), corner.y(), self._line.width(), max(44, min(look + 10, room, _TALLEST)))
        self.raise_()
        self.show()

    def close_up(self) -> None:
        self._enter_waits = False
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def first_or_selected(self) -> object | None:
        """The key that Enter opens."""
        if (key := self.list.current_key()) is not None:
            return key
        return next((row.key for row in self.list.rows.rows if not row.head), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.isVisible():
            return self._pressed(event.key())
        if event.type() is QEvent.Type.FocusOut and not self.underMouse():
            self.close_up()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        edge, fill = theme.color("line2"), theme.color("surface")
        brush.frame(QPainter(self), QRectF(self.rect()), radius=5, edge=edge, fill=fill)

    def _pressed(self, key: int) -> bool:
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.list.step(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._stale:
                self.wait_for_first()
            else:
                self._enter()
        elif key == Qt.Key.Key_Escape:
            self.close_up()
            self.put_away.emit()
        else:
            return False
        return True

    def _enter(self) -> None:
        if (chosen := self.first_or_selected()) is not None:
            self._open(chosen)
        else:
            self.missed.emit()

    def _open(self, key: object) -> None:
        self.close_up()
        self.opened.emit(key)
