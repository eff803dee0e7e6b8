"""The proof of a remittance: each balance and each count that breaks is told with its place and blocks what it must."""

from __future__ import annotations

import pytest

from paydesk.rules.adjustment_reasons import provider_level_words, reason_words, remark_words
from paydesk.rules.remittance_finding import Blocks, Finding
from support.era_files import changed, only, proven, sample


def broken(text: str) -> list[Finding]:
    file = proven(text)
    found = [*file.findings, *(one for each in file.remittances for one in each.findings)]
    return [one for one in found if one.rule != "test"]


def blocked(text: str) -> list[str]:
    """The numbers of the claims that may not be posted."""
    one = only(text)
    return [c.number for c, why in zip(one.remittance.claims, one.hindrances, strict=True) if why is not None]


def test_a_sound_remittance_balances_and_every_claim_of_it_may_be_posted() -> None:
    one = only(sample())
    assert one.balanced and one.findings == () and set(one.hindrances) == {None}
    assert (one.claims_total, one.provider_adjustments) == (4303_32, 1181_58)
    assert one.remittance.deposit.amount == 4303_32 - 1181_58


@pytest.mark.parametrize(("old", "new", "rules", "says"), [
    ("SVC*HC:J3301*494.38*170.54*", "SVC*HC:J3301*494.38*170.55*", ["line balance"],
     "Line J3301 of claim PD0000001, segment 38, line 38: The line's charge 494.38 less adjustments of 323.84 is "
     "170.54, and it says 170.55 was paid."),
    ("CAS*CO*45*276.86**253*3.48~", "CAS*CO*45*276.86**253*3.47~", ["line balance", "claim balance"],
     "Claim PD0000001, segment 33, line 33: The claim's charge 1,085.90 less adjustments of 671.88 is 414.02, and it "
     "says 414.01 was paid."),
    ("CLP*PD0000001*1*1085.9*414.01*43.5*", "CLP*PD0000001*1*1085.9*414.01*43.51*", ["patient part"],
     "Claim PD0000001, segment 33, line 33: Its adjustments leave 43.50 to the patient, and the claim says 43.51."),
    ("CAS*PR*2*43.5~", "CAS*XX*2*43.5~", ["adjustment", "patient part"],
     "Claim PD0000001, segment 41, line 41: “XX” is no group of adjustments that can be posted."),
    ("CAS*PR*2*43.5~", "CAS*PR**43.5~", ["adjustment"],
     "Claim PD0000001, segment 41, line 41: An adjustment of 43.50 has no reason."),
    ("NM1*QC*1*FONSECA*ELI****MI*W516031068~\n", "REF*EA*1~\n", ["patient"],
     "Claim PD0000001, segment 33, line 33: It names no patient."),
    ("REF*EA*MRN000001~", "NM1*QC*1*OTHER*ONE~", ["patient"],
     "Claim PD0000001, segment 35, line 35: It names a second patient."),
    ("CLP*PD0000001*1*", "CLP*PD0000001*13*", ["status"],
     "Claim PD0000001, segment 33, line 33: The payer has not decided yet."),
])  # fmt: skip
def test_what_is_wrong_with_a_claim_names_the_place_and_blocks_that_claim(
    old: str, new: str, rules: list[str], says: str
) -> None:
    text = changed(old, new)
    found = broken(text)
    assert sorted(one.rule for one in found) == sorted(rules)
    assert says in [one.sentence for one in found]
    assert {one.blocks for one in found} == {Blocks.CLAIM} and len(blocked(text)) == 1


def test_a_claim_without_a_number_is_told_and_may_be_found_otherwise() -> None:
    text = changed("CLP*PD0000001*1*", "CLP**1*")
    (one,) = broken(text)
    assert blocked(text) == [] and only(text).balanced
    assert one.blocks is Blocks.NOTHING and one.sentence == (
        "Claim without a number, segment 33, line 33: It has no number of ours: it is looked for by member, day, "
        "charge and name."
    )


def test_lines_that_add_up_to_another_charge_block_their_claim() -> None:
    text = changed("CLP*PD0000001*1*1085.9*414.01*", "CLP*PD0000001*1*1095.9*414.01*")
    text = changed("REF*EA*MRN000001~", "CAS*CO*45*10~", text)
    assert [one.rule for one in broken(text)] == ["line charges"] and only(text).balanced
    assert blocked(text) == ["PD0000001"]


