"""Calling insurers about money they want back: whenever a person asks for it, and by itself after a dispute."""

from __future__ import annotations

from datetime import date

from paydesk.data import overpayment_store
from paydesk.data.claim_worklists import Scope
from paydesk.data.overpayment_store import Disputed, OverpaymentRow
from paydesk.operations.desk import Desk
from paydesk.rules.call_outcome import short_day
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.call_worklist import NEAR, CallDue, CallKind, Wait
from paydesk.rules.claims import ClaimState
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.insurer_letter import ASKED_AFTER

_LISTED = (CallKind.ALL, CallKind.DENIED)


def call_about(desk: Desk, overpayment_id: int) -> CallDue:
    """The call about an overpayment, whatever is due. Raises NotFound, and PaydeskError where no claim is known."""
    with desk.looking("claims.work") as session:
        row = overpayment_store.row(session, overpayment_id)
    if row is None:
        raise NotFound("That overpayment is not on file any more. Look at the list again.")
    if row.claim_id is None:
        raise PaydeskError("No claim of ours is known for it: there is no sheet for a call. Enter shows what is known.")
    return _row(row, "they want it back", Wait.SHORT)


def disputed_due(desk: Desk, scope: Scope) -> tuple[CallDue, ...]:
    """Disputes that nobody answered: as the last call said, else after 30 days, and near their end."""
    if scope.kind not in _LISTED:
        return ()
    today = desk.clock.today()
    with desk.looking() as session:
        found = overpayment_store.disputed(session)
    return tuple(
        _row(one.row, why, wait, assigned_to=one.assigned_to) for one in found
        if one.claim_state != ClaimState.TAKEN_BACK  # it stands in the list for itself
        and scope.account_id in (None, one.row.account_id)
        and (scope.given_to is None or one.assigned_to in ("", scope.given_to))
        for why, wait in (_why(one, today),) if why
    )  # fmt: skip


def _row(row: OverpaymentRow, why: str, wait: Wait, *, assigned_to: str = "") -> CallDue:
    return CallDue(
        f"claim {row.claim_id}", Purpose.TAKEBACK, row.payer_id, row.payer, row.account_id, row.person_id, row.patient,
        why, wait, row.left, max(row.left, 100), assigned_to=assigned_to,
    )  # fmt: skip


def _why(one: Disputed, today: date) -> tuple[str, Wait]:
    """Why it is called about now; empty while it is not."""
    end, follow_up, asked = one.row.dispute_until, one.follow_up_on, one.last_on
    if follow_up is not None and follow_up > today:
        return "", Wait.SILENT
    if end is not None and (end - today).days <= NEAR and asked < today:
        return f"disputed, they decide by {short_day(end, today)}", Wait.LATE if end < today else Wait.SOON
    if follow_up is not None and follow_up > asked:
        return f"disputed, was due {short_day(follow_up, today)}", Wait.SILENT
    days = (today - asked).days
    return (f"disputed, no answer for {days} days", Wait.SILENT) if days >= ASKED_AFTER else ("", Wait.SILENT)
