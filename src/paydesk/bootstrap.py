"""Opens a Desk: where the clinic is, its key, its database; wired once, here."""

from __future__ import annotations

import getpass
import logging
import os
import platform
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from paydesk.config import Home
from paydesk.data import office_store, schema
from paydesk.data.database import Database, open_local, open_server, rekey_local
from paydesk.gateways import drive, keychain, session_lock
from paydesk.operations import administering, backing_up, signing_in
from paydesk.operations.administering import SetUpClinic
from paydesk.operations.desk import Desk
from paydesk.rules.errors import KeyNeeded, NotFound, PaydeskError, WrongKey

CLOCKS_DIFFER = timedelta(minutes=10)
"""So far a PC's clock may be off the server's."""


class SystemClock:
    """The machine's clock; ``today`` is the clinic's local date."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self.zone = zone

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Today in the clinic's zone, or the machine's when none is set."""
        return datetime.now(UTC).astimezone(self.zone).date()


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
    key = _given_key() or _new_key(place)
    place.prepare()
    try:
        database = open_local(place.database, key)
        with _closed_when_refused(database):
            return administering.set_up(database, clock, request, workstation=workstation()), key
    except PaydeskError:
        _remove_unfinished(place)
        raise


def refuse_without_keyring(url: str | None = None) -> None:
    """Whether the key of a new local clinic could be kept. Raises PaydeskError that says what helps."""
    if url is None and _given_key() is None:
        keychain.refuse_without_keyring()


def key_from_lines(lines: str) -> bytes:
    """The key that the lines of a recovery sheet (or 64 hex digits) are. Raises PaydeskError naming the line."""
    return keychain.key_from_text(lines)


def recovery_lines(key: bytes) -> tuple[str, ...]:
    """The lines of the recovery sheet: whoever has them has the key."""
    return keychain.recovery_lines(key)


def _remove_unfinished(place: Home) -> None:
    """A clinic that could not be set up leaves no file behind that looks like one."""
    for suffix in ("", "-wal", "-shm"):
        place.database.with_name(place.database.name + suffix).unlink(missing_ok=True)


def open_database(place: Home, *, url: str | None = None) -> Database:
    """The clinic's database, migrated to this program and with all its guards."""
    if url is not None:
        database = open_server(url)
    else:
        if not place.database.exists():
            raise NotFound("No clinic is set up here yet. Type: paydesk setup --clinic NAME --admin USER")
        drive.refuse_network_share(place.root)
        database = _open_local(place)
    with _closed_when_refused(database):
        if not schema.is_there(database):
            raise NotFound("No clinic is set up in that database yet. Type: paydesk --database … setup")
        _refuse_another_time(database.server_time(), SystemClock().now())
        _bring_up(database, place)
        schema.refuse_without_triggers(database)
    return database


def open_with_lines(place: Home, lines: str) -> None:
    """Keep the key that the recovery sheet's ``lines`` are in this login's keyring, once it has opened the clinic.

    Raises PaydeskError naming the line that is wrong, WrongKey when the lines are of another clinic.
    """
    key = keychain.key_from_text(lines)
    open_local(place.database, key).close()
    keychain.keep_key(_identity(place), key)


def renew_key(desk: Desk, place: Home, key: bytes) -> Desk:
    """Encrypt the clinic with a new key, so that a recovery sheet that was lost opens it no more; the desk of the same
    person on it. The old desk is of no use afterwards. Older backups stay with the old sheet.

    The new key is in the keyring before the file needs it. Raises NotAllowed, and PaydeskError while anybody else has
    the clinic open; then nothing is changed.
    """
    desk.require("keys.change")
    if desk.database.shared or _given_key() is not None:
        raise PaydeskError("The key of this clinic is not kept by paydesk: change it where PAYDESK_KEY is set.")
    identity = _identity(place)
    desk.flush_looks()
    desk.database.close()
    keychain.keep_key(identity, key, slot=keychain.NEXT)
    try:
        rekey_local(place.database, _key_of(place), key)
    except BaseException:
        keychain.forget_key(identity, slot=keychain.NEXT)
        raise
    renewed = Desk(_open_local(place), desk.clock, desk.actor)
    with renewed.at_the_door("keys.change", "Gave the clinic a new key"):
        pass
    return renewed


def new_key() -> bytes:
    """A random key."""
    return secrets.token_bytes(keychain.KEY_BYTES)


