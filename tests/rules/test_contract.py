"""A contract's price list: what is new, changed, known or refused; the same file again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.contract import Fate, Judged, KeptPrice, ReadPrice, as_shown, in_force, judge

TODAY = date(2026, 11, 23)
JANUARY, JUNE, JULY = date(2026, 1, 1), date(2026, 6, 1), date(2026, 7, 1)


def read(line: int, allowed: int, first: date | None = None, last: date | None = None, code: str = "99213",
         modifiers: tuple[str, ...] = (), place: str = "") -> ReadPrice:  # fmt: skip
    return ReadPrice(line, code, modifiers, place, allowed, first, last)


def kept_by(found: tuple[Judged, ...], before: tuple[KeptPrice, ...] = ()) -> tuple[KeptPrice, ...]:
    """As the store keeps them: new versions after those there were, by their day."""
    fresh = [one.price for one in found if one.price and one.fate in (Fate.NEW, Fate.CHANGED)]
    fresh.sort(key=lambda one: one.first)
    return (*before, *(KeptPrice(len(before) + at, "", one) for at, one in enumerate(fresh, 1)))


def fates(found: tuple[Judged, ...]) -> list[str]:
    return [one.fate.value for one in found]


def test_a_price_without_a_day_holds_from_the_day_of_loading() -> None:
    (one,) = judge([read(2, 120_00)], (), TODAY)
    assert one.fate is Fate.NEW and one.price is not None and one.price.first == TODAY


def test_a_changed_price_is_a_new_version_and_the_old_one_stays() -> None:
    kept = kept_by(judge([read(2, 120_00, JANUARY)], (), TODAY))
    found = judge([read(2, 125_00, JULY)], kept, TODAY)
    assert (found[0].fate, found[0].before) == (Fate.CHANGED, 120_00)
    kept = kept_by(found, kept)
    shown = [(one.price.allowed, one.price.last) for one in as_shown(kept)]
    assert shown == [(120_00, date(2026, 6, 30)), (125_00, None)]
    assert [one.price.allowed for one in in_force(kept, date(2026, 6, 30))] == [120_00]
    assert [one.price.allowed for one in in_force(kept, TODAY)] == [125_00]


def test_the_price_in_force_is_known_on_whatever_later_day_it_is_loaded_again() -> None:
    kept = kept_by(judge([read(2, 120_00)], (), JANUARY))
    assert fates(judge([read(2, 120_00)], kept, TODAY)) == ["known"]


def test_what_a_person_ended_stays_ended_and_a_later_list_begins_anew() -> None:
    (one,) = kept_by(judge([read(2, 120_00, JANUARY)], (), TODAY))
    ended = (KeptPrice(one.price_id, "", one.price.__class__("99213", (), "", 120_00, JANUARY, JUNE), "dana"),)
    assert in_force(ended, JULY) == ()
    assert fates(judge([read(2, 120_00, JANUARY)], ended, TODAY)) == ["known"]
    assert fates(judge([read(2, 120_00, JULY)], ended, TODAY)) == ["changed"]


def test_an_end_that_the_file_takes_back_is_a_new_version() -> None:
    kept = kept_by(judge([read(2, 120_00, JANUARY, JUNE)], (), TODAY))
    assert fates(judge([read(2, 120_00, JANUARY)], kept, TODAY)) == ["changed"]


def test_lines_that_cannot_be_are_refused_by_themselves() -> None:
    found = judge(
        [read(2, 120_00, JUNE, JANUARY), read(3, 10_00, code="87880"), read(4, 11_00, code="87880"),
         read(5, 10_00, code="87880"), read(6, 12_00, code="87880", modifiers=("QW",))],
        (), TODAY,
    )  # fmt: skip
    assert [(one.line, one.fate.value, one.why) for one in found] == [
        (2, "refused", "it would end on 01/01/2026, before it begins on 06/01/2026"), (3, "new", ""),
        (4, "refused", "line 3 has 10.00 for it from the same day"), (5, "known", ""), (6, "new", ""),
    ]  # fmt: skip


DAYS = st.sampled_from([JANUARY, JUNE, JULY, TODAY])
PRICES = st.builds(
    read, st.just(0), st.sampled_from([100_00, 110_00]), st.none() | DAYS, st.none() | DAYS,
    st.sampled_from(["99213", "99214"]), st.sampled_from([(), ("26",)]), st.sampled_from(["", "11"]),
)  # fmt: skip
FILES = st.lists(PRICES, max_size=12).map(lambda rows: [replace(row, line=at) for at, row in enumerate(rows, 2)])


@given(FILES, FILES)
def test_the_same_file_again_changes_nothing_whatever_was_there(before: list[ReadPrice], file: list[ReadPrice]) -> None:
    kept = kept_by(judge(before, (), TODAY))
    first = judge(file, kept, TODAY)
    again = judge(file, kept_by(first, kept), TODAY)
    assert len(first) == len(again) == len(file)
    for one, two in zip(first, again, strict=True):
        assert two.fate is (Fate.REFUSED if one.fate is Fate.REFUSED else Fate.KNOWN)
