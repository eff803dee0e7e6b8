"""Which of our claims an insurer answers: by number, by the insurer's own number, or by who, when and how much."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.rules import remittance
from paydesk.rules.answer_shares import KnownClaim
from paydesk.rules.claims import ANSWERED, ClaimState, squeezed
from paydesk.rules.identity import search_key
from paydesk.rules.nicknames import same_nickname
from paydesk.rules.remittance import ClaimAnswer, Party

BY_NUMBER, BY_SENT_AS, CONFIRMED = "claim number", "number it was sent under", "confirmed before"
BY_CUT_NUMBER, BY_PAYERS, BY_WHO = "claim number, cut short", "insurer's number", "member, day, charge and name"
BY_NAME = "name and day"

STRENGTH = (CONFIRMED, BY_NUMBER, BY_SENT_AS, BY_PAYERS, BY_CUT_NUMBER, BY_WHO, BY_NAME)
"""The keys in the order in which they are believed."""


_SHORTEST = 5


@dataclass(frozen=True)
class Candidate:
    """One of our claims that an answer may be for, and by which key it was found."""

    claim: KnownClaim
    by: str

    def agrees(self, answer: ClaimAnswer) -> frozenset[str]:
        """What of the two is the same: charge, name, member, day."""
        claim, patient = self.claim, answer.patient
        days: set[date | None] = {line.day for line in claim.lines}
        told: set[date | None] = {one.first for one in answer.services if one.first} or {answer.first}
        people = (patient, answer.insured, answer.corrected)
        members = {squeezed(one.id) for one in people if one is not None and one.id}
        same = {
            "charge": answer.charge is not None and abs(answer.charge) == claim.charge,
            "name": patient is not None and self._is_called(patient),
            "member": squeezed(claim.member_number) in members,
            "day": bool(days.intersection(told)),
        }
        return frozenset(name for name, holds in same.items() if holds)

    def _is_called(self, one: Party) -> bool:
        """Whether the insurer's name is our patient's; a family shares the last name, and often the number."""
        first = not one.first or same_first_name(one.first, self.claim.patient_first)
        return first and same_name(one.name, self.claim.patient_last)


def agreed_words(agreed: Collection[str]) -> str:
    """``name, day and charge are the same``."""
    words = [word for word in ("name", "member", "day", "charge") if word in agreed]
    if not words:
        return "nothing of it is the same"
    told = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
    return f"{told} {'are' if len(words) > 1 else 'is'} the same"


def same_name(theirs: str, ours: str) -> bool:
    """Whether a last name as an insurer writes it is ours: capitals, no accents or signs, now and then cut short."""
    one, other = (search_key(name).replace(" ", "") for name in (theirs, ours))
    shorter = min(len(one), len(other))
    return bool(one) and (one == other or (shorter >= _SHORTEST and one[:shorter] == other[:shorter]))


def same_first_name(theirs: str, ours: str) -> bool:
    """Whether a first name as an insurer writes it may be ours: in full, an initial, a nickname, or begun alike."""
    one, other = (search_key(name).replace(" ", "") for name in (theirs, ours))
    shorter = min(len(one), len(other), _SHORTEST)
    return bool(one and other) and (one[:shorter] == other[:shorter] or same_nickname(one, other))


@dataclass(frozen=True)
class Match:
    """The claim an answer is for, or None with why it is not sure; ``candidates`` are what a person chooses from."""

    claim: KnownClaim | None
    by: str = ""
    why: str = ""
    candidates: tuple[Candidate, ...] = ()


NO_CLAIM = "No claim here fits it: neither its number, nor member, day, charge and name."


def match(
    answer: ClaimAnswer, candidates: Sequence[Candidate], *, payer_id: int | None, insurer_id: int | None = None
) -> Match:
    """The one claim that fits best, by the strongest key; of a visit's claims the one whose payer answers.

    Not sure, and so left to a person: none, several that fit alike, a number that fits while the name does not, or a
    claim that went to another insurer than ``insurer_id``, which the file names.
    """
    if not candidates:
        return Match(None, why=NO_CLAIM)
    best = min(STRENGTH.index(one.by) for one in candidates)
    strongest = [one for one in candidates if STRENGTH.index(one.by) == best]
    found = _newest(answer, _whose_turn(answer, strongest, payer_id))
    agreeing = [len(one.agrees(answer)) for one in found]
    found = [one for one, alike in zip(found, agreeing, strict=True) if alike == max(agreeing)]
    if len(found) > 1:
        return Match(None, why=f"{len(found)} claims here fit it alike.", candidates=tuple(candidates))
    (one,) = found
    agreed = one.agrees(answer)
    if one.by == BY_NAME:
        whose = f"{one.claim.patient_first} {one.claim.patient_last}".strip()
        why = f"{whose} may be meant: {agreed_words(agreed)}."
        return Match(None, why=why, candidates=tuple(candidates))
    if one.by == CONFIRMED:
        return Match(one.claim, one.by, candidates=tuple(candidates))
    named = f"{answer.patient.first} {answer.patient.name}".strip() if answer.patient else ""
    if "name" not in agreed and (named or "member" not in agreed):
        whose = f"{one.claim.patient_first} {one.claim.patient_last}".strip()
        why = f"Claim {one.claim.number} is {whose}'s, and the insurer names {named or 'nobody'}."
        return Match(None, why=why, candidates=tuple(candidates))
    if insurer_id is not None and one.claim.payer_id != insurer_id:
        why = f"Claim {one.claim.number} went to {one.claim.payer_name}, and this payment is another insurer's."
        return Match(None, why=why, candidates=tuple(candidates))
    if one.by == BY_WHO and not agreed >= {"charge", "name", "member", "day"}:
        return Match(None, why=f"{one.claim.number} may be meant.", candidates=tuple(candidates))
    if one.by == BY_CUT_NUMBER and not agreed >= {"charge", "day"}:
        why = f"{one.claim.number} may be meant: the number is cut short."
        return Match(None, why=why, candidates=tuple(candidates))
    return Match(one.claim, one.by, candidates=tuple(candidates))


def _whose_turn(answer: ClaimAnswer, found: Sequence[Candidate], payer_id: int | None) -> list[Candidate]:
    """Of the claims of one visit (to its first and its second payer): the answering payer's, else by order, else the
    very one that is named."""
    if len({one.claim.visit_id for one in found}) > 1 or len(found) < 2:
        return list(found)
    of_payer = [one for one in found if one.claim.payer_id == payer_id]
    order = {"1": 1, "19": 1, "2": 2, "20": 2, "3": 3, "21": 3}.get(answer.status)
    of_order = [one for one in of_payer or found if one.claim.order == order]
    named = [one for one in found if squeezed(one.claim.number) == squeezed(answer.number)]
    return of_order or of_payer or named or list(found)


def _newest(answer: ClaimAnswer, found: list[Candidate]) -> list[Candidate]:
    """Of a claim and those that replaced it the one that is named, else the newest; what is taken back is the newest
    that was answered."""
    rows = {(one.claim.visit_id, one.claim.coverage_id) for one in found}
    named = [one for one in found if squeezed(one.claim.number) == squeezed(answer.number)]
    if len(found) < 2 or len(rows) > 1 or not any(one.claim.state is ClaimState.CORRECTED for one in found):
        return found
    if len(named) == 1:
        return named
    newest_first = sorted(found, key=lambda one: -one.claim.id)
    if takes_back(answer):
        newest_first = [one for one in newest_first if one.claim.state in ANSWERED] or newest_first
    return newest_first[:1]


def takes_back(answer: ClaimAnswer) -> bool:
    """Whether it takes an earlier answer back."""
    return answer.status == remittance.REVERSAL
