"""Assistance on paper to fill in: the application form of an open application, kept as it was handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.data import assistance_store, billing_store, ledger_store, means_store
from paydesk.data.assistance_tables import AssistanceApplication
from paydesk.data.billing_store import BilledAccount
from paydesk.data.database import Session
from paydesk.data.people_tables import Person
from paydesk.operations import estimating, keeping, recalling_means, setting_assistance, setting_plan_policy
from paydesk.operations.assistance_work import put_down, settle_days
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.keeping import Printed
from paydesk.rules import assistance, worked_means
from paydesk.rules.assistance import State
from paydesk.rules.assistance_form_words import FormFacts, ToldBefore
from paydesk.rules.correspondence import Language, language_of
from paydesk.rules.errors import NotFound
from paydesk.rules.keyboard import show_date
from paydesk.rules.sliding_scale import AssistancePolicy

_IN = {Language.ENGLISH: "in English", Language.SPANISH: "in Spanish"}


@dataclass(frozen=True)
class FormPrinted:
    """The form of an application. ``repeated``: it is the very paper that was printed before, as nothing on it changed
    since."""

    application_id: int
    account_id: int
    printed: Printed
    touched: Touched
    repeated: bool = False


def print_form(desk: Desk, application_id: int) -> FormPrinted:
    """Make the form in the family's language, keep it, and put it down in the application's history.

    What the household told of its means is on it for who may see that, while it is believed. While nothing on it
    changes it is the same paper, however often it is printed. Raises NotFound, and PaydeskError when no form goes with
    the application as it stands, or the address does not fit its window.
    """
    with desk.doing("assistance.work", "Printed the application for assistance") as session:
        row = session.get(AssistanceApplication, application_id)
        if row is None:
            raise NotFound("That application is not on file any more. Look at the account again.")
        ledger_store.lock_accounts(session, (row.account_id,))  # printed at two desks at once it is kept once
        session.refresh(row)
        settle_days(desk, session, row)
        today = desk.clock.today()
        account = billing_store.billed_accounts(session, (row.account_id,), as_of=today)[0]
        facts, sheet_id = _facts(desk, session, row, account)
        # The drawing floor is loaded by the first paper: an idle window does without its memory.
        from paydesk.documents.assistance_form import draw_assistance_form, fitting
        from paydesk.documents.assistance_form_view import AssistanceFormView

        view = fitting(AssistanceFormView(
            letterhead=keeping.letterhead(session), facts=facts, addressee=estimating.addressee_of(account, today),
        ))  # fmt: skip
        drawn = draw_assistance_form(view)
        sheet_id = sheet_id if view.facts.told is not None else None
        known = keeping.is_kept(session, drawn, kind="application form", account_id=row.account_id)
        printed = keeping.keep(desk, session, drawn, kind="application form", account_id=row.account_id)
        if not known:
            put_down(desk, session, row, f"form printed {_IN[facts.language]}, back by {show_date(facts.due)}")
        about(
            session, account=row.account_id, person=row.person_id, act="assistance.form", application=row.id,
            document=printed.document_id, language=facts.language.value,
            **({"sheet": sheet_id} if sheet_id is not None else {}), **({"repeated": True} if known else {}),
        )  # fmt: skip
        touched = Touched((row.account_id,), ("people",))
        return FormPrinted(row.id, row.account_id, printed, touched, repeated=known)


def _facts(
    desk: Desk, session: Session, row: AssistanceApplication, account: BilledAccount
) -> tuple[FormFacts, int | None]:
    """What the form says, and the sheet whose figures are on it."""
    today, policy = desk.clock.today(), setting_assistance.policy_of(session)
    due, terms = _due(row, policy, today), setting_plan_policy.terms_in(session)
    asked = {
        one.kind for one in assistance_store.papers(session, row.id) if one.asked_on and one.received_on is None
    }
    person = session.get_one(Person, row.person_id)
    sheet_id, told = _told(desk, session, row.account_id)
    facts = FormFacts(
        language=language_of(account.language), number=row.id, account=str(account.number),
        name=estimating.name_of(person), started=row.started_on, due=due,
        papers=tuple(one.id for one in assistance.PAPERS if one.id in asked), months=policy.holds_months,
        appeal_days=policy.appeal_days, asks_obligations=worked_means.counts_obligations(terms, today), told=told,
    )  # fmt: skip
    return facts, sheet_id


def _due(row: AssistanceApplication, policy: AssistancePolicy, today: date) -> date:
    """By when it is to be back: the day its papers were asked for by, else the clinic's usual days."""
    state = State(row.state)
    assistance.check_form(state, row.due_on, today=today)
    if state is State.INCOMPLETE and row.due_on is not None:
        return row.due_on
    usual = timedelta(days=policy.papers_days)
    by = row.started_on + usual
    return by if by > today else today + usual


def _told(desk: Desk, session: Session, account_id: int) -> tuple[int | None, ToldBefore | None]:
    """What the household told last, while it is believed, for who may see it."""
    newest = means_store.newest(session, account_id) if desk.may("means.see") else None
    if newest is None:
        return None, None
    kept = recalling_means.sheet_in(session, newest.id, today=desk.clock.today())
    if kept.expired:
        return None, None
    return newest.id, ToldBefore(kept.sheet.on, tuple(kept.sheet.incomes), tuple(kept.sheet.obligations))
