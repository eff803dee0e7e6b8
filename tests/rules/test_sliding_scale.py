"""The sliding scale: classes without gap or overlap, boundaries exact, and never more off than the patient owes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.errors import PaydeskError
from paydesk.rules.sliding_scale import (
    USUAL,
    AssistancePolicy,
    ClassKind,
    Owed,
    SlidingClass,
    check_classes,
    check_policy,
    class_of,
    discounts,
)

THREE_PEOPLE = 27_320_00
FULL, SEVENTY_FIVE, HALF, NONE = USUAL.classes
NOMINAL = SlidingClass("Nominal", 0, 100, ClassKind.NOMINAL, 20_00)


@pytest.mark.parametrize(
    ("income", "name"),
    [
        (0, "Full"), (42_000_00, "Full"), (54_640_00, "Full"), (54_640_01, "Three quarters"),
        (81_960_00, "Three quarters"), (81_960_01, "Half"), (109_280_00, "Half"), (109_280_01, "None"),
        (10**12, "None"),
    ],
)  # fmt: skip
def test_a_boundary_belongs_to_the_lower_class_to_the_cent(income: int, name: str) -> None:
    assert class_of(income, THREE_PEOPLE, USUAL.classes).name == name


@pytest.mark.parametrize(
    ("held", "off"), [(FULL, 99_99), (SEVENTY_FIVE, 75_00), (HALF, 50_00), (NONE, None)],
)  # fmt: skip
def test_what_stays_is_rounded_down_to_the_cent(held: SlidingClass, off: int | None) -> None:
    assert discounts(held, [Owed(1, 7, 99_99)]) == ({1: off} if off else {})


def test_what_was_paid_counts_for_what_the_class_leaves_and_never_comes_back() -> None:
    assert discounts(HALF, [Owed(1, 7, 70_00, paid=30_00)]) == {1: 50_00}
    assert discounts(HALF, [Owed(1, 7, 40_00, paid=60_00)]) == {1: 40_00}
    assert discounts(HALF, [Owed(1, 7, 0, paid=100_00)]) == {}


def test_of_a_visit_the_flat_amount_stays_once_on_its_first_charges() -> None:
    charges = [Owed(1, 7, 15_00), Owed(2, 7, 60_00), Owed(3, 8, 12_00), Owed(4, None, 50_00), Owed(5, None, 5_00)]
    assert discounts(NOMINAL, charges) == {2: 55_00, 4: 30_00}


def test_a_flat_amount_that_was_paid_at_the_visit_is_not_asked_for_again() -> None:
    assert discounts(NOMINAL, [Owed(1, 7, 30_00, paid=20_00), Owed(2, 7, 10_00)]) == {1: 30_00, 2: 10_00}
    assert discounts(NOMINAL, [Owed(1, 7, 30_00, paid=5_00)]) == {1: 15_00}


CLASSES = st.one_of(
    st.just(FULL),
    st.builds(lambda percent: SlidingClass("P", 0, None, ClassKind.PERCENT, percent), st.integers(0, 100)),
    st.builds(lambda stays: SlidingClass("F", 0, None, ClassKind.FLAT, stays), st.integers(1, 300_00)),
)
CENTS = st.integers(0, 500_00)
CHARGES = st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 3)), CENTS, CENTS, CENTS), max_size=6).map(
    lambda rows: [Owed(place, *row) for place, row in enumerate(rows)]
)


@given(CLASSES, CHARGES)
def test_never_more_comes_off_than_is_owed_and_asked_again_nothing_comes_off_again(
    held: SlidingClass, charges: list[Owed]
) -> None:
    off = discounts(held, charges)
    assert all(0 < off[one.charge_id] <= one.owed for one in charges if one.charge_id in off)
    after = [
        replace(one, owed=one.owed - off.get(one.charge_id, 0), taken=one.taken + off.get(one.charge_id, 0))
        for one in charges
    ]
    assert discounts(held, after) == {}
    if held.kind is ClassKind.FULL:
        assert not any(one.owed for one in after)


@given(CLASSES, CHARGES, st.data())
def test_a_payment_after_the_discount_brings_no_further_one(
    held: SlidingClass, charges: list[Owed], data: st.DataObject
) -> None:
    off = discounts(held, charges)
    after = []
    for one in charges:
        owed = one.owed - off.get(one.charge_id, 0)
        pays = data.draw(st.integers(0, owed))
        after.append(
            replace(one, owed=owed - pays, paid=one.paid + pays, taken=one.taken + off.get(one.charge_id, 0))
        )
    assert discounts(held, after) == {}


@given(st.lists(st.integers(1, 900), unique=True, max_size=6), st.integers(0, 10**9))
def test_classes_that_tile_have_one_class_for_every_income(bounds: list[int], income: int) -> None:
    edges: list[int | None] = [*sorted(bounds), None]
    classes, above = [], 0
    for place, edge in enumerate(edges):
        classes.append(SlidingClass(f"Class {place}", above, edge, ClassKind.PERCENT, 10))
        above = edge or 0
    check_classes(classes)
    held = class_of(income, THREE_PEOPLE, classes)
    assert income == 0 or held.above * THREE_PEOPLE < income * 100
    assert held.up_to is None or income * 100 <= held.up_to * THREE_PEOPLE


def _classes(*rows: tuple[int, int | None]) -> tuple[SlidingClass, ...]:
    return tuple(SlidingClass(f"C{place}", *row, ClassKind.FULL) for place, row in enumerate(rows))


@pytest.mark.parametrize(
    ("classes", "sentence", "row"),
    [
        ((), "There is no class. Add one.", None),
        (_classes((50, None)), "From 0 to 50 % there is no class. Begin at 0.", 0),
        (_classes((0, 200), (250, None)), "Between 200 and 250 % there is no class. Close the gap.", 1),
        (_classes((0, 200), (150, None)), "Two classes are for 150 to 200 %. Let one end where the next begins.", 1),
        (_classes((0, 200)), "Above 200 % there is no class. Let the last one have no end.", 0),
        (_classes((0, None), (200, None)), "“C0” has no end, so nothing is left for “C1”. Give it one.", 0),
        (_classes((0, 200), (200, 200), (200, None)),
         "“C1” ends at 200 %, which is not above 200 %. Check its end.", 1),
        ((replace(FULL, name=" ", up_to=None),), "Each class has a name. Type one.", 0),
        ((FULL, replace(NONE, name="Full", above=200)), "Two classes are called “Full”. Rename one.", 1),
        ((replace(HALF, above=0, up_to=None, value=101),), "“Half” takes off 0 to 100 %. Check the percent.", 0),
        ((replace(NOMINAL, up_to=None, value=0),),
         "“Nominal”: type what stays to be paid for a visit. Where nothing stays, all of it comes off.", 0),
    ],
)  # fmt: skip
def test_classes_that_do_not_tile_are_refused_with_what_is_wrong(
    classes: tuple[SlidingClass, ...], sentence: str, row: int | None
) -> None:
    with pytest.raises(PaydeskError) as refused:
        check_classes(classes)
    assert (refused.value.sentence, refused.value.row) == (sentence, row)


@pytest.mark.parametrize("name", ["papers_days", "holds_months", "appeal_days"])
def test_days_no_clinic_can_work_by_are_refused(name: str) -> None:
    check_policy(USUAL)
    with pytest.raises(PaydeskError) as refused:
        check_policy(replace(USUAL, **{name: 0}))
    assert refused.value.field == name


def test_a_class_is_said_in_words_and_found_by_its_name() -> None:
    assert [one.words for one in (*USUAL.classes, NOMINAL)] == [
        "all of it comes off", "75 % comes off", "50 % comes off", "nothing comes off",
        "at most 20.00 stays for a visit",
    ]  # fmt: skip
    assert [one.reach for one in USUAL.classes] == [
        "up to 200 % of the guideline", "above 200 up to 300 % of the guideline",
        "above 300 up to 400 % of the guideline", "above 400 % of the guideline",
    ]  # fmt: skip
    assert [one.takes_off for one in USUAL.classes] == [True, True, True, False]
    assert AssistancePolicy().named("Half") == HALF
    with pytest.raises(PaydeskError, match="Choose a class"):
        USUAL.named("Double")


def test_what_was_paid_on_a_closed_charge_of_the_visit_counts() -> None:
    assert discounts(NOMINAL, [Owed(2, 7, 60_00, visit_paid=40_00)]) == {2: 60_00}
    assert discounts(NOMINAL, [Owed(2, 7, 60_00, visit_paid=5_00), Owed(3, 7, 10_00, visit_paid=5_00)]) == {
        2: 45_00, 3: 10_00,
    }  # fmt: skip
