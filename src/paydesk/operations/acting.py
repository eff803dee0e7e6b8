"""Who is at a desk, and what she may do: by her role, by an approval for one try, by an emergency while it lasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from paydesk.data.audit_store import Standing
from paydesk.rules import office
from paydesk.rules.approval import Approval, Emergency
from paydesk.rules.errors import NotAllowed

_FALLEN = "Your rights at this desk were changed. Choose Sign out in the File menu, and sign in again."


class Clock(Protocol):
    """Tells the time; the date is the clinic's local one."""

    def now(self) -> datetime:
        """This moment, aware."""

    def here(self) -> datetime:
        """This moment on the clinic's clock."""

    def today(self) -> date:
        """Today in the clinic's time zone."""


@dataclass(frozen=True)
class Actor:
    """Who is at the desk: a user's name, role, and the workstation; with more rights while an ``emergency`` lasts."""

    name: str
    role: office.Role
    workstation: str
    emergency: Emergency | None = None


class Rights:
    """Of whoever sits at one desk: an emergency begins and ends while she does."""

    def __init__(self, clock: Clock, actor: Callable[[], Actor]) -> None:
        self._clock, self._who = clock, actor
        self._approvals: dict[str, Approval] = {}

    @property
    def _actor(self) -> Actor:
        return self._who()

    def approve(self, approval: Approval) -> None:
        """The next try of that permission is done with it."""
        self._approvals[approval.permission] = approval

    def has(self, permission: str) -> bool:
        """Whether her role, or a running emergency, gives her ``permission`` now."""
        return office.may(self._actor.role, permission) or self._in_emergency(permission)

    def require(self, permission: str) -> None:
        """Raises NotAllowed unless she has ``permission``, or somebody's approval for it."""
        if not self.has(permission) and self._unless_late(self._approvals.get(permission)) is None:
            office.require(self._actor.role, permission)

    def use(self, permission: str) -> dict[str, Any]:
        """What the trail says of how she may do this act; an approval is used up. Raises NotAllowed.

        It serves one try, done or refused: who approved saw this one, and not what is typed after it was refused.
        """
        if office.may(self._actor.role, permission):
            return {}
        if self._actor.emergency is not None and self._in_emergency(permission):
            return {"emergency": self._actor.emergency.id}
        approval = self._unless_late(self._approvals.pop(permission, None))
        if approval is None:
            office.require(self._actor.role, permission)
            return {}
        return {"approved_by": approval.by, "approved_because": approval.reason}

    def of_a_look(self) -> dict[str, Any]:
        """What the trail says of a look: whether an emergency's rights were needed for it is not known."""
        taken = self._actor.emergency
        return {"emergency": taken.id} if taken is not None and self._clock.now() < taken.until else {}

    def refuse_fallen(self, standing: Standing) -> None:
        """Who was sent away, or got another role, since she signed in does nothing more with the old one."""
        if standing.role is not None and (not standing.active or standing.role != self._actor.role.value):
            raise NotAllowed(_FALLEN)

    def refuse_fallen_look(self, standing: Standing, permission: str) -> None:
        """Who was sent away sees nothing more; who got another role goes on seeing what that one may."""
        if standing.role is None or (standing.active and standing.role == self._actor.role.value):
            return
        if not standing.active or not office.may(office.Role(standing.role), permission):
            raise NotAllowed(_FALLEN)

    def _in_emergency(self, permission: str) -> bool:
        taken = self._actor.emergency
        running = taken is not None and self._clock.now() < taken.until
        return running and office.may_in_emergency(self._actor.role, permission)

    def _unless_late(self, approval: Approval | None) -> Approval | None:
        return approval if approval is not None and self._clock.now() < approval.until else None
