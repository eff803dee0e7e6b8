"""The commands that give the clinic a new key and recovery sheet, and that bring a backup of it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.config import Home
from paydesk.rules.errors import PaydeskError
from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.ui.locking import Front

KEY_COMMANDS = (
    Command("office.new_key", "New recovery sheet", "File", "", "shield", "keys.change",
            words="key encrypt rekey lost stolen sheet change"),
)  # fmt: skip
RESTORE_COMMANDS = (
    Command("office.restore", "Restore a backup", "File", "", "folder", "keys.change",
            words="damaged lost bring back yesterday"),
)  # fmt: skip


def bind_key(actions: Actions, front: Front, context: DeskContext, place: Home) -> None:
    """Declare and bind them, for a clinic whose file is on this PC."""
    actions.declare(KEY_COMMANDS)
    if front.bring_back:
        actions.declare(RESTORE_COMMANDS)
        actions.bind("office.restore", front.bring_back)
    actions.bind("office.new_key", lambda: _open(front, context, place))


def _open(front: Front, context: DeskContext, place: Home) -> None:
    from paydesk.ui import opened_clinic
    from paydesk.ui.dialogs.new_key_dialog import NewKeyDialog

    try:
        key = opened_clinic.new_key(context.desk, place)
    except PaydeskError as refused:  # told before a sheet is printed that opens nothing
        context.messages.refuse(refused)
        return
    dialog = NewKeyDialog(context, key, clinic=front.clinic)
    dialog.renewed.connect(lambda desk: _sit_again(front, desk))
    # What is typed elsewhere is kept while the old key still opens the clinic.
    front.keep_typed()
    dialog.open()


def _sit_again(front: Front, desk: Desk) -> None:
    front.unseat()
    front.seat(desk, clinic=front.clinic, note=front.note)
    front.messages.tell("The clinic has a new key. Keep the old sheet with the backups made before")
