"""Raise a flag with its facts, seeing what it stops; and correct or end one that stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from paydesk.rules.addressee import in_one_line
from paydesk.rules.contact import Flag
from paydesk.rules.flag_kinds import FLAG_KINDS, Scope, flag_kind
from paydesk.rules.keyboard import show_date
from paydesk.ui.bar_facts import flag_sentence
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.flag_fields import fact_field, fact_text, field_name, has_one_date, starts_on
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.dialogs.people_choices import everyone_choices
from paydesk.ui.drafts import about
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.mailing import MailPlaces
    from paydesk.operations.noting import AboutAccount, FlagFacts

Known: TypeAlias = "tuple[AboutAccount, MailPlaces]"


class FlagDialog(FormDialog):
    """Every fact of every kind is a field; those of the chosen kind are shown."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], Known]:
        """Reads what is raised already, and where mail may have come back from."""
        from paydesk.operations import mailing, noting

        account = open_page(context).account_id
        return lambda: (noting.about_account(context.desk, account), mailing.mail_places(context.desk, account))

    def __init__(self, context: DeskContext, known: Known) -> None:
        about_account, places = known
        page = open_page(context)
        self._account_id, self._places = page.account_id, places
        self._names: dict[int | None, str] = {one.person_id: one.first_name or one.last_name for one in page.members}
        kinds = tuple(Choice(kind.id, kind.words) for kind in FLAG_KINDS)
        super().__init__(
            context, name="flag_dialog", title="Flags", width=640,
            about=about(person=context.person_id or page.guarantor.person_id),
            fields=(
                Field("kind", "Raise", FieldKind.CHOICE, choices=kinds, placeholder="Choose a flag"),
                Field("person_id", "About", FieldKind.CHOICE, choices=everyone_choices(page)),
                Field("since", "Since", FieldKind.DATE),
                *(fact_field(kind.id, fact, places) for kind in FLAG_KINDS for fact in kind.facts),
                Field("reason", "Note", FieldKind.TEXT, placeholder="Who told us, when"),
            ),
        )  # fmt: skip
        self.form.set_values(
            {"since": context.today(), "person_id": str(context.person_id or page.guarantor.person_id),
             **{field_name(kind.id, kind.starts): context.today() for kind in FLAG_KINDS if kind.starts},
             field_name("returned_mail", "address"): in_one_line(places.goes) if places.goes else None}
        )  # fmt: skip
        self._kept = KeptList(
            "In force", (), empty="No flag is raised. Choose one below when something forbids asking."
        )
        self.body.insertWidget(0, self._kept)
        self._show_flags(about_account)
        self.follow()

    def follow(self) -> None:
        super().follow()
        chosen = self._kind()
        for kind in FLAG_KINDS:
            for fact in kind.facts:
                self.form.show_field(field_name(kind.id, fact.name), kind.id == chosen)
        row = flag_kind(chosen) if chosen else None
        self.form.show_field("since", row is not None and not row.starts)
        self.form.show_field("reason", row is not None)
        self.form.show_field("person_id", row is not None and row.scope is Scope.PERSON)
        self.say_lead(
            row.why
            if row
            else "A flag restrains what this program and the next person do. It ends, it is never erased."
        )
        self.primary.setEnabled(row is not None)
        self.fit_soon()

    def result_words(self) -> str:
        return f"Raise “{flag_kind(self._kind()).words}”" if self._kind() else "Raise the flag"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import noting

        row = flag_kind(self._kind())
        facts = {fact.name: fact_text(values[field_name(row.id, fact.name)]) for fact in row.facts}
        request = noting.RaiseFlag(
            self._account_id, row.id, starts_on(row, values, self.context.today()),
            int(str(values["person_id"])) if row.scope is Scope.PERSON else None, str(values["reason"] or ""), facts,
            self.key,
        )  # fmt: skip
        return lambda: noting.raise_flag(self.context.desk, request)

    def field_of(self, name: str | None) -> str | None:
        # A fact of that name may belong to several kinds, so fields carry their kind's name.
        facts = {fact.name for fact in flag_kind(self._kind()).facts} if self._kind() else set()
        return field_name(self._kind(), name) if name in facts and name else name

    def told(self, result: Any) -> str:
        return f"Flag raised: {flag_kind(self._kind()).words}"

    def _kind(self) -> str:
        return self.form.boxes["kind"].typed()

    def _show_flags(self, known: AboutAccount) -> None:
        rows = []
        for flag in known.flags:
            if flag.until is None:
                words = flag_kind(flag.kind).words
                told = flag_sentence(
                    Flag(flag.kind, flag.since, None, flag.person_id, flag.facts), self._names.get(flag.person_id, "")
                )
                one_date = has_one_date(flag_kind(flag.kind), flag.since, flag.facts)
                since = "" if one_date else f"since {show_date(flag.since)}"
                second = ", ".join(part for part in (since, flag.reason) if part)
                deeds = (
                    ("Correct", partial(self._correct, flag)), ("End it", partial(self._end, flag.flag_id, words)),
                )  # fmt: skip
                rows.append(KeptRow(f"flag_{flag.flag_id}", told, second, whole=True, deeds=deeds))
        self._kept.show_rows(tuple(rows))
        self.fit_soon()

    def _correct(self, flag: FlagFacts) -> None:
        from paydesk.ui.dialogs.change_flag_dialog import ChangeFlagDialog

        context, places = self.context, self._places
        self.reject()
        ChangeFlagDialog(context, flag, places).start()

    def _end(self, flag_id: int, words: str) -> None:
        context = self.context
        self.reject()
        EndFlagDialog(context, flag_id=flag_id, words=words).start()


class EndFlagDialog(FormDialog):
    """The last day of one flag, with the reason."""

    def __init__(self, context: DeskContext, *, flag_id: int, words: str) -> None:
        self._flag_id = flag_id
        super().__init__(
            context, name="end_flag_dialog", title=f"End “{words}”", keeps_draft=False,
            lead="It stays on file; from the next day on it forbids nothing.",
            fields=(
                Field("until", "Last day", FieldKind.DATE, required=True),
                Field("reason", "Reason", FieldKind.TEXT, required=True, placeholder="How we know"),
            ),
        )  # fmt: skip
        self.form.set_values({"until": context.today()})
        self.primary.say("End it")

    def focus_start(self) -> None:
        self.form.boxes["reason"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import noting

        until, reason = values["until"], str(values["reason"])
        assert isinstance(until, date)
        return lambda: Acted(noting.end_flag(self.context.desk, self._flag_id, last_day=until, reason=reason))

    def told(self, result: Any) -> str:
        return "Flag ended"
