"""What stands in place of a call sheet while no call is in front."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from paydesk.ui.ground import Ground
from paydesk.ui.labels import Empty


class CallNone(Ground):
    """No call is chosen, or those that are listed are made and ``to_send`` claims are left, of which none opens by
    itself.
    """

    def __init__(self) -> None:
        super().__init__("surface")
        self._column = QVBoxLayout(self)
        self._empty: Empty | None = None
        self.title = ""
        self.show_left(0)

    def show_left(self, to_send: int, *, kind: str = "", others: int = 0) -> None:
        """Say what there is to do; ``kind`` where only calls of that one are listed, with ``others`` besides it."""
        what = "1 claim waits" if to_send == 1 else f"{to_send:,} claims wait"
        title, sentence = "No call is chosen", "Choose one at the left: its sheet, script and number stand here."
        if to_send:
            title, sentence = "All calls are made", f"{what} to be sent. Choose one at the left."
        if kind:
            title = f"No call of this kind is left: {kind[:1].lower()}{kind[1:]}"
            sentence = f"{_others(others)} {sentence if to_send else ''}".strip()
        if self._empty is not None:
            self._empty.hide()
            self._column.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty, self.title = Empty(title, sentence, icon="phone"), f"{title}. {sentence}"
        self._column.addWidget(self._empty)


def _others(count: int) -> str:
    if not count:
        return "Nothing of another kind waits either."
    words = "1 thing of another kind waits" if count == 1 else f"{count:,} of other kinds wait"
    return f"{words}: Alt+L, “All that waits”."
