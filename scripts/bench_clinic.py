"""Builds the clinic of the benchmark once: set-wise, in SQL both engines speak, with the triggers put away.

It is kept in the system's temporary folder under a stamp of the schema and of the programs that build it. A visit
has four charges for an insurer, who answers after three weeks; a part moves to the patient, who mostly pays it.
Entries have one line a charge, so the ledger has some eight million lines for two million charges.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import bench_people
import bench_server
from bench_people import ACCOUNT_SQL, account_number, people
from sqlalchemy import text

from paydesk.data import schema, triggers
from paydesk.data.database import Database, open_local, open_server
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.identity import search_key
from paydesk.rules.office import Role

TODAY = date(2026, 11, 20)
DAYS = 1461
FIRST_DAY = TODAY - timedelta(days=DAYS - 1)
KEY = hashlib.sha256(b"nobody is in this clinic").digest()
FACTS = '{"lines": "' + "what the receipt says, as long as it is in life; " * 8 + '"}'


@dataclass(frozen=True)
class Scale:
    """How large: so many patients, with twenty charges each."""

    patients: int
    name: str

    @property
    def visits(self) -> int:
        return self.patients * 5


LARGE = Scale(100_000, "large")
SMALL = Scale(2_000, "small")


class BenchClock:
    """Always the last day of the clinic."""

    def now(self) -> datetime:
        return datetime(TODAY.year, TODAY.month, TODAY.day, 17, tzinfo=UTC)

    def here(self) -> datetime:
        return self.now()

    def today(self) -> date:
        return TODAY


def folder(scale: Scale) -> Path:
    """Where this clinic is kept; those of an older program are cleared away."""
    makers = (bench_people.__file__, __file__, triggers.__file__)
    migrations = Path(schema.__file__).parent / "migrations"
    sources = b"".join(Path(file).read_bytes() for file in (*makers, *sorted(migrations.rglob("*.py"))))
    stamp = hashlib.sha256(sources).hexdigest()[:12]
    root = Path(tempfile.gettempdir()) / "paydesk-bench"
    kept = root / f"{scale.name}-{stamp}"
    for old in root.glob(f"{scale.name}-*"):
        if old != kept:
            shutil.rmtree(old)
    kept.mkdir(parents=True, exist_ok=True)
    return kept


def desk(database: Database) -> Desk:
    """The desk at which everything is measured."""
    return Desk(database, BenchClock(), Actor("bench", Role.ADMINISTRATOR, "bench"))


@contextmanager
def local_clinic(scale: Scale) -> Iterator[Database]:
    """The clinic on SQLCipher."""
    file = folder(scale) / "clinic.db"
    if not file.exists():
        making = file.with_suffix(".making")
        for suffix in ("", "-wal", "-shm"):
            making.with_name(making.name + suffix).unlink(missing_ok=True)
        database = open_local(making, KEY, flush=False)
        build(database, scale)
        database.close()
        making.rename(file)
    database = open_local(file, KEY)
    yield database
    database.close()


@contextmanager
def shared_clinic(scale: Scale) -> Iterator[Database]:
    """The clinic on a PostgreSQL of our own."""
    kept = folder(scale)
    with bench_server.running(kept / "pg") as server:
        tell = open_server(bench_server.url(server, "postgres"))
        with tell.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            names = set(connection.execute(text("SELECT datname FROM pg_database")).scalars())
            if "clinic" not in names:
                connection.execute(text("DROP DATABASE IF EXISTS making"))
                connection.execute(text("CREATE DATABASE making TEMPLATE template0"))
                database = open_server(bench_server.url(server, "making"))
                build(database, scale)
                database.close()
                connection.execute(text("ALTER DATABASE making RENAME TO clinic"))
        tell.close()
        database = open_server(bench_server.url(server, "clinic"))
        yield database
        database.close()


def build(database: Database, scale: Scale) -> None:
    """Fill an empty database."""
    began = time.monotonic()
    engine = "PostgreSQL" if database.shared else "SQLCipher"
    print(f"Building the {scale.name} clinic on {engine} ...", end=" ", flush=True)
    schema.upgrade(database)
    with database.engine.begin() as connection:
        triggers.drop(connection)
    pooled = database.engine.raw_connection()
    raw: Any = pooled.driver_connection
    Loading(raw, scale, on_server=database.shared).run()
    pooled.close()
    with database.engine.begin() as connection:
        triggers.create(connection)
    schema.refuse_without_triggers(database)
    print(f"{time.monotonic() - began:.0f} s", flush=True)


class Loading:
    """One loading over a raw connection."""

    def __init__(self, connection: Any, scale: Scale, *, on_server: bool) -> None:
        self.connection, self.scale, self.on_server = connection, scale, on_server
        self.cursor = connection.cursor()

    def run(self) -> None:
        """Everything in one transaction, the indexes after the rows."""
        prepare: tuple[str, ...] = ("SET session_replication_role = replica", "SET work_mem = '512MB'")
        if not self.on_server:
            prepare = ("PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -1500000", "PRAGMA journal_mode = OFF")
        for statement in prepare:
            self.cursor.execute(statement)
        if not self.on_server:
            self.cursor.execute("BEGIN")
        indexes = self._take_indexes()
        self._office()
        self._people()
        self._care()
        for statement in money(self.on_server):
            self.cursor.execute(self._filled(statement))
        for statement in indexes:
            self.cursor.execute(statement)
        for statement in BALANCES:
            self.cursor.execute(statement)
        self._numbers()
        self.connection.commit() if self.on_server else self.cursor.execute("COMMIT")
        if self.on_server:
            self.connection.autocommit = True
            self.cursor.execute("VACUUM ANALYZE")
            self.cursor.execute("CHECKPOINT")
            self.connection.autocommit = False
        else:
            self.cursor.execute("PRAGMA journal_mode = WAL")

    def _take_indexes(self) -> list[str]:
        """Drop what is no constraint; the statements that make it again."""
        known = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if self.on_server:
            known = (
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
                "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
            )
        found = list(self.cursor.execute(known).fetchall())
        for name, _ in found:
            self.cursor.execute(f"DROP INDEX {name}")
        return [made for _, made in found]

    def _fill(self, table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
        if self.on_server:
            with self.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * (columns.count(",") + 1))
        self.cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    def _office(self) -> None:
        payer = "id, name, kind, edi_id, phone, line1, city, state, zip, active, version"
        for number in range(1, 21):
            self.cursor.execute(
                f"INSERT INTO payer ({payer}) VALUES ({number}, 'Payer {number}', 'commercial', '', '', '', '', '', "
                f"'', true, 1)"
            )
            self.cursor.execute(
                f"INSERT INTO insurance_plan (id, payer_id, name, group_number) VALUES ({number}, {number}, 'PPO', '')"
            )
            self.cursor.execute(
                "INSERT INTO provider (id, name, npi, specialty, active, version) "
                f"VALUES ({number}, 'Provider {number}', '', '', true, 1)"
            )
        self.cursor.execute("INSERT INTO place (id, name, pos_code, active) VALUES (1, 'Clinic', '11', true)")

    def _people(self) -> None:
        folk = list(people(self.scale.patients))
        opened = FIRST_DAY.isoformat()
        self._fill(
            "account", "id, number, guarantor_id, status, opened_on, version",
            ((one.account, account_number(one.account), one.id, "active", opened, 1) for one in folk if one.leads),
        )  # fmt: skip
        self._fill(
            "person",
            "id, account_id, is_patient, last_name, first_name, middle_name, suffix, preferred_name, birth_date, sex, "
            "language, relation, employer, employer_phone, status, version",
            ((one.id, one.account, True, one.last, one.first, "", "", "", one.born.isoformat(), "F", "en",
              "self" if one.leads else "child", "", "", "active", 1) for one in folk),
        )  # fmt: skip
        self._fill(
            "phone", "id, person_id, kind, digits, extension, may_call, may_text, do_not_use, preferred",
            ((one.id, one.id, "mobile", one.phone, "", True, False, False, True) for one in folk),
        )  # fmt: skip
        self._fill(
            "address", "id, person_id, kind, line1, line2, city, state, zip, do_not_use",
            ((one.id, one.id, "home", f"{one.id % 900} Main Street", "", "Bend", "OR", f"{97000 + one.id % 900}", False)
             for one in folk if one.leads),
        )  # fmt: skip
        self._fill(
            "coverage",
            "id, patient_id, insurance_plan_id, member_number, subscriber_name, relation, priority, valid_from, copay, "
            "version",
            ((one.id, one.id, one.id % 20 + 1, one.member, "", "self", 1, opened, 2500, 1) for one in folk),
        )  # fmt: skip
        rows = sorted((term, one.id, kind) for one in folk for term, kind in one.terms())
        self._fill("search_term", "term, person_id, kind", rows)
        if not self.on_server:
            names = ((one.id, search_key(f"{one.last} {one.first}")) for one in folk)
            self._fill("name_trigram", "rowid, name", names)

    def _care(self) -> None:
        """One row a visit, from which all money follows; and the four places of a visit's charges."""
        series = f"WITH RECURSIVE s(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM s WHERE v < {self.scale.visits}) "
        if self.on_server:
            series = f"WITH s AS (SELECT generate_series(1, {self.scale.visits})::bigint AS v) "
        self.cursor.execute("CREATE TEMP TABLE k (k INTEGER PRIMARY KEY)")
        self.cursor.execute("INSERT INTO k VALUES (0), (1), (2), (3)")
        self.cursor.execute(
            "CREATE TEMP TABLE care (v BIGINT PRIMARY KEY, p BIGINT, a BIGINT, n BIGINT, r BIGINT, shares INTEGER, "
            "answered INTEGER, paid INTEGER, extra INTEGER)"
        )
        self.cursor.execute("INSERT INTO care " + self._filled(PLAN.format(series=series, account=ACCOUNT_SQL)))
        if self.on_server:
            self.cursor.execute("ANALYZE care")

    def _filled(self, statement: str) -> str:
        return statement.replace("@VISITS", str(self.scale.visits)).replace("@PATIENTS", str(self.scale.patients))

    def _numbers(self) -> None:
        """The next receipt, account and row numbers follow what was loaded."""
        self.cursor.execute("INSERT INTO counter (name, value) SELECT 'receipt', max(number) FROM receipt")
        self.cursor.execute("INSERT INTO counter (name, value) SELECT 'account', max(number) FROM account")
        if not self.on_server:
            return
        self.cursor.execute("SELECT setval('entry_number', (SELECT max(id) FROM entry))")
        for table in ("account", "person", "phone", "address", "coverage", "payer", "insurance_plan", "provider",
                      "place", "visit", "charge", "lot", "remittance_claim"):  # fmt: skip
            self.cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )


