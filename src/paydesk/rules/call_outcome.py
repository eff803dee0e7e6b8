"""How a call to an insurer can end, what becomes of the claim or coverage then, and when it is looked at again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from paydesk.rules.business_days import business_days_after
from paydesk.rules.call_sheet import Answers, Purpose, day_of, words_of
from paydesk.rules.call_verification import unasked
from paydesk.rules.claims import DENIALS, ClaimState, Limit, denial_of
from paydesk.rules.freshness import FRESHNESS, Freshness
from paydesk.rules.insurance import PayerKind
from paydesk.rules.keyboard import show_date


@dataclass(frozen=True)
class Around:
    """What the next date follows from; ``appeal`` is the limit that holds for this payer."""

    today: date
    answers: Answers = field(default_factory=dict)
    payer_kind: PayerKind = PayerKind.COMMERCIAL
    appeal: Limit | None = None
    best_hours: str = ""
    visit: date | None = None
    valid_to: date | None = None
    freshness: Freshness = FRESHNESS[0]


@dataclass(frozen=True)
class Next:
    """When it is looked at again; ``words`` say it in a list of outcomes, ``why`` is the rule, for the person."""

    on: date
    words: str
    why: str


_GROUP = re.compile(r"\b(CO|PR|OA|PI|CR)[\s-]*|[,;/]")
Rule = Callable[[Around], Next | None]


@dataclass(frozen=True)
class Outcome:
    """One way a call ends.

    ``claim`` and ``coverage`` are the states after it, None where they stay. ``reached`` is whether somebody spoke:
    then a name and a reference number are asked for. ``needs`` are items without which it says nothing. ``rule`` gives
    the next date, None where the person must.
    """

    key: str
    words: str
    rule: Rule
    claim: ClaimState | None = None
    coverage: str = ""
    reached: bool = True
    needs: tuple[str, ...] = ()
    tone: str = "text"


_WAIT_AFTER_PROMISE, _IN_PROCESS, _PAID, _REPROCESSED, _DENIAL_LEFT = 2, 14, 10, 30, 1
"""Days: business days after a promised one; until a claim in process, money on its way or a claim worked again is
asked after; business days until a denial heard on the phone is worked."""


def short_day(day: date, today: date) -> str:
    """``today``, ``tomorrow``, ``12/31``, ``01/27/27`` where the year is another."""
    near = {0: "today", 1: "tomorrow"}.get((day - today).days)
    year = "" if day.year == today.year else f"/{day.year % 100:02d}"
    return near or f"{day.month:02d}/{day.day:02d}{year}"


def _when(around: Around, day: date, reason: str, why: str) -> Next:
    return Next(day, f"next: {short_day(day, around.today)}, {reason}", why)


_STILL_TO_ASK = 2


def _verified(around: Around) -> Next | None:
    """As ``rules.verification`` has it: what was left unasked soon, else the first of all that makes it due again."""
    today, numbers = around.today, around.freshness
    missing = unasked(around.answers, today=today)
    if missing:
        day = business_days_after(today, _STILL_TO_ASK)
        if around.visit and around.visit >= today:
            day = min(day, around.visit)
        return _when(around, day, "for the rest", f"still to ask: {', '.join(missing)}")
    return _when(around, *_due_again(around, today, numbers))


def _given(around: Around) -> Next | None:
    return _when(around, *_due_again(around, around.today, around.freshness))


def _due_again(around: Around, today: date, numbers: Freshness) -> tuple[date, str, str]:
    year = date(today.year + 1, 1, 1)
    found = [(year, "when the plan year begins", f"a new plan year begins on {show_date(year)}")]
    for days in {one for one in (numbers.eligibility_days, numbers.benefits_days) if one is not None}:
        found.append((today + timedelta(days=days), f"{days} days after this", f"the rule is every {days} days"))
    if around.visit and around.visit > today:
        near = around.visit if numbers.each_service else business_days_after(around.visit, -numbers.before_visit)
        if near > today:
            why = f"the visit is on {show_date(around.visit)}"
            found.append((near, "before the visit", why))
    if around.valid_to and around.valid_to >= today:
        found.append((around.valid_to, "when the coverage ends", "the coverage ends on that day"))
    return min(found, key=lambda one: one[0])


def _again(around: Around) -> Next:
    day = business_days_after(around.today, 1)
    hours = f", {around.best_hours}" if around.best_hours else ""
    return Next(day, f"try again {short_day(day, around.today)}{hours}", "nobody was reached")


def _promised(around: Around) -> Next | None:
    day = day_of(around.answers, "call_back")
    if day is None:
        return None
    return _when(around, day, "as they said", "they promised to call, or asked us to call, on that day")


def _at_once(words: str, why: str) -> Rule:
    return lambda around: Next(around.today, words, why)


def _soon(reason: str, why: str, *, days: int = 1) -> Rule:
    return lambda around: _when(around, business_days_after(around.today, days), reason, why)


def _after(days: int, why: str) -> Rule:
    """Two working days after the day they gave, else so many days from now."""

    def rule(around: Around) -> Next:
        given = day_of(around.answers, "answer_by")
        if given:
            on = business_days_after(given, _WAIT_AFTER_PROMISE)
            return _when(around, on, "after their day", f"two working days after {show_date(given)}, the day they gave")
        return _when(around, around.today + timedelta(days=days), f"in {days} days", f"{days} days: {why}")

    return rule


def _paid(around: Around) -> Next:
    paid = day_of(around.answers, "paid_on")
    day = max((paid or around.today) + timedelta(days=_PAID), business_days_after(around.today, 1))
    said = f"{_PAID} days after the payment of {show_date(paid)}" if paid else f"{_PAID} days"
    return _when(around, day, "if it has not come", f"{said}: it should be here by then")


def appeal_day(around: Around) -> tuple[date, str] | None:
    """By when an appeal must be there, and who says so: what was told on this call, else the payer's limit."""
    told = day_of(around.answers, "appeal_by")
    if told:
        return told, "said on the phone"
    if around.appeal is None:
        return None
    denied = day_of(around.answers, "denied_on") or around.today
    return denied + timedelta(days=around.appeal.days), f"{around.appeal.days} days, {around.appeal.source}"


