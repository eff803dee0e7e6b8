"""A remittance of 10,290 claims of the clinic's own: kept, previewed and posted, in one process of its own.

    python scripts/bench_posting.py

is that process: it says the seconds of processor for keeping, previewing and posting, and its peak memory in
megabytes.
"""

from __future__ import annotations

import resource
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from bench_remittance import HEAD
from bench_row import Row

CLAIMS, LINES, PATIENTS = 10_290, 3, 2_000
TODAY = date(2026, 11, 20)
SERVED = date(2026, 10, 1)


def measure() -> list[Row]:
    """Rows of time and of memory."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    kept, previewed, posted, memory = (float(each) for each in done.stdout.split())
    what, spent = f"Remittance of {CLAIMS:,} claims", kept + previewed + posted
    return [
        Row(f"{what} kept, previewed and posted, of processor", "≤ 20 s",
            f"{spent:.1f} s ({kept:.1f} + {previewed:.1f} + {posted:.1f})", spent / 20),
        Row(f"{what} kept and posted: memory", "≤ 400 MB", f"{memory:.0f} MB", memory / 400),
    ]  # fmt: skip


def batched(rows: Sequence[Any], many: int) -> Iterator[Sequence[Any]]:
    """``rows``, so many at a time."""
    for start in range(0, len(rows), many):
        yield rows[start : start + many]


class _Clock:
    def now(self) -> datetime:
        return datetime(TODAY.year, TODAY.month, TODAY.day, 17, tzinfo=UTC)

    def here(self) -> datetime:
        return self.now()

    def today(self) -> date:
        return TODAY


def clinic(path: Path) -> Any:
    """A desk at a clinic whose visits all wait for one insurer."""
    from paydesk.data import schema
    from paydesk.data.database import open_local
    from paydesk.data.inserting import add_rows
    from paydesk.operations.desk import Actor, Desk
    from paydesk.rules.office import Role

    database = open_local(path, secrets.token_bytes(32), flush=False)
    schema.upgrade(database)
    with database.transaction() as session:
        for table, rows in _rows():
            for part in batched(rows, 5000):
                add_rows(session, table, part)
    return Desk(database, _Clock(), Actor("bench", Role.ADMINISTRATOR, "bench"))


def _rows() -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """2,000 patients with one coverage each, and visits of three charges on it."""
    from paydesk.data.charge_tables import Charge, ChargeVersion, Visit
    from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
    from paydesk.data.ledger_tables import EntryRow, LineRow
    from paydesk.data.people_tables import Account, Person

    day, at = SERVED, _Clock().now()
    people, visits, lines = range(1, PATIENTS + 1), range(1, CLAIMS + 1), range(1, CLAIMS * LINES + 1)
    fees = Random(7)
    fee = {line: fees.randint(2500, 60000) for line in lines}
    visit_of = {line: (line - 1) // LINES + 1 for line in lines}
    who = {visit: visit % PATIENTS + 1 for visit in visits}
    yield Payer, [{"id": 1, "name": "MADE-UP HEALTH PLAN", "version": 1}]
    yield InsurancePlan, [{"id": 1, "payer_id": 1}]
    yield Account, [{"id": one, "number": 50000 + one, "guarantor_id": one, "opened_on": day, "version": 1}
                    for one in people]  # fmt: skip
    yield Person, [{"id": one, "account_id": one, "last_name": "MADEUP", "first_name": "ANN", "version": 1}
                   for one in people]  # fmt: skip
    yield Coverage, [{"id": one, "patient_id": one, "insurance_plan_id": 1, "member_number": f"W{one:09d}",
                      "valid_from": date(2026, 1, 1), "version": 1} for one in people]  # fmt: skip
    yield Visit, [{"id": one, "account_id": who[one], "patient_id": who[one], "visit_date": day, "version": 1}
                  for one in visits]  # fmt: skip
    yield Charge, [{"id": one, "account_id": who[visit_of[one]], "patient_id": who[visit_of[one]],
                    "visit_id": visit_of[one], "kind": "procedure", "service_date": day, "version": 1}
                   for one in lines]  # fmt: skip
    yield ChargeVersion, [{"charge_id": one, "version": 1, "code": "99213", "description": "Office visit",
                           "fee": fee[one], "service_date": day} for one in lines]  # fmt: skip
    yield LineRow, [{"entry_id": one, "seq": 0, "account_id": who[visit_of[one]], "patient_id": who[visit_of[one]],
                     "charge_id": one, "coverage_id": who[visit_of[one]], "amount": fee[one], "why": ""}
                    for one in lines]  # fmt: skip
    yield EntryRow, [{"id": one, "kind": "charge", "total": fee[one], "posted_on": day, "entered_at": at,
                      "actor": "bench", "workstation": "bench", "reason": "", "group_id": one, "because": "visit",
                      "imported": False, "key": f"c{one}"} for one in lines]  # fmt: skip


def answered(desk: Any, path: Path) -> None:
    """The insurer's file: each line paid at its price, less what is the patient's."""
    from sqlalchemy import text

    from paydesk.data import claims_due
    from paydesk.data.claim_store import By

    with desk.database.transaction() as session:
        claims_due.bring_up_to_date(session, By("bench", _Clock().now(), TODAY))
        rows = session.execute(
            text("SELECT k.number, v.member_number, l.key, l.amount FROM claim k "
                 "JOIN coverage v ON v.id = k.coverage_id JOIN claim_line l ON l.claim_id = k.id ORDER BY k.id, l.seq")
        ).all()  # fmt: skip
    chance, body, total = Random(11), ["LX*1"], 0
    for claim in batched(rows, LINES):
        segments: list[str] = []
        charge = paid = patients = 0
        for _, _, key, amount in claim:
            off, share = amount * chance.randint(10, 60) // 100, chance.randint(100, 900)
            charge, paid, patients = charge + amount, paid + amount - off - share, patients + share
            segments += [f"SVC*HC:99213*{_money(amount)}*{_money(amount - off - share)}**1", "DTM*472*20261001",
                         f"CAS*CO*45*{_money(off)}", f"CAS*PR*2*{_money(share)}", f"REF*6R*{key}",
                         f"AMT*B6*{_money(amount - off)}"]  # fmt: skip
        number, member = claim[0][0], claim[0][1]
        total += paid
        body += [f"CLP*{number}*1*{_money(charge)}*{_money(paid)}*{_money(patients)}*12*26{number}*11*1",
                 f"NM1*QC*1*MADEUP*ANN****MI*{member}", "DTM*232*20261001", "DTM*050*20261003", *segments]  # fmt: skip
    head = ["ST*835*0001", f"BPR*I*{_money(total)}*C*ACH************20261101", "TRN*1*EFT1*1512345678",
            "N1*PR*MADE-UP HEALTH PLAN", "N1*PE*EXAMPLE CLINIC*XX*1999999984"]  # fmt: skip
    tail = [f"SE*{len(head) + len(body) + 1}*0001", "GE*1*77", "IEA*1*000000077"]
    path.write_text(HEAD + "".join(f"{segment}~" for segment in (*head, *body, *tail)), "ascii")


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _run() -> None:
    from paydesk.operations import importing_remittances, posting_answers, proving

    with tempfile.TemporaryDirectory() as folder:
        desk = clinic(Path(folder) / "clinic.db")
        file = Path(folder) / "answers.835"
        answered(desk, file)
        began = process_time()
        (kept,) = importing_remittances.keep_remittance_file(desk, file).kept
        read = process_time()
        planned = importing_remittances.preview(desk, kept.advice_id)
        looked = process_time()
        posted = posting_answers.post_advice(desk, posting_answers.PostAdvice(kept.advice_id))
        done = process_time()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if len(planned) != CLAIMS or posted.posted != CLAIMS or not proving.prove(desk).ok:
            sys.exit(f"not all was posted: {posted.posted}, or the ledger does not prove")
        print(read - began, looked - read, done - looked, memory)
        desk.close()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    _run()
