"""The bank view: what insurers announced, what is posted, what is missing, and what the bank has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from paydesk.operations import banking, importing_remittances
from paydesk.operations.banking import MarkInBank
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.money_clinic import MoneyClinic


@pytest.fixture
def advice(money: MoneyClinic, tmp_path: Path) -> int:
    stray = Answered("XX1", (AnsweredLine("", "99213", 9000, (("CO", "45", 3000),)),))
    file = era_writer.write(tmp_path, "a.835", era_writer.era(stray, provider=(("L6", -500),)))
    return importing_remittances.keep_remittance_file(money.desk, file).kept[0].advice_id


def shown(money: MoneyClinic, first: date, last: date) -> list[tuple[int | None, int, int | None, date | None]]:
    found = banking.insurer_deposits(money.desk, first=first, last=last)
    return [(one.amount, one.posted_total, one.to_place, one.in_bank_on) for one in found]


def test_a_payment_is_shown_with_what_is_missing_until_the_bank_has_it(money: MoneyClinic, advice: int) -> None:
    paid, later = date(2026, 11, 20), date(2026, 12, 1)
    assert shown(money, paid, paid) == [(6500, 0, 6000, None)]
    assert shown(money, later, later) == [(6500, 0, 6000, None)]  # not at the bank: it stays in sight
    today = money.clock.today()
    banking.mark_in_bank(money.desk, MarkInBank(advice, today))
    assert shown(money, paid, paid) == [(6500, 0, 6000, today)] and shown(money, later, later) == []
    banking.mark_in_bank(money.desk, MarkInBank(advice, None))
    assert shown(money, later, later) == [(6500, 0, 6000, None)]


def test_a_day_to_come_and_a_payment_that_is_not_there_are_refused(money: MoneyClinic, advice: int) -> None:
    with pytest.raises(PaydeskError, match="still to come"):
        banking.mark_in_bank(money.desk, MarkInBank(advice, money.clock.today() + timedelta(days=1)))
    with pytest.raises(NotFound):
        banking.mark_in_bank(money.desk, MarkInBank(advice + 9, money.clock.today()))


def test_who_only_reads_marks_nothing(money: MoneyClinic, advice: int) -> None:
    reader = money.desk.as_actor(replace(money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        banking.mark_in_bank(reader, MarkInBank(advice, money.clock.today()))
    assert len(banking.insurer_deposits(reader, first=date(2026, 11, 1), last=date(2026, 11, 30))) == 1
