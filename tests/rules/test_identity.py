"""Names are found however they are written, NPIs are checked, and near-duplicates are told with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.errors import PaydeskError
from paydesk.rules.identity import (
    Level,
    PersonFacts,
    is_npi,
    likeness,
    parse_npi,
    search_key,
    typing_errors,
)

BORN = date(1984, 3, 12)


def person(last: str, first: str, born: date | None = BORN, *phones: str, suffix: str = "") -> PersonFacts:
    return PersonFacts(last, first, suffix=suffix, birth_date=born, phones=phones)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("Smith-Jones", "smith jones"),
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("MÜLLER, Jr.", "muller jr"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("Weiß", "weiss"),
        ("  St. John ", "st john"),
        ("", ""),
    ],
)
def test_a_search_key_forgets_case_accents_and_punctuation(text: str, key: str) -> None:
    assert search_key(text) == key


@given(st.text(max_size=30))
def test_a_search_key_is_its_own_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_the_published_npi_example_is_right() -> None:
    assert is_npi("1234567893")
    assert parse_npi(" 123-456 7893 ") == "1234567893"


def test_every_swap_of_neighbors_in_the_example_is_found() -> None:
    npi = "1234567893"
    swaps = [npi[:i] + npi[i + 1] + npi[i] + npi[i + 2 :] for i in range(9)]
    assert not any(map(is_npi, swaps))


@given(st.integers(0, 99_999_999), st.sampled_from("12"), st.integers(0, 9), st.integers(1, 9))
def test_every_single_wrong_digit_of_an_npi_is_found(body: int, first: str, place: int, shift: int) -> None:
    npi = next(f"{first}{body:08d}{check}" for check in range(10) if is_npi(f"{first}{body:08d}{check}"))
    wrong = npi[:place] + str((int(npi[place]) + shift) % 10) + npi[place + 1 :]
    assert not is_npi(wrong)


@pytest.mark.parametrize(
    ("typed", "says"),
    [("123456789", "10 digits"), ("3234567893", "1 or 2"), ("1234567890", "wrong"), ("", "10 digits")],
)
def test_a_wrong_npi_is_refused_with_what_is_wrong(typed: str, says: str) -> None:
    with pytest.raises(PaydeskError, match=says) as refusal:
        parse_npi(typed)
    assert refusal.value.field == "npi"


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("garcia", "garcia", 0), ("garcia", "gracia", 1), ("smith", "smyth", 1), ("ab", "wxyz", 4), ("", "ab", 2)],
)
def test_typing_errors_count_swaps_as_one(one: str, other: str, errors: int) -> None:
    assert typing_errors(one, other) == errors


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_typing_errors_are_the_same_from_both_sides(one: str, other: str) -> None:
    assert typing_errors(one, other) == typing_errors(other, one)


@pytest.mark.parametrize(
    ("one", "other", "level", "why"),
    [
        (person("Garcia", "Maria"), person("GARCÍA", "María"), Level.SAME, "same name"),
        (person("Garcia", "Maria"), person("Gracia", "Maria"), Level.LIKELY, "alike"),
        (person("Garcia", "Maria"), person("Maria", "Garcia"), Level.LIKELY, "swapped"),
        (person("Garcia Lopez", "Maria"), person("Garcia", "Maria"), Level.LIKELY, "alike"),
        (person("Miller", "Robert"), person("Miller", "Bob"), Level.LIKELY, "may be one name"),
        (person("Miller", "Robert"), person("Miller", "Robert", date(1984, 3, 21)), Level.LIKELY, "typing error"),
        (person("Miller", "Robert"), person("Miller", "Robert", date(1984, 12, 3)), Level.LIKELY, "typing error"),
        (person("Miller", "Robert"), person("Miller", "Robert", None), Level.POSSIBLE, "missing"),
        (person("Miller", "Ann"), person("Keller-Voss", "Ann"), Level.POSSIBLE, "another last name"),
    ],
)
def test_two_records_of_one_person_are_noticed_with_a_reason(
    one: PersonFacts, other: PersonFacts, level: Level, why: str
) -> None:
    found = likeness(one, other)
    assert found.level is level
    assert why in found.why.lower()
    assert likeness(other, one).level is level


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Miller", "Robert"), person("Miller", "Susan")),
        (person("Miller", "Robert"), person("Miller", "Robert", date(1959, 7, 30))),
        (person("Miller", "Robert", suffix="Jr."), person("Miller", "Robert", None, suffix="Sr")),
        (person("Li", "Wei"), person("Lu", "Wei", date(1990, 1, 1))),
    ],
)
def test_different_people_are_left_alone(one: PersonFacts, other: PersonFacts) -> None:
    assert likeness(one, other).level is Level.DIFFERENT


def test_the_same_phone_makes_a_possible_duplicate_likely() -> None:
    one = person("Miller", "Robert", BORN, "5125550142")
    assert likeness(one, person("Miller", "Bob", None, "5125550142")).level is Level.LIKELY
    assert likeness(one, person("Miller", "Robert", date(1959, 7, 30), "5125550142")).level is Level.POSSIBLE


def test_a_preferred_name_counts_as_a_first_name() -> None:
    one = PersonFacts("Miller", "Guadalupe", preferred_name="Robin", birth_date=BORN)
    assert likeness(one, person("Miller", "Robin")).level is Level.LIKELY
