"""Planning: which charges a plan may be for, keeping one with its agreement, and what signing it starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from paydesk.data import charge_store, form_store, ledger_store, means_store, people_store, plan_standing, plan_store
from paydesk.data.database import Session
from paydesk.data.open_charge_store import LineName, OpenCharge, open_charges
from paydesk.data.plan_store import ChargeOnPlan
from paydesk.data.plan_tables import Plan
from paydesk.operations import (
    keeping,
    posting,
    recalling_means,
    setting_plan_policy,
    watching_plans,
    writing_plans,
)
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.keeping import Printed
from paydesk.rules import plan_agreement, plan_beyond, plans, plausibility
from paydesk.rules.affordability import Means
from paydesk.rules.allocation import OpenLine
from paydesk.rules.contact import Care
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.installments import Cadence, Installment
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, cents, show
from paydesk.rules.plan_policy import PlanPolicy
from paydesk.rules.plan_story import PlanDeed, in_words
from paydesk.rules.plans import HOLDING, OPEN, PlanState

_PENDING = "assistance_pending"


@dataclass(frozen=True)
class PlanLine:
    """An open charge of an account and whether a plan may be for it: ``barred`` says why not, empty when it may."""

    charge_id: int
    name: LineName
    owes: Cents
    barred: str


@dataclass(frozen=True, kw_only=True)
class MakePlan:
    """A plan for ``charges``: charge id -> what the patient owed of it, in cents, when the clerk looked.

    With ``give`` the agreement is printed and the charges are held; without it is a draft. ``replaces`` is a plan of
    the same account whose place it takes when it is signed. ``override_reason``: why it may go beyond the policy.
    ``disclose``: the lending box is printed, None where the law may ask for it.
    """

    account_id: int
    charges: Mapping[int, Cents]
    installments: tuple[Installment, ...]
    key: str
    cadence: Cadence = Cadence.MONTHLY
    down: Cents = 0
    down_due: date | None = None
    offer: str = "own"
    why: str = ""
    sheet_id: int | None = None
    override_reason: str = ""
    remind: bool = False
    disclose: bool | None = None
    give: bool = True
    replaces: int | None = None


@dataclass(frozen=True)
class Planned:
    """The plan as it stands now; ``document_id`` and ``pdf`` are the paper that was made, if one was."""

    plan_id: int
    number: int
    state: PlanState
    touched: Touched
    document_id: int | None = None
    repeated: bool = False
    pdf: bytes = field(default=b"", repr=False, compare=False)


def plan_lines(desk: Desk, account_id: int) -> tuple[PlanLine, ...]:
    """The open charges of an account, in ledger order; opening the account was the look."""
    with desk.looking("plans.make") as session:
        return lines_of(session, account_id, on=desk.clock.today())


def lines_of(session: Session, account_id: int, *, on: date, replaces: int | None = None) -> tuple[PlanLine, ...]:
    """The open charges of an account with what bars each from a plan; those of the plan replaced are free."""
    charges = open_charges(session, (account_id,))
    lines = {one.charge: one for one in posting.open_lines(session, account_id, on)}
    held = plan_store.holders(session, [one.charge_id for one in charges])
    # A plan may start while assistance is decided on: what is approved shortens it.
    flags = tuple(flag for flag in charge_store.flags(session, account_id) if flag.kind != _PENDING)
    return tuple(
        _line(
            one, lines[one.charge_id], held.get(one.charge_id), replaces,
            asked=Care(one.name.patient_id, one.name.day).may_be_asked(flags, on=on),
        )
        for one in charges
    )  # fmt: skip


def _line(
    one: OpenCharge, line: OpenLine, held: ChargeOnPlan | None, replaces: int | None, *, asked: bool
) -> PlanLine:
    barred = line.barred or ("" if asked else "not to be asked of this patient")
    on_another = held is not None and held.plan_id != replaces and held.state is not PlanState.COMPLETED
    if not barred and on_another and held is not None:
        barred = f"on plan {held.number}"
    return PlanLine(one.charge_id, one.name, one.patient_owes, barred)


def make_plan(desk: Desk, request: MakePlan) -> Planned:
    """Keep a plan and print its agreement, in one act.

    Raises PaydeskError naming the place for what is no plan: its sum, its days, a charge that may not be on it; and
    NotAllowed for what goes beyond the clinic's policy without somebody who may allow it.
    """
    beyond = bool(request.override_reason.strip())
    with desk.doing("plans.override" if beyond else "plans.make", "Made a payment plan") as session:
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            return again(session, made)
        payer = people_store.guarantor_of(session, request.account_id, lock=True)
        today, policy = desk.clock.today(), setting_plan_policy.terms_in(session).policy
        watching_plans.settle_account(desk, session, request.account_id)
        total = _checked(desk, session, request)
        means = _means(session, request, today)
        refuse_unlawful(request, means)
        if not beyond:
            refuse_beyond(request, total, policy, means)
        plan = Plan(
            number=ledger_store.next_number(session, "plan"), account_id=request.account_id,
            state=PlanState.OFFERED if request.give else PlanState.DRAFT, since=today, made_on=today,
            made_by=desk.actor.name, language=payer.language, cadence=request.cadence.value,
            grace_days=policy.grace_days, missed_for_cure=policy.missed_for_cure, days_for_cure=policy.days_for_cure,
            cure_days=policy.cure_days, remind_days=policy.remind_days if request.remind else None,
            disclosed=_discloses(request), replaces=request.replaces, paid_off=0,
        )  # fmt: skip
        plan_id = plan_store.add_plan(session, plan, _version(desk, request), _charges(session, request, plan))
        form_store.keep(session, request.key, request, plan_id)
        note(desk, session, plan, PlanDeed.MADE, why=_made_words(session, request))
        about(
            session, account=request.account_id, act="plans.make", plan=plan.number, total=show(total),
            down=show(request.down), installments=len(request.installments), override=request.override_reason.strip(),
        )  # fmt: skip
        return told(plan, _give(desk, session, plan)) if request.give else told(plan)


def _made_words(session: Session, request: MakePlan) -> str:
    words, reason = in_words(request.installments), request.override_reason.strip()
    if request.replaces is not None and (replaced := plan_store.plan_row(session, request.replaces)) is not None:
        words += f"; in place of plan {replaced.number}"
    return f"{words}; beyond the policy: {reason}" if reason else words


def _give(desk: Desk, session: Session, plan: Plan) -> Printed:
    """Print the agreement."""
    printed = writing_plans.print_agreement(desk, session, plan)
    note(desk, session, plan, PlanDeed.OFFERED, why="", document_id=printed.document_id)
    about(session, document=printed.document_id)
    return printed


def _discloses(request: MakePlan) -> bool:
    if request.disclose is None:
        return plan_agreement.needs_disclosure(len(request.installments))
    return request.disclose


def again(session: Session, plan_id: int) -> Planned:
    """What a form made before."""
    plan = session.get_one(Plan, plan_id)
    about(session, account=plan.account_id, plan=plan.number, repeated=True)
    papers = [one.document_id for one in plan_store.story(session, plan_id) if one.document_id is not None]
    paper = papers[-1] if papers else None
    pdf = keeping.whole(session, paper) if paper is not None else b""
    return Planned(plan.id, plan.number, PlanState(plan.state), touched_by(plan), paper, repeated=True, pdf=pdf)


def told(plan: Plan, printed: Printed | None = None) -> Planned:
    """The plan as it stands after an act, with the paper that was made."""
    document, pdf = (printed.document_id, printed.pdf) if printed is not None else (None, b"")
    return Planned(plan.id, plan.number, PlanState(plan.state), touched_by(plan), document, pdf=pdf)


def touched_by(plan: Plan) -> Touched:
    """What a change of a plan touches."""
    return Touched((plan.account_id,), ("plans",))


def note(
    desk: Desk, session: Session, plan: Plan, deed: PlanDeed, *, why: str, on: date | None = None,
    document_id: int | None = None,
) -> None:  # fmt: skip
    """A line of the plan's story."""
    plan_store.add_event(
        session, plan, on=on or desk.clock.today(), what=deed.value, why=why, at=desk.clock.now(), by=desk.actor.name,
        document_id=document_id,
    )  # fmt: skip


