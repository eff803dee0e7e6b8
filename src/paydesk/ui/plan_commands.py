"""The commands of payment plans, in the Money menu: a new one, and every deed of a plan's page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.main_window import MainWindow
from paydesk.ui.plan_deeds import PLAN_DEEDS

if TYPE_CHECKING:
    from paydesk.ui.tabs.plans_tab import PlansTab

_NEW = Command(
    "plans.new", "New payment plan", "Money", "Ctrl+Shift+P", "scales", "plans.make", needs_account=True,
    words="installments afford income cannot pay offer monthly",
)  # fmt: skip
_REMIND = Command(
    "plans.remind", "Print the reminders of plans", "Money", "", "printer", "plans.make",
    words="payment plan due soon letters",
)  # fmt: skip
_LABELS = {
    "signed": "The plan was signed on another day", "pause": "Pause the plan",
    "days": "Other days for the plan", "resume": "Let the plan go on",
    "letter": "Write a letter about the plan", "coupons": "Print the coupons of the plan",
    "card": "Print the plan's card for the wallet", "let_off": "Let off the plan",
    "hand_on": "Hand the plan on to collections", "reinstate": "Take up the plan again",
    "cure": "Print the last letter before a plan ends", "offer": "Print the agreement of the plan",
}  # fmt: skip
PLAN_COMMANDS = (
    _NEW,
    *(
        Command(one.command, _LABELS.get(one.id, one.label), "Money", "", one.icon, "plans.make",
                words=f"payment plan {one.words}")
        for one in PLAN_DEEDS
    ),
    _REMIND,
)  # fmt: skip


def bind_plans(actions: Actions, context: DeskContext, window: MainWindow) -> None:
    """Declare and bind every command of this module."""
    from paydesk.ui import plan_paper

    actions.declare(PLAN_COMMANDS)
    actions.bind(_NEW.id, lambda: plans_tab(window).new_plan())
    for one in PLAN_DEEDS:
        actions.bind(one.command, partial(_do, window, one.id))
    actions.bind(_REMIND.id, lambda: plan_paper.print_reminders(context, owner=context))


def plans_tab(window: MainWindow) -> PlansTab:
    """The tab Plans, in front."""
    from paydesk.ui.tabs.plans_tab import PlansTab

    tab = window.show_tab("plans")
    assert isinstance(tab, PlansTab)
    return tab


def _do(window: MainWindow, id_: str) -> None:
    plans_tab(window).do(id_)