def test_a_reversal_needs_no_patient_part_and_has_no_amounts_above_zero() -> None:
    assert "PD0000007" not in blocked(sample())
    text = changed("CLP*PD0000001*1*", "CLP*PD0000001*22*")
    (one,) = broken(text)
    assert one.says == "It takes an earlier answer back, but its amounts are more than zero."


def test_amounts_below_zero_are_for_reversals_alone() -> None:
    found = broken(changed("CLP*PD0000007*22*", "CLP*PD0000007*1*"))
    assert "Its charge is below zero, and it takes no earlier answer back." in [one.says for one in found]


def test_a_payment_that_is_not_the_sum_blocks_all_and_says_the_sum() -> None:
    (one,) = broken(changed("BPR*I*3121.74*", "BPR*I*3121.75*"))
    assert one.rule == "payment balance" and one.blocks is Blocks.ALL
    assert one.says == (
        "Its claims were paid 4,303.32, less 1,181.58 that belongs to no claim is 3,121.74, "
        "and the payment is 3,121.75."
    )


def test_a_provider_level_adjustment_above_zero_lowers_the_payment() -> None:
    text = changed("*L6*-18.42*", "*L6*18.42*", changed("BPR*I*3121.74*", "BPR*I*3084.90*"))
    assert broken(text) == []


def test_what_cannot_be_added_up_is_not_proven() -> None:
    for old, new in (("BPR*I*3121.74*", "BPR*I*many*"), ("*1085.9*414.01*", "*1085.9*x*"), ("*L6*-18.42*", "*L6*x*")):
        (one,) = [each for each in broken(changed(old, new)) if each.rule == "payment balance"]
        assert one.says == "It cannot be proven: an amount that belongs to its sum could not be read."
        assert len(blocked(changed(old, new))) == 15 and not only(changed(old, new)).balanced


@pytest.mark.parametrize(("old", "new"), [
    ("*1085.9*414.01*43.5*", "*x*414.01*43.5*"), ("*1085.9*414.01*43.5*", "*1085.9*414.01*x*"),
    ("SVC*HC:J3301*494.38*", "SVC*HC:J3301*x*"), ("CAS*CO*45*276.86*", "CAS*CO*45*x*"),
])  # fmt: skip
def test_an_amount_that_cannot_be_read_is_told_once_and_makes_no_sum_wrong(old: str, new: str) -> None:
    text = changed(old, new)
    assert [one.rule for one in broken(text)] == ["amount"]
    assert blocked(text) == ["PD0000001"] and not only(text).balanced


def test_an_amount_for_information_that_cannot_be_read_is_told_and_the_balances_hold() -> None:
    text = changed("AMT*B6*217.52~", "AMT*B6*x~")
    assert [one.rule for one in broken(text)] == ["amount"] and only(text).balanced


def test_a_claim_without_lines_is_proven_by_its_own_adjustments() -> None:
    head, _, rest = sample().partition("SVC*HC:J3301*494.38")
    text = f"{head}CAS*CO*45*628.39~\nCAS*PR*2*43.5~\nCLP*PD0000002*{rest.partition('CLP*PD0000002*')[2]}"
    assert {one.rule for one in broken(text)} == {"set"} and only(text).balanced


@pytest.mark.parametrize(("old", "new", "says"), [
    ("TRN*1*EFT00039000", "BPR*I*1~\nTRN*1*EFT00039000", "The payment (BPR) stands there twice."),
    ("SE*265*0001", "CLP*LATE*1*0*0~\nNM1*QC*1*A~\nSE*267*0001",
     "A claim stands after the amounts that belong to no claim."),
    ("TRN*1*EFT00039000*", "TRN*1**", "It has no trace number (TRN) to find the money by."),
    ("BPR*I*", "REF*I*", "The payment (BPR) is missing."),
    ("LX*1~", "SVC*HC:1*1*1~", "SVC belongs to a claim, and there is none open here; it was left out."),
])  # fmt: skip
def test_a_remittance_that_is_put_together_wrong_is_blocked_whole(old: str, new: str, says: str) -> None:
    text = changed(old, new)
    assert says in [one.says for one in broken(text)]
    assert len(blocked(text)) == len(only(text).hindrances)


