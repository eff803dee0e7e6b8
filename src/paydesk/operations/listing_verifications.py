"""Listing who must be verified, by when and why; giving it to somebody, and putting it off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.data import coverages_due, staff_store, verification_store
from paydesk.data.coverages_due import Horizon
from paydesk.data.database import Session
from paydesk.data.verification_store import CoverageFacts
from paydesk.data.verification_tables import Verification
from paydesk.operations import verifying
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import keyboard, plausibility
from paydesk.rules.business_days import business_days_after
from paydesk.rules.errors import PaydeskError, refuse_changed
from paydesk.rules.freshness import Freshness, freshness_for
from paydesk.rules.insurance import PayerKind
from paydesk.rules.verification import Asks, CoverageToVerify, State, VerificationRow, verification_rows

LONGEST_SNOOZE = 90
"""Days; whoever puts it off longer has not decided anything."""


MOST_STALE = 1000
"""So many stale ones without a visit soon are listed, the oldest first."""

_ORDER = {asks: number for number, asks in enumerate(Asks)}


@dataclass(frozen=True)
class ToVerify:
    """One thing to verify: of whom, with which insurer, where it stands, by when and why, and who has it.

    ``version`` is 0 where nobody began it. ``snoozed_until`` is empty unless it is put off beyond today.
    """

    coverage_id: int
    asks: Asks
    account_id: int
    patient_id: int
    patient: str
    birth_date: date | None
    payer: str
    payer_phone: str
    member_number: str
    priority: int
    state: State
    visit: date | None
    due: date
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    assigned_to: str
    snoozed_until: date | None
    snooze_why: str
    version: int
    payer_id: int


@dataclass(frozen=True)
class ListToVerify:
    """The rows, the earliest visit first; ``left`` more are stale and not shown: their patients do not come soon."""

    rows: tuple[ToVerify, ...]
    left: int


def due(
    desk: Desk,
    *,
    ahead: int | None = None,
    assigned_to: str | None = None,
    snoozed: bool = False,
) -> ListToVerify:
    """Everything that is to be verified by today.

    ``ahead`` business days of visits are looked at (by default those the rules ask for). ``assigned_to`` shows one
    person's ("" nobody's), ``snoozed`` what was put off, too.
    """
    today = desk.clock.today()
    desk.looked_at_list("worklist.verification", "Looked at the list of coverages to verify")
    with desk.looking() as session:
        rows = verification_store.freshness(session)
        maybe = coverages_due.candidates(session, _horizon(rows, today, ahead), stale=MOST_STALE)
        facts = verification_store.coverages(session, maybe.ids, in_use=True)
        kept = verification_store.verifications(session, facts)
        asked = coverages_due.to_verify(session, facts.values(), kept, today=today)
        found = tuple(
            _row(one, facts[one.coverage_id], kept.get(one.coverage_id, {}).get(one.asks), today)
            for one in _due_rows(asked.values(), rows, today, ahead)
        )
    shown = tuple(
        one for one in found
        if (snoozed or one.snoozed_until is None) and (assigned_to is None or one.assigned_to == assigned_to)
    )  # fmt: skip
    return ListToVerify(shown, maybe.left)


def _horizon(rows: Iterable[Freshness], today: date, ahead: int | None) -> Horizon:
    held = [freshness_for(kind, today, rows=rows) for kind in PayerKind]
    soon = max((one.before_visit for one in held), default=0) if ahead is None else ahead
    later = today + timedelta(days=max(one.visit_within for one in held))
    return Horizon(today, min(business_days_after(today, soon), later), later)


def _due_rows(
    asked: Iterable[CoverageToVerify], rows: tuple[Freshness, ...], today: date, ahead: int | None
) -> list[VerificationRow]:
    """What the rules say is due by today; with ``ahead`` a visit by then counts as if it were near."""
    by = today if ahead is None else business_days_after(today, ahead)
    made = [
        row for one in asked for row in verification_rows(one, today=today, rows=rows)
        if row.due <= today or (row.due <= by and row.visit is not None and row.visit <= by)
    ]  # fmt: skip
    return sorted(made, key=lambda row: (row.visit or date.max, row.due, row.coverage_id, _ORDER[row.asks]))


def _row(made: VerificationRow, facts: CoverageFacts, kept: Verification | None, today: date) -> ToVerify:
    waits = made.snooze if made.snooze is not None and made.waits(today) else None
    return ToVerify(
        facts.coverage_id, made.asks, facts.account_id, facts.patient_id, facts.patient, facts.birth_date, facts.payer,
        facts.payer_phone, facts.member_number, facts.priority, made.state, made.visit, made.due, made.reasons,
        tuple(kept.missing) if kept else (), kept.assigned_to if kept else "", waits.until if waits else None,
        waits.why if waits else "", kept.version if kept else 0, facts.payer_id,
    )  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """One row of the list, with the version it was read at (None: whatever it is now)."""

    coverage_id: int
    asks: Asks
    version: int | None = None


def assign(desk: Desk, rows: tuple[Chosen, ...], *, to: str) -> Touched:
    """Give rows to somebody who may sign in, or to nobody (""). Raises PaydeskError and ChangedByOther."""
    with desk.doing("insurance.edit", "Gave coverages to somebody to verify") as session:
        if to and staff_store.user(session, to) is None:
            raise PaydeskError("Choose somebody from the list of users.", field="to")
        accounts = []
        for chosen in rows:
            facts, row = _opened(session, chosen)
            row.assigned_to = to
            accounts.append(facts.account_id)
        about(session, act="verification.assign", account=accounts[0] if len(set(accounts)) == 1 else None, to=to,
              count=len(rows))  # fmt: skip
        return Touched(tuple(sorted(set(accounts))), ("insurance",))


def reason_to_wait(until: date, why: str, *, today: date) -> str:
    """Why something is put off, tidied. Raises PaydeskError without a reason, and for a day that is none or too far."""
    reason = keyboard.tidy_text(why, field="why")
    if until <= today:
        raise PaydeskError("Choose a day after today.", field="until")
    if until > today + timedelta(days=LONGEST_SNOOZE):
        raise PaydeskError(f"It can be put off for {LONGEST_SNOOZE} days at most.", field="until")
    if len(reason) < 3:
        raise PaydeskError("Say why it is put off in a few words.", field="why")
    plausibility.refuse_card_number(reason, field="why")
    return reason


def snooze(desk: Desk, rows: tuple[Chosen, ...], *, until: date, why: str) -> Touched:
    """Put rows of one coverage off to a day; they come back by themselves.

    Raises PaydeskError without a reason, and ChangedByOther.
    """
    with desk.doing("insurance.edit", "Put off verifying a coverage") as session:
        reason = reason_to_wait(until, why, today=desk.clock.today())
        return _wait(session, rows, until, reason)


def wake(desk: Desk, rows: tuple[Chosen, ...]) -> Touched:
    """Rows of one coverage that were put off are back on the list. Raises ChangedByOther."""
    with desk.doing("insurance.edit", "Took a coverage back to be verified") as session:
        return _wait(session, rows, None, "")


def _wait(session: Session, rows: tuple[Chosen, ...], until: date | None, reason: str) -> Touched:
    for chosen in rows:
        facts, row = _opened(session, chosen)
        row.snoozed_until, row.snooze_why = until, reason
    told = {"until": until.isoformat(), "reason": reason} if until else {}
    about(session, act="verification.snooze", account=facts.account_id, person=facts.patient_id,
          coverage=facts.coverage_id, **told)  # fmt: skip
    return Touched((facts.account_id,), ("insurance",))


def _opened(session: Session, chosen: Chosen) -> tuple[CoverageFacts, Verification]:
    facts = verifying.locked_facts(session, chosen.coverage_id)
    known = verification_store.verifications(session, (chosen.coverage_id,)).get(chosen.coverage_id, {})
    row = known.get(chosen.asks)
    refuse_changed(row.version if row else 0, chosen.version, of=row)
    return facts, row or verification_store.verification(session, chosen.coverage_id, chosen.asks)


def freshness(desk: Desk) -> dict[PayerKind | None, Freshness]:
    """The numbers in force today by kind of payer; None: those of all kinds without their own."""
    today = desk.clock.today()
    with desk.looking() as session:
        held = sorted((row for row in verification_store.freshness(session) if row.first <= today),
                      key=lambda row: row.first)  # fmt: skip
    return {row.payer_kind: row for row in held}


def change_freshness(desk: Desk, row: Freshness) -> Touched:
    """How long answers are trusted for a kind of payer, from ``row.first`` on (today or later).

    Raises PaydeskError naming the number that cannot be. What was verified is due by the new numbers at once.
    """
    today = desk.clock.today()
    with desk.doing("office.edit", "Changed how long answers of insurers are trusted") as session:
        _check(row, today)
        verification_store.keep_freshness(session, row, by=desk.actor.name, at=desk.clock.now())
        changed = verification_store.begun(session, row.payer_kind)
        for part in verification_store.parts(changed):
            verifying.refresh_due(session, tuple(verification_store.coverages(session, part).values()), today=today)
        about(session, act="freshness.change", payers=row.payer_kind.words if row.payer_kind else "all others",
              eligibility_days=row.eligibility_days, benefits_days=row.benefits_days, before_visit=row.before_visit,
              each_service=row.each_service, visit_within=row.visit_within, first=row.first.isoformat())  # fmt: skip
        return Touched((), ("office", "insurance"))


def _check(row: Freshness, today: date) -> None:
    if row.first < today:
        raise PaydeskError("New numbers count from today on, or from a later day.", field="first")
    for field, days, most in (
        ("eligibility_days", row.eligibility_days, 366), ("benefits_days", row.benefits_days, 366),
        ("visit_within", row.visit_within, 366), ("before_visit", row.before_visit, 30),
    ):  # fmt: skip
        least = 0 if field == "before_visit" else 1
        if days is not None and not least <= days <= most:
            raise PaydeskError(f"Choose between {least} and {most} days.", field=field)
