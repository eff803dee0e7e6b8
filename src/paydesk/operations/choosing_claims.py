"""Choosing claims for an insurer's check that is typed: who may be meant, with the lines and their usual prices."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from paydesk.data import advice_store, known_claim_store, paper_store, price_store, typed_claim_store
from paydesk.data.advice_store import KeptClaim
from paydesk.data.advice_tables import Advice
from paydesk.data.database import Session
from paydesk.data.deposit_store import provider_adjustments
from paydesk.data.typed_claim_store import Answerable as Answerable
from paydesk.operations import finding, pricing
from paydesk.operations.desk import Desk
from paydesk.operations.pricing import PlannedService, PricedService
from paydesk.rules import money
from paydesk.rules.answer_shares import KnownClaim
from paydesk.rules.claims import squeezed
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.money import Cents
from paydesk.rules.remittance import REVERSAL, Service
from paydesk.rules.service_kinds import service_kind
from paydesk.rules.typed_answer import Reason, TypedLine
from paydesk.rules.typed_paper import METHODS, NotOfClaim

_MOST = 12


def claims_like(desk: Desk, payer_id: int, typed: str) -> tuple[Answerable, ...]:
    """The claims that are meant by a part of a name, an account's or claim's number or a charge; of no words, the
    payer's open ones, the oldest first."""
    words = typed.strip()
    desk.looked_at_list("papers.look", "Looked for claims that an insurer's check pays")
    people = finding.find(desk, words, limit=_MOST).hits if words else ()
    with desk.looking() as session:
        if not words:
            return typed_claim_store.open_with(session, payer_id)
        found = dict[int, Answerable]()
        number = squeezed(words)
        if re.search(r"\d", number):
            found |= {one.claim_id: one for one in typed_claim_store.of_number(session, number)}
        accounts, named = {one.account_id for one in people}, {one.person_id for one in people}
        theirs = typed_claim_store.of_accounts(session, accounts, named, payer_id)
        found |= {one.claim_id: one for one in theirs}
        charge = _amount(words) if "." in words or not found else None
        if charge is not None:
            found = {one.claim_id: one for one in typed_claim_store.of_charge(session, charge, payer_id)} | found
    return tuple(found.values())


def _amount(words: str) -> Cents | None:
    try:
        return money.parse(words)
    except PaydeskError:
        return None


@dataclass(frozen=True)
class OurClaim:
    """A claim to be answered: its lines with the price that is usual for each in cents, None where none is known."""

    known: KnownClaim
    usual: tuple[Cents | None, ...]


def our_claims(desk: Desk, claim_ids: tuple[int, ...]) -> tuple[OurClaim, ...]:
    """Claims in the order in which they are named; what is gone meanwhile is left out."""
    with desk.looking() as session:
        found = _our_claims(session, claim_ids)
    for known in (one.known for one in found):
        desk.looked(
            "papers.look", "Opened a claim that an insurer's check pays", account=known.account_id,
            person=known.patient_id, claim=known.number,
        )  # fmt: skip
    return found


def _our_claims(session: Session, claim_ids: tuple[int, ...]) -> tuple[OurClaim, ...]:
    known = known_claim_store.known_claims(session, set(claim_ids))
    priced = typed_claim_store.priced_by(session, set(claim_ids))
    prices = {
        claim.id: _usual(session, claim, priced) if claim.order == 1 else (None,) * len(claim.lines)
        for claim in known.values()
    }
    return tuple(OurClaim(known[one], prices[one]) for one in claim_ids if one in known)


def _usual(
    session: Session, claim: KnownClaim, priced: dict[str, typed_claim_store.PricedBy]
) -> tuple[Cents | None, ...]:
    """What this payer as first payer usually allows for each line, as an estimate would have it."""
    found: dict[str, Cents | None] = {}
    groups = defaultdict[tuple[int, str, date], list[tuple[str, PricedService]]](list)
    for line in claim.lines:
        by = priced.get(line.key)
        if by is not None:
            asked = PlannedService(line.code, by.units, tuple(line.modifiers.split()))
            service = PricedService(asked, "", line.amount, service_kind(line.code))
            groups[by.plan_id, by.place or price_store.OFFICE, line.day].append((line.key, service))
    for (plan, place, day), services in groups.items():
        asked_of = tuple(service for _, service in services)
        told = pricing.allowed_by(session, asked_of, payer_id=claim.payer_id, plan_id=plan, place=place, on=day)
        for (key, _), one in zip(services, told, strict=True):
            found[key] = one.price.allowed if one.price is not None else None
    return tuple(found.get(line.key) for line in claim.lines)


