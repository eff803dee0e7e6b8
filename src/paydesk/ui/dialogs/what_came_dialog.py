"""An estimate beside the visit that came of it, line by line, with the why of each difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from paydesk.rules import money
from paydesk.rules.estimate_facts import Between
from paydesk.rules.estimate_outcome import Compared
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.estimate_figures import between
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.kept_estimate import print_again
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.comparing_estimates import EstimateOnFile
    from paydesk.operations.learning_from_estimates import EstimateBeside


def show_what_came(context: DeskContext, estimate_id: int) -> None:
    """Read one estimate and what came of it, and show them."""
    from paydesk.operations import learning_from_estimates

    context.jobs.look(
        lambda: learning_from_estimates.estimate_beside(context.desk, estimate_id), title="Comparing", owner=context,
        latest="dialog", then=lambda beside: WhatCameDialog(context, beside).start(),
    )  # fmt: skip


class WhatCameDialog(ReadingDialog):
    """P prints the kept paper again, O opens the account."""

    def __init__(self, context: DeskContext, beside: EstimateBeside) -> None:
        self._beside = beside
        again = Button("Print it again", key="P", name="print_again")
        account = Button("Open the account", key="O", name="open_account")
        super().__init__(
            context, name="what_came_dialog", title=f"{title_of(beside.kept)} {beside.kept.number} and what came",
            rows=tuple(_rows(beside)), lead=_lead(beside), buttons=(account, again),
            empty=Empty("No line was estimated", "An estimate has at least one."),
        )  # fmt: skip
        again.clicked.connect(self._print)
        account.clicked.connect(self._open_account)

    def _print(self) -> None:
        kept = self._beside.kept
        self.accept()
        print_again(self.context, title_of(kept), number=kept.number, document=kept.document_id,
                    account=self._beside.account_id)  # fmt: skip

    def _open_account(self) -> None:
        self.accept()
        self.context.open_account(self._beside.account_id)
        self.context.go("patients")


def _lead(beside: EstimateBeside) -> str:
    kept, came = beside.kept, beside.came
    day = f"care on {show_date(kept.service_on)}" if kept.service_on else "no day yet"
    parts = [f"{beside.patient}, {beside.payer}, {day}; made on {show_date(kept.made_on)} by {kept.made_by}."]
    if kept.replaced:
        parts.append(f"Estimate {kept.replaced_by} took its place.")
    if kept.replaces:
        parts.append(f"It took the place of estimate {kept.replaces}.")
    if came is None:
        parts.append("Nothing is charged for it yet.")
    elif came.waiting:
        parts.append("It is not settled yet, so that it can still change.")
    return " ".join(parts)


def _rows(beside: EstimateBeside) -> Iterator[ListRow]:
    came = beside.came
    if came is None:
        for place, line in enumerate(beside.foretold):
            yield ListRow(place, _named(line.code, line.what), second=f"told {_between(line.patient)}",
                          money="not charged", money_tone="text3", icon="clock")  # fmt: skip
        return
    right = came.accuracy
    yield ListRow(
        "sum", "Together", second=f"told {between(came.low, came.high)}; {right.right} of {right.of} lines as told",
        money=f"came {money.show(came.came)}", icon="scales",
    )  # fmt: skip
    yield from (_row(place, one) for place, one in enumerate(came.rows))


def _row(place: int, one: Compared) -> ListRow:
    told = f"told {_between(one.foretold)}" if one.foretold is not None else "not told"
    off = f"{money.show(abs(one.difference))} {'more' if one.difference > 0 else 'less'}"
    came = f"came {money.show(one.came)}" if one.came is not None else "not billed"
    return ListRow(
        place, _named(one.code, one.what), second=told if one.as_foretold else f"{told}; {off}",
        why="; ".join(one.why), money=came, icon="check_circle" if one.as_foretold else "pencil",
        icon_tone="text3" if one.as_foretold else "warn",
    )  # fmt: skip


def _between(told: Between) -> str:
    return between(told.low, told.high)


def _named(code: str, what: str) -> str:
    return f"{code}  {what}".strip()


def title_of(one: EstimateOnFile) -> str:
    """What the paper is called."""
    return "Good faith estimate" if one.good_faith else "Estimate"
