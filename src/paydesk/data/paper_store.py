"""Keeps what is typed from insurers' papers as advice, and lets what of one was not posted give way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from paydesk.data import advice_store, provider_adjustment_store
from paydesk.data.advice_store import Source
from paydesk.data.advice_tables import Advice, AdviceClaim
from paydesk.data.insurance_tables import RemittanceClaim
from paydesk.rules.claim_match import CONFIRMED
from paydesk.rules.remittance import REVERSAL
from paydesk.rules.remittance_proof import ProvenRemittance

TYPED_ANEW = "Typed anew."


@dataclass(frozen=True)
class Payment:
    """Whose payment it is, under which number and over how many cents, and when it came."""

    payer_id: int
    received_on: date


def same_words(session: Session, digest: str, *, but: int | None) -> Advice | None:
    """A paper without a number that says the very same, and was typed before."""
    query = select(Advice).where(
        Advice.trace == "", Advice.sha256 == digest, Advice.source == "paper", Advice.put_aside == ""
    )
    found = session.execute(query.order_by(Advice.id)).scalars()
    return next((one for one in found if one.id != but), None)


def keep(session: Session, proven: ProvenRemittance, source: Source, payment: Payment, claims: Sequence[int]) -> Advice:
    """A paper that is new; ``claims`` are ours, parallel to its answers, as a person named them."""
    key = _free_key(session, advice_store.payment_key(proven.remittance, source.sha256))
    kept = advice_store.keep(session, proven, source, payer_id=payment.payer_id, key=key)
    advice = session.get_one(Advice, kept.advice_id)
    advice.received_on = payment.received_on
    _confirm(session, kept.claim_keys, claims)
    return advice


def _free_key(session: Session, key: str) -> str:
    """A check that was dropped, or typed under a wrong number first, keeps its key: another takes the next one."""
    taken = set(session.execute(select(Advice.key).where(Advice.key.startswith(key, autoescape=True))).scalars())
    return key if key not in taken else next(
        free for number in range(2, len(taken) + 3) if (free := f"{key}/{number}") not in taken
    )  # fmt: skip


def replace(
    session: Session, advice: Advice, proven: ProvenRemittance, payment: Payment, claims: Sequence[int]
) -> None:
    """What waits of a paper gives way to what is typed now; what is posted of it, and its money, stay as they are.

    An answer that was posted and undone goes on under its own identity, with what it pays now. Whoever opened the paper
    before has an older version from here on.
    """
    mine = AdviceClaim.advice_id == advice.id
    waiting = session.execute(select(AdviceClaim).where(mine, AdviceClaim.work == "waiting")).scalars().all()
    count = session.execute(select(func.max(AdviceClaim.seq)).where(mine)).scalar_one() or 0
    undone = {(one.claim_id, one.status == REVERSAL): one.answer_id for one in waiting if one.answer_id is not None}
    for row in waiting:
        row.work, row.reason, row.answer_id = "replaced", TYPED_ANEW, None
    session.flush()
    answers = proven.remittance.claims
    keys = advice_store.claim_keys(f"{advice.key}/{count}", answers)
    advice_store.keep_claims(session, advice.id, proven, keys, after=count)
    _confirm(session, keys, claims)
    for key, claim, answer in zip(keys, claims, answers, strict=True):
        own = undone.pop((claim, answer.status == REVERSAL), None)
        if own is not None:
            session.execute(update(AdviceClaim).where(AdviceClaim.key == key).values(answer_id=own))
            session.execute(update(RemittanceClaim).where(RemittanceClaim.id == own).values(paid=answer.paid))
    for own in undone.values():
        session.execute(update(RemittanceClaim).where(RemittanceClaim.id == own).values(paid=0))
    advice.received_on = payment.received_on
    flag_modified(advice, "received_on")  # the version counts on, though the day may be the same
    session.flush()


def _confirm(session: Session, keys: Sequence[str], claims: Sequence[int]) -> None:
    """Whose each answer is: the person who typed it said so."""
    for key, claim in zip(keys, claims, strict=True):
        session.execute(update(AdviceClaim).where(AdviceClaim.key == key).values(claim_id=claim, matched_by=CONFIRMED))


def drop(session: Session, advice: Advice, why: str) -> None:
    """A paper of which nothing is posted is put aside with all its claims; what it put off or took is tied no more."""
    advice.put_aside = why
    waiting = update(AdviceClaim).where(AdviceClaim.advice_id == advice.id, AdviceClaim.work == "waiting")
    session.execute(waiting.values(work="aside", reason=why))
    provider_adjustment_store.let_go_of_advice(session, advice.id)
    session.flush()


@dataclass(frozen=True)
class Left:
    """What of a paper is not to be typed any more: so many claims that pay so many cents."""

    claims: int
    paid: int


def settled(session: Session, advice_id: int) -> Left:
    """The claims of a paper that are posted, noted as denied, or put aside."""
    query = select(func.count(), func.coalesce(func.sum(AdviceClaim.paid), 0)).where(
        AdviceClaim.advice_id == advice_id, AdviceClaim.work.not_in(("waiting", "replaced"))
    )
    count, paid = session.execute(query).one()
    return Left(count, int(paid or 0))


def waiting_ids(session: Session, advice_id: int) -> tuple[int, ...]:
    """The claims of a paper that may be typed anew, in their order."""
    query = select(AdviceClaim.id).where(AdviceClaim.advice_id == advice_id, AdviceClaim.work == "waiting")
    return tuple(session.execute(query.order_by(AdviceClaim.seq)).scalars())


def of_answer(session: Session, answer_id: int) -> tuple[int, ...]:
    """The claims of advice that an answer was posted from."""
    query = select(AdviceClaim.id).where(AdviceClaim.answer_id == answer_id, AdviceClaim.work == "posted")
    return tuple(session.execute(query.order_by(AdviceClaim.id)).scalars())


def may_be_typed_anew(session: Session, advice: Advice) -> bool:
    """Whether claims of a paper wait, or it has none at all and nothing of it is in the ledger."""
    if waiting_ids(session, advice.id):
        return True
    return advice.lot_id is None and not settled(session, advice.id).claims
