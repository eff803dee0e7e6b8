"""A diagnosis is found by its code or by words in any order, the usual ones first."""

from __future__ import annotations

from itertools import permutations

import pytest

from paydesk.rules.coding import DiagnosisCode
from paydesk.rules.diagnosis_index import DiagnosisIndex, haystack, query_words, words_only_begun

INDEX = DiagnosisIndex(
    DiagnosisCode(code, billable, text)
    for code, billable, text in (
        ("E11", False, "Type 2 diabetes mellitus"),
        ("E119", True, "Type 2 diabetes mellitus without complications"),
        ("E1140", True, "Type 2 diabetes mellitus with diabetic neuropathy, unspecified"),
        ("I10", True, "Essential (primary) hypertension"),
        ("K766", True, "Portal hypertension"),
        ("I27", False, "Other hypertension of the lung, invented"),
        ("H8101", True, "Ménière's disease, right ear"),
        ("R030", True, "Hypertensionlike reading, invented"),
    )
)


def found(text: str, limit: int = 50) -> list[str]:
    return [code.code for code in INDEX.search(text, limit=limit)]


def test_words_are_found_in_any_order() -> None:
    for order in permutations(("type", "2", "neuropathy")):
        assert found(" ".join(order)) == ["E1140"]


def test_words_may_be_begun_only_and_without_accents() -> None:
    assert found("diab neuro") == ["E1140"]
    assert found("menieres") == ["H8101"]


@pytest.mark.parametrize("typed", ["E11.9", "e119", "e11.9 "])
def test_a_code_is_found_as_it_is_typed(typed: str) -> None:
    assert found(typed) == ["E119"]


def test_a_category_comes_before_what_lies_under_it() -> None:
    assert found("e11") == ["E11", "E119", "E1140"]


def test_billable_codes_come_first_then_whole_words_then_short_codes() -> None:
    assert found("hypertension") == ["I10", "K766", "R030", "I27"]
    assert found("hypertension", limit=1) == ["I10"]


def test_a_description_that_says_least_besides_comes_first() -> None:
    tired = DiagnosisIndex(
        DiagnosisCode(code, True, text)
        for code, text in (
            ("R530", "Neoplastic (malignant) related fatigue"), ("R5383", "Other fatigue"),
            ("R5382", "Chronic fatigue, unspecified"), ("R5380", "Fatigue, unspecified"),
        )
    )  # fmt: skip
    assert [one.code for one in tired.search("fatigue")] == ["R5380", "R5383", "R5382", "R530"]


def test_nothing_is_found_for_nothing_or_for_nearly_nothing() -> None:
    assert found("") == []
    assert found("a") == []
    assert found("zebra") == []


def test_a_code_is_looked_up_as_it_is_kept() -> None:
    assert len(INDEX) == 8
    code = INDEX.get("E119")
    assert code is not None
    assert code.billable
    assert INDEX.get("E11.9") is None


def test_begun_words_are_counted() -> None:
    key = haystack(DiagnosisCode("I10", True, "Essential (primary) hypertension"))
    assert words_only_begun(key, query_words("hyper primary")) == 1
    assert words_only_begun(key, query_words("I10")) == 0
    assert words_only_begun(key, query_words("primary lung")) is None
