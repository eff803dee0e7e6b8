"""What a letter to an insurer says: sober sentences of our own, made of what is known; nothing is claimed beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paydesk.rules.claims import SENT_HOW, ClaimState
from paydesk.rules.insurer_letter import (
    ENCLOSED_TITLES,
    TAKEN_BACK,
    UNDERPAID,
    ClaimCase,
    Enclosed,
    LetterKind,
    level_words,
)
from paydesk.rules.keyboard import show_date, show_phone
from paydesk.rules.money import show

RECORDS = "records of the visit"


@dataclass(frozen=True)
class LetterFacts:
    """What a letter is made of. ``by_hand`` are papers a person adds; ``phone`` and ``signer`` are the clinic's."""

    kind: LetterKind
    reason: str
    cases: tuple[ClaimCase, ...]
    enclosed: tuple[Enclosed, ...]
    text: str = ""
    by_hand: tuple[str, ...] = ()
    phone: str = ""
    signer: str = ""


def subject(facts: LetterFacts) -> str:
    """``Second appeal: claim PD0000001, your number 26000000001``."""
    what = level_words(facts.kind, max(one.level for one in facts.cases))
    if len(facts.cases) > 1:
        return f"{what}: {len(facts.cases)} claims"
    return f"{what}: {_named(facts.cases[0])}"


def paragraphs(facts: LetterFacts) -> tuple[str, ...]:
    """The letter between its table of claims and its closing, a paragraph each."""
    opening, *rest = (
        _opening(facts), _about(facts), *_own_words(facts.text), _asks(facts), _enclosures(facts), _by_hand(facts),
        _reach(facts),
    )  # fmt: skip
    return tuple(one for one in (opening, *rest) if one)


def claim_rows(case: ClaimCase) -> tuple[tuple[str, str], ...]:
    """The facts of one claim, as label and value; what is not known is left out."""
    rows = (
        ("Patient", case.patient), ("Born", show_date(case.birth_date) if case.birth_date else ""),
        ("Member ID", case.member_number), ("Group", case.group_number), ("Our claim", case.number),
        ("Your claim", case.payer_claim), ("Replaces", _replaced(case)), ("Day of service", show_date(case.service)),
        ("Provider", f"{case.provider}, NPI {case.provider_npi}" if case.provider_npi else case.provider),
        ("Billed", show(case.billed)), ("Your decision", _decision(case)),
    )  # fmt: skip
    return tuple((label, value) for label, value in rows if value)


def _named(case: ClaimCase) -> str:
    theirs = f", your number {case.payer_claim}" if case.payer_claim else ""
    return f"claim {case.number}{theirs}"


def _replaced(case: ClaimCase) -> str:
    if not case.replaces:
        return ""
    theirs = f", your number {case.replaces_theirs}" if case.replaces_theirs else ""
    return f"our claim {case.replaces}{theirs}"


def _decision(case: ClaimCase) -> str:
    if case.answered_on is None:
        return ""
    codes = f", {case.codes}" if case.codes else ""
    return f"{show_date(case.answered_on)}{codes}"


def _opening(facts: LetterFacts) -> str:
    cases = facts.cases
    if facts.kind is LetterKind.CORRECTED:
        if len(cases) > 1:
            return f"We send {len(cases)} corrected claims. Each takes the place of the claim named beside it."
        return f"We send a corrected claim. It takes the place of {_replaced(cases[0])}."
    ask = "review your decision on" if facts.kind is LetterKind.APPEAL else "look again at your decision on"
    if len(cases) > 1:
        return f"We ask you to {ask} the {len(cases)} claims listed above{_again(cases)}"
    case = cases[0]
    when = f" on {show_date(case.answered_on)}" if case.answered_on else ""
    codes = f" ({case.codes})" if case.codes else ""
    done = _DONE[_done_to(case, facts.reason)]
    return f"We ask you to {ask} the claim named above, {done}{when}{codes}{_again(cases)}"


_DONE = {
    "denied": "which you denied", "part": "which you paid only in part", "paid": "which you paid",
    "answered": "which you answered", "back": "your payment for which you took back",
}  # fmt: skip


def _done_to(case: ClaimCase, reason: str) -> str:
    if reason == TAKEN_BACK or case.state is ClaimState.TAKEN_BACK:
        return "back"
    if case.state is ClaimState.PARTLY_DENIED:
        return "part"
    if case.state is ClaimState.PAID:
        return "paid"
    return "denied" if case.denial and reason != UNDERPAID else "answered"


