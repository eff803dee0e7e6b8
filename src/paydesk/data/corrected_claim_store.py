"""Makes corrected claims: one that replaces a claim the insurer has, or voids it, under a number of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session, aliased

from paydesk.data import charge_store, claim_history, claim_store
from paydesk.data.charge_tables import Charge, ChargeVersion
from paydesk.data.claim_store import By, Change, event_row, parts
from paydesk.data.claim_tables import Claim, ClaimDeadline, ClaimEvent, ClaimLine, ClaimNumber
from paydesk.data.database import answers, reserve_ids
from paydesk.data.inserting import add_rows
from paydesk.rules import claims
from paydesk.rules.claims import HELD, REPLACEMENT, VOIDING, ClaimState, FollowUp

CHANGED = "its charges were changed"
"""Why a claim is replaced where nobody asked for it."""


def follow_charges(session: Session, visits: Sequence[int], by: By) -> tuple[int, ...]:
    """Claims of visits that their insurers have, and that say something else than their charges by now, are replaced.

    Returns the ids of the corrected ones.
    """
    behind = [own for part in parts(visits) for (own,) in answers(session, _behind(), visits=list(part))]
    made = []
    for claim_id in behind:
        made.append(replace(session, claim_id, by, CHANGED))
        _reopen(session, claim_id)
    return tuple(made)


@cache
def _behind() -> Select[*tuple[Any, ...]]:
    after = aliased(Claim)
    replaced = select(after.id).where(after.replaces_id == Claim.id, after.state != ClaimState.VOID.value).exists()
    return (
        select(Claim.id)
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .join(Charge, Charge.id == ClaimLine.charge_id)
        .where(
            Claim.visit_id.in_(bindparam("visits", expanding=True)), Claim.state.in_([one.value for one in HELD]),
            Claim.frequency != VOIDING, ~replaced,
            (ClaimLine.charge_version != Charge.version) | ~charge_store.stands(),
        )
        .distinct()
        .order_by(Claim.id)
    )  # fmt: skip


def _reopen(session: Session, claim_id: int) -> None:
    """What the insurer answered of a charge that says something else now waits for the new answer."""
    changed = (
        select(ClaimLine.charge_id)
        .join(Charge, Charge.id == ClaimLine.charge_id)
        .where(ClaimLine.claim_id == claim_id, ClaimLine.charge_version != Charge.version, Charge.answer == "answered")
    )
    charge_store.reopen(session, list(session.execute(changed).scalars()))


def replace(session: Session, claim_id: int, by: By, why: str, *, voids: bool = False) -> int:
    """Make the claim that takes the place of another: of its charges as they are now; where none stands any more, or
    nothing is asked of the insurer any more (``voids``), one that voids it. The one replaced is followed up no more.
    Returns the new claim's id.
    """
    old = session.get_one(Claim, claim_id, with_for_update=True)
    (own,) = reserve_ids(session, "claim", 1)
    number = claims.claim_number(own)
    lines = [] if voids else _lines_now(session, old.id)
    frequency = REPLACEMENT if lines else VOIDING
    add_rows(session, Claim, [{
        "id": own, "number": number, "visit_id": old.visit_id, "coverage_id": old.coverage_id,
        "account_id": old.account_id, "patient_id": old.patient_id, "state": ClaimState.NOT_SENT.value,
        "frequency": frequency, "replaces_id": old.id, "made_on": by.today, "sent_how": "", "payer_claim": "",
        "follow_up_why": "", "assigned_to": "", "denial": "", "version": 1,
    }])  # fmt: skip
    _add_lines(session, own, lines or _lines_of(session, old.id))
    add_rows(session, ClaimNumber, [{"claim_id": own, "kind": "ours", "number": claims.squeezed(number)}])
    _set_deadlines(session, own, old)
    what = "voids" if frequency == VOIDING else "replaces"
    made = event_row(own, by, "made", ClaimState.NOT_SENT, why=f"{what} {old.number}: {why}")
    add_rows(session, ClaimEvent, [made])
    became = "voids it" if frequency == VOIDING else "takes its place"
    claim_store.change(session, (Change(
        old.id, ClaimState.CORRECTED, "corrected", f"{why}; {number} {became}", denial=old.denial,
        preventable=old.preventable,
    ),), by)  # fmt: skip
    session.expire(old)
    return own


def _lines_now(session: Session, claim_id: int) -> list[Any]:
    """The claim's charges that stand, as they are now."""
    query = (
        select(
            ClaimLine.charge_id, ChargeVersion.version, ChargeVersion.code, ChargeVersion.modifiers,
            ChargeVersion.units, ChargeVersion.fee, ChargeVersion.service_date,
        )
        .join(Charge, Charge.id == ClaimLine.charge_id)
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .where(ClaimLine.claim_id == claim_id, charge_store.stands())
        .order_by(ClaimLine.seq)
    )  # fmt: skip
    return list(session.execute(query))


