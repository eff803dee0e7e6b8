"""The grammar of entries: signs, lots, moves and mirrors."""

from __future__ import annotations

import pytest

from paydesk.rules import ledger
from paydesk.rules.ledger import Entry, Line, mirror, objection


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (Entry(ledger.CHARGE, ()), "needs lines"),
        (Entry(ledger.CHARGE, (Line(1, 0, 1, 1),)), "nothing"),
        (Entry(ledger.CHARGE, (Line(1, -5, 1, 1),)), "only raises"),
        (Entry(ledger.DISCOUNT, (Line(1, 5, 1, 1),)), "only lowers"),
        (Entry(ledger.DISCOUNT, (Line(1, -5, 1, 1, lot=3),)), "no line names a lot"),
        (Entry(ledger.PATIENT_PAYMENT, (Line(1, -5, 1, 1),)), "names its lot"),
        (Entry(ledger.PATIENT_PAYMENT, (Line(1, -5),)), "credit and needs its lot"),
        (Entry(ledger.TRANSFER, (Line(1, -5, 1, 1, 2), Line(1, 4, 1, 1))), "adds up to nothing"),
        (Entry(ledger.TRANSFER, (Line(1, -5, 1, 1, 2), Line(1, 5, 2, 1))), "adds up to nothing"),
        (Entry(ledger.REAPPLICATION, (Line(1, -5, 1, 1, lot=3), Line(1, 5, 2, 1, lot=4))), "adds up to nothing"),
        (Entry(ledger.TRANSFER, (Line(1, -5, 1, 1, 2), Line(1, -5, 1, 1))), "adds up to nothing"),
        (Entry(ledger.TRANSFER, (Line(1, -5, 1, 1, 2), Line(1, 5, 1, 1), Line(1, 5, 2, 1))), "adds up to nothing"),
        (Entry(ledger.CHARGE, (Line(1, 5, 1, 1), Line(1, 0, 2, 1))), "nothing"),
        (Entry(ledger.CHARGE, (Line(1, 5, 1, 1), Line(1, -1, 2, 1))), "only raises"),
        (Entry(ledger.DISCOUNT, (Line(1, -5, 1, 1), Line(1, 1, 2, 1))), "only lowers"),
        (Entry(ledger.CHARGE, (Line(1, 5, 1, 1), Line(1, 5))), "credit and needs its lot"),
        (Entry(ledger.REFUND, (Line(1, 5, 1, 1, lot=3), Line(1, 5, 1, 1))), "names its lot"),
        (Entry(ledger.DISCOUNT, (Line(1, -5, 1, 1, lot=3), Line(1, -5, 1, 1))), "no line names a lot"),
        (Entry(ledger.REVERSAL, (Line(1, -5, 1, 1),)), "names what it reverses"),
        (Entry(ledger.CHARGE, (Line(1, 5, 1, 1),), reverses=4), "nothing else"),
    ],
)
def test_what_breaks_the_grammar_is_named(entry: Entry, says: str) -> None:
    assert says in (objection(entry) or "")


@pytest.mark.parametrize(
    "entry",
    [
        Entry(ledger.CHARGE, (Line(1, 5, 1, 1, 2),)),
        Entry(ledger.CHARGE, (Line(1, 5, 1, 1, lot=2),)),
        Entry(ledger.CONTRACTUAL, (Line(1, 5, 1, 1, 2),)),
        Entry(ledger.TRANSFER, (Line(1, -5, 1, 1, 2), Line(1, 5, 1, 1))),
        Entry(ledger.REAPPLICATION, (Line(1, -5, 1, 1, lot=3), Line(2, 5, lot=3))),
        Entry(ledger.REFUND, (Line(1, 5, lot=3),)),
        Entry(ledger.CHARGE, (Line(1, 1, 1, 1), Line(1, 1, 2, 1))),
        Entry(ledger.DISCOUNT, (Line(1, -1, 1, 1), Line(1, -1, 2, 1))),
        Entry(ledger.TRANSFER, (Line(1, -5, 1, 1, 2), Line(1, 3, 1, 1), Line(1, 2, 1, 1, 4))),
        Entry(ledger.REVERSAL, (Line(1, -5, 1, 1), Line(1, 5, 1, 1, lot=3)), reverses=4),
        Entry(ledger.OPENING, (Line(1, -5, lot=3),)),
    ],
)
def test_what_is_right_passes(entry: Entry) -> None:
    assert objection(entry) is None


def test_which_kinds_are_money_and_which_way_each_goes() -> None:
    money = {"patient payment", "insurer payment", "reapplication", "refund", "returned payment", "takeback",
             "agency payment"}  # fmt: skip
    assert {kind.name for kind in ledger.KINDS.values() if kind.money} == money
    assert {sign.value: {kind.name for kind in ledger.KINDS.values() if kind.sign is sign} for sign in ledger.Sign} == {
        "raises": {"charge", "fee", "recovery", "refund", "returned payment", "takeback"},
        "lowers": {"patient payment", "insurer payment", "discount", "charity", "small balance", "bad debt",
                   "administrative write-off", "agency payment"},
        "moves": {"responsibility transfer", "reapplication"},
        "either": {"contractual adjustment", "opening balance", "reversal"},
    }  # fmt: skip


def test_the_patient_is_no_coverage_and_an_entry_is_the_sum_of_its_lines() -> None:
    assert ledger.PATIENT == 0 == Line(1, 5).party
    assert Entry(ledger.CHARGE, (Line(1, 5, 1, 1), Line(1, 7, 2, 1))).total == 12


def test_a_mirror_is_equal_and_opposite_and_keeps_its_places() -> None:
    lines = (Line(1, 5, 2, 3, 4, 6, "x"),)
    assert mirror(lines) == (Line(1, -5, 2, 3, 4, 6, "x"),)
    assert mirror(mirror(lines)) == lines
