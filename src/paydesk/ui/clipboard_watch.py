"""What was copied here does not lie on the clipboard for whoever comes next: it is taken off after a minute."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

STAYS_MS = 60_000
_KEPT = "application/x-paydesk-report"


class ClipboardWatch(QObject):
    """Follows what the program puts on the clipboard until something else is there. What comes from elsewhere, and what
    was put there with ``keep``, is left alone.

    Windows may keep a history of its own (Win+V), which no program can empty.
    """

    def __init__(self) -> None:
        super().__init__()
        self._clipboard = QGuiApplication.clipboard()
        self._words, self._over = "", False
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(STAYS_MS)
        self._clock.timeout.connect(self.empty)
        self._clipboard.dataChanged.connect(self._note)

    def empty(self) -> None:
        """Take off what was copied here, if it is still there."""
        words, self._words = self._words, ""
        self._clock.stop()
        if words and self._clipboard.text() == words:
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            # Where marking words copies them, too.
            self._clipboard.clear(QClipboard.Mode.Selection)

    def end(self) -> None:
        """The program ends: nothing of it stays there. Once more is as well."""
        self.empty()
        if not self._over:
            self._clipboard.dataChanged.disconnect(self._note)
        self._over = True

    def _note(self) -> None:
        """Something new lies there: ours if the system says so, or if one of our windows is in front."""
        ours = self._clipboard.ownsClipboard() or QGuiApplication.focusWindow() is not None
        data: QMimeData | None = self._clipboard.mimeData()
        kept = data is not None and data.hasFormat(_KEPT)
        self._words = self._clipboard.text() if ours and not kept else ""
        if self._words:
            self._clock.start()
        else:
            self._clock.stop()


def keep(words: str) -> None:
    """Put something there to stay, because it holds nothing of a patient."""
    data = QMimeData()
    data.setText(words)
    data.setData(_KEPT, b"1")
    QGuiApplication.clipboard().setMimeData(data)
