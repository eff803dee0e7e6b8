"""Somebody who proved who she is, and what is to be settled before she is seated: doubts, a password of her own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from paydesk.rules.errors import PaydeskError

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk

SignIn: TypeAlias = "Callable[[str, str, str], Desk]"
"""Takes name, password and code; raises PaydeskError for who is not let in."""


@dataclass(frozen=True)
class Doubt:
    """What does not fit, and ``deed`` in words, by which it is settled: ``accept`` takes the reason.

    Of one that is ``grave`` an administrator says why; ``else_who`` is what others are told of that.
    """

    sentence: str
    grave: bool
    deed: str
    else_who: str
    accept: Callable[[str], None]


@dataclass(frozen=True)
class Arrival:
    """``doubts`` are settled one after the other. ``must_change``: somebody else chose her password."""

    desk: Desk
    doubts: tuple[Doubt, ...]
    must_change: bool

    @property
    def doubt(self) -> Doubt | None:
        """What is to be settled now."""
        return self.doubts[0] if self.doubts else None

    def settled(self) -> Arrival:
        """Without that."""
        return replace(self, doubts=self.doubts[1:])

    def may_accept(self) -> bool:
        """Whether she may settle it: of a grave one an administrator may."""
        from paydesk.rules import office

        role = self.desk.actor.role
        return self.doubt is None or not self.doubt.grave or role is office.Role.ADMINISTRATOR

    def let_go(self) -> None:
        """She is not seated after all."""
        _close(self.desk)


def arrive(sign_in: SignIn, name: str, password: str, code: str, *, seen: str = "") -> Arrival:
    """Whoever ``sign_in`` lets in, and what is to be settled; for a worker. Raises PaydeskError.

    ``seen`` is what this PC kept of the clinic's trail.
    """
    from paydesk.operations import signing_in

    desk = sign_in(name, password, code)
    try:
        return Arrival(desk, (*_of_the_trail(desk, seen), *_of_the_clock(desk)), signing_in.must_change(desk))
    except BaseException:
        _close(desk)
        raise


def _of_the_trail(desk: Desk, seen: str) -> tuple[Doubt, ...]:
    from paydesk.operations import witnessing

    last = witnessing.Seen.of(seen)
    sentence = witnessing.loss(desk, last)
    if not sentence:
        return ()
    return (Doubt(
        f"{sentence} A backup that has it is restored under File, Restore a backup.", True, "Go on without it",
        " An administrator signs in and says whether the clinic goes on without it.",
        lambda reason: witnessing.accept_loss(desk, last, reason),
    ),)  # fmt: skip


def _of_the_clock(desk: Desk) -> tuple[Doubt, ...]:
    from paydesk.operations import timekeeping

    doubt = timekeeping.clock_doubt(desk)
    if doubt is None:
        return ()
    return (Doubt(
        doubt.sentence, doubt.set_back, "The clock is right", " If it is right, an administrator signs in and says so.",
        lambda reason: timekeeping.accept_clock(desk, reason),
    ),)  # fmt: skip


def _close(desk: Desk) -> None:
    with suppress(PaydeskError):  # its looks are of no more than coming in
        desk.close()
