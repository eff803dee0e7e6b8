"""The shape every tab has: a worklist, the job, and a side panel that opens by its key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from paydesk.ui.buttons import Button, Kind
from paydesk.ui.foot_words import FootWords
from paydesk.ui.ground import HEADER_HEIGHT, Ground
from paydesk.ui.labels import Elided
from paydesk.ui.scrolling import JobScroll
from paydesk.ui.typeface import Size

NARROW = 1100
FOOTER_HEIGHT = 60


class PaneHeader(Ground):
    """52 px with a title, then whatever is added: quiet links at the right. Beside others its hairline meets theirs."""

    def __init__(self, title: str, *, role: str, edge: int = 16, size: Size = Size.BODY, line: bool = True) -> None:
        super().__init__(role, edges=("bottom",) if line else ())
        self.setFixedHeight(HEADER_HEIGHT + 1)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(edge, 0, edge - 4, 0)
        self.row.setSpacing(4 if edge == 20 else 8)
        self._title = Elided(title, size=size, strong=True)
        self.row.addWidget(self._title, 1)

    def set_title(self, title: str) -> None:
        self._title.set_text(title)

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.row.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten(event.size().width())

    def _shorten(self, width: int) -> None:
        # The title comes first: key caps go away before it is cut.
        buttons = [widget for widget in self.findChildren(Button) if not widget.isHidden()]
        for button in buttons:
            button.set_short(False)
        items = [self.row.itemAt(i) for i in range(self.row.count())]
        hints = [item.sizeHint().width() for item in items if item and not item.isEmpty()]
        margins = self.row.contentsMargins()
        needed = sum(hints) + self.row.spacing() * (len(hints) - 1) + margins.left() + margins.right()
        for button in buttons:
            button.set_short(needed > width)


class Pane(Ground):
    """A header pinned above, a body, and a footer pinned below."""

    def __init__(self, role: str, header: QWidget, body: QWidget, footer: QWidget | None = None) -> None:
        super().__init__(role)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(body, 1)
        if footer:
            column.addWidget(footer)


class JobFrame(Pane):
    """The job: its body scrolls between the pinned header and the pinned footer, at every size."""

    def __init__(self, header: QWidget, body: QWidget, footer: QWidget | None = None, *, scrolls: bool = True) -> None:
        self._scroll = JobScroll(body) if scrolls else None
        self._strip = Ground("surface")
        super().__init__("surface", header, self._scroll or body, footer)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(2, self._strip)
        self._strip.setFixedHeight(0)
        self._strip.hide()

    def make_room(self, height: int) -> None:
        """Give way below the body, over a footer, for a message that would cover what is read.

        A row that is chosen and in sight stays so, and what is typed into.
        """
        if self._strip.height() == height:
            return
        views = [one for one in self.findChildren(QAbstractItemView) if one.isVisible() and _shows_choice(one)]
        self._strip.setFixedHeight(height)
        self._strip.setVisible(height > 0)
        if layout := self.layout():
            layout.activate()
        for view in views:
            view.scrollTo(view.currentIndex())
        self.gave_way()
        focused = QApplication.focusWidget()
        if height and focused is not None:
            self.scroll_to(focused)

    def gave_way(self) -> None:
        """What lies over the lower end of the body follows."""

    def given(self) -> int:
        """The height that was given away over the footer."""
        return 0 if self._strip.isHidden() else self._strip.height()

    def scroll_to(self, widget: QWidget) -> None:
        """Bring a part of the job into sight."""
        if self._scroll and self._scroll.isAncestorOf(widget):
            self._scroll.bring(widget)

    def scroll_to_top(self) -> None:
        """Something else is shown: its beginning."""
        if self._scroll:
            self._scroll.verticalScrollBar().setValue(0)

    def room(self) -> int:
        """The height there is for the body between header and footer."""
        return self._scroll.viewport().height() if self._scroll else self.height()

    def cover(self, widget: QWidget) -> None:
        """``widget`` lies over the lower end of the body: what is brought into sight stays clear of it."""
        if self._scroll:
            self._scroll.cover = widget


def _shows_choice(view: QAbstractItemView) -> bool:
    return view.viewport().rect().intersects(view.visualRect(view.currentIndex()))


class Footer(Ground):
    """Pinned below the job: a quiet word at the left, the buttons at the right, the primary one last.

    Where both have no room, the buttons leave away the caps of Enter and Esc before a word is cut. ``start`` puts the
    buttons at the left instead, as the side panel has them.
    """

    def __init__(
        self, *buttons: Button, left: QWidget | None = None, role: str = "surface", start: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(role, edges=("top",))
        self.setFixedHeight(FOOTER_HEIGHT)
        self._buttons, self._words = buttons, left if isinstance(left, FootWords) else None
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(20 if start else 24, 1, 24, 0)
        row.setSpacing(8)
        if left:
            row.addWidget(left, 1)
        elif not start:
            row.addStretch(1)
        for button in buttons:
            button.make_tall()
            row.addWidget(button)
        if start:
            row.addStretch(1)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._share_room()
        return done

    def _share_room(self) -> None:
        if self._words:
            short = not self._words.fits(self._room(short=False))
            for button in self._buttons:
                button.set_short(short and button.kind is not Kind.LINK)
            self._words.set_room(self._room(short=short))

    def _room(self, *, short: bool) -> int:
        """What the buttons leave for the words."""
        shown = [one for one in self._buttons if not one.isHidden()]
        wide = sum(one.needed_width(short=short and one.kind is not Kind.LINK) for one in shown)
        margins = self._row.contentsMargins()
        return self.width() - margins.left() - margins.right() - self._row.spacing() * len(shown) - wide


class SidePanel(Pane):
    """Title with its key at the right, body, actions pinned below."""

    closed = Signal()

    def __init__(self, title: str, body: QWidget, *, key: str, footer: QWidget | None = None) -> None:
        self.header = PaneHeader(title, role="side", edge=20, size=Size.TITLE)
        super().__init__("side", self.header, JobScroll(body), footer)
        self._leave = Button("", kind=Kind.QUIET, icon="cross", key=key, shown_only=True, name="close_side")
        self._leave.setAccessibleName(f"Close: {title}")
        self._leave.clicked.connect(self.closed)
        self.header.add(self._leave)

    def add_link(self, link: QWidget) -> None:
        """Put a link before the cross."""
        self.header.row.insertWidget(self.header.row.count() - 1, link)


class Panes(QWidget):
    """Worklist | job | side panel. Under 1100 px the side panel takes the worklist's place while it is open."""

    side_changed = Signal(bool)
    side_allowed = Signal(bool)

    def __init__(self, worklist: QWidget, job: QWidget, side: SidePanel | None = None) -> None:
        super().__init__()
        self._worklist, self.job, self._side = _Framed(worklist, "right"), job, side
        self._side_frame = _Framed(side, "left") if side else None
        self._side_open, self._allowed = False, True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        job.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._row.addWidget(self._worklist)
        self._row.addWidget(job, 1)
        if side and self._side_frame:
            self._row.addWidget(self._side_frame)
            side.closed.connect(lambda: self.set_side_open(False))
        self._arrange()

    def has_side(self) -> bool:
        return self._side is not None and self._allowed

    def allow_side(self, allowed: bool) -> None:
        """Whether what the job shows now has a side panel; it comes back as it was left."""
        if allowed != self._allowed:
            self._allowed = allowed
            self._arrange()
            self.side_allowed.emit(allowed)

    def side_is_open(self) -> bool:
        return self._side_open

    def set_side_open(self, is_open: bool) -> None:
        """Open or close the side panel; what had the focus inside hands it to the job."""
        if not self._side or is_open == self._side_open:
            return
        if not is_open and self._side.isAncestorOf(self.focusWidget() or self):
            self.job.setFocus()
        self._side_open = is_open
        self._arrange()
        self.side_changed.emit(is_open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow, side_shown = self.width() < NARROW, self._side_open and self._allowed
        self._worklist.setFixedWidth(232 if self.width() < 1240 else 248)
        self._worklist.setVisible(not (narrow and side_shown))
        if self._side_frame:
            self._side_frame.setFixedWidth(304 if self.width() < 1240 else 337)
            self._side_frame.setVisible(side_shown)


class _Framed(QWidget):
    """A pane with one hairline at its side, so that the pane itself need not know where it stands."""

    def __init__(self, pane: QWidget, edge: str) -> None:
        super().__init__()
        line = Ground("line")
        line.setFixedWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (line, pane) if edge == "left" else (pane, line):
            row.addWidget(widget)
