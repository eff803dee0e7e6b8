"""Underpayments: a price is learned from an insurer's earlier payments, and what is lower is found and told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from paydesk.operations import claiming, importing_remittances, posting_answers, reading_advice, underpayments
from paydesk.operations.posting_answers import PostAdvice
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.money_clinic import MoneyClinic

SINCE = date(2026, 6, 1)


class Room:
    """A patient of Aetna with one visit a payment: each answered at a price."""

    def __init__(self, money: MoneyClinic, folder: Path) -> None:
        self.money, self.folder = money, folder
        family = money.family(plans=(0,))
        self.patient = family.patients[0]
        self.traces = 0

    def read(self, *prices: int) -> int:
        """One payment that answers as many visits of 180.00 at these prices; its id."""
        for _ in prices:
            self.money.charge(self.patient, 18000)
        claims = claiming.not_sent(self.money.desk)
        claiming.mark_sent(self.money.desk, claiming.MarkSent(tuple(one.id for one in claims), date(2026, 11, 20)))
        self.traces += 1
        answers = [
            Answered(one.number, (AnsweredLine(one.lines[0].key, "99213", 18000, (("CO", "45", 18000 - price),)),))
            for one, price in zip(claims, prices, strict=True)
        ]
        file = era_writer.write(
            self.folder, f"{self.traces}.835", era_writer.era(*answers, trace=f"T{self.traces}", payer="AETNA")
        )
        return importing_remittances.keep_remittance_file(self.money.desk, file).kept[0].advice_id

    def post(self, *prices: int) -> int:
        advice = self.read(*prices)
        posting_answers.post_advice(self.money.desk, PostAdvice(advice))
        return advice


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Room:
    return Room(money, tmp_path)


def test_three_equal_prices_teach_and_a_lower_one_is_short(room: Room) -> None:
    for _ in range(3):
        room.post(12000)
    room.post(7400, 12000)
    found = underpayments.underpaid(room.money.desk, since=SINCE)
    ((line),) = found.lines
    assert (line.expected, line.allowed, line.missing, line.why) == (12000, 7400, 4600, "learned from 3 answers")
    (pattern,) = found.patterns
    assert pattern.words == "Aetna: short on 99213 in 1 of 2, 46.00 in all"


def test_two_prices_teach_nothing_and_a_dollar_is_no_underpayment(room: Room) -> None:
    room.post(12000)
    room.post(12000)
    room.post(7400)
    assert underpayments.underpaid(room.money.desk, since=SINCE).lines == ()
    room.post(12000)
    room.post(11900)
    assert underpayments.underpaid(room.money.desk, since=SINCE).lines == ()


def test_a_payment_teaches_itself_nothing(room: Room) -> None:
    room.post(12000, 12000, 12000, 7400)
    assert underpayments.underpaid(room.money.desk, since=SINCE).lines == ()


def test_a_remittance_that_waits_says_which_claim_pays_less_than_usual(room: Room) -> None:
    for _ in range(3):
        room.post(12000)
    page = reading_advice.advice_page(room.money.desk, room.read(7400, 12000))
    assert [(row.kind, row.why) for row in page.rows] == [
        ("ready", "Paid less than usual: 99213 at 74.00, expected 120.00, learned from 3 answers"), ("ready", ""),
    ]  # fmt: skip
