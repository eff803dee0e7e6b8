"""Python's garbage is collected on the main thread alone, between events.

Left to itself Python collects wherever it happens to allocate: in a worker, too, where it would destroy what is Qt's, a
dialog that was closed with its timers. Qt does not survive that.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_BEAT_MS = 500


class Tidying(QObject):
    """From now on, until ``end``; as often as Python itself would, at most twice a second."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._tidy)
        self._beat.start()

    def end(self) -> None:
        """Nothing runs beside the main thread any more."""
        self._beat.stop()
        gc.enable()

    def _tidy(self) -> None:
        made, limits = gc.get_count(), gc.get_threshold()
        due = (age for age in (2, 1, 0) if made[age] > limits[age])
        for oldest in due:
            gc.collect(oldest)
            return