# shares: on how many charges the patient has a part; r: the day of the insurer's answer, counted like n from the
# first day. How many do not pay their part falls with its age, so that some 80,000 charges are open in the end.
PLAN = f"""{{series}}, places AS (
  SELECT v, (v * 48271) % @PATIENTS + 1 AS p, (v - 1) * {DAYS} / @VISITS AS n,
    ((v - 1) / 4 * 4 + 3) * {DAYS} / @VISITS + 21 AS r, (v * 7919 + v / 97 * 104729 + v / 31 * 31) % 10007 AS h
  FROM s
), answers AS (
  SELECT v, p, n, r, h, CASE WHEN h % 10 < 3 THEN 4 ELSE 1 END AS shares,
    CASE WHEN r <= {DAYS - 1} AND NOT (h % 150 = 0 AND r > {DAYS - 200}) THEN 1 ELSE 0 END AS answered,
    CASE WHEN r > {DAYS - 11} THEN 10007 WHEN r > {DAYS - 31} THEN 5000 WHEN r > {DAYS - 61} THEN 2500
      WHEN r > {DAYS - 91} THEN 1500 WHEN r > {DAYS - 121} THEN 1000 WHEN r > {DAYS - 365} THEN 800 ELSE 150
    END AS unpaid
  FROM places
)
SELECT v, p, {{account}}, n, r, shares, answered,
  CASE WHEN answered = 1 AND (h * 31) % 10007 >= unpaid THEN 1 ELSE 0 END, CASE WHEN v % 400 = 7 THEN 5000 ELSE 0 END
FROM answers"""

