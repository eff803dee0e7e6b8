"""A finished paper before it is printed: its pages, and the ways out: print, save, close."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from paydesk.ui import brush, theme
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.dialog_room import room_for
from paydesk.ui.finished_paper import Paper
from paydesk.ui.ground import Ground
from paydesk.ui.jobs import Jobs
from paydesk.ui.labels import Label
from paydesk.ui.panes import Footer
from paydesk.ui.printing import Printing, page_count, page_picture
from paydesk.ui.scrolling import JobScroll
from paydesk.ui.typeface import Size

_EDGE = 16


class PrintPreviewDialog(QDialog):
    """Page Up and Page Down scroll, Enter prints, Ctrl+S saves, Esc leaves."""

    def __init__(self, parent: QWidget | None, paper: Paper, *, printing: Printing, jobs: Jobs) -> None:
        super().__init__(parent)
        self._paper, self._printing, self._jobs = paper, printing, jobs
        self.setWindowTitle("Print preview")
        self.setObjectName("print_preview_dialog")
        self.resize(room_for(self, wide=860, tall=900))
        self.pages = _Pages()
        self._scroll = JobScroll(self.pages)
        self._says = Label(f"{paper.title}. {printing.where(paper.title)}", role="text2", size=Size.LABEL, wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(Footer(*self._buttons(), left=self._says))
        self._do.setFocus()
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._scroll.scroll_by_key(event):
            super().keyPressEvent(event)

    def _buttons(self) -> tuple[Button, ...]:
        leave = Button("Close", key="Escape", shown_only=True, name="close")
        save = Button("Save PDF", key="Ctrl+S", name="save_pdf")
        another = Button("Another printer", name="another_printer")
        do = Button("Print", kind=Kind.PRIMARY, key="Return", shown_only=True, name="print")
        do.setDefault(True)
        leave.clicked.connect(self.reject)
        save.clicked.connect(self._save)
        another.clicked.connect(lambda: self._print(ask=True))
        do.clicked.connect(lambda: self._print(ask=False))
        self._do = do
        return leave, save, another, do

    def _print(self, *, ask: bool) -> None:
        # Nothing is recorded as given out before it is known that it can go somewhere.
        printing = self._printing
        if printing.ready(self._paper.title, name=self._paper.file_name, ask=ask):
            self.accept()
            self._give(printing.print_paper)

    def _save(self) -> None:
        path = self._printing.place_for(self._paper)
        if path is not None:
            self._give(lambda paper: self._saved(paper, path))

    def _saved(self, paper: Paper, path: Path) -> None:
        # The window's own message stands behind this dialog.
        if told := self._printing.save(paper, path):
            self._says.setText(told)

    def _give(self, out: Callable[[Paper], object]) -> None:
        """Let the paper out; what was only looked at so far is recorded first."""
        if self._paper.record is None:
            out(self._paper)
        else:
            self._paper.record(out)

    def _draw(self) -> None:
        wide, ratio, pdf = min(self.width(), 860) - 2 * _EDGE - 12, self.devicePixelRatioF(), self._paper.pdf
        dpi = wide / 8.5 * ratio
        self._jobs.look(
            lambda: tuple(page_picture(pdf, page, dpi) for page in range(page_count(pdf))),
            title="Drawing the pages", owner=self, latest="preview",
            then=lambda images: self.pages.show_pages(images, ratio),
        )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.pages.count():
            self._draw()


class _Pages(Ground):
    """Pages one under the other, each on its sheet."""

    def __init__(self) -> None:
        super().__init__("window")
        self._images: tuple[QImage, ...] = ()
        self.setAccessibleName("Pages")

    def count(self) -> int:
        return len(self._images)

    def show_pages(self, images: tuple[QImage, ...], ratio: float) -> None:
        for image in images:
            image.setDevicePixelRatio(ratio)
        self._images = images
        tall = sum(image.deviceIndependentSize().height() + _EDGE for image in images)
        self.setMinimumHeight(round(tall) + _EDGE)
        self.setAccessibleName(f"{len(images)} pages")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, top = QPainter(self), float(_EDGE)
        for image in self._images:
            size = image.deviceIndependentSize()
            sheet = QRectF((self.width() - size.width()) / 2, top, size.width(), size.height())
            painter.drawImage(sheet, image)
            brush.frame(painter, sheet.adjusted(-1, -1, 1, 1), radius=0, edge=theme.color("line2"))
            top += size.height() + _EDGE
