"""Recognizing: people on file who look like the one being typed."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import search_store
from paydesk.data.search_store import Hit
from paydesk.operations.desk import Desk
from paydesk.rules import identity
from paydesk.rules.identity import Level, PersonFacts


@dataclass(frozen=True)
class NearDuplicate:
    """Somebody on file who may be the one being typed; ``why`` says what is alike."""

    hit: Hit
    level: Level
    why: str


def near_duplicates(
    desk: Desk, candidate: PersonFacts, *, except_person: int | None = None, limit: int = 5
) -> tuple[NearDuplicate, ...]:
    """People on file who look like ``candidate``, most alike first."""
    name = identity.search_key(f"{candidate.first_name} {candidate.last_name}")
    with desk.looking() as session:
        found: dict[int, Hit] = {}
        if candidate.birth_date is not None:
            found |= {hit.person_id: hit for hit in search_store.born_on(session, candidate.birth_date)}
        for digits in candidate.phones:
            found |= {hit.person_id: hit for hit in search_store.with_phone(session, digits)}
        if len(name) >= 3:
            found |= {hit.person_id: hit for hit in search_store.find(session, name.split(), limit=50)}
            found |= {hit.person_id: hit for hit in search_store.similar(session, name, limit=50)}
    alike = []
    for hit in found.values():
        facts = PersonFacts(
            last_name=hit.last_name, first_name=hit.first_name, suffix=hit.suffix,
            preferred_name=hit.preferred_name, birth_date=hit.birth_date, phones=hit.numbers,
        )  # fmt: skip
        likeness = identity.likeness(candidate, facts)
        if likeness.level > Level.DIFFERENT and hit.person_id != except_person and hit.merged_into_id is None:
            alike.append(NearDuplicate(hit, likeness.level, likeness.why))
    return tuple(sorted(alike, key=lambda one: (-one.level, one.hit.person_id))[:limit])
