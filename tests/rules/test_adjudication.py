"""Which answers post by themselves, and the sentence with which every other one is laid before a person."""

from __future__ import annotations

import pytest

from paydesk.rules.adjudication import Circumstances, Verdict, denial_sentence, verdict
from paydesk.rules.answer_shares import LineShare
from paydesk.rules.remittance import ClaimAnswer, Party
from support.rule_answers import answer, cas, known, service

ALONE = Circumstances()
PAID = service(100_00, 60_00, ("CO", "45", 30_00), ("PR", "2", 10_00))
BACK = answer(service(-100_00, -60_00, ("CO", "45", -30_00), ("PR", "2", -10_00)), status="22")


def judged(one: ClaimAnswer, around: Circumstances = ALONE, **changes: object) -> Verdict:
    return verdict(one, known(100_00, **changes), around)


@pytest.mark.parametrize(("status", "order"), [("1", 1), ("2", 2), ("3", 3), ("4", 1), ("4", 2)])
def test_a_clean_answer_posts_by_itself(status: str, order: int) -> None:
    found = judged(answer(PAID, status=status), order=order)
    assert (found.kind, found.why, found.by_itself, found.may_post) == ("post", "", True, False)
    assert [share.paid for share in found.shares] == [60_00]


@pytest.mark.parametrize(("status", "order"), [("19", 1), ("20", 2), ("21", 3)])
def test_an_answer_that_was_passed_on_posts_where_the_next_payer_is_known(status: str, order: int) -> None:
    assert judged(answer(PAID, status=status), order=order, others=("Cigna",)).kind == "post"
    alone = judged(answer(PAID, status=status), order=order)
    assert (alone.kind, alone.may_post) == ("person", True)
    assert alone.why.startswith("It was passed on to another insurer, which is no coverage of this patient")
    named = judged(answer(PAID, status=status, crossover=Party("CIGNA")), order=order)
    assert named.why.startswith("It was passed on to CIGNA, which")


def test_what_waits_is_told_with_an_answer_that_posts() -> None:
    said = service(100_00, 60_00, ("CO", "197", 30_00), ("PR", "96", 10_00))
    found = judged(answer(said))
    assert found.kind == "post" and found.reasons == ("197", "96")
    assert found.why.startswith("40.00 stays with the insurer: ")
    assert "(CO 197); " in found.why and found.why.endswith("(PR 96)")


def test_a_denial_is_noted_and_says_why_each_reason_once() -> None:
    said = (service(60_00, 0, ("CO", "197", 60_00)), service(40_00, 0, ("CO", "197", 40_00), number=2))
    found = verdict(answer(*said, status="4"), known(60_00, 40_00), ALONE)
    assert (found.kind, found.by_itself, found.reasons) == ("denied", True, ("197",))
    assert found.why.startswith("Denied: ") and found.why.endswith(" (CO 197)") and found.why.count("197") == 1


def test_one_line_denied_of_two_posts_the_other() -> None:
    said = (service(60_00, 60_00), service(40_00, 0, ("CO", "197", 40_00), number=2))
    found = verdict(answer(*said), known(60_00, 40_00), ALONE)
    assert found.kind == "post" and found.why.startswith("40.00 stays with the insurer")


def test_a_denial_without_a_reason_is_only_called_one() -> None:
    assert denial_sentence(()) == "Denied"
    waits = LineShare(known(1).lines[0], 5, waiting=5, waits_for=[("CO", "29")])
    assert denial_sentence((waits,)) == "Denied"  # something was paid of it


def test_an_answer_that_does_not_fit_the_claim_never_posts() -> None:
    found = judged(answer(service(90_00, 60_00, ("CO", "45", 30_00))))
    assert (found.kind, found.may_post, found.shares, found.by_itself) == ("person", False, (), False)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("25", "an estimate and no payment"), ("5", "not decided"), ("10", "not decided"), ("13", "not decided"),
        ("15", "not decided"), ("16", "not decided"), ("17", "not decided"), ("23", "not its own"),
        ("27", "“27” says nothing"), ("", "says nothing"),
    ],
)  # fmt: skip
def test_what_is_no_decision_never_posts_whoever_looked_at_it(status: str, says: str) -> None:
    for around in (ALONE, Circumstances(looked_at=True)):
        found = judged(answer(PAID, status=status), around)
        assert found.kind == "person" and says in found.why and not found.may_post and len(found.shares) == 1


def test_a_payment_below_zero_that_is_no_reversal_never_posts() -> None:
    found = judged(answer(service(100_00, -60_00, ("CO", "45", 160_00))), Circumstances(looked_at=True))
    assert (found.kind, found.why, found.may_post) == (
        "person", "A payment is below zero, and it takes no earlier answer back.", False,
    )  # fmt: skip


