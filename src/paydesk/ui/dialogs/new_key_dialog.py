"""A new key for the clinic, when a recovery sheet was lost or seen by somebody: its sheet first, then the change."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Why
from paydesk.ui.recovery_sheet import recovery_paper
from paydesk.ui.scrolling import JobScroll
from paydesk.ui.setup_pages import RecoveryPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from paydesk.operations.desk import Desk
    from paydesk.ui.opened_clinic import ClinicKey


class NewKeyDialog(QDialog):
    """``renewed`` carries the desk on the clinic with its new key; the old desk is of no use any more."""

    renewed = Signal(object)

    def __init__(self, context: DeskContext, key: ClinicKey, *, clinic: str) -> None:
        super().__init__(context.window)
        self._context, self._key, self._clinic = context, key, clinic
        self.setWindowTitle("New recovery sheet")
        self.setObjectName("new_key_dialog")
        window = context.window
        self.resize(600, min(600, (window.height() if window else 600) - 32))
        self.page = RecoveryPage(
            "A new recovery sheet",
            "The clinic is encrypted anew with the key of these lines; the sheet you have now opens it no more. Keep "
            "that one with the backups you made so far: only it opens those. Print the new sheet or write it down, and "
            "lock it away. The change takes seconds, on a large clinic a minute, and nobody else may have it open.",
        )
        self.page.print_asked.connect(self._print)
        self.page.show_lines(key.lines, asked=secrets.randbelow(len(key.lines)))
        self._wrong = Why(icon="warning", role="bad")
        self._wrong.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._scroll = JobScroll(self.page)
        self._wrong.setContentsMargins(32, 8, 32, 8)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._wrong)
        column.addWidget(self._footer())
        self.page.focus_start()

    def reject(self) -> None:
        """While the file is encrypted anew there is no way back."""
        if self._do.isEnabled():
            super().reject()

    def _footer(self) -> Ground:
        footer = Ground("surface", edges=("top",))
        row = QHBoxLayout(footer)
        row.setContentsMargins(32, 12, 32, 12)
        row.addStretch(1)
        leave = Button("Cancel", key="Escape", shown_only=True, name="cancel")
        leave.clicked.connect(self.reject)
        self._do = Button("Give the clinic this key", kind=Kind.PRIMARY, key="Return", shown_only=True, name="primary")
        self._do.setDefault(True)
        self._do.clicked.connect(self._change)
        row.addWidget(leave)
        row.addWidget(self._do)
        return footer

    def _change(self) -> None:
        try:
            self.page.check()
        except PaydeskError:
            self._scroll.lay_out()
            self._scroll.bring(self.page.wrong)
            return
        self._do.setEnabled(False)
        work: Callable[[], Desk] = self._key.give
        self._context.jobs.do(
            work, title="Encrypting the clinic anew", owner=self, then=self._done, refused=self._refuse
        )

    def _done(self, desk: Desk) -> None:
        self._do.setEnabled(True)
        self.accept()
        self.renewed.emit(desk)

    def _refuse(self, refused: PaydeskError) -> None:
        self._do.setEnabled(True)
        self._context.messages.put_away()
        self._wrong.show()
        self._wrong.say(refused.sentence)

    def _print(self) -> None:
        self._context.printing.print_paper(recovery_paper(self._clinic, self._key.lines))
