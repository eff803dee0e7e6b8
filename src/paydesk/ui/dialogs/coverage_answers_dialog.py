"""What an insurer said of a coverage, item by item: what is known and from where, and what was answered now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from paydesk.rules.benefits import Network, Source
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.typed_answers import GROUPS, UNKNOWN, Group, as_typed, given, group_of
from paydesk.rules.verified_items import ITEMS, AnswerGiven, Item, Kind, value_words
from paydesk.ui.chosen_line import open_page
from paydesk.ui.coverage_choices import coverage_choices
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog, card_sentence
from paydesk.ui.drafts import about, ids_of
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.form import Form
from paydesk.ui.ground import Ground
from paydesk.ui.list_row import ListRow
from paydesk.ui.row_list import RowList

if TYPE_CHECKING:
    from paydesk.operations.verifying import CoverageAnswers, CoverageVerified
    from paydesk.rules.known_benefits import KeptAnswer

_SOURCES = (
    Choice(Source.PHONE.value, "By phone"), Choice(Source.PORTAL.value, "On the insurer's website"),
    Choice(Source.CARD.value, "On the card"),
)  # fmt: skip
_NETWORKS = (Choice("in", "In network"), Choice("out", "Out of network"))
_HEAD = (
    Field("source", "Answered", FieldKind.CHOICE, required=True, choices=_SOURCES, width=200),
    Field("asked_on", "on", FieldKind.PAST_DATE, required=True, width=112, beside=True),
    Field("network", "benefits", FieldKind.CHOICE, required=True, choices=_NETWORKS, width=150, beside=True),
    Field("who", "Said by", width=200, longest=80, placeholder="name, extension"),
    Field("reference", "reference", width=150, longest=60, beside=True),
)  # fmt: skip
_SHORT = {
    Item.DEDUCTIBLE_RULE: "deductible is", Item.OUT_OF_POCKET_RULE: "limit is", Item.OUT_OF_POCKET: "limit",
    Item.OUT_OF_POCKET_MET: "limit met", Item.FAMILY_OUT_OF_POCKET: "family limit",
    Item.FAMILY_OUT_OF_POCKET_MET: "family limit met", Item.FAMILY_DEDUCTIBLE_MET: "family met",
    Item.DEDUCTIBLE_MET: "met", Item.COPAY_WAY: "copay works", Item.COORDINATION: "as second plan",
    Item.CLAIMS_ADDRESS: "claims to", Item.APPEALS_ADDRESS: "appeals to", Item.PRIMARY_CARE: "primary doctor",
}  # fmt: skip
_CHOSEN = {
    "instead": "Instead of the rest", "then_rest": "First, then the rest", "after_deductible": "After the deductible",
    "none": "There is none", "individual": "Each person's own", "embedded": "Own, or the family's",
    "aggregate": "The family's together",
}  # fmt: skip
_NOT_ASKED, _NOT_KNOWN = Choice("", "–"), Choice(UNKNOWN, "Asked, not known")
_MEND = "A wrong one is mended by typing the right one here: the newest counts."
_LIST_WIDTH, _TALL = 212, 330
_LEAD = "What is typed is kept with its source. Empty: not asked. A question mark: asked, and they could not say."


@dataclass(frozen=True)
class CallTold:
    """What was answered so far of a coverage on the sheet of a call, by whom, and the call's number."""

    coverage: int
    answers: tuple[AnswerGiven, ...]
    who: str = ""
    reference: str = ""