@pytest.mark.parametrize(("old", "new", "rule", "says"), [
    ("SE*265*0001", "SE*264*0001", "set", "SE counts 264 of segments, and there are 265: something was lost, "
     "doubled or added."),
    ("SE*265*0001", "SE*x*0001", "set", "SE counts no number of segments, and there are 265: something was lost, "
     "doubled or added."),
    ("SE*265*0001", "SE*265*0002", "set", "It is closed by SE with the control number “0002”."),
    ("GE*1*77", "GE*2*77", "group", "GE counts 2 of sets, and there are 1: something was lost, doubled or added."),
    ("GE*1*77", "GE*1*78", "group", "It is closed by GE with the control number “78”."),
    ("IEA*1*000000077", "IEA*2*000000077", "interchange", "IEA counts 2 of groups, and there are 1: something was "
     "lost, doubled or added."),
    ("IEA*1*000000077", "IEA*1*000000078", "interchange", "It is closed by IEA with the control number “000000078”."),
    ("SE*265*0001~\n", "", "set", "Its closing segment SE is missing: the file may be cut short."),
    ("GE*1*77~\n", "", "group", "Its closing segment GE is missing: the file may be cut short."),
    ("IEA*1*000000077~\n", "", "interchange", "Its closing segment IEA is missing: the file may be cut short."),
])  # fmt: skip
def test_an_envelope_that_does_not_close_blocks_everything_in_it(old: str, new: str, rule: str, says: str) -> None:
    text = changed(old, new)
    (one,) = broken(text)
    assert (one.rule, one.says, one.blocks) == (rule, says, Blocks.ALL)
    assert len(blocked(text)) == 15 and only(text).balanced


def test_an_envelope_blocks_only_what_is_in_it() -> None:
    second = changed("IEA*1*000000077", "IEA*9*000000077", changed("EFT00039000", "EFT2"))
    first, other = proven(sample() + second).remittances
    assert first.hindrances.count(None) == 15 and other.hindrances.count(None) == 0


def test_the_same_payment_twice_in_a_file_is_told_and_the_second_is_not_posted() -> None:
    first, second = proven(sample() + sample()).remittances
    assert first.hindrances.count(None) == 15
    (one,) = second.findings
    assert (one.rule, one.subject, second.hindrances.count(None)) == ("twice", "remittance 0001", 0)
    assert one.says == "The same payment with the trace number EFT00039000 stands in this file before."
    assert proven(sample() + sample()).count == 3, "and each interchange's mark as a trial"


PAYER = "N1*PR*SYNTHETIC HEALTH PLAN"


@pytest.mark.parametrize(("old", "new", "twice"), [
    (PAYER, f"{PAYER}*XV*1", True), (PAYER, f"{PAYER}*XV*2", False), (PAYER, "N1*PR*OTHER NAME*XV*1", True),
    ("EFT00039000", "EFT00039001", False), ("*1512345678~", "*1512345679~", False),
    ("BPR*I*3121.74*", "BPR*I*3121.75*", False), ("*98765*20261001~", "*98765*20261002~", False),
])  # fmt: skip
def test_the_same_payment_is_that_of_payer_trace_amount_and_date(old: str, new: str, twice: bool) -> None:
    first = changed(PAYER, f"{PAYER}*XV*1")
    other = changed(old, new) if old == PAYER else changed(old, new, first)
    assert ("twice" in [one.rule for one in proven(first + other).remittances[1].findings]) is twice


def test_payers_without_an_id_are_told_apart_by_name() -> None:
    _, other = proven(sample() + changed(PAYER, "N1*PR*ANOTHER PLAN")).remittances
    assert other.findings == ()


def test_a_long_trace_is_told_cut_short_and_payments_without_one_are_never_the_same() -> None:
    long = changed("EFT00039000", "1234567890" * 6)
    (one,) = proven(long + long).remittances[1].findings
    assert f"number {'1234567890' * 5} stands" in one.says
    none = changed("TRN*1*EFT00039000*", "TRN*1**")
    assert [one.rule for one in proven(none + none).remittances[1].findings] == ["trace"]


def test_a_trial_is_told_and_blocks_nothing() -> None:
    (one,) = proven(sample()).findings
    assert (one.rule, one.blocks) == ("test", Blocks.NOTHING)
    assert proven(changed("*0*T*:", "*0*P*:")).findings == ()


def test_common_codes_are_said_in_our_words_and_others_send_to_the_insurer() -> None:
    assert reason_words("45") == "above the contract's rate"
    assert remark_words("n130") == "the plan's papers say what it covers"
    assert provider_level_words("WO") == "an overpayment taken back"
    assert {reason_words("999"), remark_words("999"), provider_level_words("999")} == {"code 999: ask the insurer"}
    assert reason_words("") == "code –: ask the insurer"