def _checked(desk: Desk, session: Session, request: MakePlan) -> Cents:
    """What the plan is for, in cents."""
    plausibility.refuse_card_number(request.override_reason, field="override_reason")
    if not request.charges:
        raise PaydeskError("Choose what the plan is for: at least one charge.", field="charges")
    if request.replaces is not None:
        _check_replaced(session, request)
    today = desk.clock.today()
    by_charge = {
        one.charge_id: one for one in lines_of(session, request.account_id, on=today, replaces=request.replaces)
    }
    for charge_id, owed in request.charges.items():
        line = by_charge.get(charge_id)
        if line is None:
            raise PaydeskError("Of one of these charges nothing is owed any more. Look again.", field="charges")
        name = f"{line.name.what} of {show_date(line.name.day)}"
        if line.barred:
            raise PaydeskError(f"{name} is {line.barred}. Leave it out of the plan.", field="charges")
        if line.owes != cents(owed, field="charges"):
            raise PaydeskError(f"Of {name} {show(line.owes)} is owed now, not {show(owed)}.", field="charges")
    total = sum(request.charges.values())
    plans.check_schedule(request.installments, down=cents(request.down, field="down"), total=total, today=today)
    if request.down and request.down_due is not None and request.down_due < today:
        raise PaydeskError("The down payment is due before today. Choose a day to come.", field="down_due")
    return total


