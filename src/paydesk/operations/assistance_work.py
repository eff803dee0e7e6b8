"""Work on an application for assistance: the move it makes, its history, the hold while it is open, its last days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.data import assistance_store, form_store, ledger_store
from paydesk.data.assistance_tables import AssistanceApplication, AssistancePaper
from paydesk.data.database import Session
from paydesk.data.ledger_store import Posted
from paydesk.operations import flagging
from paydesk.operations.desk import Desk, Touched, about, approver
from paydesk.rules import assistance, poverty_guideline
from paydesk.rules.assistance import FLAG, Move, State
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed
from paydesk.rules.money import Cents, show
from paydesk.rules.poverty_guideline import Region

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Assisted:
    """The application as it stands now; ``off`` is what came off charges, in cents. ``repeated``: it stood so before.
    """

    application_id: int
    state: State
    version: int
    touched: Touched
    off: Cents = 0
    repeated: bool = False


@contextmanager
def working_on(
    desk: Desk, session: Session, application_id: int, request: object, wanted: Move
) -> Iterator[tuple[AssistanceApplication, bool]]:
    """The application, its account locked, and whether this very form was done before; afterwards the form is kept.

    Raises NotFound, ChangedByOther, and PaydeskError where the move cannot be made.
    """
    row = session.get(AssistanceApplication, application_id)
    if row is None:
        raise NotFound("That application is not on file any more. Look at the account again.")
    ledger_store.lock_accounts(session, (row.account_id,))
    key = str(getattr(request, "key", ""))
    if form_store.made_by(session, key, request) is not None:
        yield row, True
        return
    session.refresh(row, with_for_update=True)
    refuse_changed(row.version, getattr(request, "version", None), of=row)
    settle_days(desk, session, row)
    assistance.after(State(row.state), wanted)
    yield row, False
    form_store.keep(session, key, request, row.id)


def move(desk: Desk, session: Session, row: AssistanceApplication, made: Move, what: str, why: str = "") -> None:
    """Make a move, and put down that it was made."""
    before = State(row.state)
    row.state = assistance.after(before, made).value
    if row.state != before.value or made is Move.ASK:
        row.since = desk.clock.today()
    put_down(desk, session, row, what, why)


def put_down(
    desk: Desk, session: Session, row: AssistanceApplication, what: str, why: str = "", *, day: date | None = None
) -> None:
    """Tell in the application's own history what happened."""
    assistance_store.log(
        session, row.id, day=day or desk.clock.today(), at=desk.clock.now(), by=_by(desk, session), what=what, why=why
    )


def decider(desk: Desk, session: Session) -> str:
    """Whose decision this act is: of who approved it, where it is done at somebody else's desk."""
    return approver(session) or desk.actor.name


def _by(desk: Desk, session: Session) -> str:
    allowed = approver(session)
    return f"{allowed}, at the desk of {desk.actor.name}" if allowed else desk.actor.name


def hold(desk: Desk, session: Session, row: AssistanceApplication) -> None:
    """While it is open nobody is asked for money: the flag stands."""
    facts = {"applied_on": row.started_on.isoformat()}
    flagging.stand(desk, session, row.account_id, FLAG, reason="An application is open.", facts=facts)


def close(desk: Desk, session: Session, row: AssistanceApplication, why: str) -> None:
    """It is decided or given up: the flag ends."""
    row.closed_on = desk.clock.today()
    flagging.fall(desk, session, row.account_id, FLAG, why)


def reopen(session: Session, row: AssistanceApplication) -> None:
    """It waits for a decision again. Raises PaydeskError when a newer one does."""
    if assistance_store.open_of(session, row.account_id) is not None:
        raise PaydeskError("A newer application of this account is open. Decide or withdraw that one first.")
    row.closed_on = None


def tell_put_back(desk: Desk, session: Session, entry: Posted, why: str) -> None:
    """What an approval took off one charge was reversed by itself: its application's history says so."""
    row = assistance_store.application_of_entry(session, entry.id)
    if row is not None:
        put_down(desk, session, row, f"{show(-entry.total)} was put back on a charge", why)


def result_of(session: Session, row: AssistanceApplication, *, off: Cents = 0, repeated: bool = False) -> Assisted:
    """What was done, told to the audit trail, too."""
    session.flush()
    facts = {"repeated": True} if repeated else {"state": row.state}
    about(session, account=row.account_id, person=row.person_id, application=row.id, **facts)
    return Assisted(
        row.id, State(row.state), row.version, Touched((row.account_id,), ("people", "money")), off, repeated
    )


def missing_of(row: AssistanceApplication, papers: Iterable[AssistancePaper]) -> list[str]:
    """What is still missing of it, in words."""
    held = tuple(papers)
    return assistance.missing(
        asked=[one.kind for one in held if one.asked_on is not None],
        received=[one.kind for one in held if one.received_on is not None], household=row.household, income=row.income,
    )  # fmt: skip


def settle_days(desk: Desk, session: Session, row: AssistanceApplication) -> None:
    """What ended by its day is put down, dated by that day."""
    today, state = desk.clock.today(), State(row.state)
    now = assistance.state_on(state, today, holds_to=row.holds_to, appeal_by=row.appeal_by)
    if now is not state:
        expired = now is State.EXPIRED
        last = row.holds_to if expired else row.appeal_by
        assert last is not None
        row.state = assistance.after(state, Move.EXPIRE if expired else Move.LAPSE).value
        row.since = last + _DAY
        put_down(desk, session, row, "expired" if expired else "final: nobody appealed", day=last + _DAY)
    elif state is State.INCOMPLETE and row.due_on and row.due_on < today and row.overdue_told != row.due_on:
        row.overdue_told = row.due_on
        put_down(desk, session, row, "the papers did not come in time", day=row.due_on + _DAY)


def guideline_of(row: AssistanceApplication) -> Cents:
    """100 % of the guideline for the household, in cents a year, in force on the day it applied."""
    assert row.household is not None
    return poverty_guideline.yearly(poverty_guideline.guideline(Region(row.region), row.started_on), row.household)
