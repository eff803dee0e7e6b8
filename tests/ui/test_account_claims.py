"""The claims of the open account at the window: where each stands, its story, and one not sent after all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog
from sqlalchemy import text

from paydesk.operations import claim_work, claiming
from paydesk.operations.claiming import MarkSent
from paydesk.ui.dialogs.account_claims_dialog import AccountClaimsDialog
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
