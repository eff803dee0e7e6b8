"""The rows of the payments worklist: copays due, money taken today, credit waiting."""

from __future__ import annotations

from datetime import datetime, time

from paydesk.operations.listing import CopayDue, CreditWaiting, MoneyToday, TakenToday
from paydesk.operations.reading_advice import Deposit, Deposits
from paydesk.rules import money
from paydesk.ui.list_row import ListRow
from paydesk.ui.worklist_paint import shorter_names

_ICONS = {
    "cash": "cash", "check": "check_paper", "card": "card", "bank transfer": "bank", "money order": "money_order",
}  # fmt: skip


def worklist_rows(known: MoneyToday) -> tuple[ListRow, ...]:
    """Groups with their heads; an empty group is left out. Keys: (kind, account id, lot or visit id)."""
    rows: list[ListRow] = []
    if known.copays:
        rows.append(ListRow("copays", "Copays due today", money=str(len(known.copays)), head=True))
        rows += [_copay(one) for one in known.copays]
    if known.taken:
        drawer = f"{money.show(known.drawer)} in the drawer"
        head, beside = ("Receipts", str(len(known.taken))) if known.of_account else ("Taken today", drawer)
        rows.append(ListRow("taken", head, money=beside, head=True))
        rows += [_taken(one, dated=known.of_account) for one in known.taken]
    if known.credits:
        total = sum(one.amount for one in known.credits)
        rows.append(ListRow("credits", "Unapplied credit", money=money.show(total), head=True))
        rows += [_credit(one) for one in known.credits]
    return tuple(rows)


def deposit_rows(found: Deposits) -> tuple[ListRow, ...]:
    """Insurers' payments: keys are ("deposit", advice id, 0)."""
    rows: list[ListRow] = []
    if found.waiting:
        rows.append(ListRow("deposits", "Deposits to post", money=str(len(found.waiting)), head=True))
        rows += [_deposit(one, waits=True) for one in found.waiting]
    if found.posted:
        total = sum(one.amount or 0 for one in found.posted)
        rows.append(ListRow("deposits posted", "Posted this week", money=money.show(total), head=True))
        rows += [_deposit(one, waits=False) for one in found.posted]
    return tuple(rows)


def _deposit(one: Deposit, *, waits: bool) -> ListRow:
    claims = "1 claim" if one.claims == 1 else f"{one.claims:,} claims" if one.claims else "of no claim"
    if waits and one.asking:
        second = f"{claims}, {one.asking:,} {'needs' if one.asking == 1 else 'need'} a person"
    elif waits:
        second = claims if one.waiting == one.claims else f"{one.waiting:,} of {claims} left"
    elif one.aside:
        second = f"{money.show(one.aside)} put aside"
    else:
        second = f"{claims}, {one.read_by}"
    amount = money.show(one.amount) if one.amount is not None else "unknown"
    day = f"{one.paid_on:%m/%d}" if one.paid_on else ""
    return ListRow(
        ("deposit", one.advice_id, 0), one.payer or "Unknown insurer", second=second, money=amount, at=day,
        money_tone="text" if waits else "text2", icon="check_paper" if one.method == "CHK" else "bank",
        shorter=(second, claims),
        spoken=f"{one.payer}, {amount}, {second}, trace {one.trace}",
    )  # fmt: skip


def _copay(one: CopayDue) -> ListRow:
    here = "here now" if one.here else ""
    second, *shorter = (
        ", ".join(part for part in (here, name) if part) for name in (one.provider, *shorter_names(one.provider))
    )
    return ListRow(
        ("copay", one.account_id, one.visit_id), one.name, second=second or "today", money=money.show(one.amount),
        at=clock(one.at), icon="person", shorter=(*shorter, here or "today") if one.provider else (),
    )  # fmt: skip


def _taken(one: TakenToday, *, dated: bool) -> ListRow:
    undone = {"void": "voided", "returned": "came back"}.get(one.undone, "")
    detail = f"{one.method} {one.detail}".strip()
    when = f"{one.received_on:%m/%d/%y}" if dated else local_clock(one.entered_at)
    second = ", ".join((undone or detail, when))
    name = f"Receipt {one.number}" if dated else one.name
    return ListRow(
        ("taken", one.account_id, one.lot_id), name, second=second, money=money.show(one.amount),
        money_tone="text3" if undone else "text", icon=_ICONS.get(one.method, "dollar"),
        spoken=f"{one.name}, {money.show(one.amount)}, {second}, receipt {one.number}",
    )  # fmt: skip


def _credit(one: CreditWaiting) -> ListRow:
    second = f"owes {money.show(one.owes)}" if one.owes > 0 else "owes nothing"
    return ListRow(
        ("credit", one.account_id, 0), one.name, second=second, money=f"{money.show(one.amount)} credit",
        at=f"since {one.since:%m/%d}", icon="undo",
    )  # fmt: skip


def clock(at: time | None) -> str:
    """``10:30 AM``; empty for no time."""
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'PM' if at.hour >= 12 else 'AM'}" if at else ""


def local_clock(moment: datetime) -> str:
    """The time of day of a moment that operations gave on the clinic's clock."""
    return clock(moment.time())
