"""Write an eligibility file: questions about a coverage, or about all who come on a day; and who is left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from paydesk.rules.errors import PaydeskError
from paydesk.ui.coverage_choices import coverage_choices
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.asking_eligibility import LeftOut, QuestionsWritten

VISITS = "visits"
_ADDRESSED = frozenset({"sender", "receiver", "sender_kind", "receiver_kind"})
_HOW = "“How eligibility files are addressed”, in the Insurance menu, keeps it."


class EligibilityFileDialog(FormDialog):
    """The coverages of the open account, or all visits of a day; the folder is asked for when the button is pressed."""

    def __init__(self, context: DeskContext) -> None:
        page = context.page
        coverages = coverage_choices(page, context.person_id, context.today()) if page else ()
        self._out, self._was = Path(), ""
        super().__init__(
            context, name="eligibility_file_dialog", title="Write an eligibility file", keeps_draft=False,
            lead="Questions to insurers (X12 270), to be sent to the clearinghouse or portal. Its answers come as a "
            "file, which “Read eligibility answers” takes. The file's name says nothing of a patient.",
            fields=(
                Field("about", "About", FieldKind.CHOICE, required=True,
                      choices=(*coverages, Choice(VISITS, "Everybody who comes on that day"))),
                Field("on", "Day", FieldKind.DATE, required=True),
            ),
        )  # fmt: skip
        self.form.set_values({"about": coverages[0].key if coverages else VISITS})
        self._follow_about()
        self.primary.say("Choose the folder and write it")

    def focus_start(self) -> None:
        self.form.boxes["about"].input.setFocus()

    def follow(self) -> None:
        super().follow()
        self._follow_about()

    def submit(self) -> None:
        """Ask for the folder once everything is understood."""
        if self._busy:
            return
        try:
            self.form.values()
        except PaydeskError as refused:
            self.show_refusal(refused)
            return
        folder = QFileDialog.getExistingDirectory(self, "Folder for the eligibility file", self._start())
        if folder:
            self._out = Path(folder)
            self.context.preferences.saved_in = folder
            super().submit()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import asking_eligibility

        on, about, desk = values["on"], str(values["about"]), self.context.desk
        assert isinstance(on, date)
        request = (
            asking_eligibility.AskEligibility(self._out, visits_on=on) if about == VISITS
            else asking_eligibility.AskEligibility(self._out, (int(about),), on=on)
        )  # fmt: skip
        return lambda: asking_eligibility.ask_eligibility(desk, request)

    def place_refusal(self, refused: PaydeskError) -> None:
        if refused.field in _ADDRESSED:
            self.say_problem(f"{refused.sentence} {_HOW}")
        else:
            super().place_refusal(refused)

    def told(self, result: QuestionsWritten) -> str:
        if result.left_out:
            context = self.context
            self.finished.connect(lambda: LeftOutDialog(context, result).start())
        if result.path is None:
            return "No eligibility file was written: nobody could be asked about"
        place = result.path.parent.name or str(result.path.parent)
        return f"{result.path.name} written in {place}, {_people(result.asked)} asked about"

    def deed(self) -> str:
        return "Write an eligibility file"

    def _follow_about(self) -> None:
        """Visits are asked about the day before, a patient on the day itself."""
        about = self.form.boxes["about"].typed()
        if about != self._was and VISITS in (about, self._was or VISITS):
            today = self.context.today()
            self.form.boxes["on"].set_value(today + timedelta(days=1) if about == VISITS else today)
        self._was = about

    def _start(self) -> str:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folders = (one for one in (self.context.preferences.saved_in, documents) if one and Path(one).is_dir())
        return next(folders, str(Path.home()))


class LeftOutDialog(ReadingDialog):
    """Who is not asked about, and what to mend first."""

    def __init__(self, context: DeskContext, written: QuestionsWritten) -> None:
        asked = f"The file asks about {_people(written.asked)}." if written.path else "No file was written."
        super().__init__(
            context, name="left_out_dialog", title=f"{_people(len(written.left_out))} left out",
            lead=f"{asked} Mend what is missing here, then write a file about them.",
            rows=tuple(map(_row, written.left_out)), empty=Empty("Nobody is left out", "The file asks about all."),
        )  # fmt: skip


def _people(count: int) -> str:
    return "1 coverage" if count == 1 else f"{count:,} coverages"


def _row(one: LeftOut) -> ListRow:
    return ListRow(
        one.coverage_id, one.patient, beside=one.payer, second=one.why, icon="warning", icon_tone="warn"
    )


