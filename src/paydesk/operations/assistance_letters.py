"""Letters about assistance: the one that goes with where an application stands, kept as printed, and that it went out.
"""

from __future__ import annotations

from datetime import date

from paydesk.data import assistance_store, billing_store, document_store, ledger_store, office_store, people_store
from paydesk.data.assistance_tables import AssistanceApplication
from paydesk.data.billing_store import BilledAccount
from paydesk.data.database import Session
from paydesk.documents.letter_view import LetterView
from paydesk.operations import assistance_charges, composing, keeping
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.keeping import Printed
from paydesk.rules import assistance, assistance_letter_words
from paydesk.rules.assistance import State
from paydesk.rules.assistance_letter_words import Approval, LetterTo
from paydesk.rules.contact import flags_in_force
from paydesk.rules.correspondence import LetterWords, language_of
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.keyboard import show_date

WRITTEN = {
    State.INCOMPLETE: "papers that are needed", State.APPROVED: "approved", State.DENIED: "denied",
    State.FINAL: "the appeal was decided",
}  # fmt: skip
"""The states that have a letter, and what it is about."""


def letter(desk: Desk, application_id: int) -> Printed:
    """The letter of where an application stands, kept once. Raises PaydeskError where none goes with it."""
    with desk.doing("documents.reprint", "Made a letter about assistance") as session:
        row = _row(session, application_id)
        today = desk.clock.today()
        account = billing_store.billed_accounts(session, (row.account_id,), as_of=today)[0]
        said = _words(session, row, account, today)
        # The drawing floor is loaded by the first paper: an idle window does without its memory.
        from paydesk.documents.letter import draw_letter

        drawn = draw_letter(LetterView(
            letterhead=keeping.letterhead(session), language=language_of(account.language), date=today,
            account=str(account.number),
            addressee=composing.address_lines(account, flags_in_force(account.flags, today), today),
            greeting=said.greeting, subject=said.subject, facts=said.facts, paragraphs=said.paragraphs,
            signer=office_store.office(session).user,
        ))  # fmt: skip
        printed = keeping.keep(desk, session, drawn, kind="letter", account_id=row.account_id)
        about(
            session, account=row.account_id, act="letter.print", application=row.id, document=printed.document_id
        )
        return printed


def letter_went_out(desk: Desk, application_id: int) -> Touched:
    """A letter about assistance was printed: the contact log says so, once. Raises NotFound and PaydeskError."""
    with desk.doing("documents.reprint", "A letter about assistance went out") as session:
        row = _row(session, application_id)
        ledger_store.lock_accounts(session, (row.account_id,))  # printed at two desks at once it is logged once
        state = _written(row, desk.clock.today())
        summary = f"Letter about financial assistance: {WRITTEN[state]}, of {show_date(row.since)}"
        if not document_store.was_sent(session, account_id=row.account_id, summary=summary):
            keeping.log_sent(desk, session, account_id=row.account_id, channel="mail", summary=summary)
        about(session, account=row.account_id, act="letter.sent", application=row.id)
        return Touched((row.account_id,), ("people",))


def _row(session: Session, application_id: int) -> AssistanceApplication:
    row = session.get(AssistanceApplication, application_id)
    if row is None:
        raise NotFound("That application is not on file any more. Look at the account again.")
    return row


def _written(row: AssistanceApplication, today: date) -> State:
    state = assistance.state_on(State(row.state), today, holds_to=row.holds_to, appeal_by=row.appeal_by)
    lapsed = state is State.FINAL and row.appeal_by is not None
    if state not in WRITTEN or lapsed:
        raise PaydeskError(f"No letter goes with an application that is {state.value}.")
    return state


def _words(session: Session, row: AssistanceApplication, account: BilledAccount, today: date) -> LetterWords:
    state, name = _written(row, today), people_store.guarantor_of(session, row.account_id).full_name
    phone = keeping.letterhead(session).phone
    to = LetterTo(language=language_of(account.language), name=name, phone=phone, started_on=row.started_on)
    if state is State.INCOMPLETE:
        assert row.due_on is not None
        wanted = {one.kind for one in assistance_store.papers(session, row.id) if one.received_on is None}
        papers = tuple(one.id for one in assistance.PAPERS if one.id in wanted)
        return assistance_letter_words.papers_letter(to, papers=papers, due=row.due_on)
    if state is State.APPROVED:
        assert row.holds_from is not None and row.holds_to is not None
        left = sum(one.owed for one in assistance_charges.charges_of(session, row.account_id, on=today))
        approval = Approval(
            held=assistance_charges.kept_class(row), first=row.holds_from, last=row.holds_to,
            off=assistance_store.off_by(session, row.id), until=today, left=left, best=row.best,
        )  # fmt: skip
        return assistance_letter_words.approved_letter(to, approval)
    if state is State.DENIED:
        assert row.appeal_by is not None
        return assistance_letter_words.denied_letter(to, reason=row.denial, told=row.reason, appeal_by=row.appeal_by)
    return assistance_letter_words.final_letter(to, reason=row.denial, told=row.reason)
