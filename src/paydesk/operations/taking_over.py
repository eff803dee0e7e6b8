"""Taking over, line by line, what an insurer has otherwise than the record; or leaving the record as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paydesk.data import eligibility_store, ledger_store, people_store, search_store
from paydesk.data.database import Session
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


@dataclass(frozen=True)
class TakenOver:
    """A line that was taken over, as it stands since: its version, and what our record says by it."""

    difference_id: int
    version: int
    became: str
    touched: Touched


@dataclass(frozen=True)
class PutBack:
    """The line waits again, at the version it has now."""

    difference_id: int
    version: int
    touched: Touched


def take_over(desk: Desk, request: Decide) -> TakenOver:
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
        _write(desk, session, facts, told.field, _as_written(told))
        _decided(desk, session, row, facts, told, "taken", act="eligibility.taken")
        became = _recorded(session, facts.coverage_id, told.field)
        return TakenOver(row.id, row.version, became, Touched((facts.account_id,), ("people", "insurance")))


def put_back(desk: Desk, request: TakenOver, *, ours: str) -> PutBack:
    """What was taken over by mistake: the record says ``ours`` again, and the line waits to be decided.

    Raises PaydeskError when the record, or the line, was changed since.
    """
    with desk.doing("insurance.edit", "Put back what was taken over from an insurer") as session:
        row = eligibility_store.difference(session, request.difference_id)
        if row is None or row.state != "taken" or row.version != request.version:
            raise PaydeskError("That line was decided anew, or a newer answer came. Change the record yourself.")
        facts = verifying.locked_facts(session, row.coverage_id)
        told = Difference(Field(row.field), ours, row.theirs)
        if _recorded(session, facts.coverage_id, told.field) != request.became:
            raise PaydeskError(f"{told.field.words}: the record was changed since. Look at it and change it yourself.")
        _write(desk, session, facts, told.field, ours)
        row.state, row.decided_by, row.decided_at = "open", "", None
        session.flush()
        about(session, act="eligibility.put_back", account=facts.account_id, person=facts.patient_id,
              coverage=facts.coverage_id, what=told.field.words, here=shown(told.field, ours),
              insurer=shown(told.field, told.theirs), reason="taken over by mistake")  # fmt: skip
        return PutBack(row.id, row.version, Touched((facts.account_id,), ("people", "insurance")))


def _recorded(session: Session, coverage_id: int, field: Field) -> str:
    return recorded(reading_eligibility.record_facts(verifying.coverage_facts(session, coverage_id), ()), field)


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


def _as_written(told: Difference) -> str:
    """Insurers write capitals throughout: a name of capitals is written as names are."""
    names = (Field.LAST_NAME, Field.FIRST_NAME, Field.SUBSCRIBER)
    return told.theirs.title() if told.field in names and told.theirs.isupper() else told.theirs


def _write(desk: Desk, session: Session, facts: CoverageFacts, field: Field, value: str) -> None:
    """The record says ``value``, as differences are kept, of this one thing."""
    if field.of_person:
        desk.require("people.edit")
        _change_person(desk, session, facts, field, value)
    else:
        record = insuring.record_of(session, facts.coverage_id)
        insuring.keep_coverage(desk, session, _changed(record, field, value), told_by_insurer=True)


def _change_person(desk: Desk, session: Session, facts: CoverageFacts, field: Field, value: str) -> None:
    person = people_store.in_use(session, facts.patient_id)
    assert person.account_id is not None
    ledger_store.lock_accounts(session, (person.account_id,))
    if field is Field.BIRTH_DATE:
        born = _day(value)
        if born is not None and born > desk.clock.today():
            raise PaydeskError("The insurer's birth date is in the future: it cannot be right.", field="birth_date")
        person.birth_date = born
    elif field is Field.LAST_NAME:
        person.last_name = keyboard.tidy_name(value, field=field.value)
    else:
        person.first_name = keyboard.tidy_name(value, field=field.value)
    session.flush()
    search_store.index_person(session, person.id)


def _changed(record: insuring.SaveCoverage, field: Field, value: str) -> insuring.SaveCoverage:
    match field:
        case Field.MEMBER_NUMBER:
            return replace(record, member_number=value)
        case Field.GROUP_NUMBER:
            return replace(record, group_number=value)
        case Field.PLAN_NAME:
            return replace(record, plan_name=value)
        case Field.SUBSCRIBER:
            return replace(record, subscriber_name=value)
        case Field.VALID_FROM:
            return replace(record, valid_from=date.fromisoformat(value))
        case Field.VALID_TO:
            return replace(record, valid_to=_day(value))
    return replace(record, copay=from_plain(value) if value else None)


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
