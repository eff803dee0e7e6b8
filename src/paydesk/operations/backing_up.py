"""Backing up: a copy of the clinic that was opened, proven and counted before it gets its name."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from paydesk.data import audit_store, backup_store, office_store, schema, upkeep
from paydesk.data.backup_store import Contents, Damaged
from paydesk.data.database import Database, Session
from paydesk.data.safekeeping_tables import Backup
from paydesk.operations import clearing_backups, keeping, proving
from paydesk.operations.clearing_backups import PART as PART
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.proving import Finding
from paydesk.rules import retention
from paydesk.rules.errors import ClockSetBack, DamagedFile, NotAllowed, PaydeskError

_TOUCHED = Touched((), ("backups",))

UNSOUND = "not-sound-"
"""Begins the name of a copy that is whole, of a clinic that is not sound."""

TRAIL = "the audit trail reaches what the backup holds"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BackedUp:
    """A proven backup. ``rows`` are all rows of all tables; ``removed`` the names of older ones that had their time."""

    file: Path
    made_at: datetime
    contents: Contents
    removed: tuple[str, ...] = ()
    touched: Touched = _TOUCHED


@dataclass(frozen=True)
class Checked:
    """What a backup holds and what in it does not hold; ``ok`` when nothing was found."""

    file: Path
    contents: Contents
    findings: tuple[Finding, ...] = ()
    clinic_id: str = ""

    @property
    def ok(self) -> bool:
        return not self.findings


def back_up(desk: Desk, key: bytes, file: Path, *, progress: Progress | None = None) -> BackedUp:
    """A backup of the whole clinic at ``file`` under the 32-byte ``key``; what stood there goes once it is proven.

    It takes no turn from anybody: others go on posting. ``progress`` is told hundredths, and stops it by raising; then,
    and when it is refused, nothing of it is left behind. Raises PaydeskError: no room, no folder, not proven.
    """
    with desk.looking("backups.make", to_act=True):
        pass  # asked now: the copy is there before the act that tells of it
    desk.flush_looks()
    file = file.absolute()
    taken = _write(desk.database, key, file, progress or unheard)
    made_at = desk.clock.now()
    try:
        with desk.doing("backups.make", "Made a backup") as session:
            backup_store.note(session, _row(desk, file, taken, made_at))
            about(session, file=file.name, folder=str(file.parent), rows=taken.rows, trail=taken.audit_id)
    except (NotAllowed, ClockSetBack):
        clearing_backups.removed(file)  # rights or clock changed meanwhile: the trail would not know of it
        raise
    return BackedUp(file, made_at, taken)


def back_up_into(desk: Desk, key: bytes, folder: Path, *, progress: Progress | None = None) -> BackedUp:
    """A backup named by its moment in ``folder``; then older ones of this clinic go, as rules.retention says."""
    folder = folder.absolute()
    with _in_words_of(folder):
        there = tuple(one.name for one in folder.iterdir())
    made = back_up(desk, key, folder / retention.name_of(local_now(desk), taken=there), progress=progress)
    with desk.database.reading() as session:
        ours = backup_store.names(session)
    had_their_time = retention.not_kept(ours & set(there), proven=made.file.name)
    gone = tuple(name for name in had_their_time if clearing_backups.removed(folder / name))
    clearing_backups.clear_unfinished(made.file, there)
    return BackedUp(made.file, made.made_at, made.contents, gone)


def before_update(database: Database, key: bytes, folder: Path, *, now: datetime) -> BackedUp:
    """A backup of a clinic whose tables are of an older paydesk, before they are migrated.

    Its proof is that every page is whole, all rows are there and the audit chain holds: today's rules may ask for what
    those tables do not have. Nothing is noted in the clinic: it may have no place for that yet. Of older ones of this
    clinic, those of updates that failed too, two more stay.
    """
    with database.reading() as session:
        revision = schema.revision(session.connection())
    file = folder / retention.update_name_of(revision, now)
    try:
        with _in_words_of(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = _write(database, key, file, unheard)
    except PaydeskError as error:
        told = f"The clinic stays as it is until a backup before the update is made. {error.sentence}"
        raise PaydeskError(told) from error
    return BackedUp(file, now, taken, clearing_backups.clear_updates(file, key))


def check(file: Path, key: bytes, *, progress: Progress | None = None) -> Checked:
    """Prove a backup without restoring it. Raises Damaged or WrongKey in one sentence; OSError when it is not there.

    Every page, then every rule of ``verify``; of an older paydesk's the pages and the audit chain alone.
    """
    hear = progress or unheard
    with backup_store.opened(file, key) as copied:
        backup_store.refuse_damage(copied, file, key)
        with copied.reading() as session:
            held = backup_store.contents(session)
            if held.revision not in schema.revisions():
                newer = f"{file.name} was written by a newer paydesk. Update the program on this PC."
                raise PaydeskError(newer, field="file")
            clinic = office_store.setting(session, "clinic") or {}
            return Checked(file, held, _findings(session, hear), clinic.get("clinic_id", ""))


def is_of(desk: Desk, checked: Checked) -> bool:
    """Whether the backup is of this very clinic, by the random word each got at its set-up."""
    with desk.looking("ledger.verify") as session:
        clinic = office_store.setting(session, "clinic") or {}
    return bool(checked.clinic_id) and clinic.get("clinic_id") == checked.clinic_id


def beside(desk: Desk, checked: Checked) -> Finding | None:
    """What a backup tells of the present clinic: a trail without the backup's last row was cut or written anew."""
    with desk.looking("ledger.verify") as session:
        end = checked.contents
        if backup_store.reaches(session, end.audit_id, end.audit_digest):
            return None
    says = (
        "the clinic's present trail does not have it: it was cut or written anew since, "
        "or an older backup was restored"
    )
    return Finding(TRAIL, f"audit row {end.audit_id}", says)


