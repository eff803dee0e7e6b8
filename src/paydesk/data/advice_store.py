"""Keeps remittance advice as it was read, each payment and each claim of it once, and gives it back as facts."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, false, func, select, update
from sqlalchemy.orm import Session

from paydesk.data import provider_adjustment_store, remittance_store
from paydesk.data.advice_tables import (
    Advice,
    AdviceAdjustment,
    AdviceClaim,
    AdviceLine,
    AdviceProviderAdjustment,
)
from paydesk.data.claim_tables import Claim
from paydesk.data.database import answers, reserve_ids
from paydesk.data.inserting import add_rows
from paydesk.data.insurance_tables import RemittanceClaim
from paydesk.data.people_tables import Account
from paydesk.rules.claims import squeezed
from paydesk.rules.remittance import Adjustment, ClaimAnswer, Party, Procedure, Remittance, Service
from paydesk.rules.remittance_finding import Place
from paydesk.rules.remittance_proof import ProvenRemittance

_BLANK = " "
GAVE_WAY = "A whole copy of this remittance was read later."
"""Why a damaged copy is put aside."""


@dataclass(frozen=True)
class Source:
    """Where advice was read from, by whom and when."""

    kind: str
    file_name: str
    sha256: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Kept:
    """Advice that is kept: ``known`` if it was before. ``claim_keys`` are parallel to its claims as read now."""

    advice_id: int
    known: bool
    claim_keys: tuple[str, ...]


def payment_key(said: Remittance, sha256: str) -> str:
    """The same payment has the same key, whatever file it comes in: who pays, trace, amount and day."""
    deposit = said.deposit
    who = deposit.originator or said.payer.id or said.payer.name
    if not deposit.trace:
        return _digest("untraced", sha256, said.control)
    return _digest(who, deposit.trace, deposit.amount, deposit.paid_on)


def claim_keys(payment: str, answers: Sequence[ClaimAnswer]) -> tuple[str, ...]:
    """One key a claim of a payment; claims that are alike in all that counts are told apart by their order."""
    seen = Counter[str]()
    keys = []
    for one in answers:
        plain = _digest(payment, one.number, one.status, one.payer_claim, one.charge, one.paid)
        seen[plain] += 1
        keys.append(plain if seen[plain] == 1 else f"{plain}/{seen[plain]}")
    return tuple(keys)


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:40]


def keep(
    session: Session, proven: ProvenRemittance, source: Source, *, payer_id: int | None, key: str = ""
) -> Kept:
    """Keep one payment with all its claims; one that is known stays as it is, but for a damaged copy.

    A copy that did not add up, and of which nothing was posted, gives way to one that does. ``key`` is given where
    it is known that the payment is new.
    """
    said = proven.remittance
    key = key or payment_key(said, source.sha256)
    known = _by_key(session, key)
    whole = proven.balanced and not any(proven.hindrances)
    if known is not None and not known.put_aside and whole:
        _give_way(session, known)
    if known is not None and known.put_aside:
        key = f"{key}/whole"
        known = _by_key(session, key)
    keys = claim_keys(key, said.claims)
    if known is not None:
        return Kept(known.id, True, keys)
    deposit = said.deposit
    row = Advice(
        key=key, source=source.kind, file_name=source.file_name, sha256=source.sha256, control=said.control,
        read_at=source.at, read_by=source.by, payer_name=said.payer.name, payer_number=said.payer.id,
        originator=deposit.originator, payee_number=said.payee.id, trace=deposit.trace, amount=deposit.amount,
        method=deposit.method, paid_on=deposit.paid_on, claims_total=proven.claims_total,
        provider_adjustments=proven.provider_adjustments, balanced=proven.balanced,
        findings=[[one.rule, one.where, one.says, one.blocks.value] for one in proven.findings], payer_id=payer_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    keep_claims(session, row.id, proven, keys)
    return Kept(row.id, False, keys)


def _by_key(session: Session, key: str) -> Advice | None:
    return session.execute(select(Advice).where(Advice.key == key)).scalar_one_or_none()


def _give_way(session: Session, damaged: Advice) -> None:
    """A copy that is damaged, and of which nothing is posted, stays on file, and nothing of it waits."""
    if damaged.lot_id is not None:  # its money is in the ledger, if only by what was kept from it
        return
    own = AdviceClaim.advice_id == damaged.id
    used = AdviceClaim.work.in_(("posted", "noted")) | AdviceClaim.answer_id.is_not(None)
    if remittance_store.adds_up(session, damaged):
        return
    if session.execute(select(exists().where(own, used))).scalar_one():
        return
    damaged.put_aside = GAVE_WAY
    session.execute(update(AdviceClaim).where(own).values(work="aside", reason=GAVE_WAY))
    provider_adjustment_store.let_go_of_advice(session, damaged.id)


def keep_claims(
    session: Session, advice_id: int, proven: ProvenRemittance, keys: Sequence[str], *, after: int | None = None
) -> None:
    """Write all claims of a payment; ``after`` so many, if it is there already: its other amounts stay as they are."""
    said = proven.remittance
    ids = reserve_ids(session, "advice_claim", len(said.claims)) if said.claims else ()
    claims, lines, adjustments = [], list[dict[str, object]](), list[dict[str, object]]()
    answers = zip(ids, keys, said.claims, proven.hindrances, strict=True)
    for seq, (own, key, one, hindrance) in enumerate(answers, (after or 0) + 1):
        claims.append({
            "id": own, "advice_id": advice_id, "seq": seq, "key": key,
            "hindrance": hindrance.sentence if hindrance is not None else "", **_claim_row(one),
        })  # fmt: skip
        adjustments += _adjustment_rows(own, 0, one.adjustments)
        for number, service in enumerate(one.services, 1):
            lines.append(_line_row(own, number, service))
            adjustments += _adjustment_rows(own, number, service.adjustments)
    provider: list[dict[str, object]] = [
        {"advice_id": advice_id, "seq": seq, "provider": one.provider, "reason": one.reason,
         "reference": one.reference, "amount": one.amount}
        for seq, one in enumerate(said.provider_adjustments if after is None else (), 1)
    ]  # fmt: skip
    for table, rows in ((AdviceClaim, claims), (AdviceLine, lines), (AdviceAdjustment, adjustments),
                        (AdviceProviderAdjustment, provider)):  # fmt: skip
        for start in range(0, len(rows), 5000):
            add_rows(session, table, rows[start : start + 5000])


def _claim_row(one: ClaimAnswer) -> dict[str, object]:
    patient, insured, corrected = one.patient, one.insured, one.corrected
    return {
        "number": one.number, "squeezed": squeezed(one.number), "status": one.status, "charge": one.charge,
        "paid": one.paid, "patient_responsibility": one.patient_responsibility, "filing": one.filing,
        "payer_claim": one.payer_claim, "original": one.original, "segment": one.place.segment,
        "line": one.place.line, "patient_last": patient.name if patient else "",
        "patient_first": patient.first if patient else "",
        "member_number": next((each.id for each in (patient, insured) if each is not None and each.id), ""),
        "corrected_name": _full(corrected), "corrected_number": corrected.id if corrected else "",
        "crossover": one.crossover.name if one.crossover else "", "first_day": one.first, "last_day": one.last,
        "received_on": one.received, "remarks": _BLANK.join(one.remarks), "matched_by": "", "work": "waiting",
        "reason": "",
    }  # fmt: skip


def _full(party: Party | None) -> str:
    return f"{party.first} {party.name}".strip() if party is not None else ""


def _line_row(own: int, seq: int, one: Service) -> dict[str, object]:
    return {
        "advice_claim_id": own, "seq": seq, "key": one.line_number, "code": one.procedure.code,
        "modifiers": _BLANK.join(one.procedure.modifiers),
        "original_code": one.original.code if one.original is not None else "", "charge": one.charge,
        "paid": one.paid, "allowed": one.allowed, "units": one.units, "service_date": one.first,
        "remarks": _BLANK.join(one.remarks),
    }  # fmt: skip


def _adjustment_rows(own: int, line: int, adjustments: Sequence[Adjustment]) -> list[dict[str, object]]:
    return [
        {"advice_claim_id": own, "line": line, "seq": seq, "grouped": one.group, "reason": one.reason,
         "amount": one.amount}
        for seq, one in enumerate(adjustments, 1)
    ]  # fmt: skip


@dataclass(frozen=True)
class KeptClaim:
    """A claim of kept advice: the answer as facts, and where it went."""

    id: int
    advice_id: int
    seq: int
    key: str
    answer: ClaimAnswer
    hindrance: str
    claim_id: int | None
    matched_by: str
    answer_id: int | None
    work: str
    reason: str


def kept_claims(session: Session, ids: Sequence[int]) -> tuple[KeptClaim, ...]:
    """Claims of kept advice with all that was said of them, in their order."""
    if not ids:
        return ()
    reasons = defaultdict[tuple[int, int], list[Adjustment]](list)
    for own, line, grouped, reason, amount in answers(session, _ADJUSTMENTS, ids=ids):
        reasons[own, line].append(Adjustment(_NOWHERE, grouped, reason, amount))
    services = defaultdict[int, list[Service]](list)
    for own, seq, *said in answers(session, _LINES, ids=ids):
        services[own].append(_service(*said, adjustments=tuple(reasons.get((own, seq), ()))))
    claims = answers(session, _CLAIMS, ids=ids)
    return tuple(_kept(row, reasons.get((row.id, 0), ()), services.get(row.id, ())) for row in claims)


_ASKED: BindParameter[int] = bindparam("ids", expanding=True)
_CLAIMS = (
    select(AdviceClaim.__table__).where(AdviceClaim.id.in_(_ASKED)).order_by(AdviceClaim.advice_id, AdviceClaim.seq)
)
_LINES = (
    select(
        AdviceLine.advice_claim_id, AdviceLine.seq, AdviceLine.code, AdviceLine.modifiers, AdviceLine.original_code,
        AdviceLine.charge, AdviceLine.paid, AdviceLine.units, AdviceLine.service_date, AdviceLine.key,
        AdviceLine.allowed, AdviceLine.remarks,
    )
    .where(AdviceLine.advice_claim_id.in_(_ASKED))
    .order_by(AdviceLine.advice_claim_id, AdviceLine.seq)
)  # fmt: skip
_ADJUSTMENTS = (
    select(
        AdviceAdjustment.advice_claim_id, AdviceAdjustment.line, AdviceAdjustment.grouped, AdviceAdjustment.reason,
        AdviceAdjustment.amount,
    )
    .where(AdviceAdjustment.advice_claim_id.in_(_ASKED))
    .order_by(AdviceAdjustment.advice_claim_id, AdviceAdjustment.line, AdviceAdjustment.seq)
)  # fmt: skip
_NOWHERE = Place(0, 0)


def _service(
    code: str, modifiers: str, original: str, charge: int | None, paid: int | None, units: Any, day: date | None,
    key: str, allowed: int | None, remarks: str, *, adjustments: tuple[Adjustment, ...],
) -> Service:  # fmt: skip
    return Service(
        _NOWHERE, True, Procedure("HC", code, tuple(modifiers.split())),
        Procedure("HC", original) if original else None, charge, paid, "", units, day, None, key, allowed, adjustments,
        tuple(remarks.split()),
    )  # fmt: skip


def _kept(row: Any, adjustments: Sequence[Adjustment], services: Sequence[Service]) -> KeptClaim:
    patient = Party(row.patient_last, row.patient_first, id=row.member_number)
    corrected = Party(row.corrected_name, id=row.corrected_number)
    answer = ClaimAnswer(
        Place(row.segment, row.line), True, row.number, row.status, row.charge, row.paid, row.patient_responsibility,
        row.filing, row.payer_claim, "", "", row.original, patient if row.patient_last or row.member_number else None,
        None, corrected if row.corrected_name or row.corrected_number else None, None,
        Party(row.crossover) if row.crossover else None, row.first_day, row.last_day, row.received_on, (),
        tuple(adjustments), tuple(row.remarks.split()), tuple(services),
    )  # fmt: skip
    return KeptClaim(
        row.id, row.advice_id, row.seq, row.key, answer, row.hindrance, row.claim_id, row.matched_by, row.answer_id,
        row.work, row.reason,
    )  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A claim of advice that waits, as little as is needed to order the work."""

    id: int
    squeezed: str
    status: str


