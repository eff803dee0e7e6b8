"""Reading remittances at the desk: deposits that wait, what each claim of one says, and what of it will post."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from paydesk.config import no_collecting
from paydesk.data import advice_store, deposit_store, provider_adjustment_store, same_check_store
from paydesk.data.advice_store import KeptClaim
from paydesk.data.advice_tables import Advice
from paydesk.data.database import Session
from paydesk.data.deposit_store import Deposit as Deposit
from paydesk.data.provider_adjustment_store import Adjustment
from paydesk.operations import comparing_prices, matching_answers
from paydesk.operations.comparing_prices import ShortLine
from paydesk.operations.desk import Desk
from paydesk.operations.matching_answers import Planned
from paydesk.rules.answer_shares import Reason, said_sums
from paydesk.rules.errors import NotFound
from paydesk.rules.ledger import CONTRACTUAL, INSURER_PAYMENT, PATIENT, TAKEBACK
from paydesk.rules.money import Cents, show
from paydesk.rules.provider_adjustments import Role

LESS_THAN_USUAL = "Paid less than usual"
"""How the reason of a claim begins that an insurer priced too low."""

POSTED_SINCE = timedelta(days=7)
"""Deposits that are posted are listed so long."""


@dataclass(frozen=True)
class Deposits:
    """Insurers' payments: those with claims to post or to decide, and those that were posted lately."""

    waiting: tuple[Deposit, ...]
    posted: tuple[Deposit, ...]


def deposits(desk: Desk) -> Deposits:
    """Which remittances wait, and which were posted this week, newest first."""
    with desk.looking() as session:
        found = deposit_store.deposits(session, since=desk.clock.today() - POSTED_SINCE)
    waiting = tuple(one for one in found if one.waiting)
    return Deposits(waiting, tuple(one for one in found if not one.waiting))


@dataclass(frozen=True)
class AnswerRow:
    """One claim of a remittance. ``kind``: ready, person, posted, denied, or aside; ``why`` is told beside it.

    ``paid``, ``off`` (by contract) and ``to_patient`` in cents are what will post, or what the insurer says of one
    that waits. ``may_post``: a person may post it as it is.
    """

    id: int
    kind: str
    patient: str
    day: date | None
    lines: int
    number: str
    paid: Cents
    off: Cents
    to_patient: Cents
    why: str
    account_id: int | None
    person_id: int | None
    claim_id: int | None
    payer_id: int | None
    status: str
    may_post: bool = False


@dataclass(frozen=True)
class WillPost:
    """What posting will do, in cents: insurer payments, off by contract, moved to patients of so many accounts, taken
    back; and what is ``left`` for a person, of how many claims.

    ``lowered`` is what patients of other accounts owe less, which an answer says after it was moved to them already.
    """

    claims: int
    denied: int
    payments: Cents
    off: Cents
    moved: Cents
    accounts: int
    taken_back: Cents
    left: Cents
    left_claims: int
    lowered: Cents = 0
    lowered_accounts: int = 0


@dataclass(frozen=True)
class AdvicePage:
    """One remittance as the screen shows it. ``findings`` are sentences about what is wrong with it as a whole.

    ``damaged``: of how many claims that wait the file is at fault that they cannot post. ``became`` says of each of
    ``provider``, what belongs to no claim, where it went. ``typed``: it waits, since a typed check of it stands.
    """

    deposit: Deposit
    findings: tuple[str, ...]
    provider: tuple[tuple[str, str, Cents], ...]
    became: tuple[str, ...]
    rows: tuple[AnswerRow, ...]
    will_post: WillPost
    damaged: int = 0
    typed: bool = False

    def of_kind(self, *kinds: str) -> tuple[AnswerRow, ...]:
        """The rows of these kinds, in order."""
        return tuple(row for row in self.rows if row.kind in kinds)


