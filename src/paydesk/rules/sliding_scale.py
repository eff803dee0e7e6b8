"""The sliding scale: how much of a bill assistance takes off, by what a household earns of the poverty guideline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents, cents, show
from paydesk.rules.poverty_guideline import at_most


class ClassKind(Enum):
    """What a class does to the patient's part; the value is how it is kept."""

    FULL = "full"  # all of it comes off
    NOMINAL = "nominal"  # a small charge for each visit stays, unrelated to what the care costs
    PERCENT = "percent"  # so many percent come off
    FLAT = "flat"  # a fixed amount for each visit stays


@dataclass(frozen=True, slots=True)
class SlidingClass:
    """From more than ``above`` percent of the guideline up to and with ``up_to`` (None: without end).

    ``value`` is percent that come off, or the cents that stay to be paid for a visit; nothing for FULL. The lowest
    class begins at no income at all.
    """

    name: str
    above: int
    up_to: int | None
    kind: ClassKind
    value: int = 0

    @property
    def takes_off(self) -> bool:
        """False for the class of those who get no assistance."""
        return self.kind is not ClassKind.PERCENT or self.value > 0

    @property
    def words(self) -> str:
        """``75 % comes off``."""
        if self.kind is ClassKind.FULL:
            return "all of it comes off"
        if self.kind is ClassKind.PERCENT:
            return f"{self.value} % comes off" if self.value else "nothing comes off"
        return f"at most {show(self.value)} stays for a visit"

    @property
    def reach(self) -> str:
        """``above 200 up to 300 % of the guideline``."""
        start = f"above {self.above}" if self.above else ""
        end = f"up to {self.up_to}" if self.up_to is not None else ""
        return " ".join(part for part in (start, end, "% of the guideline") if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistancePolicy:
    """The clinic's own rules: its classes; days to bring papers and to appeal; months that an approval holds."""

    classes: tuple[SlidingClass, ...] = (
        SlidingClass("Full", 0, 200, ClassKind.FULL),
        SlidingClass("Three quarters", 200, 300, ClassKind.PERCENT, 75),
        SlidingClass("Half", 300, 400, ClassKind.PERCENT, 50),
        SlidingClass("None", 400, None, ClassKind.PERCENT, 0),
    )
    papers_days: int = 30
    holds_months: int = 12
    appeal_days: int = 30

    def named(self, name: str) -> SlidingClass:
        """The class of that name. Raises PaydeskError when there is none."""
        for one in self.classes:
            if one.name == name:
                return one
        raise PaydeskError("Choose a class of the clinic's sliding scale.", field="class_name")


USUAL = AssistancePolicy()
"""What a clinic starts with: usual in the field, not a law."""

_LIMITS = {
    "papers_days": (7, 240, "Time for papers is 7 to 240 days."),
    "holds_months": (1, 24, "An approval holds for 1 to 24 months."),
    "appeal_days": (10, 240, "Time to appeal is 10 to 240 days."),
}


def check_policy(policy: AssistancePolicy) -> None:
    """Raises PaydeskError, naming the field or the row of the class, for what no clinic can work by."""
    for name, (least, most, sentence) in _LIMITS.items():
        if not least <= getattr(policy, name) <= most:
            raise PaydeskError(sentence, field=name)
    check_classes(policy.classes)


def check_classes(classes: Sequence[SlidingClass]) -> None:
    """Classes tile everything from no income on, without gap or overlap, in rising order.

    Raises PaydeskError that names the gap, or the row that is wrong in itself.
    """
    if not classes:
        raise PaydeskError("There is no class. Add one.", field="name")
    if classes[0].above:
        raise PaydeskError(f"From 0 to {classes[0].above} % there is no class. Begin at 0.", field="above", row=0)
    for row, one in enumerate(classes):
        _check_class(one, row)
        if one.name in [other.name for other in classes[:row]]:
            raise PaydeskError(f"Two classes are called “{one.name}”. Rename one.", field="name", row=row)
    for row, (lower, upper) in enumerate(pairwise(classes), 1):
        if lower.up_to is None:
            raise PaydeskError(f"“{lower.name}” has no end, so nothing is left for “{upper.name}”. Give it one.",
                               field="up_to", row=row - 1)  # fmt: skip
        if lower.up_to < upper.above:
            raise PaydeskError(f"Between {lower.up_to} and {upper.above} % there is no class. Close the gap.",
                               field="above", row=row)  # fmt: skip
        if lower.up_to > upper.above:
            raise PaydeskError(f"Two classes are for {upper.above} to {lower.up_to} %. Let one end where the next "
                               "begins.", field="above", row=row)  # fmt: skip
    last = classes[-1]
    if last.up_to is not None:
        raise PaydeskError(f"Above {last.up_to} % there is no class. Let the last one have no end.",
                           field="up_to", row=len(classes) - 1)  # fmt: skip


def _check_class(one: SlidingClass, row: int) -> None:
    if not one.name.strip():
        raise PaydeskError("Each class has a name. Type one.", field="name", row=row)
    if one.up_to is not None and one.up_to <= one.above:
        raise PaydeskError(f"“{one.name}” ends at {one.up_to} %, which is not above {one.above} %. Check its end.",
                           field="up_to", row=row)  # fmt: skip
    if one.kind is ClassKind.PERCENT and not 0 <= one.value <= 100:
        raise PaydeskError(f"“{one.name}” takes off 0 to 100 %. Check the percent.", field="value", row=row)
    if one.kind in (ClassKind.NOMINAL, ClassKind.FLAT) and cents(one.value) <= 0:
        raise PaydeskError(f"“{one.name}”: type what stays to be paid for a visit. Where nothing stays, all of it "
                           "comes off.", field="value", row=row)  # fmt: skip


def class_of(income: Cents, of: Cents, classes: Iterable[SlidingClass]) -> SlidingClass:
    """The class a yearly income falls into, against the guideline ``of``: exactly; a boundary is the lower class's."""
    return next(one for one in classes if one.up_to is None or at_most(income, one.up_to, of))


@dataclass(frozen=True, slots=True)
class Owed:
    """The patient's part of one charge, in cents: still ``owed``, ``paid`` already, and ``taken`` off by assistance.

    ``visit_paid`` is what was paid on every charge of its visit, on those too that nothing is owed of any more; None:
    on those alone that are asked about.
    """

    charge_id: int
    visit_id: int | None
    owed: Cents
    paid: Cents = 0
    taken: Cents = 0
    visit_paid: Cents | None = None


def discounts(held: SlidingClass, charges: Iterable[Owed]) -> dict[int, Cents]:
    """Charge -> what comes off now, in cents; charges of which nothing does are left out.

    The patient pays no more in all than the class leaves of her part: what she paid before counts, the share that is
    left is rounded down to the cent, and nothing that was paid comes back by this. As her part, what she paid and what
    was taken off add up to the same whenever it is asked, asking again takes nothing off again.
    """
    charges = tuple(charges)
    if held.kind in (ClassKind.NOMINAL, ClassKind.FLAT):
        found = _of_visits(held.value, charges)
    else:
        percent = 100 if held.kind is ClassKind.FULL else held.value
        found = {one.charge_id: one.owed - min(one.owed, _left(one, percent)) for one in charges}
    return {charge: off for charge, off in found.items() if off > 0}


def _left(one: Owed, percent: int) -> Cents:
    share = (one.owed + one.paid + one.taken) * (100 - percent) // 100
    return max(share - one.paid, 0)


def _of_visits(stays: Cents, charges: Sequence[Owed]) -> dict[int, Cents]:
    """Of each visit so much stays, on its first charges; a charge of no visit stands for itself."""
    rooms: dict[tuple[str, int], Cents] = {}
    for one in charges:
        if one.visit_paid is not None:
            rooms[_visit(one)] = stays - one.visit_paid
        else:
            rooms[_visit(one)] = rooms.get(_visit(one), stays) - one.paid
    found = {}
    for one in charges:
        keeps = min(one.owed, max(rooms[_visit(one)], 0))
        rooms[_visit(one)] -= keeps
        found[one.charge_id] = one.owed - keeps
    return found


def _visit(one: Owed) -> tuple[str, int]:
    return ("charge", one.charge_id) if one.visit_id is None else ("visit", one.visit_id)