def note_of_update(desk: Desk, made: BackedUp) -> None:
    """Keep, once the clinic has its new tables, that it was backed up before."""
    with desk.doing("backups.make", "Made a backup before an update") as session:
        backup_store.note(session, _row(desk, made.file, made.contents, made.made_at))
        about(session, file=made.file.name, folder=str(made.file.parent), rows=made.contents.rows)


def _row(desk: Desk, file: Path, taken: Contents, made_at: datetime) -> Backup:
    return Backup(
        made_at=made_at, made_by=desk.actor.name, workstation=desk.actor.workstation, file_name=file.name,
        folder=str(file.parent), row_count=taken.rows, audit_id=taken.audit_id, audit_digest=taken.audit_digest,
    )  # fmt: skip


def _write(database: Database, key: bytes, file: Path, progress: Progress) -> Contents:
    """The proven copy of ``database`` at ``file``; what it holds."""
    part = file.with_name(file.name + PART)
    with _in_words_of(file.parent), _gone_unless_done(part):
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with _blamed_on_the_clinic(database):
            taken = backup_store.copy(database, part, key, progress=part_of(progress, 0, 60))
            backup_store.flush(part)
            backup_store.forget(part)
            found = check(part, key, progress=part_of(progress, 60, 100))
        if found.contents != taken:
            raise Damaged("The backup does not hold all rows of the clinic, so it was thrown away. Try again.")
        if not found.ok:
            raise _kept_unsound(part, file, key, found.findings[0])
        part.replace(file)
        backup_store.flush(file)
    return taken


@contextmanager
def _blamed_on_the_clinic(database: Database) -> Iterator[None]:
    """A copy of a damaged file is damaged, and it is not the copy that is to be replaced."""
    try:
        yield
    except Damaged as error:
        with database.reading() as session:
            pages = upkeep.damaged_pages(session)
        if pages:
            raise DamagedFile(
                f"The clinic's own file is damaged ({pages[0]}), so no backup was made. Restore the last good one."
            ) from error
        raise


def _kept_unsound(part: Path, file: Path, key: bytes, first: Finding) -> PaydeskError:
    """What is refused of a whole copy of a clinic that is not sound itself: it is kept under a name that says so.

    Nothing newer would be left if the PC were lost now. One such copy of a clinic stands in a folder; no proven one
    goes for it.
    """
    unsound = file.with_name(f"{UNSOUND}{file.name}")
    part.replace(unsound)
    backup_store.flush(unsound)
    for older in file.parent.glob(f"{UNSOUND}*"):
        if older.name != unsound.name and clearing_backups.clinic_of(older, key) is not None:
            clearing_backups.removed(older)
    return PaydeskError(
        f"This is no proven backup: the clinic itself does not hold ({first.rule}: {first.where}). A whole copy of it "
        f"is kept as {unsound.name}. Keep the backups you have, run paydesk verify, and ask for help."
    )


def _findings(session: Session, progress: Progress) -> tuple[Finding, ...]:
    if schema.revision(session.connection()) == schema.revisions()[-1]:
        return proving.prove_all(session, progress=progress).findings
    broken = audit_store.first_break(session)
    return (Finding("the audit chain is unbroken", "audit", broken),) if broken else ()


@contextmanager
def _gone_unless_done(part: Path) -> Iterator[None]:
    try:
        yield
    finally:
        for left in (part, part.with_name(part.name + "-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)


@contextmanager
def _in_words_of(folder: Path) -> Iterator[None]:
    """What the system says of a folder, as a sentence that says what to do."""
    try:
        yield
    except PaydeskError as error:
        if "disk is full" in error.sentence:
            raise PaydeskError(_NO_ROOM.format(folder=folder)) from error
        raise
    except OSError as error:
        sentence = _SENTENCES.get(error.errno or 0, f"The folder {{folder}} cannot be used: {error.strerror or error}.")
        raise PaydeskError(sentence.format(folder=folder)) from error


_NO_ROOM = "The backup does not fit into {folder}: the disk is full. Free some space or choose another folder."
_GONE = "The folder {folder} is not there. Connect the drive, or choose another folder for backups."
_SENTENCES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _NO_ROOM),
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO), _GONE),
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS),
        "Nothing can be written into {folder}: it is read-only. Choose another folder for backups.",
    ),
    errno.EIO: "The drive of {folder} does not answer. Connect it again, or choose another folder for backups.",
}


def local_now(desk: Desk) -> datetime:
    """The clinic's own time of day without its zone, as names tell it."""
    with desk.database.reading() as session:
        return keeping.local_time(session, desk.clock.now()).replace(tzinfo=None)


def part_of(progress: Progress, begin: int, end: int) -> Progress:
    """Progress of one part of the work, told as hundredths from ``begin`` to ``end``."""
    return lambda done, total: progress(begin + (end - begin) * done // max(total, 1), 100)


def unheard(done: int, total: int) -> None:
    """Nobody looks."""