def advice_page(desk: Desk, advice_id: int) -> AdvicePage:
    """All of one remittance, with what will post of it. Raises NotFound."""
    with desk.looking() as session, no_collecting():
        advice = session.get(Advice, advice_id)
        if advice is None:
            raise NotFound("That remittance is not there any more.")
        (deposit,) = deposit_store.deposits(session, only=advice_id)
        around = matching_answers.around(session, advice, today=desk.clock.today())
        planned = [
            one
            for ids in matching_answers.batches(session, advice_store.waiting(session, advice_id))
            for unit in matching_answers.plan(session, advice_store.kept_claims(session, ids), around)
            for one in unit
        ]
        done = [_done(row) for row in deposit_store.done(session, advice_id)]
        findings = tuple(f"{where}: {says}" for _, where, says, _ in advice.findings)
        provider = deposit_store.provider_adjustments(session, advice_id)
        typed = same_check_store.typed(session, advice) is not None
        became = ("waits with this remittance",) * len(provider) if typed else _became(session, advice_id)
        short = comparing_prices.short_of_advice(session, advice_id, today=desk.clock.today())
    waiting = (_waiting_row(one, by_contract=around.by_contract) for one in planned)
    rows = sorted([*waiting, *done], key=lambda row: row.id)
    rows = [_told_short(row, short.get(row.claim_id or 0)) for row in rows]
    desk.looked("remittances.read", "Looked at a remittance", trace=deposit.trace)
    damaged = sum(bool(one.kept.hindrance) for one in planned)
    return AdvicePage(deposit, findings, provider, became, tuple(rows), _will_post(planned), damaged, typed)


def _became(session: Session, advice_id: int) -> tuple[str, ...]:
    """Where each adjustment that belongs to no claim went, in a few words; those of nothing are not listed apart."""
    told = {one.seq: one for one in provider_adjustment_store.of_advice(session, advice_id)}
    last = len(deposit_store.provider_adjustments(session, advice_id))
    return tuple(_where(session, told.get(seq)) for seq in range(1, last + 1))


def _where(session: Session, one: Adjustment | None) -> str:
    if one is None or one.role is Role.APART:
        return "stays on this remittance"
    if one.aside:
        return f"put aside: {one.aside}"
    parts = []
    for tie in provider_adjustment_store.ties(session, one.place):
        word = "taken by" if one.role is Role.CARRIES else "put off before in"
        parts.append(f"{show(tie.amount)} {word} {tie.trace}" if tie.trace else f"{show(tie.amount)} posted on a claim")
    if one.left:
        open_one = "carried to the next remittance" if one.role is Role.CARRIES else "tied to nothing yet"
        parts.append(open_one if not parts else f"{show(one.left)} {open_one}")
    return ", ".join(parts)


def _told_short(row: AnswerRow, short: ShortLine | None) -> AnswerRow:
    """A claim that pays less than usual says so; it posts all the same."""
    if short is None or row.kind not in ("ready", "posted") or row.why:
        return row
    usual = f"{short.code} at {show(short.allowed)}, expected {show(short.expected)}, {short.why}"
    return replace(row, why=f"{LESS_THAN_USUAL}: {usual}")


def _waiting_row(one: Planned, *, by_contract: Collection[Reason]) -> AnswerRow:
    answer, claim = one.kept.answer, one.match.claim
    if claim is not None:
        patient = f"{claim.patient_first} {claim.patient_last}".strip()
        day: date | None = min((line.day for line in claim.lines), default=answer.first)
    else:
        patient = _named(one.kept)
        day = next((line.first for line in answer.services if line.first), answer.first)
    off, moved = said_sums(answer, by_contract=by_contract)
    if one.group is not None:
        off = -_sum(one, CONTRACTUAL.name)
        moved = one.group.on_party(PATIENT)
    kind = "ready" if one.verdict.kind in ("post", "takeback") else one.verdict.kind
    return AnswerRow(
        one.kept.id, kind, patient, day, len(answer.services), answer.number, answer.paid or 0, off, moved,
        one.verdict.why, claim.account_id if claim else None, claim.patient_id if claim else None,
        claim.id if claim else None, claim.payer_id if claim else None, answer.status, one.verdict.may_post,
    )  # fmt: skip