class CoverageAnswersDialog(FormDialog):
    """One form a group of items; what was typed into one stays while another is looked at."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[CoverageAnswers, ...]]:
        """Reads what is known of the coverages in force before the dialog opens."""
        from paydesk.operations import verifying

        page, desk = open_page(context), context.desk
        ids = [int(one.key) for one in coverage_choices(page, context.person_id, context.today())]
        if not ids:
            raise PaydeskError("No coverage is in force. Enter one first: Ctrl+I.")
        return lambda: tuple(verifying.coverage_answers(desk, one) for one in ids)

    def __init__(
        self, context: DeskContext, known: tuple[CoverageAnswers, ...], told: CallTold | None = None
    ) -> None:
        self._known = {str(one.coverage.coverage_id): one for one in known}
        choices = tuple(Choice(key, _whose(one)) for key, one in self._known.items())
        asked = ids_of(context.resumed).get("coverage", 0) if context.resumed else 0
        self._of = str(asked) if str(asked) in self._known else choices[0].key
        super().__init__(
            context, name="coverage_answers_dialog", title="What the insurer said", lead=_LEAD, width=920,
            fields=(Field("coverage", "Coverage", FieldKind.CHOICE, required=True, choices=choices), *_HEAD),
            about=about(coverage=int(self._of)),
        )  # fmt: skip
        self.form.set_values({
            "coverage": self._of, "source": Source.PHONE.value, "asked_on": context.today(), "network": "in",
        })  # fmt: skip
        self.form.show_field("coverage", len(choices) > 1)
        self.groups = {group.key: self._group_form(group) for group in GROUPS}
        self.list = RowList(name="answer_groups", label="What is asked")
        self._stack = QStackedWidget()
        for one in self.groups.values():
            self._stack.addWidget(_Top(one))
        self.add(self._beside(), 1)
        self.list.picked.connect(self._turn)
        self.list.opened.connect(lambda key: self.groups[str(key)].focus_first())
        self.form.boxes["coverage"].edited.connect(self._other_coverage)
        self.form.boxes["network"].edited.connect(self._show_known)
        self._show_known()
        self._from_call: tuple[str, ...] = ()
        if told is not None and told.coverage == int(self._of):
            self._take_from_call(told)
        self.list.select(GROUPS[0].key)
        self.primary.say("Keep the answers")

    def focus_start(self) -> None:
        self.list.setFocus()

    def typed(self) -> dict[str, Any]:
        found: dict[str, Any] = dict(super().typed())
        for key, form in self.groups.items():
            found |= {f"{key}.{name}": words for name, words in form.typed().items()}
        return found

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        super().set_draft({name: words for name, words in draft.items() if "." not in name})
        for key, form in self.groups.items():
            form.set_draft({name.partition(".")[2]: words for name, words in draft.items()
                            if name.partition(".")[0] == key})  # fmt: skip
        self._show_known()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import verifying

        asked_on = values["asked_on"]
        assert isinstance(asked_on, date)
        request = verifying.VerifyCoverage(
            int(str(values["coverage"])), Source(str(values["source"])), self._answers(), str(values["who"] or ""),
            str(values["reference"] or ""), asked_on, key=self.key,
        )  # fmt: skip
        self._count = len(request.answers)
        return lambda: verifying.verify_coverage(self.context.desk, request)

    def told(self, result: CoverageVerified | Any) -> str:
        kept = "Kept 1 answer" if self._count == 1 else f"Kept {self._count} answers"
        asks = f" {result.ask_again[0]}" if result.ask_again else ""
        return f"{kept}. {_MEND}{asks}"

    def place_refusal(self, refused: PaydeskError) -> None:
        """In the group where it was typed."""
        key = next((key for key, form in self.groups.items()
                    if refused.field in form.boxes and form.boxes[refused.field].typed()), None)  # fmt: skip
        if key is None:
            super().place_refusal(refused)
            return
        self.list.select(key)
        self.groups[key].show_error(refused.field, refused.sentence)

    def _answers(self) -> tuple[AnswerGiven, ...]:
        network, today = Network(self.form.boxes["network"].typed() or "in"), self.context.today()
        return tuple(
            given(group, item, words, network=network, today=today)
            for group in GROUPS
            for item in group.items
            if (words := self.groups[group.key].boxes[item.value].typed())
        )

    def _other_coverage(self) -> None:
        """What was typed is of the coverage before, and stays its draft; the form goes on with the other one's."""
        key = self.form.boxes["coverage"].typed()
        if not key or key == self._of:
            return
        box, before = self.form.boxes["coverage"], self._of
        box.set_typed(before)
        self._of = key
        # What stood on the sheet of a call is of that coverage alone.
        self._as_opened = {**self._as_opened, **dict.fromkeys(self._from_call, "")}
        self._from_call = ()
        self.turn_to(about(coverage=int(key)), words=self._title.text())
        box.set_typed(key)
        self._show_known()
        self.look_for_draft()

    def _take_from_call(self, told: CallTold) -> None:
        """What stands on the sheet of the call is here, too: the form opens with it."""
        blank = self.typed()
        self.form.set_draft({"who": told.who, "reference": told.reference})
        for one in told.answers:
            group = group_of(one)
            if group is not None:
                self.groups[group.key].boxes[one.item.value].set_typed(as_typed(one))
        if any(one.network is Network.OUT for one in told.answers):
            self.form.set_values({"network": "out"})
        typed = self.typed().items()
        self._from_call = tuple(name for name, words in typed if words != blank[name] and name != "network")

    def _group_form(self, group: Group) -> Form:
        form = Form(
            tuple(_field(item) for item in group.items), today=self.context.today, refuses_card=card_sentence
        )
        form.edited.connect(self.follow)
        return form

    def _turn(self, key: object) -> None:
        self._stack.setCurrentIndex(list(self.groups).index(str(key)))
        self.fit_soon()

    def _beside(self) -> QWidget:
        made = QWidget()
        made.setMinimumHeight(_TALL)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(16)
        side = Ground("side")
        side.setFixedWidth(_LIST_WIDTH)
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.list)
        row.addWidget(side)
        row.addWidget(self._stack, 1)
        return made

    def _show_known(self) -> None:
        """Beside each item what is known of it, and of each group how much."""
        known = self._known.get(self.form.boxes["coverage"].typed() or "")
        if known is None:
            return
        network = Network(self.form.boxes["network"].typed() or "in")
        rows = []
        for group in GROUPS:
            told = {item: _latest(known.answers, group, item, network) for item in group.items}
            for item, one in told.items():
                self.groups[group.key].say_help(_words(one) if one else "", name=item.value)
            count = sum(one is not None and one.value is not None for one in told.values())
            second = f"{count} of {len(told)} known" if count else "nothing known"
            rows.append(ListRow(group.key, group.words, second=second))
        self.list.show_rows(tuple(rows))