def test_one_line_below_zero_is_enough() -> None:
    lines = (service(60_00, 60_00), service(40_00, -1, ("CO", "45", 40_01), number=2))
    found = verdict(answer(*lines), known(60_00, 40_00), ALONE)
    assert (found.kind, found.why) == ("person", "A payment is below zero, and it takes no earlier answer back.")


@pytest.mark.parametrize(
    ("around", "says"),
    [
        (Circumstances(paired=True), "It takes back an answer that is not posted here."),
        (Circumstances(paired=True, paid_before=59_99), "It takes back 60.00; the answer that is posted paid 59.99."),
        (Circumstances(paired=True, paid_before=-60_00), "It takes back 60.00; the answer that is posted paid −60.00."),
    ],
)
def test_a_reversal_takes_back_what_is_posted_to_the_cent_or_waits(around: Circumstances, says: str) -> None:
    found = judged(BACK, around)
    assert (found.kind, found.why, found.may_post) == ("person", says, False)


def test_a_reversal_with_its_new_answer_posts_and_without_it_a_person_says_so() -> None:
    assert judged(BACK, Circumstances(paired=True, paid_before=60_00)) == Verdict(
        "takeback", "", judged(BACK).shares, False
    )
    alone = judged(BACK, Circumstances(paid_before=60_00))
    assert (alone.kind, alone.may_post) == ("person", True) and "no new answer came with it" in alone.why
    seen = judged(BACK, Circumstances(paid_before=60_00, looked_at=True))
    assert (seen.kind, seen.by_itself) == ("takeback", True)
    nothing = answer(service(-100_00, 0, ("CO", "45", -100_00)), status="22", paid=None)
    assert judged(nothing, Circumstances(paired=True, paid_before=0)).kind == "takeback"


ODD = {
    "the clinic looks first": (answer(PAID), {"payer_auto": False}, ALONE,
                               "The clinic posts answers of Aetna only after a look at them."),
    "as second payer": (answer(PAID, status="2"), {}, ALONE,
                        "The insurer answers as second payer; here it is the first."),
    "as third payer": (answer(PAID, status="3"), {"order": 4}, ALONE,
                       "The insurer answers as third payer; here it is the last."),
    "as first payer, here second": (answer(PAID), {"order": 2}, ALONE,
                                    "The insurer answers as first payer; here it is the second."),
    "passed on, of another order": (answer(PAID, status="20"), {"order": 3, "others": ("Cigna",)}, ALONE,
                                    "The insurer answers as second payer; here it is the third."),
    "answered before": (answer(PAID), {}, Circumstances(answered={1}), "An answer to this claim is posted already."),
    "contract below zero": (answer(service(100_00, 110_00, ("CO", "45", -10_00))), {}, ALONE, "below zero"),
    "waiting below zero": (answer(service(100_00, 110_00, ("CO", "97", -10_00))), {}, ALONE, "below zero"),
    "a patient's part below zero": (answer(service(100_00, 90_00, ("PR", "1", 20_00), ("PR", "2", -10_00))), {}, ALONE,
                                    "below zero"),
    "all of it contract": (answer(service(100_00, 0, ("CO", "45", 100_00))), {}, ALONE, "Nothing is paid, and all"),
    "all of it contract, unread": (answer(service(100_00, 0, ("CO", "45", 100_00)), paid=None), {}, ALONE,
                                   "Nothing is paid, and all"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "changes", "around", "says"), ODD.values(), ids=ODD)
def test_an_odd_answer_waits_for_a_look_and_posts_after_it(
    said: ClaimAnswer, changes: dict[str, object], around: Circumstances, says: str
) -> None:
    found = judged(said, around, **changes)
    assert (found.kind, found.may_post) == ("person", True) and says in found.why and found.shares
    after = judged(said, Circumstances(answered=around.answered, looked_at=True), **changes)
    assert after.kind == "post" and not after.may_post


@pytest.mark.parametrize(
    "said",
    [
        service(100_00, 0, ("PR", "1", 100_00)),  # all of it the deductible
        service(100_00, 0, ("CO", "45", 90_00), ("PR", "3", 10_00)),
        service(100_00, 0, ("CO", "45", 90_00), ("CO", "97", 10_00)),
        service(100_00, 90_00, ("PR", "1", 0), ("CO", "45", 10_00)),
    ],
)  # fmt: skip
def test_nothing_paid_is_not_odd_where_somebody_owes_the_rest(said: object) -> None:
    assert judged(answer(said)).kind == "post"  # type: ignore[arg-type]


def test_another_charges_answer_is_no_hindrance() -> None:
    assert judged(answer(PAID), Circumstances(answered={2})).kind == "post"


def test_the_clinics_own_reasons_of_contract_come_off() -> None:
    said = answer(service(100_00, 60_00), adjustments=(), charge=100_00)
    said = said._replace(services=(said.services[0]._replace(adjustments=cas(("CO", "131", 40_00))),))
    assert judged(said).shares[0].waiting == 40_00
    assert judged(said, Circumstances(by_contract={("CO", "131")})).shares[0].contractual == 40_00
