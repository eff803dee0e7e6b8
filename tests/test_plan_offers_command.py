"""The command ``plan-offers``: a sheet on standard input, what follows on standard output, and what it refuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

from paydesk import cli
from paydesk.rules.household_means import Frequency

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


def test_above_what_a_law_allows_the_longest_says_so_and_calls_for_no_supervisor(say: Say) -> None:
    poor = WORKED | {
        "rule_pack": "CO", "incomes": [{"kind": "wages", "amount": "12000.00", "frequency": "yearly"}],
        "net_monthly": "900.00", "obligations": [],
    }  # fmt: skip
    (offer,) = json.loads(say(poor, "--json")[1])["offers"]
    assert (offer["name"], offer["payment"], offer["over_cap"], offer["over_law"]) == ("longest", "69.44", True, True)
    assert "more a month than the 20.00 by law, and nobody can allow it" in offer["why"]
    assert offer["changes"] == "More paid down, or assistance"
    (own,) = json.loads(say(poor | {"rule_pack": "generic", "patient_offer": "20.00"}, "--json")[1])["offers"]
    assert (own["over_cap"], own["over_law"]) == (True, False) and "supervisor" in own["changes"]
    assert "and nobody can allow it" in say(poor)[1]


def test_it_says_by_which_policy_and_which_guideline(say: Say) -> None:
    told = json.loads(say(WORKED, "--json")[1])
    assert (told["policy"], told["guideline"]) == ("usual", {"year": 2026, "in_force_since": "2026-01-13"})
    lines = say(WORKED)[1].splitlines()
    assert lines[0] == "By the usual policy that ships with paydesk: a clinic's own is in its window."
    assert "Poverty guideline: of 2026, in force since 2026-01-13" in lines
    later = WORKED | {"date": "2028-12-05"}
    assert "Poverty guideline: of 2026, in force since 2026-01-13, the newest there is here" in say(later)[1]


def test_where_nothing_is_left_or_little_comes_in_assistance_is_told_first(say: Say) -> None:
    nothing = WORKED | {"net_monthly": "2000.00", "incomes": [
        {"kind": "wages", "amount": "5000.00", "frequency": "monthly"}]}  # fmt: skip
    sentence = "Ask for financial assistance first: nothing is left of what comes in."
    assert json.loads(say(nothing, "--json")[1])["assistance"] == sentence and sentence in say(nothing)[1]
    assert "153.73 % of the poverty guideline for 3" in json.loads(say(WORKED, "--json")[1])["assistance"]
    enough = WORKED | {"household": 1}
    assert json.loads(say(enough, "--json")[1])["assistance"] is None and "assistance" not in say(enough)[1]


def test_what_is_worth_a_second_question_is_asked(say: Say) -> None:
    slip = WORKED | {"net_monthly": "9000.00"}
    sentence = "Take-home pay of 9,000.00 a month is more than the gross income of 3,500.00"
    assert any(sentence in one for one in json.loads(say(slip, "--json")[1])["hints"]) and sentence in say(slip)[1]
    assert json.loads(say(WORKED, "--json")[1])["hints"] == []


def test_one_payment_is_one(say: Say) -> None:
    rich = WORKED | {"net_monthly": "9000.00", "incomes": [
        {"kind": "wages", "amount": "12000.00", "frequency": "monthly"}]}  # fmt: skip
    out = say(rich)[1]
    assert "Shortest: 1 installment of 1,250.00 on 2027-01-05 (" in out and "1 installments" not in out


@pytest.mark.parametrize("region", ["48", 48])
def test_a_region_may_be_a_number_and_a_text_may_begin_with_a_mark(say: Say, region: object) -> None:
    assert say("\ufeff" + json.dumps(WORKED | {"region": region}), "--json")[0] == 0


def test_the_help_tells_all_keys_and_its_example_is_a_sheet(say: Say) -> None:
    code, out, _ = say("", "--help")
    assert code == 0 and "a sheet (JSON) on standard input." in out
    keys = (*WORKED, "facility", "patient_offer", "down_payment", "first_due", "hours", "CO")
    for word in (*keys, *(one.value for one in Frequency)):
        assert word in out
    example = out[out.index("{"):]
    told = json.loads(say(example, "--json")[1])
    assert (told["annual_income"], told["affordable"]) == ("42348.00", "100.00")


def _without(key: str) -> dict[str, Any]:
    return {name: value for name, value in WORKED.items() if name != key}


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("{", "not JSON. Line 1"),
        ("", "Nothing came in. Give a sheet on standard input"),
        (" \n", "Nothing came in."),
        (f"{json.dumps(WORKED)}\n{json.dumps(WORKED)}\n", "More follows after the sheet, line 2."),
        ("[" * 100_000, "nested too deep"),
        (f'{{"balance": {"1" * 5_000}}}', "far too many digits"),
        (WORKED | {"houshold": 3}, "'houshold' is no key here. There are: date, balance, household"),
        (json.dumps(WORKED)[:-1] + ', "balance": "2.00"}', "balance is told twice."),
        (WORKED | {"incomes": [{"kind": "wages", "amount": 1, "frequency": "monthly", "hour": 5}]},
         "incomes, number 1: 'hour' is no key here."),
        (json.dumps(WORKED | {"incomes": [{"kind": "wages", "amount": "3"}]}).replace('"3"', '"3", "amount": "4"'),
         "incomes, number 1: amount is told twice."),
        (WORKED | {"facility": "yes"}, "facility is true or false."),
        ("[]", "one JSON object"),
        (_without("balance"), "balance is missing."),
        (WORKED | {"balance": "12.345"}, "balance: 12.345 has more than two decimals."),
        (WORKED | {"balance": "much"}, "balance: 'much' is no amount."),
        (WORKED | {"balance": "0.00"}, "There is nothing to pay by a plan."),
        (WORKED | {"balance": "1e30"}, "is no amount."),
        (WORKED | {"date": "2026-02-30"}, "date: 2026-02-30 is no day."),
        (WORKED | {"date": "9999-12-31"}, "date: 9999-12-31 is too far away. Check the year."),
        (WORKED | {"date": "2026-01-12"}, "date: There is no poverty guideline for 01/12/2026: the first one here "
         "is in force from 01/13/2026. Choose that day or a later one."),
        (WORKED | {"first_due": "9999-12-31"}, "first_due: 9999-12-31 is too far away."),
        (WORKED | {"first_due": "2027-12-07"}, "first_due: The first payment is due on 12/07/2027. Choose a day "
         "within a year: up to 12/06/2027."),
        (WORKED | {"first_due": "2026-12-04"}, "first_due: 2026-12-04 is before 2026-12-05"),
        (WORKED | {"household": 0}, "household: A household has 1 to 30 people."),
        (WORKED | {"household": "3"}, "household is a whole number."),
        (WORKED | {"region": "49"}, "region: 49 is none of 48, AK, HI."),
        (WORKED | {"rule_pack": "ZZ"}, "rule_pack: There are no rules called “ZZ”"),
        (WORKED | {"rule_pack": 5}, "rule_pack is a text."),
        (WORKED | {"incomes": "wages"}, "incomes: it is a list."),
        (WORKED | {"incomes": [5]}, "incomes, number 1: it has kind, amount and frequency."),
        (WORKED | {"incomes": [{"kind": "wages", "amount": "-1", "frequency": "monthly"}]},
         "incomes, number 1: An income cannot be below zero: wages."),
        (WORKED | {"obligations": [WORKED["obligations"][0], {"kind": "food", "amount": -1, "frequency": "weekly"}]},
         "obligations, number 2: An obligation cannot be below zero: food."),
        *(
            (WORKED | {"incomes": [{"kind": "wages", "amount": "15", "frequency": "hourly", "hours": hours}]},
             f"incomes, number 1: {hours} hours a week at wages cannot be: from more than 0 to 168.")
            for hours in (200, -2, 0, 168.5)
        ),
        (WORKED | {"balance": "100000000"}, "balance: That amount is larger than 99,999,999.99."),
        (WORKED | {"incomes": [{"kind": "wages", "amount": "1", "frequency": "often"}]},
         "incomes, number 1: frequency: often is none of hourly, weekly"),
        (WORKED | {"down_payment": "1250.00"}, "down_payment: What is paid down is from 0.00 to less than 1,250.00"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_sentence_with_its_place(say: Say, sheet: object, sentence: str) -> None:
    code, out, err = say(sheet, "--json")
    assert code == 1 and out == "" and sentence in err and err.count("\n") == 1
