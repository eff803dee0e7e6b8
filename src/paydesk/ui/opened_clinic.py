"""A clinic that is open behind the window, before anybody signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paydesk import bootstrap, clinic_key, safekeeping
from paydesk.config import Home
from paydesk.operations import administering, signing_in
from paydesk.operations.administering import SetUpClinic
from paydesk.operations.desk import Desk
from paydesk.rules.errors import PaydeskError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class OpenedClinic:
    """The clinic's name, and the way to a desk for who knows a password, and the code of a second factor."""

    name: str
    sign_in: Callable[[str, str, str], Desk]

    @classmethod
    def at(cls, place: Home, url: str | None) -> OpenedClinic | None:
        """The clinic there, opened and migrated; None when none is set up. Raises PaydeskError."""
        if not bootstrap.is_set_up(place, url):
            return None
        database = bootstrap.open_database(place, url=url)
        nobody = signing_in.as_user(database, bootstrap.clock_of(database), None, workstation="")
        name = administering.clinic_settings(nobody).name
        return cls(name, lambda user, password, code: bootstrap.sign_in(database, user, password, code=code))


def open_with_lines(place: Home, lines: str) -> None:
    """Keep the key of the recovery sheet's lines in this login, once it opened the clinic. Raises PaydeskError."""
    clinic_key.keep_lines(place, lines)


def restore(place: Home, file: Path, lines: str, progress: Callable[[int, int], None]) -> str:
    """The backup ``file`` becomes the clinic in ``place``, by the key of ``lines`` or, without any, by this login's;
    what is said then. Raises PaydeskError and changes nothing; its field is ``file`` or ``key`` where one is to blame.
    """
    try:
        key = clinic_key.from_lines(lines) if lines else None
    except PaydeskError as refused:
        raise PaydeskError(refused.sentence, field="key") from refused
    try:
        made = safekeeping.restore(place, file, key=key, progress=progress)
    except OSError as error:
        told = f"{error.filename or file} cannot be used: {error.strerror or error}."
        raise PaydeskError(told, field="file") from error
    last = made.contents.as_of
    as_of = f" as it was on {last.astimezone():%B} {last.astimezone().day}, {last.astimezone():%Y}" if last else ""
    kept = f" What stood here before is kept as {made.kept.name}." if made.kept else ""
    return f"The clinic is back{as_of}.{kept}"


@dataclass(frozen=True)
class ClinicKey:
    """A new key for a clinic: its lines, and what encrypts the clinic with it and answers with the desk on it."""

    lines: tuple[str, ...]
    give: Callable[[], Desk]


def new_key(desk: Desk, place: Home) -> ClinicKey:
    """A random key that is kept nowhere before ``give`` is called. Raises PaydeskError where none can be given."""
    clinic_key.refuse_another(desk)
    key = clinic_key.new()
    return ClinicKey(clinic_key.lines_of(key), lambda: clinic_key.renew(desk, place, key))


def pc_is_locked() -> bool:
    """Whether the PC itself is locked now."""
    return bootstrap.pc_is_locked()


def refuse_without_keyring(url: str | None) -> None:
    """Whether a clinic could be set up here: its key has a place to be kept. Raises PaydeskError."""
    clinic_key.refuse_without_keyring(url)


def set_up(place: Home, request: SetUpClinic, url: str | None) -> tuple[Desk, tuple[str, ...]]:
    """Make the clinic; its desk, and the recovery lines of its key (none on a server)."""
    desk, key = bootstrap.set_up(place, request, url=url)
    return desk, clinic_key.lines_of(key) if key else ()
