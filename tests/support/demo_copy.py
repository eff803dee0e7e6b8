"""The demo clinic made once for a run, and copies of its file for tests that change it."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from paydesk import demo
from paydesk.data.database import open_local
from paydesk.demo.year import ZONE, DemoClock
from paydesk.operations.desk import Desk

MORNING = datetime(2026, 11, 23, 10, 42, tzinfo=ZONE)


@dataclass(frozen=True)
class DemoFile:
    """A finished demo clinic on disk; ``copy`` gives a desk of its own."""

    path: Path
    key: bytes
    desk: Desk

    @classmethod
    def make(cls, folder: Path, *, patients: int = 16) -> DemoFile:
        """Build it; a second or two."""
        path, key = folder / "demo.paydesk", secrets.token_bytes(32)
        database = open_local(path, key, flush=False)
        desk = demo.build_demo(database, patients=patients, now=MORNING)
        desk.close()
        database.close()
        return cls(path, key, desk)

    def copy(self, folder: Path) -> Desk:
        """The same clinic in ``folder``, with the same clerk at the desk, at 10:42 of that Monday."""
        path = folder / "demo.paydesk"
        shutil.copy(self.path, path)
        clock = DemoClock()
        clock.stand(MORNING)
        return Desk(open_local(path, self.key, flush=False), clock, self.desk.actor)
