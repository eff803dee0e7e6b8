"""Which claim an answer is for: the strongest key decides, and whatever is not sure is a person's to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from paydesk.rules import claim_match
from paydesk.rules.answer_shares import KnownClaim
from paydesk.rules.claim_match import (
    BY_CUT_NUMBER,
    BY_NAME,
    BY_NUMBER,
    BY_PAYERS,
    BY_SENT_AS,
    BY_WHO,
    CONFIRMED,
    Candidate,
    Match,
    agreed_words,
    match,
    same_first_name,
    same_name,
    takes_back,
)
from paydesk.rules.claims import ClaimState
from paydesk.rules.remittance import ClaimAnswer, Party
from support.rule_answers import answer, known, service

SAID = answer(service(100_00, 60_00))
OURS = known(100_00)
NO_PATIENT = SAID._replace(patient=None)
BROTHER = SAID._replace(patient=Party("GARCIA LOPEZ", "BEN", id="W123456"))
ALL = {"name", "member", "day", "charge"}


def matched(said: ClaimAnswer, *found: Candidate, payer_id: int | None = 2, insurer_id: int | None = None) -> Match:
    return match(said, found, payer_id=payer_id, insurer_id=insurer_id)


def sure(said: ClaimAnswer, by: str, **asked: int) -> bool:
    return matched(said, Candidate(OURS, by), **asked).claim is not None


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, set()), ({"charge": None}, {"charge"}), ({"charge": 99_99}, {"charge"}), ({"charge": -100_00}, set()),
        ({"patient": None}, {"name", "member"}), ({"patient": Party("SMITH", "ANA", id="W123456")}, {"name"}),
        ({"patient": Party("GARCIA LOPEZ", "BEN", id="W123456")}, {"name"}),
        ({"patient": Party("GARCIA LOPEZ", "", id="W123456")}, set()),
        ({"patient": Party("GARCIA LOPEZ", "ANA")}, {"member"}),
        ({"patient": Party("GARCIA LOPEZ", "ANA"), "insured": Party("X", id="w123-456")}, set()),
        ({"patient": Party("GARCIA LOPEZ", "ANA"), "corrected": Party("", id="W123456")}, set()),
        ({"services": (service(100_00, 60_00, first=date(2026, 10, 6)),)}, {"day"}),
        ({"services": (service(100_00, 60_00, first=None),)}, set()),
        ({"services": (service(100_00, 60_00, first=None),), "first": None}, {"day"}),
        ({"services": (), "first": date(2026, 10, 6)}, {"day"}), ({"services": ()}, set()),
    ],
)  # fmt: skip
def test_what_is_the_same_of_an_answer_and_a_claim(changes: dict[str, object], missing: set[str]) -> None:
    assert Candidate(OURS, BY_NUMBER).agrees(SAID._replace(**changes)) == ALL - missing  # type: ignore[arg-type]


def test_a_member_number_we_do_not_have_is_the_same_as_none() -> None:
    assert "member" not in Candidate(replace(OURS, member_number=""), BY_NUMBER).agrees(SAID)
    assert "member" not in Candidate(replace(OURS, member_number=""), BY_NUMBER).agrees(NO_PATIENT)
    unnamed = SAID._replace(patient=Party("GARCIA LOPEZ", "ANA", id=""))
    assert "member" not in Candidate(replace(OURS, member_number=""), BY_NUMBER).agrees(unnamed)


@pytest.mark.parametrize(
    ("agreed", "words"),
    [
        ((), "nothing of it is the same"), (("day",), "day is the same"),
        (("charge", "name"), "name and charge are the same"),
        (("charge", "day", "member", "name"), "name, member, day and charge are the same"),
    ],
)  # fmt: skip
def test_what_is_the_same_is_said_in_words(agreed: tuple[str, ...], words: str) -> None:
    assert agreed_words(agreed) == words


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        ("GARCIA LOPEZ", "García-López", True), ("GARCIALOPEZ", "García-López", True), ("GARCI", "García-López", True),
        ("GARC", "García-López", False), ("OBRIEN", "O'Brien", True), ("LEE", "Lee", True), ("LE", "Lee", False),
        ("LEEDS", "Lee", False), ("GARCIA LOPEZ", "Garci", True), ("", "", False), ("", "Lee", False),
        ("SMITH", "Smythe", False),
    ],
)  # fmt: skip
def test_a_last_name_is_ours_however_an_insurer_writes_it(theirs: str, ours: str, same: bool) -> None:
    assert same_name(theirs, ours) is same


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        ("A", "Ana", True), ("ANA", "Ana", True), ("ANAMARIA", "Ana María", True), ("BOB", "Robert", True),
        ("CHRISTOPHER", "Christina", True), ("CHRISTOPHER", "Charles", False), ("BEN", "Ana", False),
        ("", "Ana", False), ("ANA", "", False), ("", "", False), ("JONAT", "Jonas", False), ("ROBERTA", "Robert", True),
    ],
)  # fmt: skip
def test_a_first_name_may_be_in_full_an_initial_a_nickname_or_begun_alike(theirs: str, ours: str, same: bool) -> None:
    assert same_first_name(theirs, ours) is same


def test_without_a_claim_nothing_is_guessed() -> None:
    assert matched(SAID) == Match(None, why=claim_match.NO_CLAIM)


@pytest.mark.parametrize("by", [CONFIRMED, BY_NUMBER, BY_SENT_AS, BY_PAYERS, BY_CUT_NUMBER, BY_WHO])
def test_an_answer_that_agrees_in_all_is_sure_by_every_key_but_the_name_alone(by: str) -> None:
    found = Candidate(OURS, by)
    assert matched(SAID, found, insurer_id=2) == Match(OURS, by, candidates=(found,))


def test_a_name_and_a_day_alone_are_only_a_proposal() -> None:
    found = Candidate(OURS, BY_NAME)
    assert matched(SAID, found) == Match(
        None, why="Ana García-López may be meant: name, member, day and charge are the same.", candidates=(found,)
    )


def test_the_strongest_key_is_believed_before_the_others() -> None:
    other = replace(OURS, id=32, visit_id=9)
    keys = (CONFIRMED, BY_NUMBER, BY_SENT_AS, BY_PAYERS, BY_CUT_NUMBER, BY_WHO, BY_NAME)
    assert keys == claim_match.STRENGTH
    for strong, weak in pairwise(keys):
        both = (Candidate(OURS, strong), Candidate(other, weak))
        for found in (both, both[::-1]):
            told = matched(SAID, *found)
            assert told.claim is OURS and told.by == strong and told.candidates == found


def test_a_number_that_fits_while_the_name_does_not_is_a_persons() -> None:
    for by in (BY_NUMBER, BY_SENT_AS, BY_PAYERS, BY_CUT_NUMBER, BY_WHO):
        told = matched(BROTHER, Candidate(OURS, by))
        assert told.claim is None and len(told.candidates) == 1
        assert told.why == "Claim PD0000031 is Ana García-López's, and the insurer names BEN GARCIA LOPEZ."
    assert sure(BROTHER, CONFIRMED)


def test_an_answer_that_names_nobody_is_sure_by_the_members_number_alone() -> None:
    told = matched(NO_PATIENT, Candidate(OURS, BY_NUMBER))
    assert told.claim is None and told.why.endswith("and the insurer names nobody.")
    assert sure(NO_PATIENT._replace(insured=Party("GARCIA", id="W123456")), BY_NUMBER)
    blank = SAID._replace(patient=Party("", "", id="W123456"))
    assert sure(blank, BY_NUMBER) and not sure(blank._replace(patient=Party("")), BY_NUMBER)


def test_a_claim_that_went_to_another_insurer_is_a_persons_unless_confirmed() -> None:
    told = matched(SAID, Candidate(OURS, BY_NUMBER), insurer_id=3)
    assert told.claim is None and told.why.startswith("Claim PD0000031 went to Aetna, and this payment is another")
    assert sure(SAID, BY_NUMBER, insurer_id=2) and sure(SAID, CONFIRMED, insurer_id=3) and len(told.candidates) == 1


@pytest.mark.parametrize(
    ("changes", "who", "cut"),
    [
        ({"charge": 99_00}, False, False), ({"services": (), "first": None}, False, False),
        ({"patient": Party("GARCIA LOPEZ", "ANA")}, False, True),
    ],
)  # fmt: skip
def test_weak_keys_are_sure_only_where_the_rest_agrees(changes: dict[str, object], who: bool, cut: bool) -> None:
    said = SAID._replace(**changes)  # type: ignore[arg-type]
    assert (sure(said, BY_WHO), sure(said, BY_CUT_NUMBER), sure(said, BY_NUMBER)) == (who, cut, True)
    for by in (BY_WHO, BY_CUT_NUMBER):
        told = matched(said, Candidate(OURS, by))
        assert told.claim is not None or ("PD0000031 may be meant" in told.why and len(told.candidates) == 1)


def test_of_claims_that_fit_alike_the_one_that_agrees_in_most_is_meant_else_a_person_says() -> None:
    other = replace(OURS, id=32, visit_id=9)
    alike = matched(SAID, Candidate(OURS, BY_WHO), Candidate(other, BY_WHO))
    assert (alike.claim, alike.why, len(alike.candidates)) == (None, "2 claims here fit it alike.", 2)
    less = replace(other, member_number="X")
    for found in ((OURS, less), (less, OURS)):
        assert matched(SAID, *(Candidate(one, BY_WHO) for one in found)).claim is OURS


FIRST = replace(OURS, id=41, number="PD0000041", payer_id=2, order=1)
SECOND = replace(OURS, id=42, number="PD0000042", payer_id=3, order=2)


def whose(status: str, *claims: object, payer_id: int | None, number: str = "PATIENT7") -> object:
    said = SAID._replace(status=status, number=number)
    found = [Candidate(one, BY_PAYERS) for one in claims or (FIRST, SECOND)]  # type: ignore[arg-type]
    return matched(said, *found, payer_id=payer_id).claim


def test_of_a_visits_claims_it_is_the_answering_payers() -> None:
    assert whose("4", payer_id=2) is FIRST and whose("4", payer_id=3) is SECOND
    assert whose("2", payer_id=2) is FIRST, "the payer is believed before its word which payer it is"


@pytest.mark.parametrize(("status", "order"), [("1", 1), ("19", 1), ("2", 2), ("20", 2), ("3", 3), ("21", 3)])
def test_of_a_visits_claims_it_is_the_one_whose_turn_the_answer_names(status: str, order: int) -> None:
    found = [replace(OURS, id=40 + nth, number=f"N{nth}", payer_id=9, order=nth) for nth in (1, 2, 3)]
    assert whose(status, *found, payer_id=None) is found[order - 1]
    assert whose(status, *found, payer_id=9) is found[order - 1]


def test_of_a_visits_claims_it_is_the_one_that_is_named_where_nothing_else_tells() -> None:
    assert whose("4", payer_id=None, number="pd-0000042") is SECOND
    assert whose("4", payer_id=None, number="PD0000041") is FIRST
    assert whose("4", payer_id=None) is None


def test_claims_of_two_visits_are_not_told_apart_by_whose_turn_it_is() -> None:
    elsewhere = replace(SECOND, visit_id=9)
    assert whose("1", FIRST, elsewhere, payer_id=2) is None


OLD = replace(OURS, id=51, number="PD0000051", state=ClaimState.CORRECTED)
NEW = replace(OURS, id=52, number="PD0000052", state=ClaimState.SENT)


def of_these(*claims: KnownClaim, status: str = "1", number: str = "PATIENT7") -> KnownClaim | None:
    said = SAID._replace(status=status, number=number)
    return matched(said, *(Candidate(one, BY_PAYERS) for one in claims)).claim


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_of_a_claim_and_what_replaced_it_the_one_that_is_named_is_meant_else_the_newest(
    order: tuple[KnownClaim, ...],
) -> None:
    assert of_these(*order, number="pd-0000051") is OLD
    assert of_these(*order, number="PD0000052") is NEW
    assert of_these(*order) is NEW


def test_what_is_taken_back_is_the_newest_that_was_answered_where_one_was() -> None:
    assert of_these(OLD, NEW, status="22") is OLD
    paid = replace(NEW, state=ClaimState.PAID)
    assert of_these(OLD, paid, status="22") is paid
    first, second = (replace(one, state=ClaimState.CORRECTED) for one in (OLD, NEW))
    assert of_these(first, second, replace(NEW, id=53, number="PD0000053"), status="22") is second


def test_two_claims_of_which_none_replaced_the_other_are_a_persons() -> None:
    assert of_these(replace(OLD, state=ClaimState.SENT), NEW) is None
    assert of_these(OLD, replace(NEW, visit_id=9)) is None


def test_only_the_state_of_a_reversal_takes_back() -> None:
    assert takes_back(SAID._replace(status="22")) and not takes_back(SAID)
