"""Whose answer it is: the coverage an insurer's answer about eligibility is for, or why none of ours fits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from paydesk.rules.eligibility import Answer, Member
from paydesk.rules.eligibility_differences import squeezed
from paydesk.rules.identity import search_key

BY_TRACE, BY_NUMBER, BY_NAME = "our question", "member number and birth date", "name and birth date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A coverage of ours that may be meant."""

    coverage_id: int
    patient_id: int
    payer_id: int
    last_name: str
    first_name: str
    birth_date: date | None
    member_number: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Match:
    """The coverage and by what it was found; without one ``why`` says it in a sentence."""

    coverage_id: int | None
    by: str = ""
    why: str = ""


def match(
    answer: Answer, candidates: Iterable[Candidate], *, asked: Collection[int], payer_id: int | None, on: date
) -> Match:
    """The one coverage that fits. ``asked`` are the coverages our question with this answer's trace was about.

    Our trace counts unless the answer names somebody else; then member number and birth date, then name and birth
    date. Where two people fit, nobody does.
    """
    every = tuple(candidates)
    of_question = [one for one in every if one.coverage_id in asked]
    if of_question:
        one = of_question[0]
        if _contradicts(one, answer):
            return Match(None, "", f"Our question was about {_name(one)}, and the answer names {_told(answer)}.")
        return Match(one.coverage_id, BY_TRACE)
    person = answer.person
    if person is None:
        return Match(None, "", "It names nobody, and no question of ours has its number.")
    number = squeezed(answer.member_number)
    born = [one for one in every if person.birth is not None and one.birth_date == person.birth]
    for by, found in (
        (BY_NUMBER, [one for one in born if number and squeezed(one.member_number) == number]),
        (BY_NAME, [one for one in born if _same_name(one, person)]),
    ):
        people = {one.patient_id for one in found}
        if len(people) > 1:  # twins share a number and a birth date
            found = [one for one in found if _same_name(one, person)]
            people = {one.patient_id for one in found}
        if len(people) > 1:
            return Match(None, "", f"Several people here have this {by}. Enter it by hand.")
        if found:
            return _one_of(found, by, payer_id, on)
    return Match(None, "", f"Nobody here fits {_told(answer)}. Check number, name and birth date.")


def _one_of(found: list[Candidate], by: str, payer_id: int | None, on: date) -> Match:
    """Of one person's coverages that of the payer, and of its own the one in force."""
    own = [one for one in found if payer_id is None or one.payer_id == payer_id]
    if not own and by == BY_NAME:
        return Match(None, "", f"{_name(found[0])} has no coverage with this insurer. Enter it first.")
    own = own or found
    holding = [one for one in own if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)] or own
    if payer_id is None and by == BY_NAME and len({one.payer_id for one in holding}) > 1:
        return Match(None, "", f"{_name(found[0])} has several insurers, and this one is not on file by its number.")
    return Match(max(holding, key=lambda one: (one.valid_from, one.coverage_id)).coverage_id, by)


def _contradicts(one: Candidate, answer: Answer) -> bool:
    """Neither the number, nor the name, nor the birth date is ours, of what it names."""
    person = answer.person
    if person is None or person.party is None or not (person.party.name or person.birth):
        return False
    number = squeezed(answer.member_number)
    same_number = bool(number) and number == squeezed(one.member_number)
    same_birth = person.birth is not None and person.birth == one.birth_date
    return not (same_number or same_birth or _same_name(one, person))


def _same_name(one: Candidate, person: Member) -> bool:
    if person.party is None:
        return False
    first, theirs = search_key(one.first_name).split(), search_key(person.party.first).split()
    return search_key(one.last_name) == search_key(person.party.name) and first[:1] == theirs[:1] != []


def _name(one: Candidate) -> str:
    return f"{one.first_name} {one.last_name}".strip()


def _told(answer: Answer) -> str:
    party = answer.person.party if answer.person else None
    return (f"{party.first} {party.name}".strip() if party else "") or "nobody"