def _denied(around: Around) -> Next:
    """A denial is worked at once: on the next working day, or today when the time is nearly over."""
    end = appeal_day(around)
    on = business_days_after(around.today, _DENIAL_LEFT)
    if end is None:
        return _when(around, on, "work the denial", "a denial is worked at once")
    day, source = end
    on = min(on, max(day, around.today))
    return _when(
        around, on, f"appeal by {short_day(day, around.today)}", f"a denial is worked at once; appeal by "
        f"{show_date(day)} ({source})",
    )  # fmt: skip


def _appeal_needed(around: Around) -> Next:
    end = appeal_day(around)
    if end is None:
        return _when(around, business_days_after(around.today, 1), "send the appeal", "an appeal goes out at once")
    day, source = end
    half = around.today + timedelta(days=max((day - around.today).days, 0) // 2)
    return _when(
        around, half, f"appeal by {short_day(day, around.today)}", f"an appeal goes out by half of its time; it ends "
        f"{show_date(day)} ({source})",
    )  # fmt: skip


_NOBODY = Outcome("nobody", "No person reached", _again, reached=False)
_CALL_BACK = Outcome("call back", "Call back promised", _promised, needs=("call_back",))
_REWORKED = Outcome(
    "reprocessed", "Will be processed again", _after(_REPROCESSED, "a claim worked again takes so long"),
    ClaimState.PENDING,
)  # fmt: skip

OUTCOMES: dict[Purpose, tuple[Outcome, ...]] = {
    Purpose.VERIFY: (
        Outcome("active", "Active, benefits given", _verified, coverage="verified"),
        Outcome("inactive", "Not active", _at_once("call the patient today", "not active: ask for other coverage"),
                coverage="inactive", tone="bad"),
        Outcome("not found", "Member not found", _at_once("check the card today", "number, name or birth date differ"),
                coverage="not_found", tone="bad"),
        Outcome(_NOBODY.key, _NOBODY.words, _again, coverage="payer_down", reached=False), _CALL_BACK,
    ),
    Purpose.STATUS: (
        Outcome("in process", "In process", _after(_IN_PROCESS, "a claim in process is asked after"),
                ClaimState.PENDING),
        Outcome("paid", "Paid, on its way to us", _paid, ClaimState.PENDING),
        Outcome("denied", "Denied", _denied, ClaimState.DENIED, needs=("reason",), tone="bad"),
        Outcome("not on file", "Not on file", _at_once("send it again today", "send it with the proof of before"),
                ClaimState.REJECTED, tone="bad"),
        Outcome("more needed", "They need more", _soon("send what they need", "they wait for what they asked for"),
                ClaimState.PENDING, needs=("needed",)),
        _NOBODY, _CALL_BACK,
    ),
    Purpose.DENIAL: (
        _REWORKED,
        Outcome("correct", "Send a corrected claim", _soon("correct the claim", "a corrected claim goes out at once"),
                ClaimState.DENIED),
        Outcome("appeal", "Appeal it", _appeal_needed, ClaimState.DENIED),
        Outcome("stands", "The denial stands", _soon("write off or patient", "somebody decides who owes it now"),
                ClaimState.DENIED, tone="bad"),
        _NOBODY, _CALL_BACK,
    ),
    Purpose.APPEAL: (
        Outcome("in review", "In review", _after(_REPROCESSED, "an appeal takes so long"), ClaimState.APPEALED),
        Outcome("won", "Won, will be paid", _after(_IN_PROCESS, "the payment should be here by then"),
                ClaimState.PENDING),
        Outcome("lost", "Upheld against us", _denied, ClaimState.DENIED, tone="bad"),
        Outcome("not on file", "Appeal not on file", _at_once("send it again today", "they do not have the appeal"),
                tone="bad"),
        _NOBODY, _CALL_BACK,
    ),
    Purpose.UNDERPAYMENT: (
        _REWORKED,
        Outcome("dispute", "Send a dispute", _appeal_needed),
        Outcome("right", "Their price is right", _soon("compare the contract", "our price for it is to be mended")),
        _NOBODY, _CALL_BACK,
    ),
    Purpose.TAKEBACK: (
        _REWORKED,
        Outcome("dispute", "Send a dispute", _appeal_needed, ClaimState.TAKEN_BACK),
        Outcome("right", "They are right", _soon("find who owes it", "somebody decides who owes it now"),
                ClaimState.TAKEN_BACK),
        _NOBODY, _CALL_BACK,
    ),
    Purpose.AUTHORIZATION: (
        Outcome("given", "Given", _given, coverage="verified", needs=("number",)),
        Outcome("not needed", "Not needed", _given, coverage="verified"),
        Outcome("in review", "In review", _after(2, "an authorization is asked after"), coverage="partial"),
        Outcome("refused", "Refused", _at_once("tell the provider today", "the visit is to be decided anew"),
                coverage="partial", tone="bad"),
        _NOBODY, _CALL_BACK,
    ),
}  # fmt: skip
"""By purpose, in the order of their digits."""


def outcome_of(purpose: Purpose, key: str) -> Outcome:
    """The outcome of that key; KeyError when a call of that purpose cannot end so."""
    return {one.key: one for one in OUTCOMES[purpose]}[key]


def denial_told(answers: Answers) -> str:
    """What a denial is about: as chosen, else by its code (``CO 50``); empty when nothing was said."""
    chosen = words_of(answers, "reason")
    if chosen in DENIALS:
        return chosen
    codes = _GROUP.sub(" ", words_of(answers, "code").upper()).split()
    return denial_of(codes) if codes else ""
