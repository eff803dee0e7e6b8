"""What a payment begins with where two patients of one account have a copay today."""

from __future__ import annotations

from uuid import uuid4

import pytest

from paydesk.operations import posting, reading, visiting
from paydesk.operations.visiting import SaveVisit
from paydesk.ui.payment_fields import Typed
from paydesk.ui.payment_plan import Start, request_of
from support.window_clinic import Seat


@pytest.fixture
def visits(seat: Seat) -> tuple[int, int]:
    """The visits of Maria and of Mateo, both of today and not charged."""
    desk, today = seat.clinic.desk, seat.clinic.desk.clock.today()
    return tuple(  # type: ignore[return-value]
        visiting.save_visit(desk, SaveVisit(who, today, status="arrived")).visit_id
        for who in (seat.clinic.maria, seat.clinic.mateo)
    )


def _start(seat: Seat, person: int | None) -> Start:
    page = reading.account_page(seat.clinic.desk, seat.clinic.family)
    return Start(page, (), seat.clinic.desk.clock.today(), person)


def _kept_for(start: Start) -> int | None:
    typed = Typed(start.expected, "cash", {})
    return request_of(start, typed, key="k", chosen=None, as_ruled=frozenset()).visit_id


def test_the_copay_is_that_of_who_is_in_front(seat: Seat, visits: tuple[int, int]) -> None:
    marias, mateos = visits
    assert [_kept_for(_start(seat, who)) for who in (seat.clinic.maria, seat.clinic.mateo)] == [marias, mateos]
    assert _start(seat, seat.clinic.mateo).kept_for().startswith("Mateo: copay")
    assert _start(seat, seat.clinic.mateo).headline().startswith("Mateo")


def test_one_that_was_taken_gives_way_to_the_other(seat: Seat, visits: tuple[int, int]) -> None:
    marias, mateos = visits
    start = _start(seat, seat.clinic.mateo)
    posting.post_payment(
        seat.clinic.desk,
        posting.PostPayment(
            seat.clinic.family, start.expected, "cash", uuid4().hex, visit_id=mateos, kept=start.expected
        ),
    )
    assert _kept_for(_start(seat, seat.clinic.mateo)) == marias
