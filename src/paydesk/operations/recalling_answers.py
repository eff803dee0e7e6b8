"""Recalling answers: the one that stands on a claim, turned below zero, for a paper that takes it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paydesk.data import advice_store, known_claim_store, paper_store
from paydesk.data.database import Session
from paydesk.operations.choosing_claims import typed_line
from paydesk.operations.desk import Desk
from paydesk.rules.answer_shares import KnownClaim, KnownLine
from paydesk.rules.money import Cents
from paydesk.rules.remittance import Service
from paydesk.rules.typed_answer import TypedLine


@dataclass(frozen=True)
class TakenBack:
    """The lines of an answer that stands as they are typed when it is taken back: equal and opposite."""

    lines: tuple[TypedLine, ...]
    payer_claim: str


def answer_to_take_back(desk: Desk, claim_id: int) -> TakenBack | None:
    """What a paper says that takes back the answer standing on a claim; None where none stands, or several, or where it
    does not say line by line what became of the claim."""
    with desk.looking("payments.post") as session:
        known = known_claim_store.known_claims(session, {claim_id}).get(claim_id)
        found = _turned(session, known) if known is not None else None
    if known is not None:
        desk.looked(
            "papers.look", "Looked at the answer that an insurer takes back", account=known.account_id,
            person=known.patient_id, claim=known.number,
        )  # fmt: skip
    return found


def _turned(session: Session, known: KnownClaim) -> TakenBack | None:
    standing = known_claim_store.standing_answers(session, sorted(line.charge_id for line in known.lines))
    answers = {one.answer_id for (_, coverage), one in standing.items() if coverage == known.coverage_id}
    kept = advice_store.kept_claims(session, paper_store.of_answer(session, answers.pop())) if len(answers) == 1 else ()
    if len(kept) != 1 or kept[0].answer.adjustments:
        return None
    said = list(kept[0].answer.services)
    lines = []
    for ours in known.lines:
        alike = [one for one in said if _is_of(one, ours)]
        if len(alike) == 1:
            said.remove(alike[0])
            lines.append(_back(typed_line(alike[0], first=known.order == 1), ours.key))
        else:
            lines.append(TypedLine(ours.key, left_out=True))
    return None if said else TakenBack(tuple(lines), kept[0].answer.payer_claim)


def _is_of(said: Service, ours: KnownLine) -> bool:
    """By its key, where it says one; else by what was done and what it cost."""
    if said.line_number:
        return said.line_number == ours.key
    return (said.procedure.code, said.charge, said.first or ours.day) == (ours.code, ours.amount, ours.day)


def _back(line: TypedLine, key: str) -> TypedLine:
    others = tuple(replace(one, amount=_less(one.amount)) for one in line.others)
    return TypedLine(
        key, _less(line.allowed), _less(line.deductible), _less(line.copay), _less(line.coinsurance), _less(line.off),
        others, _less(line.paid),
    )  # fmt: skip


def _less(amount: Cents | None) -> Cents | None:
    return None if amount is None else -amount
