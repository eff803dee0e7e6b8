"""Allocation: which of the patient's open lines a payment pays, in what order, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents, show

CHOSEN = "line chosen by clerk"
COPAY = "copay of today"
EARMARKED = "taken for this visit"
ON_PLAN = "due on the payment plan"
AHEAD = "on the payment plan, ahead of its day"
OLDEST = "oldest first"
UNAPPLIED = "nothing left to pay: kept as credit"
BARRED = "what is open may take no money now: kept as credit"
FOR_VISIT = "kept for the visit it was taken for"


@dataclass(frozen=True)
class OpenLine:
    """What the patient owes of one charge (``owes`` cents), and what stands in the way of paying it.

    ``copay_today``: it is a copay of a visit on the day of the payment. ``barred`` is the reason why money may
    not go to it ("in dispute", "on hold"), or empty. ``asked`` False: it may not be asked for, though money offered
    for it may be taken. ``planned``: it is on a payment plan, which asks for ``plan_due`` cents of it now.
    """

    charge: int
    account: int
    patient: int
    owes: Cents
    service_date: date
    responsibility_date: date | None
    visit: int | None = None
    copay_today: bool = False
    barred: str = ""
    asked: bool = True
    planned: bool = False
    plan_due: Cents = 0


@dataclass(frozen=True)
class Part:
    """``amount`` cents of the payment go to ``line``; ``why`` is shown under it."""

    line: OpenLine
    amount: Cents
    why: str


@dataclass(frozen=True)
class Allocation:
    """Where a payment goes: its parts, and what is left over as unapplied credit. They sum to the payment."""

    parts: tuple[Part, ...]
    unapplied: Cents
    why_unapplied: str


def allocate(
    amount: Cents,
    lines: Sequence[OpenLine],
    *,
    today: date,
    chosen: Mapping[int, Cents | None] | None = None,
    visit: int | None = None,
    automatic: bool = True,
    as_ruled: Collection[int] = (),
) -> Allocation:
    """Split ``amount`` over ``lines``: chosen ones first, then the earmarked visit, today's copay, what is due on a
    payment plan, the oldest, and last a plan's rest ahead of its day.

    ``chosen`` maps charge -> cents (None: as much as it owes); with ``automatic`` False nothing else is paid. Those
    of them that are ``as_ruled`` were left as the rule had them: they keep its reason, and nothing else differs.
    Never beyond what the patient owes of a line, never to a barred one, and never twice to one: a chosen line gets
    what was chosen. Where the payment ends before the chosen lines do, the last ones get less. Raises PaydeskError
    for a chosen line that is barred or too small.
    """
    left, parts = amount, dict[int, Part]()
    for line, why, wanted in _in_order(lines, today=today, chosen=chosen or {}, visit=visit, automatic=automatic):
        why = _reason(line, visit) if why == CHOSEN and line.charge in as_ruled else why
        before = parts[line.charge].amount if line.charge in parts else 0
        pays = min(left, line.owes - before if wanted is None else wanted)
        if pays > 0:
            parts[line.charge] = Part(line, before + pays, parts[line.charge].why if before else why)
            left -= pays
    barred = any(line.barred and line.owes > 0 for line in lines)
    why_left = FOR_VISIT if visit is not None else BARRED if barred else UNAPPLIED
    return Allocation(tuple(parts.values()), left, why_left if left else "")


def _in_order(
    lines: Sequence[OpenLine], *, today: date, chosen: Mapping[int, Cents | None], visit: int | None, automatic: bool
) -> Iterable[tuple[OpenLine, str, Cents | None]]:
    by_charge = {line.charge: line for line in lines}
    for charge, cents in chosen.items():
        yield _checked(by_charge, charge, cents), CHOSEN, cents
    if not automatic:
        return
    free = [line for line in lines if line.owes > 0 and not line.barred and line.charge not in chosen]
    free.sort(key=lambda line: (line.responsibility_date or line.service_date, line.service_date, line.charge))
    first = [line for line in free if visit is not None and line.visit == visit]
    first += [line for line in free if line.copay_today and line not in first]
    rest = [line for line in free if line not in first]
    for line in first:
        yield line, _reason(line, visit), None
    for line in rest:
        if line.plan_due:
            yield line, ON_PLAN, min(line.plan_due, line.owes)
    for line in (*(one for one in rest if not one.planned), *(one for one in rest if one.planned)):
        yield line, AHEAD if line.planned else OLDEST, None


def _reason(line: OpenLine, visit: int | None) -> str:
    """Why the rule pays a line when it does."""
    if line.copay_today:
        return COPAY
    if visit is not None and line.visit == visit:
        return EARMARKED
    return (ON_PLAN if line.plan_due else AHEAD) if line.planned else OLDEST


def _checked(by_charge: Mapping[int, OpenLine], charge: int, cents: Cents | None) -> OpenLine:
    line = by_charge.get(charge)
    if line is None or line.owes <= 0:
        raise PaydeskError("The patient owes nothing of a chosen line any more. Look again.", field="chosen")
    if line.barred:
        raise PaydeskError(f"A chosen line is {line.barred}: no money can go to it. Choose another.", field="chosen")
    if cents is not None and not 0 < cents <= line.owes:
        raise PaydeskError(f"The patient owes {show(line.owes)} of that line: pay at most that much.", field="chosen")
    return line


def explain_left_out(line: OpenLine, paid: Cents) -> str:
    """Why an open line gets nothing (or not all), in a few words."""
    if line.barred:
        return f"{line.barred}: no money goes to it by itself"
    return "the payment ends before it" if paid < line.owes else ""
