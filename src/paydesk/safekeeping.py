"""Backups of the clinic that is meant, with its key: made, checked and restored; wired once, here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from paydesk import bootstrap, clinic_key
from paydesk.config import Home
from paydesk.data.database import open_server
from paydesk.gateways import drive
from paydesk.operations import backing_up, backing_up_daily, restoring, signing_in
from paydesk.operations.backing_up import BackedUp, Checked
from paydesk.operations.desk import Actor, Desk, Touched
from paydesk.operations.proving import Finding
from paydesk.operations.restoring import Restored, Restorer
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class KeptBackup:
    """A proven backup; ``recovery`` are the lines of its key when that was made just now, to be printed."""

    backup: BackedUp
    recovery: tuple[str, ...] = ()

    @property
    def touched(self) -> Touched:
        """What the window hears of."""
        return self.backup.touched


def back_up(
    desk: Desk, place: Home, file: Path, *, into_folder: bool = False, progress: Progress | None = None
) -> KeptBackup:
    """A backup of the desk's clinic at ``file``, or named by its moment in the folder ``file``; under its key.

    A shared clinic's key is made when there is none yet. Raises PaydeskError.
    """
    file = file.absolute()
    if file.is_dir() and not into_folder:
        raise PaydeskError(f"{file} is a folder. Name the file that the backup is to be, in it.")
    _refuse_the_clinic_itself(place, file)
    if into_folder:
        _refuse_its_own_folder(place, file)
    desk.require("backups.make")
    key, new = clinic_key.of_shared(desk.database) if desk.database.shared else (clinic_key.here(place), False)
    if key is None:
        raise PaydeskError(clinic_key.NO_KEY)
    make = backing_up.back_up_into if into_folder else backing_up.back_up
    made = make(desk, key, file, progress=progress)
    if new:
        clinic_key.keep_shared(desk.database, key)
    return KeptBackup(made, clinic_key.lines_of(key) if new else ())


def daily(desk: Desk, place: Home, folder: Path, *, progress: Progress | None = None) -> BackedUp | None:
    """The backup of the day, when it is due. It makes no key: who makes one has to print it. Raises PaydeskError."""
    desk.require("backups.make")
    _refuse_its_own_folder(place, folder)
    key = clinic_key.here(place)
    if desk.database.shared:
        key = clinic_key.known_of_shared(desk.database)
        if key is None:
            raise PaydeskError("This login has no key for backups yet: press Back up now once, and print its lines")
    if key is None:
        raise PaydeskError(clinic_key.NO_KEY)
    return backing_up_daily.daily(desk, key, folder, progress=progress)


def _refuse_the_clinic_itself(place: Home, file: Path) -> None:
    names = {place.database.name + ending for ending in ("", "-wal", "-shm", "-journal", restoring.RESTORING)}
    if file.resolve().parent == place.root.resolve() and file.name in names:
        raise PaydeskError(f"{file} is the clinic itself. Choose another file.", field="file")


def _refuse_its_own_folder(place: Home, folder: Path) -> None:
    if folder.resolve() == place.root.resolve():
        raise PaydeskError(f"{folder} is the clinic's own folder. Choose one on another disk.", field="folder")


@dataclass(frozen=True)
class CheckedBeside:
    """A checked backup; ``trail`` says whether the present clinic's audit trail still has its end, None: not asked."""

    checked: Checked
    trail: bool | None
    findings: tuple[Finding, ...]


def check(place: Home, file: Path, *, url: str | None = None, progress: Progress | None = None) -> CheckedBeside:
    """Prove a backup without restoring it, and beside the clinic it is of when that is here. Raises PaydeskError."""
    _refuse_the_clinic_itself(place, file)
    checked = backing_up.check(file, _key_for(place, url), progress=progress)
    trail: bool | None = None
    findings = checked.findings
    # A clinic that cannot be opened is what backups are for: the backup is proven all the same.
    with suppress(PaydeskError), closing(bootstrap.open_database(place, url=url)) as database:
        desk = signing_in.as_user(database, bootstrap.clock_of(database), None, workstation=bootstrap.workstation())
        if backing_up.is_of(desk, checked):
            cut = backing_up.beside(desk, checked)
            trail, findings = cut is None, (*findings, *((cut,) if cut else ()))
    return CheckedBeside(checked, trail, findings)


def restore(
    place: Home, file: Path, *, url: str | None = None, key: bytes | None = None, progress: Progress | None = None
) -> Restored:
    """The backup becomes the clinic in ``place`` or, where none is yet, at ``url``; its key goes into the keyring.

    ``key`` is one that was typed; else it is ``PAYDESK_KEY``, or the one the keyring has for ``place``. Raises
    PaydeskError and changes nothing.
    """
    _refuse_the_clinic_itself(place, file)
    who = Restorer(
        Actor(signing_in.COMMAND_LINE, Role.ADMINISTRATOR, bootstrap.workstation()), bootstrap.SystemClock()
    )
    if url is not None:
        return _restore_shared(who, file, url, key or _key_for(place, None), progress)
    drive.refuse_network_share(place.root)
    present = clinic_key.here(place)
    opens = key or _key_for(place, None)
    place.prepare()
    take_effect: list[Callable[[], None]] = []
    made = restoring.restore_here(
        who, file, opens, place.database, present_key=present, progress=progress,
        before=lambda: take_effect.append(clinic_key.keep_restored(place, opens)),
    )  # fmt: skip
    for step in take_effect:
        step()
    return made


def _restore_shared(who: Restorer, file: Path, url: str, key: bytes, progress: Progress | None) -> Restored:
    with closing(open_server(url)) as server:
        made = restoring.restore_shared(who, file, key, server, progress=progress)
        clinic_key.keep_shared(server, key)
    return made


def _key_for(place: Home, url: str | None) -> bytes:
    """The key of a backup of the clinic that is meant."""
    key = clinic_key.here(place)
    if url is not None:
        with closing(open_server(url)) as server:
            key = clinic_key.known_of_shared(server, also_unprinted=True)
    if key is None:
        raise PaydeskError(clinic_key.NO_KEY, field="key")
    return key
