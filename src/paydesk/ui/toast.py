"""What happened, for ten seconds, at the bottom left, with its way back; it never takes the focus.

Its words are never cut: they may name money. A long sentence makes it wider, then two lines high. Where rows and words
leave it no room the job gives way above its footer; the status line stays in sight.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QHideEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.toast_room import FLOATS, Room

_WIDTH, _SLIM, _HEIGHT, _LINE, _SHOWN_MS, _LOOKS_MS = 360, 280, 40, 16, 10_000, 100
WRAPPED = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
UNDO_KEY = "Ctrl+Z"


class Toast(QWidget):
    """Dark in both themes. ``wants_place`` asks the window for ``place``, now and while anything under it may move.

    ``gone`` tells that it is not seen any more.
    """

    taken_back = Signal()
    gone = Signal()
    wants_place = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._words, self._undo_words = "", ""
        self._undo: Callable[[], None] | None = None
        self._done = True
        self.setObjectName("toast")
        self.setProperty(FLOATS, True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_SHOWN_MS)
        self._clock.timeout.connect(self._end)
        self._looks = QTimer(self)
        self._looks.setInterval(_LOOKS_MS)
        self._looks.timeout.connect(self.wants_place)
        self.hide()

    def say(
        self, words: str, *, undo_words: str = "", undo: Callable[[], None] | None = None, done: bool = True
    ) -> None:
        """Show ``words`` of what was ``done``, or was not; ``undo`` runs once when the way back is taken."""
        self._done = done
        self._words, self._undo_words, self._undo = words, undo_words if undo else "", undo
        self.setAccessibleName(words)
        self.wants_place.emit()
        self.show()
        self.raise_()
        self.update()
        self._clock.start()
        self._looks.start()

    def tells_done(self) -> bool:
        """Whether it says that something was done, with its tick."""
        return self._done

    def words(self) -> str:
        """What it says now, or said last."""
        return self._words

    def _end(self) -> None:
        """Its time is up, unless a dialog stands over it: then it waits to be seen."""
        if QApplication.activeModalWidget() is not None:
            self._clock.start()
        else:
            self._looks.stop()
            self.hide()

    def let_go(self) -> None:
        """What was told is no matter of what is in front now, and leaves with its way back."""
        self._undo = None
        self._looks.stop()
        self.hide()

    def can_take_back(self) -> bool:
        return self.isVisible() and self._undo is not None

    def take_back(self) -> None:
        """Go back what was just told, if it can be."""
        undo, self._undo = self._undo, None
        if undo and self.isVisible():
            self.hide()
            undo()
            self.taken_back.emit()

    def fits(self, corners: tuple[QPoint, ...], *, widest: int, taken: Room) -> bool:
        """Whether there is a place where it covers nothing."""
        free = [_standing(corner, shape) for corner in corners for shape in self.shapes(widest)]
        return _first_clear(free, taken.all()) is not None

    def place(self, corners: tuple[QPoint, ...], *, widest: int, taken: Room) -> None:
        """Stand with the bottom left at the first of ``corners`` where nothing of ``taken`` is covered.

        Where no place is that free, rows and words may be covered, then fields, never the buttons. Where it stands well
        already it stays. At most ``widest`` wide.
        """
        shapes = self.shapes(widest)
        stands = self.isVisible() and self.size() in shapes and self.x() == corners[0].x()
        free = [self.geometry()] if stands else []
        free += [_standing(corner, shape) for corner in corners for shape in shapes]
        here = (
            _first_clear(free, taken.all()) or _first_clear(free, taken.used()) or _first_clear(free, taken.pressed)
            or free[-1]
        )  # fmt: skip
        if here != self.geometry():
            self.setGeometry(here)

    def _one_line(self) -> int:
        """How wide it is with all its words on one line."""
        return round(brush.width_of(self._words, typeface.font()) + self.around() + 16)

    def shapes(self, widest: int) -> tuple[QSize, ...]:
        """The sizes that show every word: on one line, and narrower on two or more."""
        around, one = self.around(), self._one_line()
        slim = max(_SLIM, round(one - around) // 2 + 48 + round(around))
        widest = max(widest, _WIDTH)
        shapes = [QSize(max(_WIDTH, one), _HEIGHT)] if one <= widest else []
        wide = min(widest, slim)
        if not shapes or wide < shapes[0].width():
            shapes.append(QSize(wide, _HEIGHT + _LINE * (self._lines_in(wide - around) - 1)))
        return tuple(shapes)

    def around(self) -> float:
        """What stands beside the words: the mark at the left, the way back at the right."""
        return 40 + self._undo_width() + 16

    def _lines_in(self, wide: float) -> int:
        metrics = QFontMetricsF(typeface.font())
        tall = metrics.boundingRect(QRectF(0, 0, wide, 1000), WRAPPED, self._words).height()
        return max(1, round(tall / metrics.lineSpacing()))

    def sizeHint(self) -> QSize:
        return self.shapes(10_000)[0]

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.gone.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.position().x() >= self.width() - self._undo_width() - 12:
            self.take_back()
        else:
            # It stands over the last rows of the list: whoever wants to see them clicks it away.
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        edge = theme.color("toast_edge") if theme.is_dark() else None
        brush.frame(painter, box, radius=5, fill=theme.color("toast"), edge=edge)
        middle, ink = box.center().y(), theme.color("on_toast")
        mark, tone = ("check_circle", "toast_ok") if self._done else ("warning", "toast_warn")
        brush.icon(painter, mark, 14, middle, color=theme.color(tone))
        painter.setFont(typeface.font())
        painter.setPen(ink)
        painter.drawText(box.adjusted(40, 0, 40 - self.around(), 0), WRAPPED, self._words)
        if self._undo_words:
            left = box.right() - self._undo_width()
            where, strong = QRectF(left, 0, 200, box.height()), typeface.font(strong=True)
            link = theme.color("toast_link")
            left += brush.whole(painter, where, self._undo_words, font=strong, color=link, right=False) + 10
            brush.key_cap(painter, left, middle, UNDO_KEY, edge=theme.color("toast_edge"), ink=ink)

    def _undo_width(self) -> float:
        if not self._undo_words:
            return 0.0
        words = brush.width_of(self._undo_words, typeface.font(strong=True))
        return words + 10 + brush.key_cap_width(UNDO_KEY) + 12


def _first_clear(places: list[QRect], taken: tuple[QRect, ...]) -> QRect | None:
    return next((place for place in places if not any(place.intersects(one) for one in taken)), None)


def _standing(corner: QPoint, size: QSize) -> QRect:
    return QRect(QPoint(corner.x(), corner.y() - size.height()), size)
