"""Writing about plans: their letters, each once for its occasion, the reminders in one run, coupons and the card."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paydesk.data import billing_store, ledger_store, office_store, plan_standing, plan_store, plans_listed
from paydesk.data.database import Session
from paydesk.data.plan_tables import Plan
from paydesk.documents.paper import Paper
from paydesk.operations import estimating, keeping, listing_plans, planning, watching_plans, writing_plans
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.operations.keeping import Printed
from paydesk.operations.watching_plans import PlanToday
from paydesk.rules import contact, plan_changes, plan_letters_due
from paydesk.rules.correspondence import language_of
from paydesk.rules.errors import PaydeskError
from paydesk.rules.flag_kinds import Deed
from paydesk.rules.money import Cents
from paydesk.rules.plan_letter_phrases import PlanLetter
from paydesk.rules.plan_letter_words import PlanLetterFacts
from paydesk.rules.plan_letters_due import LetterCase, Occasion
from paydesk.rules.plan_story import PlanDeed
from paydesk.rules.plans import OPEN

if TYPE_CHECKING:
    # ReportLab is loaded for the first paper.
    from paydesk.documents.agreement_view import AgreementView


@dataclass(frozen=True)
class PlanWritten:
    """A paper of a plan: its document and its bytes. ``repeated``: it was written before, and nothing changed."""

    plan_id: int
    number: int
    account_id: int
    printed: Printed
    touched: Touched
    repeated: bool = False
    line: str = ""


@dataclass(frozen=True)
class RemindersWritten:
    """The reminders of one run as one file; ``held``: the accounts that may not be written to, with why."""

    pdf: bytes
    count: int
    held: tuple[tuple[int, str], ...]
    touched: Touched


def write_plan_letter(desk: Desk, plan_id: int, kind: PlanLetter) -> PlanWritten:
    """Write a letter about a plan, keep it and put it down in the plan's story and the contacts, once an occasion.

    The last letter before a plan ends sets the day by which the family has to pay. Written again it is the same paper,
    and nothing moves. Raises PaydeskError for a letter that does not fit, or that a flag forbids.
    """
    with desk.doing("plans.make", "Wrote a letter about a payment plan") as session:
        plan = planning.of_id(session, plan_id)
        ledger_store.lock_accounts(session, (plan.account_id,))
        watching_plans.bring_up_to_date(desk, session, (plan.id,))
        (now,) = _today(desk, session, (plan.id,))
        case = _case(desk, session, now)
        found = plan_letters_due.occasion(kind, case)
        about(session, account=plan.account_id, act="plans.letter", plan=plan.number, letter=kind.value)
        if found.document_id is not None:
            about(session, document=found.document_id, repeated=True)
            pdf = keeping.whole(session, found.document_id)
            printed = Printed(found.document_id, pdf, keeping.page_count(pdf))
            return PlanWritten(plan.id, plan.number, plan.account_id, printed, planning.touched_by(plan), repeated=True)
        printed = _write(desk, session, plan, now, found)
        about(session, document=printed.document_id)
        return PlanWritten(plan.id, plan.number, plan.account_id, printed, _touched(plan), line=found.line)


def print_reminders(desk: Desk) -> RemindersWritten:
    """Write every reminder that goes now, as one file to print. Raises PaydeskError when none goes."""
    from paydesk.documents import page_image

    with desk.doing("plans.make", "Printed the reminders of payment plans") as session:
        papers, held, accounts = list[bytes](), list[tuple[int, str]](), list[int]()
        going = _reminding(desk, session, plan_store.open_ids(session))
        ledger_store.lock_accounts(session, [one.plan.account_id for one, _ in going])
        # Another desk may have written some while this one waited for its turn.
        watching_plans.bring_up_to_date(desk, session, [one.plan.id for one, _ in going])
        going = _reminding(desk, session, [one.plan.id for one, _ in going])
        for one, case in going:
            plan = planning.of_id(session, one.plan.id)
            try:
                printed = _write(desk, session, plan, one, plan_letters_due.occasion(PlanLetter.REMINDER, case))
            except PaydeskError as refused:
                held.append((plan.number, refused.sentence))
                continue
            papers.append(printed.pdf)
            accounts.append(plan.account_id)
            also_about(session, account=plan.account_id, plan=plan.number, document=printed.document_id)
        if not papers:
            raise PaydeskError(held[0][1] if held else "No reminder of a plan goes today.")
        about(session, act="plans.remind", reminders=len(papers))
        return RemindersWritten(
            page_image.in_one_file(papers), len(papers), tuple(held), Touched(tuple(accounts), ("plans", "people"))
        )


def print_coupons(desk: Desk, plan_id: int) -> PlanWritten:
    """A coupon for each payment that is to come, to be sent with it."""
    from paydesk.documents.coupons import draw_coupons

    return _print_dates(desk, plan_id, "Printed the coupons of a payment plan", draw_coupons)


def print_card(desk: Desk, plan_id: int) -> PlanWritten:
    """The days and amounts that are to come, on a card for the wallet."""
    from paydesk.documents.plan_card import draw_card

    return _print_dates(desk, plan_id, "Printed the card of a payment plan", draw_card)


def paper_of_plan(desk: Desk, document_id: int) -> bytes:
    """The bytes of a paper that was made just now, on its way to the printer; making it was the act."""
    with desk.looking("plans.make") as session:
        return keeping.whole(session, document_id)


def _today(desk: Desk, session: Session, plan_ids: Collection[int]) -> tuple[PlanToday, ...]:
    today = desk.clock.today()
    return watching_plans.today_of(plan_standing.kept_plans(session, today, plan_ids=plan_ids), today)


def _reminding(
    desk: Desk, session: Session, plan_ids: Collection[int]
) -> tuple[tuple[PlanToday, LetterCase], ...]:
    """The plans among these whose reminder goes now."""
    if not plan_ids:
        return ()
    marks, today = plans_listed.marks(session, plan_ids), desk.clock.today()
    cases = (
        (one, listing_plans.letter_case(one, marks.get(one.plan.id, ()), today))
        for one in _today(desk, session, plan_ids)
    )
    return tuple((one, case) for one, case in cases if plan_letters_due.reminds(case))


def _write(desk: Desk, session: Session, plan: Plan, now: PlanToday, found: Occasion) -> Printed:
    """Draw the letter, keep it, and put it down in the story and the contacts."""
    drawn = _drawn(desk, session, plan, now, found)
    printed = keeping.keep(desk, session, drawn, kind="letter", account_id=plan.account_id)
    deed = PlanDeed.LETTER
    if found.kind is PlanLetter.CURE:
        plan.cure_until, deed = found.until, PlanDeed.CURE
    planning.note(desk, session, plan, deed, why=found.line, document_id=printed.document_id)
    keeping.log_sent(
        desk, session, account_id=plan.account_id, channel="mail",
        summary=f"Letter about payment plan {plan.number}: {found.line}",
    )  # fmt: skip
    return printed


def _drawn(desk: Desk, session: Session, plan: Plan, now: PlanToday, found: Occasion) -> Paper:
    from paydesk.documents.plan_letter import draw_plan_letter

    today = desk.clock.today()
    account = billing_store.billed_accounts(session, (plan.account_id,), as_of=today)[0]
    for deed in (Deed.LETTER, Deed.MAIL):
        why = contact.forbidden(account.flags, deed, on=today, person_id=account.guarantor_id)
        if why:
            raise PaydeskError(f"No letter about plan {plan.number} goes out. {why[0]}", field="kind")
    changes = plan_store.versions(session, plan.id)[-1].changes if found.kind is PlanLetter.AMENDED else ()
    facts = PlanLetterFacts(
        kind=found.kind, language=language_of(plan.language), name=account.guarantor, number=plan.number,
        amount=found.amount, due=found.due, until=found.until, on=found.on,
        left=min(now.standing.left, _owed_now(session, plan.id)), changes=changes,
    )  # fmt: skip
    return draw_plan_letter(
        facts, letterhead=keeping.letterhead(session), date=today, account=str(account.number),
        addressee=estimating.addressee_of(account, today), signer=office_store.office(session).user,
    )  # fmt: skip


def _owed_now(session: Session, plan_id: int) -> Cents:
    """What is owed of a plan's charges today, in cents: what was paid after it was canceled counts for its letter."""
    return sum(max(0, one.owes) for one in plan_store.parts(session, (plan_id,)).get(plan_id, ()))


