"""Bare inputs painted as LOOK says: a line of text, several lines, a choice, a tick."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.scrolling import slim
from paydesk.ui.typeface import Size

HEIGHT = 32


def paint_frame(painter: QPainter, widget: QWidget, *, focused: bool, wrong: bool) -> None:
    """The edge of an input: 1 px at rest, 2 px in accent with the focus, 2 px in bad with a mistake."""
    role = "bad" if wrong else "accent" if focused else "field"
    edge = theme.color(role if widget.isEnabled() else "line2")
    fill = theme.color("surface" if widget.isEnabled() else "side")
    width = 2.0 if wrong or focused else 1.0
    brush.frame(painter, QRectF(widget.rect()), radius=4, edge=edge, width=width, fill=fill)


def left_for_another(event: QFocusEvent) -> bool:
    """Whether a field lost the focus to another one: not to another window, the locked screen or a menu."""
    still_here = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
    return event.lostFocus() and event.reason() not in still_here


def _see_through(widget: QWidget) -> None:
    colors = QPalette()
    colors.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
    widget.setPalette(colors)


class LineInput(QLineEdit):
    """One line. ``digits_only`` lets single-letter keys of the page through: no letter can be meant here. A ``secret``
    is hidden as it is typed, and leaves with ``forget`` when it was refused or the screen is locked.

    ``finished``: Enter was pressed, or the field was left for another one. Qt's own ``editingFinished`` comes when only
    the window was left or locked, too, in the middle of typing.
    """

    finished = Signal()

    def __init__(
        self, *, digits_only: bool = False, right: bool = False, size: Size = Size.BODY, secret: bool = False
    ) -> None:
        super().__init__()
        self.wrong, self.secret, self._digits_only = False, secret, digits_only
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setFrame(False)
        self.setFont(typeface.font(size, strong=size is not Size.BODY))
        self.setTextMargins(9, 0, 9, 0)
        self.setFixedHeight(HEIGHT if size is Size.BODY else 48)
        if right:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        _see_through(self)
        self.returnPressed.connect(self.finished)

    def mark_wrong(self, wrong: bool) -> None:
        self.wrong = wrong
        self.update()

    def forget(self) -> None:
        """Nothing that was typed stays, nor can it be brought back; whoever follows what is typed hears of it."""
        if self.text():
            self.setText("")
            self.textEdited.emit("")

    def event(self, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        # With nothing typed to take back, the key is the window's: it takes back what was just done.
        if event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
            event.ignore()
            return False
        if self._digits_only:
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if plain and event.text().isalpha():
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # With Alt alone a key is a button's, also while no such button is there: it is no digit of an amount.
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.text().isprintable() and event.text():
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if left_for_another(event):
            self.finished.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_frame(painter, self, focused=self.hasFocus(), wrong=self.wrong)
        painter.end()
        super().paintEvent(event)


class TextInput(QFrame):
    """Several lines; Tab leaves it, Ctrl+Enter stays the page's."""

    changed = Signal()

    def __init__(self, *, lines: int = 3) -> None:
        super().__init__()
        self.wrong = False
        self.edit = QPlainTextEdit()
        slim(self.edit)
        self.edit.setTabChangesFocus(True)
        self.edit.setFont(typeface.font())
        _see_through(self.edit)
        self.edit.viewport().setAutoFillBackground(False)
        self.edit.textChanged.connect(self.changed)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(5, 3, 3, 3)
        column.addWidget(self.edit)
        self.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + 16)

    def mark_wrong(self, wrong: bool) -> None:
        self.wrong = wrong
        self.update()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_frame(QPainter(self), self, focused=self.edit.hasFocus(), wrong=self.wrong)


class ChoiceInput(QComboBox):
    """One of many known words; the wheel and the page keys scroll the page, never the choice."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong = False
        self.setFixedHeight(HEIGHT)
        self.setFont(typeface.font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def mark_wrong(self, wrong: bool) -> None:
        self.wrong = wrong
        self.update()

    def event(self, event: QEvent) -> bool:
        # Choosing by the first letter is typing: the page's single-letter keys wait.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if plain and event.text().isalnum():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        paint_frame(painter, self, focused=self.hasFocus(), wrong=self.wrong)
        ink = theme.color("text" if self.isEnabled() and self.currentIndex() >= 0 else "text3")
        words = self.currentText() or self.placeholderText()
        brush.text(painter, box.adjusted(11, 0, -30, 0), words, font=self.font(), color=ink)
        middle = box.center().y()
        brush.icon(painter, "chevron_down", box.right() - 24, middle, color=theme.color("text2"), size=14)


class TickInput(QAbstractButton):
    """Yes or no, with its words at the right."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setText(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(round(28 + brush.width_of(self.text(), typeface.font())), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, middle = QPainter(self), self.height() / 2
        box = QRectF(1, middle - 8, 16, 16)
        fill = theme.color("fill" if self.isChecked() else "surface")
        edge = theme.color("accent" if self.hasFocus() else "fill" if self.isChecked() else "field")
        brush.frame(painter, box, radius=3, edge=edge, width=2 if self.hasFocus() else 1, fill=fill)
        if self.isChecked():
            brush.icon(painter, "check", 3, middle, color=theme.color("on_fill"), size=12)
        room = QRectF(26, 0, self.width() - 26, self.height())
        brush.text(painter, room, self.text(), font=typeface.font(), color=theme.color("text"))
