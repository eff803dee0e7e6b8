"""A call to an insurer changes while it is a draft; once it is closed it stays as it was, with all it settled."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paydesk.data.call_tables import InsurerCall, InsurerCallAnswer, InsurerCallSubject
from support.fixed_clock import FixedClock
from support.money_clinic import MoneyClinic


def _call(money: MoneyClinic) -> int:
    """A closed call about a coverage, with one answer."""
    clock: FixedClock = money.clock
    family = money.family(plans=(0,))
    coverage = family.coverages[family.patients[0]][0]
    with money.desk.database.transaction() as session:
        row = InsurerCall(
            key="k", payer_id=money.payers[0], purpose="verify", state="draft", about=f"coverage {coverage}",
            started_at=clock.now(), by="ana", typed={},
        )  # fmt: skip
        session.add(row)
        session.flush()
        row.held_seconds = 250
        session.flush()
        session.add(
            InsurerCallSubject(call_id=row.id, seq=1, coverage_id=coverage, purpose="verify", outcome="active")
        )
        session.flush()
        session.add(InsurerCallAnswer(call_id=row.id, seq=1, item="copay", value="2000", known=True))
        session.flush()
        row.state, row.reference = "closed", "A1"
        session.flush()
        return row.id


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE insurer_call SET reference = 'B2'",
        "UPDATE insurer_call SET state = 'draft'",
        "DELETE FROM insurer_call",
        "UPDATE insurer_call_subject SET outcome = 'inactive'",
        "UPDATE insurer_call_answer SET value = '0'",
        "DELETE FROM insurer_call_answer",
        "INSERT INTO insurer_call_answer (call_id, seq, item, value, known) SELECT id, 1, 'met', '0', true "
        "FROM insurer_call",
        "INSERT INTO insurer_call_subject (call_id, seq, coverage_id, purpose, outcome, state, follow_up_why) "
        "SELECT call_id, 2, coverage_id, purpose, outcome, '', '' FROM insurer_call_subject",
    ],
)
def test_a_closed_call_stays_as_it_was(money: MoneyClinic, change: str) -> None:
    _call(money)
    with pytest.raises(DBAPIError, match=r"never|closed|for ever|constraint"), money.owner.transaction() as session:
        session.execute(text(change))


def test_one_subject_is_one_thing(money: MoneyClinic) -> None:
    with pytest.raises(DBAPIError), money.owner.transaction() as session:
        row = InsurerCall(key="k", payer_id=money.payers[0], purpose="verify", state="draft", about="coverage 1",
                          started_at=money.clock.now(), by="ana", typed={})  # fmt: skip
        session.add(row)
        session.flush()
        session.add(InsurerCallSubject(call_id=row.id, seq=1, purpose="verify", outcome="active"))
        session.flush()
