"""Killed while plans, assistance and promises change: nothing or all is there, the same again does the rest, once."""

from __future__ import annotations

import pytest

from support.blows import Blow
from support.busy_desk import POINTS, statement
from support.fallen_clinics import LocalClinics, SharedClinics
from support.kills import Fall, fall
from support.planned_clinic import ASKED, MONEY, STEPS, planned

Clinics = LocalClinics | SharedClinics
OTHERS = tuple(kind for kind in ASKED if kind not in MONEY)
"""What posts nothing in the ledger."""
LAST = "just after the commit"


def _killed(clinics: Clinics, kind: str, blow: Blow) -> Fall:
    work = clinics.clinic(planned)
    done = fall(work, kind, 1, blow, clinics.server)
    clinics.drop(work)
    assert done.broken == []
    assert (done.lost, done.doubled, done.acknowledged) == (0, 0, 0)
    return done


@pytest.mark.parametrize("point", ["before the entry that seals them", LAST])
@pytest.mark.parametrize("kind", MONEY)
def test_killed_while_money_moves_nothing_or_all_is_there(clinics: Clinics, kind: str, point: str) -> None:
    done = _killed(clinics, kind, Blow(arm=POINTS[point]))
    assert done.unacknowledged_there == int(point == LAST and kind not in STEPS)


@pytest.mark.parametrize("kind", ASKED)
def test_killed_before_its_first_row_in_the_trail_nothing_is_there(local_clinics: LocalClinics, kind: str) -> None:
    done = _killed(local_clinics, kind, Blow(arm=POINTS["before its row in the trail"]))
    assert done.unacknowledged_gone == 1


@pytest.mark.parametrize("kind", OTHERS)
def test_killed_just_after_its_first_commit_the_same_again_does_the_rest_and_no_more(
    local_clinics: LocalClinics, kind: str
) -> None:
    done = _killed(local_clinics, kind, Blow(arm=POINTS[LAST]))
    assert done.unacknowledged_there == int(kind not in STEPS)


@pytest.mark.parametrize("number", [30, 40, 50])
def test_the_daily_check_killed_anywhere_goes_on_where_it_stopped(local_clinics: LocalClinics, number: int) -> None:
    assert _killed(local_clinics, "checking the days", Blow(arm=statement(number))).unacknowledged_gone == 1
