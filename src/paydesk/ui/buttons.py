"""Buttons that show their key: the one primary, its quieter neighbors, and links."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy

from paydesk.ui import brush, theme, typeface

TALL = 38


class Kind(Enum):
    """How loud a button is; a screen has one PRIMARY."""

    PRIMARY = "primary"
    PLAIN = "plain"
    LINK = "link"
    QUIET = "quiet"


def key_words(shortcut: str) -> str:
    """``Ctrl+Return`` as it stands on a key cap: ``Ctrl+Enter``."""
    return shortcut.replace("Return", "Enter").replace("Escape", "Esc").replace("Space", "Space bar")


class Button(QPushButton):
    """Text, then its key cap; pressing the key is pressing the button, while it can be seen. So is Enter, while it has
    the focus.

    ``shown_only`` draws the key without listening to it, for keys that an action or the dialog already owns.
    """

    def __init__(
        self, text: str, *, kind: Kind = Kind.PLAIN, key: str = "", icon: str = "", shown_only: bool = False,
        name: str = "",
    ) -> None:  # fmt: skip
        super().__init__(text)
        self.kind, self._key, self._icon_name, self._hovered = kind, key, icon, False
        self._height, self._short = 32, False
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if key and not shown_only:
            # Qt's own button shortcut waits 100 ms before it clicks, and is lost when the text changes.
            QShortcut(QKeySequence(key), self).activated.connect(self.click)

    def say(self, text: str) -> None:
        """Another text, such as the amount that will be taken; the key stays."""
        if text == self.text() == self.accessibleName():
            return
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_short(self, short: bool) -> None:
        """Leave the key cap away where the room is short; the key still works."""
        if short != self._short:
            self._short = short
            self.updateGeometry()
            self.update()

    def make_tall(self) -> None:
        """The height of the buttons in a footer."""
        self._height = TALL
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        bare = self.kind in (Kind.LINK, Kind.QUIET)
        return QSize(self.needed_width(short=self._short), 24 if bare else self._height)

    def needed_width(self, *, short: bool) -> int:
        """How wide it is with its key cap, or without when ``short``."""
        bare = self.kind in (Kind.LINK, Kind.QUIET)
        return round(self._content_width(short=short) + (8 if bare else 28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt leaves Enter to a dialog's default button, and in the window's pages to nobody.
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        ink, key_edge = self._inks()
        self._paint_ground(painter, box)
        bare, wide = self.kind in (Kind.LINK, Kind.QUIET), self._content_width(short=self._short)
        left = 4.0 if bare else (box.width() - wide) / 2
        middle = box.center().y()
        if self._icon_name:
            brush.icon(painter, self._icon_name, left, middle, color=ink)
            left += brush.ICON + (6 if self.text() else 0)
        room = QRectF(left, 0, box.width() - left, box.height())
        left += brush.text(painter, room, self.text(), font=self._face(), color=ink)
        if self._key and not self._short:
            gap = 10 if self.kind in (Kind.PRIMARY, Kind.PLAIN) else 8
            key_ink = ink if self.kind is Kind.PRIMARY else theme.color("text3")
            brush.key_cap(painter, left + gap, middle, key_words(self._key), edge=key_edge, ink=key_ink)

    def _face(self) -> QFont:
        return typeface.font(strong=self.kind in (Kind.PRIMARY, Kind.LINK))

    def _content_width(self, *, short: bool) -> float:
        words = brush.width_of(self.text(), self._face()) if self.text() else 0
        icon = brush.ICON + (6 if self.text() else 0) if self._icon_name else 0
        if not self._key or short:
            return icon + words
        gap = 10 if self.kind in (Kind.PRIMARY, Kind.PLAIN) else 8
        return icon + words + gap + brush.key_cap_width(key_words(self._key))

    def _inks(self) -> tuple[QColor, QColor]:
        if self.kind is Kind.PRIMARY:
            soft = theme.color("on_fill")
            soft.setAlphaF(0.55)
            return (theme.color("on_fill"), soft) if self.isEnabled() else (theme.color("text3"), theme.color("line2"))
        role = {Kind.LINK: "accent", Kind.QUIET: "text2"}.get(self.kind, "text")
        return theme.color(role if self.isEnabled() else "text3"), theme.color("line2")

    def _paint_ground(self, painter: QPainter, box: QRectF) -> None:
        edge: QColor | None = None
        fill: QColor | None = None
        if self.kind is Kind.PRIMARY:
            fill = theme.color("fill") if self.isEnabled() else theme.color("hover")
            if self.isDown() or self._hovered:
                fill = fill.darker(108)
        elif self.kind is Kind.PLAIN:
            edge = theme.color("line2")
            fill = theme.color("hover" if self._hovered or self.isDown() else "surface")
        elif self._hovered:
            fill = theme.color("hover")
        brush.frame(painter, box, radius=5, edge=edge, fill=fill)
        if self.hasFocus():
            self._paint_focus(painter, box)

    def _paint_focus(self, painter: QPainter, box: QRectF) -> None:
        if self.kind is Kind.PRIMARY:
            inner = box.adjusted(2, 2, -2, -2)
            brush.frame(painter, inner, radius=3.5, edge=theme.color("on_fill"), width=1.5)
        else:
            brush.frame(painter, box, radius=5, edge=theme.color("accent"), width=2)
