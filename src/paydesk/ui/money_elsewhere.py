"""What of a payment lies on other accounts, told before it is taken back from there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from paydesk.operations import tracing
from paydesk.operations.tracing import Lies
from paydesk.rules.money import show
from paydesk.ui.desk_context import DeskContext


def tell_elsewhere(
    context: DeskContext, lot_id: int, *, here: int, say: Callable[[str], None], owner: QObject
) -> None:
    """``say`` a sentence when some of a payment lies on other accounts than ``here``."""

    def told(found: tuple[Lies, ...]) -> None:
        if words := _words([one for one in found if one.account_id != here]):
            say(words)

    desk = context.desk
    context.jobs.look(
        lambda: tracing.accounts_of_payment(desk, lot_id), title="Looking where the money lies", owner=owner,
        latest="money.elsewhere", then=told,
    )  # fmt: skip


def _words(others: list[Lies]) -> str:
    if not others:
        return ""
    first, *rest = others
    told = [f"{show(first.amount)} of it lies on account {first.number}"]
    return ", ".join(told + [f"{show(one.amount)} on account {one.number}" for one in rest]) + "."
