"""Wrong answers make the next one wait; a PIN is one a stranger does not guess first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from paydesk.rules.errors import PaydeskError
from paydesk.rules.lockout import check_pin, locked_sentence, wait_after


def test_each_fifth_wrong_answer_makes_the_next_wait_longer() -> None:
    waits = [wait_after(failures) for failures in range(21)]
    minutes = {n: wait.total_seconds() / 60 for n, wait in enumerate(waits) if wait is not None}
    assert minutes == {5: 5, 10: 15, 15: 60, 20: 60}


@pytest.mark.parametrize(
    ("left", "words"), [(timedelta(seconds=3), "a minute"), (timedelta(minutes=4, seconds=1), "5 minutes")]
)
def test_it_says_how_long(left: timedelta, words: str) -> None:
    assert f"Try again in {words}," in locked_sentence(left)


@pytest.mark.parametrize("pin", ["2580", "0071", "190284", "102030405060"])
def test_a_pin_of_digits_is_taken(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize("pin", ["", "258", "1111", "1234", "9876", "25a0", "١٢٣٥", "1234567890123", "-258"])
def test_a_pin_that_is_guessed_first_is_refused(pin: str) -> None:
    with pytest.raises(PaydeskError) as refused:
        check_pin(pin)
    assert refused.value.field == "pin"
