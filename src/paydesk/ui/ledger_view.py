"""The ledger on screen: one list of painted rows under a header that shares its columns."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.ledger_paint import LedgerDelegate, columns_in
from paydesk.ui.ledger_rows import LedgerGroup, LedgerKind, LedgerModel, LedgerRow
from paydesk.ui.scrolling import slim
from paydesk.ui.typeface import Size

_Move = QAbstractItemView.CursorAction
_UPWARDS = (_Move.MoveUp, _Move.MovePageUp, _Move.MoveHome, _Move.MovePrevious, _Move.MoveLeft, _Move.MoveEnd)


class LedgerView(QWidget):
    """Shows rows, folds visits (Left, Right, Space or a click), and tells what was picked, opened or linked."""

    picked = Signal(object)
    opened = Signal(object)
    linked = Signal(object)

    def __init__(self, *, name: str = "ledger", label: str = "Ledger") -> None:
        super().__init__()
        self.list = _LedgerList(name, label)
        self._header = _LedgerHeader(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.list.picked.connect(self.picked)
        self.list.opened.connect(self.opened)
        self.list.linked.connect(self.linked)

    def show_groups(self, groups: tuple[LedgerGroup, ...], *, folded: frozenset[object] = frozenset()) -> None:
        """Replace all rows; the selected row stays selected while it is still there."""
        kept = self.current_row()
        self.list.rows.replace(groups, folded=folded)
        if kept:
            self.select(kept.key)

    def current_row(self) -> LedgerRow | None:
        index = self.list.currentIndex()
        return self.list.rows.shown[index.row()] if index.isValid() else None

    def select(self, key: object) -> bool:
        at = next((i for i, row in enumerate(self.list.rows.shown) if row.key == key), None)
        if at is not None:
            self.list.setCurrentIndex(self.list.rows.index(at, 0))
        return at is not None

    def point_at(self, key: object) -> None:
        """Move the cursor to a row, opening the visit it is folded into."""
        visit = self.list.rows.visit_of(key)
        if visit is not None:
            self.list.rows.fold(visit, away=False)
            self.select(key)

    def fold_all(self, *, away: bool) -> None:
        """Fold every visit away, or open every visit."""
        for row in self.list.rows.shown:
            if row.kind is LedgerKind.VISIT:
                self.list.rows.fold(row.visit, away=away)

    def folded(self) -> frozenset[object]:
        return self.list.rows.folded


class _LedgerList(QListView):
    """``widened`` tells that the columns lie elsewhere now: also as the scroll bar comes and goes."""

    picked = Signal(object)
    opened = Signal(object)
    linked = Signal(object)
    widened = Signal()

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        slim(self)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.rows = LedgerModel(self)
        self.setModel(self.rows)
        self.look = LedgerDelegate(self.rows, self, width=self.viewport().width)
        self.setItemDelegate(self.look)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # Qt keeps the heights of another width, and words may take more or fewer lines in this one.
            if self.look.measure():
                self.scheduleDelayedItemsLayout()
            self.widened.emit()

    def currentChanged(self, current: object, previous: object) -> None:
        super().currentChanged(current, previous)  # type: ignore[arg-type]
        # The edge of the row that was left may lie on half a pixel of the next one.
        self.viewport().update(self.visualRect(previous).adjusted(0, -1, 0, 1))  # type: ignore[arg-type]
        index = self.currentIndex()
        if index.isValid():
            self._show_whys(index)
            self.picked.emit(self.rows.shown[index.row()])

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        at = super().moveCursor(action, modifiers).row()
        if at < 0:
            return QModelIndex()
        return self.rows.index(self.rows.stop_from(at, up=action in _UPWARDS), 0)

    def _show_whys(self, index: QModelIndex) -> None:
        """The reasons of a line are read with it: the cursor passes over them."""
        last = self.rows.last_why_of(index.row())
        if last != index.row():
            self.scrollTo(self.rows.index(last, 0))
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        row = self.rows.shown[index.row()] if index.isValid() else None
        key = event.key()
        if row and row.kind is LedgerKind.VISIT and key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
            away = key == Qt.Key.Key_Left if key != Qt.Key.Key_Space else row.visit not in self.rows.folded
            self.rows.fold(row.visit, away=away)
        elif row and key == Qt.Key.Key_Left:
            head = next(i for i, one in enumerate(self.rows.shown) if one.visit == row.visit)
            self.setCurrentIndex(self.rows.index(head, 0))
        elif row and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        before = self.currentIndex().row()
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.rows.shown[index.row()].kind is LedgerKind.WHY:
            self.setCurrentIndex(self.rows.index(self.rows.stop_from(index.row(), up=True), 0))
            return
        row, box = self.rows.shown[index.row()], QRectF(self.visualRect(index))
        if row.kind is LedgerKind.VISIT:
            self.rows.fold(row.visit, away=row.visit not in self.rows.folded)
        elif self._offers(row, was_chosen=index.row() == before) and self.look.link_box(
            row, box, opens=self.rows.opens_charge(index.row())
        ).contains(event.position()):
            self.linked.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.viewport().setCursor(self._cursor_at(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.rows.shown[index.row()].kind is not LedgerKind.VISIT:
            self.opened.emit(self.rows.shown[index.row()])

    def _offers(self, row: LedgerRow, *, was_chosen: bool) -> bool:
        # The click that chooses a row must not run a link that was not there to be seen.
        return bool(row.link) and (was_chosen or not row.link_waits)

    def _cursor_at(self, point: QPoint) -> Qt.CursorShape:
        index = self.indexAt(point)
        row = self.rows.shown[index.row()] if index.isValid() else None
        if not row or not self._offers(row, was_chosen=index.row() == self.currentIndex().row()):
            return Qt.CursorShape.ArrowCursor
        box = self.look.link_box(row, QRectF(self.visualRect(index)), opens=self.rows.opens_charge(index.row()))
        return Qt.CursorShape.PointingHandCursor if box.contains(point) else Qt.CursorShape.ArrowCursor


class _LedgerHeader(QWidget):
    def __init__(self, view: _LedgerList) -> None:
        super().__init__()
        self._view = view
        view.widened.connect(self.update)
        self.setFixedHeight(28)

    def sizeHint(self) -> QSize:
        return QSize(480, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, face, ink = QPainter(self), typeface.font(Size.LABEL), theme.color("text2")
        at = columns_in(QRectF(0, 0, self._view.viewport().width(), self.height() - 1))
        for box, words, right in (
            (at.date, "Date", False), (at.word, "What happened", False), (at.amount, "Amount", True),
            (at.insurers, "Insurers owe", True), (at.patient, "Patient owes", True),
        ):  # fmt: skip
            brush.whole(painter, box, words, font=face, color=ink, right=right)
        brush.hairline(painter, 0, self.width(), self.height() - 1)
