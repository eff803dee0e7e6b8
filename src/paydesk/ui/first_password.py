"""A password that somebody else set is changed before anything else is done with it, or the person is signed out."""

from __future__ import annotations

from paydesk.ui.desk_context import DeskContext


def ask_if_needed(context: DeskContext) -> None:
    """Ask whoever was just seated for a password of her own, where the one she has was given to her."""
    from paydesk.operations import signing_in

    desk = context.desk
    context.jobs.look(
        lambda: signing_in.must_change(desk), title="Looking at the password", owner=context,
        then=lambda must: _ask(context) if must else None,
    )  # fmt: skip


def _ask(context: DeskContext) -> None:
    from paydesk.ui.dialogs.my_password_dialog import FirstPasswordDialog

    dialog = FirstPasswordDialog(context)
    dialog.rejected.connect(lambda: context.trigger("desk.sign_out"))
    dialog.start()
