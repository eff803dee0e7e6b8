"""Codes are checked by shape, and an edition is never asked for more than it knows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.config import resource
from paydesk.gateways.icd10cm_file import SHIPPED, read_shipped
from paydesk.rules.coding import (
    CodeEdition,
    DiagnosisCode,
    Standing,
    check_diagnoses,
    check_edition,
    check_pointers,
    edition_for,
    edition_notice,
    is_diagnosis_shape,
    judge_diagnosis,
    parse_diagnosis,
    parse_modifiers,
    parse_pointers,
    parse_service_code,
    parse_units,
    show_diagnosis,
    system_of,
    what_is_missing,
)
from paydesk.rules.errors import PaydeskError

APRIL = CodeEdition("April 2026", date(2026, 4, 1), date(2026, 9, 30))
NEXT = CodeEdition("fiscal year 2027", date(2026, 10, 1), date(2027, 9, 30))
E119 = DiagnosisCode("E119", True, "Type 2 diabetes mellitus without complications")
E11 = DiagnosisCode("E11", False, "Type 2 diabetes mellitus")
IN_FORCE, AFTER, BEFORE = date(2026, 9, 30), date(2026, 10, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("e11.9", "E119"), ("E119", "E119"), (" i10 ", "I10"),
     ("S72.001A", "S72001A"), ("C7A.00", "C7A00"), ("QA0.0101", "QA00101"), ("e1c.2", "E1C2")],
)  # fmt: skip
def test_a_diagnosis_is_typed_with_or_without_its_dot(typed: str, kept: str) -> None:
    assert parse_diagnosis(typed) == kept


@pytest.mark.parametrize("typed", ["", "11.9", "E1", "E1.19", "E11.", "E11.12345", "EE1", "EAR", "44054006", "E11 9"])
def test_what_has_not_the_shape_of_a_diagnosis_is_refused(typed: str) -> None:
    with pytest.raises(PaydeskError, match="not an ICD-10-CM code"):
        parse_diagnosis(typed)


@given(st.from_regex(r"[A-Z][0-9A][0-9AB][0-9A-Z]{0,4}", fullmatch=True))
def test_a_diagnosis_shown_is_one_that_can_be_typed(code: str) -> None:
    assert parse_diagnosis(show_diagnosis(code)) == code
    assert is_diagnosis_shape(show_diagnosis(code))


def test_a_code_of_another_system_is_shown_as_it_is() -> None:
    assert show_diagnosis("44054006") == "44054006"


def test_a_visit_names_a_diagnosis_once_and_at_most_twelve() -> None:
    check_diagnoses([f"E11{n:02d}" for n in range(12)])
    with pytest.raises(PaydeskError, match="twice"):
        check_diagnoses(["E119", "I10", "E119"])
    with pytest.raises(PaydeskError, match="at most 12"):
        check_diagnoses([f"E11{n:02d}" for n in range(13)])


@pytest.mark.parametrize(
    ("found", "on", "standing", "alarm", "says"),
    [
        (E119, IN_FORCE, Standing.VALID, False, "Valid in ICD-10-CM April 2026."),
        (E119, AFTER, Standing.VALID, False, "Valid in ICD-10-CM April 2026, the last edition we have."),
        (E119, BEFORE, Standing.VALID, False, "Valid in ICD-10-CM April 2026, the first edition we have."),
        (None, AFTER, Standing.NOT_IN_IT, False, "Not in ICD-10-CM April 2026, the last edition we have."),
        (None, IN_FORCE, Standing.NOT_IN_IT, True, "Not in ICD-10-CM April 2026."),
        (E11, IN_FORCE, Standing.NOT_BILLABLE, True, "Too short to bill in ICD-10-CM April 2026. Choose a longer code"),
        (E11, AFTER, Standing.NOT_BILLABLE, False, "Too short to bill"),
    ],
)
def test_only_the_edition_of_the_date_may_raise_an_alarm(
    found: DiagnosisCode | None, on: date, standing: Standing, alarm: bool, says: str
) -> None:
    verdict = judge_diagnosis("E11", found, APRIL, on)
    assert (verdict.standing, verdict.alarm) == (standing, alarm)
    assert verdict.says.startswith(says)


def test_the_edition_asked_is_the_one_in_force_else_the_nearest() -> None:
    assert edition_for([NEXT, APRIL], IN_FORCE) == APRIL
    assert edition_for([APRIL, NEXT], AFTER) == NEXT
    assert edition_for([APRIL, NEXT], date(2028, 1, 1)) == NEXT
    assert edition_for([APRIL, NEXT], date(2020, 1, 1)) == APRIL
    assert edition_for([], AFTER) is None


def test_an_edition_that_ended_is_told_once() -> None:
    said = edition_notice([APRIL], date(2026, 11, 24))
    assert said is not None
    assert "ended on 09/30/2026" in said
    assert edition_notice([APRIL, NEXT], date(2026, 11, 24)) is None
    assert "in force from 04/01/2026" in str(edition_notice([APRIL], BEFORE))
    assert "no diagnosis codes" in str(edition_notice([], BEFORE))


@pytest.mark.parametrize(
    ("code", "system"),
    [("99213", "CPT"), ("0001F", "CPT"), ("0042T", "CPT"), ("J1885", "HCPCS"), ("G0439", "HCPCS"),
     ("D0120", None), ("NOSHOW", None), ("9921", None), ("F1234", None)],
)  # fmt: skip
def test_a_procedure_code_tells_its_system_by_its_shape(code: str, system: str | None) -> None:
    assert system_of(code) == system


def test_a_procedure_code_is_kept_in_capitals() -> None:
    assert parse_service_code(" j1885 ") == "J1885"
    for typed in ("", "9", "99 213", "x" * 16, "99213;"):
        with pytest.raises(PaydeskError):
            parse_service_code(typed)


def test_modifiers_are_two_characters_each_and_at_most_four() -> None:
    assert parse_modifiers("25 lt,59") == ("25", "LT", "59")
    assert parse_modifiers("") == ()
    for typed, says in (("250", "not a modifier"), ("25 25", "twice"), ("25 59 LT RT XE", "at most 4")):
        with pytest.raises(PaydeskError, match=says):
            parse_modifiers(typed)


def test_pointers_are_numbers_or_a_claims_letters() -> None:
    assert parse_pointers("1 2", diagnoses=3) == (1, 2)
    assert parse_pointers("2,1", diagnoses=3) == (2, 1)
    assert parse_pointers("ac", diagnoses=3) == (1, 3)
    assert parse_pointers("", diagnoses=0) == ()
    check_pointers((), diagnoses=0)


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "which diagnosis"), ("4", "no diagnosis 4"), ("0", "no diagnosis 0"), ("1 1", "twice"), ("x", "numbers"),
     ("1 2 3 1 2", "no more than 4")],
)  # fmt: skip
def test_pointers_point_at_one_to_four_existing_diagnoses(typed: str, says: str) -> None:
    with pytest.raises(PaydeskError, match=says):
        parse_pointers(typed, diagnoses=3)


def test_units_are_whole_and_positive() -> None:
    assert parse_units(" 3 ") == 3
    for typed in ("", "0", "-1", "1.5", "10000", "x"):
        with pytest.raises(PaydeskError, match="whole number"):
            parse_units(typed)


@pytest.fixture(scope="module")
def shipped() -> tuple[DiagnosisCode, ...]:
    return read_shipped(resource(SHIPPED))[1]


def test_the_edition_that_ships_is_whole(shipped: tuple[DiagnosisCode, ...]) -> None:
    assert what_is_missing(shipped) is None
    check_edition(shipped, "icd10cm-order-2026.txt")


def test_a_part_of_an_edition_is_refused_with_the_file_and_what_was_read(shipped: tuple[DiagnosisCode, ...]) -> None:
    cases = (
        (shipped[:2], "2 codes were read, 1 of them for claims; a full edition has about 74,000"),
        (shipped[:80_000], "80,000 codes were read, "),
        (tuple(one for one in shipped if one.code[0] != "P"), "but none that begins with P"),
        (tuple(one for one in shipped if one.code < "Z8"), "under Z99, are missing"),
    )
    for codes, says in cases:
        with pytest.raises(PaydeskError) as refused:
            check_edition(codes, "icd10cm-order-2027.txt")
        assert refused.value.sentence.startswith("icd10cm-order-2027.txt is not a whole ICD-10-CM edition: ")
        assert says in refused.value.sentence and refused.value.field == "file"


def test_codes_of_an_edition_we_do_not_have_whole_raise_no_alarm() -> None:
    verdict = judge_diagnosis("J029", None, APRIL, IN_FORCE, whole=False)
    assert not verdict.certain and not verdict.alarm
    assert verdict.says == "Not in ICD-10-CM April 2026, of which we do not have all codes."
