"""Deciding on assistance: approved, with what comes off at once, denied, or taken back; the money in the same act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.data import assistance_store, ledger_store
from paydesk.data.assistance_tables import AssistanceApplication
from paydesk.data.database import Session
from paydesk.operations import assistance_charges, setting_assistance
from paydesk.operations.assistance_work import (
    Assisted,
    close,
    decider,
    guideline_of,
    hold,
    move,
    put_down,
    reopen,
    result_of,
    working_on,
)
from paydesk.operations.desk import Desk, about
from paydesk.operations.reversing import Work, reverse
from paydesk.rules import assistance, plausibility, sliding_scale
from paydesk.rules.assistance import Move
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show
from paydesk.rules.sliding_scale import AssistancePolicy, SlidingClass


@dataclass(frozen=True)
class ApproveAssistance:
    """Approve with a class of the clinic's scale, by default the one the income falls into, for the days it holds.

    ``charge_ids`` None: all open charges that something can come off. Another class than the income's needs a reason.
    """

    application_id: int
    key: str
    class_name: str = ""
    holds_from: date | None = None
    holds_to: date | None = None
    charge_ids: tuple[int, ...] | None = None
    reason: str = ""
    version: int | None = None


@dataclass(frozen=True)
class DenyAssistance:
    """Deny for a reason of ``assistance.DENIALS``; ``reason`` is what the letter says where it is another one."""

    application_id: int
    denial: str
    key: str
    reason: str = ""
    version: int | None = None


@dataclass(frozen=True)
class UpholdDenial:
    """After an appeal the decision stays, and why: the letter says it."""

    application_id: int
    reason: str
    key: str
    version: int | None = None


@dataclass(frozen=True)
class DiscountNewer:
    """Take the approved class off charges that came since, of care within the days that the approval holds."""

    application_id: int
    key: str
    charge_ids: tuple[int, ...] | None = None
    version: int | None = None


@dataclass(frozen=True)
class TakeBackApproval:
    """The approval was a mistake: what it took off is owed again, and the application is under review again.

    While a newer one of the account is open, that one is to be decided instead.
    """

    application_id: int
    reason: str
    key: str
    version: int | None = None


def approve(desk: Desk, request: ApproveAssistance) -> Assisted:
    """Approve, and take off at once what the class takes off: all or nothing.

    Raises PaydeskError for a class that takes nothing off or differs without a reason, days that cannot be, and a
    chosen charge that nothing can come off.
    """
    reason = request.reason.strip()
    plausibility.refuse_card_number(reason, field="reason")
    with desk.doing("assistance.decide", "Approved assistance") as session:
        with working_on(desk, session, request.application_id, request, Move.APPROVE) as (row, repeated):
            if repeated:
                return result_of(session, row, repeated=True)
            policy, today = setting_assistance.policy_of(session), desk.clock.today()
            held = _class(row, policy, request.class_name, reason)
            first = request.holds_from or row.started_on
            last = request.holds_to or assistance.last_day(first, months=policy.holds_months)
            assistance.check_term(first, last, today=today)
            row.class_name, row.class_kind, row.class_value = held.name, held.kind.value, held.value
            row.best = held == _best(policy)
            row.holds_from, row.holds_to, row.reason, row.denial, row.appeal_by = first, last, reason, "", None
            row.decided_on, row.decided_by = today, decider(desk, session)
            told = f"approved: {held.name}, {held.words}, from {show_date(first)} to {show_date(last)}"
            move(desk, session, row, Move.APPROVE, told, reason)
            close(desk, session, row, "The application for assistance was approved.")
            off = _take_off(desk, session, row, request.charge_ids, request.key)
        return result_of(session, row, off=off)


def deny(desk: Desk, request: DenyAssistance) -> Assisted:
    """Deny; it can be appealed within the clinic's days. Raises PaydeskError without a reason."""
    denial, reason = assistance.denial(request.denial), request.reason.strip()
    if not denial.words and len(reason) < 10:
        raise PaydeskError("Say why in a sentence: the letter says it.", field="reason")
    plausibility.refuse_card_number(reason, field="reason")
    with desk.doing("assistance.decide", "Denied assistance") as session:
        with working_on(desk, session, request.application_id, request, Move.DENY) as (row, repeated):
            if repeated:
                return result_of(session, row, repeated=True)
            today = desk.clock.today()
            row.denial, row.reason = denial.id, reason
            row.decided_on, row.decided_by = today, decider(desk, session)
            row.appeal_by = today + timedelta(days=setting_assistance.policy_of(session).appeal_days)
            told = f"denied; it can be appealed by {show_date(row.appeal_by)}"
            move(desk, session, row, Move.DENY, told, ". ".join(part for part in (denial.label, reason) if part))
            close(desk, session, row, "The application for assistance was denied.")
        return result_of(session, row)


