"""Import a year's diagnosis codes from the file that CMS and CDC publish, and read what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.jobs import Progress, Running
from paydesk.ui.labels import Empty, Label
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.diagnosing import EditionImported

_SHOWN = 500
_FIELDS = (
    Field("file", "File", required=True, longest=1000, help="Such as icd10cm-order-2027.txt, unpacked"),
    Field("valid_from", "Valid from", FieldKind.DATE, help="Only if the file's name does not tell its year"),
    Field("valid_to", "to", FieldKind.DATE, beside=True),
)


class ImportCodesDialog(FormDialog):
    """Importing a year again replaces its codes; visits keep what was chosen."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(
            context, name="import_codes_dialog", title="Import diagnosis codes", fields=_FIELDS, keeps_draft=False,
            lead="New ICD-10-CM codes come every October. The file is free at cms.gov, under ICD-10.",
        )  # fmt: skip
        self._progress: Progress | None = None
        choose = Button("Choose the file", icon="folder", key="Ctrl+O", name="choose_file")
        choose.clicked.connect(self.choose_file)
        self.body.insertWidget(0, choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.running = Label(role="text2", wraps=True)
        self.running.setObjectName("import_progress")
        self.add(self.running)
        self.primary.say("Import the codes")
        context.jobs.running.connect(self._show_running)

    def choose_file(self) -> None:
        """Ask for the file; its path stands in the field."""
        name, _ = QFileDialog.getOpenFileName(self, "Diagnosis codes", "", "Text files (*.txt);;All files (*)")
        if name:
            self.form.boxes["file"].set_typed(name)
            self.form.boxes["file"].mark("")
            self.primary.setFocus()

    def focus_start(self) -> None:
        self.form.boxes["file"].input.setFocus()

    def submit(self) -> None:
        """Run the import; the status line shows how far it is, Esc stops it and nothing is kept."""
        if self._busy:
            return
        try:
            work = self._import(self.form.values())
        except PaydeskError as refused:
            self.show_refusal(refused)
            return
        self.set_busy(True)
        self.context.jobs.do_long(
            work, title="Importing diagnosis codes", then=self._finish, refused=self.show_refusal, owner=self
        )

    def field_of(self, name: str | None) -> str | None:
        return name or "file"

    def reject(self) -> None:
        if self._progress is not None:
            self._progress.stop()
        super().reject()

    def _import(self, values: dict[str, Value]) -> Callable[[Progress], EditionImported]:
        from paydesk.operations import diagnosing

        desk, path = self.context.desk, Path(str(values["file"]).strip().strip('"'))
        start, end = values["valid_from"], values["valid_to"]
        begins = start if isinstance(start, date) else None
        ends = end if isinstance(end, date) else None
        if begins and ends and ends < begins:
            raise PaydeskError("These codes would end before they begin. Check the two days.", field="valid_to")

        def work(progress: Progress) -> EditionImported:
            self._progress = progress
            return diagnosing.import_edition(desk, path, valid_from=begins, valid_to=ends, progress=progress.step)

        return work

    def _show_running(self, running: Running | None) -> None:
        if running is not None and self._busy and running.total:
            self.running.setText(f"{running.done:,} of {running.total:,} codes. Esc stops it; nothing is kept then.")

    def _finish(self, result: Any) -> None:
        self._progress = None
        self.set_busy(False)
        context = self.context
        context.codes_changed()
        self.done_with.emit(result)
        self.accept()
        ImportedCodesDialog(context, result).start()


class ImportedCodesDialog(ReadingDialog):
    """How many codes are in, and each line that is not, with its number and reason."""

    def __init__(self, context: DeskContext, done: EditionImported) -> None:
        lines = done.refused[:_SHOWN]
        refused = f"{len(done.refused):,} lines refused" if len(done.refused) != 1 else "1 line refused"
        more = f" The first {_SHOWN} are shown." if len(done.refused) > _SHOWN else ""
        super().__init__(
            context, name="imported_codes_dialog", title=f"{done.codes:,} codes of {done.name} imported",
            lead=f"{refused}. {'They were left out.' if done.refused else 'Visits can use them now.'}{more}",
            rows=tuple(ListRow(number, f"Line {number:,}", why) for number, why in lines),
            empty=Empty("Every line was read", "Refused lines would stand here, each with its reason."),
        )  # fmt: skip
