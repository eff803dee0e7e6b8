"""Whose calls are listed, and which of them: over the list of calls to insurers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from paydesk.rules.call_worklist import CallKind
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import ChoiceInput

_KINDS = {
    CallKind.ALL: "All that waits", CallKind.SILENT: "No answer yet", CallKind.DENIED: "Denied, appealed",
    CallKind.UNDERPAID: "Underpaid", CallKind.LIMIT: "Time limit near", CallKind.VERIFY: "Coverage to verify",
    CallKind.SEND: "To be sent", CallKind.PUT_OFF: "Put off",
}  # fmt: skip


class CallsScope(QWidget):
    """``whose`` says everyone, me or this account, for the pane's header; the choice of the kind stands here.

    ``changed`` when another part of the list is asked for; ``put_on`` says whether everyone's are shown.
    """

    changed = Signal()
    put_on = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.everyone, self.mine = True, False
        self.whose = Button("Everyone", kind=Kind.QUIET, key="F3", shown_only=True, name="calls_scope")
        self.kinds = ChoiceInput()
        self.kinds.setObjectName("calls_kind")
        self.kinds.setAccessibleName("Which calls")
        for kind, words in _KINDS.items():
            self.kinds.addItem(words, kind.value)
        self.kinds.currentIndexChanged.connect(lambda index: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 2)
        row.addWidget(self.kinds)

    @property
    def kind(self) -> CallKind:
        """Which part of the list is looked at."""
        return CallKind(self.kinds.currentData())

    @property
    def kind_words(self) -> str:
        """Which kind is looked at alone, in words; empty for all."""
        return "" if self.kind is CallKind.ALL else self.kinds.currentText()

    @property
    def is_whole(self) -> bool:
        """Whether the list is everything that waits for the clinic."""
        return self.everyone and not self.mine and self.kind is CallKind.ALL

    def put(self, *, everyone: bool, mine: bool = False) -> None:
        """Everyone's, ``mine`` without those given to others, or the open account's; nobody is told."""
        self.everyone, self.mine = everyone, mine
        self.whose.say(("For me" if mine else "Everyone") if everyone else "This account")
        self.put_on.emit(everyone)

    def show_all_kinds(self) -> None:
        """Every kind again; nobody is told."""
        self.kinds.blockSignals(True)
        self.kinds.setCurrentIndex(0)
        self.kinds.blockSignals(False)

    def choose_kind(self) -> None:
        """Another part of the list is about to be chosen."""
        self.kinds.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.kinds.showPopup()
