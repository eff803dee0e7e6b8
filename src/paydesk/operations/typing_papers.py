"""Typing papers: an insurer's check with its paper, split over our claims to the cent and kept; posted like a file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.data import deposit_store, known_claim_store, paper_store, same_check_store, typed_claim_store
from paydesk.data.advice_store import Source
from paydesk.data.advice_tables import Advice
from paydesk.data.database import Session
from paydesk.data.insurance_tables import Payer
from paydesk.data.paper_store import Payment
from paydesk.operations import keeping, tying_by_themselves
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import plausibility, remittance_proof, typed_paper
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.keyboard import show_date, tidy_name
from paydesk.rules.money import Cents, show
from paydesk.rules.remittance_proof import ProvenRemittance
from paydesk.rules.typed_answer import TypedAnswer, TypedLine
from paydesk.rules.typed_paper import METHODS, NotOfClaim, TypedPaper

_TOUCHED = Touched((), ("insurance",))


@dataclass(frozen=True)
class PaperClaim:
    """One of our claims with what the paper says of its lines; see ``rules.typed_answer.TypedAnswer``."""

    claim_id: int
    lines: tuple[TypedLine, ...]
    payer_claim: str = ""
    remarks: tuple[str, ...] = ()
    passed_on_to: str = ""
    takes_back: bool = False


@dataclass(frozen=True)
class KeepPaper:
    """A check as it was typed: ``method`` is check, EFT or nothing; amounts in cents.

    ``advice_id`` and the ``version`` it was opened with: what waits of that paper gives way to this.
    """

    payer_id: int
    method: str
    number: str
    dated: date
    amount: Cents
    received: date
    claims: tuple[PaperClaim, ...]
    others: tuple[NotOfClaim, ...] = ()
    advice_id: int | None = None
    version: int = 0


@dataclass(frozen=True)
class PaperKept:
    """The deposit that it is now; nothing of what was typed is posted yet."""

    advice_id: int
    claims: int
    touched: Touched


def keep_paper(desk: Desk, request: KeepPaper) -> PaperKept:
    """Keep a check that is split to the cent, or put it in the place of what was typed of it before.

    Raises PaydeskError with the claim's row and the line or field: what is missing, cannot be meant or does not add up;
    and that the check is known already, with who read it and when.
    """
    what = "Typed an insurer's check" if request.advice_id is None else "Corrected an insurer's check"
    with desk.doing("payments.post", what) as session:
        payer = session.get(Payer, request.payer_id, with_for_update=True)  # the same check is not typed at two desks
        if payer is None:
            raise NotFound("That insurer is not there any more. Choose it again.", field="payer_id")
        advice = _opened(session, request)
        posted = paper_store.settled(session, advice.id) if advice is not None else paper_store.Left(0, 0)
        answers = _answers(session, request.claims)
        paper = TypedPaper(
            payer.name, payer.edi_id, request.method, tidy_name(request.number, field="number"), request.dated,
            request.received, request.amount, answers, request.others, posted.paid,
        )  # fmt: skip
        typed_paper.check(paper, today=desk.clock.today())
        _refuse_known(session, paper, request)
        proven = _proven(paper.in_order())
        claims = [one.known.id for one in paper.in_order().answers]
        payment = Payment(payer.id, request.received)
        if advice is not None and _is_same_payment(session, advice, paper, request):
            paper_store.replace(session, advice, proven, payment, claims)
        else:
            if advice is not None:
                _refuse_posted(advice, posted)
                paper_store.drop(session, advice, paper_store.TYPED_ANEW)
            source = Source("paper", "", _digest(paper), desk.actor.name, desk.clock.now())
            advice = paper_store.keep(session, proven, source, payment, claims)
        tying_by_themselves.carry_by_themselves(desk, session, (advice.id,))
        about(session, act="papers.type" if request.advice_id is None else "papers.correct", trace=advice.trace,
              amount=show(request.amount), claims=len(claims),
              answered=", ".join(one.known.number for one in answers))  # fmt: skip
        return PaperKept(advice.id, len(claims), _TOUCHED)


def _answers(session: Session, claims: Sequence[PaperClaim]) -> tuple[TypedAnswer, ...]:
    """The typed claims with ours; raises NotFound with the row of one that is gone or was changed meanwhile."""
    ids = {one.claim_id for one in claims}
    known = known_claim_store.known_claims(session, ids)
    priced = typed_claim_store.priced_by(session, ids)
    found = []
    for row, one in enumerate(claims):
        ours = known.get(one.claim_id)
        if ours is None:
            raise NotFound("That claim is not there any more. Take it off and choose it again.", field="claim", row=row)
        keys = {line.key for line in ours.lines}
        if not {line.key for line in one.lines} <= keys:
            sentence = f"Claim {ours.number} was changed meanwhile. Take it off and choose it again."
            raise NotFound(sentence, field="claim", row=row)
        units = {key: by.units for key, by in priced.items() if key in keys}
        found.append(
            TypedAnswer(ours, one.lines, one.payer_claim, one.remarks, one.passed_on_to, one.takes_back, units)
        )
    return tuple(found)


def _opened(session: Session, request: KeepPaper) -> Advice | None:
    """The paper that is corrected; raises PaydeskError where somebody posted or changed it meanwhile."""
    if request.advice_id is None:
        return None
    advice = session.get(Advice, request.advice_id, with_for_update=True)
    if advice is None or advice.source != "paper" or advice.put_aside:
        raise NotFound("That check is not there any more. Look at the list of deposits.")
    if advice.version != request.version or not paper_store.may_be_typed_anew(session, advice):
        raise PaydeskError("Somebody posted or changed this check meanwhile. Leave it and open it again.")
    return advice


def known_before(desk: Desk, payer_id: int, number: str, amount: Cents, *, but: int | None = None) -> str:
    """While a check is typed: who typed or read one of this insurer, number and amount before, and when; empty where
    nobody did. ``but`` is the one that is corrected."""
    if not number.strip():
        return ""
    with desk.looking("payments.post") as session:
        known = same_check_store.same_payment(session, payer_id, number, amount, but=but)
        return _known(session, known, f"{number.strip()} over {show(amount)}") if known is not None else ""


def _known(session: Session, known: Advice, what: str) -> str:
    on = show_date(keeping.local_time(session, known.read_at).date())
    how = "typed" if known.source == "paper" else f"read from the file {known.file_name}"
    return f"{what} was {how} by {known.read_by} on {on}. It stands among the deposits; nothing is posted twice."


def _refuse_known(session: Session, paper: TypedPaper, request: KeepPaper) -> None:
    own = request.advice_id
    if paper.number:
        known = same_check_store.same_payment(session, request.payer_id, paper.number, paper.amount, but=own)
    else:
        known = paper_store.same_words(session, _digest(paper), but=own)
    if known is not None:
        what = f"{paper.number} over {show(paper.amount)}" if paper.number else "The very same paper"
        raise PaydeskError(_known(session, known, what), field="number")


def _is_same_payment(session: Session, advice: Advice, paper: TypedPaper, request: KeepPaper) -> bool:
    """Whether only claims are typed anew, and the check itself is as it was; without a number all of it is the check,
    as long as nothing of it is posted."""
    if not paper.number and advice.lot_id is None and advice.sha256 != _digest(paper):
        return False
    before = (advice.payer_id, advice.trace, advice.amount, advice.paid_on, advice.method)
    now = (request.payer_id, typed_paper.trace_of(paper), paper.amount, paper.dated, METHODS[paper.method])
    others = tuple((one.reason, one.reference.strip(), -one.amount) for one in request.others)
    return before == now and deposit_store.provider_adjustments(session, advice.id) == others


def _refuse_posted(advice: Advice, posted: paper_store.Left) -> None:
    if advice.lot_id is not None or posted.claims:
        raise PaydeskError(
            "A claim of this check was posted before: its insurer, number, date and amounts stay as they were, "
            f"{show(advice.amount or 0)} in all.",
            field="amount",
        )


def _proven(paper: TypedPaper) -> ProvenRemittance:
    """The same proof that files go through; raises PaydeskError with what does not hold."""
    (proven,) = remittance_proof.prove(typed_paper.as_file(paper)).remittances
    if proven.findings:
        first = proven.findings[0]
        raise PaydeskError(f"{first.subject[:1].upper()}{first.subject[1:]}: {first.says}", row=first.claim)
    return proven


def _digest(paper: TypedPaper) -> str:
    """Of a paper without a number, as where nothing is paid: all that is typed."""
    answers = [(one.known.number, one.lines, one.takes_back) for one in paper.answers]
    said = (paper.payer_name, paper.dated, paper.amount, answers, paper.others)
    return hashlib.sha256(repr(said).encode()).hexdigest()


@dataclass(frozen=True)
class DropPaper:
    """The check was typed by mistake, or is there twice; ``why`` stays with it."""

    advice_id: int
    why: str


def drop_paper(desk: Desk, request: DropPaper) -> PaperKept:
    """Let a typed check go of which nothing was posted. Raises PaydeskError without a reason, or once money posted."""
    why = _why(request)
    with desk.doing("payments.post", "Let a typed check of an insurer go") as session:
        advice = session.get(Advice, request.advice_id, with_for_update=True)
        if advice is None or advice.source != "paper" or advice.put_aside:
            raise NotFound("That check is not there any more. Look at the list of deposits.")
        if advice.lot_id is not None or paper_store.settled(session, advice.id).claims:
            raise PaydeskError("Claims of it are posted or settled. Correct the others, or put them aside.")
        claims = len(paper_store.waiting_ids(session, advice.id))
        paper_store.drop(session, advice, why)
        about(session, act="papers.drop", trace=advice.trace, amount=show(advice.amount or 0), reason=why)
        return PaperKept(advice.id, claims, _TOUCHED)


def drop_file(desk: Desk, request: DropPaper) -> PaperKept:
    """Let a remittance go that came as a file, since the typed check of it stands. Raises PaydeskError where none does,
    or once anything of the file is posted.
    """
    why = _why(request)
    with desk.doing("payments.post", "Let a remittance go whose check was typed") as session:
        advice = session.get(Advice, request.advice_id, with_for_update=True)
        if advice is None or advice.put_aside:
            raise NotFound("That remittance is not there any more. Look at the list of deposits.")
        if same_check_store.typed(session, advice) is None:
            raise PaydeskError("No typed check of this remittance stands. Post it, or put its claims aside.")
        if advice.lot_id is not None:
            raise PaydeskError("Claims of it are posted. Reverse them first, or drop the typed check.")
        claims = len(paper_store.waiting_ids(session, advice.id))
        paper_store.drop(session, advice, why)
        about(session, act="remittances.drop", trace=advice.trace, amount=show(advice.amount or 0), reason=why)
        return PaperKept(advice.id, claims, _TOUCHED)


def _why(request: DropPaper) -> str:
    why = request.why.strip()
    if len(why) < 3:
        raise PaydeskError("Say why in a few words. It stays with the check.", field="why")
    plausibility.refuse_card_number(why, field="why")
    return why
