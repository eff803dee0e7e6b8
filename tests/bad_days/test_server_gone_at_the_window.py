"""The server goes while somebody is at the window: the form stays filled, and the same Enter posts it afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from paydesk.data import schema
from paydesk.data.database import open_server
from paydesk.data.plain_words import AWAY
from paydesk.operations import noting, proving
from paydesk.operations.desk import Actor, Desk
from paydesk.operations.listing import money_today
from paydesk.rules.office import Role
from paydesk.ui.tabs.payments_tab import PaymentsTab
from support import window_clinic
from support.fallen_clinics import SharedClinics
from support.fixed_clock import FixedClock
from support.postgres_server import PostgresServer
from support.window_clinic import Seat

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path, shared_clinics: SharedClinics, doomed_server: PostgresServer) -> Iterator[Seat]:
    """The whole window at a shared clinic on a server that may be stopped."""
    database = open_server(doomed_server.create_database())
    schema.upgrade(database)
    made = window_clinic._filled(database)
    desk = Desk(database, made.desk.clock, Actor("dana", Role.SUPERVISOR, "desk 1"))
    made.desk.close()
    seat = Seat(replace(made, desk=desk), tmp_path / "papers")
    yield seat
    seat.leave()


def _payments(seat: Seat) -> PaymentsTab:
    seat.open(seat.clinic.family)
    seat.front.go("payments")
    seat.settle()
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    tab.begin()
    tab.job.form.set_amount(15_00, "")
    tab.job.form.methods.choose("cash")
    seat.settle()
    return tab


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_payment_stays_in_its_form_and_is_taken_once_when_the_server_is_back(
    seat: Seat, doomed_server: PostgresServer, how: str
) -> None:
    tab = _payments(seat)
    getattr(doomed_server, how)()
    try:
        for _ in range(2):
            tab.job.take()
            seat.settle()
            assert set(seat.refused) == {AWAY}
            assert tab.job.form.amount.text() == "15.00"
    finally:
        doomed_server.start()
    tab.job.take()
    seat.settle()
    (took,) = money_today(seat.clinic.desk, account_id=seat.clinic.family).taken
    assert took.amount == 15_00
    assert seat.said[-1].startswith("Took 15.00")
    assert proving.prove(seat.clinic.desk).findings == ()


def test_a_form_stays_filled_and_is_kept_when_the_server_is_back(seat: Seat, doomed_server: PostgresServer) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.note", text="called, will pay on Friday")
    doomed_server.stop()
    try:
        seat.enter(dialog)
        assert dialog.isVisible()
        assert dialog.problem.sentence() == AWAY
    finally:
        doomed_server.start()
    seat.enter(dialog)
    assert seat.dialog() is None
    notes = noting.about_account(seat.clinic.desk, seat.clinic.family).notes
    assert [note.text for note in notes] == ["called, will pay on Friday"]


def test_the_window_goes_about_and_closes_without_a_server(
    seat: Seat, doomed_server: PostgresServer, expected_logs: list[logging.LogRecord]
) -> None:
    seat.open(seat.clinic.family)
    doomed_server.stop()
    try:
        seat.open(seat.clinic.credit)
        seat.front.go("today")
        seat.settle()
        seat.front.go("reports")
        seat.settle()
        assert set(seat.refused) == {AWAY}
        seat.clinic.desk.looked("account.open", "Opened an account")
        seat.leave()
        seat.leave = lambda: None  # type: ignore[method-assign]  # the fixture's turn is done
        assert [one.name for one in expected_logs] == ["paydesk.ui.front_desk"]
    finally:
        doomed_server.start()


def test_a_clock_set_back_leaves_the_form_filled(seat: Seat) -> None:
    tab, clock = _payments(seat), seat.clinic.desk.clock
    seat.clinic.desk.clock = FixedClock(datetime(2026, 11, 20, 15))
    tab.job.take()
    seat.settle()
    assert len(seat.refused) == 1 and seat.refused[0].startswith("This PC's clock says November 20, 2026")
    assert tab.job.form.amount.text() == "15.00"
    seat.clinic.desk.clock = clock
    tab.job.take()
    seat.settle()
    assert seat.said[-1].startswith("Took 15.00")
