"""Explain my benefits: what the plan pays, what is met and where that is known from, to read aloud and to print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.rules.benefits import Source
from paydesk.rules.correspondence import Language, language_of
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.chosen_line import open_page
from paydesk.ui.coverage_choices import coverage_choices
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.fitted_dialog import FittedDialog
from paydesk.ui.dialogs.form_dialog import card_sentence
from paydesk.ui.fields import Field, FieldKind
from paydesk.ui.finished_paper import Paper, file_name, give_out
from paydesk.ui.form import Form
from paydesk.ui.labels import Empty, Label, SectionHeader, Why
from paydesk.ui.segments import Segment, SegmentRow

if TYPE_CHECKING:
    from paydesk.operations.desk import Touched
    from paydesk.operations.explaining import BenefitsExplained
    from paydesk.operations.keeping import Printed
    from paydesk.rules.benefits_words import Section

TITLE = "Benefits in plain words"
_FROM = {
    Source.PHONE: "a call to the insurer", Source.PORTAL: "the insurer's website", Source.FILE: "the insurer's file",
    Source.CARD: "the card",
}  # fmt: skip
_VERIFY = "Verify the coverage by phone: Ctrl+4, Insurance calls, has the number and the script. What the insurer "
_ONLY_CARD = f"Only the card is known so far. {_VERIFY}answers stands here then."
_NOTHING = f"{_VERIFY}answers stands here then, in English and Spanish."
_MORE = "Ctrl+Shift+B takes down the deductible, copays and shares when they are asked."
_NO_COVERAGE = (
    "No coverage is in force", "Ctrl+I enters one. Without insurance, “Estimate a visit” makes a good faith estimate."
)

Explained: TypeAlias = "BenefitsExplained | None"


@dataclass(frozen=True)
class _Made:
    printed: Printed
    touched: Touched


class ExplainDialog(FittedDialog):
    """E and S switch the language, the arrow keys scroll, Ctrl+P prints what is read in that language."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], Explained]:
        """Reads what is known of the coverage in front before the dialog opens."""
        from paydesk.operations import explaining

        page, desk = open_page(context), context.desk
        found = coverage_choices(page, context.person_id, context.today())
        if not found:
            return lambda: None
        first = int(found[0].key)
        return lambda: explaining.explain_benefits(desk, explaining.ExplainBenefits(first))

    def __init__(self, context: DeskContext, told: Explained) -> None:
        page = open_page(context)
        self.context, self._told = context, told
        self._choices = coverage_choices(page, context.person_id, context.today())
        who = page.member(context.person_id or 0) or page.members[0]
        super().__init__(
            context.window, name="explain_dialog", title=TITLE, lead="", width=720, notice=QWidget(), holds=None,
            primary=Button("Print it", kind=Kind.PRIMARY, key="Ctrl+P", name="primary"),
        )  # fmt: skip
        leave = self.findChild(Button, "cancel")
        assert leave is not None
        leave.say("Close")
        self.form = Form(
            (Field("coverage", "Coverage", FieldKind.CHOICE, choices=self._choices),), today=context.today,
            refuses_card=card_sentence, below=True,
        )  # fmt: skip
        self._language = SegmentRow(
            (Segment("en", "English", "E"), Segment("es", "Spanish", "S")), name="benefits_language", label="Language"
        )
        self._language.choose(language_of(who.language).value)
        self._language.listen_on(self)
        self._words = QWidget()
        if self._choices:
            self.form.set_values({"coverage": self._choices[0].key})
        self.form.setVisible(len(self._choices) > 1)
        self._language.setVisible(self._known)
        self.add(self.form)
        self.add(self._language)
        self._show()
        self._language.chosen.connect(lambda value: self._show())
        self.form.edited.connect(self._read)

    @property
    def _known(self) -> bool:
        return self._told is not None and bool(self._told.sources or self._told.not_active)

    @property
    def language(self) -> Language:
        """The one it is read in."""
        return Language(self._language.value())

    def start(self) -> None:
        """Show it over the window."""
        self.fit()
        self.open()
        self._take_focus()

    def sentences(self) -> tuple[str, ...]:
        """What is read aloud, titles included."""
        return tuple(words for one in self._sections() for words in (one.title, *one.sentences))

    def submit(self) -> None:
        """Print what is on screen."""
        from paydesk.operations import explaining
        from paydesk.operations.desk import Touched

        if not self.primary.isEnabled():
            return
        context, account = self.context, self.context.current_account
        request = explaining.ExplainBenefits(self._coverage(), language=self.language)

        def make() -> _Made:
            printed = explaining.print_benefits(context.desk, request)
            return _Made(printed, Touched((account,) if account is not None else (), ("paper",)))

        def out(made: _Made) -> None:
            paper = Paper(TITLE, file_name(TITLE, made.printed.document_id), made.printed.pdf, account=account)
            went = give_out(paper, context.printing.print_paper)
            if went:
                context.messages.tell(f"{TITLE} {went}")
            else:
                context.messages.warn("It was not printed: Ctrl+P has it")
            for finding in made.printed.findings:
                context.messages.warn(finding)

        # The question for a printer takes this dialog's place: never more than one deep.
        self.accept()
        context.jobs.do(make, title="Printing the benefits", then=out, owner=context)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not enter and not self._scroll.scroll_by_key(event):
            super().keyPressEvent(event)

    def _coverage(self) -> int:
        return int(self.form.boxes["coverage"].typed())

    def _read(self) -> None:
        from paydesk.operations import explaining

        desk, request = self.context.desk, explaining.ExplainBenefits(self._coverage())
        self.primary.setEnabled(False)
        self.context.jobs.look(
            lambda: explaining.explain_benefits(desk, request), title="Looking up the benefits", owner=self,
            latest="benefits", then=self._take,
        )  # fmt: skip

    def _take(self, told: BenefitsExplained) -> None:
        self._told = told
        self._language.setVisible(self._known)
        self._show()

    def _sections(self) -> list[Section]:
        if self._told is None or not self._known:
            return []
        return list(self._told.spanish if self.language is Language.SPANISH else self._told.english)

    def _show(self) -> None:
        old, self._words = self._words, QWidget()
        old.hide()
        old.deleteLater()
        column = QVBoxLayout(self._words)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(4)
        for widget in self._lines():
            if isinstance(widget, SectionHeader):
                column.addSpacing(10)
            column.addWidget(widget)
        self.add(self._words)
        self.say_lead(self._whence())
        self.primary.setEnabled(self._known and self.context.may("estimates.make"))
        self.fit_soon()

    def _lines(self) -> list[QWidget]:
        if self._told is None:
            return [Empty(*_NO_COVERAGE, icon="shield")]
        if not self._known:
            said = f"{_asked(self._told.asked_on)}{_MORE}" if self._told.asked_on else _NOTHING
            return [Empty("Nothing is known of these benefits yet", said, icon="phone")]
        found: list[QWidget] = []
        sections = self._sections()
        if self._told.not_active is not None:
            against, *sections = sections
            found.append(SectionHeader(against.title))
            found.append(Why(against.sentences[0], icon="warning", role="bad", strong=True))
            found += [Label(sentence, wraps=True) for sentence in against.sentences[1:]]
        elif self._told.sources == (Source.CARD,):
            found.append(Why(self._only_card(), icon="phone", role="warn"))
        for one in sections:
            found.append(SectionHeader(one.title))
            found += [Label(sentence, wraps=True) for sentence in one.sentences]
        return found

    def _only_card(self) -> str:
        """What to do about figures that only the card tells."""
        asked = self._told.asked_on if self._told is not None else None
        return f"Only the card’s copay is known so far. {_asked(asked)}{_MORE}" if asked else _ONLY_CARD

    def _whence(self) -> str:
        """Whose plan it is, where that is not chosen; where what is known of it is from, and how old it is."""
        if self._told is None:
            return ""
        plan = f"{self._choices[0].words}. " if len(self._choices) == 1 else ""
        if self._told.as_of is None or not self._known:
            return plan.strip()
        sources = " and ".join(_FROM[one] for one in self._told.sources)
        return f"{plan}Known from {sources}; the oldest figure is of {show_date(self._told.as_of)}."

    def _take_focus(self) -> None:
        (self._language if self._known else self).setFocus(Qt.FocusReason.OtherFocusReason)


def _asked(on: date | None) -> str:
    return f"The insurer was asked on {show_date(on)} and told no figure of what it pays. " if on else ""
