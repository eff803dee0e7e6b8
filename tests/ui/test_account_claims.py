"""The claims of the open account at the window: where each stands, its story, and one not sent after all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from sqlalchemy import text

from paydesk.operations import claim_work, claiming, correcting_claims
from paydesk.operations.claiming import MarkSent
from paydesk.ui.dialogs.account_claims_dialog import AccountClaimsDialog
from paydesk.ui.labels import Label
from paydesk.ui.tabs.insurance_tab import InsuranceTab
from support.window_clinic import TODAY, Seat


@pytest.fixture
def seat_(seat: Seat) -> Seat:
    claim_work.make_claims(seat.clinic.desk)
    seat.open(seat.clinic.family)
    return seat


def rows(seat: Seat, sql: str) -> list[Any]:
    with seat.clinic.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def opened(seat: Seat) -> AccountClaimsDialog:
    seat.front.trigger("claims.account")
    seat.settle()
    dialog: QDialog | None = seat.dialog()
    assert isinstance(dialog, AccountClaimsDialog)
    return dialog


def test_each_claim_says_where_it_stands_and_what_happened(seat_: Seat) -> None:
    claims = tuple(int(one) for (one,) in rows(seat_, "SELECT id FROM claim WHERE state = 'not sent'"))
    claiming.mark_sent(seat_.clinic.desk, MarkSent(claims[:1], TODAY - timedelta(days=3), sent_as={claims[0]: "BC-1"}))
    dialog = opened(seat_)
    dialog.list.select(claims[0])
    said = dialog.sentences()
    number = rows(seat_, f"SELECT number FROM claim WHERE id = {claims[0]}")[0][0]
    assert f"Claim {number}, sent" in said and "BC1" in said and "11/20/2026 electronically" in said
    assert any(one.startswith("Sent, by ") for one in said) and any(one.startswith("Made, by ") for one in said)
    dialog.reject()


def test_a_claim_noted_as_sent_days_ago_is_taken_back_with_a_reason(
    seat_: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = tuple(int(one) for (one,) in rows(seat_, "SELECT id FROM claim WHERE state = 'not sent'"))
    claiming.mark_sent(seat_.clinic.desk, MarkSent(claims[:1], TODAY - timedelta(days=3)))
    monkeypatch.setattr(seat_.front.messages, "ask_reason", lambda *given, **more: "the channel never took it")
    dialog = opened(seat_)
    dialog.list.select(claims[0])
    dialog._unsend.click()
    seat_.settle()
    assert seat_.said[-1].endswith("waits to be sent again")
    assert rows(seat_, f"SELECT state, sent_on, sent_how FROM claim WHERE id = {claims[0]}") == [("not sent", None, "")]
    assert rows(seat_, "SELECT what, why FROM claim_event ORDER BY id DESC LIMIT 1") == [
        ("unsent", "the channel never took it")
    ]


def test_an_account_without_claims_says_how_one_is_made(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    dialog = opened(seat)
    assert dialog.list.rows.rows == ()
    dialog.reject()


def corrected(seat: Seat) -> tuple[int, int]:
    """A claim that its insurer denied, and the corrected one that waits to be sent."""
    desk = seat.clinic.desk
    claims = tuple(int(one) for (one,) in rows(seat, "SELECT id FROM claim WHERE state = 'not sent'"))
    claiming.mark_sent(desk, MarkSent(claims[:1], TODAY - timedelta(days=31)))
    asked = correcting_claims.CorrectClaim(claims[0], "modifier missing", "k1", "ICN9")
    return claims[0], correcting_claims.correct_claim(desk, asked).claim_id


def test_a_corrected_claim_is_taken_back_where_the_claims_are_listed(seat_: Seat) -> None:
    old, own = corrected(seat_)
    dialog = opened(seat_)
    dialog.list.select(old)
    assert dialog._uncorrect.isHidden() and dialog._send.isHidden()
    dialog.list.select(own)
    assert not dialog._uncorrect.isHidden() and not dialog._send.isHidden() and dialog._unsend.isHidden()
    QTest.keyClick(dialog, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    seat_.settle()
    assert seat_.dialog() is None
    assert rows(seat_, f"SELECT state FROM claim WHERE id IN ({old}, {own}) ORDER BY id") == [("sent",), ("void",)]
    assert seat_.said[-1] == f"Claim PD{own:07d} is taken back: the one it was to replace stands again"


def test_a_claim_of_the_account_is_noted_as_sent_from_its_list(seat_: Seat) -> None:
    _, own = corrected(seat_)
    dialog = opened(seat_)
    dialog.list.select(own)
    QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    seat_.settle()
    tab = seat_.front.window.current_tab()
    assert isinstance(tab, InsuranceTab) and seat_.dialog() is None
    sheet = tab.sending.sheet()
    assert sheet is not None and sheet.claim_id == own and tab.list.current_key() == ("send", f"claim {own}")
    assert seat_.front.window.focusWidget() is tab.sending.ways
    QTest.keyClick(tab.sending.ways, Qt.Key.Key_P)
    QTest.keyClick(tab.sending.ways, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat_.settle()
    assert rows(seat_, f"SELECT state, sent_how FROM claim WHERE id = {own}") == [("sent", "paper")]


def test_a_claim_that_was_sent_meanwhile_is_said_to_be(seat_: Seat) -> None:
    _, own = corrected(seat_)
    dialog = opened(seat_)
    dialog.list.select(own)
    claiming.mark_sent(seat_.clinic.desk, MarkSent((own,)))
    QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    seat_.settle()
    assert "That claim does not wait to be sent any more" in seat_.said


def test_it_says_whose_claims_they_are(seat_: Seat) -> None:
    dialog = opened(seat_)
    assert seat_.context.page is not None
    title = f"Claims, account {seat_.context.page.number}, Maria Garcia-Lopez"
    assert title in [one.text() for one in dialog.findChildren(Label)]
    dialog.reject()