def _lines_of(session: Session, claim_id: int) -> list[Any]:
    """The claim's lines as they were put to the insurer."""
    query = select(
        ClaimLine.charge_id, ClaimLine.charge_version, ClaimLine.code, ClaimLine.modifiers, ClaimLine.units,
        ClaimLine.amount, ClaimLine.service_date,
    ).where(ClaimLine.claim_id == claim_id).order_by(ClaimLine.seq)  # fmt: skip
    return list(session.execute(query))


def _add_lines(session: Session, claim_id: int, lines: Iterable[Any]) -> None:
    number = claims.claim_number(claim_id)
    add_rows(session, ClaimLine, [
        {"claim_id": claim_id, "seq": seq, "charge_id": charge, "charge_version": version,
         "key": claims.line_key(number, seq), "code": code, "modifiers": modifiers, "units": units, "amount": fee,
         "service_date": day}
        for seq, (charge, version, code, modifiers, units, fee, day) in enumerate(lines, 1)
    ])  # fmt: skip


def _set_deadlines(session: Session, claim_id: int, old: Claim) -> None:
    """An answered claim is corrected within what was known of that; one without an answer must be filed in time."""
    kind = "corrected" if old.answered_on is not None else "filing"
    kept = select(ClaimDeadline.source, ClaimDeadline.due).where(
        ClaimDeadline.claim_id == old.id, ClaimDeadline.kind == kind
    )
    rows: list[dict[str, object]] = [
        {"claim_id": claim_id, "kind": kind, "source": source, "due": due} for source, due in session.execute(kept)
    ]
    if rows:
        add_rows(session, ClaimDeadline, rows)


def void_instead(session: Session, claim_id: int) -> bool:
    """A corrected claim that is not sent, and of which no charge is left, voids what it was to replace.

    False for a claim that replaces none.
    """
    claim = session.get_one(Claim, claim_id)
    if claim.replaces_id is None:
        return False
    session.execute(update(Claim).where(Claim.id == claim_id).values(frequency=VOIDING, version=Claim.version + 1))
    _add_lines(session, claim_id, _lines_of(session, claim.replaces_id))
    return True


def replace_instead(session: Session, claim_id: int) -> None:
    """A claim that was to void another replaces it, since something was charged after all; its lines are to come."""
    session.execute(delete(ClaimLine).where(ClaimLine.claim_id == claim_id))
    session.execute(update(Claim).where(Claim.id == claim_id).values(frequency=REPLACEMENT, version=Claim.version + 1))


def says_otherwise(session: Session, claim_id: int) -> bool:
    """Whether a claim says something else than its charges by now."""
    query = (
        select(ClaimLine.claim_id)
        .join(Charge, Charge.id == ClaimLine.charge_id)
        .where(ClaimLine.claim_id == claim_id, (ClaimLine.charge_version != Charge.version) | ~charge_store.stands())
    )
    asked = select(ClaimLine.charge_id)
    replaced = asked.where(ClaimLine.claim_id == claim_id)
    after = select(Claim.id).where(Claim.replaces_id == claim_id, Claim.state != ClaimState.VOID.value)
    more = asked.where(ClaimLine.claim_id.in_(after), ClaimLine.charge_id.not_in(replaced))
    return bool(session.execute(query.limit(1)).first() or session.execute(more.limit(1)).first())