def _check_replaced(session: Session, request: MakePlan) -> None:
    plan = plan_store.plan_row(session, request.replaces or 0)
    if plan is None or plan.account_id != request.account_id:
        raise NotFound("The plan it replaces is not there any more. Look again.")
    if PlanState(plan.state) not in HOLDING or plan.state == PlanState.COMPLETED:
        raise PaydeskError("The plan it replaces has ended. Make a new one.", field="replaces")


def _means(session: Session, request: MakePlan, today: date) -> Means | None:
    """What the household can pay, by the sheet named or else the newest that holds; None where there is none.

    Raises PaydeskError for a sheet named that is too old, or another family's.
    """
    if request.sheet_id is None:
        newest = means_store.newest(session, request.account_id)
        known = recalling_means.sheet_in(session, newest.id, today=today) if newest is not None else None
        return known.means if known is not None and not known.expired else None
    sheet = recalling_means.sheet_in(session, request.sheet_id, today=today)
    if sheet.account_id != request.account_id:
        raise PaydeskError("That sheet is another family's. Look again.", field="sheet_id")
    if sheet.expired:
        told = show_date(sheet.expires_on)
        raise PaydeskError(f"What the family told held until {told}. Ask them again.", field="sheet_id")
    return sheet.means


def refuse_unlawful(request: MakePlan, means: Means | None) -> None:
    """Raises PaydeskError for a plan that asks for more a month than a law allows; nobody can override that."""
    if unlawful := plan_beyond.beyond_law(request.installments, means):
        raise PaydeskError(f"{unlawful} Choose smaller payments, or a larger down payment.", field="payment")


def refuse_beyond(request: MakePlan, total: Cents, policy: PlanPolicy, means: Means | None) -> None:
    """Raises PaydeskError, naming ``override_reason``, for a plan that needs somebody who may allow it."""
    beyond = plan_beyond.beyond_policy(
        request.installments, cadence=request.cadence, down=request.down, total=total, policy=policy, means=means
    )
    if beyond:
        raise PaydeskError(
            f"This plan is beyond the clinic's policy: {'; '.join(beyond)}. Say why it is allowed.",
            field="override_reason",
        )  # fmt: skip


def _version(desk: Desk, request: MakePlan) -> dict[str, object]:
    today = desk.clock.today()
    return {
        "on": today, "down": request.down, "down_due": (request.down_due or today) if request.down else None,
        "installments": kept_schedule(request.installments), "offer": request.offer, "why": request.why.strip(),
        "override_reason": request.override_reason.strip(), "changes": [], "sheet_id": request.sheet_id,
        "at": desk.clock.now(), "by": desk.actor.name,
    }  # fmt: skip


def kept_schedule(installments: Sequence[Installment]) -> list[list[object]]:
    """A schedule as it is kept: [ISO day, cents]."""
    return [[one.due.isoformat(), one.amount] for one in installments]


def _charges(session: Session, request: MakePlan, plan: Plan) -> list[dict[str, object]]:
    holds = request.give and request.replaces is None
    known = plan_store.balances(session, list(request.charges))
    if holds:
        release_paid_off(session, list(request.charges))
    return [
        {"charge_id": charge, "amount": amount, "paid_before": known[charge][1], "holds": holds}
        for charge, amount in request.charges.items()
    ]


def release_paid_off(session: Session, charge_ids: Sequence[int]) -> None:
    """A plan that was paid off gives way to a new one for the same charge, and does not come back."""
    for one in plan_store.holders(session, charge_ids).values():
        if one.state is PlanState.COMPLETED:
            plan_store.hold(session, one.plan_id, holds=False)


