"""The worklist of calls and its rows: whom to call, about whom and what, and why now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from paydesk.operations.claim_work import CallDue, CallsDue
from paydesk.rules import money
from paydesk.rules.call_worklist import Wait
from paydesk.ui.list_row import ListRow
from paydesk.ui.row_list import RowList

_LOOK = {
    Wait.LATE: ("warning", "bad"), Wait.SOON: ("warning", "warn"), Wait.VISIT: ("clock", "warn"),
    Wait.SILENT: ("hourglass", "text2"), Wait.PROMISED: ("calendar", "text2"), Wait.SAME_CALL: ("phone", "accent"),
    Wait.BEGUN: ("pencil", "warn"), Wait.PUT_OFF: ("calendar", "text2"), Wait.SHORT: ("scales", "warn"),
}  # fmt: skip


def call_rows(due: CallsDue) -> tuple[ListRow, ...]:
    """Groups with their heads; an empty group is left out. Keys: ("call" or "send", what it is about)."""
    rows: list[ListRow] = []
    if due.rows:
        head = "Calls" if due.of_account else "Today"
        rows.append(ListRow("calls", head, money=_sum(due.count, due.money, "call"), head=True))
        rows += [_call(one) for one in due.rows]
    if due.to_send:
        beside = _sum(due.to_send_count, due.to_send_money, "claim")
        rows.append(ListRow("sends", "To be sent", money=beside, head=True))
        rows += [_row("send", one, one.replaces or "claim to send") for one in due.to_send]
    if due.put_off:
        rows.append(ListRow("put off", "Put off", money=_sum(len(due.put_off), 0, "call"), head=True))
        rows += [_call(one) for one in due.put_off]
    return tuple(rows)


def _sum(count: int, amount: int, what: str) -> str:
    words = f"{count:,} {what}{'s' if count != 1 else ''}"
    return f"{words}, {money.show(amount)}" if amount else words


def _call(one: CallDue) -> ListRow:
    return _row("call", one, one.purpose.words)


def _row(kind: str, one: CallDue, what: str) -> ListRow:
    icon, tone = _LOOK[one.wait]
    shown = money.show(one.money) if one.money else ""
    given = f", for {one.assigned_to}" if one.assigned_to else ""
    last = one.patient.rsplit(" ", 1)[-1]
    short = one.replaces.partition(" (")[0]
    shorter = (f"{one.patient}, {short}", f"{last}, {short}", short, short.partition(",")[0]) if short else (
        f"{last}, {what}{given}", f"{what}{given}",
    )  # fmt: skip
    return ListRow(
        (kind, one.about), one.payer, second=f"{one.patient}, {what}{given}", why=one.why, why_icon=icon, why_tone=tone,
        money=shown, shorter=shorter,
    )  # fmt: skip


class CallList(RowList):
    """A worklist that leaves keys with Ctrl to the tab: Ctrl+Enter files, it does not open. On a claim to send letters
    are the tab's, too: they say how it was sent.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.current_key()
        tells_how = isinstance(key, tuple) and key[0] == "send" and event.text().isalpha()
        if tells_how or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)