def waiting(session: Session, advice_id: int) -> tuple[Waiting, ...]:
    """The claims of advice that wait for posting or a person, in their order."""
    rows = session.execute(
        select(AdviceClaim.id, AdviceClaim.squeezed, AdviceClaim.status)
        .where(AdviceClaim.advice_id == advice_id, AdviceClaim.work == "waiting")
        .order_by(AdviceClaim.seq)
    )
    return tuple(Waiting(*row) for row in rows)


@dataclass(frozen=True)
class Outcome:
    """What became of a claim of advice: its account's number when it is known, and whether its answer stands."""

    work: str
    reason: str
    account: int | None
    matched_by: str
    paid: int
    posted: bool


def outcomes(session: Session, advice_id: int) -> dict[str, Outcome]:
    """By the claims' keys: what became of each claim of an advice."""
    rows = session.execute(
        select(
            AdviceClaim.key, AdviceClaim.work, AdviceClaim.reason, Account.number, AdviceClaim.matched_by,
            func.coalesce(AdviceClaim.paid, 0), func.coalesce(RemittanceClaim.posted, false()),
        )
        .outerjoin(Claim, Claim.id == AdviceClaim.claim_id)
        .outerjoin(Account, Account.id == Claim.account_id)
        .outerjoin(RemittanceClaim, RemittanceClaim.id == AdviceClaim.answer_id)
        .where(AdviceClaim.advice_id == advice_id)
    )  # fmt: skip
    return {row[0]: Outcome(*row[1:]) for row in rows}
