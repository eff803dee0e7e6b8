"""Claim work: what waits with insurers, claims made of what visits owe, and the note that they were sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from paydesk.data import claim_store, claim_worklists, ledger_store, office_store
from paydesk.data.claim_store import By
from paydesk.data.claim_tables import Claim
from paydesk.data.database import Session
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.rules import call_worklist
from paydesk.rules.call_worklist import TO_SEND, Begun, CallDue, Wait
from paydesk.rules.claims import SENT_HOW, ClaimState
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents

__all__ = ["SOURCES", "Begun", "CallDue", "CallsDue", "NoteSent", "calls_due", "make_claims", "note_sent"]

Source = Callable[[Session, date, int | None], tuple[CallDue, ...]]
"""What may want a call, of everyone or of one account; as rows that stand in one list with all others."""


def _verifications(session: Session, today: date, account_id: int | None) -> tuple[CallDue, ...]:
    return claim_worklists.to_verify(session, today, account_id=account_id)


SOURCES: tuple[Source, ...] = (_verifications,)
"""Beside claims: whoever knows of other calls adds a source."""


@dataclass(frozen=True)
class CallsDue:
    """Calls in the order in which they are made, and claims that wait to be sent; money in cents, of all there are."""

    rows: tuple[CallDue, ...]
    count: int
    money: Cents
    to_send: tuple[CallDue, ...] = ()
    to_send_count: int = 0
    to_send_money: Cents = 0
    of_account: bool = False


def calls_due(desk: Desk, *, account_id: int | None = None) -> CallsDue:
    """Who is called about what, most urgent first and what one call settles together; of everyone or one account."""
    if account_id is None:
        desk.looked_at_list("worklist.calls", "Looked at the list of calls to insurers")
    today = desk.clock.today()
    with desk.looking() as session:
        begun = claim_worklists.begun(session)
        zone = office_store.clinic_zone(session)
        called = claim_worklists.to_call(session, today, account_id=account_id)
        unsent = claim_worklists.to_send(session, today, account_id=account_id)
        others = [row for source in SOURCES for row in source(session, today, account_id)]
        rows = [_with_begun(row, begun, zone, today) for row in (*called.rows, *others)]
        return CallsDue(
            call_worklist.ordered(rows), called.count + len(others), called.money + sum(one.money for one in others),
            unsent.rows, unsent.count, unsent.money, account_id is not None,
        )  # fmt: skip


def _with_begun(row: CallDue, begun: dict[str, Begun], zone: tzinfo | None, today: date) -> CallDue:
    draft = begun.get(row.about)
    if draft is None:
        return row
    since = draft.since.astimezone(zone)
    clock = f"{since.hour % 12 or 12}:{since.minute:02d} {'PM' if since.hour >= 12 else 'AM'}"
    when = clock if since.date() == today else f"{since:%m/%d}"
    why = f"begun {when}, not filed"
    return replace(row, begun=replace(draft, since=since), why=why, wait=Wait.BEGUN)


@dataclass(frozen=True)
class ClaimsMade:
    """How many claims were made; ``touched`` is None where none was missing."""

    count: int
    touched: Touched | None


def make_claims(desk: Desk) -> ClaimsMade:
    """Make the claims that visits' charges ask of coverages and that are not there yet; no act where none is."""
    by = By(desk.actor.name, desk.clock.now(), desk.clock.today())
    with desk.looking("claims.work") as session:
        if not claim_store.is_behind(session):
            return ClaimsMade(0, None)
    with desk.doing("claims.work", "Made the claims of visits") as session:
        made = claim_store.bring_up_to_date(session, by)
        about(session, act="claims.make", claims=len(made))
    return ClaimsMade(len(made), Touched((0,), ("insurance",)))


@dataclass(frozen=True)
class NoteSent:
    """Claims went out on a day: ``how`` is one of ``electronic``, ``paper``, ``portal``."""

    claim_ids: tuple[int, ...]
    how: str
    on: date | None = None


@dataclass(frozen=True)
class SentNoted:
    """How many now wait for the insurer, and from when they are asked after."""

    count: int
    follow_up: date | None
    touched: Touched


def note_sent(desk: Desk, request: NoteSent) -> SentNoted:
    """Note that claims were sent; those that are with the insurer already stay as they are.

    Raises NotFound, and PaydeskError for an unknown way, a day to come, or one before the claim was made.
    """
    today = desk.clock.today()
    on = request.on or today
    if request.how not in SENT_HOW:
        raise PaydeskError("Choose how it was sent.", field="how")
    if on > today:
        raise PaydeskError("That day is still to come. Type the day it was sent.", field="on")
    by = By(desk.actor.name, desk.clock.now(), today)
    with desk.doing("claims.work", "Noted that claims were sent") as session:
        rows = [session.get(Claim, own, with_for_update=True) for own in sorted(set(request.claim_ids))]
        found = [one for one in rows if one is not None]
        if len(found) < len(rows) or not found:
            raise NotFound("That claim is not there any more.")
        accounts = tuple(sorted({one.account_id for one in found}))
        ledger_store.lock_accounts(session, accounts)
        fresh = [one for one in found if ClaimState(one.state) in TO_SEND]
        for one in fresh:
            claim_store.mark_sent(session, one, request.how, on, by)
        about(session, act="claims.sent", claims=[one.number for one in fresh], how=request.how, on=show_date(on))
        for account in accounts:
            also_about(session, account=account, how=request.how)
        follow_up = min((one.follow_up_on for one in fresh if one.follow_up_on), default=None)
        return SentNoted(len(fresh), follow_up, Touched(accounts, ("insurance",)))
