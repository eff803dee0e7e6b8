"""Claim work: what waits with insurers and wants a call, and what waits to be sent to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from paydesk.data import claim_worklists, claims_due, office_store
from paydesk.data.claim_worklists import Scope
from paydesk.operations import calling_about_overpayments, claiming, listing_verifications, underpayments
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.underpayments import ShortLine
from paydesk.rules import call_worklist
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.call_worklist import Begun, CallDue, CallKind, Wait
from paydesk.rules.money import Cents

__all__ = ["SOURCES", "Begun", "CallDue", "CallsDue", "calls_due", "make_claims"]

Source = Callable[[Desk, Scope], tuple[CallDue, ...]]
"""What may want a call, of everyone or of one account; as rows that stand in one list with all others."""


def _verifications(desk: Desk, scope: Scope) -> tuple[CallDue, ...]:
    """One call asks for both, eligibility and benefits."""
    if scope.kind not in (CallKind.ALL, CallKind.VERIFY, CallKind.PUT_OFF):
        return ()
    today = desk.clock.today()
    rows = [
        one for one in listing_verifications.due(desk, snoozed=True).rows
        if scope.account_id in (None, one.account_id)
        and (scope.given_to is None or one.assigned_to in ("", scope.given_to))
    ]  # fmt: skip
    with desk.looking() as session:
        times = claim_worklists.visit_times(session, [one.patient_id for one in rows], today)
    found: dict[int, CallDue] = {}
    for one in rows:
        if one.coverage_id not in found:
            at = times.get((one.patient_id, one.visit)) if one.visit else None
            why, wait, points = call_worklist.reason_to_verify(one.visit, at, today, one.reasons)
            if one.snoozed_until is not None:
                why, wait = call_worklist.until(one.snoozed_until, one.snooze_why, today), Wait.PUT_OFF
            found[one.coverage_id] = CallDue(
                f"coverage {one.coverage_id}", Purpose.VERIFY, one.payer_id, one.payer, one.account_id, one.patient_id,
                one.patient, why, wait, points=points, assigned_to=one.assigned_to, put_off=one.snoozed_until,
                visit=one.visit, visit_at=at,
            )  # fmt: skip
    return tuple(found.values())


_MOST_SHORT = 200


def _underpaid(desk: Desk, scope: Scope) -> tuple[CallDue, ...]:
    """Claims that were paid too little: one row each, until a call or a person settles it; the most money first."""
    if scope.kind not in (CallKind.ALL, CallKind.UNDERPAID):
        return ()
    today = desk.clock.today()
    with desk.looking() as session:
        claims: dict[int, list[ShortLine]] = {}
        for one in underpayments.open_now(desk, session):
            # An appeal that nobody answered is asked after as an appeal.
            is_due = not one.appealed and (one.next_on is None or one.next_on <= today)
            if is_due and scope.account_id in (None, one.account_id):
                claims.setdefault(one.claim_id, []).append(one)
        ranked = sorted((_short_claim(every) for every in claims.values()), key=lambda each: (-each[0], each[1]))
        found: list[CallDue] = []
        for start in range(0, len(ranked), _MOST_SHORT):
            some = [own for _, own in ranked[start : start + _MOST_SHORT]]
            handed = claim_worklists.handed_over(session, some, today)
            for own in some:
                given = handed[own]
                if not given.is_put_off and (scope.given_to is None or given.to in ("", scope.given_to)):
                    found.append(_short_row(claims[own], given.to))
            if len(found) >= _MOST_SHORT:
                break
    return tuple(found[:_MOST_SHORT])


def _short_claim(lines: Sequence[ShortLine]) -> tuple[int, int]:
    """How much a claim wants somebody, and which it is."""
    missing = sum(one.expected - one.allowed for one in lines)
    return call_worklist.points_of_short(missing, called=lines[0].next_on is not None), lines[0].claim_id


def _short_row(lines: Sequence[ShortLine], assigned_to: str) -> CallDue:
    first = lines[0]
    told = [(one.code, one.expected, one.allowed) for one in lines]
    why, wait, points = call_worklist.reason_of_short(told, called=first.next_on is not None)
    return CallDue(
        first.about, Purpose.UNDERPAYMENT, first.payer_id, first.payer, first.account_id, first.person_id,
        first.patient, why, wait, sum(one.missing for one in lines), points, assigned_to=assigned_to,
    )  # fmt: skip


SOURCES: tuple[Source, ...] = (_verifications, calling_about_overpayments.disputed_due, _underpaid)
"""Beside claims: whoever knows of other calls adds a source."""


@dataclass(frozen=True)
class CallsDue:
    """Calls in the order in which they are made, and claims that wait to be sent; money in cents, of all there are.

    ``put_off`` are calls that wait for a day to come; ``others`` is what else waits, of other kinds, counted where no
    call is left of the kind that was asked for.
    """

    rows: tuple[CallDue, ...]
    count: int
    money: Cents
    to_send: tuple[CallDue, ...] = ()
    to_send_count: int = 0
    to_send_money: Cents = 0
    of_account: bool = False
    put_off: tuple[CallDue, ...] = ()
    others: int = 0


def calls_due(
    desk: Desk, *, account_id: int | None = None, given_to: str | None = None, kind: CallKind = CallKind.ALL
) -> CallsDue:
    """Who is called about what, most urgent first and what one call settles together.

    Of everyone or one account; ``given_to`` leaves out what is another's than that person's; of one ``kind`` alone.
    """
    if account_id is None:
        desk.looked_at_list("worklist.calls", "Looked at the list of calls to insurers")
    due = _due(desk, Scope(account_id, given_to, kind))
    if due.rows or kind is CallKind.ALL:
        return due
    every = _due(desk, Scope(account_id, given_to, CallKind.ALL))
    return replace(due, others=every.count + every.to_send_count - due.to_send_count)


def calls_waiting(desk: Desk) -> int:
    """How many calls and claims to send wait for the clinic, whoever they are of."""
    due = _due(desk, Scope(None, None, CallKind.ALL))
    return due.count + due.to_send_count


def _due(desk: Desk, scope: Scope) -> CallsDue:
    kind = scope.kind
    today = desk.clock.today()
    found = [row for source in SOURCES for row in source(desk, scope)]
    others = [row for row in found if row.put_off is None and kind is not CallKind.PUT_OFF]
    waiting = [row for row in found if row.put_off is not None and kind is not CallKind.VERIFY]
    with desk.looking() as session:
        begun = claim_worklists.begun(session)
        zone = office_store.clinic_zone(session)
        called = claim_worklists.to_call(session, today, scope=scope)
        unsent = claim_worklists.to_send(session, today, scope=scope)
        waiting += claim_worklists.put_off(session, today, scope=scope)
        known = {row.about for row in called.rows}
        # A denial goes before what else is wrong with the claim, and what they want back before what is short.
        others = list({row.about: row for row in reversed(others) if row.about not in known}.values())[::-1]
        rows = [_with_begun(row, begun, zone, today) for row in (*called.rows, *others)]
        return CallsDue(
            call_worklist.ordered(rows), called.count + len(others), called.money + sum(one.money for one in others),
            unsent.rows, unsent.count, unsent.money, scope.account_id is not None,
            tuple(sorted(waiting, key=lambda row: row.put_off or today)),
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
    with desk.looking("claims.work") as session:
        if not claims_due.is_behind(session):
            return ClaimsMade(0, None)
    with desk.doing("claims.work", "Made the claims of visits") as session:
        made = claims_due.bring_up_to_date(session, claiming.by(desk))
        about(session, act="claims.make", claims=len(made))
    return ClaimsMade(len(made), Touched((0,), ("insurance",)))
