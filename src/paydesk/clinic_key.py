"""Which key opens the clinic that is meant: ``PAYDESK_KEY``, this login's keyring, or the lines of a recovery sheet."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable

from paydesk.config import Home
from paydesk.data import backup_store, office_store
from paydesk.data.database import Database, open_local, rekey_local
from paydesk.gateways import keychain
from paydesk.operations.desk import Desk
from paydesk.rules.errors import KeyNeeded, PaydeskError, WrongKey

NO_KEY = (
    "This login does not have the key of that backup. Type the lines of the recovery sheet of the clinic it is of; for "
    "a command, set PAYDESK_KEY to them."
)


def given() -> bytes | None:
    """The key in ``PAYDESK_KEY``, if it is set. Raises PaydeskError naming the line that is wrong."""
    text = os.environ.get("PAYDESK_KEY", "").strip()
    return keychain.key_from_text(text) if text else None


def new() -> bytes:
    """A random key, kept nowhere."""
    return secrets.token_bytes(keychain.KEY_BYTES)


def lines_of(key: bytes) -> tuple[str, ...]:
    """The lines of the recovery sheet: whoever has them has the key."""
    return keychain.recovery_lines(key)


def from_lines(lines: str) -> bytes:
    """The key that the lines of a recovery sheet (or 64 hex digits) are. Raises PaydeskError naming the line."""
    return keychain.key_from_text(lines)


def identity(place: Home) -> str:
    """The name under which the keyring holds this clinic's key; a random word in a file beside the clinic."""
    file = place.root / "clinic.id"
    name = file.read_text(encoding="ascii").strip() if file.exists() else ""
    return name or _give_name(place, secrets.token_hex(8))


def _give_name(place: Home, name: str) -> str:
    """From now on the keyring has this clinic's key under ``name``, also after a power cut."""
    beside = place.prepare().root / "clinic.id.new"
    beside.write_text(name, encoding="ascii")
    backup_store.flush(beside)
    beside.replace(place.root / "clinic.id")
    backup_store.flush(place.root / "clinic.id")
    return name


def refuse_without_keyring(url: str | None = None) -> None:
    """Whether the key of a new local clinic could be kept. Raises PaydeskError that says what helps."""
    if url is None and given() is None:
        keychain.refuse_without_keyring()


def make(place: Home) -> bytes:
    """A new key for the clinic in ``place``, kept in the keyring. Raises PaydeskError when none takes it.

    A key that is kept already stays: the file it opens may lie on a drive that is away.
    """
    key, name = new(), identity(place)
    if keychain.read_key(name) is not None:
        name = secrets.token_hex(8)
    keychain.keep_key(name, key)
    if name != identity(place):
        _give_name(place, name)
    return key


def here(place: Home) -> bytes | None:
    """The key of the clinic in ``place``, None when nobody has it. Makes nothing."""
    key = given()
    if key is not None or not (place.root / "clinic.id").exists():
        return key
    return keychain.read_key(identity(place))


def of(place: Home) -> bytes:
    """The key of the clinic in ``place``. Raises KeyNeeded."""
    key = given() or keychain.read_key(identity(place))
    if key is None:
        raise KeyNeeded(
            "This login does not hold the clinic's key: type the recovery sheet at the window, or set PAYDESK_KEY."
        )
    return key


def open_file(place: Home) -> Database:
    """The file with its key; with the next one when the file was encrypted anew just before the PC stopped."""
    try:
        return open_local(place.database, of(place))
    except WrongKey:
        following = None if given() else keychain.read_key(identity(place), slot=keychain.NEXT)
        if following is None:
            raise
        database = open_local(place.database, following)
    keychain.keep_key(identity(place), following)
    keychain.forget_key(identity(place), slot=keychain.NEXT)
    return database


def keep_lines(place: Home, lines: str) -> None:
    """Keep the key that the recovery sheet's ``lines`` are in this login's keyring, once it has opened the clinic.

    Raises PaydeskError naming the line that is wrong, WrongKey when the lines are of another clinic.
    """
    key = from_lines(lines)
    open_local(place.database, key).close()
    keychain.keep_key(identity(place), key)


def refuse_another(desk: Desk) -> None:
    """Whether the clinic could get another key here. Raises PaydeskError where it is not paydesk that keeps it."""
    if desk.database.shared or given() is not None:
        raise PaydeskError("The key of this clinic is not kept by paydesk: change it where PAYDESK_KEY is set.")


def renew(desk: Desk, place: Home, key: bytes) -> Desk:
    """Encrypt the clinic with a new key, so that a recovery sheet that was lost opens it no more; the desk of the same
    person on it. The old desk is of no use afterwards. Older backups stay with the old sheet.

    The new key is in the keyring before the file needs it, and stays there when this fails: whichever of the two the
    file has in the end opens it. Raises NotAllowed, and PaydeskError while anybody else has the clinic open.
    """
    with desk.looking("keys.change", to_act=True):
        pass  # asked now: the file has its new key before the act that tells of it
    refuse_another(desk)
    old = of(place)
    desk.flush_looks()
    desk.database.close()
    keychain.keep_key(identity(place), key, slot=keychain.NEXT)
    rekey_local(place.database, old, key)
    renewed = Desk(open_file(place), desk.clock, desk.actor)
    with renewed.at_the_door("keys.change", "Gave the clinic a new key"):
        pass
    return renewed


def known_of_shared(database: Database, *, also_unprinted: bool = False) -> bytes | None:
    """The key of a shared clinic's backups: ``PAYDESK_KEY``, else what this login's keyring has for it, else None.

    One whose recovery lines nobody was given yet only when it is asked for.
    """
    name = _name_of_shared(database)
    known = given() or keychain.read_key(name)
    return known or (keychain.read_key(name, slot=keychain.NEXT) if also_unprinted else None)


def of_shared(database: Database) -> tuple[bytes, bool]:
    """The key of a shared clinic's backups, and whether it is a new one: ``keep_shared`` once its lines are given.

    The keyring has a new one from now on, too. Raises PaydeskError when there is no keyring to ask, or to keep it.
    """
    known = known_of_shared(database)
    if known is not None:
        return known, False
    key = known_of_shared(database, also_unprinted=True)
    if key is None:
        key = new()
        keychain.keep_key(_name_of_shared(database), key, slot=keychain.NEXT)
    return key, True


def keep_shared(database: Database, key: bytes) -> None:
    """Have the keyring keep ``key`` for a shared clinic's backups: its lines were given, or it was restored with it."""
    if given() is None:
        name = _name_of_shared(database)
        keychain.keep_key(name, key)
        keychain.forget_key(name, slot=keychain.NEXT)


def _name_of_shared(database: Database) -> str:
    with database.reading() as session:
        name: str = (office_store.setting(session, "clinic") or {}).get("clinic_id", "")
    return name


def keep_restored(place: Home, key: bytes) -> Callable[[], None]:
    """Have the keyring keep ``key`` for the clinic being restored into ``place``; what is called once it stands there.

    It is kept under another name than the present clinic's, whose key stays: one of the two always opens what is
    there. With ``PAYDESK_KEY`` set, nothing is kept.
    """
    if given() is not None or here(place) == key:
        return lambda: None
    name = secrets.token_hex(8)
    keychain.keep_key(name, key)

    def take_effect() -> None:
        _give_name(place, name)

    return take_effect