def take_back(session: Session, claim_id: int, by: By) -> int:
    """A corrected claim that is not sent is none, and the one it was to replace stands by itself; that one's id."""
    claim = session.get_one(Claim, claim_id, with_for_update=True)
    assert claim.replaces_id is not None
    old, why = session.get_one(Claim, claim.replaces_id, with_for_update=True), "the correction was taken back"
    state, came = claim_history.standing_state(session, old)
    badly = state in (ClaimState.DENIED, ClaimState.PARTLY_DENIED)
    preventable = old.preventable
    if came and badly and old.denial:
        preventable = claims.is_preventable(old.denial)
    claim_store.change(session, (
        Change(claim_id, ClaimState.VOID, "void", why),
        Change(old.id, state, "stands again", why, follow_up=FollowUp(by.today, why), denial=old.denial,
               preventable=preventable),
    ), by)  # fmt: skip
    if came and badly and old.answered_on is not None:
        claim_store.set_answer_deadlines(session, (old.id,), old.answered_on)
    session.expire_all()
    return old.id


def name_replaced(session: Session, claim_id: int, payer_claim: str) -> None:
    """The number that the insurer gave a claim came to be known."""
    session.execute(
        update(Claim).where(Claim.id == claim_id).values(payer_claim=payer_claim, version=Claim.version + 1)
    )
    claim_store.name(session, [
        {"claim_id": claim_id, "kind": "payer's", "number": claims.squeezed(payer_claim)}
    ])  # fmt: skip


@dataclass(frozen=True)
class Replaced:
    """The claim that a corrected one takes the place of."""

    claim_id: int
    number: str
    payer_claim: str
    sent_on: date | None


def replaced_by(session: Session, claim_id: int) -> Replaced | None:
    """What a claim replaces or voids; None for an original."""
    old = aliased(Claim)
    query = select(old.id, old.number, old.payer_claim, old.sent_on).join(Claim, Claim.replaces_id == old.id)
    row = session.execute(query.where(Claim.id == claim_id)).one_or_none()
    return Replaced(*tuple[Any, ...](row)) if row else None


def successor(session: Session, claim_id: int) -> Claim | None:
    """The claim that took the place of one, if there is such a one."""
    query = select(Claim).where(Claim.replaces_id == claim_id, Claim.state != ClaimState.VOID.value)
    return session.execute(query.order_by(Claim.id.desc()).limit(1)).scalar_one_or_none()


def live(session: Session, claim_id: int) -> Claim:
    """The claim itself, or the last of those that took its place one after the other."""
    claim = session.get_one(Claim, claim_id)
    while (after := successor(session, claim.id)) is not None:
        claim = after
    return claim


def first_numbers(session: Session, numbers: Sequence[str]) -> Mapping[str, str]:
    """Squeezed number -> that of the first claim in its row of corrections, of those numbers that are in one.

    What an insurer says of a claim and of the one that replaced it belongs together.
    """
    found: dict[str, int] = {}
    wanted = sorted({one for one in numbers if one})
    for part in (wanted[start : start + 500] for start in range(0, len(wanted), 500)):
        query = (
            select(ClaimNumber.number, ClaimNumber.claim_id)
            .join(Claim, Claim.id == ClaimNumber.claim_id)
            .where(
                ClaimNumber.number.in_(part), ClaimNumber.kind != "payer's",
                or_(Claim.replaces_id.is_not(None), Claim.state == ClaimState.CORRECTED.value),
            )
        )  # fmt: skip
        found |= {row.number: row.claim_id for row in session.execute(query)}
    firsts = {own: own for own in found.values()}
    while firsts:
        rows = session.execute(select(Claim.id, Claim.replaces_id).where(Claim.id.in_(set(firsts.values()))))
        before = {own: replaces for own, replaces in rows if replaces is not None}
        if not before:
            break
        firsts = {own: before.get(first, first) for own, first in firsts.items()}
    return {number: claims.squeezed(claims.claim_number(firsts[own])) for number, own in found.items()}
