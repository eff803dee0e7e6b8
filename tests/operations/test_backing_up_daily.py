"""The backup of the day: when it is due, on one PC at a time, and what lies in the folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from paydesk.data import backup_store
from paydesk.operations import administering
from paydesk.operations.backing_up import back_up
from paydesk.operations.backing_up_daily import daily, in_folder, standing
from paydesk.rules import retention
from paydesk.rules.errors import PaydeskError
from support.backups import KEY, fill
from support.money_clinic import MoneyClinic


@pytest.fixture
def filled(money: MoneyClinic) -> MoneyClinic:
    fill(money)
    return money


def test_it_is_due_once_a_day_of_the_clinic(filled: MoneyClinic, tmp_path: Path) -> None:
    assert (standing(filled.desk).due, standing(filled.desk).old, standing(filled.desk).proven_at) == (True, True, None)
    made = daily(filled.desk, KEY, tmp_path)
    assert made is not None
    now = standing(filled.desk)
    assert (now.due, now.old, now.days, now.proven_at) == (False, False, 0, datetime(2026, 11, 23, 9))
    filled.clock.advance(hours=14)  # 23:00 in Chicago
    assert daily(filled.desk, KEY, tmp_path) is None
    filled.clock.advance(hours=2)
    assert (standing(filled.desk).days, standing(filled.desk).old) == (1, False)
    assert daily(filled.desk, KEY, tmp_path) is not None
    assert [one.made_at for one in in_folder(tmp_path)] == [
        datetime(2026, 11, 24, 1, 0, 0, 1), datetime(2026, 11, 23, 9, 0, 0, 1),
    ]  # fmt: skip
    filled.clock.advance(days=3)
    assert (standing(filled.desk).days, standing(filled.desk).old) == (3, True)


def test_one_made_by_hand_counts_and_one_of_before_an_update_does_not(filled: MoneyClinic, tmp_path: Path) -> None:
    back_up(filled.desk, KEY, tmp_path / f"{retention.BEFORE_UPDATE}0006.paydesk-backup")
    assert standing(filled.desk).due
    back_up(filled.desk, KEY, tmp_path / "mine")
    assert not standing(filled.desk).due


def test_a_folder_that_is_gone_is_told_and_it_stays_due(filled: MoneyClinic, tmp_path: Path) -> None:
    with pytest.raises(PaydeskError, match="is not there"):
        daily(filled.desk, KEY, tmp_path / "stick")
    assert standing(filled.desk).due
    assert in_folder(tmp_path / "stick") == ()


def test_of_two_pcs_at_a_shared_clinic_one_makes_it(shared_money: MoneyClinic, tmp_path: Path) -> None:
    fill(shared_money)
    with backup_store.turn(shared_money.owner) as mine:
        assert mine
        assert daily(shared_money.desk, KEY, tmp_path) is None
    assert daily(shared_money.desk, KEY, tmp_path) is not None
    with backup_store.turn(shared_money.owner) as mine:
        assert mine


def test_without_a_zone_the_moment_is_what_the_clock_says(money: MoneyClinic, tmp_path: Path) -> None:
    with pytest.raises(PaydeskError):
        administering.clinic_settings(money.desk)
    made = daily(money.desk, KEY, tmp_path)
    assert made is not None
    assert made.file.name == "paydesk-2026-11-23-1500.paydesk-backup"
