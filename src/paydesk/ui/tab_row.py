"""The row of tabs with what waits in each."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Label
from paydesk.ui.typeface import Size

HEIGHT = 40


class TabRow(Ground):
    """Tabs from (id, title); ``chosen`` carries an id."""

    chosen = Signal(str)

    def __init__(self, tabs: tuple[tuple[str, str], ...]) -> None:
        super().__init__("surface", edges=("bottom",))
        self.setFixedHeight(HEIGHT)
        self._group = QButtonGroup(self)
        self._buttons = {tab: _TabButton(tab, title, place) for place, (tab, title) in enumerate(tabs, start=1)}
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 16, 0)
        row.setSpacing(2)
        for tab, button in self._buttons.items():
            self._group.addButton(button)
            row.addWidget(button)
            button.clicked.connect(lambda checked=False, tab=tab: self.chosen.emit(tab))
        row.addStretch(1)
        self._hint = _KeysHint(len(tabs))
        row.addWidget(self._hint)

    def choose(self, tab: str) -> None:
        """Mark ``tab`` as the one shown."""
        self._buttons[tab].setChecked(True)

    def set_count(self, tab: str, count: int | None) -> None:
        """What waits in ``tab``; None shows no pill."""
        self._buttons[tab].set_count(count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(button.sizeHint().width() + 2 for button in self._buttons.values()) + 26
        self._hint.setVisible(event.size().width() >= needed + self._hint.sizeHint().width())


class _TabButton(QAbstractButton):
    def __init__(self, tab: str, title: str, place: int) -> None:
        super().__init__()
        self._count: int | None = None
        self.setText(title)
        self.setObjectName(f"tab_{tab}")
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"Ctrl+{place}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int | None) -> None:
        self._count = count
        self.setAccessibleName(self.text() if count is None else f"{self.text()}, {count} waiting")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        pill = self._pill_width() + 7 if self._count is not None else 0
        # The width of the strong face at all times: choosing a tab must not move the others.
        return QSize(round(22 + brush.width_of(self.text(), typeface.font(strong=True)) + pill), HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        chosen = self.isChecked()
        ink = theme.color("text" if chosen or self.underMouse() else "text2")
        words = box.adjusted(11, 0, -4, 0)
        used = brush.text(painter, words, self.text(), font=typeface.font(strong=chosen), color=ink)
        if self._count is not None:
            pill = QRectF(11 + used + 7, box.center().y() - 9, self._pill_width(), 18)
            brush.frame(painter, pill, radius=9, fill=theme.color("tint" if chosen else "hover"))
            painter.setFont(typeface.font(Size.KEY, strong=True))
            painter.setPen(theme.color("accent" if chosen else "text2"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, f"{self._count:,}")
        if chosen:
            right = 11 + used + (7 + self._pill_width() if self._count is not None else 0) + 2
            painter.fillRect(QRectF(9, box.bottom() - 2, right - 9, 2), theme.color("accent"))
        if self.hasFocus():
            brush.frame(painter, box.adjusted(2, 6, -2, -6), radius=4, edge=theme.color("accent"), width=2)

    def _pill_width(self) -> float:
        words = brush.width_of(f"{self._count or 0:,}", typeface.font(Size.KEY, strong=True))
        return max(18.0, words + 12)


class _KeysHint(QWidget):
    def __init__(self, count: int) -> None:
        super().__init__()
        self._key = f"Ctrl+1…{count}" if count > 1 else "Ctrl+1"
        self._label = Label("tabs", role="text2", size=Size.LABEL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, round(brush.key_cap_width(self._key)) + 9, 0)
        row.addWidget(self._label)

    def paintEvent(self, event: QPaintEvent) -> None:
        left, edge = self.width() - brush.key_cap_width(self._key), theme.color("line2")
        ink = theme.color("text3")
        brush.key_cap(QPainter(self), left, self.height() / 2, self._key, edge=edge, ink=ink)
