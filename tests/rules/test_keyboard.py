"""What fingers type is understood, or refused with a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import (
    parse_date,
    parse_email,
    parse_phone,
    show_date,
    show_phone,
    tidy_name,
    tidy_text,
)

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("t", TODAY),
        ("T", TODAY),
        ("+7", date(2026, 12, 1)),
        ("-1", date(2026, 11, 23)),
        ("−1", date(2026, 11, 23)),
        ("t+3", date(2026, 11, 27)),
        ("eom", date(2026, 11, 30)),
        ("1123", date(2026, 11, 23)),
        ("11/23", date(2026, 11, 23)),
        ("1/5", date(2027, 1, 5)),
        ("0601", date(2026, 6, 1)),
        ("11/23/26", date(2026, 11, 23)),
        ("11-23-2026", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("20261123", date(2026, 11, 23)),
        ("112326", date(2026, 11, 23)),
        ("11231984", date(1984, 11, 23)),
        ("11 23 26", date(2026, 11, 23)),
        ("5/1/46", date(2046, 5, 1)),
        ("5/1/47", date(1947, 5, 1)),
        ("02/29/24", date(2024, 2, 29)),
    ],
)
def test_a_date_is_understood_as_a_clerk_types_it(typed: str, meant: date) -> None:
    assert parse_date(typed, TODAY) == meant


def test_a_day_without_a_year_is_the_nearest_one() -> None:
    assert parse_date("1230", date(2026, 1, 4)) == date(2025, 12, 30)
    assert parse_date("0104", date(2026, 12, 30)) == date(2027, 1, 4)


def test_a_birth_date_is_never_looked_for_ahead() -> None:
    assert parse_date("1225", TODAY, past=True) == date(2025, 12, 25)
    assert parse_date("5/1/27", TODAY, past=True) == date(1927, 5, 1)
    assert parse_date("t", TODAY, past=True) == TODAY


@pytest.mark.parametrize("typed", ["12/25/26", "+1", "1/1/2030"])
def test_a_birth_date_still_to_come_is_refused(typed: str) -> None:
    with pytest.raises(PaydeskError, match="in the future") as refusal:
        parse_date(typed, TODAY, past=True, field="birth_date")
    assert refusal.value.field == "birth_date"


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "13/1", "0229", "2/30/26", "1/1/0026", "84", "123", "12345", "abc", "+99999", "11/23-26", "１/２"],
)
def test_what_is_no_date_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(PaydeskError, match=r"[Tt]ype"):
        parse_date(typed, TODAY)


@given(DAYS)
def test_a_date_shown_is_a_date_that_can_be_typed(day: date) -> None:
    assert parse_date(show_date(day), TODAY) == day
    assert parse_date(day.isoformat(), TODAY) == day
    assert parse_date(f"{day:%m%d%Y}", TODAY) == day


@given(DAYS.filter(lambda day: (day.month, day.day) != (2, 29)), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_the_nearest_such_day_is_at_most_half_a_year_away(day: date, today: date) -> None:
    assert abs(parse_date(f"{day:%m%d}", today) - today) <= timedelta(days=183)
    assert timedelta(0) <= today - parse_date(f"{day:%m/%d}", today, past=True) <= timedelta(days=366)


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused(typed: str) -> None:
    try:
        assert isinstance(parse_date(typed, TODAY), date)
    except PaydeskError as refusal:
        assert refusal.sentence.endswith(".")


@pytest.mark.parametrize("typed", ["5125550142", "512-555-0142", "(512) 555 0142", "+1 512.555.0142", "1-512-555-0142"])
def test_a_phone_number_formats_itself(typed: str) -> None:
    assert show_phone(parse_phone(typed)) == "(512) 555-0142"


@pytest.mark.parametrize("typed", ["", "555-0142", "0125550142", "5121550142", "512555014x", "51255501421"])
def test_what_cannot_be_a_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(PaydeskError):
        parse_phone(typed)


def test_an_unfinished_phone_number_is_shown_as_it_is() -> None:
    assert show_phone("512555") == "512555"


def test_an_email_keeps_its_name_and_lowers_its_domain() -> None:
    assert parse_email(" Jane.Doe+bills@Example.COM ") == "Jane.Doe+bills@example.com"


@pytest.mark.parametrize(
    "typed",
    ["", "jane", "jane@", "@example.com", "a b@example.com", "a@b", "a..b@example.com", "a@-b.com", "a@b@c.com"],
)
def test_what_is_no_email_address_is_refused(typed: str) -> None:
    with pytest.raises(PaydeskError):
        parse_email(typed)


def test_an_email_too_long_to_be_real_is_refused() -> None:
    with pytest.raises(PaydeskError, match="too long"):
        parse_email("x" * 65 + "@example.com")


def test_a_name_is_composed_and_loses_spare_spaces() -> None:
    assert tidy_name("  Nguye\u0302\u0303n\u00a0 Thi\u0323\tA ") == "Nguyễn Thị A"
    assert tidy_name("") == ""


@pytest.mark.parametrize("letter", ["\u202e", "\u200b", "\x00", "\x1b", "\u2066", "\ufeff", "\ue000"])
def test_a_name_with_something_that_cannot_be_seen_is_refused(letter: str) -> None:
    with pytest.raises(PaydeskError, match="cannot be seen") as refusal:
        tidy_name(f"Jane{letter}Doe", field="first_name")
    assert refusal.value.field == "first_name"


def test_a_name_has_at_most_a_hundred_characters() -> None:
    assert tidy_name("x" * 100) == "x" * 100
    with pytest.raises(PaydeskError, match="at most 100"):
        tidy_name("x" * 101)


def test_a_note_keeps_its_lines_and_nothing_that_hides() -> None:
    assert tidy_text("\n called \r\n\r\nleft\ta  message \r") == "called\n\nleft a message"
    with pytest.raises(PaydeskError):
        tidy_text("pay\u202eyap")


@given(st.text())
def test_a_tidy_name_stays_as_it_is(text: str) -> None:
    try:
        once = tidy_name(text)
    except PaydeskError:
        return
    assert tidy_name(once) == once
