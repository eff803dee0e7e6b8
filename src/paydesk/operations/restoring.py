"""Restoring: a backup becomes the clinic, here or on a server, once all of it was proven where it is to be."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from paydesk.data import audit_store, backup_store, restore_store, schema
from paydesk.data.backup_store import Contents, Damaged
from paydesk.data.database import Database, Session
from paydesk.operations import backing_up, proving
from paydesk.operations.backing_up import Checked, part_of, unheard
from paydesk.operations.desk import Actor, Clock
from paydesk.rules.errors import PaydeskError

RESTORING = ".restoring"
"""Ends the name of a clinic that is not proven yet."""

Progress = Callable[[int, int], None]
_BLOCK = 4_000_000


@dataclass(frozen=True)
class Restored:
    """What the backup held; ``kept`` is where the clinic that stood there before is now, None when none did."""

    file: Path
    contents: Contents
    kept: Path | None = None


@dataclass(frozen=True)
class Restorer:
    """Who restores, by which clock: nobody sits at a desk of a clinic that is not there yet."""

    actor: Actor
    clock: Clock


def restore_here(
    who: Restorer, file: Path, key: bytes, clinic: Path, *, present_key: bytes | None = None,
    before: Callable[[], None] | None = None, progress: Progress | None = None,
) -> Restored:  # fmt: skip
    """The backup ``file`` becomes the clinic's file at ``clinic``; one that stands there is kept beside it.

    All of it is written beside the clinic first, brought up to this paydesk and proven; then ``before`` is called,
    where the key can be put away. ``present_key`` opens the clinic that stands there, None when nobody has it.
    Raises PaydeskError and changes nothing: a damaged, foreign or newer backup, no room, a clinic open elsewhere.
    """
    hear = progress or unheard
    checked = _checked(file, key, part_of(hear, 0, 40))
    part = clinic.with_name(clinic.name + RESTORING)
    with _in_words_of(clinic.parent), _gone_at_last(part):
        _copy_file(file, part, part_of(hear, 40, 60))
        with backup_store.opened(part, key, change=True) as made:
            backup_store.refuse_damage(made, part, key)
            schema.upgrade(made)
            with made.transaction() as session:
                _refuse_unsound(session, checked, part_of(hear, 60, 100))
                _tell(session, who, checked)
        backup_store.flush(part)
        if before is not None:
            before()
        kept = _name_for_the_present(clinic, who.clock.now().astimezone())
        stood = restore_store.put_in_place(part, clinic, present_key, kept=kept)
    return Restored(file, checked.contents, kept if stood else None)


def restore_shared(
    who: Restorer, file: Path, key: bytes, server: Database, *, progress: Progress | None = None
) -> Restored:
    """The backup ``file`` becomes the clinic in an empty database, whose owner's login ``server`` is.

    Tables, rows, sequences, guards and rights are there and proven before the one commit. Raises PaydeskError when a
    clinic is there already, and for all that ``restore_here`` refuses.
    """
    hear = progress or unheard
    checked = _checked(file, key, part_of(hear, 0, 40))
    with (
        _of_this_paydesk(checked, key) as copied,
        copied.reading() as source,
        server.moving() as session,
    ):
        restore_store.fill_server(session, source, progress=part_of(hear, 40, 70))
        _refuse_unsound(session, checked, part_of(hear, 70, 100))
        _tell(session, who, checked)
    return Restored(file, checked.contents)


def _checked(file: Path, key: bytes, progress: Progress) -> Checked:
    """The backup, of this paydesk or an older one, whole and sound. Raises PaydeskError."""
    found = backing_up.check(file, key, progress=progress)
    if not found.ok:
        first = found.findings[0]
        raise Damaged(
            f"{file.name} does not hold ({first.rule}: {first.where}, {first.says}). Nothing was restored; "
            "choose another backup."
        )
    return found


@contextmanager
def _of_this_paydesk(checked: Checked, key: bytes) -> Iterator[Database]:
    """The backup with today's tables: itself, or a copy of it that was brought up and is thrown away."""
    if checked.contents.revision == schema.revisions()[-1]:
        with backup_store.opened(checked.file, key) as copied:
            yield copied
        return
    with tempfile.TemporaryDirectory(prefix="paydesk-restore-") as folder:
        part = Path(folder) / checked.file.name
        _copy_file(checked.file, part, unheard)
        with backup_store.opened(part, key, change=True) as copied:
            schema.upgrade(copied)
            yield copied


def _refuse_unsound(session: Session, checked: Checked, progress: Progress) -> None:
    """What was restored holds, and every row is there."""
    proof = proving.prove_all(session, progress=progress)
    if not proof.ok:
        first = proof.findings[0]
        raise Damaged(f"The restored clinic does not hold ({first.rule}: {first.where}). Nothing was changed.")
    made, wanted = backup_store.contents(session).tables, checked.contents.tables
    older = checked.contents.revision != schema.revisions()[-1]
    if made != wanted and not (older and made["audit"] == wanted["audit"] and made["line"] == wanted["line"]):
        raise Damaged("The restored clinic does not have all rows of the backup. Nothing was changed; try again.")


def _tell(session: Session, who: Restorer, checked: Checked) -> None:
    """The trail goes on with what happened to the clinic."""
    facts = {
        "file": checked.file.name, "folder": str(checked.file.absolute().parent), "rows": checked.contents.rows,
        "trail": checked.contents.audit_id, "as_of": checked.contents.as_of,
    }  # fmt: skip
    act = audit_store.Act(
        at=who.clock.now(), actor=who.actor.name, workstation=who.actor.workstation, act=audit_store.RESTORED,
        summary=f"Restored from {checked.file.name}",
        details=json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str),
    )  # fmt: skip
    audit_store.append(session, (act,))


def _name_for_the_present(clinic: Path, now: datetime) -> Path:
    """Where the clinic that stands there goes; never the place of one that was kept before."""
    start = f"clinic-before-restore-{now:%Y-%m-%d-%H%M%S}"
    names = (clinic.with_name(f"{start}{f'-{one}' if one > 1 else ''}{clinic.suffix}") for one in count(1))
    return next(name for name in names if not name.exists())


def _copy_file(file: Path, to: Path, progress: Progress) -> None:
    total = file.stat().st_size
    to.unlink(missing_ok=True)
    to.touch(mode=0o600)
    with file.open("rb") as source, to.open("wb") as target:
        while block := source.read(_BLOCK):
            target.write(block)
            progress(target.tell(), total)


@contextmanager
def _gone_at_last(part: Path) -> Iterator[None]:
    try:
        yield
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                part.with_name(part.name + ending).unlink(missing_ok=True)


@contextmanager
def _in_words_of(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PaydeskError(
            f"The clinic cannot be restored into {folder}: {error.strerror or error}. Nothing was changed."
        ) from error
