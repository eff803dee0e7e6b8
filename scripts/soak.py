"""The long proofs that no test run has time for; prints what was done and what came of it, 1 when anything did.

    python scripts/soak.py [--kills N] [--steps N] [--mutants N] [--seed N] [--only WORD ...]

``--kills`` is how often each work is killed on each engine, ``--steps`` how many acts of five people are proven one by
one on each, ``--mutants`` how many mistakes are planted in the rules of money to be noticed by their tests; ``--seed``
makes other luck.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "src")]

from operations.test_billing_machine import StatementMachine  # noqa: E402
from operations.test_desk_machine import DeskMachine, run_weeks  # noqa: E402
from operations.test_money_machine import MoneyMachine  # noqa: E402
from paydesk.data import schema  # noqa: E402
from paydesk.data.database import Database, open_server  # noqa: E402
from support import overpaid_clinic, planned_clinic  # noqa: E402
from support.billed_clinic import FILE, answer_all, billed  # noqa: E402
from support.blows import Blow, random_blow  # noqa: E402
from support.busy_desk import FILE_POINTS, POINTS, Work, statement  # noqa: E402
from support.fallen_clinics import SAMPLE, LocalClinics, SharedClinics, families, nobody, of_old  # noqa: E402
from support.kills import KINDS, Fall, fall  # noqa: E402
from support.postgres_server import running_server  # noqa: E402

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "synthea"
A_CLINIC_LASTS = 40
"""Deaths in one clinic before the next one is taken: the proof looks at all of it each time."""
WORK = tuple(KINDS)
ASKED = dict.fromkeys(overpaid_clinic.ASKED, overpaid_clinic.overpaid) | dict.fromkeys(
    planned_clinic.ASKED, planned_clinic.planned
)
"""Single acts, and the clinic each is done in."""
ONCE = ("posting a remittance", "importing", "migrating", "restoring", *ASKED)
"""What a desk does once and is done with."""
STATEMENTS = {"migrating": 250, "posting a remittance": 230}
"""How many statements such a work takes, at the least."""
OF_FILES = ("backing up", "restoring")
PARTS = ("killed desks", "killed server", "weeks", "mutants")
A_WEEK = 50
"""Acts in one clinic before the next one is taken: every rule is proven after each."""
A_DAY = 25
"""Postings in one clinic, whose whole ledger is added up by hand after each."""
COLUMNS = (
    ("kills", "kills"), ("acknowledged", "acknowledged"), ("lost", "lost"), ("doubled", "doubled"),
    ("there, not acknowledged", "unacknowledged_there"), ("gone, not acknowledged", "unacknowledged_gone"),
)  # fmt: skip
Clinics = LocalClinics | SharedClinics


def main(arguments: list[str]) -> int:
    """1 when something was lost, doubled or broken, or a mutant survived."""
    parser = argparse.ArgumentParser(prog="dev.py soak")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--mutants", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked = parser.parse_args(arguments)
    rows: list[tuple[str, Fall]] = []
    with tempfile.TemporaryDirectory() as folder, running_server(durable=True, on_disk=True) as server:
        local, shared = LocalClinics(Path(folder)), SharedClinics(server)
        if "killed desks" in asked.only:
            for engine, clinics in (("SQLCipher", local), ("PostgreSQL", shared)):
                for work in WORK:
                    rows.append(_row(f"{engine}: {work}", lambda: _desks(clinics, work, asked.kills, asked.seed)))  # noqa: B023
        if "killed server" in asked.only:
            for work in ("a day of all", "importing", "migrating"):
                rows.append(_row(
                    f"PostgreSQL, whole server: {work}", lambda: _server(shared, work, asked.kills, asked.seed),  # noqa: B023
                ))  # fmt: skip
    if "weeks" in asked.only:
        _weeks(asked.steps)
    survived = "mutants" in asked.only and _mutants(asked.mutants, asked.seed)
    if rows:
        _print(rows)
    return int(survived or any(total.lost or total.doubled or total.broken for _, total in rows))


def _mutants(many: int, seed: int) -> bool:
    """Whether one survived; in a process of its own, since this one knows the rules as they are."""
    program = Path(__file__).with_name("mutants.py")
    return subprocess.run([sys.executable, str(program), f"--mutants={many}", f"--seed={seed}"]).returncode != 0


def _weeks(steps: int) -> None:
    """Random weeks of a whole desk; raises with the acts that led there when anything does not hold."""
    with running_server() as server:
        template = server.create_database("migrated")
        owner = open_server(template)
        schema.upgrade(owner)
        owner.close()

        class Shared(Counted):
            def fresh(self) -> Database:
                self.url = server.create_database(template="migrated")
                return open_server(server.clerks(self.url))

            def teardown(self) -> None:
                super().teardown()
                server.drop_database(self.url)

        for engine, machine in (("SQLCipher", Counted), ("PostgreSQL", Shared)):
            began, Counted.acts, Counted.refusals = time.monotonic(), 0, 0
            while Counted.acts < steps:
                run_weeks(machine, examples=20, steps=A_WEEK, luck=True)
            took = time.monotonic() - began
            acts, refused = f"{Counted.acts:,} acts of five people in {took:.0f} s", f"{Counted.refusals:,} refused"
            print(f"{engine}: {acts}, {refused}; all rules held after each, nobody exceeded her rights", flush=True)
    began, days = time.monotonic(), max(1, steps // (2 * A_DAY))
    for each in (MoneyMachine, StatementMachine):
        run_weeks(each, examples=days, steps=A_DAY, luck=True)
    took = time.monotonic() - began
    print(f"{2 * days * A_DAY:,} postings in {took:.0f} s: ledger, pages and statements held after each", flush=True)


class Counted(DeskMachine):
    """A week that tells how much was tried in it."""

    acts = refusals = 0

    def teardown(self) -> None:
        Counted.acts += self.steps
        Counted.refusals += self.refused
        super().teardown()


def _row(title: str, run: Callable[[], Fall]) -> tuple[str, Fall]:
    began = time.monotonic()
    print(f"Killing: {title}", flush=True)
    total = run()
    print(f"  {total.kills} times in {time.monotonic() - began:.0f} s", flush=True)
    for sentence in total.broken[:5]:
        print(f"  BROKEN {sentence}", flush=True)
    return title, total


def _desks(clinics: Clinics, kind: str, kills: int, seed: int) -> Fall:
    total, chance = Fall(), Random(f"{kind} {type(clinics).__name__} {seed}")
    for number, work in zip(range(kills), _clinics(clinics, kind), strict=False):
        total.add(fall(work, kind, seed * 100_000 + number, _blow(kind, chance), clinics.server))
    return total


def _server(clinics: SharedClinics, kind: str, kills: int, seed: int) -> Fall:
    total, chance = Fall(), Random(f"{kind} {seed}")
    for number, work in zip(range(kills), _clinics(clinics, kind), strict=False):
        blow = replace(random_blow(chance, longest=_longest(kind)), server=clinics.server)
        if kind in ONCE:
            blow = replace(blow, after=0)
        total.add(fall(work, kind, seed * 100_000 + number, blow, clinics.server))
    return total


def _blow(kind: str, chance: Random) -> Blow:
    """Half of them at a moment, half at a point."""
    once = kind in ONCE
    if chance.random() < 0.5:
        blow = random_blow(chance, longest=_longest(kind))
        return replace(blow, after=0) if once else replace(blow, after=blow.after % 2) if kind in OF_FILES else blow
    if kind in OF_FILES:
        return Blow(after=0 if once else chance.randrange(3), arm=FILE_POINTS[chance.choice(tuple(FILE_POINTS))])
    arm = statement(chance.randrange(STATEMENTS.get(kind, 60))) if once else None
    return Blow(after=0 if once else chance.randrange(8), arm=arm or POINTS[chance.choice(tuple(POINTS))])


def _longest(kind: str) -> float:
    """Seconds within which the moment lies: an act takes milliseconds, the others a good part of a second."""
    return 0.05 if kind in ASKED else 0.8 if kind in ONCE else 0.3 if kind in OF_FILES else 0.006


def _clinics(clinics: Clinics, kind: str) -> Iterator[Work]:
    fills = {"importing": nobody, "migrating": of_old, "posting a remittance": billed, **ASKED}
    fill = fills.get(kind, families)
    source = (SHARED / "open" if (SHARED / "open").is_dir() else SAMPLE) if kind == "importing" else None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) if kind in (*OF_FILES, *ASKED) else Path(folder) / FILE if fill is billed else source
        while True:
            work = clinics.clinic(fill, source=source)
            if fill is billed:
                desk = work.place.desk()
                answer_all(desk, Path(folder))
                desk.database.close()
            for _ in range(1 if fill is not families else A_CLINIC_LASTS):
                yield work
            clinics.drop(work)


def _print(rows: list[tuple[str, Fall]]) -> None:
    widest = max(len(title) for title, _ in rows)
    print()
    print(" " * widest, *(f"{title:>{max(8, len(title))}}" for title, _ in COLUMNS), "  broken")
    for title, total in rows:
        figures = (f"{getattr(total, name):>{max(8, len(heading))},}" for heading, name in COLUMNS)
        print(f"{title:<{widest}}", *figures, f"{len(total.broken):>8,}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
