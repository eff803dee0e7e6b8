"""Merging two records of one person: the second becomes a pointer to the first; nothing is rewritten.

What is posted keeps its patient and account, so every balance stays as it was: if the duplicate stood on another
account, that account keeps its money, its guarantor and its contact log, and is still found by name and number (last,
and marked as merged). Within one family the duplicate is found no more. All else moves: visits not charged, notes,
coverage of days the kept record has none for, what insurers said of it, ways to reach the person, and flags. Whoever
reads a pointer's account reads flags and addresses of the record kept, so what is known later protects both, and no
letter goes astray; and nothing is added to a pointer any more.
"""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import ledger_store, merge_store, merged_verification, note_store, search_store, verification_store
from paydesk.data.database import Session
from paydesk.data.people_tables import Account, Person
from paydesk.operations import noting, verifying
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.rules import plausibility
from paydesk.rules.errors import NotFound, PaydeskError


@dataclass(frozen=True)
class MergePeople:
    """``duplicate_id`` is the same person as ``kept_id``. A different birth date needs ``reason``."""

    kept_id: int
    duplicate_id: int
    reason: str = ""


@dataclass(frozen=True)
class PeopleMerged:
    """How many rows moved to the kept record, by kind."""

    kept_id: int
    moved: dict[str, int]
    touched: Touched


def merge_people(desk: Desk, request: MergePeople) -> PeopleMerged:
    """Merge two records. Raises PaydeskError when they cannot be one person, or one was merged before."""
    plausibility.refuse_card_number(request.reason, field="reason")
    with desk.doing("people.merge", "Merged two records of one person") as session:
        kept, duplicate = session.get(Person, request.kept_id), session.get(Person, request.duplicate_id)
        if kept is None or duplicate is None or kept.account_id is None or duplicate.account_id is None:
            raise NotFound("One of the two records is not there any more. Find them again.")
        ledger_store.lock_accounts(session, (kept.account_id, duplicate.account_id))
        for person in (kept, duplicate):
            session.refresh(person)
        _check(kept, duplicate, request)
        moved = merge_store.move_record(session, kept, duplicate, today=desk.clock.today())
        if carried := merged_verification.carry_verification(session, kept.id, duplicate.id):
            moved["verifications"] = len(carried)
        _hand_over(session, kept, duplicate)
        duplicate.merged_into_id, duplicate.status = kept.id, "archived"
        noting.follow_death(desk, session, kept)
        session.flush()
        facts = verification_store.coverages(session, carried)
        verifying.refresh_due(session, tuple(facts.values()), today=desk.clock.today())
        if kept.account_id == duplicate.account_id:
            search_store.forget_person(session, duplicate.id)
        else:
            search_store.index_person(session, duplicate.id)
        search_store.index_person(session, kept.id)
        about(session, account=kept.account_id, person=kept.id, duplicate=duplicate.id, moved=moved,
              reason=request.reason)  # fmt: skip
        if duplicate.account_id != kept.account_id:
            also_about(session, account=duplicate.account_id, person=duplicate.id, merged_into_id=kept.id,
                       reason=request.reason)  # fmt: skip
        touched = tuple(sorted({kept.account_id, duplicate.account_id}))
        return PeopleMerged(kept.id, moved, Touched(touched, ("people",)))


def _check(kept: Person, duplicate: Person, request: MergePeople) -> None:
    if kept.id == duplicate.id:
        raise PaydeskError("Choose two different records to merge.", field="duplicate_id")
    if duplicate.merged_into_id is not None or kept.merged_into_id is not None:
        raise PaydeskError("One of the two was merged already. Open the record it was merged into.")
    births = {one.birth_date for one in (kept, duplicate) if one.birth_date is not None}
    if len(births) > 1 and len(request.reason.strip()) < 3:
        raise PaydeskError(
            "Their birth dates differ. If it is one person all the same, say how you know.", field="reason"
        )


def _hand_over(session: Session, kept: Person, duplicate: Person) -> None:
    """An account whose guarantor was the duplicate answers to the kept record if that is its own family;
    an account of its own keeps the duplicate's name for its letters until its money is settled."""
    assert duplicate.account_id is not None
    account = session.get(Account, duplicate.account_id)
    if account is not None and account.guarantor_id == duplicate.id and kept.account_id == account.id:
        account.guarantor_id = kept.id
    if duplicate.status == "deceased" or note_store.raised_of(session, kept.id, "deceased"):
        kept.status = "deceased"
    kept.is_patient = kept.is_patient or duplicate.is_patient
    for name in ("birth_date", "death_date", "sex", "middle_name", "preferred_name", "employer", "employer_phone"):
        if not getattr(kept, name):
            setattr(kept, name, getattr(duplicate, name))