class _Top(QWidget):
    """A form at the top of its room."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)
        column.addStretch(1)


def _field(item: Item) -> Field:
    facts = ITEMS[item]
    words = _SHORT.get(item, facts.words)
    label = f"{words[:1].upper()}{words[1:]}"
    choices: tuple[Choice, ...]
    match facts.kind:
        case Kind.YES_NO:
            choices = (_NOT_ASKED, Choice("yes", "Yes"), Choice("no", "No"), _NOT_KNOWN)
        case Kind.CHOICE:
            listed = (Choice(one, _CHOSEN.get(one, one.replace("_", " ").capitalize())) for one in facts.choices)
            choices = (_NOT_ASKED, *listed, _NOT_KNOWN)
        case Kind.TEXT:
            return Field(item.value, label, longest=200)
        case _:
            hint = {Kind.MONEY: "", Kind.SHARE: "%", Kind.COUNT: "", Kind.DAY: "mm/dd/yy"}[facts.kind]
            return Field(item.value, label, width=112, longest=20, placeholder=hint)
    return Field(item.value, label, FieldKind.CHOICE, choices=choices, width=196)


def _latest(answers: tuple[KeptAnswer, ...], group: Group, item: Item, network: Network) -> KeptAnswer | None:
    """Of the answers in the order they were given, the last one."""
    found = [
        one for one in answers
        if one.item is item and one.service == group.service and one.network in (None, network)
    ]  # fmt: skip
    return found[-1] if found else None


def _words(one: KeptAnswer) -> str:
    said = value_words(one.item, one.value) if one.value is not None else "asked, not known"
    by = f", {one.who}" if one.who else ""
    return f"{said}: {one.source.value} {show_date(one.as_of)}{by}"


def _whose(one: CoverageAnswers) -> str:
    facts = one.coverage
    return f"{facts.patient}: {facts.payer}, {facts.member_number}"
