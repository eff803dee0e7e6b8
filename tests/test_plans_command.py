"""The command ``plans``: every plan as it stands, or stood on a day, in words and as JSON."""

from __future__ import annotations

import json
import re
import sys
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest

from paydesk import bootstrap, cli
from paydesk.config import home
from paydesk.data.people_tables import Account, Person
from paydesk.operations import changing_plans, charging, planning, posting, visiting, watching_plans
from paydesk.operations.desk import Desk
from paydesk.operations.planning import MakePlan
from paydesk.rules import installments
from paydesk.rules.plans import PlanState


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> date:
    """A clinic with one plan of three, of which half of the first was paid; its day."""
    monkeypatch.setenv("PAYDESK_KEY", "5a" * 32)
    monkeypatch.setenv("PAYDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", StringIO("four plain words here\n"))
    assert cli.run(["setup", "--clinic", "Riverbend", "--admin", "ana"]) == 0
    desk = bootstrap.open_desk(home(None))
    today = desk.clock.today()
    with desk.database.transaction() as session:
        account = Account(number=50001, guarantor_id=0, opened_on=today)
        session.add(account)
        session.flush()
        person = Person(account_id=account.id, last_name="Okafor", first_name="James")
        session.add(person)
        session.flush()
        account.guarantor_id = person.id
        account_id, person_id = account.id, person.id
    visit = visiting.save_visit(desk, visiting.SaveVisit(person_id, today))
    fee = charging.PostCharges(visit.visit_id, (charging.NewCharge("99213", "Office visit", fee=300_00),), "charge")
    (charge,) = charging.post_charges(desk, fee).charge_ids
    parts = installments.schedule((100_00, 100_00, 100_00), today + timedelta(days=5))
    request = MakePlan(account_id=account_id, charges={charge: 300_00}, installments=parts, key="plan")
    planning.sign_plan(desk, planning.make_plan(desk, request).plan_id)
    posting.post_payment(desk, posting.PostPayment(account_id, 50_00, "cash", "pay"))
    desk.close()
    desk.database.close()
    return today


def _account_of(desk: Desk) -> int:
    ((_, payer),) = watching_plans.plans_on(desk)
    return payer.account_id


def test_as_json_each_plan_with_what_is_relied_on(clinic: date, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["plans", "--json"]) == 0
    (plan,) = json.loads(capsys.readouterr().out)
    first = (clinic + timedelta(days=5)).isoformat()
    assert {name: plan[name] for name in ("plan", "account", "name", "state", "covered", "left", "next_due",
                                          "next_amount", "missed", "past_due")} == {
        "plan": 1, "account": 50001, "name": "James Okafor", "state": "active", "covered": "50.00", "left": "250.00",
        "next_due": first, "next_amount": "50.00", "missed": 0, "past_due": "0.00",
    }  # fmt: skip
    assert [one["amount"] for one in plan["installments"]] == ["100.00", "100.00", "100.00"]


def test_on_a_later_day_what_was_not_paid_is_missed(clinic: date, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    late = (clinic + timedelta(days=16)).isoformat()
    assert cli.run(["plans", "--json", "--as-of", late]) == 0
    (plan,) = json.loads(capsys.readouterr().out)
    assert (plan["state"], plan["missed"], plan["past_due"]) == ("delinquent", 1, "50.00")
    assert (plan["as_of"], plan["forecast"]) == (late, True)
    assert cli.run(["plans", "--as-of", late]) == 0
    told = capsys.readouterr().out
    assert "Plan 1, account 50001: missed a payment; covered 50.00, left 250.00" in told
    assert told.startswith("A forecast for ") and ", as if nothing more was paid.\n" in told
    assert cli.run(["plans"]) == 0
    assert "forecast" not in capsys.readouterr().out


def test_the_help_tells_the_states_in_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["plans", "--help"]) == 0
    told = capsys.readouterr().out
    for state in PlanState:
        assert re.search(rf"^  {state.words} +{state.value}$", told, re.MULTILINE)
    assert "Every payment plan as it stands, or stood on a day." in told


def test_a_canceled_plan_asks_for_nothing(clinic: date, capsys: pytest.CaptureFixture[str]) -> None:
    desk = bootstrap.open_desk(home(None))
    changing_plans.end_plan(desk, 1, state=PlanState.CANCELLED, reason="moved away")
    posting.post_payment(desk, posting.PostPayment(_account_of(desk), 70_00, "cash", "later"))
    desk.close()
    desk.database.close()
    capsys.readouterr()
    late = (clinic + timedelta(days=40)).isoformat()
    assert cli.run(["plans", "--as-of", late]) == 0
    told = capsys.readouterr().out
    assert "canceled; covered 50.00, left 250.00; nothing due; missed 0, past due 0.00" in told


def test_before_it_was_made_there_is_none(clinic: date, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["plans", "--json", "--as-of", (clinic - timedelta(days=1)).isoformat()]) == 0
    assert json.loads(capsys.readouterr().out) == []
