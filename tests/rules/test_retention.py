"""Retention keeps one backup of each of 7 days and 4 weeks, never takes the newest, never a file that is not ours."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.retention import (
    DAYS,
    WEEKS,
    moment_of,
    name_of,
    not_kept,
    update_name_of,
    updates_not_kept,
)

NOON = datetime(2026, 11, 27, 13, 4)
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 3, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


def test_a_name_holds_the_moment_and_nothing_else() -> None:
    assert name_of(NOON) == "paydesk-2026-11-27-1304.paydesk-backup"
    assert name_of(NOON, taken=[name_of(NOON)]) == "paydesk-2026-11-27-1304-2.paydesk-backup"


def test_of_daily_backups_seven_days_and_four_weeks_stay() -> None:
    names = [name_of(NOON - timedelta(days=days)) for days in range(60)]
    gone = set(not_kept(names, proven=names[0]))
    assert [name[8:18] for name in names if name not in gone] == [
        *("2026-11-27", "2026-11-26", "2026-11-25", "2026-11-24", "2026-11-23", "2026-11-22", "2026-11-21"),
        *("2026-11-15", "2026-11-08"),
    ]


def test_of_one_day_the_newest_stays() -> None:
    morning = name_of(NOON - timedelta(hours=4))
    assert not_kept([morning, "holiday.jpg"], proven=name_of(NOON)) == (morning,)


def test_days_without_a_backup_do_not_count() -> None:
    names = [name_of(NOON - timedelta(days=30 * month)) for month in range(4)]
    assert not_kept(names, proven=names[0]) == ()


def test_a_name_that_only_looks_like_ours_is_left_alone() -> None:
    foreign = [
        "paydesk-2026-01-01-1200.paydesk-backup.part", "paydesk-2026-13-41-9999.paydesk-backup",
        "xpaydesk-2026-01-01-1200.paydesk-backup", "before-update-0006-2026-01-01-120000.paydesk-backup",
        "paydesk-2026-01-01.paydesk-backup", "paydesk-2026-01-01-1200.paydesk-backup\n",
    ]  # fmt: skip
    assert [moment_of(name) for name in foreign] == [None] * len(foreign)
    assert not_kept(foreign, proven=name_of(NOON)) == ()


def test_of_backups_before_updates_the_three_newest_stay() -> None:
    names = [update_name_of(f"000{days}", NOON - timedelta(days=days)) for days in range(6)]
    assert names[0] == "before-update-0000-2026-11-27-130400.paydesk-backup"
    foreign = [name_of(NOON - timedelta(days=9)), names[5] + ".part", "x" + names[5], "before-update-notes.txt"]
    assert updates_not_kept([*names, *foreign], proven=names[0]) == (names[5], names[4], names[3])
    assert updates_not_kept(names[1:], proven=names[0]) == (names[5], names[4], names[3])
    assert updates_not_kept(names, proven=names[4]) == (), "what says that it is younger is not judged"
    assert updates_not_kept(names, proven="another name") == ()


@given(st.sets(MOMENTS, max_size=60), MOMENTS)
def test_what_stays_is_enough_and_what_goes_is_old(moments: set[datetime], now: datetime) -> None:
    names, proven = {name_of(one) for one in moments}, name_of(now)
    gone = set(not_kept(names, proven=proven))
    past = {one for one in moments | {now} if one <= now}
    kept = {one for one in past if name_of(one) not in gone}
    assert gone <= names - {proven}
    assert gone <= {name_of(one) for one in past}
    assert {one.date() for one in kept} >= set(sorted({one.date() for one in past})[-DAYS:])
    weeks = sorted({one.isocalendar()[:2] for one in past})[-WEEKS:]
    assert {one.isocalendar()[:2] for one in kept} >= set(weeks)
    assert len(kept) <= DAYS + WEEKS


@given(st.sets(MOMENTS, max_size=40), MOMENTS)
def test_asking_twice_takes_nothing_more(moments: set[datetime], now: datetime) -> None:
    names, proven = {name_of(one) for one in moments}, name_of(now)
    stay = names - set(not_kept(names, proven=proven))
    assert not_kept(stay, proven=proven) == ()
