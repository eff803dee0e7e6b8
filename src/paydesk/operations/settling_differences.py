"""Settling what insurers have otherwise: the lines of their files that nobody took over or left, by patient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from paydesk.data import eligibility_store, verification_store
from paydesk.data.verification_store import CoverageFacts
from paydesk.operations import keeping, reading_eligibility
from paydesk.operations.desk import Desk
from paydesk.rules.eligibility_differences import Difference, RecordFacts, standing

MOST = 5000
"""So many lines are listed, those of the newest answers; the rest follows as they are decided."""


@dataclass(frozen=True)
class WaitingDifference:
    """One line that waits: whose, with which insurer, what differs from the record of today, and since which file.

    ``version`` is what ``taking_over`` decides on. ``left_before`` is why the same was left when it was told earlier.
    """

    id: int
    version: int
    account_id: int
    account_number: int
    patient_id: int
    patient: str
    payer: str
    member_number: str
    coverage_id: int
    difference: Difference
    file: str
    read_at: datetime
    left_before: str


@dataclass(frozen=True)
class WaitingDifferences:
    """Lines that wait, those of the newest answers; ``of`` is how many wait in all where they are not all listed."""

    lines: tuple[WaitingDifference, ...]
    of: int | None = None


def waiting_differences(desk: Desk) -> WaitingDifferences:
    """What nobody decided, patient by patient, the newest answers first; what agrees by now is not there any more."""
    today = desk.clock.today()
    desk.looked_at_list("worklist.differences", "Looked at what insurers have otherwise")
    with desk.looking("insurance.edit") as session:
        found = eligibility_store.open_differences(session, most=MOST)
        every = eligibility_store.count_of_open(session) if len(found) == MOST else 0
        facts = verification_store.coverages(session, [one.kept.coverage_id for one in found])
        payers = eligibility_store.payers_of(session, {one.patient_id for one in facts.values()}, on=today)
        zone = keeping.clinic_zone(session)
    records = {own: _record(one, payers) for own, one in facts.items()}
    waiting: list[WaitingDifference] = []
    for one in found:
        told = standing(records[one.kept.coverage_id], one.kept.difference)
        if told is not None:
            whose = facts[one.kept.coverage_id]
            waiting.append(WaitingDifference(
                one.kept.id, one.kept.version, whose.account_id, one.account_number, whose.patient_id, whose.patient,
                whose.payer, whose.member_number, whose.coverage_id, told, one.kept.file_name,
                one.kept.read_at.astimezone(zone), one.left_before,
            ))  # fmt: skip
    return WaitingDifferences(_together(waiting), every if every > MOST else None)


def _record(facts: CoverageFacts, payers: Mapping[int, list[tuple[int, str]]]) -> RecordFacts:
    others = tuple(name for own, name in payers.get(facts.patient_id, ()) if own != facts.coverage_id)
    return reading_eligibility.record_facts(facts, others)


def _together(waiting: list[WaitingDifference]) -> tuple[WaitingDifference, ...]:
    """Each coverage's lines beside each other, in the order its insurer told them; the newest coverage first."""
    newest: dict[int, int] = {}
    for place, one in enumerate(waiting):
        newest.setdefault(one.coverage_id, place)
    return tuple(sorted(waiting, key=lambda one: (newest[one.coverage_id], one.id)))
