"""Rows of payment plans: the worklist by groups, and what the page of one plan lists: installments, charges, story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paydesk.operations.listing_plans import PlanGroup, PlanListed, PlansListed, PlanState, PlanWhole
from paydesk.operations.reading_assistance import AssistanceDue
from paydesk.operations.watching_plans import PlanToday
from paydesk.rules import money
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents
from paydesk.rules.plan_story import PlanDeed
from paydesk.rules.plans import OPEN, RUNNING
from paydesk.ui.list_row import ListRow
from paydesk.ui.paged_model import Column, Holds

STATE_LOOKS = {
    PlanState.DRAFT: ("pencil", "text2"), PlanState.OFFERED: ("hourglass", "warn"),
    PlanState.ACCEPTED: ("hourglass", "warn"), PlanState.ACTIVE: ("check_circle", "ok"),
    PlanState.PAUSED: ("clock", "text2"), PlanState.DELINQUENT: ("warning", "warn"),
    PlanState.DEFAULT_PENDING: ("warning", "bad"), PlanState.DEFAULTED: ("cross_circle", "bad"),
    PlanState.COMPLETED: ("check_circle", "ok"),
}  # fmt: skip
_OVER = ("ban", "text2")


def state_look(state: PlanState) -> tuple[str, str]:
    """The icon of a state, and the color of its words."""
    return STATE_LOOKS.get(state, _OVER)


def state_words(today: PlanToday) -> str:
    """Where a plan stands, with the day that goes with it."""
    facts, state = today.facts, today.state
    if state is PlanState.PAUSED and facts.paused_until:
        return f"Paused until {show_date(facts.paused_until)}"
    if state is PlanState.DEFAULT_PENDING and facts.cure_until:
        return f"About to end: to be paid by {show_date(facts.cure_until)}"
    if state is PlanState.ACCEPTED:
        return "Signed, down payment not there"
    return state.words[:1].upper() + state.words[1:]


def plan_rows(found: PlansListed, today: date) -> tuple[ListRow, ...]:
    """The worklist: each group under its title with how many stand in it; keys are ("plan", account, plan)."""
    rows: list[ListRow] = []
    for group in PlanGroup:
        listed = [one for one in found.rows if one.group is group]
        if listed:
            rows.append(ListRow(group.name, group.value, money=str(len(listed)), head=True))
            rows += [_row(one, today) for one in listed]
    return tuple(rows)


def assistance_rows(due: tuple[AssistanceDue, ...], today: date) -> tuple[ListRow, ...]:
    """Applications for assistance that wait for somebody; keys are ("assistance", account, application)."""
    if not due:
        return ()
    rows = [ListRow("ASSISTANCE", "Financial assistance", money=str(len(due)), head=True)]
    for one in due:
        tone, icon = ("warn", "warning") if one.overdue else ("text2", "")
        rows.append(ListRow(
            ("assistance", one.account_id, one.application_id), one.name, second=one.what, at=short_day(one.day, today),
            icon=icon, icon_tone=tone, shorter=(one.short,),
        ))  # fmt: skip
    return tuple(rows)


def _row(one: PlanListed, today: date) -> ListRow:
    stands, amount = one.today.standing, _amount(one)
    waits = "letter to print" if one.waits is not None else "reminder to print" if one.reminds else ""
    why = _why(one, today)
    second = ", ".join(words for words in (why, waits) if words)
    quiet = one.group in (PlanGroup.WELL, PlanGroup.ENDED, PlanGroup.PAUSED, PlanGroup.DRAFT)
    return ListRow(
        ("plan", one.payer.account_id, one.plan_id), one.payer.name, second=second, shorter=(waits, why),
        money=money.show(amount) if amount else "–", money_tone="text2" if quiet else "text",
        spoken=f"{one.payer.name}, plan {one.today.plan.number}, {one.today.state.words}, {second}, "
               f"{money.show(stands.left)} left",
    )  # fmt: skip


def _amount(one: PlanListed) -> Cents:
    stands = one.today.standing
    if one.group is PlanGroup.ENDED:
        return stands.left if one.today.state in (PlanState.DEFAULTED, PlanState.CLOSED) else 0
    if one.group in (PlanGroup.ENDING, PlanGroup.MISSED):
        return stands.past_due
    return one.today.asks or stands.next_amount


def _why(one: PlanListed, today: date) -> str:
    stands, facts = one.today.standing, one.today.facts
    due = short_day(stands.next_due, today)
    if one.group is PlanGroup.ENDING:
        return f"has until {short_day(facts.cure_until, today)}" if facts.cure_until else ""
    if one.group is PlanGroup.MISSED:
        return f"due {short_day(stands.first_missed, today)}"
    if one.group is PlanGroup.UNSIGNED:
        return f"printed {short_day(one.printed_on, today)}"
    if one.group is PlanGroup.DOWN:
        return f"due {short_day(one.today.plan.down_due, today)}"
    if one.group is PlanGroup.DUE:
        return "due today" if stands.next_due == today else f"since {due}"
    if one.group is PlanGroup.PAUSED:
        return f"until {short_day(facts.paused_until, today)}"
    if one.group is PlanGroup.DRAFT:
        return f"made {short_day(one.today.plan.made_on, today)}"
    if one.group is PlanGroup.ENDED:
        return f"{one.today.state.words} {short_day(one.ended_on, today)}"
    return f"next on {due}"


def short_day(day: date | None, today: date) -> str:
    """``12/05``, of another year than the next weeks' ``12/05/27``; a dash for none."""
    if day is None:
        return "–"
    return f"{day:%m/%d}" if abs((day - today).days) < 180 else f"{day:%m/%d/%y}"