def _open_local(place: Home) -> Database:
    """The file with its key; with the next one when the file was encrypted anew just before the PC stopped."""
    try:
        return open_local(place.database, _key_of(place))
    except WrongKey:
        identity = _identity(place)
        following = None if _given_key() else keychain.read_key(identity, slot=keychain.NEXT)
        if following is None:
            raise
        database = open_local(place.database, following)
    keychain.keep_key(identity, following)
    keychain.forget_key(identity, slot=keychain.NEXT)
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
    key = shared_key(database)[0] if database.shared else _key_of(place)
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
    with _closed_when_refused(database):
        return signing_in.as_user(database, clock_of(database), user, workstation=workstation())


def pc_is_locked() -> bool:
    """Whether the PC itself is locked now; asked every few seconds."""
    return session_lock.is_locked()


def sign_in(database: Database, name: str, password: str) -> Desk:
    """The desk of a person who signed in at the window."""
    return signing_in.sign_in(database, clock_of(database), name, password, workstation=workstation())


def _given_key() -> bytes | None:
    text = os.environ.get("PAYDESK_KEY", "").strip()
    return keychain.key_from_text(text) if text else None


def _identity(place: Home) -> str:
    """The name under which the keyring holds this clinic's key; a random word in a file beside the clinic."""
    file = place.root / "clinic.id"
    if not file.exists():
        place.prepare()
        file.write_text(secrets.token_hex(8), encoding="ascii")
    return file.read_text(encoding="ascii").strip()


def _new_key(place: Home) -> bytes:
    key = secrets.token_bytes(32)
    keychain.keep_key(_identity(place), key)
    return key


def _key_of(place: Home) -> bytes:
    key = _given_key() or keychain.read_key(_identity(place))
    if key is None:
        raise KeyNeeded(
            "This login does not hold the clinic's key: type the recovery sheet at the window, or set PAYDESK_KEY."
        )
    return key


def key_here(place: Home) -> bytes | None:
    """The key of the clinic in ``place``: ``PAYDESK_KEY``, else the keyring's, else None. Makes nothing."""
    given = _given_key()
    if given is not None or not (place.root / "clinic.id").exists():
        return given
    return keychain.read_key(_identity(place))


def known_shared_key(database: Database, *, also_unprinted: bool = False) -> bytes | None:
    """The key of a shared clinic's backups: ``PAYDESK_KEY``, else what this login's keyring has for it, else None.

    One whose recovery lines nobody was given yet only when it is asked for.
    """
    name = _name_of_shared(database)
    known = _given_key() or keychain.read_key(name)
    return known or (keychain.read_key(name, slot=keychain.NEXT) if also_unprinted else None)


def shared_key(database: Database) -> tuple[bytes, bool]:
    """The key of a shared clinic's backups, and whether it is a new one: ``keep_shared_key`` once its lines are given.

    The keyring has a new one from now on, too. Raises PaydeskError when there is no keyring to ask, or to keep it.
    """
    known = known_shared_key(database)
    if known is not None:
        return known, False
    key = known_shared_key(database, also_unprinted=True)
    if key is None:
        key = new_key()
        keychain.keep_key(_name_of_shared(database), key, slot=keychain.NEXT)
    return key, True


def _name_of_shared(database: Database) -> str:
    with database.reading() as session:
        name: str = (office_store.setting(session, "clinic") or {}).get("clinic_id", "")
    return name


NO_KEY = (
    "This login's keyring does not have the key of that backup. Set PAYDESK_KEY to the recovery lines of the clinic "
    "it is of, and try again."
)


def keep_restored_key(place: Home, key: bytes) -> Callable[[], None]:
    """Have the keyring keep ``key`` for the clinic being restored into ``place``; what is called once it stands there.

    It is kept under another name than the present clinic's, whose key stays: one of the two always opens what is
    there. With ``PAYDESK_KEY`` set, nothing is kept.
    """
    if _given_key() is not None or key_here(place) == key:
        return lambda: None
    name = secrets.token_hex(8)
    keychain.keep_key(name, key)

    def take_effect() -> None:
        beside = place.root / "clinic.id.new"
        beside.write_text(name, encoding="ascii")
        beside.replace(place.root / "clinic.id")

    return take_effect


def keep_shared_key(database: Database, key: bytes) -> None:
    """Have the keyring keep ``key`` for a shared clinic's backups: its lines were given, or it was restored with it."""
    if _given_key() is None:
        name = _name_of_shared(database)
        keychain.keep_key(name, key)
        keychain.forget_key(name, slot=keychain.NEXT)
