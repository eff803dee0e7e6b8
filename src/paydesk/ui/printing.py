"""The one door to paper: print at once, look first, or save the exact bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui.finished_paper import Paper
from paydesk.ui.jobs import Jobs
from paydesk.ui.messages import Messages
from paydesk.ui.preferences import Preferences

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_FINEST = 300
"""Dots an inch beyond which a page of text gains nothing but waiting."""


Sink: TypeAlias = Callable[[Paper], str]
"""Takes the place of a printer; answers where the paper went, in words."""


class Picture(Protocol):
    """A page as pixels, three bytes each."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def rgb(self) -> bytes: ...


class FolderSink:
    """Puts every paper into a folder instead of a printer; two of one name get a number."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[Path] = []

    def __call__(self, paper: Paper) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        path, copy = self.folder / paper.file_name, 1
        while path.exists():
            copy += 1
            path = self.folder / f"{Path(paper.file_name).stem}-{copy}.pdf"
        path.write_bytes(paper.pdf)
        self.files.append(path)
        return f"saved as {path.name}"


class Printing(QObject):
    """Prints in a worker on the remembered printer; asks for one the first time.

    ``printed`` and ``look_asked`` carry the Paper; the window shows the preview.
    """

    printed = Signal(object)
    look_asked = Signal(object)

    def __init__(
        self, *, jobs: Jobs, messages: Messages, preferences: Preferences, window: Callable[[], QWidget | None],
        sink: Sink | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._jobs, self._messages, self._preferences = jobs, messages, preferences
        self._window, self.sink = window, sink
        self._asked_for: tuple[str, QPrinter] | None = None

    def where(self) -> str:
        """Where paper goes now, in words for the screen."""
        if self.sink:
            return "Saved as a PDF: no printer here"
        return self._preferences.printer or "You will be asked for the printer once"

    def ready(self, title: str, *, ask: bool = False) -> bool:
        """Whether there is a printer; asks for one, before anything is made for it, where none is remembered."""
        if self.sink is not None:
            return True
        printer = self._printer(title, ask=ask)
        self._asked_for = (title, printer) if printer else None
        return printer is not None

    def print_paper(self, paper: Paper, *, ask: bool = False) -> bool:
        """Print without further questions when a printer is remembered; ``ask`` opens the dialog anyway.

        False when the person left that dialog: nothing is printed.
        """
        if self.sink:
            self.sink(paper)
            self.printed.emit(paper)
            return True
        printer = self._chosen(paper.title) or self._printer(paper.title, ask=ask)
        if printer is None:
            return False
        printer.setDocName(paper.title)
        self._jobs.look(
            lambda: paint_pages(printer, paper.pdf), title=f"Printing {paper.title.lower()}", owner=self,
            then=lambda done: self.printed.emit(paper),
        )  # fmt: skip
        return True

    def look(self, paper: Paper) -> None:
        """The preview, from which it is printed or saved."""
        self.look_asked.emit(paper)

    def place_for(self, paper: Paper) -> Path | None:
        """Ask where a PDF goes; None when the person left."""
        name, _ = QFileDialog.getSaveFileName(self._window(), "Save PDF", paper.file_name, "PDF files (*.pdf)")
        return Path(name) if name else None

    def save(self, paper: Paper, path: Path) -> None:
        """Write the exact bytes there."""
        try:
            path.write_bytes(paper.pdf)
        except OSError:
            self._messages.refuse(PaydeskError("The PDF cannot be written there. Choose another folder."))
        else:
            self._messages.tell(f"{paper.title} saved as {path.name}")

    def _chosen(self, title: str) -> QPrinter | None:
        """The printer that was just asked for, for this paper: nobody is asked twice."""
        asked, self._asked_for = self._asked_for, None
        return asked[1] if asked and title.startswith(asked[0]) else None

    def _printer(self, title: str, *, ask: bool) -> QPrinter | None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        known = QPrinterInfo.printerInfo(self._preferences.printer)
        remembered = bool(self._preferences.printer) and not known.isNull()
        printer = QPrinter(known) if remembered else QPrinter()
        printer.setResolution(min(max(printer.resolution(), 150), _FINEST))
        printer.setFullPage(True)
        printer.setDocName(title)
        if remembered and not ask:
            return printer
        dialog = QPrintDialog(printer, self._window())
        dialog.setWindowTitle(f"Print {title.lower()}")
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        self._preferences.printer = printer.printerName()
        return printer


def page_count(pdf: bytes) -> int:
    """How many pages a finished PDF has."""
    from paydesk.operations import keeping

    return keeping.page_count(pdf)


def page_picture(pdf: bytes, page: int, dpi: float) -> QImage:
    """One page as an image that owns its pixels; may be called off the main thread."""
    from paydesk.operations import keeping

    return _image(keeping.preview(pdf, page, dpi=dpi))


def _image(picture: Picture) -> QImage:
    stride = picture.width * 3
    return QImage(picture.rgb, picture.width, picture.height, stride, QImage.Format.Format_RGB888).copy()


def paint_pages(printer: QPrinter, pdf: bytes) -> int:
    """Draw every page over the whole sheet; how many there were. Runs in a worker."""
    painter = QPainter()
    if not painter.begin(printer):
        raise PaydeskError("The printer does not answer. Check that it is switched on, then print again.")
    try:
        count = page_count(pdf)
        for page in range(count):
            if page:
                printer.newPage()
            sheet = QRect(0, 0, printer.width(), printer.height())
            painter.drawImage(sheet, page_picture(pdf, page, printer.resolution()))
        return count
    finally:
        painter.end()
