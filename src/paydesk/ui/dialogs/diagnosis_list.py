"""The diagnoses of a visit: found by code or by words in any order, numbered as charges point at them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.rules.coding import CodeVerdict, DiagnosisCode, is_diagnosis_shape, parse_diagnosis, show_diagnosis
from paydesk.rules.errors import PaydeskError
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import card_sentence
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.fields import Choice, Field, FieldKind
from paydesk.ui.form import Form
from paydesk.ui.search_input import SearchInput

if TYPE_CHECKING:
    from paydesk.operations.visiting import Diagnosis

_SHOWN = 30


class DiagnosisList(QWidget):
    """``codes`` in the order of the claim; ``on`` tells the visit's date, whose edition is asked."""

    edited = Signal()
    resized = Signal()

    def __init__(self, context: DeskContext, *, on: Callable[[], date]) -> None:
        super().__init__()
        self._context, self._on = context, on
        self.codes: list[tuple[str, str, str]] = []
        self._verdicts: dict[str, CodeVerdict] = {}
        self._found: dict[str, DiagnosisCode] = {}
        self._list = KeptList(
            "Diagnoses", (), empty="None yet. Type a code or words, such as “acute pharyngitis”, and press Enter."
        )
        field = Field("diagnosis", "Add", FieldKind.SEARCH, placeholder="Code or words in any order", look=self._look)
        self.form = Form((field,), today=context.today, refuses_card=card_sentence, below=True)
        box = self.form.boxes["diagnosis"].input
        assert isinstance(box, SearchInput)
        self._search = box
        box.chosen.connect(self._take)
        box.dropped.connect(self._keep_words)
        context.jobs.look(
            lambda: context.code_book.search("a00", context.today(), limit=1), title="Loading diagnosis codes",
            owner=self, then=lambda found: None,
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._list)
        column.addWidget(self.form)

    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """As the visit keeps them."""
        from paydesk.operations.visiting import Diagnosis

        return tuple(Diagnosis(code, words, system) for code, words, system in self.codes)

    def words(self) -> str:
        """What stands in Add and is no diagnosis yet."""
        return self._search.text().strip()

    def set_words(self, words: str) -> None:
        """Put it back."""
        self._search.setText(words)

    def refuse_words(self) -> None:
        """Raises PaydeskError while something stands in Add."""
        if words := self.words():
            raise PaydeskError(_not_added(words), field="diagnoses")

    def set_codes(self, codes: list[tuple[str, str, str]]) -> None:
        """(code, description, system) in order."""
        self.codes = [(one[0], one[1], one[2]) for one in codes]
        for code, _, system in self.codes:
            if system == "ICD-10-CM":
                self._judge(code)
        self._show()

    def show_error(self, sentence: str) -> None:
        """A refusal about the diagnoses."""
        self.form.show_error("diagnosis", sentence)

    def _look(self, typed: str, deliver: Callable[[tuple[Choice, ...]], None]) -> None:
        context, on = self._context, self._on()

        def shown(found: tuple[DiagnosisCode, ...]) -> None:
            self._found = {one.code: one for one in found}
            choices = [Choice(one.code, f"{show_diagnosis(one.code)}  {one.description}") for one in found]
            if is_diagnosis_shape(typed) and (code := parse_diagnosis(typed)) not in self._found:
                self._found[code] = DiagnosisCode(code, True, "")
                choices.append(Choice(code, f"{show_diagnosis(code)}  not in the last edition we have"))
            deliver(tuple(choices))

        context.jobs.look(
            lambda: context.code_book.search(typed, on, limit=_SHOWN), title="Finding diagnoses", owner=self,
            latest="diagnoses", then=shown,
        )  # fmt: skip

    def _take(self, code: str) -> None:
        if not code or code not in self._found:
            return
        self._search.set_choice(None)
        if all(code != known for known, _, _ in self.codes):
            self.codes.append((code, self._found[code].description, "ICD-10-CM"))
            self._judge(code)
            self._show()
            self.edited.emit()

    def _keep_words(self, words: str) -> None:
        self.form.boxes["diagnosis"].mark(_not_added(words))

    def _judge(self, code: str) -> None:
        context, on = self._context, self._on()

        def judge() -> tuple[str, CodeVerdict | None]:
            try:
                return code, context.code_book.judge(code, on)
            except PaydeskError:
                return code, None

        context.jobs.look(judge, title="Checking the code", owner=self, then=self._keep_verdict)

    def _keep_verdict(self, judged: tuple[str, CodeVerdict | None]) -> None:
        code, verdict = judged
        if verdict:
            self._verdicts[code] = verdict
            self._show()

    def _show(self) -> None:
        rows = []
        for place, (code, words, _) in enumerate(self.codes, 1):
            verdict = self._verdicts.get(code)
            remove = (("Remove", lambda code=code: self._remove(code)),)
            rows.append(
                KeptRow(
                    f"diagnosis_{place}", f"{place}.  {show_diagnosis(code)}  {words}", verdict.says if verdict else "",
                    "bad" if verdict and verdict.alarm else "text", deeds=remove,
                )
            )  # fmt: skip
        self._list.show_rows(tuple(rows))
        self.resized.emit()

    def _remove(self, code: str) -> None:
        self.codes = [one for one in self.codes if one[0] != code]
        self._show()
        self._search.setFocus()
        self.edited.emit()


def _not_added(words: str) -> str:
    return f"“{words}” is not added yet. Press Enter on a line of the list, or empty the field."
