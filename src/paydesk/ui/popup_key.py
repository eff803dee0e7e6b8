"""One key in whatever menu or list of choices is open, which keeps every other key of the window waiting."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

_LEADS_ON = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.Hide,
})  # fmt: skip


class PopupKey(QObject):
    """``pressed`` tells of the key. Only what is open is listened to; ``look`` finds it.

    No signal says that a popup opened: whoever hears of keys and mouse of the window calls ``look`` after each.
    """

    pressed = Signal()

    def __init__(self, key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._key = QKeySequence(key)

    def look(self) -> None:
        """Listen to the menu or the list that is open now."""
        popup = QApplication.activePopupWidget()
        for widget in (popup, popup.focusWidget()) if popup is not None else ():
            if isinstance(widget, QWidget):
                widget.installEventFilter(self)  # once, however often it is said

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_it(event):
            # The menu is done with its own event before it is closed.
            QTimer.singleShot(0, self.pressed.emit)
            return True
        if kind in _LEADS_ON:
            QTimer.singleShot(0, self.look)  # from one menu to the next beside it
        return False

    def _is_it(self, event: QKeyEvent) -> bool:
        return QKeySequence(event.keyCombination()) == self._key
