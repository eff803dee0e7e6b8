"""The list of what insurers priced too low, at a clinic with a year and a half of answers: first looked at, and again.

    python scripts/bench_underpaid.py

is a process of its own: it says how many lines are listed, the seconds of processor of the first look after a posting,
and the milliseconds of the list and of the calls it asks for. All of them are made off the window's thread.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from bench_row import Row, in_milliseconds

PATIENTS, CLAIMS, LINES = 100_000, 60_000, 3
"""Claims that insurers answered in 580 days: a hundred a day."""
CODES = tuple(str(99_202 + number) for number in range(14)) + tuple(str(36_415 + number) for number in range(46))
PAYERS, DAYS = 12, 560
SHORT = 0.215
"""Of the lines of late; it makes nearly twelve thousand of them."""
TODAY = date(2026, 11, 20)
ROUNDS = 9


def measure() -> list[Row]:
    """Rows of the first look, the list and the calls."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    lines, first, again, calls = (float(each) for each in done.stdout.split())
    what = f"Underpaid, {lines:,.0f} lines of {CLAIMS * LINES:,} answered"
    return [
        Row(f"{what}: the first look after a posting, of processor", "≤ 4 s", f"{first:.1f} s", first / 4),
        Row(f"{what}: the list", "≤ 150 ms median", f"{again:,.0f} ms", again / 150),
        Row(f"{what}: the calls they ask for", "≤ 150 ms median", f"{calls:,.0f} ms", calls / 150),
    ]  # fmt: skip


class _Clock:
    def now(self) -> datetime:
        return datetime(TODAY.year, TODAY.month, TODAY.day, 17, tzinfo=UTC)

    def here(self) -> datetime:
        return self.now()

    def today(self) -> date:
        return TODAY


def clinic(path: Path) -> Any:
    """A desk at a clinic whose insurers answered; its ledger is empty, since nothing of it is looked at."""
    from paydesk.data import schema
    from paydesk.data.database import open_local
    from paydesk.data.inserting import add_rows
    from paydesk.operations.desk import Actor, Desk
    from paydesk.rules.office import Role

    database = open_local(path, secrets.token_bytes(32), flush=False)
    schema.upgrade(database)
    with database.transaction() as session:
        for table, rows in _rows():
            for start in range(0, len(rows), 5000):
                add_rows(session, table, rows[start : start + 5000])
    return Desk(database, _Clock(), Actor("bench", Role.ADMINISTRATOR, "bench"))


