"""A QR code on screen: black on white with its quiet zone, also in the dark, so that a phone reads it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_QUIET = 4
"""Modules of white around the code, as ISO/IEC 18004 asks for."""
_MODULE = 4


class Squares(Protocol):
    """A square code: ``side`` modules, each row padded to whole bytes, a set bit is black."""

    @property
    def side(self) -> int: ...
    @property
    def rows(self) -> bytes: ...


class QrPicture(QWidget):
    """``label`` is what a screen reader says instead."""

    def __init__(self, code: Squares, *, label: str) -> None:
        super().__init__()
        self._code = code
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        side = (self._code.side + 2 * _QUIET) * _MODULE
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        side, stride = self._code.side, -(-self._code.side // 8)
        for y in range(side):
            for x in range(side):
                if self._code.rows[y * stride + x // 8] & (0x80 >> x % 8):
                    place = QRect((x + _QUIET) * _MODULE, (y + _QUIET) * _MODULE, _MODULE, _MODULE)
                    painter.fillRect(place, Qt.GlobalColor.black)