def _print_dates(
    desk: Desk, plan_id: int, summary: str, draw: Callable[[AgreementView], Paper]
) -> PlanWritten:
    """Paper with what is to come of a plan, for who pays. Raises PaydeskError when nothing is."""
    from paydesk.documents.agreement_view import AgreementView

    with desk.doing("plans.make", summary) as session:
        plan = planning.of_id(session, plan_id)
        (now,) = _today(desk, session, (plan.id,))
        rest, state = plan_changes.to_come(now.standing), now.state
        if state not in OPEN or not rest:
            raise PaydeskError(f"Plan {plan.number} is {state.words}: nothing is to come in it.")
        facts = writing_plans.agreement_facts(desk, session, plan)
        down = now.standing.down_left
        total = down + sum(one.amount for one in rest)
        view = AgreementView(letterhead=keeping.letterhead(session), facts=replace(
            facts, installments=rest, down=down, down_due=facts.down_due if down else None, total=total,
            charges=(replace(facts.charges[0], amount=total),),
        ))  # fmt: skip
        printed = keeping.keep(desk, session, draw(view), kind="payment plan", account_id=plan.account_id)
        about(
            session, account=plan.account_id, act="plans.dates", plan=plan.number, document=printed.document_id
        )
        return PlanWritten(plan.id, plan.number, plan.account_id, printed, planning.touched_by(plan))


def _case(desk: Desk, session: Session, now: PlanToday) -> LetterCase:
    marks = plans_listed.marks(session, (now.plan.id,)).get(now.plan.id, ())
    return listing_plans.letter_case(now, marks, desk.clock.today())


def _touched(plan: Plan) -> Touched:
    return Touched((plan.account_id,), ("plans", "people"))
