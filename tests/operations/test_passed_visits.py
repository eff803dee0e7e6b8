"""Visits whose day is over and that nobody charged wait on Today until they are charged, called off or missed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk.operations import charging, importing, listing, marking, merging, undoing, visiting
from support.money_clinic import MoneyClinic

SAMPLE = Path(__file__).parents[1] / "gateways" / "samples" / "synthea"
YESTERDAY = date(2026, 11, 22)


def visit(money: MoneyClinic, patient: int, on: date, status: str, reason: str = "") -> int:
    """A visit of that day, planned before it."""
    return visiting.save_visit(money.desk, visiting.SaveVisit(patient, on, status=status, reason=reason)).visit_id


def waits(money: MoneyClinic) -> list[tuple[int, str]]:
    waiting = listing.waiting(money.desk)
    assert waiting.count == len(waiting.passed) + len(waiting.copays) + len(waiting.credits)
    return [(one.visit_id, one.status) for one in waiting.passed]


def test_what_was_planned_arrived_or_took_place_waits_oldest_first(money: MoneyClinic) -> None:
    (patient,) = money.family().patients
    today = money.clock.today()
    made = {
        status: visit(money, patient, YESTERDAY, status)
        for status in ("scheduled", "arrived", "done", "canceled", "no-show")
    }
    older = visit(money, patient, YESTERDAY - timedelta(days=3), "scheduled", "Check-up")
    for status in ("scheduled", "arrived", "done"):
        visit(money, patient, today, status)
    visit(money, patient, today + timedelta(days=7), "scheduled")
    assert waits(money) == [
        (older, "scheduled"), (made["scheduled"], "scheduled"), (made["arrived"], "arrived"), (made["done"], "done"),
    ]  # fmt: skip
    first = listing.waiting(money.desk).passed[0]
    assert (first.name, first.on, first.reason) == ("Person0 Lopez", YESTERDAY - timedelta(days=3), "Check-up")


def test_it_goes_when_charged_called_off_or_missed_and_comes_back_when_that_is_undone(money: MoneyClinic) -> None:
    (patient,) = money.family().patients
    charged, missed, canceled = (visit(money, patient, YESTERDAY, "scheduled") for _ in range(3))
    marking.mark_visit(money.desk, marking.MarkVisit(missed, "no-show"))
    marking.mark_visit(money.desk, marking.MarkVisit(canceled, "canceled"))
    assert waits(money) == [(charged, "scheduled")]
    lines = (charging.NewCharge("99213", "Office visit", fee=100_00),)
    posted = charging.post_charges(money.desk, charging.PostCharges(charged, lines, money.key()))
    assert waits(money) == []
    with money.desk.database.reading() as session:
        query = text("SELECT entry_id FROM line WHERE charge_id = :c")
        entry = session.execute(query, {"c": posted.charge_ids[0]}).scalar_one()
    undoing.undo(money.desk, undoing.UndoEntry(entry, "wrong visit", money.key()))
    assert waits(money) == [(charged, "done")]


@pytest.mark.parametrize(("status", "days"), [("scheduled", 365), ("arrived", 365), ("done", 90)])
def test_it_is_looked_for_as_far_back_as_it_may_still_be_billed(money: MoneyClinic, status: str, days: int) -> None:
    (patient,) = money.family().patients
    today = money.clock.today()
    last = visit(money, patient, today - timedelta(days=days), status)
    visit(money, patient, today - timedelta(days=days + 1), status)
    assert waits(money) == [(last, status)]


def test_imported_history_stands_as_it_came(money: MoneyClinic) -> None:
    importing.import_synthea(money.desk, SAMPLE)
    (patient,) = money.family(number=60001).patients
    taken = visiting.SaveVisit(patient, YESTERDAY, external_id="their visit")
    visiting.save_visit(money.desk, taken)
    assert waits(money) == []


def test_a_merged_persons_visit_waits_on_the_account_that_is_kept(money: MoneyClinic) -> None:
    family, other = money.family(), money.family(number=50002)
    moved = visit(money, other.patients[0], YESTERDAY, "scheduled")
    merging.merge_people(money.desk, merging.MergePeople(family.patients[0], other.patients[0]))
    (found,) = listing.waiting(money.desk).passed
    assert (found.visit_id, found.account_id, found.patient_id) == (moved, family.account, family.patients[0])
