"""Promising: a patient's word to pay an amount by a day, taken with the contact it was given in; another, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import form_store, ledger_store, people_store, promise_store
from paydesk.data.database import Session
from paydesk.data.promise_tables import PromiseRow
from paydesk.operations import noting, posting
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.weighing_promises import weighed
from paydesk.rules import keyboard, plausibility, promises
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show
from paydesk.rules.promises import Judged, PromiseState


@dataclass(frozen=True)
class TakePromise:
    """``amount`` cents by ``due``, and the contact in which it was given, which is logged with it.

    ``method``: how the money is to come, one of rules.promises.METHODS or empty. ``replaces``: the id of an open
    promise whose place it takes. The same ``key`` again takes nothing.
    """

    account_id: int
    amount: Cents
    due: date
    channel: str
    direction: str
    summary: str = ""
    with_whom: str = ""
    person_id: int | None = None
    method: str = ""
    replaces: int | None = None
    key: str = ""


@dataclass(frozen=True)
class PromiseTaken:
    """The id of the promise."""

    promise_id: int
    touched: Touched


@dataclass(frozen=True)
class PromiseFacts:
    """A promise with its state as it is now, and who took it how."""

    judged: Judged
    channel: str
    method: str
    taken_by: str

    @property
    def promise_id(self) -> int:
        return self.judged.promise.id


@dataclass(frozen=True)
class AccountPromises:
    """All promises of an account, the one due last in front; ``owes``: what its patients may be asked for, in cents."""

    all: tuple[PromiseFacts, ...]
    broken: int
    owes: Cents

    @property
    def open(self) -> tuple[PromiseFacts, ...]:
        """Those that are still to be kept, the one due first in front."""
        return tuple(one for one in reversed(self.all) if one.judged.state is PromiseState.PROMISED)


def take_promise(desk: Desk, request: TakePromise) -> PromiseTaken:
    """Keep a promise and the contact it was given in, both or neither.

    After two broken ones within 12 months it is for who may allow it. Raises PaydeskError naming what cannot be,
    NotAllowed for a third one.
    """
    permission = "promises.allow" if _must_be_allowed(desk, request) else "promises.take"
    with desk.doing(permission, "Took a promise to pay") as session:
        people_store.guarantor_of(session, request.account_id, lock=True)
        made = form_store.made_by(session, request.key, request)
        touched = Touched((request.account_id,), ("people",))
        if made is not None:
            about(session, account=request.account_id, person=request.person_id, promise=made, repeated=True)
            return PromiseTaken(made, touched)
        replaced = None
        if request.replaces is not None:
            replaced = _open_row(desk, session, request.replaces, request.account_id)
        _check(desk, session, request, permission)
        row = _keep(desk, session, request)
        if replaced is not None:
            words = f"{show(row.amount)} by {show_date(row.due_on)}"
            _end(desk, session, replaced, PromiseState.RENEGOTIATED, f"Agreed on {words}")
        form_store.keep(session, request.key, request, row.id)
        about(
            session, account=request.account_id, person=request.person_id, promise=row.id, contact=row.contact_id,
            amount=show(row.amount), due=row.due_on, method=row.method, instead_of=request.replaces is not None,
        )  # fmt: skip
        return PromiseTaken(row.id, touched)


def _must_be_allowed(desk: Desk, request: TakePromise) -> bool:
    """Whether it is one more after too many broken ones; one that was taken already asks nobody again."""
    with desk.looking() as session:
        judged = judged_of(session, request.account_id, desk.clock.today())
        needed = promises.needs_allowing(judged, today=desk.clock.today())
        return needed and form_store.made_by(session, request.key, request) is None


def _check(desk: Desk, session: Session, request: TakePromise, permission: str) -> None:
    today = desk.clock.today()
    judged = judged_of(session, request.account_id, today)
    if permission != "promises.allow" and promises.needs_allowing(judged, today=today):
        raise NotAllowed(
            promises.broken_words(promises.broken_within_year(judged, today=today)), field="amount",
            permission="promises.allow",
        )
    if request.method and request.method not in promises.METHODS:
        raise PaydeskError(f"Choose how the money is to come: {', '.join(promises.METHODS)}.", field="method")
    promised = sum(one.left for one in promises.open_promises(judged) if one.promise.id != request.replaces)
    promises.check(
        request.amount, request.due, today=today, owes=_may_be_asked(session, request.account_id, today),
        promised=promised,
    )  # fmt: skip


def _may_be_asked(session: Session, account_id: int, today: date) -> Cents:
    return sum(one.owes for one in posting.open_lines(session, account_id, today) if one.asked)


def _keep(desk: Desk, session: Session, request: TakePromise) -> PromiseRow:
    said = keyboard.tidy_text(request.summary, field="summary")
    by = f", by {request.method}" if request.method else ""
    words = f"Promised to pay {show(request.amount)} by {show_date(request.due)}{by}."
    contact = noting.keep_contact(
        desk, session,
        noting.LogContact(
            request.account_id, request.channel, request.direction, f"{said}\n{words}" if said else words,
            request.with_whom, request.person_id,
        ),
    )  # fmt: skip
    row = promise_store.add(
        session, account_id=request.account_id, amount=request.amount, due_on=request.due, channel=request.channel,
        method=request.method, taken_on=desk.clock.today(), taken_at=desk.clock.now(), taken_by=desk.actor.name,
        contact_id=contact.id, replaces_id=request.replaces, state=PromiseState.PROMISED.value,
        state_on=desk.clock.today(),
    )  # fmt: skip
    promise_store.log(session, row, at=desk.clock.now(), by=desk.actor.name)
    return row


def cancel_promise(desk: Desk, promise_id: int, *, reason: str) -> Touched:
    """An open promise is called off: nothing is expected any more. Raises PaydeskError without a reason."""
    with desk.doing("promises.take", "Called off a promise to pay") as session:
        row = _open_row(desk, session, promise_id)
        if len(reason.strip()) < 3:
            raise PaydeskError("Say why in a few words. It stays with the promise.", field="reason")
        plausibility.refuse_card_number(reason, field="reason")
        _end(desk, session, row, PromiseState.CANCELED, reason.strip())
        about(
            session, account=row.account_id, act="promises.cancel", promise=row.id, amount=show(row.amount),
            due=row.due_on, reason=reason.strip(),
        )  # fmt: skip
        return Touched((row.account_id,), ("people",))


def _open_row(desk: Desk, session: Session, promise_id: int, account_id: int | None = None) -> PromiseRow:
    """The open promise of that id, its account locked. Raises NotFound, and PaydeskError when it is not open."""
    row = session.get(PromiseRow, promise_id)
    if row is None or account_id not in (None, row.account_id):
        raise NotFound("That promise is not on this account. Look at it again.")
    ledger_store.lock_accounts(session, (row.account_id,))
    session.refresh(row)
    open_now = promises.open_promises(judged_of(session, row.account_id, desk.clock.today()))
    if row.id not in [one.promise.id for one in open_now]:
        raise PaydeskError("That promise is not open any more. Look at the account again.", field="replaces")
    return row


def _end(desk: Desk, session: Session, row: PromiseRow, state: PromiseState, why: str) -> None:
    row.state, row.state_on = state.value, desk.clock.today()
    promise_store.log(session, row, at=desk.clock.now(), by=desk.actor.name, why=why)


def judged_of(session: Session, account_id: int, today: date) -> tuple[Judged, ...]:
    """All promises of an account as they are now, the one due first in front."""
    return tuple(judged for _, judged in weighed(session, account_id, today))


def promises_of(desk: Desk, account_id: int) -> AccountPromises:
    """What was promised on an account and what became of it; opening the account was the look."""
    today = desk.clock.today()
    with desk.looking() as session:
        found = weighed(session, account_id, today)
        owes = _may_be_asked(session, account_id, today)
    facts = tuple(PromiseFacts(judged, one.channel, one.method, one.taken_by) for one, judged in reversed(found))
    return AccountPromises(facts, promises.broken_within_year((judged for _, judged in found), today=today), owes)
