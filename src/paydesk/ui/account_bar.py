"""The bar of the open account: who it is, what forbids what, and the three figures."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent

from paydesk.rules import money
from paydesk.ui import brush, theme, typeface
from paydesk.ui.account_facts import AccountBarFacts, AccountFlag, flag_lines
from paydesk.ui.ground import Ground
from paydesk.ui.plain_tip import plain_tip
from paydesk.ui.typeface import Size

_GAP = 20.0
_SHORTEST_NAME = 160.0
_LONGEST_FIRST_NAME = 14
_LINE = 20.0
_PAD = {3: 13.0, 2: 12.0, 1: 12.0}


@dataclass(frozen=True)
class _Figure:
    label: str
    words: str
    face: QFont
    role: str


class AccountBar(Ground):
    """Three lines in a tall window (84 px), two in a low one (68), one in a very low one (44).

    It grows rather than fold away a flag that forbids something, or the name.
    """

    def __init__(self) -> None:
        super().__init__("surface")
        self.setObjectName("account_bar")
        self._facts: AccountBarFacts | None = None
        self._lines, self._allowed = 3, 3
        self.hide()

    def show_facts(self, facts: AccountBarFacts | None) -> None:
        """Show an account; None hides the bar."""
        self._facts = facts
        self.setVisible(facts is not None)
        if facts:
            self.setAccessibleName(_aloud(facts))
            self.setToolTip(plain_tip(_aloud(facts)))
            self._measure()
            self.update()

    def set_lines(self, lines: int) -> None:
        """3, 2 or 1, as the window's height allows."""
        if lines != self._allowed:
            self._allowed = lines
            self._measure()
            self.update()

    def flags_shown(self) -> tuple[str, ...]:
        """The words of the flags as they stand there now, for whoever checks that none is lost."""
        return tuple(flag.words for line in self._flag_lines() for flag in line)

    def figure_labels(self) -> tuple[str, ...]:
        """What stands over the figures, from the left."""
        return tuple(figure.label for figure in self._figures())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._facts:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        right = self._paint_figures(painter)
        if self._lines == 1:
            self._paint_one_line(painter, right)
        else:
            self._paint_lines(painter, right)

    def _edge(self) -> float:
        return 24.0 if self.width() >= 1100 else 16.0

    def _figures(self) -> tuple[_Figure, ...]:
        assert self._facts
        facts, small = self._facts, typeface.font(Size.TITLE if self._lines > 1 else Size.BODY)
        big = typeface.font(Size.BIG if self._lines > 1 else Size.NAME, strong=True)
        made = []
        if facts.share is not None and self.width() >= 1100:
            whose = facts.share_of if 0 < len(facts.share_of) <= _LONGEST_FIRST_NAME else "this patient"
            made.append(_Figure(f"Of it, {whose}'s", money.in_words(facts.share), small, "text2"))
        made.append(_Figure("Patient owes", money.show(facts.patient_owes), big, "text"))
        insurers = "text" if facts.insurers_owe else "text3"
        credit = "ok" if facts.credit else "text3"
        # On one short line only what is not zero keeps its place.
        every = self._lines > 1 or self.width() >= 1100
        if every or facts.insurers_owe:
            made.append(_Figure("Insurers owe", money.show(facts.insurers_owe), small, insurers))
        if every or facts.credit:
            made.append(_Figure("Credit", money.show(facts.credit), small, credit))
        return tuple(made)

    def _figure_width(self, figure: _Figure) -> float:
        label = brush.width_of(figure.label, typeface.font(Size.LABEL))
        words = brush.width_of(figure.words, figure.face)
        return label + 8 + words if self._lines == 1 else max(label, words)

    def _left_of_figures(self) -> float:
        wide = sum(self._figure_width(figure) + 29 for figure in self._figures())
        return self.width() - self._edge() - wide

    def _paint_figures(self, painter: QPainter) -> float:
        right, small, quiet = self.width() - self._edge(), typeface.font(Size.LABEL), theme.color("text2")
        top = _PAD[self._lines] if self._lines > 1 else (self.height() - 20) / 2
        for place, figure in enumerate(reversed(self._figures())):
            if place:
                high = 44 if self._lines > 1 else 20
                painter.fillRect(QRectF(right + 14, top, 1, high), theme.color("line"))
            width = self._figure_width(figure)
            where = QRectF(right - width, top, width, 20)
            if self._lines == 1:
                brush.whole(painter, where, figure.label, font=small, color=quiet, right=False)
                brush.whole(painter, where, figure.words, font=figure.face, color=theme.color(figure.role))
            else:
                brush.whole(painter, where, figure.label, font=small, color=quiet)
                where.translate(0, 24 if self._lines == 3 else 22)
                brush.whole(painter, where, figure.words, font=figure.face, color=theme.color(figure.role))
            right -= width + 29
        return right

    def _paint_lines(self, painter: QPainter, right: float) -> None:
        assert self._facts
        left, top = self._edge(), _PAD[self._lines]
        used = self._paint_name(painter, QRectF(left, top, right - left, 22))
        if self._lines == 2 and self._facts.flags:
            self._paint_details(painter, QRectF(left + used + _GAP, top, right - left - used - _GAP, 22))
            top += 24
        else:
            self._paint_details(painter, QRectF(left, top + 21, right - left, _LINE))
            top += 21 + _LINE
        for line in self._flag_lines():
            self._paint_flags(painter, QRectF(left, top, right - left, _LINE), line)
            top += _LINE

    def _paint_one_line(self, painter: QPainter, right: float) -> None:
        left = self._edge()
        flags = next(iter(self._flag_lines()), ())
        needed = sum(self._flag_width(flag.words) + 14 for flag in flags)
        line = QRectF(left, (self.height() - _LINE) / 2, right - left, _LINE)
        used = self._paint_name(painter, line.adjusted(0, 0, -needed, 0))
        self._paint_flags(painter, line.adjusted(used + 16, 0, 0, 0), flags)

    def _paint_name(self, painter: QPainter, box: QRectF) -> float:
        assert self._facts
        name, ink = typeface.font(Size.NAME, strong=True), theme.color("text")
        born = f"born {self._facts.birth}, {self._facts.age}" if self._facts.birth else ""
        small = typeface.font(Size.LABEL)
        aside = brush.width_of(born, small) + 12 if born else 0
        if brush.width_of(self._facts.name, name) + aside > box.width():
            # The name first: the age goes before a letter of it does.
            born = self._facts.birth
            aside = brush.width_of(born, small) + 12 if born else 0
        if box.width() - aside < 120:
            return brush.text(painter, box, self._facts.name, font=name, color=ink)
        used = brush.text(painter, box.adjusted(0, 0, -aside, 0), self._facts.name, font=name, color=ink)
        where = box.adjusted(used + 12, 1, 0, 1)
        return used + 12 + brush.whole(painter, where, born, font=small, color=theme.color("text2"), right=False)

    def _paint_details(self, painter: QPainter, box: QRectF) -> None:
        assert self._facts
        left, quiet = box.left(), theme.color("text2")
        for icon, words in self._facts.details():
            wide = brush.state_width(icon, words, strong=False)
            if left + wide > box.right():
                # What is half there misleads: a phone or an account number is shown whole or not at all.
                if icon in ("shield", "person") and box.right() - left > 90:
                    brush.icon(painter, icon, left, box.center().y(), color=quiet)
                    room = QRectF(left + 21, box.top(), box.right() - left - 21, box.height())
                    brush.text(painter, room, words, font=typeface.font(Size.LABEL), color=quiet)
                break
            where = QRectF(left, box.top(), wide, box.height())
            brush.state(painter, where, icon, words, tone="text2", strong=False)
            left += wide + _GAP

    def _paint_flags(self, painter: QPainter, box: QRectF, flags: tuple[AccountFlag, ...]) -> None:
        left = box.left()
        for flag in flags:
            where = QRectF(left, box.top(), box.right() - left, box.height())
            left += brush.state(painter, where, flag.icon, flag.words, tone=flag.tone) + self._flag_gap()

    def _flag_gap(self) -> float:
        return _GAP if self._lines > 1 else 14.0

    def _flag_width(self, words: str) -> float:
        return brush.state_width("flag", words)

    def _flag_lines(self) -> tuple[tuple[AccountFlag, ...], ...]:
        if not self._facts or not self._facts.flags:
            return ()
        room = self._left_of_figures() - self._edge()
        if self._lines == 1:
            name = brush.width_of(self._facts.name, typeface.font(Size.NAME, strong=True))
            room -= min(name, _SHORTEST_NAME) + 16
        return flag_lines(self._facts.flags, room, width=self._flag_width, gap=self._flag_gap())

    def _needs_two(self) -> bool:
        """Whether the name is cut on one line beside the birth date and the flags, and whole on a line of its own."""
        if not self._facts:
            return False
        flags = next(iter(self._flag_lines()), ())
        name = brush.width_of(self._facts.name, typeface.font(Size.NAME, strong=True))
        name += brush.width_of(self._facts.birth, typeface.font(Size.LABEL)) + 12
        beside = sum(self._flag_width(flag.words) + 14 for flag in flags) + (16 if flags else 0)
        room = self._left_of_figures() - self._edge()
        return name <= room < name + beside

    def _measure(self) -> None:
        self._lines = self._allowed
        if self._lines == 1 and (len(self._flag_lines()) > 1 or self._needs_two()):
            self._lines = 2
        extra = max(0, len(self._flag_lines()) - 1)
        self.setFixedHeight({3: 84, 2: 68, 1: 44}[self._lines] + round(extra * _LINE))


def _aloud(facts: AccountBarFacts) -> str:
    owed = f"patient owes {money.show(facts.patient_owes)}, insurers owe {money.show(facts.insurers_owe)}"
    words = [facts.name, f"born {facts.birth}, {facts.age}", *(flag.words for flag in facts.flags)]
    return ", ".join([*words, owed, f"credit {money.show(facts.credit)}"])
