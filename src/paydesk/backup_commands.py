"""The commands that make, check and restore backups, told in words or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # The database floor is loaded by who needs it: "paydesk --help" does not.
    from paydesk.data.backup_store import Contents
    from paydesk.operations.desk import Desk

DONE, REFUSED = 0, 1
Add = Callable[[Any, str, str, Any], argparse.ArgumentParser]
Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]


def add(commands: Any, adding: Add, desk: Sit) -> None:
    """Add the three commands; ``adding`` makes one, ``desk`` opens the clinic that is meant."""
    for name, words, does in (
        ("backup", "make a backup of the whole clinic and prove it", lambda asked: _backup(asked, desk)),
        ("restore", "make the clinic of a backup, proven first; the present one is kept beside it", _restore),
        ("check", "prove a backup without restoring it", _check),
    ):
        adding(commands, name, words, does).add_argument("file", type=Path, metavar="FILE")


def _backup(asked: argparse.Namespace, sit: Sit) -> int:
    from paydesk import config, safekeeping

    with sit(asked) as desk:
        kept = safekeeping.back_up(desk, config.home(asked.home), asked.file)
    made = kept.backup
    if asked.json:
        _tell({
            **_document(made.file, made.contents), "made_at": made.made_at.isoformat(), "verified": True,
            "recovery": list(kept.recovery),
        })  # fmt: skip
        return DONE
    print(f"Backed up and proven: {made.file} ({_words(made.contents)})")
    if kept.recovery:
        print("Its key is new. Print these lines and keep them locked away: without them no backup can be opened.")
        print("\n".join(kept.recovery))
    return DONE


def _check(asked: argparse.Namespace) -> int:
    from paydesk import config, safekeeping

    found = safekeeping.check(config.home(asked.home), asked.file, url=asked.database)
    ok, held = not found.findings, found.checked.contents
    if asked.json:
        findings = [{"rule": one.rule, "where": one.where, "says": one.says} for one in found.findings]
        _tell({**_document(asked.file, held), "verified": ok, "trail_reached": found.trail, "findings": findings})
        return DONE if ok else REFUSED
    print(f"{'Holds' if ok else 'Does not hold'}: {asked.file} ({_words(held)})")
    for one in found.findings:
        print(f"{one.rule}: {one.where}: {one.says}", file=sys.stderr)
    return DONE if ok else REFUSED


def _restore(asked: argparse.Namespace) -> int:
    from paydesk import config, safekeeping

    place = config.home(asked.home)
    made = safekeeping.restore(place, asked.file, url=asked.database)
    if asked.json:
        where = {"home": None} if asked.database else {"home": str(place.root)}
        kept = str(made.kept) if made.kept else None
        _tell({**_document(asked.file, made.contents), **where, "kept": kept, "verified": True})
        return DONE
    print(f"Restored and proven: {asked.file} ({_words(made.contents)})")
    if made.kept:
        print(f"The clinic that was there is kept as {made.kept}")
    return DONE


def _document(file: Path, held: Contents) -> dict[str, Any]:
    as_of = held.as_of.isoformat() if held.as_of else None
    return {
        "file": str(file.absolute()), "rows": held.rows, "audit_rows": held.tables.get("audit", 0),
        "as_of": as_of, "revision": held.revision,
    }  # fmt: skip


def _words(held: Contents) -> str:
    last = f", the last of {held.as_of:%Y-%m-%d %H:%M} UTC" if held.as_of else ""
    return f"{held.rows:,} rows{last}"


def _tell(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))
