"""The commands about who signs in: the people at this desk, and one's own password, PIN and second factor."""

from __future__ import annotations

from functools import partial

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.record_commands import open_named

PEOPLE_COMMANDS = (
    Command("my.password", "Change my password", "File", "", "lock", "password.change", words="sign in own"),
    Command("my.pin", "My PIN", "File", "", "lock", "password.change", words="unlock screen lock digits own"),
    Command("my.factor", "My second factor", "File", "", "shield", "password.change",
            words="authenticator phone code TOTP two-factor 2FA own"),
    Command("office.staff", "People at this desk", "File", "", "people", "users.edit",
            words="users staff roles passwords unlock sign in clerk supervisor administrator"),
)  # fmt: skip

_DIALOGS = {
    "my.password": ("my_password_dialog", "MyPasswordDialog"),
    "my.pin": ("my_pin_dialog", "MyPinDialog"),
    "office.staff": ("staff_dialog", "StaffDialog"),
}
"""Command -> module of ``dialogs`` and its class, loaded when first asked for."""


def bind_people(actions: Actions, context: DeskContext) -> None:
    """Declare and bind every command of this module."""
    actions.declare(PEOPLE_COMMANDS)
    for command, (module, name) in _DIALOGS.items():
        actions.bind(command, partial(open_named, context, module, name))
    actions.bind("my.factor", partial(open_factor, context))


def open_factor(context: DeskContext) -> None:
    """Open the dialog that turns one's own second factor on, or off where it is on."""
    from paydesk.ui.dialogs import my_factor_dialog

    context.jobs.look(
        my_factor_dialog.load_factor(context), title="Opening", owner=context, latest="dialog",
        then=lambda new: my_factor_dialog.factor_dialog(context, new).start(),
    )  # fmt: skip
