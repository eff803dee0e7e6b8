"""Killed at any moment: what was acknowledged is there once, the last act is whole or not there at all."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from support.billed_clinic import FILE, answer_all, billed
from support.blows import Blow, random_blow
from support.busy_desk import FILE_POINTS, POINTS, WORK, statement
from support.fallen_clinics import SAMPLE, LocalClinics, SharedClinics, families, nobody, of_old
from support.kills import KINDS, Fall, fall

AT_THE_DESK = ("posting payments", "posting charges", "undoing and refunding")
AT_THE_END = ("before the entry that seals them", "just before the commit", "just after the commit")
Clinics = LocalClinics | SharedClinics


def _sound(done: Fall) -> None:
    assert done.broken == []
    assert (done.lost, done.doubled) == (0, 0)


@pytest.mark.parametrize("point", POINTS)
def test_a_desk_killed_at_a_named_moment_loses_and_doubles_nothing(clinics: Clinics, point: str) -> None:
    seed = tuple(POINTS).index(point) % len(AT_THE_DESK)  # each kind of work at each point is the soak's
    done = fall(
        clinics.clinic(families), AT_THE_DESK[seed], seed, Blow(after=seed, arm=POINTS[point]), clinics.server
    )
    _sound(done)
    there = point == "just after the commit"
    assert (done.unacknowledged_there, done.unacknowledged_gone) == (int(there), int(not there))


def test_a_desk_killed_at_any_moment_loses_and_doubles_nothing(clinics: Clinics) -> None:
    work, chance = clinics.clinic(families), Random(7)
    for seed in range(3):
        _sound(fall(work, "a day of all", seed, random_blow(chance), clinics.server))


def test_a_server_killed_while_a_desk_posts_loses_and_doubles_nothing(shared_clinics: SharedClinics) -> None:
    work, chance = shared_clinics.clinic(families), Random(8)
    for seed in range(2):
        moment = random_blow(chance)
        blow = Blow(after=moment.after, wait=moment.wait, server=shared_clinics.server)
        _sound(fall(work, "a day of all", seed, blow, shared_clinics.server))


@pytest.mark.parametrize("point", AT_THE_END)
def test_an_import_killed_half_way_is_finished_by_the_same_command(clinics: Clinics, point: str) -> None:
    work = clinics.clinic(nobody, source=SAMPLE)
    done = fall(work, "importing", 1, Blow(arm=POINTS[point]), clinics.server)
    _sound(done)
    assert done.acknowledged == 0
    clinics.drop(work)


@pytest.mark.parametrize(("number", "begun"), [(10, False), (100, True), (160, True), (200, True)])
def test_a_remittance_killed_half_way_is_posted_to_its_end_by_the_same_command(
    clinics: Clinics, tmp_path: Path, number: int, begun: bool
) -> None:
    work = clinics.clinic(billed, source=tmp_path / FILE)
    desk = work.place.desk()
    paid = answer_all(desk, tmp_path)
    desk.database.close()
    done = fall(work, "posting a remittance", 1, Blow(arm=statement(number)), clinics.server)
    _sound(done)
    assert (done.acknowledged, done.unacknowledged_there, done.unacknowledged_gone) == (0, int(begun), 1)
    desk = work.place.desk()
    with desk.database.reading() as session:
        assert session.execute(text("SELECT -sum(amount) FROM line WHERE lot_id IS NOT NULL")).scalar_one() == paid
    desk.database.close()
    clinics.drop(work)


@pytest.mark.parametrize("number", [3, 60])
def test_a_migration_killed_half_way_leaves_the_old_clinic(clinics: Clinics, number: int) -> None:
    work = clinics.clinic(of_old)
    done = fall(work, "migrating", 1, Blow(arm=statement(number)), clinics.server)
    _sound(done)
    assert done.unacknowledged_gone == 1
    clinics.drop(work)


@pytest.mark.parametrize("point", ["just before the commit", "just after the commit"])
def test_a_migration_killed_at_its_commit_leaves_the_old_clinic_or_the_new_one(clinics: Clinics, point: str) -> None:
    work = clinics.clinic(of_old)
    done = fall(work, "migrating", 1, Blow(arm=POINTS[point]), clinics.server)
    _sound(done)
    assert done.unacknowledged_there == int(point == "just after the commit")
    clinics.drop(work)


@pytest.mark.parametrize("point", FILE_POINTS)
def test_a_backup_killed_half_way_never_bears_a_backups_name(clinics: Clinics, tmp_path: Path, point: str) -> None:
    work = clinics.clinic(families, source=tmp_path)
    done = fall(work, "backing up", 1, Blow(after=1, arm=FILE_POINTS[point]), clinics.server)
    _sound(done)
    assert (done.acknowledged, done.unacknowledged_there) == (1, int(point == "just after it got its name"))
    clinics.drop(work)


@pytest.mark.parametrize("point", FILE_POINTS)
def test_a_restore_killed_half_way_leaves_the_clinic_of_before_or_that_of_the_backup(
    local_clinics: LocalClinics, tmp_path: Path, point: str
) -> None:
    work = local_clinics.clinic(families, source=tmp_path)
    done = fall(work, "restoring", 1, Blow(arm=FILE_POINTS[point]))
    _sound(done)
    assert done.unacknowledged_there == int(point == "just after it got its name")


@pytest.mark.parametrize("point", ["after a few statements", "just before the commit", "just after the commit"])
def test_a_restore_into_a_server_killed_half_way_leaves_it_empty_or_whole(
    shared_clinics: SharedClinics, tmp_path: Path, point: str
) -> None:
    work = shared_clinics.clinic(families, source=tmp_path)
    done = fall(work, "restoring", 1, Blow(arm=POINTS[point]), shared_clinics.server)
    _sound(done)
    assert done.unacknowledged_there == int(point == "just after the commit")


def test_everything_a_desk_can_do_is_killed_somewhere() -> None:
    assert set(KINDS) == set(WORK)
