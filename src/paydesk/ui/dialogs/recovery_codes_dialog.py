"""The recovery codes of a second factor, shown once: to be printed or written down before the dialog goes."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.finished_paper import give_out
from paydesk.ui.labels import Label
from paydesk.ui.recovery_sheet import recovery_codes_paper
from paydesk.ui.typeface import Size

_COLUMNS = 2
SETTLES_MS = 800
"""An Enter pressed twice at the form before must not put the codes away unread."""


class RecoveryCodesDialog(FormDialog):
    """Esc is answered once with what would be lost. When somebody else takes the desk, it goes at once."""

    def __init__(self, context: DeskContext, codes: tuple[str, ...], *, clinic: str) -> None:
        super().__init__(
            context, name="recovery_codes_dialog", title="Your recovery codes", width=560, keeps_draft=False,
            of_office=True,
            lead="When the phone is lost, each of these opens once, typed in place of its code. Keep them where the "
                 "phone is not. They are not shown again.",
        )  # fmt: skip
        self._codes, self._clinic, self._warned = codes, clinic, False
        self.add(_shown(codes))
        print_ = Button("Print the codes", icon="printer", key="Ctrl+P", name="print_codes")
        print_.clicked.connect(self._print)
        self.add(print_)
        self.primary.say("I have kept them")
        self.set_busy(True)
        QTimer.singleShot(SETTLES_MS, self, lambda: self.set_busy(False))
        leave = self.findChild(Button, "cancel")
        if leave is not None:
            leave.hide()
        context.leaving.connect(self.accept)

    def focus_start(self) -> None:
        self.setFocus()

    def submit(self) -> None:
        if self.primary.isEnabled():
            self.accept()

    def reject(self) -> None:
        if self._warned:
            super().reject()
        self._warned = True
        self.say_problem("Print the codes or write them down first. Esc again leaves without.")

    def _print(self) -> None:
        paper = recovery_codes_paper(self._clinic, self.context.desk.actor.name, self._codes)
        if went := give_out(paper, self.context.printing.print_paper):
            self.context.messages.tell(f"{paper.title} {went}")


def _shown(codes: tuple[str, ...]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 8)
    grid.setHorizontalSpacing(32)
    grid.setVerticalSpacing(6)
    rows = -(-len(codes) // _COLUMNS)
    for place, code in enumerate(codes):
        label = Label(code, size=Size.TITLE)
        label.setObjectName(f"recovery_code_{place + 1}")
        grid.addWidget(label, place % rows, place // rows)
    grid.setColumnStretch(_COLUMNS, 1)
    return made
