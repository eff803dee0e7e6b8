"""Posting answers: an advice's clean claims into the ledger in batches, each claim whole or not at all, and once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from paydesk.config import no_collecting
from paydesk.data import (
    advice_store,
    charge_store,
    claim_store,
    claims_due,
    ledger_store,
    overpayments_found,
    remittance_store,
)
from paydesk.data.advice_tables import Advice, AdviceClaim
from paydesk.data.claim_store import By, Change
from paydesk.data.database import LedgerRefused, Session, reserve_ids, savepoint
from paydesk.data.remittance_store import Answer, Went
from paydesk.operations import matching_answers, tying_by_themselves
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.operations.matching_answers import Planned
from paydesk.operations.reversing import make_room_for
from paydesk.rules import claims, plausibility, remittance
from paydesk.rules.claims import ClaimState, FollowUp
from paydesk.rules.errors import InTheWay, NotFound, PaydeskError
from paydesk.rules.money import show

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PostAdvice:
    """Post all of an advice that needs no person."""

    advice_id: int


@dataclass(frozen=True)
class AdvicePosted:
    """How many claims were posted and how many noted as denied now, and how many are left for a person.

    ``answers`` are those posted, in their order, and ``tied`` the entries of what was tied beside them: what
    ``unposting`` reverses.
    """

    advice_id: int
    posted: int
    denied: int
    left: int
    touched: Touched
    answers: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()


def post_advice(desk: Desk, request: PostAdvice, *, progress: Progress | None = None) -> AdvicePosted:
    """Post every claim of an advice that is clean, unique and equal in charge; the others get their reason.

    In batches, each one transaction; a run that was stopped or cut short goes on where it ended. Raises NotFound, and
    PaydeskError when the payment as a whole cannot be posted.
    """
    desk.require("payments.post")
    with desk.looking() as session:
        advice = session.get(Advice, request.advice_id)
        if advice is None:
            raise NotFound("That remittance is not there any more.")
        waiting = advice_store.waiting(session, advice.id)
        batches = matching_answers.batches(session, waiting)
    accounts: set[int] = set()
    answers: list[int] = []
    posted = denied = left = done = 0
    for ids in batches:
        if progress is not None:
            progress(done, len(waiting))
        with no_collecting():
            result = _post_batch(desk, request.advice_id, ids)
        accounts |= result.accounts
        answers += result.answers
        posted, denied, left = posted + result.posted, denied + result.denied, left + result.left
        done += len(ids)
    tied = tying_by_themselves.tie_by_themselves(desk, request.advice_id)
    accounts |= set(tied.accounts)
    touched = Touched(tuple(sorted(accounts)), ("money", "insurance") if waiting or accounts else ())
    return AdvicePosted(request.advice_id, posted, denied, left, touched, tuple(answers), tied.entries)


@dataclass
class _Result:
    accounts: set[int]
    answers: list[int] = field(default_factory=list)
    posted: int = 0
    denied: int = 0
    left: int = 0


@dataclass(frozen=True)
class PostAnswer:
    """Post one claim of an advice as it is, though it is odd: a person looked at it, and says why."""

    advice_claim_id: int
    why: str


def post_answer(desk: Desk, request: PostAnswer) -> AdvicePosted:
    """Post what a person decided on. Raises PaydeskError with what still stands in the way."""
    desk.require("payments.post")
    why = request.why.strip()
    if len(why) < 3:
        raise PaydeskError("Say why in a few words. It stays with the claim.", field="why")
    plausibility.refuse_card_number(why, field="why")
    with desk.looking() as session:
        row = session.get(AdviceClaim, request.advice_claim_id)
        if row is None:
            raise NotFound("That answer is not there any more.")
        if row.work != "waiting":
            raise PaydeskError("That answer is posted or put aside already. Look at it again.")
        advice_id = row.advice_id
    result = _post_batch(desk, advice_id, (request.advice_claim_id,), why=why)
    if result.left:
        with desk.looking() as session:
            raise PaydeskError(session.get_one(AdviceClaim, request.advice_claim_id).reason)
    tied = tying_by_themselves.tie_by_themselves(desk, advice_id)
    touched = Touched(tuple(sorted(result.accounts.union(tied.accounts))), ("money", "insurance"))
    return AdvicePosted(
        advice_id, result.posted, result.denied, result.left, touched, tuple(result.answers), tied.entries
    )


def _post_batch(desk: Desk, advice_id: int, ids: Sequence[int], *, why: str = "") -> _Result:
    """``why``: a person looked at these, and they are to post as they are."""
    with desk.doing("payments.post", "Posted answers of an insurer") as session:
        advice = session.get_one(Advice, advice_id, with_for_update=True)  # two desks do not post one payment at once
        kept = [one for one in advice_store.kept_claims(session, ids) if one.work == "waiting"]
        lot_id = advice.lot_id or remittance_store.new_lot_id(session)
        around = matching_answers.around(
            session, advice, today=desk.clock.today(), lot_id=lot_id, lock=True,
            looked_at=frozenset(ids if why else ()),
        )  # fmt: skip
        units = matching_answers.plan(session, kept, around)
        planned = [one for unit in units for one in unit]
        work = _Work(desk, session, advice, lot_id, planned, why)
        if advice.lot_id is None and any(one.posts for one in planned):
            payer = around.payer_id or _payer_of(session, advice, planned)
            remittance_store.make_lot(session, lot_id, advice, payer, desk.stamp(session, ""))
        for unit in units:
            work.take(unit)
        work.write()
        result = work.result
        about(session, trace=advice.trace, posted=result.posted, denied=result.denied, left=result.left)
        if why:
            about(session, reason=why)
        for account in sorted(result.accounts):
            also_about(session, account=account, trace=advice.trace)
        return result


def _payer_of(session: Session, advice: Advice, planned: Sequence[Planned]) -> int:
    """Whose money it is where the file's payer is not known: the one whose claims it answers, else a new one."""
    payers = {one.match.claim.payer_id for one in planned if one.posts and one.match.claim is not None}
    if len(payers) == 1:
        return payers.pop()
    return remittance_store.new_payer(session, advice.payer_name, advice.payer_number)