def sign_plan(desk: Desk, plan_id: int, *, signed_on: date | None = None) -> Planned:
    """The signed copy is back: the plan runs once its down payment, if any was agreed, is there.

    What it replaces has then ended. Raises PaydeskError for a plan that waits for no signature.
    """
    with desk.doing("plans.make", "Noted that a plan is signed") as session:
        plan = of_id(session, plan_id)
        state, today = PlanState(plan.state), desk.clock.today()
        day = signed_on or today
        if plan.signed_on == day and state is not PlanState.CANCELLED:
            about(session, account=plan.account_id, plan=plan.number, repeated=True)
            return told(plan)
        if state is not PlanState.OFFERED:
            raise PaydeskError(f"Plan {plan.number} is {state.words}: it waits for no signature.")
        if not plan.made_on <= day <= today:
            raise PaydeskError("It was signed between the day it was made and today.", field="signed_on")
        if plan.replaces is not None:
            _take_over(desk, session, plan)
        plan.state, plan.signed_on, plan.since = PlanState.ACCEPTED, day, today
        note(desk, session, plan, PlanDeed.SIGNED, why=f"signed {show_date(day)}" if day != today else "")
        watching_plans.bring_up_to_date(desk, session, (plan.id,))
        about(session, account=plan.account_id, plan=plan.number, act="plans.sign", signed_on=day.isoformat())
        return told(plan)


def _take_over(desk: Desk, session: Session, plan: Plan) -> None:
    """The plan that this one replaces has ended, and its charges are this one's."""
    before = plan_store.plan_row(session, plan.replaces or 0)
    assert before is not None
    watching_plans.bring_up_to_date(desk, session, (before.id,))
    plan_store.hold(session, before.id, holds=False)
    if PlanState(before.state) in (*OPEN, PlanState.DEFAULTED):
        before.state, before.since = PlanState.SUPERSEDED, desk.clock.today()
        note(desk, session, before, PlanDeed.SUPERSEDED, why=f"by plan {plan.number}")
    charges = [one.charge_id for one in plan_store.parts(session, (plan.id,))[plan.id]]
    refuse_held(session, charges)
    plan_store.hold(session, plan.id, holds=True)


def refuse_held(session: Session, charges: Sequence[int]) -> None:
    """Raises PaydeskError when another plan has one of the charges; one that was paid off gives way."""
    for held in plan_store.holders(session, charges).values():
        if held.state is not PlanState.COMPLETED:
            raise PaydeskError(f"One of its charges is on plan {held.number} by now. Cancel that one first.")
    release_paid_off(session, charges)


def offer_plan(desk: Desk, plan_id: int) -> Planned:
    """Print the agreement of a draft and hold its charges. Raises PaydeskError when what is owed changed since."""
    with desk.doing("plans.make", "Printed the agreement of a payment plan") as session:
        plan = of_id(session, plan_id)
        if plan.state == PlanState.OFFERED:
            about(session, account=plan.account_id, plan=plan.number, repeated=True)
            return told(plan)
        if plan.state != PlanState.DRAFT:
            raise PaydeskError(f"Plan {plan.number} is {PlanState(plan.state).words}: its agreement was printed.")
        today = desk.clock.today()
        watching_plans.settle_account(desk, session, plan.account_id)
        kept = plan_standing.kept_plans(session, today, plan_ids=(plan.id,))[0]
        now = kept.facts.standing(today)
        if kept.facts.paid or now.shorter or now.beyond or kept.facts.installments[0].due < today:
            raise PaydeskError("What is owed, or the day, is not what the draft was made for. Make a new one.")
        charges = [one.charge_id for one in plan_store.parts(session, (plan.id,))[plan.id]]
        if plan.replaces is None:
            refuse_held(session, charges)
            plan_store.hold(session, plan.id, holds=True)
        plan.state, plan.since = PlanState.OFFERED, today
        about(session, account=plan.account_id, plan=plan.number, act="plans.make")
        return told(plan, _give(desk, session, plan))


def of_id(session: Session, plan_id: int) -> Plan:
    """A plan to change, after its account's turn came: money first, as everywhere. Raises NotFound."""
    account = plan_store.account_of(session, plan_id)
    if account is not None:
        ledger_store.lock_accounts(session, (account,))
    plan = plan_store.plan_row(session, plan_id)
    if plan is None:
        raise NotFound("That plan is not there any more. Look again.")
    return plan
