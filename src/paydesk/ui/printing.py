"""The one door to paper: print at once, look first, or save the exact bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from PySide6.QtCore import QObject, QRect, QStandardPaths, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui.finished_paper import Paper, file_name, saved_as
from paydesk.ui.jobs import Jobs
from paydesk.ui.messages import Messages
from paydesk.ui.preferences import Preferences

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_FINEST = 300
"""Dots an inch beyond which a page of text gains nothing but waiting."""


Sink: TypeAlias = Callable[[Paper], Path]
"""Takes the place of a printer; answers which file the paper became."""


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

    def __call__(self, paper: Paper) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = _free(self.folder, paper.file_name)
        path.write_bytes(paper.pdf)
        self.files.append(path)
        return path


class Printing(QObject):
    """Prints in a worker on the remembered printer; asks for one the first time.

    Who chose to print into a PDF file is asked once for each kind of paper: the next ones go to the same folder, under
    names of their own. ``printed``, ``saved`` (it became a file) and ``look_asked`` carry the Paper; the window shows
    the preview.
    """

    printed = Signal(object)
    saved = Signal(object)
    look_asked = Signal(object)

    def __init__(
        self, *, jobs: Jobs, messages: Messages, preferences: Preferences, window: Callable[[], QWidget | None],
        sink: Sink | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._jobs, self._messages, self._preferences = jobs, messages, preferences
        self._window, self.sink = window, sink
        self._asked_for: tuple[str, QPrinter] | None = None

    def where(self, title: str) -> str:
        """Where a paper of that title goes now, in words for the screen."""
        if self.sink:
            return "Saved as a PDF: no printer here"
        if folder := self._folder(title):
            return f"Saved as a PDF in {folder.name}"
        return self._preferences.printer or "You will be asked for the printer once"

    def ready(self, title: str, *, name: str = "", ask: bool = False) -> bool:
        """Whether there is a printer; asks for one, before anything is made for it, where none is remembered.

        ``name`` is that of the paper's file, where it has one already.
        """
        if self.sink is not None or (self._folder(title) and not ask):
            return True
        printer = self._printer(title, name or file_name(_kind(title)), ask=ask)
        self._asked_for = (title, printer) if printer else None
        return printer is not None

    def print_paper(self, paper: Paper, *, ask: bool = False) -> bool:
        """Print without further questions when a printer is remembered; ``ask`` opens the dialog anyway.

        False when the person left that dialog: nothing is printed. Of a paper that becomes a file it is told where.
        """
        if self.sink:
            return self._went(paper, self.sink(paper))
        chosen, folder = self._chosen(paper.title), self._folder(paper.title)
        if folder and not chosen and not ask:
            return self._filed(paper, folder)
        printer = chosen or self._printer(paper.title, paper.file_name, ask=ask)
        if printer is None:
            return False
        if file := _file_of(printer):
            return self._written(paper, file) and self._went(paper, file)
        printer.setDocName(Path(paper.file_name).stem)
        self._jobs.look(
            lambda: paint_pages(printer, paper.pdf), title=f"Printing {paper.title.lower()}", owner=self,
            then=lambda done: self._came_out(paper),
        )  # fmt: skip
        return True

    def _came_out(self, paper: Paper) -> None:
        self.printed.emit(paper)
        if paper.came_out:
            paper.came_out()

    def look(self, paper: Paper) -> None:
        """The preview, from which it is printed or saved."""
        self.look_asked.emit(paper)

    def place_for(self, paper: Paper) -> Path | None:
        """Ask where a PDF goes, beginning where the last one went, else in the documents; None when the person left."""
        return self._ask_place("Save PDF", paper.file_name, "PDF files (*.pdf)")

    def place_for_table(self, file_name: str) -> Path | None:
        """The same for a table."""
        return self._ask_place("Save a table", file_name, "CSV files (*.csv)")

    def _ask_place(self, title: str, file_name: str, kinds: str) -> Path | None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        # A folder that is not there would begin in the program's own.
        folders = (one for one in (self._preferences.saved_in, documents) if one and Path(one).is_dir())
        start = Path(next(folders, Path.home())) / file_name
        name, _ = QFileDialog.getSaveFileName(self._window(), title, str(start), kinds)
        if not name:
            return None
        self._preferences.saved_in = str(Path(name).parent)
        return Path(name)

    def save(self, paper: Paper, path: Path) -> str:
        """Write the exact bytes there; what was told, empty when it cannot be."""
        if not self._written(paper, path):
            return ""
        self.saved.emit(paper)
        told = f"{paper.title} {saved_as(path)}"
        self._messages.tell(told)
        return told

    def _written(self, paper: Paper, path: Path) -> bool:
        from paydesk.operations.saving import write_whole

        try:
            write_whole(path, paper.pdf)
        except PaydeskError as refused:
            self._messages.refuse(refused)
            return False
        return True

    def _filed(self, paper: Paper, folder: Path) -> bool:
        path = _free(folder, paper.file_name)
        return self._written(paper, path) and self._went(paper, path)

    def _went(self, paper: Paper, file: Path) -> bool:
        self.printed.emit(paper)
        self.saved.emit(paper)
        if paper.filed:
            paper.filed(file)
        else:
            self._messages.tell(f"{paper.title} {saved_as(file)}")
        return True

    def _folder(self, title: str) -> Path | None:
        """The folder that was chosen for papers of this kind, while it is there."""
        kept = self._preferences.paper_folder(_kind(title))
        return Path(kept) if kept and Path(kept).is_dir() else None

    def _remember(self, title: str, printer: QPrinter) -> None:
        """Keep what was chosen: a printer for everything, or for this kind of paper the folder of its files."""
        file = _file_of(printer)
        self._preferences.set_paper_folder(_kind(title), str(file.parent) if file else "")
        if not file:
            self._preferences.printer = printer.printerName()

    def _chosen(self, title: str) -> QPrinter | None:
        """The printer that was just asked for, for this paper: nobody is asked twice."""
        asked, self._asked_for = self._asked_for, None
        return asked[1] if asked and title.startswith(asked[0]) else None

    def _printer(self, title: str, name: str, *, ask: bool) -> QPrinter | None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        known = QPrinterInfo.printerInfo(self._preferences.printer)
        remembered = bool(self._preferences.printer) and not known.isNull()
        printer = QPrinter(known) if remembered else QPrinter()
        printer.setResolution(min(max(printer.resolution(), 150), _FINEST))
        printer.setFullPage(True)
        # Qt proposes it as the name of a PDF file; a printer's queue shows it.
        printer.setDocName(Path(name).stem)
        if remembered and not ask:
            return printer
        dialog = QPrintDialog(printer, self._window())
        dialog.setWindowTitle(f"Print {title.lower()}")
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        self._remember(title, printer)
        return printer


def _kind(title: str) -> str:
    """``Statement`` for ``Statement 100001``, ``Refund letter`` for ``Refund letter of 20.00``."""
    return title.split(" of ")[0].rstrip("0123456789 ")


def _file_of(printer: QPrinter) -> Path | None:
    """The PDF file that was chosen instead of a printer; it gets the exact bytes."""
    is_pdf = printer.outputFormat() is printer.OutputFormat.PdfFormat
    return Path(printer.outputFileName()).resolve() if is_pdf and printer.outputFileName() else None


def _free(folder: Path, name: str) -> Path:
    """A place of that name; where there is one already, the name gets a number."""
    path, copy = folder / name, 1
    while path.exists():
        copy += 1
        path = folder / f"{Path(name).stem}-{copy}.pdf"
    return path


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
