"""Killed while insurers' money moves: the books hold, and the same again makes of it what it makes in peace, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.blows import Blow
from support.busy_desk import POINTS, statement
from support.fallen_clinics import LocalClinics, SharedClinics
from support.kills import Fall, fall
from support.overpaid_clinic import ASKED, STEPS, overpaid

Clinics = LocalClinics | SharedClinics
ENTRIES = tuple(kind for kind in ASKED if kind not in ("tying what was put off", "correcting a claim"))
"""What posts in the ledger."""


def _killed(clinics: Clinics, folder: Path, kind: str, blow: Blow) -> Fall:
    work = clinics.clinic(overpaid, source=folder)
    done = fall(work, kind, 1, blow, clinics.server)
    clinics.drop(work)
    assert done.broken == []
    assert (done.lost, done.doubled, done.acknowledged) == (0, 0, 0)
    return done


@pytest.mark.parametrize("kind", ENTRIES)
def test_killed_before_its_entry_nothing_or_the_part_before_is_there(
    clinics: Clinics, tmp_path: Path, kind: str
) -> None:
    done = _killed(clinics, tmp_path, kind, Blow(arm=POINTS["before the entry that seals them"]))
    assert done.unacknowledged_gone == 1


@pytest.mark.parametrize("kind", ASKED)
def test_killed_before_its_first_row_in_the_trail_nothing_is_there(
    local_clinics: LocalClinics, tmp_path: Path, kind: str
) -> None:
    done = _killed(local_clinics, tmp_path, kind, Blow(arm=POINTS["before its row in the trail"]))
    assert done.unacknowledged_gone == 1


@pytest.mark.parametrize("kind", ASKED)
def test_killed_just_after_its_first_commit_the_same_again_does_the_rest_and_no_more(
    clinics: Clinics, tmp_path: Path, kind: str
) -> None:
    done = _killed(clinics, tmp_path, kind, Blow(arm=POINTS["just after the commit"]))
    assert done.unacknowledged_there == int(kind not in STEPS)


@pytest.mark.parametrize("number", [15, 35, 55])
@pytest.mark.parametrize("kind", sorted(STEPS))
def test_killed_between_its_steps_each_step_is_whole(
    local_clinics: LocalClinics, tmp_path: Path, kind: str, number: int
) -> None:
    _killed(local_clinics, tmp_path, kind, Blow(arm=statement(number)))
