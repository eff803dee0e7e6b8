"""Matching answers: of each claim in an advice the claim of ours, and what will post of it, before anything does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from paydesk.data import (
    corrected_claim_store,
    insurance_store,
    known_claim_store,
    ledger_store,
    same_check_store,
    standing_store,
)
from paydesk.data.advice_store import KeptClaim, Waiting
from paydesk.data.advice_tables import Advice
from paydesk.data.database import Session
from paydesk.data.known_claim_store import Standing as Answered
from paydesk.operations import keeping
from paydesk.rules import adjudication, claim_match, insurer_answer, remittance
from paydesk.rules.adjudication import Circumstances, Verdict
from paydesk.rules.answer_shares import BY_CONTRACT, Reason
from paydesk.rules.claim_match import Match
from paydesk.rules.claims import squeezed
from paydesk.rules.insurer_answer import Group, Standing
from paydesk.rules.keyboard import show_date
from paydesk.rules.ledger import EntryKind, Line
from paydesk.rules.money import show

BATCH = 200
"""So many claims are planned, or posted in one transaction, at once; between two batches a run can be stopped."""


@dataclass(frozen=True)
class Around:
    """What answers of one advice are looked at with. ``lot_id`` is the money's, 0 before anything is posted.

    ``insurer_id``: the file names this insurer of the clinic's patients; None where it names one that is not known so.

    ``hindrance`` is why nothing of the advice posts. ``lock``: their accounts wait for nobody else meanwhile.
    ``looked_at`` are the claims of the advice that a person says are to post as they are. ``typed``: a person typed it
    from paper, and so looked at all of it.
    """

    payer_id: int | None
    insurer_id: int | None
    by_contract: Collection[Reason]
    today: date
    lot_id: int = 0
    hindrance: str = ""
    lock: bool = False
    looked_at: frozenset[int] = frozenset()
    typed: bool = False


@dataclass(frozen=True)
class Planned:
    """What will become of one answer. ``group`` are the entries that will post, None for what does not by itself.

    ``takes_back`` is the earlier answer that a reversal undoes. ``standing`` is how its charges stand before it.
    """

    kept: KeptClaim
    match: Match
    verdict: Verdict
    group: Group | None = None
    takes_back: Answered | None = None
    standing: Mapping[int, Standing] | None = None

    @property
    def posts(self) -> bool:
        return self.verdict.by_itself


def units(kept: Sequence[KeptClaim], first: Mapping[str, str]) -> tuple[tuple[KeptClaim, ...], ...]:
    """A reversal and the new answer for it stand or fall together; any other answer by itself.

    ``first``: the number of the first claim, for numbers of claims that were corrected or are the correction.
    """
    numbers = {one.answer.status == remittance.REVERSAL and _name(one, first) for one in kept}
    found: list[tuple[KeptClaim, ...]] = []
    paired: dict[str, list[KeptClaim]] = {}
    for one in kept:
        name = _name(one, first)
        if name not in numbers:
            found.append((one,))
        elif name in paired:
            paired[name].append(one)
        else:
            paired[name] = [one]
    return (*found, *(tuple(together) for together in paired.values()))


def _name(one: KeptClaim, first: Mapping[str, str]) -> str:
    number = squeezed(one.answer.number)
    return first.get(number, number) or squeezed(one.answer.original or one.answer.payer_claim) or one.key


def batches(session: Session, waiting: Sequence[Waiting]) -> tuple[tuple[int, ...], ...]:
    """Ids in batches; a reversal is in one batch with what belongs to it, the answer to its correction included."""
    if any(one.status == remittance.REVERSAL for one in waiting):
        first = corrected_claim_store.first_numbers(session, [one.squeezed for one in waiting])
        waiting = [replace(one, squeezed=first.get(one.squeezed, one.squeezed)) for one in waiting]
    taken_back = {one.squeezed for one in waiting if one.status == remittance.REVERSAL}
    single = [one.id for one in waiting if one.squeezed not in taken_back]
    found = [tuple(single[start : start + BATCH]) for start in range(0, len(single), BATCH)]
    together: dict[str, list[int]] = {}
    for one in waiting:
        if one.squeezed in taken_back:
            together.setdefault(one.squeezed, []).append(one.id)
    open_batch: list[int] = []
    for ids in together.values():
        open_batch += ids
        if len(open_batch) >= BATCH:
            found.append(tuple(open_batch))
            open_batch = []
    return (*found, tuple(open_batch)) if open_batch else tuple(found)


def plan(session: Session, kept: Sequence[KeptClaim], around: Around) -> tuple[tuple[Planned, ...], ...]:
    """What will become of each of ``kept``, unit by unit, in the order in which they are worked."""
    facts = _Facts(session, kept, around)
    first: Mapping[str, str] = {}
    if any(one.answer.status == remittance.REVERSAL for one in kept):
        first = corrected_claim_store.first_numbers(session, [squeezed(one.answer.number) for one in kept])
    return tuple(tuple(_plan_unit(unit, facts, around)) for unit in units(kept, first))


def around(
    session: Session, advice: Advice, *, today: date, lot_id: int = 0, lock: bool = False,
    looked_at: frozenset[int] = frozenset(),
) -> Around:  # fmt: skip
    """What the answers of ``advice`` are looked at with."""
    numbers, name = (advice.payer_number, advice.originator), advice.payer_name
    payer = advice.payer_id or insurance_store.payer_of(session, numbers, name)
    insurer = insurance_store.named_insurer(session, numbers, name)
    by_contract = BY_CONTRACT | insurance_store.contract_reasons(session)
    typed = advice.source == "paper"
    return Around(payer, insurer, by_contract, today, lot_id, _hindrance(session, advice), lock, looked_at, typed)


def _hindrance(session: Session, advice: Advice) -> str:
    if advice.put_aside:
        return f"This remittance was put aside: {advice.put_aside}"
    if advice.amount is None:
        return "How much was paid could not be read."
    if advice.amount < 0:
        return f"The insurer takes {show(-advice.amount)} from the clinic by this payment. Settle it with the insurer."
    paper = same_check_store.typed(session, advice)
    if paper is not None:
        on = show_date(keeping.local_time(session, paper.read_at).date())
        return f"This check was typed by {paper.read_by} on {on}; drop one of the two."
    return ""


class _Facts:
    """All that answers are held against, read at once."""

    def __init__(self, session: Session, kept: Sequence[KeptClaim], around: Around) -> None:
        asked = {one.id: one.answer for one in kept if one.claim_id is None}
        found = known_claim_store.candidates(session, asked)
        given = known_claim_store.known_claims(session, {one.claim_id for one in kept if one.claim_id is not None})
        if around.typed:
            given = {own: replace(claim, payer_auto=True) for own, claim in given.items()}
        self.matches: dict[int, Match] = {}
        for one in kept:
            if one.claim_id is not None and one.claim_id in given:
                self.matches[one.id] = Match(given[one.claim_id], one.matched_by or claim_match.CONFIRMED)
            else:
                candidates = found.get(one.id, ())
                self.matches[one.id] = claim_match.match(
                    one.answer, candidates, payer_id=around.payer_id, insurer_id=around.insurer_id
                )
        if around.lock:
            accounts = {match.claim.account_id for match in self.matches.values() if match.claim is not None}
            ledger_store.lock_accounts(session, sorted(accounts))
        charges = {
            line.charge_id for match in self.matches.values() if match.claim is not None for line in match.claim.lines
        }
        self.standing = standing_store.standings(session, sorted(charges), on=around.today)
        self.answered = known_claim_store.standing_answers(session, sorted(charges))
        self.closed = set(self.answered)
        """(charge, coverage) on which an answer stands, those planned before included."""
        self.posted: Mapping[int, Sequence[tuple[EntryKind, Line]]] = {}
        if any(one.answer.status == remittance.REVERSAL for one in kept):
            groups = {one.group_id for one in self.answered.values()}
            self.posted = ledger_store.lines_of_groups(session, sorted(groups))


    def take(self, planned: Planned, *, reversal: bool, followed: bool) -> None:
        """What follows in its unit finds the charges as they will stand after this answer."""
        assert planned.standing is not None and planned.group is not None and planned.match.claim is not None
        coverage = planned.match.claim.coverage_id
        for charge_id, charge in planned.standing.items() if followed else ():
            self.standing[charge_id] = insurer_answer.after(charge, planned.group.entries, reopened=reversal)
        for share in planned.verdict.shares:
            (self.closed.discard if reversal else self.closed.add)((share.line.charge_id, coverage))


def _plan_unit(unit: Sequence[KeptClaim], facts: _Facts, around: Around) -> Iterator[Planned]:
    """Each answer of a unit after the one before it; when a reversal must wait, so does what follows it."""
    waits = ""
    for place, one in enumerate(unit):
        reversal = one.answer.status == remittance.REVERSAL
        planned = _plan(one, facts, around, paired=reversal and place + 1 < len(unit))
        if waits and planned.posts:
            planned = replace(planned, verdict=Verdict("person", waits, planned.verdict.shares), group=None)
        yield planned
        if len(unit) > 1 and not planned.posts and not waits:
            what = "reversal" if reversal else "answer"
            waits = f"It belongs to a {what} of the same claim that must wait for a person."
        if planned.posts and planned.group is not None and planned.standing is not None:
            facts.take(planned, reversal=reversal, followed=len(unit) > 1)


def _plan(one: KeptClaim, facts: _Facts, around: Around, *, paired: bool) -> Planned:
    match = facts.matches[one.id]
    if one.hindrance or around.hindrance:
        return Planned(one, match, Verdict("person", one.hindrance or around.hindrance))
    if match.claim is None:
        return Planned(one, match, Verdict("person", match.why))
    known = match.claim
    original = _original(facts, known.coverage_id, [line.charge_id for line in known.lines])
    closed = {line.charge_id for line in known.lines if (line.charge_id, known.coverage_id) in facts.closed}
    said = Circumstances(
        around.by_contract, original.paid if original is not None else None, paired, closed,
        one.id in around.looked_at,
    )
    verdict = adjudication.verdict(one.answer, known, said)
    standing = {line.charge_id: facts.standing[line.charge_id] for line in known.lines}
    if not verdict.by_itself or verdict.kind == "denied":
        return Planned(one, match, verdict, standing=standing)
    if verdict.kind == "takeback":
        assert original is not None
        group = insurer_answer.taken_back(facts.posted.get(original.group_id, ()), lot_id=around.lot_id)
        touched = {line.charge for entry in group.entries for line in entry.lines}
        if not touched <= set(standing):
            why = "The answer it takes back was for other lines, too. Take it back by hand."
            return Planned(one, match, Verdict("person", why, verdict.shares), standing=standing)
        return Planned(one, match, verdict, group, original, standing)
    answered = [(standing[share.line.charge_id], share.answer_line()) for share in verdict.shares]
    group = insurer_answer.group(answered, known.coverage_id, lot_id=around.lot_id)
    beyond = sum(charge.part(known.coverage_id) for charge, _ in answered) + group.on_party(known.coverage_id)
    if beyond < 0 and one.id not in around.looked_at:
        why = f"It pays {show(-beyond)} more than is open with this insurer."
        return Planned(one, match, Verdict("person", why, verdict.shares, may_post=True), standing=standing)
    if beyond < 0:
        told = f"It pays {show(-beyond)} more than was open: recorded as the insurer's overpayment"
        verdict = replace(verdict, why="; ".join(part for part in (verdict.why, told) if part))
    return Planned(one, match, verdict, group, None, standing)


def _original(facts: _Facts, coverage_id: int, charges: Iterable[int]) -> Answered | None:
    """The one answer of the coverage that stands on the claim's charges; None where there is none, or several."""
    found = {facts.answered[key] for charge in charges if (key := (charge, coverage_id)) in facts.answered}
    return found.pop() if len(found) == 1 else None
