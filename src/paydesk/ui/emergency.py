"""Emergency access at this window: it begins with a reason, is always in sight, and ends by itself or by command."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from paydesk.rules import office
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role
from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.payment_worklist import local_clock
from paydesk.ui.status_line import StatusItem

EMERGENCY_COMMANDS = (
    Command("desk.emergency", "Emergency access", "File", "", "warning", "emergency.begin",
            words="break the glass supervisor rights urgent"),
)  # fmt: skip
_END = "End emergency access"
_LOOKS_MS = 5_000


class EmergencyWatch(QObject):
    """For one seated desk. ``changed`` is called when rights came or went: menus and status line follow."""

    def __init__(self, context: DeskContext, actions: Actions, changed: Callable[[], None]) -> None:
        super().__init__()
        self._context, self._actions, self._changed = context, actions, changed
        self._shown = False
        self._beat = QTimer(self)
        self._beat.setInterval(_LOOKS_MS)
        self._beat.timeout.connect(self.look)
        actions.declare(EMERGENCY_COMMANDS)
        actions.bind("desk.emergency", self._begin_or_end)

    def item(self) -> tuple[StatusItem, ...]:
        """What the status line says of it; nothing when it is not so."""
        taken = self._context.desk.actor.emergency
        if taken is None:
            return ()
        return (StatusItem("warning", f"Emergency access until {local_clock(taken.until)}", tone="bad"),)

    def look(self) -> None:
        """End it when its hour is over."""
        taken = self._context.desk.actor.emergency
        if taken is not None and self._context.desk.clock.now() >= taken.until:
            self.end()

    def end(self, *, tell: bool = True) -> None:
        """The usual rights again."""
        from paydesk.operations import breaking_glass

        desk = self._context.desk
        if desk.actor.emergency is None:
            return

        def ended(_: object) -> None:
            self._follow()
            if tell:
                self._context.messages.tell("Emergency access ended")

        def not_told(refused: PaydeskError) -> None:
            self._follow()  # the rights are gone, even where the trail could not be told
            self._context.messages.refuse(refused)

        self._context.jobs.do(
            lambda: breaking_glass.end(desk), title="Ending emergency access", then=ended, refused=not_told,
            owner=self,
        )  # fmt: skip

    def _begin_or_end(self) -> None:
        if self._context.desk.actor.emergency is not None:
            self.end()
            return
        role = self._context.desk.actor.role
        if all(office.may(role, one) for one in office.PERMISSIONS if office.may(Role.SUPERVISOR, one)):
            self._context.messages.refuse(PaydeskError("You may do everything already that emergency access gives."))
            return
        from paydesk.ui.dialogs.emergency_dialog import EmergencyDialog

        dialog = EmergencyDialog(self._context)
        dialog.done_with.connect(self._begun)
        dialog.start()

    def _begun(self, _: object) -> None:
        self._follow()
        taken = self._context.desk.actor.emergency
        if taken is not None:
            self._context.messages.tell(f"Emergency access until {local_clock(taken.until)}")

    def _follow(self) -> None:
        lasts = self._context.desk.actor.emergency is not None
        self._actions.relabel("desk.emergency", _END if lasts else EMERGENCY_COMMANDS[0].label)
        if lasts:
            self._beat.start()
        else:
            self._beat.stop()
        self._changed()
