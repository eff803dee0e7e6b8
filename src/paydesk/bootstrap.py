"""Opens a Desk: where the clinic is, its key, its database; wired once, here."""

from __future__ import annotations

import getpass
import logging
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from paydesk import clinic_key
from paydesk.config import Home
from paydesk.data import backup_store, office_store, page_check, schema
from paydesk.data.database import Database, open_local, open_server
from paydesk.gateways import drive, session_lock
from paydesk.operations import administering, backing_up, signing_in
from paydesk.operations.administering import SetUpClinic
from paydesk.operations.desk import Desk
from paydesk.rules.errors import DamagedFile, NotFound, PaydeskError

CLOCKS_DIFFER = timedelta(minutes=10)
"""So far a PC's clock may be off the server's."""


class SystemClock:
    """The machine's clock; ``today`` is the clinic's local date."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self.zone = zone

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def here(self) -> datetime:
        """This moment in the clinic's zone, or the machine's when none is set."""
        return datetime.now(UTC).astimezone(self.zone)

    def today(self) -> date:
        """Today in the clinic's zone, or the machine's when none is set."""
        return self.here().date()


def workstation() -> str:
    """This machine and login, as the audit trail names them."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):
        login = "unknown"
    return f"{platform.node() or 'this PC'} ({login})"


def is_set_up(place: Home, url: str | None = None) -> bool:
    """Whether a clinic is there to be opened."""
    return url is not None or place.database.exists()


def set_up(place: Home, request: SetUpClinic, *, url: str | None = None) -> tuple[Desk, bytes | None]:
    """A new clinic in ``place`` or at ``url``; its desk, and the key of a local one (None on a server).

    The key is ``PAYDESK_KEY`` if set, else a random one in the keyring. Raises PaydeskError when it cannot be
    kept: then no file is made.
    """
    clock = SystemClock(_zone(request.clinic.time_zone))
    if url is not None:
        server = open_server(url)
        with _closed_when_refused(server):
            return administering.set_up(server, clock, request, workstation=workstation()), None
    if place.database.exists():
        raise PaydeskError("A clinic is set up here already. Open it, or choose another place with --home.")
    drive.refuse_network_share(place.root)
    key = clinic_key.given() or clinic_key.make(place)
    begun = place.prepare().database.with_name(place.database.name + _BEGUN)
    _remove_unfinished(begun)  # of a PC that stopped half-way
    try:
        database = open_local(begun, key)
        with _closed_when_refused(database):
            made = administering.set_up(database, clock, request, workstation=workstation())
    except PaydeskError:
        _remove_unfinished(begun)
        raise
    made.close()
    database.close()
    begun.replace(place.database)
    backup_store.flush(place.database)
    return Desk(open_local(place.database, key), clock, made.actor), key


_BEGUN = ".begun"
"""Ends the name of a clinic until all of it is there: one that was begun and never finished is no clinic."""


def _remove_unfinished(begun: Path) -> None:
    """A clinic that could not be set up leaves no file behind."""
    for suffix in ("", "-wal", "-shm"):
        begun.with_name(begun.name + suffix).unlink(missing_ok=True)


def open_database(place: Home, *, url: str | None = None) -> Database:
    """The clinic's database, migrated to this program and with all its guards."""
    if url is not None:
        database = open_server(url)
    else:
        if not place.database.exists():
            raise NotFound("No clinic is set up here yet. Type: paydesk setup --clinic NAME --admin USER")
        drive.refuse_network_share(place.root)
        database = clinic_key.open_file(place)
    with _closed_when_refused(database), _told_where(place):
        if not schema.is_there(database):
            if url is None:
                raise DamagedFile(EMPTY)
            raise NotFound("No clinic is set up in that database yet. Type: paydesk --database … setup")
        _refuse_another_time(database.server_time(), SystemClock().now())
        _bring_up(database, place)
        schema.refuse_without_triggers(database)
    return database


def _refuse_another_time(servers: datetime | None, mine: datetime) -> None:
    """Desks of one clinic date what they post by one time. Raises PaydeskError when this PC's is another."""
    if servers is not None and abs(servers - mine) > CLOCKS_DIFFER:
        raise PaydeskError(
            f"This PC's clock is {_apart(servers - mine)} the clinic's server. Set the one that is wrong, and open "
            "paydesk again."
        )


def _apart(ahead: timedelta) -> str:
    minutes = round(abs(ahead).total_seconds() / 60)
    words = f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours" if minutes < 2880 else "days"
    return f"{words} {'behind' if ahead > timedelta() else 'ahead of'}"


def _bring_up(database: Database, place: Home) -> None:
    """Migrate a clinic of an older paydesk, once a proven backup of it is there. Raises PaydeskError."""
    if schema.behind(database) is None:
        return
    key = clinic_key.of_shared(database)[0] if database.shared else clinic_key.of(place)
    made = backing_up.before_update(database, key, place.prepare().backups, now=SystemClock().now())
    try:
        schema.upgrade(database)
    except PaydeskError:
        raise
    except Exception as error:
        logging.getLogger(__name__).exception("the update of the clinic failed")
        raise PaydeskError(
            f"The clinic could not be brought up to this paydesk. It is as it was, and its backup is {made.file}. "
            "Go on with the paydesk of before, and ask for help."
        ) from error
    desk = signing_in.as_user(database, clock_of(database), None, workstation=workstation())
    backing_up.note_of_update(desk, made)
    desk.close()


@contextmanager
def _closed_when_refused(database: Database) -> Iterator[None]:
    """What goes wrong after opening leaves no connection open."""
    try:
        yield
    except BaseException:
        database.close()
        raise


EMPTY = "The clinic's file is empty or holds no clinic. Restore the last good backup."


@contextmanager
def _told_where(place: Home) -> Iterator[None]:
    """A file that is damaged is told with the page, if it can be found."""
    try:
        yield
    except DamagedFile as refused:
        if refused.sentence == EMPTY:
            raise
        raise DamagedFile(page_check.damage(str(place.database), clinic_key.of(place))) from refused


def clock_of(database: Database) -> SystemClock:
    """The clock in the clinic's time zone."""
    with database.reading() as session:
        kept = office_store.setting(session, "clinic") or {}
    return SystemClock(_zone(kept.get("time_zone", "")))


def _zone(name: str) -> tzinfo | None:
    """The zone of that name; None for none, and for a wrong one, which the set-up refuses."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def open_desk(place: Home, *, url: str | None = None, user: str | None = None) -> Desk:
    """The desk of a command: acts as ``user``, by default as the built-in command line actor."""
    database = open_database(place, url=url)
    with _closed_when_refused(database), _told_where(place):
        return signing_in.as_user(database, clock_of(database), user, workstation=workstation())


def pc_is_locked() -> bool:
    """Whether the PC itself is locked now; asked every few seconds."""
    return session_lock.is_locked()


def sign_in(database: Database, name: str, password: str, *, code: str = "") -> Desk:
    """The desk of a person who signed in at the window."""
    return signing_in.sign_in(database, clock_of(database), name, password, workstation=workstation(), code=code)
