"""Icons: our own 16-grid strokes, painted in the color of the text beside them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from paydesk import config
from paydesk.ui import theme

GRID = 16


def paint(painter: QPainter, name: str, where: QRectF, *, tint: QColor) -> None:
    """Paint icon ``name`` into ``where`` in the color ``tint``."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(where.topLeft(), _pixmap(name, tint.name(), round(where.width() * ratio), ratio))


def icon(name: str, role: str = "text2") -> QIcon:
    """A QIcon that follows the theme, for the few places where Qt paints it (menus, the title bar)."""
    return QIcon(_ThemedEngine(name, role))


def exists(name: str) -> bool:
    return (config.resource("icons") / f"{name}.svg").is_file()


@lru_cache(maxsize=512)
def _pixmap(name: str, color: str, size: int, ratio: float) -> QPixmap:
    made = QPixmap(QSize(size, size))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _renderer(name, color).render(painter)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=512)
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawing = config.resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", color).encode()))


class _ThemedEngine(QIconEngine):
    """Paints with the colors in force at that moment, so that a switch of theme needs no new icons."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def clone(self) -> QIconEngine:
        return _ThemedEngine(self._name, self._role)

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        # A menu paints its chosen line on the accent and asks for the Active icon there.
        role = {QIcon.Mode.Disabled: "text3", QIcon.Mode.Active: "on_fill"}.get(mode, self._role)
        tint = theme.color(role)
        paint(painter, self._name, QRectF(rect), tint=tint)  # type: ignore[call-overload]

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, made.rect(), mode, state)
        painter.end()
        return made
