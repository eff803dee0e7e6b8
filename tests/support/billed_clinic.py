"""A clinic whose claims wait for one insurer, and the file in which it answers all of them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from paydesk.data import claims_due, known_claim_store, schema
from paydesk.data.claim_store import By
from paydesk.data.claim_tables import Claim
from paydesk.data.database import Database
from paydesk.operations.desk import Desk
from support import era_writer
from support.busy_desk import MORNING
from support.era_writer import Answered, AnsweredLine
from support.fixed_clock import FixedClock
from support.money_clinic import MoneyClinic

FILE = "answers.835"


def billed(database: Database) -> tuple[tuple[int, int], ...]:
    """Six families with three claims each."""
    schema.upgrade(database)
    money = MoneyClinic(database, FixedClock(MORNING))
    made = [money.family(number=7001 + number, plans=(0,)) for number in range(6)]
    for one in made:
        for fee in (120_00, 80_00, 64_00):
            money.charge(one.patients[0], fee, 35_50)
    with database.transaction() as session:
        claims_due.bring_up_to_date(session, By("ana", money.clock.now(), money.clock.today()))
    money.desk.close()
    return tuple((one.account, one.patients[0]) for one in made)


def answer_all(desk: Desk, folder: Path) -> int:
    """Write ``FILE``: every claim at half its charge, a fifth of the charge the patient's. What it pays, in cents."""
    with desk.looking() as session:
        claims = known_claim_store.known_claims(session, session.execute(select(Claim.id)).scalars()).values()
    answers = [
        Answered(
            one.number,
            tuple(
                AnsweredLine(line.key, line.code, line.amount, (
                    ("CO", "45", line.amount // 2), ("PR", "2", line.amount // 5),
                ))
                for line in one.lines
            ),
            last=one.patient_last, first=one.patient_first, payer_claim=f"ICN{one.number}",
        )
        for one in claims
    ]  # fmt: skip
    era_writer.write(folder, FILE, era_writer.era(*answers))
    return sum(one.paid for one in answers)
