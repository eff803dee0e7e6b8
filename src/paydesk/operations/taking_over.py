"""Taking over, line by line, what an insurer has otherwise than the record; or leaving the record as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paydesk.data import eligibility_store, ledger_store, people_store, search_store
from paydesk.data.database import Session
from paydesk.data.people_tables import Person
from paydesk.data.verification_store import CoverageFacts
from paydesk.data.verification_tables import EligibilityDifference
from paydesk.operations import insuring, reading_eligibility, verifying
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import keyboard, plausibility
from paydesk.rules.eligibility_differences import Difference, Field, recorded, shown
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed
from paydesk.rules.money import from_plain


@dataclass(frozen=True)
class Decide:
    """One difference, with the version it was read at; ``ours`` is what was shown of our record, where that is not
    what it said when the file was read."""

    difference_id: int
    version: int | None = None
    ours: str | None = None


def take_over(desk: Desk, request: Decide) -> Touched:
    """The record says what the insurer says, in this one thing.

    Raises PaydeskError when the record changed since it was compared, or the new value cannot stand; NotFound when
    somebody decided it already; ChangedByOther.
    """
    with desk.doing("insurance.edit", "Took over what an insurer has otherwise") as session:
        row, facts, told = _opened(session, request)
        if not told.field.can_be_taken:
            raise PaydeskError(f"{told.field.words}: settle it with the patient, then change the coverages yourself.")
        if recorded(reading_eligibility.record_facts(facts, ()), told.field) != told.ours:
            raise PaydeskError(
                "The record was changed since the file was read. Look at it again in “What insurers have otherwise”."
            )
        if told.field.of_person:
            desk.require("people.edit")
            _change_person(desk, session, facts, told)
        else:
            record = insuring.record_of(session, facts.coverage_id)
            insuring.keep_coverage(desk, session, _changed(record, told), told_by_insurer=True)
        _decided(desk, session, row, facts, told, "taken", act="eligibility.taken")
        return Touched((facts.account_id,), ("people", "insurance"))


def leave(desk: Desk, request: Decide, *, why: str) -> Touched:
    """The record stays as it is; ``why`` says so for whoever asks later. Raises as ``take_over``."""
    with desk.doing("insurance.edit", "Left the record as it is") as session:
        reason = keyboard.tidy_text(why, field="why")
        if len(reason) < 3:
            raise PaydeskError("Say in a few words why the record stays.", field="why")
        plausibility.refuse_card_number(reason, field="why")
        row, facts, told = _opened(session, request)
        _decided(desk, session, row, facts, told, "left", act="eligibility.left", why=reason)
        return Touched((facts.account_id,), ("insurance",))


def _opened(session: Session, request: Decide) -> tuple[EligibilityDifference, CoverageFacts, Difference]:
    row = eligibility_store.difference(session, request.difference_id)
    if row is None or row.state != "open":
        raise NotFound("That line was decided already, or a newer answer took its place.")
    refuse_changed(row.version, request.version, of=row)
    ours = row.ours if request.ours is None else request.ours
    return row, verifying.locked_facts(session, row.coverage_id), Difference(Field(row.field), ours, row.theirs)


def _decided(
    desk: Desk, session: Session, row: EligibilityDifference, facts: CoverageFacts, told: Difference, state: str, *,
    act: str, why: str = "",
) -> None:  # fmt: skip
    row.state, row.why, row.decided_by, row.decided_at = state, why, desk.actor.name, desk.clock.now()
    session.flush()
    about(session, act=act, account=facts.account_id, person=facts.patient_id, coverage=facts.coverage_id,
          what=told.field.words, here=shown(told.field, told.ours), insurer=shown(told.field, told.theirs),
          reason=why)  # fmt: skip


def _change_person(desk: Desk, session: Session, facts: CoverageFacts, told: Difference) -> None:
    person = people_store.in_use(session, facts.patient_id)
    assert person.account_id is not None
    ledger_store.lock_accounts(session, (person.account_id,))
    if told.field is Field.BIRTH_DATE:
        born = date.fromisoformat(told.theirs)
        if born > desk.clock.today():
            raise PaydeskError("The insurer's birth date is in the future: it cannot be right.", field="birth_date")
        person.birth_date = born
    else:
        _rename(person, told)
    session.flush()
    search_store.index_person(session, person.id)


def _rename(person: Person, told: Difference) -> None:
    """Insurers write capitals throughout: a name of capitals is written as names are."""
    name = keyboard.tidy_name(told.theirs, field=told.field.value)
    name = name.title() if name.isupper() else name
    if told.field is Field.LAST_NAME:
        person.last_name = name
    else:
        person.first_name = name


def _changed(record: insuring.SaveCoverage, told: Difference) -> insuring.SaveCoverage:
    value = told.theirs
    match told.field:
        case Field.MEMBER_NUMBER:
            return replace(record, member_number=value)
        case Field.GROUP_NUMBER:
            return replace(record, group_number=value)
        case Field.PLAN_NAME:
            return replace(record, plan_name=value)
        case Field.SUBSCRIBER:
            return replace(record, subscriber_name=value.title() if value.isupper() else value)
        case Field.VALID_FROM:
            return replace(record, valid_from=date.fromisoformat(value))
        case Field.VALID_TO:
            return replace(record, valid_to=date.fromisoformat(value))
    return replace(record, copay=from_plain(value))