_CHARGE = "(v - 1) * 4 + k + 1"
_FEE = "(8000 + (v * 37 + k * 1301) % 24000)"
_PRICE = f"({_FEE} * 6 / 10)"
_SHARE = f"(CASE WHEN shares = 4 THEN {_PRICE} WHEN k = 0 THEN 2500 ELSE 0 END)"
_LINE = "INSERT INTO line (entry_id, seq, account_id, patient_id, charge_id, coverage_id, lot_id, amount, why) SELECT"
_REMITTED = "@VISITS + (v - 1) / 4 + 1"


def money(on_server: bool) -> tuple[str, ...]:
    """The statements that fill visits, charges, lots, lines and entries from the care."""

    def day(count: str) -> str:
        if on_server:
            return f"(DATE '{FIRST_DAY}' + CAST({count} AS INTEGER))"
        return f"date('{FIRST_DAY}', ({count}) || ' days')"

    def moment(count: str) -> str:
        if on_server:
            return f"({day(count)} + TIME '17:00') AT TIME ZONE 'UTC'"
        return f"{day(count)} || ' 17:00:00.000000'"

    paid = "FROM care WHERE paid = 1"
    posted = "CASE (e - 1) % 5 WHEN 0 THEN n WHEN 4 THEN r + 10 ELSE r END"
    kinds = ("charge", "insurer payment", "contractual adjustment", "responsibility transfer")
    kind = " ".join(f"WHEN {number} THEN '{name}'" for number, name in enumerate(kinds))
    return (
        f"""INSERT INTO visit (id, account_id, patient_id, visit_date, provider_id, place_id, status, reason, self_pay,
          version) SELECT v, a, p, {day("n")}, v % 20 + 1, 1, 'done', 'Follow-up', false, 1 FROM care""",
        """INSERT INTO visit_diagnosis (visit_id, position, code, system, description)
          SELECT v, 1, 'I10', 'ICD-10-CM', 'Essential (primary) hypertension' FROM care""",
        f"""INSERT INTO charge (id, account_id, patient_id, visit_id, kind, service_date, version, answer, reopened,
          held, disputed, hold_reason) SELECT {_CHARGE}, a, p, v, 'procedure', {day("n")}, 1,
          CASE WHEN answered = 1 THEN 'answered' ELSE '' END, false, false, false, '' FROM care, k""",
        f"""INSERT INTO charge_version (charge_id, version, code, system, description, modifiers, units, fee, pointers,
          provider_id, place_id, service_date, reason) SELECT {_CHARGE}, 1, '9921' || k, 'CPT', 'Office visit', '', 1,
          {_FEE}, '1', v % 20 + 1, 1, {day("n")}, '' FROM care, k""",
        f"""INSERT INTO lot (id, kind, amount, received_on, posted_on, imported, key, entered_at, entered_by)
          SELECT v, 'receipt', extra + (SELECT sum({_SHARE}) FROM k), {day("r + 10")}, {day("r + 10")}, false,
          'p' || v, {moment("r + 10")}, 'bench' {paid}""",
        f"""INSERT INTO receipt (lot_id, number, account_id, method, check_number, bank, card_brand, card_last4,
          "authorization", facts) SELECT v, 1000 + row_number() OVER (ORDER BY v), a, 'card', '', '', 'Visa', '4417',
          '', '{FACTS}' {paid}""",
        f"""INSERT INTO lot (id, kind, amount, received_on, posted_on, imported, key, entered_at, entered_by)
          SELECT {_REMITTED}, 'remittance', sum(CASE WHEN answered = 1 THEN {_PRICE} - {_SHARE} ELSE 0 END),
          {day("min(r)")}, {day("min(r)")}, false, 'r' || {_REMITTED}, {moment("min(r)")}, 'bench'
          FROM care, k WHERE r <= {DAYS - 1} GROUP BY {_REMITTED}""",
        """INSERT INTO remittance (lot_id, payer_id, trace, provider_adjustments)
          SELECT id, id % 20 + 1, 'T' || id, 0 FROM lot WHERE kind = 'remittance'""",
        f"""INSERT INTO remittance_claim (id, lot_id, coverage_id, visit_id, paid, outcome, posted, group_id)
          SELECT v, {_REMITTED}, p, v, (SELECT sum({_PRICE} - {_SHARE}) FROM k),
          CASE WHEN shares = 4 THEN 'to patient' ELSE 'paid' END, true,
          (v - 1) * 5 + CASE WHEN shares = 4 THEN 3 ELSE 2 END FROM care WHERE answered = 1""",
        f"{_LINE} (v - 1) * 5 + 1, k, a, p, {_CHARGE}, p, NULL, {_FEE}, '' FROM care, k",
        f"""{_LINE} (v - 1) * 5 + 2, k, a, p, {_CHARGE}, p, {_REMITTED}, {_SHARE} - {_PRICE}, 'insurer paid'
          FROM care, k WHERE answered = 1 AND shares = 1""",
        f"""{_LINE} (v - 1) * 5 + 3, k, a, p, {_CHARGE}, p, NULL, {_PRICE} - {_FEE}, 'price by contract'
          FROM care, k WHERE answered = 1""",
        f"""{_LINE} (v - 1) * 5 + 4, k * 2, a, p, {_CHARGE}, p, NULL, -{_SHARE}, 'your share'
          FROM care, k WHERE answered = 1 AND k < shares""",
        f"""{_LINE} (v - 1) * 5 + 4, k * 2 + 1, a, p, {_CHARGE}, NULL, NULL, {_SHARE}, 'your share'
          FROM care, k WHERE answered = 1 AND k < shares""",
        f"""{_LINE} (v - 1) * 5 + 5, k, a, p, {_CHARGE}, NULL, v, -{_SHARE}, 'oldest first'
          FROM care, k WHERE paid = 1 AND k < shares""",
        f"""{_LINE} (v - 1) * 5 + 5, 9, a, NULL, NULL, NULL, v, -extra, 'left over'
          FROM care WHERE paid = 1 AND extra > 0""",
        f"""INSERT INTO entry (id, kind, total, posted_on, entered_at, actor, workstation, reason, group_id, because,
          because_id, imported, key)
          SELECT e, CASE (e - 1) % 5 {kind} ELSE 'patient payment' END, total, {day(posted)}, {moment(posted)}, 'bench',
          'bench', '',
          CASE WHEN (e - 1) % 5 IN (0, 4) THEN e ELSE (v - 1) * 5 + CASE WHEN shares = 4 THEN 3 ELSE 2 END END,
          CASE (e - 1) % 5 WHEN 0 THEN 'visit' WHEN 4 THEN 'receipt' ELSE 'remittance claim' END, v, false, 'e' || e
          FROM (SELECT entry_id AS e, sum(amount) AS total FROM line GROUP BY entry_id) t
          JOIN care ON v = (e - 1) / 5 + 1""",
    )


BALANCES = (
    """INSERT INTO charge_balance (charge_id, coverage_id, account_id, patient_id, balance, owed, responsibility_date,
      group_id, owed_before, date_before)
      SELECT l.charge_id, coalesce(l.coverage_id, 0), min(l.account_id), min(l.patient_id), sum(l.amount),
        sum(CASE WHEN l.lot_id IS NULL THEN l.amount ELSE 0 END),
        CASE WHEN sum(CASE WHEN l.lot_id IS NULL THEN l.amount ELSE 0 END) > 0
          THEN min(CASE WHEN l.amount > 0 THEN e.posted_on END) END, max(e.group_id), 0, NULL
      FROM line l JOIN entry e ON e.id = l.entry_id WHERE l.charge_id IS NOT NULL
      GROUP BY l.charge_id, coalesce(l.coverage_id, 0)""",
    """INSERT INTO credit_balance (account_id, coverage_id, lot_id, balance)
      SELECT account_id, coalesce(coverage_id, 0), lot_id, sum(amount) FROM line WHERE charge_id IS NULL
      GROUP BY account_id, coalesce(coverage_id, 0), lot_id""",
)