class _Work:
    """One batch under way: entries are sealed unit by unit, all the rest is written at the end, set-wise."""

    def __init__(
        self, desk: Desk, session: Session, advice: Advice, lot_id: int, planned: Sequence[Planned], why: str
    ) -> None:
        self.desk, self.session, self.advice, self.lot_id = desk, session, advice, lot_id
        self.result, self._why = _Result(set()), why
        self._by = By(desk.actor.name, desk.clock.now(), desk.clock.today())
        self._answered_on = remittance_store.received_on(advice, self._by.today)
        fresh = sum(one.posts and one.kept.answer_id is None for one in planned)
        self._ids = iter(reserve_ids(session, "remittance_claim", fresh) if fresh else ())
        self._stamp = desk.stamp(session, "")
        self._went: list[Went] = []
        self._answers: list[Answer] = []
        self._changes: dict[int, Change] = {}
        self._charges: dict[int, tuple[int, str, bool]] = {}
        self._visits: set[int] = set()
        self._forwarded: set[int] = set()

    def take(self, unit: Sequence[Planned]) -> None:
        """Post a unit whole; where anything stands in the way of any of it, all of it waits for a person."""
        if not any(one.posts for one in unit):
            return self._leave(unit)
        answers = [next(self._ids) if one.posts and one.kept.answer_id is None else one.kept.answer_id for one in unit]
        try:
            with savepoint(self.session):
                groups = [self._seal(one, own) for one, own in zip(unit, answers, strict=True)]
        except LedgerRefused as refused:
            return self._leave(unit, f"The ledger refused it ({refused}). Look at the claim's charges.")
        except InTheWay as refused:
            return self._leave(unit, refused.sentence)
        for one, own, group_id in zip(unit, answers, groups, strict=True):
            if one.posts and own is not None:
                self._enter(one, own, group_id)
            else:
                self._leave((one,))
        return None

    def _seal(self, one: Planned, answer_id: int | None) -> int | None:
        """The entries of one answer in the ledger; the id of their group."""
        if one.group is None or answer_id is None:
            return None
        key = f"answer {one.kept.key}"
        if one.kept.answer_id is not None:  # posted before, and undone
            key = f"{key}/{remittance_store.group_of(self.session, one.kept.answer_id)}"
        assert one.standing is not None
        if one.verdict.kind == "takeback":
            charge_store.reopen(self.session, sorted(one.standing))
        else:
            make_room_for(self.desk, self.session, one.standing, one.group, key=key)
        if not one.group.entries:
            return None
        stamp = replace(self._stamp, key=key, because="remittance claim", because_id=answer_id)
        return ledger_store.seal(self.session, one.group.entries, stamp)[0]

    def _leave(self, unit: Sequence[Planned], why: str = "") -> None:
        for one in unit:
            claim = one.match.claim.id if one.match.claim is not None else None
            self.result.left += 1
            self._went.append(
                Went(one.kept.id, "waiting", why or one.verdict.why, claim, one.match.by, one.kept.answer_id)
            )

    def _enter(self, one: Planned, answer_id: int, group_id: int | None) -> None:
        claim, kind = one.match.claim, one.verdict.kind
        assert claim is not None
        denied = kind == "denied"
        self.result.posted += not denied
        self.result.denied += denied
        if not denied:
            self.result.answers.append(answer_id)
        self.result.accounts.add(claim.account_id)
        paid = one.kept.answer.paid or 0
        outcome = "reversed" if kind == "takeback" else kind if denied else "paid" if paid else "to patient"
        taken = one.takes_back.answer_id if one.takes_back is not None else None
        again = one.kept.answer_id is not None
        self._answers.append(
            Answer(answer_id, again, claim.coverage_id, claim.visit_id, paid, outcome, not denied, group_id, taken)
        )
        work = "denied" if denied else "posted"
        by_hand = f"posted by hand: {self._why}" if self._why else ""
        told = "; ".join(part for part in (one.verdict.why, by_hand) if part)
        self._went.append(Went(one.kept.id, work, told, claim.id, one.match.by, answer_id))
        self._changes[claim.id] = self._change(one, answer_id)
        for share in one.verdict.shares:
            charge = share.line.charge_id
            answer = "" if kind == "takeback" else "denied" if share.denied else "answered"
            self._charges[charge] = (charge, answer, kind == "takeback")
        self._visits.add(claim.visit_id)
        if one.kept.answer.status in remittance.FORWARDED:
            self._forwarded.add(claim.visit_id)

    def _change(self, one: Planned, answer_id: int) -> Change:
        """The claim's state after its answer, and when somebody looks at it next."""
        claim = one.match.claim
        assert claim is not None
        shares = one.verdict.shares
        on, today = self._answered_on, self._by.today
        state, follow_up = ClaimState.PAID, None
        denial = claims.denial_of(one.verdict.reasons) if one.verdict.reasons else ""
        if one.verdict.kind == "takeback":
            state, follow_up = ClaimState.TAKEN_BACK, FollowUp(today, "the insurer took its payment back")
        elif one.verdict.kind == "denied":
            state, follow_up = ClaimState.DENIED, FollowUp(today, "denied")
        elif any(share.waiting for share in shares):
            state = ClaimState.PARTLY_DENIED
            follow_up = FollowUp(today, f"{show(sum(share.waiting for share in shares))} was not paid")
        if claim.state is ClaimState.CORRECTED:
            # An answer that comes late changes money, not that another claim took its place.
            return Change(
                claim.id, ClaimState.CORRECTED, "answered late", one.verdict.why, one.kept.answer.payer_claim, on,
                denial=denial, because="remittance claim", because_id=answer_id,
            )  # fmt: skip
        return Change(
            claim.id, state, "taken back" if state is ClaimState.TAKEN_BACK else "answered", one.verdict.why,
            one.kept.answer.payer_claim, on, follow_up, denial if follow_up else "",
            claims.is_preventable(denial) if denial and follow_up else None, "remittance claim", answer_id,
        )  # fmt: skip

    def write(self) -> None:
        """All that follows from what was posted."""
        session = self.session
        remittance_store.keep_answers(session, self.lot_id, self._answers)
        remittance_store.note(session, self._went)
        remittance_store.set_answers(session, list(self._charges.values()))
        claim_store.change(session, list(self._changes.values()), self._by)
        open_ones = [one.claim_id for one in self._changes.values() if one.follow_up is not None]
        claim_store.set_answer_deadlines(session, open_ones, self._answered_on)
        if self._visits:
            fresh = claims_due.bring_up_to_date(session, self._by, visits=sorted(self._visits))
            claim_store.mark_passed_on(session, fresh, self._forwarded, self._answered_on, self._by)
            overpayments_found.bring_up_to_date(session, self._by, visits=sorted(self._visits))
