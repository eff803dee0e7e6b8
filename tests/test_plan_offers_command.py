"""The command ``plan-offers``: a sheet on standard input, what follows on standard output, and what it refuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

from paydesk import cli

Say = Callable[..., tuple[int, str, str]]
WORKED: dict[str, Any] = {
    "date": "2026-12-05", "balance": "1250.00", "household": 3, "region": "48",
    "incomes": [{"kind": "wages", "amount": "3500.00", "frequency": "monthly"}], "net_monthly": "3050.00",
    "obligations": [
        {"kind": "rent", "amount": "1350.00", "frequency": "monthly"},
        {"kind": "food", "amount": 410, "frequency": "monthly"},
        {"kind": "utilities", "amount": 185.00, "frequency": "monthly"},
        {"kind": "transport", "amount": "260.00", "frequency": "monthly"},
        {"kind": "loan", "amount": "390.00", "frequency": "monthly"},
    ],
    "rule_pack": "generic",
}  # fmt: skip


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    def typed(sheet: object, *words: str) -> tuple[int, str, str]:
        text = sheet if isinstance(sheet, str) else json.dumps(sheet)
        monkeypatch.setattr(sys, "stdin", StringIO(text))
        code = cli.run(["plan-offers", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def test_the_worked_sheet_as_json(say: Say) -> None:
    code, out, err = say(WORKED, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert (told["annual_income"], told["poverty_percent"], told["disposable"]) == ("42000.00", "153.73", "455.00")
    assert told["caps"] == [{"name": "clinic policy: 25 % of disposable income", "monthly": "113.75", "legal": False}]
    first, *_ = told["offers"]
    assert (first["name"], first["payment"], first["total"], first["over_cap"]) == (
        "shortest", "113.75", "1250.00", False,
    )  # fmt: skip
    assert first["installments"][0] == {"due": "2027-01-05", "amount": "113.75"}
    assert first["installments"][-1] == {"due": "2027-11-05", "amount": "112.50"}
    assert [len(offer["installments"]) for offer in told["offers"]] == [11, 15, 18]


def test_a_pack_a_down_payment_an_offer_and_a_day_are_heeded(say: Say) -> None:
    sheet = WORKED | {
        "rule_pack": "CO", "down_payment": "250.00", "patient_offer": "65.00", "first_due": "2026-12-31",
    }  # fmt: skip
    told = json.loads(say(sheet, "--json")[1])
    assert [cap["monthly"] for cap in told["caps"]] == ["113.75", "70.00", "65.00"]
    assert told["affordable"] == "65.00" and told["offers"][0]["total"] == "1000.00"
    assert [one["due"] for one in told["offers"][0]["installments"][:3]] == ["2026-12-31", "2027-01-31", "2027-02-28"]


def test_in_words_it_says_what_would_have_to_be_paid_down(say: Say) -> None:
    code, out, _ = say(WORKED | {"patient_offer": "45.50"})
    assert code == 0 and "With 431.00 paid down it could be afforded." in out
    assert "At most 45.50 a month: what the patient offers" in out and "Longest: 18 installments of 69.44" in out


def _without(key: str) -> dict[str, Any]:
    return {name: value for name, value in WORKED.items() if name != key}


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("{", "not JSON. Line 1"),
        ("[]", "one JSON object"),
        (_without("balance"), "balance is missing."),
        (WORKED | {"balance": "12.345"}, "balance: 12.345 has more than two decimals."),
        (WORKED | {"balance": "much"}, "balance: 'much' is no amount."),
        (WORKED | {"balance": "0.00"}, "There is nothing to pay by a plan."),
        (WORKED | {"balance": "1e30"}, "is no amount."),
        (WORKED | {"date": "2026-02-30"}, "date: 2026-02-30 is no day."),
        (WORKED | {"first_due": "2026-12-04"}, "first_due: 2026-12-04 is before 2026-12-05"),
        (WORKED | {"household": 0}, "A household has 1 to 30 people."),
        (WORKED | {"household": "3"}, "household is a whole number."),
        (WORKED | {"region": "49"}, "region: 49 is none of 48, AK, HI."),
        (WORKED | {"rule_pack": "ZZ"}, "no rules called “ZZ”"),
        (WORKED | {"rule_pack": 5}, "rule_pack is a text."),
        (WORKED | {"incomes": "wages"}, "incomes: it is a list."),
        (WORKED | {"incomes": [5]}, "incomes, number 1: it has kind, amount and frequency."),
        (WORKED | {"incomes": [{"kind": "wages", "amount": "-1", "frequency": "monthly"}]},
         "cannot be below zero: wages"),
        (WORKED | {"incomes": [{"kind": "wages", "amount": "1", "frequency": "often"}]},
         "incomes, number 1: frequency: often is none of hourly, weekly"),
        (WORKED | {"down_payment": "1250.00"}, "less than 1,250.00"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_sentence_with_its_place(say: Say, sheet: object, sentence: str) -> None:
    code, out, err = say(sheet, "--json")
    assert code == 1 and out == "" and sentence in err and err.count("\n") == 1