def _named(kept: KeptClaim) -> str:
    patient = kept.answer.patient
    return f"{patient.first} {patient.name}".strip().title() if patient is not None else "Nobody named"


def _done(row: deposit_store.Done) -> AnswerRow:
    return AnswerRow(
        row.id, {"posted": "posted", "denied": "was denied"}.get(row.work, row.work), row.patient, row.day, row.lines,
        row.number, row.paid, row.off, row.to_patient, row.reason, row.account_id, row.person_id, row.claim_id,
        row.payer_id, row.status,
    )  # fmt: skip


def _sum(one: Planned, *kinds: str) -> Cents:
    entries = one.group.entries if one.group is not None else ()
    return sum(entry.total for entry in entries if entry.kind.name in kinds)


def _will_post(planned: Sequence[Planned]) -> WillPost:
    ready = [one for one in planned if one.posts and one.group is not None]
    left = [one for one in planned if not one.posts]
    moved = {one.match.claim.account_id: 0 for one in ready if one.match.claim and one.group}
    for one in ready:
        if one.match.claim is not None and one.group is not None:
            moved[one.match.claim.account_id] += one.group.on_party(PATIENT)
    return WillPost(
        len(ready), sum(one.verdict.kind == "denied" for one in planned),
        -sum(_sum(one, INSURER_PAYMENT.name) for one in ready), -sum(_sum(one, CONTRACTUAL.name) for one in ready),
        sum(amount for amount in moved.values() if amount > 0), sum(amount > 0 for amount in moved.values()),
        sum(_sum(one, TAKEBACK.name) for one in ready), sum(one.kept.answer.paid or 0 for one in left), len(left),
        -sum(amount for amount in moved.values() if amount < 0), sum(amount < 0 for amount in moved.values()),
    )  # fmt: skip


@dataclass(frozen=True)
class SaidLine:
    """One line of an answer: what was done, what it costs, the insurer's price if it says one, and the reasons with
    their amounts; remarks without."""

    code: str
    name: str
    charge: Cents
    allowed: Cents | None
    paid: Cents
    reasons: tuple[tuple[str, str, Cents], ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """All an insurer says of one claim, line by line; ``reasons`` and ``remarks`` of the claim as a whole."""

    id: int
    lines: tuple[SaidLine, ...]
    reasons: tuple[tuple[str, str, Cents], ...]
    remarks: tuple[str, ...]
    payer_claim: str
    corrected: str
    crossover: str


def said(desk: Desk, advice_claim_id: int) -> Said:
    """What the insurer says of one claim. Raises NotFound."""
    with desk.looking() as session:
        kept = advice_store.kept_claims(session, (advice_claim_id,))
        if not kept:
            raise NotFound("That answer is not there any more.")
        return _said(session, kept[0])


def _said(session: Session, kept: KeptClaim) -> Said:
    answer = kept.answer
    names = deposit_store.names(session, [line.procedure.code for line in answer.services])
    corrected = answer.corrected
    return Said(
        kept.id,
        tuple(
            SaidLine(
                line.procedure.code, names.get(line.procedure.code, ""), line.charge or 0, line.allowed,
                line.paid or 0, tuple((one.group, one.reason, one.amount or 0) for one in line.adjustments),
                line.remarks,
            )
            for line in answer.services
        ),
        tuple((one.group, one.reason, one.amount or 0) for one in answer.adjustments), answer.remarks,
        answer.payer_claim, " ".join(part for part in (corrected.name, corrected.id) if part) if corrected else "",
        answer.crossover.name if answer.crossover else "",
    )  # fmt: skip