def _rows() -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Claims of three lines with prices that hold for an insurer's code, but for those that are cut."""
    from paydesk.data.advice_tables import Advice, AdviceAdjustment, AdviceClaim, AdviceLine
    from paydesk.data.charge_tables import Charge, ChargeVersion, Visit
    from paydesk.data.claim_tables import Claim, ClaimEvent, ClaimLine
    from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
    from paydesk.data.people_tables import Account, Person

    at, chance, began = _Clock().now(), Random(7), TODAY - timedelta(days=DAYS)
    people, claims = range(1, PATIENTS + 1), range(1, CLAIMS + 1)
    who = {one: chance.randint(1, PATIENTS) for one in claims}
    day = {one: began + timedelta(days=one * (DAYS - 10) // CLAIMS) for one in claims}
    advice = {one: (one - 1) // 100 + 1 for one in claims}
    lines = [(claim, seq, (claim - 1) * LINES + seq, chance.choice(CODES))
             for claim in claims for seq in range(1, LINES + 1)]  # fmt: skip
    price = {(payer, code): chance.randint(2000, 30000) for payer in range(1, PAYERS + 1) for code in CODES}
    short = {
        line: chance.random() < SHORT and day[claim] > TODAY - timedelta(days=180) for claim, _, line, _ in lines
    }
    allowed = {
        line: price[who[claim] % PAYERS + 1, code] * (80 if short[line] else 100) // 100
        for claim, _, line, code in lines
    }
    yield Payer, [{"id": one, "name": f"MADE-UP PLAN {one}", "version": 1} for one in range(1, PAYERS + 1)]
    yield InsurancePlan, [{"id": one, "payer_id": one} for one in range(1, PAYERS + 1)]
    yield Account, [{"id": one, "number": 50000 + one, "guarantor_id": one, "opened_on": began, "version": 1}
                    for one in people]  # fmt: skip
    yield Person, [{"id": one, "account_id": one, "last_name": "MADEUP", "first_name": "ANN", "version": 1}
                   for one in people]  # fmt: skip
    yield Coverage, [{"id": one, "patient_id": one, "insurance_plan_id": one % PAYERS + 1, "valid_from": began,
                      "member_number": f"W{one:09d}", "version": 1} for one in people]  # fmt: skip
    yield Visit, [{"id": one, "account_id": who[one], "patient_id": who[one], "visit_date": day[one], "version": 1}
                  for one in claims]  # fmt: skip
    yield Charge, [{"id": line, "account_id": who[one], "patient_id": who[one], "visit_id": one, "kind": "procedure",
                    "service_date": day[one], "version": 1} for one, _, line, _ in lines]  # fmt: skip
    yield ChargeVersion, [{"charge_id": line, "version": 1, "code": code, "description": "Care", "fee": 40000,
                           "service_date": day[one]} for one, _, line, code in lines]  # fmt: skip
    yield Claim, [{"id": one, "number": f"PD{one:07d}", "visit_id": one, "coverage_id": who[one], "version": 1,
                   "account_id": who[one], "patient_id": who[one], "state": "paid", "made_on": day[one]}
                  for one in claims]  # fmt: skip
    yield ClaimLine, [{"claim_id": one, "seq": seq, "key": f"PD{one:07d}L{seq}", "charge_id": line,
                       "charge_version": 1, "code": code, "units": 1, "amount": 40000, "service_date": day[one]}
                      for one, seq, line, code in lines]  # fmt: skip
    yield Advice, [{"id": one, "key": f"EFT{one}", "source": "file", "read_at": at, "read_by": "bench",
                    "payer_name": "MADE-UP PLAN", "payer_number": "", "originator": "", "trace": f"EFT{one}",
                    "amount": 0, "method": "ACH", "paid_on": day[one * 100], "claims_total": 0,
                    "provider_adjustments": 0, "balanced": True, "findings": [], "version": 1}
                   for one in range(1, CLAIMS // 100 + 1)]  # fmt: skip
    yield AdviceClaim, [{"id": one, "advice_id": advice[one], "seq": one, "key": f"k{one}", "number": f"PD{one:07d}",
                         "squeezed": f"PD{one:07d}", "status": "1", "filing": "12", "payer_claim": f"26{one:09d}",
                         "original": "", "segment": 1, "line": 1, "patient_last": "MADEUP", "patient_first": "ANN",
                         "member_number": "", "corrected_name": "", "corrected_number": "", "crossover": "",
                         "remarks": "", "hindrance": "", "work": "posted", "claim_id": one}
                        for one in claims]  # fmt: skip
    yield AdviceLine, [{"advice_claim_id": one, "seq": seq, "key": f"PD{one:07d}L{seq}", "code": code, "modifiers": "",
                        "original_code": "", "charge": 40000, "paid": allowed[line] - 500, "allowed": None, "units": 1,
                        "service_date": day[one], "remarks": ""} for one, seq, line, code in lines]  # fmt: skip
    yield AdviceAdjustment, [
        {"advice_claim_id": one, "line": seq, "seq": number, "grouped": group, "reason": reason, "amount": amount}
        for one, seq, line, _ in lines
        for number, group, reason, amount in ((1, "CO", "45", 40000 - allowed[line]), (2, "PR", "2", 500))
    ]  # fmt: skip
    yield ClaimEvent, [{"claim_id": one, "happened_at": at, "done_by": "bench", "what": "answered", "state": "paid",
                        "because": "remittance claim", "because_id": one} for one in claims]  # fmt: skip


def _run() -> None:
    from statistics import median

    from paydesk.operations import claim_work, underpayments
    from paydesk.rules.call_worklist import CallKind

    since = TODAY - underpayments.SHOWN
    with tempfile.TemporaryDirectory() as folder:
        desk = clinic(Path(folder) / "clinic.db")
        began = process_time()
        underpayments.underpaid(desk, since=since)
        first = process_time() - began
        again = [in_milliseconds(lambda: underpayments.underpaid(desk, since=since)) for _ in range(ROUNDS)]
        calls = [
            in_milliseconds(lambda: claim_work.calls_due(desk, kind=CallKind.UNDERPAID)) for _ in range(ROUNDS)
        ]
        print(len(underpayments.underpaid(desk, since=since).lines), first, median(again), median(calls))
        desk.close()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    _run()
