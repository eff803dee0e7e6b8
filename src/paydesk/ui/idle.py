"""Whether somebody is at the desk: keys and mouse of the window in front, and the lock of the PC itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from shiboken6 import isValid

IDLE_MINUTES = 10
_LOOKS_MS = 2_000
_HANDS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
})  # fmt: skip
_PRESSES = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease,
})  # fmt: skip


class Idle(QObject):
    """``left`` tells that nobody touched the program for ``minutes``, or that the PC was locked (``away``); ``pressed``
    of every key or button pressed or let go.

    Only the system's own window in front is listened to: a listener on the whole application would be called for every
    widget that paints.
    """

    left = Signal()
    pressed = Signal()

    def __init__(
        self, parent: QObject | None = None, *, minutes: float = IDLE_MINUTES, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.minutes = minutes
        self.away: Callable[[], bool] | None = None
        self._now, self._touched = now, now()
        self._watched: QWindow | None = None
        self._beat = QTimer(self)
        self._beat.setInterval(_LOOKS_MS)
        self._beat.timeout.connect(self.look)

    def begin(self) -> None:
        """Somebody sat down: from now on the time counts."""
        self._touched = self._now()
        if not self._beat.isActive():
            application = QGuiApplication.instance()
            assert isinstance(application, QGuiApplication)
            application.focusWindowChanged.connect(self._follow)
            self._follow(QGuiApplication.focusWindow())
            self._beat.start()

    def end(self) -> None:
        """Nobody is there who could leave."""
        if self._beat.isActive():
            application = QGuiApplication.instance()
            assert isinstance(application, QGuiApplication)
            application.focusWindowChanged.disconnect(self._follow)
            self._follow(None)
            self._beat.stop()

    def look(self) -> None:
        """Whether nobody is there any more."""
        gone = self._now() - self._touched >= self.minutes * 60
        if gone or (self.away is not None and self.away()):
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _HANDS:
            self._touched = self._now()
        if kind in _PRESSES:
            self.pressed.emit()
        return False

    def _follow(self, window: QWindow | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)
