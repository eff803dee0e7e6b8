"""Somebody who proved who she is, and what is to be settled before she is seated: the clock, a password of her own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from paydesk.rules.errors import PaydeskError

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.operations.timekeeping import ClockDoubt

SignIn: TypeAlias = "Callable[[str, str, str], Desk]"
"""Takes name, password and code; raises PaydeskError for who is not let in."""


@dataclass(frozen=True)
class Arrival:
    """``doubt`` None: the clock fits. ``must_change``: somebody else chose her password."""

    desk: Desk
    doubt: ClockDoubt | None
    must_change: bool

    def may_accept(self) -> bool:
        """Whether she may say that the clock is right: of one that was set back an administrator may."""
        from paydesk.rules import office

        role = self.desk.actor.role
        return self.doubt is None or not self.doubt.set_back or role is office.Role.ADMINISTRATOR

    def let_go(self) -> None:
        """She is not seated after all."""
        _close(self.desk)


def arrive(sign_in: SignIn, name: str, password: str, code: str) -> Arrival:
    """Whoever ``sign_in`` lets in, and what is to be settled; for a worker. Raises PaydeskError."""
    from paydesk.operations import signing_in, timekeeping

    desk = sign_in(name, password, code)
    try:
        return Arrival(desk, timekeeping.clock_doubt(desk), signing_in.must_change(desk))
    except BaseException:
        _close(desk)
        raise


def _close(desk: Desk) -> None:
    with suppress(PaydeskError):  # its looks are of no more than coming in
        desk.close()
