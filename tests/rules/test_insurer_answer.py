"""An answer in the ledger's terms: what moves, where to, what comes back, and that no cent appears or is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.insurance import CoverageTerms, PayerKind, Protection
from paydesk.rules.insurer_answer import AnswerLine, Group, Shift, Standing, Transfer, after, group, shift, taken_back
from paydesk.rules.ledger import CONTRACTUAL, DISCOUNT, INSURER_PAYMENT, TAKEBACK, TRANSFER, Entry, Line, objection

FIRST, SECOND, THIRD = 5, 6, 7
PATIENT = 0
LOT = 90


def terms(*ids: int) -> tuple[CoverageTerms, ...]:
    return tuple(
        CoverageTerms(one, PayerKind.COMMERCIAL, order, date(2026, 1, 1)) for order, one in enumerate(ids, 1)
    )


def standing(
    parts: dict[int, int], *, ids: tuple[int, ...] = (FIRST, SECOND), transfers: tuple[dict[int, int], ...] = (),
    **changes: object,
) -> Standing:  # fmt: skip
    told: dict[str, object] = {
        "charge_id": 1, "account_id": 2, "patient_id": 3, "fee": 200_00, "charged_to": FIRST, "parts": parts,
        "shares": dict(parts), "taken_off": {}, "transfers": tuple(map(Transfer, transfers)), "terms": terms(*ids),
        **changes,
    }  # fmt: skip
    return Standing(**told)  # type: ignore[arg-type]


def moved(one: Group) -> list[tuple[str, list[tuple[int, int, int | None, str]]]]:
    """Each entry: its kind and (party, cents, lot, why) of its lines."""
    return [
        (entry.kind.name, [(line.party, line.amount, line.lot, line.why) for line in entry.lines])
        for entry in one.entries
    ]


def answered(charge: Standing, coverage: int, paid: int, off: int, others: int, **changes: object) -> Group:
    line = AnswerLine(1, paid, off, others, **changes)  # type: ignore[arg-type]
    return group([(charge, line)], coverage, lot_id=LOT)


def test_a_first_answer_pays_takes_off_and_moves_the_rest_to_the_next_coverage() -> None:
    made = answered(standing({FIRST: 200_00}), FIRST, 90_00, 60_00, 50_00)
    assert moved(made) == [
        ("insurer payment", [(FIRST, -90_00, LOT, "insurer paid")]),
        ("contractual adjustment", [(FIRST, -60_00, None, "price by contract")]),
        ("responsibility transfer",
         [(FIRST, -50_00, None, "to the next insurer"), (SECOND, 50_00, None, "to the next insurer")]),
    ]  # fmt: skip
    assert (made.on_patient, made.on_party(FIRST), made.on_party(SECOND)) == ({}, -200_00, 50_00)
    assert [(line.account, line.charge, line.patient) for line in made.entries[0].lines] == [(2, 1, 3)]


def test_the_last_answer_leaves_the_rest_to_the_patient_by_its_own_word() -> None:
    made = answered(standing({FIRST: 200_00}, ids=(FIRST,)), FIRST, 90_00, 60_00, 50_00, why="deductible")
    assert moved(made)[2][1] == [(FIRST, -50_00, None, "deductible"), (PATIENT, 50_00, None, "deductible")]
    assert made.entries[2].reason == "deductible" and made.on_patient == {1: 50_00} and made.on_party(PATIENT) == 50_00


def test_a_share_of_one_cent_moves_too() -> None:
    made = answered(standing({FIRST: 100_00}), FIRST, 99_99, 0, 1)
    assert moved(made)[1][1] == [(FIRST, -1, None, "to the next insurer"), (SECOND, 1, None, "to the next insurer")]


def test_a_coverage_that_holds_no_more_leaves_to_the_patient() -> None:
    charge = standing({9: 200_00})
    assert charge.next_coverage(9) is None and charge.part(9) == 200_00 and charge.part(FIRST) == 0
    assert [charge.next_coverage(one) for one in (FIRST, SECOND)] == [SECOND, None]
    assert answered(charge, 9, 150_00, 0, 50_00).on_patient == {1: 50_00}


@pytest.mark.parametrize(
    ("protection", "copay", "patient", "kept"),
    [
        (Protection.NONE, 0, 50_00, 0), (Protection.ENTIRE, 50_00, 0, 50_00), (Protection.BEYOND_COPAY, 0, 0, 50_00),
        (Protection.BEYOND_COPAY, 4_00, 4_00, 46_00), (Protection.BEYOND_COPAY, 50_00, 50_00, 0),
        (Protection.BEYOND_COPAY, 60_00, 50_00, 0),
    ],
)  # fmt: skip
def test_what_the_law_keeps_from_the_patient_comes_off(
    protection: Protection, copay: int, patient: int, kept: int
) -> None:
    charge = standing({FIRST: 200_00}, ids=(FIRST,), protection=protection)
    made = answered(charge, FIRST, 90_00, 60_00, 50_00, copay=copay)
    assert made.on_party(PATIENT) == patient and made.on_party(FIRST) == -200_00
    off = [line for entry in made.entries if entry.kind is CONTRACTUAL for line in entry.lines]
    assert [line.amount for line in off if line.why == "the law keeps this from the patient"] == [-kept][: bool(kept)]
    assert (TRANSFER in [entry.kind for entry in made.entries]) is (patient > 0)


def test_the_law_keeps_nothing_from_the_next_coverage() -> None:
    made = answered(standing({FIRST: 200_00}, protection=Protection.ENTIRE), FIRST, 90_00, 60_00, 50_00)
    assert made.on_party(SECOND) == 50_00


@pytest.mark.parametrize(
    ("paid", "off", "others", "came_off", "went_on"),
    [
        (190_00, 60_00, 50_00, 10_00, 0),  # an adjustment takes no coverage below zero
        (200_00, 60_00, 50_00, 0, 0), (230_00, 60_00, 50_00, 0, 0),
        (100_00, 60_00, 50_00, 60_00, 40_00),  # and no more moves than is left
        (0, -20_00, 50_00, -20_00, 50_00), (0, 0, 0, 0, 0),
    ],
)  # fmt: skip
def test_only_too_much_paid_takes_a_coverage_below_zero(
    paid: int, off: int, others: int, came_off: int, went_on: int
) -> None:
    made = answered(standing({FIRST: 200_00}), FIRST, paid, off, others)
    assert made.on_party(FIRST) == -paid - came_off - went_on and made.on_party(SECOND) == went_on
    assert [entry.kind for entry in made.entries] == [
        kind for kind, amount in ((INSURER_PAYMENT, paid), (CONTRACTUAL, came_off), (TRANSFER, went_on)) if amount
    ]


def test_what_a_coverage_already_moved_is_not_moved_again() -> None:
    charge = standing({FIRST: 150_00, SECOND: 50_00}, transfers=({FIRST: -50_00, SECOND: 50_00},))
    assert shift(charge, FIRST, others_owe=50_00) == Shift(0)
    assert shift(charge, FIRST, others_owe=70_00) == Shift(20_00)
    assert answered(charge, FIRST, 100_00, 50_00, 50_00).on_party(SECOND) == 0


def test_a_smaller_share_comes_back_from_the_next_coverage_while_it_is_open_there() -> None:
    charge = standing({FIRST: 0, SECOND: 50_00}, transfers=({FIRST: -50_00, SECOND: 50_00},))
    assert shift(charge, FIRST, others_owe=20_00) == Shift(0, ((SECOND, 30_00),))
    assert shift(charge, FIRST, others_owe=20_00).returned == 30_00
    made = answered(charge, FIRST, 30_00, 0, 20_00)
    why = "share lowered by the insurer"
    assert moved(made)[0] == (
        "responsibility transfer", [(SECOND, -30_00, None, why), (FIRST, 30_00, None, why)],
    )  # fmt: skip
    assert made.on_party(FIRST) == 0


def test_what_came_back_may_come_off_again_as_far_as_it_goes() -> None:
    charge = standing({FIRST: 0, SECOND: 50_00}, transfers=({FIRST: -50_00, SECOND: 50_00},))
    made = answered(charge, FIRST, 10_00, 25_00, 20_00)
    assert moved(made)[-1] == ("contractual adjustment", [(FIRST, -20_00, None, "price by contract")])
    assert (made.on_party(FIRST), made.on_party(SECOND)) == (0, -30_00)


def test_a_smaller_share_comes_back_from_the_patient_where_no_coverage_follows() -> None:
    charge = standing({FIRST: 0, PATIENT: 50_00}, ids=(FIRST,), transfers=({FIRST: -50_00, PATIENT: 50_00},))
    assert shift(charge, FIRST, others_owe=0) == Shift(0, ((PATIENT, 50_00),))
    assert answered(charge, FIRST, 50_00, 0, 0).on_patient == {1: -50_00}


def test_it_comes_back_from_the_next_coverage_then_the_patient_then_the_next_ones_contract() -> None:
    charge = standing(
        {FIRST: 0, SECOND: 10_00, PATIENT: 5_00}, shares={FIRST: 100_00, SECOND: 60_00, PATIENT: 15_00},
        taken_off={SECOND: 20_00}, transfers=({FIRST: -75_00, SECOND: 75_00}, {SECOND: -15_00, PATIENT: 15_00}),
    )  # fmt: skip

    def back(others: int) -> Shift:
        return shift(charge, FIRST, others_owe=others)

    assert back(70_00) == Shift(0, ((SECOND, 5_00),))
    assert back(55_00) == Shift(0, ((SECOND, 10_00), (PATIENT, 10_00)))
    assert back(45_00) == Shift(0, ((SECOND, 15_00), (PATIENT, 15_00)), ((SECOND, 5_00),))
    assert back(0) == Shift(0, ((SECOND, 30_00), (PATIENT, 15_00)), ((SECOND, 20_00),))
    made = answered(charge, FIRST, 75_00, 0, 0)
    assert moved(made)[0] == ("contractual adjustment", [(SECOND, 20_00, None, "no more is left for it")])
    assert [entry.reason for entry in made.entries] == ["", "share lowered by the insurer", ""]
    assert (made.on_party(SECOND), made.on_party(PATIENT), made.on_party(FIRST)) == (-10_00, -15_00, -30_00)


def test_nothing_comes_back_of_what_is_below_zero_there() -> None:
    charge = standing(
        {FIRST: 0, SECOND: -10_00}, shares={PATIENT: -5_00}, taken_off={SECOND: -1_00},
        transfers=({FIRST: -50_00, SECOND: 50_00},),
    )  # fmt: skip
    assert shift(charge, FIRST, others_owe=0) == Shift(0)


def test_what_the_next_coverage_paid_stays_with_it_where_the_patient_never_had_a_share() -> None:
    charge = standing({FIRST: 0, SECOND: 10_00}, shares={}, transfers=({FIRST: -50_00, SECOND: 50_00},))
    assert shift(charge, FIRST, others_owe=0) == Shift(0, ((SECOND, 10_00),))


def test_what_a_person_moved_away_from_the_patient_meanwhile_is_asked_of_the_patient_all_the_same() -> None:
    moved_on = ({SECOND: -50_00, PATIENT: 50_00}, {PATIENT: -30_00, FIRST: 30_00})
    charge = standing({FIRST: 30_00, SECOND: 0, PATIENT: 20_00}, transfers=moved_on)
    assert shift(charge, SECOND, others_owe=0) == Shift(0, ((PATIENT, 50_00),))


def test_of_a_patients_own_charge_the_first_coverage_left_there_all_it_did_not_get() -> None:
    charge = standing({PATIENT: 200_00}, charged_to=PATIENT)
    assert shift(charge, FIRST, others_owe=200_00) == Shift(0)
    assert shift(charge, FIRST, others_owe=240_00) == Shift(40_00)
    assert shift(charge, FIRST, others_owe=50_00).back == ((PATIENT, 150_00),)
    assert shift(charge, SECOND, others_owe=50_00) == Shift(50_00)
    nobody = replace(charge, terms=())
    assert shift(nobody, FIRST, others_owe=200_00) == Shift(200_00)
    assert shift(standing({FIRST: 200_00}), FIRST, others_owe=200_00) == Shift(200_00)


def test_what_came_from_a_coverage_before_is_its_own_to_answer_for() -> None:
    came = ({FIRST: -80_00, SECOND: 80_00},)
    charge = standing({SECOND: 80_00}, ids=(FIRST, SECOND, THIRD), transfers=came)
    assert shift(charge, SECOND, others_owe=30_00) == Shift(30_00)
    onward = replace(charge, transfers=(*charge.transfers, Transfer({SECOND: -30_00, THIRD: 30_00})))
    assert shift(onward, SECOND, others_owe=30_00) == Shift(0)
    assert shift(onward, FIRST, others_owe=80_00) == Shift(0)
    assert shift(onward, THIRD, others_owe=10_00) == Shift(10_00)


def test_what_came_back_from_the_patient_beyond_what_was_left_there_is_no_debt_to_it() -> None:
    there_and_back = ({FIRST: -20_00, PATIENT: 20_00}, {PATIENT: -50_00, FIRST: 50_00}, {FIRST: -10_00, PATIENT: 10_00})
    charge = standing({FIRST: 220_00, PATIENT: 0}, ids=(FIRST,), transfers=there_and_back)
    assert shift(charge, FIRST, others_owe=10_00) == Shift(0)


def test_what_is_posted_counts_for_what_follows_in_the_same_act() -> None:
    charge = standing({FIRST: 200_00}, taken_off={FIRST: 1_00})
    made = answered(charge, FIRST, 90_00, 60_00, 50_00)
    other = Entry(CONTRACTUAL, (Line(2, -7_00, 99, 3, FIRST),))
    then = after(charge, (*made.entries, other))
    assert then.parts == {FIRST: 0, SECOND: 50_00} and then.shares == {FIRST: 150_00, SECOND: 50_00}
    assert then.taken_off == {FIRST: 61_00} and then.transfers == (Transfer({FIRST: -50_00, SECOND: 50_00}),)
    assert charge.parts == {FIRST: 200_00} and charge.transfers == ()
    twice = Entry(TRANSFER, (
        Line(2, -1_00, 1, 3, SECOND), Line(2, -2_00, 1, 3, SECOND), Line(2, 3_00, 1, 3, THIRD),
    ))  # fmt: skip
    again = after(then, (twice,))
    assert again.transfers[-1] == Transfer({SECOND: -3_00, THIRD: 3_00}) and again.part(SECOND) == 47_00
    assert again.shares == {FIRST: 150_00, SECOND: 47_00, THIRD: 3_00} and again.parts[THIRD] == 3_00


def test_the_patients_money_moves_off_before_its_part_is_below_zero_unless_the_charge_is_reopened() -> None:
    charge = standing({PATIENT: 10_00})
    less = (Entry(DISCOUNT, (Line(2, -15_00, 1, 3, PATIENT),)),)
    assert after(charge, less).parts == {PATIENT: 0} and not after(charge, less).reopened
    reopened = after(charge, less, reopened=True)
    assert reopened.parts == {PATIENT: -5_00} and reopened.reopened
    assert after(charge, (Entry(DISCOUNT, (Line(2, -9_99, 1, 3, PATIENT),)),)).parts == {PATIENT: 1}
    assert after(standing({FIRST: -1}), ()).parts == {FIRST: -1}
    assert after(charge, less).shares == {PATIENT: 10_00} and after(charge, less).taken_off == {}


def test_an_answer_to_several_charges_is_one_entry_a_kind() -> None:
    one, other = standing({FIRST: 200_00}, ids=(FIRST,)), standing({FIRST: 80_00}, ids=(FIRST,), charge_id=4)
    made = group(
        [(one, AnswerLine(1, 90_00, 60_00, 50_00, "deductible")), (other, AnswerLine(4, 60_00, 0, 20_00, "copay"))],
        FIRST, lot_id=LOT,
    )  # fmt: skip
    assert [len(entry.lines) for entry in made.entries] == [2, 1, 4]
    assert made.entries[2].reason == "" and made.on_patient == {1: 50_00, 4: 20_00}


def test_an_answer_taken_back_is_equal_and_opposite_and_its_money_goes_by_the_new_remittance() -> None:
    made = answered(standing({FIRST: 200_00}, ids=(FIRST,)), FIRST, 90_00, 60_00, 50_00)
    back = taken_back([(entry.kind, line) for entry in made.entries for line in entry.lines], lot_id=91)
    why = "the insurer took its answer back"
    assert moved(back) == [
        ("takeback", [(FIRST, 90_00, 91, why)]),
        ("contractual adjustment", [(FIRST, 60_00, None, why)]),
        ("responsibility transfer", [(FIRST, 50_00, None, why), (PATIENT, -50_00, None, why)]),
    ]
    assert back.entries[0].kind is TAKEBACK and back.on_patient == {1: -50_00}
    lines = [line for entry in back.entries for line in entry.lines]
    assert [(line.account, line.charge, line.patient) for line in lines] == [(2, 1, 3)] * 4


CENTS = st.integers(0, 300_00)


@given(CENTS, st.integers(-50_00, 300_00), CENTS, CENTS, st.sampled_from(list(Protection)), st.booleans())
def test_whatever_an_insurer_answers_it_keeps_the_grammar_and_a_second_time_moves_nothing(
    paid: int, off: int, others: int, copay: int, protection: Protection, second: bool
) -> None:
    charge = standing({FIRST: 200_00}, ids=(FIRST, SECOND) if second else (FIRST,), protection=protection)
    made = answered(charge, FIRST, paid, off, others, copay=copay)
    assert [objection(entry) for entry in made.entries] == [None] * len(made.entries)
    then = after(charge, made.entries)
    assert then.part(FIRST) >= min(0, 200_00 - paid) and then.part(PATIENT) >= 0 and then.part(SECOND) >= 0
    if protection is not Protection.NONE and not second:
        assert then.part(PATIENT) <= (copay if protection is Protection.BEYOND_COPAY else 0)
    went = then.part(SECOND) + then.part(PATIENT)
    assert shift(then, FIRST, others_owe=went) == Shift(0)
