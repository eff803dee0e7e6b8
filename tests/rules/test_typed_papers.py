"""A paper typed by hand: each line explained to the cent or refused, and the very facts that a file gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules import remittance_proof, typed_paper
from paydesk.rules.answer_shares import KnownClaim, KnownLine
from paydesk.rules.claims import ClaimState
from paydesk.rules.errors import PaydeskError
from paydesk.rules.typed_answer import Reason, TypedAnswer, TypedLine, parse_reasons
from paydesk.rules.typed_paper import NotOfClaim, TypedPaper, parse_remarks

DAY, TODAY = date(2026, 11, 3), date(2026, 11, 23)


def known(*charges: int, order: int = 1, number: str = "PD0000001", own: int = 1) -> KnownClaim:
    lines = tuple(
        KnownLine(100 + at, f"{number}L{at}", f"9921{at}", "", charge, DAY) for at, charge in enumerate(charges, 1)
    )
    return KnownClaim(
        own, number, 7, 3, order, 2, "Aetna", True, 5, 50001, 9, "Lopez", "Maria", "W1", ClaimState.SENT, lines
    )


def line(at: int = 1, **typed: object) -> TypedLine:
    return TypedLine(f"PD0000001L{at}", **typed)  # type: ignore[arg-type]


def paper(*answers: TypedAnswer, amount: int, **more: object) -> TypedPaper:
    head = {"method": "check", "number": "4711", "dated": date(2026, 11, 20), "received": TODAY, **more}
    return TypedPaper("Aetna", "60054", amount=amount, answers=answers, **head)  # type: ignore[arg-type]


USUAL = TypedAnswer(known(18000), (line(allowed=12000, coinsurance=2400, paid=9600),))


def refusal(typed: TypedPaper) -> PaydeskError:
    with pytest.raises(PaydeskError) as refused:
        typed_paper.check(typed, today=TODAY)
    return refused.value


def test_what_is_above_the_allowed_amount_comes_off_by_contract() -> None:
    typed_paper.check(paper(USUAL, amount=9600), today=TODAY)
    ((file,),) = [
        group.remittances for one in typed_paper.as_file(paper(USUAL, amount=9600)).interchanges for group in one.groups
    ]
    (claim,) = file.claims
    (service,) = claim.services
    assert [(one.group, one.reason, one.amount) for one in service.adjustments] == [
        ("CO", "45", 6000), ("PR", "2", 2400)
    ]  # fmt: skip
    assert (claim.status, claim.charge, claim.paid, claim.patient_responsibility) == ("1", 18000, 9600, 2400)
    assert (service.allowed, service.line_number, service.first) == (12000, "PD0000001L1", DAY)
    assert (file.deposit.method, file.deposit.trace, file.deposit.amount) == ("CHK", "4711", 9600)


def test_what_comes_off_can_be_typed_over() -> None:
    answer = replace(USUAL, lines=(line(allowed=12000, off=5900, others=(Reason("CO", "253", 100),),
                                        coinsurance=2400, paid=9600),))  # fmt: skip
    typed_paper.check(paper(answer, amount=9600), today=TODAY)


def test_a_reason_alone_denies_the_whole_line() -> None:
    answer = replace(USUAL, lines=(line(others=parse_reasons("co197")),))
    ((claim,),) = [
        group.remittances[0].claims
        for one in typed_paper.as_file(paper(answer, amount=0, method="nothing")).interchanges
        for group in one.groups
    ]
    assert (claim.status, claim.paid) == ("4", 0)
    assert [(one.group, one.reason, one.amount) for one in claim.services[0].adjustments] == [("CO", "197", 18000)]


def test_a_reason_takes_a_line_of_which_nothing_is_allowed() -> None:
    typed = line(allowed=0, others=(Reason("CO", "197"),), paid=0)
    settled = typed.settled(5600, first=True)
    assert (settled.adjustments, settled.left, settled.denied) == ((("CO", "197", 5600),), 0, True)
    typed_paper.check(paper(TypedAnswer(known(5600), (typed,)), amount=0, method="nothing"), today=TODAY)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"allowed": 0, "paid": 0}, "Allowed is 0.00. Type why 56.00 is not paid"),
        ({"allowed": 5600, "paid": 5600, "others": (Reason("CO", "50"),)}, "CO 50 takes nothing"),
        ({"off": 5600, "paid": 0, "others": (Reason("PR", "204"),)}, "PR 204 takes nothing"),
    ],
)  # fmt: skip
def test_no_reason_that_was_typed_is_dropped_and_none_is_made_up(typed: dict[str, object], says: str) -> None:
    mistake = TypedAnswer(known(5600), (line(**typed),)).mistake()
    assert mistake is not None and says in mistake.sentence


def test_a_whole_charge_comes_off_where_somebody_says_so() -> None:
    assert TypedAnswer(known(5600), (line(allowed=0, off=5600, paid=0),)).mistake() is None


def test_on_a_second_payers_paper_the_rest_is_what_the_first_decided() -> None:
    answer = TypedAnswer(known(18000, order=2), (line(others=(Reason("OA", "23"),), paid=2400),))
    typed_paper.check(paper(answer, amount=2400), today=TODAY)
    (_, _, settled), = answer.pairs()
    assert settled.adjustments == (("OA", "23", 15600),)
    unanswered = replace(answer, lines=(line(others=(Reason("OA", "23"),)),))
    assert refusal(paper(unanswered, amount=0, method="nothing")).field == "PD0000001L1"


def test_lines_that_the_paper_says_nothing_of_are_left_out() -> None:
    answer = TypedAnswer(known(18000, 6000), (USUAL.lines[0], line(2, left_out=True)))
    typed_paper.check(paper(answer, amount=9600), today=TODAY)
    nothing = replace(answer, lines=(line(left_out=True), line(2, left_out=True)))
    assert refusal(paper(nothing, amount=9600)).sentence.startswith("No line of Maria Lopez's claim PD0000001 is on")


def test_other_amounts_of_the_check_are_no_claims() -> None:
    typed = paper(USUAL, amount=4712, others=(NotOfClaim("WO", "OLD 1", -5000), NotOfClaim("L6", "", 112)))
    typed_paper.check(typed, today=TODAY)
    (proven,) = remittance_proof.prove(typed_paper.as_file(typed)).remittances
    assert proven.balanced and proven.provider_adjustments == 4888 and not proven.findings


def test_what_is_taken_back_has_a_minus_and_stands_before_the_new_answer() -> None:
    back = replace(USUAL, takes_back=True, lines=(line(allowed=-12000, coinsurance=-2400, paid=-9600),))
    better = replace(USUAL, lines=(line(allowed=12000, coinsurance=1000, paid=11000),))
    typed = paper(better, back, amount=1400)
    typed_paper.check(typed, today=TODAY)
    claims = typed_paper.as_file(typed.in_order()).interchanges[0].groups[0].remittances[0].claims
    assert [(one.status, one.charge, one.paid) for one in claims] == [("22", -18000, -9600), ("1", 18000, 11000)]
    assert refusal(paper(replace(back, lines=USUAL.lines), amount=1)).sentence.endswith("with a minus, like -96.")


def test_it_went_to_the_next_insurer_by_itself() -> None:
    answer = replace(USUAL, passed_on_to="Cigna")
    claim = typed_paper.as_file(paper(answer, amount=9600)).interchanges[0].groups[0].remittances[0].claims[0]
    assert claim.status == "19" and claim.crossover is not None and claim.crossover.name == "Cigna"


LINE = "99211 of Maria Lopez's claim PD0000001: "


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Type what was paid of 180.00, or the reason why nothing was, like CO 197."),
        ({"allowed": 12000, "paid": 9600}, "24.00 of its charge of 180.00 is not explained."),
        ({"allowed": 12000, "coinsurance": 2500, "paid": 9600}, "1.00 of its charge of 180.00 is too much."),
        ({"allowed": 12000, "coinsurance": -2400, "paid": 14400}, "An amount is below zero."),
        ({"paid": 20000, "others": (Reason("CO", "97"),)}, "Its amounts are 20.00 more than its charge of 180.00."),
        ({"paid": 0, "others": (Reason("CO", "97"), Reason("CO", "50"))}, "Only one reason can take the rest"),
    ],
)
def test_a_line_that_does_not_hold_is_named(typed: dict[str, object], says: str) -> None:
    refused = refusal(paper(replace(USUAL, lines=(line(**typed),)), amount=9600))
    assert refused.sentence.startswith(LINE + says)
    assert (refused.field, refused.row) == ("PD0000001L1", 0)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"amount": 9500}, "amount", "The claims and other amounts come to 96.00, 1.00 more than the check's 95.00."),
        ({"amount": 9700}, "amount", "The claims and other amounts come to 96.00, 1.00 less than the check's 97.00."),
        ({"amount": 0}, "amount", "Type what the check is over."),
        ({"amount": -100}, "amount", "Type what the check is over."),
        ({"method": "nothing"}, "amount", "Nothing is paid by it."),
        ({"method": "cash"}, "method", "Say how it is paid"),
        ({"number": "  "}, "number", "Type the number of the check"),
        ({"number": "1" * 60}, "number", "That is 60 characters long"),
        ({"dated": date(2026, 11, 24)}, "dated", "11/24/2026 is in the future."),
        ({"received": date(2026, 12, 1)}, "received", "12/01/2026 is in the future."),
        ({"answers": ()}, "claim", "Add the claims that the check pays, or what else it is for, like interest."),
        ({"answers": (USUAL, USUAL)}, "claim", "Maria Lopez's claim PD0000001 is on this check twice."),
        ({"answers": (replace(USUAL, passed_on_to="4111 1111 1111 1111"),)}, "passed_on_to", "Never keep a full Visa"),
        ({"answers": (replace(USUAL, payer_claim="1" * 60),)}, "payer_claim", "That is 60 characters long"),
        ({"answers": (replace(USUAL, remarks=("XX",)),)}, "remarks", "“XX” is no remark code."),
        ({"others": (NotOfClaim("", "", 100),)}, "reason", "Choose what the amount is for."),
        ({"others": (NotOfClaim("L6", "", 0),)}, "other_amount", "Interest: type what it adds"),
        ({"others": (NotOfClaim("L6", "4111 1111 1111 1111", 1),)}, "reference", "Never keep a full Visa"),
    ],
)
def test_what_cannot_be_meant_of_the_check_is_refused(changes: dict[str, object], field: str, says: str) -> None:
    refused = refusal(replace(paper(USUAL, amount=9600), **changes))  # type: ignore[arg-type]
    assert refused.sentence.startswith(says) and refused.field == field


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ("co197", (Reason("CO", "197"),)),
        ("CO 97 20.00; OA 23 96", (Reason("CO", "97", 2000), Reason("OA", "23", 9600))),
        ("pi-16 1,020.5 co a1", (Reason("PI", "16", 102050), Reason("CO", "A1"))),
        ("co 45 −10", (Reason("CO", "45", -1000),)),
        ("", ()),
        (" ; ", ()),
    ],
)
def test_reasons_are_read_as_clerks_type_them(typed: str, reasons: tuple[Reason, ...]) -> None:
    assert parse_reasons(typed) == reasons
    assert parse_reasons("; ".join(one.words for one in reasons)) == reasons


@pytest.mark.parametrize("typed", ["197", "XX 45", "CO", "CO 45.10", "CO 4510", "co 97 1.234", "co 97 oa 23", "hello"])
def test_what_is_no_reason_is_refused(typed: str) -> None:
    with pytest.raises(PaydeskError):
        parse_reasons(typed)


def test_remarks_are_read_and_others_refused() -> None:
    assert parse_remarks("n362, ma01 N362") == ("N362", "MA01")
    with pytest.raises(PaydeskError, match="no remark code"):
        parse_remarks("hello")


AMOUNTS = st.one_of(st.none(), st.integers(-2000, 20000))
LINES = st.builds(
    TypedLine, st.just("PD0000001L1"), AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS,
    st.lists(st.builds(Reason, st.sampled_from(("CO", "PR", "OA")), st.sampled_from(("23", "97", "3")), AMOUNTS),
             max_size=2).map(tuple),
    AMOUNTS,
)  # fmt: skip


@given(typed=LINES, charge=st.integers(1, 20000), amount=st.integers(0, 20000), order=st.integers(1, 3),
       takes_back=st.booleans())  # fmt: skip
def test_any_grid_balances_to_the_cent_or_is_refused(
    typed: TypedLine, charge: int, amount: int, order: int, takes_back: bool
) -> None:
    answer = TypedAnswer(known(charge, order=order), (typed,), takes_back=takes_back)
    for check in (paper(answer, amount=amount), paper(answer, amount=answer.paid)):
        try:
            typed_paper.check(check, today=TODAY)
        except PaydeskError:
            continue
        (proven,) = remittance_proof.prove(typed_paper.as_file(check)).remittances
        assert proven.balanced and not proven.findings and proven.claims_total == check.amount