@dataclass(frozen=True)
class DueRow:
    """An installment, or the down payment, as the page lists it; ``left`` is what is to be paid after it."""

    what: str
    due: date | None
    amount: Cents
    left: Cents
    state: str
    tone: str


def due_rows(today: PlanToday, on: date) -> tuple[DueRow, ...]:
    """Every payment that is left standing, the down payment first, with where it stands."""
    return tuple(_due_rows(today, on))


def _due_rows(today: PlanToday, on: date) -> Iterator[DueRow]:
    stands, facts = today.standing, today.facts
    left = sum(one.amount for one in stands.installments)
    if facts.down:
        paid = "paid" if not stands.down_left else _lacks(facts.down, facts.down - stands.down_left, "not there")
        tone = "ok" if not stands.down_left else "warn"
        yield DueRow("Down payment", today.plan.down_due, facts.down, left, paid, tone)
    covered = stands.covered
    for number, one in enumerate(stands.installments, 1):
        left -= one.amount
        paid_of, covered = min(one.amount, covered), max(0, covered - one.amount)
        state, tone = _where(today, one.due, one.amount, paid_of, on)
        yield DueRow(str(number), one.due, one.amount, left, state, tone)


def _where(today: PlanToday, due: date, amount: Cents, paid: Cents, on: date) -> tuple[str, str]:
    if paid == amount:
        return "paid", "ok"
    if today.state not in RUNNING:
        return _lacks(amount, paid, "to come" if today.state in OPEN else "not paid"), "text3"
    late = (on - due).days
    if late > today.facts.patience.grace_days:
        return _lacks(amount, paid, "missed"), "bad"
    if late >= 0:
        return _lacks(amount, paid, "late" if late else "due today"), "warn"
    return (f"part paid {money.show(paid)}", "text") if paid else ("to come", "text3")


def _lacks(amount: Cents, paid: Cents, words: str) -> str:
    """``missed``, or ``14.00 missed`` where a part is paid."""
    return f"{money.show(amount - paid)} {words}" if paid else words


def due_columns() -> tuple[Column[DueRow], ...]:
    """The columns of the installments."""
    return (
        Column[DueRow]("what", "Payment", lambda row: row.what, width=116),
        Column[DueRow]("due", "Due", lambda row: show_date(row.due) if row.due else "–", Holds.DATE, width=84),
        Column[DueRow]("amount", "Amount", lambda row: money.show(row.amount), Holds.MONEY, width=92, strong=True),
        Column[DueRow]("left", "Left after", lambda row: money.show(row.left), Holds.MONEY, width=92),
        Column[DueRow]("state", "", lambda row: row.state, tone=lambda row: row.tone),
    )


@dataclass(frozen=True)
class PartRow:
    """A charge of the plan: what it came to when it joined, and what the patient owes of it now."""

    day: date
    what: str
    amount: Cents
    owes: Cents


def part_rows(whole: PlanWhole) -> tuple[PartRow, ...]:
    """The charges of a plan by their day."""
    patients = {one.patient_id for one in whole.names.values()}
    found = []
    for part in whole.page.parts:
        name = whole.names[part.charge_id]
        words = f"{name.patient}: {name.what}" if len(patients) > 1 else name.what
        found.append(PartRow(name.day, words, part.amount, part.owes))
    return tuple(sorted(found, key=lambda one: one.day))


def part_columns() -> tuple[Column[PartRow], ...]:
    """The columns of the charges."""
    return (
        Column[PartRow]("day", "Charge of", lambda row: show_date(row.day), Holds.DATE, width=92),
        Column[PartRow]("what", "What", lambda row: row.what),
        Column[PartRow]("amount", "In the plan", lambda row: money.show(row.amount), Holds.MONEY, width=92),
        Column[PartRow]("owes", "Owed now", lambda row: money.show(row.owes), Holds.MONEY, width=92),
    )


def sentences(whole: PlanWhole) -> Iterator[tuple[str, str]]:
    """What is not as it was agreed, each with its color."""
    today = whole.page.today
    stands = today.standing
    if stands.shorter:
        yield f"Shorter by {money.show(stands.shorter)}: less is owed than was agreed.", "text2"
    if stands.beyond:
        yield f"{money.show(stands.beyond)} came to its charges later and is not in the plan.", "warn"
    if whole.joinable:
        yield f"{money.show(whole.joinable)} more is owed and on no plan: N takes it in.", "warn"
    if stands.ahead:
        yield f"{money.show(stands.ahead)} is paid ahead.", "text2"
    if stands.down_left and today.state in (PlanState.OFFERED, PlanState.ACCEPTED):
        due = f" by {show_date(today.plan.down_due)}" if today.plan.down_due else ""
        yield f"The down payment lacks {money.show(stands.down_left)}{due}: it starts with it.", "warn"


def story_rows(whole: PlanWhole) -> tuple[ListRow, ...]:
    """What happened, the newest first; a line that has a paper is keyed ("paper", line, document)."""
    rows = []
    for place, past in reversed(tuple(enumerate(whole.page.story))):
        words = PlanDeed(past.what).words
        if past.what == PlanDeed.TURNED:
            words = past.state.words[:1].upper() + past.state.words[1:]
        kind = "paper" if past.document_id is not None else "line"
        why = past.why[:1].upper() + past.why[1:]
        by = "by rule" if past.what == PlanDeed.TURNED else past.by
        rows.append(ListRow(
            (kind, place, past.document_id), words, second=f"{why}, {by}" if why else by,
            at=show_date(past.on), icon="document" if kind == "paper" else "",
        ))  # fmt: skip
    return tuple(rows)
