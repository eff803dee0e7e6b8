"""What an insurer had otherwise, against the record of today: gone where the two agree, else as it stands now."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from paydesk.rules.eligibility_differences import Difference, Field, RecordFacts, standing

FACTS: dict[str, Any] = {
    "last_name": "Baker-Hill", "first_name": "Anna Lee", "birth_date": date(1979, 3, 12), "member_number": "W100 200",
    "group_number": "G-7700", "plan_name": "Choice 500", "subscriber": "Luis Cruz", "relation": "child",
    "valid_from": date(2026, 1, 1), "valid_to": None, "copay": 25_00, "priority": 1, "other_payers": ("Other Mutual",),
}  # fmt: skip
RECORD = RecordFacts(**FACTS)


@pytest.mark.parametrize(
    ("field", "theirs"),
    [
        (Field.LAST_NAME, "BAKER HILL"), (Field.FIRST_NAME, "ANNA"), (Field.BIRTH_DATE, "1979-03-12"),
        (Field.MEMBER_NUMBER, "w100200"), (Field.GROUP_NUMBER, "G7700"), (Field.PLAN_NAME, "ANYTHING"),
        (Field.SUBSCRIBER, "CRUZ LUIS"), (Field.VALID_FROM, "2026-01-01"), (Field.COPAY, "25.00"),
        (Field.OTHER_PAYER, "OTHER MUTUAL OF OHIO"), (Field.PAYER_ORDER, "1"),
    ],
)  # fmt: skip
def test_what_agrees_by_now_is_no_difference(field: Field, theirs: str) -> None:
    assert standing(RECORD, Difference(field, "whatever it was", theirs)) is None


@pytest.mark.parametrize(
    ("field", "theirs", "ours"),
    [
        (Field.LAST_NAME, "BAKER", "Baker-Hill"), (Field.BIRTH_DATE, "1979-12-03", "1979-03-12"),
        (Field.MEMBER_NUMBER, "W1", "W100 200"), (Field.VALID_TO, "2026-09-30", ""), (Field.COPAY, "30.00", "25.00"),
        (Field.OTHER_PAYER, "ACME", "Other Mutual"), (Field.PAYER_ORDER, "2", "1"),
        (Field.SUBSCRIBER, "EVE CRUZ", "Luis Cruz"),
    ],
)  # fmt: skip
def test_what_still_differs_is_told_against_the_record_of_today(field: Field, theirs: str, ours: str) -> None:
    assert standing(RECORD, Difference(field, "whatever it was", theirs)) == Difference(field, ours, theirs)


def test_a_subscriber_who_is_on_file_and_an_unknown_copay() -> None:
    known = RecordFacts(**{**FACTS, "subscriber_on_file": True, "copay": None})
    assert standing(known, Difference(Field.SUBSCRIBER, "", "EVE CRUZ")) is None
    assert standing(known, Difference(Field.COPAY, "25.00", "30.00")) == Difference(Field.COPAY, "", "30.00")