@dataclass(frozen=True)
class TypedBefore:
    """One answer of a paper as it was typed."""

    claim: OurClaim
    lines: tuple[TypedLine, ...]
    payer_claim: str
    remarks: tuple[str, ...]
    passed_on_to: str
    takes_back: bool


@dataclass(frozen=True)
class OpenedPaper:
    """A typed check as far as it may still be typed anew. ``posted`` cents are paid by the ``settled`` claims of it,
    which stay as they are. ``fixed``: money of it was posted before, so its amount stays."""

    advice_id: int
    version: int
    payer_id: int | None
    method: str
    number: str
    dated: date | None
    received: date | None
    amount: Cents
    others: tuple[NotOfClaim, ...]
    answers: tuple[TypedBefore, ...]
    settled: int
    posted: Cents
    fixed: bool


def open_paper(desk: Desk, advice_id: int) -> OpenedPaper:
    """A typed check to be corrected. Raises NotFound, and PaydeskError where nothing of it can be typed anew."""
    with desk.looking("payments.post") as session:
        advice = session.get(Advice, advice_id)
        if advice is None or advice.source != "paper" or advice.put_aside:
            raise NotFound("That check is not there any more. Look at the list of deposits.")
        ids = paper_store.waiting_ids(session, advice_id)
        if not paper_store.may_be_typed_anew(session, advice):
            raise PaydeskError(
                "All of this check is posted. Reverse an answer in its account first, then it can be corrected here."
            )
        kept = advice_store.kept_claims(session, ids)
        claims = {one.known.id: one for one in _our_claims(session, tuple(one.claim_id or 0 for one in kept))}
        settled = paper_store.settled(session, advice_id)
        others = tuple(
            NotOfClaim(reason, reference, -amount)
            for reason, reference, amount in provider_adjustments(session, advice_id)
        )
        answers = tuple(_before(one, claims[one.claim_id]) for one in kept if one.claim_id in claims)
        methods = {x12: word for word, x12 in METHODS.items()}
        opened = OpenedPaper(
            advice.id, advice.version, advice.payer_id, methods.get(advice.method, "check"), advice.trace,
            advice.paid_on, advice.received_on, advice.amount or 0, others, answers, settled.claims, settled.paid,
            advice.lot_id is not None,
        )  # fmt: skip
    desk.looked("papers.look", "Opened an insurer's check that was typed", trace=opened.number)
    return opened


def _before(kept: KeptClaim, claim: OurClaim) -> TypedBefore:
    answer = kept.answer
    said = {one.line_number: one for one in answer.services}
    first = claim.known.order == 1
    lines = tuple(
        typed_line(said[line.key], first=first) if line.key in said else TypedLine(line.key, left_out=True)
        for line in claim.known.lines
    )
    passed_on_to = answer.crossover.name if answer.crossover is not None else ""
    return TypedBefore(claim, lines, answer.payer_claim, answer.remarks, passed_on_to, answer.status == REVERSAL)


def typed_line(said: Service, *, first: bool) -> TypedLine:
    """A line as it is typed, by the ``first`` payer or a later one; what comes off by itself is left to do so."""
    sums = defaultdict[tuple[str, str], Cents](int)
    for one in said.adjustments:
        sums[one.group, one.reason] += one.amount or 0
    off, deductible = sums.pop(("CO", "45"), None), sums.pop(("PR", "1"), None)
    coinsurance, copay = sums.pop(("PR", "2"), None), sums.pop(("PR", "3"), None)
    others = tuple(Reason(group, reason, amount) for (group, reason), amount in sums.items())
    line = TypedLine(
        said.line_number, said.allowed, deductible, copay, coinsurance, None, others, said.paid,
    )  # fmt: skip
    by_itself = line.settled(said.charge or 0, first=first).off
    if by_itself == (off or 0):
        return line
    return TypedLine(said.line_number, said.allowed, deductible, copay, coinsurance, off or 0, others, said.paid)
