"""What a step takes off an account's charges, or puts back on them, charge by charge, before it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from paydesk.rules import money
from paydesk.rules.money import Cents
from paydesk.ui.dialogs.kept_list import KeptRow

if TYPE_CHECKING:
    from paydesk.operations.assistance_charges import AssistedCharge
    from paydesk.operations.reading_assistance import AssistancePage

TAKES = ("approve", "newer")
"""The steps that take something off."""


class Amounts:
    """Of one account's page; ``left_out`` are the charges that somebody took out by hand."""

    def __init__(self, page: AssistancePage) -> None:
        self._page = page
        self.left_out: set[int] = set()

    def taken(self, step: str) -> tuple[int, ...]:
        """The charges that the step may take something off."""
        return tuple(
            one.charge_id for one in self._listed(step) if not one.refused and one.charge_id not in self.left_out
        )

    def moved(self, step: str, class_name: str) -> dict[int, Cents]:
        """Charge -> what the step takes off it, or puts back on it."""
        page, holding = self._page, self._page.holding
        if step == "back" and holding is not None:
            return {one.charge_id: one.amount for one in holding.came_off}
        if step == "newer" and holding is not None and holding.held is not None:
            return page.would_take_off(holding.held, self.taken(step))
        if step == "approve" and class_name:
            return page.would_take_off(page.policy.named(class_name), self.taken(step))
        return {}

    def rows(self, step: str, class_name: str, toggle: Callable[[int], None]) -> tuple[KeptRow, ...]:
        """The charges with what comes off and what stays; ``toggle`` leaves one out, or takes it in."""
        off = self.moved(step, class_name)
        return tuple(self._row(one, off.get(one.charge_id, 0), toggle) for one in self._listed(step))

    def rows_back(self) -> tuple[KeptRow, ...]:
        """The charges that an approval took something off, which is owed again when it is taken back."""
        holding = self._page.holding
        return tuple(
            KeptRow(f"back_{one.charge_id}", f"{one.day:%m/%d/%y}  {one.words}",
                    f"{money.show(one.amount)} is owed again")
            for one in (holding.came_off if holding is not None else ())
        )  # fmt: skip

    def _listed(self, step: str) -> tuple[AssistedCharge, ...]:
        newer = self._page.newer() if step == "newer" else None
        return tuple(one for one in self._page.charges if newer is None or one.charge_id in newer)

    def _row(self, one: AssistedCharge, off: Cents, toggle: Callable[[int], None]) -> KeptRow:
        words, own = f"{one.day:%m/%d/%y}  {one.words}", one.charge_id
        if one.refused:
            return KeptRow(f"charge_{own}", words, f"{money.show(one.owed)} is owed; {one.refused}", tone="text3")
        paid = f"; {money.show(one.paid)} was paid" if one.paid else ""
        if own in self.left_out:
            return KeptRow(f"charge_{own}", words, f"left out: {money.show(one.owed)} stays{paid}", tone="text3",
                           deeds=(("Take in", lambda: toggle(own)),))  # fmt: skip
        second = f"{money.show(off)} comes off, {money.show(one.owed - off)} stays{paid}"
        return KeptRow(f"charge_{own}", words, second, deeds=(("Leave out", lambda: toggle(own)),))
