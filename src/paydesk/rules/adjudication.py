"""Whether an insurer's answer to one of our claims posts by itself, and why a person must look at it first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from paydesk.rules import remittance
from paydesk.rules.adjustment_reasons import reason_words
from paydesk.rules.answer_shares import BY_CONTRACT, KnownClaim, LineShare, NotAlike, Reason, shares
from paydesk.rules.money import Cents, show
from paydesk.rules.remittance import ClaimAnswer


@dataclass(frozen=True)
class Verdict:
    """``kind``: post, denied (noted, nothing posts), takeback, or person. ``why`` is told beside it, for a person.

    ``may_post``: a person who looked at it may post it as it is.
    """

    kind: str
    why: str = ""
    shares: tuple[LineShare, ...] = ()
    may_post: bool = False

    @property
    def by_itself(self) -> bool:
        """Whether it needs no person."""
        return self.kind in ("post", "denied", "takeback")

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons for which something waits, without their groups."""
        return tuple(dict.fromkeys(reason for share in self.shares for _, reason in share.waits_for))


@dataclass(frozen=True)
class Circumstances:
    """What a verdict looks at beside the answer and the claim.

    ``paid_before`` are the cents of the earlier answer that a reversal takes back, None where there is none;
    ``paired``: the new answer for a reversal stands in the same remittance. ``answered`` are the charges on which an
    answer of this coverage stands. ``looked_at``: a person says that it is to post as it is.
    """

    by_contract: Collection[Reason] = BY_CONTRACT
    paid_before: Cents | None = None
    paired: bool = False
    answered: Collection[int] = ()
    looked_at: bool = False


def verdict(answer: ClaimAnswer, known: KnownClaim, around: Circumstances) -> Verdict:
    """Whether the answer posts by itself, and what; else why a person must look at it."""
    try:
        found = shares(answer, known, by_contract=around.by_contract)
    except NotAlike as unlike:
        return Verdict("person", str(unlike))
    wrong = _wrong(answer, around, found)
    if wrong:
        return Verdict("person", wrong, found)
    odd = "" if around.looked_at else _oddity(answer, known, around, found)
    if odd:
        return Verdict("person", odd, found, may_post=True)
    if answer.status == remittance.REVERSAL:
        return Verdict("takeback", "", found)
    if all(share.denied for share in found):
        return Verdict("denied", denial_sentence(found), found)
    return Verdict("post", _left_sentence(found), found)


def _wrong(answer: ClaimAnswer, around: Circumstances, found: Sequence[LineShare]) -> str:
    """Why it cannot post, whoever looked at it."""
    if answer.status == remittance.REVERSAL:
        paid = -(answer.paid or 0)
        if around.paid_before is None:
            return "It takes back an answer that is not posted here."
        if around.paid_before != paid:
            return f"It takes back {show(paid)}; the answer that is posted paid {show(around.paid_before)}."
        return ""
    if answer.status == remittance.PREDETERMINED:
        return "This is an estimate and no payment."
    if answer.status in remittance.UNDECIDED:
        return "The insurer has not decided yet."
    if answer.status == "23":
        return "The insurer says the claim is not its own, and passed it on."
    if answer.status not in _DECIDED:
        return f"The state “{answer.status}” says nothing that can be posted."
    if any(share.paid < 0 for share in found):
        return "A payment is below zero, and it takes no earlier answer back."
    return ""


def _oddity(
    answer: ClaimAnswer, known: KnownClaim, around: Circumstances, found: Sequence[LineShare]
) -> str:
    """Why a person must look at it before it posts."""
    if not known.payer_auto:
        return f"The clinic posts answers of {known.payer_name} only after a look at them."
    if answer.status == remittance.REVERSAL:
        return "" if around.paired else "The insurer takes this payment back, and no new answer came with it."
    expected = _ORDER.get(answer.status)
    if expected is not None and expected != known.order:
        return f"The insurer answers as {_NTH[expected]} payer; here it is the {_NTH.get(known.order, 'last')}."
    if answer.status in remittance.FORWARDED and not known.others:
        to = answer.crossover.name if answer.crossover is not None else "another insurer"
        return f"It was passed on to {to}, which is no coverage of this patient here. Add it, or post the answer."
    if any(share.line.charge_id in around.answered for share in found):
        return "An answer to this claim is posted already. Look whether this one comes on top of it."
    if any(share.contractual < 0 or share.waiting < 0 or min(share.patients.values(), default=0) < 0
           for share in found):  # fmt: skip
        return "An amount is below zero, and it takes no earlier answer back."
    if not answer.paid and not any(share.patient or share.waiting for share in found):
        return "Nothing is paid, and all of it would be taken off as the contract's price."
    return ""


_DECIDED = frozenset({"1", "2", "3", remittance.DENIED, *remittance.FORWARDED})
_ORDER = {"1": 1, "19": 1, "2": 2, "20": 2, "3": 3, "21": 3}
_NTH = {1: "first", 2: "second", 3: "third"}


def denial_sentence(found: Iterable[LineShare]) -> str:
    """``Denied: no authorization (CO 197)``."""
    told = dict.fromkeys(reason for share in found if share.denied for reason in share.waits_for)
    return f"Denied: {_named(told)}" if told else "Denied"


def _left_sentence(found: Sequence[LineShare]) -> str:
    """What is left with the insurer after an answer that posts, or nothing."""
    left = sum(share.waiting for share in found)
    if not left:
        return ""
    told = dict.fromkeys(reason for share in found for reason in share.waits_for)
    return f"{show(left)} stays with the insurer: {_named(told)}"


def _named(reasons: Iterable[Reason]) -> str:
    return "; ".join(f"{reason_words(reason)} ({group} {reason})" for group, reason in reasons)
