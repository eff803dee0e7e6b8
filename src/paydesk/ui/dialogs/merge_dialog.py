"""Merge two records of one person: the one in front is kept, the other becomes a pointer to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.rules.keyboard import show_date, show_phone
from paydesk.rules.money import in_words
from paydesk.ui.bar_facts import full_name
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.people_choices import first_patient
from paydesk.ui.drafts import about
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.labels import Why
from paydesk.ui.search_input import SearchInput

if TYPE_CHECKING:
    from paydesk.operations.merging import PeopleMerged


_MOVES = (
    "Visits not charged yet, insurance, phones, addresses, e-mails, flags and notes move to the kept record. What is "
    "posted stays on its account and keeps its numbers. Nothing is added to the double any more. A merge has no way "
    "back."
)
_KINDS = {
    "visits": ("visit", "visits"), "phones": ("phone", "phones"), "addresses": ("address", "addresses"),
    "e-mails": ("e-mail", "e-mails"), "flags": ("flag", "flags"), "notes": ("note", "notes"),
    "speak with": ("person we may speak with", "people we may speak with"),
    "contacts": ("logged contact", "logged contacts"), "coverages": ("coverage", "coverages"),
}  # fmt: skip


class MergeDialog(FormDialog):
    """Shows both before anything happens; a different birth date asks for a reason."""

    def __init__(self, context: DeskContext) -> None:
        page = open_page(context)
        kept = page.member(first_patient(page, context.person_id))
        assert kept is not None
        self._kept = kept
        self._hits: dict[str, Any] = {}
        born = f", born {show_date(kept.birth_date)}" if kept.birth_date else ""
        super().__init__(
            context, name="merge_dialog", title="Merge two records of one person", width=680,
            about=about(person=kept.person_id),
            lead=f"Kept: {full_name(kept)}{born}, account {page.number}.",
            fields=(
                Field("duplicate_id", "The double", FieldKind.SEARCH, required=True, look=self._look,
                      placeholder="Name, birth date, phone or account number of the other record"),
                Field("reason", "Reason", FieldKind.TEXT, placeholder="How you know, when birth dates differ"),
            ),
        )  # fmt: skip
        double, reason = (self.form.boxes[name].input for name in ("duplicate_id", "reason"))
        assert isinstance(double, SearchInput)
        double.chosen.connect(lambda key: reason.setFocus() if key else None)
        self.compared = Why(icon="people", strong=True)
        self.add(self.compared)
        self.add(Why(_MOVES))
        self.follow()

    def follow(self) -> None:
        super().follow()
        hit = self._hits.get(self.form.boxes["duplicate_id"].typed())
        if hit is None:
            self.compared.say("")
            return
        born = f"born {show_date(hit.birth_date)}" if hit.birth_date else "birth date missing"
        phone = f", {show_phone(hit.phone)}" if hit.phone else ""
        owes = f", the account owes {in_words(hit.owes)}" if hit.owes else ""
        same = "" if hit.birth_date == self._kept.birth_date else " Their birth dates differ: say how you know."
        self.compared.say(
            f"Double: {hit.first_name} {hit.last_name}, {born}, account {hit.account_number}{phone}{owes}.{same}"
        )

    def result_words(self) -> str:
        return f"Keep {self._kept.first_name or self._kept.last_name}’s record and merge the other into it"

    def deed(self) -> str:
        hit, page = self._hits.get(self.form.boxes["duplicate_id"].typed()), open_page(self.context)
        double = f"{_words(hit)}, account {hit.account_number}" if hit else "another record"
        return f"Merge the record of {double}, into the record of {full_name(self._kept)}, account {page.number}"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import merging

        request = merging.MergePeople(
            self._kept.person_id, int(str(values["duplicate_id"])), str(values["reason"] or "")
        )
        return lambda: merging.merge_people(self.context.desk, request)

    def told(self, result: PeopleMerged) -> str:
        moved = ", ".join(f"{count} {_KINDS[kind][count != 1]}" for kind, count in result.moved.items())
        return f"The two records are one now. Moved: {moved}" if moved else "The two records are one now"

    def _look(self, typed: str, deliver: Callable[[tuple[Choice, ...]], None]) -> None:
        from paydesk.operations import finding

        desk, mine = self.context.desk, self._kept.person_id

        def shown(found: Any) -> None:
            hits = [hit for hit in found.hits if hit.person_id != mine]
            self._hits |= {str(hit.person_id): hit for hit in hits}
            deliver(tuple(Choice(str(hit.person_id), _words(hit), f"account {hit.account_number}") for hit in hits))

        self.context.jobs.look(
            lambda: finding.find(desk, typed, limit=20), title="Finding the double", owner=self, latest="double",
            then=shown,
        )  # fmt: skip


def _words(hit: Any) -> str:
    born = f", born {show_date(hit.birth_date)}" if hit.birth_date else ""
    return f"{hit.first_name} {hit.last_name} {hit.suffix}".strip() + born
