"""Insurance coverages of the family: what is there, one more, a change, or the last day of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurance import PayerKind, order_words
from paydesk.rules.keyboard import show_date
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.dialogs.people_choices import everyone_choices, first_patient, patient_choices
from paydesk.ui.drafts import about, ids_of
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.insuring import CoverageRecord
    from paydesk.operations.reading import AccountPage, CoverageFacts

_NEW_PAYER = "new"
_TEXTS = ("plan_name", "group_number", "member_number", "subscriber_name")
_ORDERS = tuple(Choice(str(order), order_words(order).capitalize()) for order in (1, 2, 3, 4))
_RELATIONS = tuple(Choice(key, key.capitalize()) for key in ("self", "spouse", "child", "other"))
_KINDS = tuple(Choice(kind.value, kind.words) for kind in PayerKind)


class CoverageDialog(FormDialog):
    """``payers`` are the active ones; a payer that is missing is entered in the same go."""

    def __init__(self, context: DeskContext, payers: tuple[Any, ...]) -> None:
        page = open_page(context)
        self._page = page
        self._record: CoverageRecord | None = None
        names = tuple(Choice(str(one.payer_id), one.name) for one in payers)
        super().__init__(context, name="coverage_dialog", title="Insurance coverages", width=680,
                         fields=_fields(page, names), about=about(person=first_patient(page, context.person_id)),
                         )  # fmt: skip
        self._kept = KeptList("On file", self._rows(), empty="No insurance yet. Until then charges go to the patient.")
        self.body.insertWidget(0, self._kept)
        self._blank()
        self.follow()

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[Any, ...]]:
        """Reads the payers before the dialog opens."""
        from paydesk.operations import insuring

        open_page(context)
        return lambda: insuring.payers(context.desk)

    def follow(self) -> None:
        super().follow()
        typed = {name: box.typed() for name, box in self.form.boxes.items()}
        self.form.show_field("new_payer", typed["payer_id"] == _NEW_PAYER)
        self.form.show_field("subscriber_id", typed["relation"] not in ("", "self"))

    def focus_start(self) -> None:
        self.form.boxes["payer_id"].input.setFocus()

    def result_words(self) -> str:
        return "Save the change" if self._record else "Add the coverage"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import insuring

        desk, record, new = self.context.desk, self._record, values["payer_id"] == _NEW_PAYER
        if new and not values["new_payer"]:
            raise PaydeskError("Type the payer's name.", field="new_payer")
        kept = vars(record.request) if record else {}
        version, key = (record.version, "") if record else (None, self.key)
        facts = {**kept, **_request_facts(values), "version": version, "key": key}
        if new:
            kind = PayerKind(str(values["payer_kind"] or PayerKind.COMMERCIAL.value))
            facts["new_payer"] = insuring.SavePayer(str(values["new_payer"]), kind)
        return partial(insuring.save_coverage, desk, insuring.SaveCoverage(**facts))

    def told(self, result: Any) -> str:
        return "Coverage changed" if self._record else "Coverage added"

    def record_state(self) -> object:
        return self._record.version if self._record else None

    def field_of(self, name: str | None) -> str | None:
        return "new_payer" if name == "name" else name

    def _blank(self) -> None:
        who = first_patient(self._page, self.context.person_id)
        has = any(one.patient_id == who and one.valid_to is None for one in self._page.coverages)
        self.form.set_values({
            "patient_id": str(who), "relation": "self", "priority": "2" if has else "1", "payer_kind": "commercial",
            "valid_from": self.context.today().replace(month=1, day=1),
        })  # fmt: skip

    def _rows(self) -> tuple[KeptRow, ...]:
        return tuple(self._row(one) for one in self._page.coverages)

    def _row(self, one: CoverageFacts) -> KeptRow:
        person = self._page.member(one.patient_id)
        ends = f" to {show_date(one.valid_to)}" if one.valid_to else ""
        payer = f"{one.payer} {one.plan}".strip()
        words = f"{person.first_name if person else ''}: {payer}, {order_words(one.priority)}"
        copay = f", copay {money.show(one.copay)}" if one.copay is not None else ""
        second = f"member {one.member_number or 'number missing'}, from {show_date(one.valid_from)}{ends}{copay}"
        change = ("Change", lambda: self._change(one.coverage_id))
        end = (("End", lambda: self._end(one.coverage_id, words)),) if one.valid_to is None else ()
        tone = "text3" if one.valid_to and one.valid_to < self.context.today() else "text"
        return KeptRow(f"coverage_{one.coverage_id}", words, second, tone, deeds=(change, *end))

    def resume(self, about: str) -> None:
        if coverage_id := ids_of(about).get("coverage"):
            self._change(coverage_id)

    def _change(self, coverage_id: int) -> None:
        from paydesk.operations import insuring

        desk = self.context.desk
        self.context.jobs.look(
            lambda: insuring.coverage_record(desk, coverage_id), title="Reading the coverage", owner=self,
            then=self._show_record,
        )  # fmt: skip

    def _show_record(self, record: CoverageRecord) -> None:
        kept = record.request
        self.turn_to(about(coverage=kept.coverage_id or 0), words=record.payer)
        self._record = record
        self.form.set_values({
            "patient_id": str(kept.patient_id), "payer_id": str(kept.payer_id), "plan_name": kept.plan_name,
            "group_number": kept.group_number, "member_number": kept.member_number, "priority": str(kept.priority),
            "valid_from": kept.valid_from, "valid_to": kept.valid_to, "copay": kept.copay, "relation": kept.relation,
            "subscriber_id": str(kept.subscriber_id) if kept.subscriber_id else None,
            "subscriber_name": kept.subscriber_name,
        })  # fmt: skip
        self.say_lead(f"Changing {record.payer}. What was posted stays as it was.")
        self.follow()
        self.form.boxes["member_number"].input.setFocus()
        self.look_for_draft()

    def _end(self, coverage_id: int, words: str) -> None:
        from paydesk.operations import insuring

        context = self.context
        self.reject()
        context.jobs.look(
            lambda: insuring.coverage_record(context.desk, coverage_id), title="Reading the coverage",
            then=lambda record: EndCoverageDialog(context, record, words=words).start(),
        )  # fmt: skip


class EndCoverageDialog(FormDialog):
    """The last day one coverage holds."""

    def __init__(self, context: DeskContext, record: CoverageRecord, *, words: str) -> None:
        self._record = record
        super().__init__(
            context, name="end_coverage_dialog", title=f"End {words}", keeps_draft=False,
            lead="It stays on file for the visits it covered; later charges go to who is next.",
            fields=(Field("valid_to", "Last day", FieldKind.DATE, required=True),),
        )  # fmt: skip
        self.form.set_values({"valid_to": context.today()})
        self.primary.say("End the coverage")

    def focus_start(self) -> None:
        self.form.boxes["valid_to"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import insuring

        last, kept = values["valid_to"], self._record.request
        assert isinstance(last, date) and kept.coverage_id is not None
        return partial(
            insuring.end_coverage, self.context.desk, kept.coverage_id, last_day=last, version=kept.version
        )

    def told(self, result: Any) -> str:
        return "Coverage ended"


def _request_facts(values: dict[str, Value]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: str(values[name] or "") for name in _TEXTS}
    for name in ("valid_from", "valid_to", "copay"):
        facts[name] = values[name]
    payer = str(values["payer_id"])
    facts |= {
        "patient_id": int(str(values["patient_id"])), "priority": int(str(values["priority"])),
        "payer_id": int(payer) if payer != _NEW_PAYER else 0, "relation": str(values["relation"]),
        "subscriber_id": int(str(values["subscriber_id"])) if values["subscriber_id"] else None,
    }  # fmt: skip
    return facts


def _fields(page: AccountPage, payers: tuple[Choice, ...]) -> tuple[Field, ...]:
    choice = FieldKind.CHOICE
    return (
        Field("patient_id", "Patient", choice, required=True, choices=patient_choices(page)),
        Field("payer_id", "Payer", choice, required=True, choices=(*payers, Choice(_NEW_PAYER, "Another payer …"))),
        Field("new_payer", "Its name", FieldKind.NAME),
        Field("payer_kind", "Kind", choice, choices=_KINDS, width=168, beside=True),
        Field("plan_name", "Plan", FieldKind.NAME),
        Field("group_number", "Group", FieldKind.TEXT, width=136, beside=True),
        Field("member_number", "Member no.", FieldKind.TEXT),
        Field("priority", "Order", choice, required=True, choices=_ORDERS, width=136, beside=True),
        Field("valid_from", "From", FieldKind.DATE, required=True, missing="Type its first day."),
        Field("valid_to", "to", FieldKind.DATE, beside=True),
        Field("copay", "Copay", FieldKind.AMOUNT, beside=True),
        Field("relation", "Patient is", choice, required=True, choices=_RELATIONS, width=136,
              missing="Choose what the patient is to the policyholder."),
        Field(
            "subscriber_id", "Subscriber", choice, choices=(Choice("", "Not on this account"), *everyone_choices(page))
        ),
        Field("subscriber_name", "Name", FieldKind.NAME, width=168, beside=True),
    )
