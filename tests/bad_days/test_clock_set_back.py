"""This PC's clock is set back or to another year: nothing is posted, kept or imported by it, and looks go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from paydesk.operations import drafting, importing, posting, proving, reading
from paydesk.operations.desk import Desk
from paydesk.operations.drafting import DraftKey
from paydesk.rules.errors import ClockSetBack
from support.busy_desk import MORNING, Work
from support.fallen_clinics import SAMPLE, LocalClinics, SharedClinics, families
from support.fixed_clock import FixedClock

WRONG = {
    "a day back": datetime(2026, 11, 22, 15, tzinfo=UTC), "another year": datetime(2025, 11, 23, 15, tzinfo=UTC),
    "the beginning": datetime(1970, 1, 1, tzinfo=UTC),
}  # fmt: skip


def _pay(desk: Desk, work: Work) -> posting.PaymentPosted:
    return posting.post_payment(desk, posting.PostPayment(work.families[0][0], 5_00, "cash", "one form"))


@pytest.mark.parametrize("wrong", WRONG)
def test_a_clock_set_back_refuses_what_is_done_and_not_what_is_seen(
    clinics: LocalClinics | SharedClinics, wrong: str
) -> None:
    work = clinics.clinic(families)
    desk = work.place.desk()
    late = Desk(desk.database, FixedClock(WRONG[wrong]), desk.actor)
    acts: dict[str, Callable[[], object]] = {
        "a payment": lambda: _pay(late, work), "an import": lambda: importing.import_synthea(late, SAMPLE),
    }  # fmt: skip
    for name, act in acts.items():
        with pytest.raises(ClockSetBack) as told:
            act()
        assert told.value.sentence.startswith(f"This PC's clock says {WRONG[wrong]:%B} "), name
        assert "November 23, 2026" in told.value.sentence and "\n" not in told.value.sentence
    drafting.keep_draft(late, DraftKey("payment", work.families[0][0], ""), {"amount": "5.00"})  # typing is never lost
    assert reading.open_account(late, work.families[0][0]).number == 7001
    late.close()
    with desk.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM receipt")).scalar_one() == 0
    late.clock = FixedClock(MORNING)
    assert _pay(late, work).receipt == 1
    assert proving.prove(desk).findings == ()
    desk.close()
    desk.database.close()
    clinics.drop(work)