def _again(cases: Sequence[ClaimCase]) -> str:
    return ". We wrote to you about it before." if len(cases) == 1 and cases[0].level > 1 else "."


def _about(facts: LetterFacts) -> str:
    if facts.kind is LetterKind.CORRECTED:
        return ""
    it = "it" if len(facts.cases) == 1 else "them"
    said = _ABOUT.get(facts.reason, "").format(it=it)
    if facts.reason == "late":
        said = " ".join((said, *(_sent(one) for one in facts.cases if one.sent_on))).strip()
    if facts.reason == "medical necessity":
        has = RECORDS in facts.by_hand
        said += " They are added to this letter." if has else " Tell us which of them you need for that."
    return said


_ABOUT = {
    "eligibility": "By your answer the patient was not covered. Please check the member number and the day of service "
    "given here against your records once more.",
    "authorization": "By your answer an authorization was missing or did not reach far enough. Please look for it "
    "under the member number and the day of service given here, and tell us whether this service needed one that day.",
    "coding": "By your answer the coding was at fault. Please compare your edit with the lines enclosed, and name the "
    "rule that it rests on.",
    "other payer": "By your answer another payer comes first. Please check the order of payers that you hold for this "
    "member, and tell us which payer you mean and where you know it from.",
    "late": "By your answer this came too late.",
    "medical necessity": "By your answer this was not medically necessary. We ask that a reviewer of the same field "
    "look at {it} with the records of the visit.",
    "duplicate": "By your answer this was sent twice. Please tell us the number of the claim that you hold {it} to be "
    "a copy of, and compare day, code and provider of both.",
    "enrollment": "By your answer the provider was not enrolled, or not in the network. Please check your records for "
    "the provider and the NPI given here on that day of service.",
    "papers": "By your answer papers that you had asked for did not come.",
    "not covered": "By your answer this is not covered. Please name the provision of the plan that says so.",
    UNDERPAID: "We expected you to allow more for {it}. Please tell us the fee schedule and the date of it that you "
    "priced {it} by.",
    TAKEN_BACK: "We do not agree that the money was to be taken back. Please name the facts and the term of the "
    "contract that the recovery rests on.",
}  # fmt: skip


def _sent(case: ClaimCase) -> str:
    assert case.sent_on is not None
    how = SENT_HOW.get(case.sent_how, "")
    days = (case.sent_on - case.service).days
    after = "on the day of service" if days == 0 else f"{days} day{'s' if days != 1 else ''} after the day of service"
    sent = f"sent {how}" if how else "sent"
    return f"By our records claim {case.number} was {sent} on {show_date(case.sent_on)}, {after}."


def _own_words(text: str) -> Iterable[str]:
    return (" ".join(part.split()) for part in text.split("\n") if part.strip())


def _asks(facts: LetterFacts) -> str:
    many = len(facts.cases) > 1
    if facts.kind is LetterKind.CORRECTED:
        return f"Please process {'them' if many else 'it'} in the place of the earlier claim{'s' if many else ''}."
    if facts.reason == TAKEN_BACK:
        return "Please restore the payment, or give us your decision with its reasons in writing."
    return f"Please process the claim{'s' if many else ''} again, or give us your decision with its reasons in writing."


def _enclosures(facts: LetterFacts) -> str:
    if not facts.enclosed:
        return ""
    named = (f"{letter}. {ENCLOSED_TITLES[one]}" for letter, one in lettered(facts.enclosed))
    return f"Enclosed: {'; '.join(named)}."


def _by_hand(facts: LetterFacts) -> str:
    return f"Added by hand: {'; '.join(facts.by_hand)}." if facts.by_hand else ""


def _reach(facts: LetterFacts) -> str:
    if not facts.phone:
        return ""
    number = facts.cases[0].number if len(facts.cases) == 1 else "the number of the claim"
    return f"Questions: {show_phone(facts.phone)}. Please have {number} at hand."


def lettered(enclosed: Iterable[Enclosed]) -> tuple[tuple[str, Enclosed], ...]:
    """A, B, C … in the order in which they are enclosed."""
    wanted = set(enclosed)
    return tuple(zip("ABCD", (one for one in Enclosed if one in wanted), strict=False))