def uphold(desk: Desk, request: UpholdDenial) -> Assisted:
    """After an appeal the decision stays and is final. Raises PaydeskError without a reason."""
    reason = _sentence(request.reason)
    with desk.doing("assistance.decide", "Upheld a denial of assistance") as session:
        with working_on(desk, session, request.application_id, request, Move.UPHOLD) as (row, repeated):
            if repeated:
                return result_of(session, row, repeated=True)
            row.denial, row.reason = "other", reason
            row.decided_on, row.decided_by, row.appeal_by = desk.clock.today(), decider(desk, session), None
            move(desk, session, row, Move.UPHOLD, "final: the decision stays", reason)
            close(desk, session, row, "The appeal for assistance was decided.")
        return result_of(session, row)


def discount_newer(desk: Desk, request: DiscountNewer) -> Assisted:
    """Take the approved class off newer charges. Raises PaydeskError when there is nothing that can come off."""
    with desk.doing("assistance.decide", "Applied assistance to newer charges") as session:
        with working_on(desk, session, request.application_id, request, Move.DISCOUNT) as (row, repeated):
            if repeated:
                return result_of(session, row, repeated=True)
            off = _take_off(desk, session, row, request.charge_ids, request.key, newer=True)
            if not off:
                raise PaydeskError("Nothing is owed for care within these days that it could still take off.")
            put_down(desk, session, row, f"{show(off)} came off newer charges")
        return result_of(session, row, off=off)


def take_back(desk: Desk, request: TakeBackApproval) -> Assisted:
    """Reverse what an approval took off, newest first, and decide anew: it, or the newer one that is open.

    Raises PaydeskError without a reason.
    """
    reason = _sentence(request.reason)
    with desk.doing("assistance.decide", "Took back an approval of assistance") as session:
        with working_on(desk, session, request.application_id, request, Move.TAKE_BACK) as (row, repeated):
            if repeated:
                return result_of(session, row, repeated=True)
            newer = assistance_store.open_of(session, row.account_id) is not None
            work = Work(desk, session, f"{request.key}/back", reason)
            for entry_id in assistance_store.standing_discounts(session, row.id):
                entry = ledger_store.posted(session, entry_id)
                assert entry is not None
                reverse(work, entry)
            about(session, reason=reason)
            if newer:
                told = "the approval was taken back; the newer application is to be decided"
                move(desk, session, row, Move.GIVE_WAY, told, reason)
                return result_of(session, row)
            reopen(session, row)
            move(desk, session, row, Move.TAKE_BACK, "the approval was taken back", reason)
            row.class_name, row.class_kind, row.class_value, row.best = "", "", 0, False
            row.holds_from = row.holds_to = row.decided_on = None
            row.decided_by = row.reason = ""
            hold(desk, session, row)
        return result_of(session, row)


def _take_off(
    desk: Desk, session: Session, row: AssistanceApplication, charge_ids: tuple[int, ...] | None, key: str, *,
    newer: bool = False,
) -> int:  # fmt: skip
    found = assistance_charges.charges_of(session, row.account_id, on=desk.clock.today())
    charges = assistance_charges.chosen(found, charge_ids)
    if newer:
        assert row.holds_from is not None and row.holds_to is not None
        outside = [one for one in charges if not row.holds_from <= one.day <= row.holds_to]
        if outside and charge_ids is not None:
            raise PaydeskError(
                f"{outside[0].words} of {show_date(outside[0].day)} is outside the days that the approval holds for. "
                "Leave it out.", field="charges",
            )  # fmt: skip
        charges = tuple(one for one in charges if one not in outside)
    stamp = desk.stamp(session, f"{key}/assistance", because=assistance_charges.BECAUSE, because_id=row.id)
    off = assistance_charges.take_off(session, row, charges, stamp)
    total = sum(off.values())
    about(session, amount=show(total), charges=sorted(off))
    return total


def _class(row: AssistanceApplication, policy: AssistancePolicy, name: str, reason: str) -> SlidingClass:
    if row.household is None or row.income is None:
        raise PaydeskError("The household or its income is not known. Take the papers first.", field="class_name")
    computed = sliding_scale.class_of(row.income, guideline_of(row), policy.classes)
    held = policy.named(name) if name else computed
    if not held.takes_off:
        raise PaydeskError(f"“{held.name}” takes nothing off. Deny it, or choose another class with a reason.",
                           field="class_name")  # fmt: skip
    if held != computed and len(reason) < 3:
        raise PaydeskError(f"By the income it is “{computed.name}”. Say why “{held.name}” is right.", field="reason")
    return held


def _best(policy: AssistancePolicy) -> SlidingClass:
    """The class of those who have least: no one gets more."""
    return policy.classes[0]


def _sentence(reason: str) -> str:
    told = reason.strip()
    if len(told) < 3:
        raise PaydeskError("Say why in a few words.", field="reason")
    plausibility.refuse_card_number(told, field="reason")
    return told
