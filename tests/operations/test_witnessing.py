"""Only a clinic's file on this PC can lose its end: how far a server's trail goes is not kept by its desks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from paydesk.operations import witnessing
from paydesk.operations.witnessing import Seen
from support.money_clinic import MoneyClinic


def test_a_server_is_not_asked(money: MoneyClinic) -> None:
    money.desk.looked("reports.see", "Looked at a report")
    money.desk.flush_looks()
    seen = witnessing.seen(money.desk)
    assert (seen is None) == money.desk.database.shared
    last = replace(seen or Seen(1, "0" * 64, datetime(2026, 11, 23, tzinfo=UTC), "-"), audit_id=999_999)
    assert (witnessing.loss(money.desk, last) == "") == money.desk.database.shared
