"""How the ledger's rows are painted: five columns, the last two running."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from paydesk.ui import brush, theme, typeface
from paydesk.ui.ledger_lines import GAP, SECOND, LineWords, line_words
from paydesk.ui.ledger_rows import LedgerKind, LedgerModel, LedgerRow
from paydesk.ui.plain_tip import plain_tip
from paydesk.ui.typeface import Size

_Index = QModelIndex | QPersistentModelIndex
_HEIGHTS = {LedgerKind.VISIT: 36, LedgerKind.CHARGE: 25, LedgerKind.LINE: 25, LedgerKind.WHY: 22}
_AIR = 6
_HEAD_LINE = 18
_WHY_LINE = 17
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
_NOTHING = ("–", "0.00", "")


@dataclass(frozen=True)
class Columns:
    """The boxes of one row; ``what`` is the one that gives way."""

    fold: QRectF
    date: QRectF
    word: QRectF
    what: QRectF
    amount: QRectF
    insurers: QRectF
    patient: QRectF


def columns_in(box: QRectF) -> Columns:
    """Where the columns lie in a row: 24 px edges, 16 when the job is narrow."""
    return _columns(box.left(), box.top(), box.width(), box.height())


@lru_cache(maxsize=1024)
def _columns(left: float, top: float, width: float, height: float) -> Columns:
    """Cut once for a place: rows come to lie in the same places again and again."""
    edge = 24.0 if width >= 640 else 16.0
    left, right = left + edge, left + width - edge

    def cut(start: float, wide: float) -> QRectF:
        return QRectF(start, top, wide, height)

    patient, insurers, amount = cut(right - 88, 88), cut(right - 180, 88), cut(right - 284, 96)
    word = cut(left + 80, 78 if width >= 640 else 72)
    what = cut(word.right(), amount.left() - 12 - word.right())
    return Columns(cut(left, 16), cut(left + 24, 56), word, what, amount, insurers, patient)


class LedgerDelegate(QStyledItemDelegate):
    """Visit heads sum in 600; a charge's last line is dark, what came before it is quiet.

    Words that the room was too short for are the row's tooltip.
    """

    def __init__(self, rows: LedgerModel, parent: QObject, *, width: Callable[[], int]) -> None:
        super().__init__(parent)
        self._rows, self._width = rows, width
        self._cut: set[object] = set()
        self._measured: tuple[LedgerRow, ...] = ()
        self._sizes: tuple[QSize, ...] = ()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        row = self._rows.shown[index.row()] if index.isValid() else None
        QToolTip.showText(event.globalPos(), plain_tip(_words(row)) if row and row.key in self._cut else "", view)
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        # Qt asks as it lays out, and again as it paints.
        if self._rows.shown is not self._measured:
            self.measure()
        return self._sizes[index.row()]

    def measure(self) -> bool:
        """Measure every row for the width there is; whether one became higher or lower."""
        at, before, self._measured = columns_in(QRectF(0, 0, self._width(), 25)), self._sizes, self._rows.shown
        self._sizes = tuple(QSize(240, self._height(place, at)) for place in range(len(self._measured)))
        return self._sizes != before

    def _height(self, place: int, at: Columns) -> int:
        row = self._rows.shown[place]
        height = _HEIGHTS[row.kind]
        if row.kind is LedgerKind.VISIT and _below_head(row, at):
            height += _HEAD_LINE
        elif row.kind is LedgerKind.WHY:
            height += _WHY_LINE * (_why_lines(row, at) - 1)
        elif line_words(row, at.what.width()).two:
            height += SECOND
        return height + (_AIR if self._rows.opens_charge(place) else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        place, state, box = index.row(), option.state, QRectF(option.rect)
        row, selected = self._rows.shown[place], QStyle.StateFlag.State_Selected in state
        brush.row_ground(painter, box, selected=selected, focused=QStyle.StateFlag.State_HasFocus in state)
        if self._rows.opens_charge(place):
            box.adjust(0, _AIR, 0, 0)
        if row.kind is LedgerKind.VISIT:
            # The frame of the focus takes the place of the line between two visits.
            framed = selected and QStyle.StateFlag.State_HasFocus in state
            self._paint_visit(painter, box, row, parted=place > 0 and not framed)
        elif row.kind is LedgerKind.WHY:
            self._paint_why(painter, box, row)
        else:
            self._paint_line(painter, box, row, linked=selected or not row.link_waits)

    def link_box(self, row: LedgerRow, box: QRectF, *, opens: bool) -> QRectF:
        """Where the link of a row lies, when it has one; a further charge starts lower."""
        at = columns_in(box.adjusted(0, _AIR if opens else 0, 0, 0))
        words = line_words(row, at.what.width())
        width = brush.width_of(row.link, typeface.font(Size.LABEL))
        if not words.two:
            return QRectF(at.what.left() + self._before_link(row, words, at), at.what.top(), width, at.what.height())
        below = _below(at)
        return QRectF(below.left() + self._before_link(row, words, at), below.top(), width, below.height())

    def _paint_visit(self, painter: QPainter, whole: QRectF, row: LedgerRow, *, parted: bool) -> None:
        strong, small, at = typeface.font(strong=True), typeface.font(Size.LABEL), columns_in(whole)
        if parted:
            brush.hairline(painter, at.fold.left(), at.patient.right(), whole.top())
        below = _below_head(row, at)
        if below:
            at = columns_in(whole.adjusted(0, 0, 0, -_HEAD_LINE))
        head = QRectF(at.date.left(), at.date.top(), at.amount.right() - at.date.left(), at.date.height())
        low = QRectF(head.left(), head.bottom() - 5, at.patient.right() - head.left(), _HEAD_LINE)
        if not row.quiet:
            chevron = "chevron_right" if row.visit in self._rows.folded else "chevron_down"
            brush.icon(painter, chevron, at.fold.left(), head.center().y(), color=theme.color("text2"))
        if below == "state":
            brush.state(painter, low, row.state_icon, row.state, tone=row.state_tone)
        elif row.state:
            state = brush.state(painter, head, row.state_icon, row.state, tone=row.state_tone, right=True)
            head.adjust(0, 0, -state - 16, 0)
        face, role = (typeface.font(), "text2") if row.quiet else (strong, "text")
        used = brush.whole(painter, head, row.date, font=face, color=theme.color(role), right=False)
        words, room = _words(row), low if below == "words" else head.adjusted(used + 10, 0, 0, 0)
        self._note(row, cut=brush.width_of(words, small) > room.width())
        brush.text(painter, room, words, font=small, color=theme.color("text2"))
        for where, figure in ((at.insurers, row.insurers), (at.patient, row.patient)):
            nothing = figure in _NOTHING
            face, role = (typeface.font(), "text3") if nothing else (strong, "text")
            brush.whole(painter, where, figure, font=face, color=theme.color(role))

    def _paint_line(self, painter: QPainter, box: QRectF, row: LedgerRow, *, linked: bool) -> None:
        whole = at = columns_in(box)
        words, small, body = line_words(row, at.what.width()), typeface.font(Size.LABEL), typeface.font()
        if words.two:
            at = columns_in(box.adjusted(0, 0, 0, -SECOND))
        charge = row.kind is LedgerKind.CHARGE
        brush.whole(painter, at.date, row.date, font=small, color=theme.color("text2"), right=False)
        word_font = typeface.font(Size.LABEL, strong=charge)
        word_tone = "text" if charge and row.word_tone == "text2" else row.word_tone
        brush.text(painter, at.word.adjusted(0, 0, -4, 0), row.word, font=word_font, color=theme.color(word_tone))
        self._paint_words(painter, at, row, words, linked=linked and not words.two)
        if words.two:
            self._paint_below(painter, whole, row, words, linked=linked)
        amount_tone = "text2" if row.moves else "text3" if row.amount in _NOTHING else "text"
        used = brush.whole(painter, at.amount, row.amount, font=body, color=theme.color(amount_tone))
        if row.moves:
            middle, left = at.amount.center().y(), at.amount.right() - used - 21
            brush.icon(painter, "moved", left, middle, color=theme.color("text3"), size=14)
        for where, figure in ((at.insurers, row.insurers), (at.patient, row.patient)):
            tone = "text3" if figure in _NOTHING else "text" if row.strong else "text2"
            brush.whole(painter, where, figure, font=body, color=theme.color(tone))

    def _paint_words(
        self, painter: QPainter, at: Columns, row: LedgerRow, words: LineWords, *, linked: bool
    ) -> None:  # fmt: skip
        room = at.what.adjusted(0, 0, -self._link_width(row) if not words.two else 0, 0)
        used = brush.told(painter, room, words.what, font=typeface.font(), color=theme.color("text"))
        self._note(row, cut=brush.width_of(words.what, typeface.font()) > room.width())
        if words.detail:
            rest, small = room.adjusted(used + GAP, 0, 0, 0), typeface.font(Size.LABEL)
            brush.whole(painter, rest, words.detail, font=small, color=theme.color("text2"), right=False)
        if linked:
            self._paint_link(painter, at.what, row, self._before_link(row, words, at))

    def _paint_below(
        self, painter: QPainter, at: Columns, row: LedgerRow, words: LineWords, *, linked: bool
    ) -> None:  # fmt: skip
        box, small = _below(at), typeface.font(Size.LABEL)
        room = box.adjusted(0, 0, -self._link_width(row), 0)
        used = brush.told(painter, room, words.rest, font=typeface.font(), color=theme.color("text"))
        rest = room.adjusted(used + GAP if used else 0, 0, 0, 0)
        short = brush.width_of(words.below, small) > rest.width()
        if short or brush.width_of(words.rest, typeface.font()) > room.width():
            self._note(row, cut=True)
        # A code that is half there is another code: it is shown whole or not at all.
        if words.below and (row.kind is not LedgerKind.CHARGE or not short):
            brush.text(painter, rest, words.below, font=small, color=theme.color("text2"))
        if linked:
            self._paint_link(painter, box, row, self._before_link(row, words, at))

    def _paint_link(self, painter: QPainter, box: QRectF, row: LedgerRow, left: float) -> None:
        small, box = typeface.font(Size.LABEL), box.adjusted(left, 0, 0, 0)
        brush.whole(painter, box, row.link, font=small, color=theme.color("accent"), right=False)

    def _note(self, row: LedgerRow, *, cut: bool) -> None:
        (self._cut.add if cut else self._cut.discard)(row.key)

    def _link_width(self, row: LedgerRow) -> float:
        return brush.width_of(row.link, typeface.font(Size.LABEL)) + GAP if row.link else 0

    def _before_link(self, row: LedgerRow, words: LineWords, at: Columns) -> float:
        """How far from the left of its line the link begins."""
        said, more = (words.rest, words.below) if words.two else (words.what, words.detail)
        used = [brush.width_of(said, typeface.font()), brush.width_of(more, typeface.font(Size.LABEL))]
        room = (_below(at) if words.two else at.what).width()
        return min(sum(one + GAP for one in used if one), room - self._link_width(row) + GAP)

    def _paint_why(self, painter: QPainter, box: QRectF, row: LedgerRow) -> None:
        at = columns_in(box)
        brush.icon(painter, "info", at.what.left(), box.top() + 10, color=theme.color("text3"), size=14)
        painter.setFont(typeface.font(Size.LABEL))
        painter.setPen(theme.color("text2"))
        room = _why_room(at).adjusted(0, 0, 0, box.height())
        painter.drawText(room.translated(0, box.top() - room.top() + 1), _WRAPPED, row.what)


def _below(at: Columns) -> QRectF:
    """The second line of a row. No figure stands there: it may go on under the amounts."""
    return QRectF(at.what.left(), at.what.bottom() - SECOND - 3, at.patient.right() - at.what.left(), SECOND)


def _words(row: LedgerRow) -> str:
    return " ".join(part for part in (row.what, row.detail) if part)


def _below_head(row: LedgerRow, at: Columns) -> str:
    """Which of a visit's "state" and "words" needs a line of its own, so that nothing of its head is cut."""
    room, date = at.amount.right() - at.date.left(), brush.width_of(row.date, typeface.font(strong=True))
    state = brush.state_width(row.state_icon, row.state) if row.state else 0
    if state and date + state + 32 > room:
        return "state"
    words = brush.width_of(_words(row), typeface.font(Size.LABEL))
    return "words" if words and date + 10 + words + (state + 16 if state else 0) > room else ""


def _why_room(at: Columns) -> QRectF:
    return QRectF(at.what.left() + 20, 0, at.patient.right() - at.what.left() - 20, 1)


def _why_lines(row: LedgerRow, at: Columns) -> int:
    metrics = QFontMetricsF(typeface.font(Size.LABEL))
    tall = metrics.boundingRect(_why_room(at).adjusted(0, 0, 0, 1000), _WRAPPED, row.what).height()
    return max(1, round(tall / metrics.lineSpacing()))
