"""Which letter a payment plan waits for and which it may be sent, by its state and by what was written before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents
from paydesk.rules.plan_course import PlanFacts, Turn
from paydesk.rules.plan_letter_phrases import PlanLetter
from paydesk.rules.plan_story import PlanDeed
from paydesk.rules.plans import RUNNING, PlanState, Standing

_FITS = {
    PlanLetter.REMINDER: (PlanState.ACTIVE,),
    PlanLetter.MISSED: (PlanState.DELINQUENT,),
    PlanLetter.CURE: (PlanState.DEFAULT_PENDING,),
    PlanLetter.DEFAULTED: (PlanState.DEFAULTED,),
    PlanLetter.REINSTATED: RUNNING,
    PlanLetter.PAUSED: (PlanState.PAUSED,),
    PlanLetter.AMENDED: (*RUNNING, PlanState.ACCEPTED),
    PlanLetter.PAID_OFF: (PlanState.COMPLETED,),
    PlanLetter.CANCELED: (PlanState.CANCELLED,),
}
_WORDS = {
    PlanLetter.REMINDER: "Reminder before a payment", PlanLetter.MISSED: "A payment was missed",
    PlanLetter.CURE: "Last letter before it ends", PlanLetter.DEFAULTED: "The plan has ended",
    PlanLetter.REINSTATED: "The plan has started again", PlanLetter.PAUSED: "The plan is paused",
    PlanLetter.AMENDED: "The plan has changed", PlanLetter.PAID_OFF: "The plan is paid off",
    PlanLetter.CANCELED: "The plan was canceled",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanMark:
    """A line of a plan's story, as far as letters follow from it."""

    on: date
    what: str
    state: PlanState
    why: str
    document_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCase:
    """A plan ``on`` a day, as it stands on it, with what its letters follow from; ``turns`` are not put down yet."""

    number: int
    on: date
    facts: PlanFacts
    standing: Standing
    version: int
    signed: bool
    remind_days: int | None
    cure_days: int
    marks: tuple[PlanMark, ...]
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a letter is about: its ``line`` in the story, by which it is written once, and the days and cents in it.

    ``document_id``: it was written before.
    """

    kind: PlanLetter
    line: str
    amount: Cents | None = None
    due: date | None = None
    until: date | None = None
    on: date | None = None
    document_id: int | None = None


def letter_words(kind: PlanLetter) -> str:
    """What the front office calls a letter."""
    return _WORDS[kind]


def fitting(case: LetterCase) -> tuple[PlanLetter, ...]:
    """The letters there is an occasion for now, the one that waits first."""
    found = []
    for kind in PlanLetter:
        try:
            occasion(kind, case)
        except PaydeskError:
            continue
        found.append(kind)
    waits = waiting(case)
    return tuple(sorted(found, key=lambda one: one is not waits))


def waiting(case: LetterCase) -> PlanLetter | None:
    """The letter that is to be written next; a reminder is not among them, see ``reminds``."""
    for kind in (
        PlanLetter.CURE, PlanLetter.MISSED, PlanLetter.DEFAULTED, PlanLetter.PAUSED, PlanLetter.REINSTATED,
        PlanLetter.AMENDED, PlanLetter.PAID_OFF, PlanLetter.CANCELED,
    ):  # fmt: skip
        try:
            found = occasion(kind, case)
        except PaydeskError:
            continue
        if found.document_id is None:
            return kind
    return None


def reminds(case: LetterCase) -> bool:
    """Whether the reminder this plan was promised goes now and did not go yet."""
    stands = case.standing
    if case.remind_days is None or case.facts.state is not PlanState.ACTIVE or stands.next_due is None:
        return False
    if not case.on <= stands.next_due <= case.on + timedelta(days=case.remind_days):
        return False
    return occasion(PlanLetter.REMINDER, case).document_id is None


def occasion(kind: PlanLetter, case: LetterCase) -> Occasion:
    """What a letter of that kind would be about today. Raises PaydeskError when there is no occasion for it."""
    if case.facts.state not in _FITS[kind]:
        raise _no_occasion(kind, case)
    found = _OF[kind](case)
    if found is None:
        raise _no_occasion(kind, case)
    deed = PlanDeed.CURE if kind is PlanLetter.CURE else PlanDeed.LETTER
    kept = [one for one in case.marks if one.what == deed and one.why == found.line and one.document_id is not None]
    return found if not kept else Occasion(
        found.kind, found.line, found.amount, found.due, found.until, found.on, kept[-1].document_id
    )


def _no_occasion(kind: PlanLetter, case: LetterCase) -> PaydeskError:
    return PaydeskError(
        f"Plan {case.number} is {case.facts.state.words}: the letter “{_WORDS[kind]}” does not fit.", field="kind"
    )


def _reminder(case: LetterCase) -> Occasion | None:
    stands = case.standing
    if stands.next_due is None or stands.next_due < case.on:
        return None
    line = f"reminder of the payment due {show_date(stands.next_due)}"
    return Occasion(PlanLetter.REMINDER, line, stands.next_amount, due=stands.next_due)


def _missed(case: LetterCase) -> Occasion | None:
    """Once for each installment that was missed: the newest of them names the letter."""
    stands, last, reached = case.standing, None, 0
    for one in stands.installments:
        reached += one.amount
        if stands.covered < reached and one.due + timedelta(days=case.facts.patience.grace_days) < case.on:
            last = one.due
    if last is None:
        return None
    return Occasion(
        PlanLetter.MISSED, f"missed payment of {show_date(last)}", stands.past_due, due=stands.first_missed
    )


def _cure(case: LetterCase) -> Occasion:
    until = case.facts.cure_until or case.on + timedelta(days=max(1, case.cure_days))
    return Occasion(PlanLetter.CURE, f"to be paid by {show_date(until)}", case.standing.past_due, until=until)


def _defaulted(case: LetterCase) -> Occasion | None:
    day = _came(case, PlanState.DEFAULTED)
    return Occasion(PlanLetter.DEFAULTED, f"ended on {show_date(day)}", on=day) if day else None


def _reinstated(case: LetterCase) -> Occasion | None:
    mark, stands = _last_change(case), case.standing
    if mark is None or mark.what != PlanDeed.REINSTATED or stands.next_due is None:
        return None
    return Occasion(
        PlanLetter.REINSTATED, f"taken up again on {show_date(mark.on)}", stands.next_amount, due=stands.next_due,
        on=mark.on,
    )  # fmt: skip


def _paused(case: LetterCase) -> Occasion | None:
    until, stands = case.facts.paused_until, case.standing
    if until is None or stands.next_due is None:
        return None
    line = f"paused until {show_date(until)}"
    return Occasion(PlanLetter.PAUSED, line, stands.next_amount, due=stands.next_due, until=until)


def _amended(case: LetterCase) -> Occasion | None:
    mark, stands = _last_change(case), case.standing
    if mark is None or mark.what not in (PlanDeed.AMENDED, PlanDeed.RESUMED):
        return None
    if stands.next_due is None:
        return None
    line = f"changes of {show_date(mark.on)}, version {case.version}"
    return Occasion(PlanLetter.AMENDED, line, stands.next_amount, due=stands.next_due)


def _paid_off(case: LetterCase) -> Occasion | None:
    day = _came(case, PlanState.COMPLETED)
    if day is None or not case.facts.paid:
        return None
    return Occasion(PlanLetter.PAID_OFF, f"paid off on {show_date(day)}", case.facts.paid, on=day)


def _canceled(case: LetterCase) -> Occasion | None:
    day = _came(case, PlanState.CANCELLED)
    if day is None or not case.signed:
        return None
    return Occasion(PlanLetter.CANCELED, f"canceled on {show_date(day)}", on=day)


_OF = {
    PlanLetter.REMINDER: _reminder, PlanLetter.MISSED: _missed, PlanLetter.CURE: _cure,
    PlanLetter.DEFAULTED: _defaulted, PlanLetter.REINSTATED: _reinstated, PlanLetter.PAUSED: _paused,
    PlanLetter.AMENDED: _amended, PlanLetter.PAID_OFF: _paid_off, PlanLetter.CANCELED: _canceled,
}  # fmt: skip

_TELLING = (PlanDeed.TURNED, PlanDeed.CANCELLED)


def _came(case: LetterCase, state: PlanState) -> date | None:
    """The last day on which it came into ``state``."""
    days = [one.on for one in case.turns if one.state is state]
    days += [one.on for one in case.marks if one.state is state and one.what in _TELLING]
    return max(days, default=None)


def _last_change(case: LetterCase) -> PlanMark | None:
    """The last change a person made of its days, which the version in force came with."""
    deeds = (PlanDeed.REINSTATED, PlanDeed.AMENDED, PlanDeed.RESUMED, PlanDeed.PAUSED)
    return next((one for one in reversed(case.marks) if one.what in deeds), None)
