"""Clinics to be killed: real files and real servers, with families at whose accounts a desk can work."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from paydesk.data import schema
from paydesk.data.database import Database, open_local, open_server
from support.busy_desk import MORNING, Place, Work
from support.fixed_clock import FixedClock
from support.money_clinic import MoneyClinic
from support.old_clinic import of_the_first_schema
from support.postgres_server import PostgresServer

SAMPLE = Path(__file__).parents[1] / "gateways" / "samples" / "synthea"


@dataclass
class LocalClinics:
    """Copies of one file; ``old`` ones are of the first schema."""

    folder: Path
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _numbers: count[int] = field(default_factory=count)
    _templates: dict[str, tuple[Path, Work]] = field(default_factory=dict)

    server: None = None

    def clinic(self, fill: Callable[[Database], tuple[tuple[int, int], ...]], *, source: Path | None = None) -> Work:
        """A clinic of its own, filled as asked."""
        name = fill.__name__
        if name not in self._templates:
            path = self.folder / f"{name}.paydesk"
            database = open_local(path, self.key)
            families = fill(database)
            pooled = database.engine.raw_connection()
            pooled.cursor().execute("VACUUM")  # what a migration left free would hide a full disk
            pooled.close()
            database.close()
            self._templates[name] = path, Work(Place(), families)
        path, work = self._templates[name]
        copy = self.folder / f"clinic{next(self._numbers)}.paydesk"
        shutil.copy(path, copy)
        return Work(Place(file=str(copy), key=self.key, source=str(source or "")), work.families)

    def drop(self, work: Work) -> None:
        """It is done with."""
        for suffix in ("", "-wal", "-shm"):
            Path(work.place.file + suffix).unlink(missing_ok=True)


@dataclass
class SharedClinics:
    """Copies of one database on a server, worked at by the owner, who may also migrate."""

    server: PostgresServer
    _templates: dict[str, tuple[str, Work]] = field(default_factory=dict)

    def clinic(self, fill: Callable[[Database], tuple[tuple[int, int], ...]], *, source: Path | None = None) -> Work:
        """A clinic of its own, filled as asked."""
        name = fill.__name__
        if name not in self._templates:
            database = open_server(self.server.create_database(name))
            families = fill(database)
            database.close()
            self._templates[name] = name, Work(Place(), families)
        template, work = self._templates[name]
        url = self.server.create_database(template=template)
        # Until then a copied sequence goes back to where it stood in the template when the server is killed: what is
        # copied is the promise that its next numbers are logged, not the log.
        self.server.administer("CHECKPOINT")
        return Work(Place(url=url, source=str(source or "")), work.families)

    def drop(self, work: Work) -> None:
        """It is done with."""
        self.server.drop_database(work.place.url)


def families(database: Database) -> tuple[tuple[int, int], ...]:
    """Four families that owe something; the first is insured."""
    schema.upgrade(database)
    money = MoneyClinic(database, FixedClock(MORNING))
    made = [money.family(number=7001 + n, plans=(0,) if n == 0 else ()) for n in range(4)]
    for one in made:
        money.charge(one.patients[0], 120_00, 35_50)
    money.desk.close()
    return tuple((one.account, one.patients[0]) for one in made)


def nobody(database: Database) -> tuple[tuple[int, int], ...]:
    """A clinic without a patient."""
    schema.upgrade(database)
    return ()


def of_old(database: Database) -> tuple[tuple[int, int], ...]:
    """A clinic of the first schema."""
    of_the_first_schema(database)
    return ()
