"""Reading remittance files: what stands in them, however their text is cut, and with the place of each thing."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from paydesk.gateways.era835 import read_remittance_file
from paydesk.rules.errors import PaydeskError
from paydesk.rules.remittance import Party, Procedure
from paydesk.rules.remittance_finding import Blocks
from support.era_files import changed, claim, only, proven, read, sample, told


def test_the_deposit_says_how_much_how_when_and_by_which_trace_it_comes() -> None:
    said = only(sample()).remittance
    deposit = said.deposit
    assert (deposit.amount, deposit.method, deposit.paid_on) == (3121_74, "ACH", date(2026, 10, 1))
    assert (deposit.trace, deposit.originator) == ("EFT00039000", "1512345678")
    assert (said.payer.name, said.payee.name, said.payee.id_kind, said.payee.id) == (
        "SYNTHETIC HEALTH PLAN", "EXAMPLE CLINIC", "XX", "1999999984",
    )  # fmt: skip
    assert said.payee.other_ids == (("TJ", "123456789"),)
    assert (said.version, said.control) == ("005010X221A1", "0001")


def test_a_debit_counts_below_zero() -> None:
    assert only(changed("3121.74*C*ACH", "3121.74*D*ACH")).remittance.deposit.amount == -3121_74


def test_a_claim_says_whose_it_is_and_what_became_of_it() -> None:
    text = changed("REF*EA*MRN000000~", "REF*EA*MRN000000~\nREF*F8*OLD77~\nAMT*I*1.5~\nNM1*74*1******C*NEW9~")
    one = claim(text, "PD0000000")
    assert (one.status, one.charge, one.paid, one.patient_responsibility) == ("1", 643_39, 271_02, 50_03)
    assert (one.payer_claim, one.original, one.filing, one.facility, one.frequency) == (
        "26000000000", "OLD77", "12", "11", "1",
    )  # fmt: skip
    assert one.patient == Party("GARZA", "FAY", "", "", "MI", "W553309355")
    assert one.corrected == Party("", "", "", "", "C", "NEW9")
    assert (one.first, one.last, one.received) == (date(2026, 7, 1), None, date(2026, 7, 1))
    assert [(each.group, each.reason, each.amount) for each in one.adjustments] == [("CO", "137", 10_00)]
    assert (one.remarks, one.amounts) == (("MA01", "MA18"), (("I", 1_50),))
    assert one.place == (15, 15)


def test_a_claim_passed_on_names_the_next_payer() -> None:
    next_payer = claim(sample(), "PD0000012").crossover
    assert next_payer == Party("SECONDARY HEALTH PLAN", "", "", "", "PI", "99999")


def test_a_line_says_what_was_done_paid_and_taken_off() -> None:
    text = changed(
        "SVC*HC:80053*152.83*80.87**1~\nDTM*472*20260701~",
        "SVC*HC:80053:59:LT*152.83*80.87*0450*2.5*HC:80048:QW~\nDTM*150*20260701~\nDTM*151*20260703~\nLQ*HE*N130~",
    )
    line = claim(text, "PD0000000").services[0]
    assert line.procedure == Procedure("HC", "80053", ("59", "LT"))
    assert line.original == Procedure("HC", "80048", ("QW",))
    assert (line.charge, line.paid, line.allowed, line.units) == (152_83, 80_87, 82_52, Decimal("2.5"))
    assert (line.first, line.last, line.revenue_code) == (date(2026, 7, 1), date(2026, 7, 3), "0450")
    assert (line.line_number, line.remarks) == ("PD0000000-1", ("N130",))
    assert [(each.reason, each.amount, each.place.segment) for each in line.adjustments] == [
        ("45", 70_31, 26), ("253", 1_65, 26),
    ]  # fmt: skip


def test_an_adjustment_may_carry_a_quantity() -> None:
    one = claim(changed("CAS*CO*45*70.31**253*1.65~", "CAS*CO*45*70.31*2*253*1.65*0.5~"), "PD0000000")
    assert [each.quantity for each in one.services[0].adjustments] == [Decimal(2), Decimal("0.5")]


def test_provider_level_adjustments_keep_their_sign_and_reference() -> None:
    adjustments = only(sample()).remittance.provider_adjustments
    assert [(each.reason, each.reference, each.amount) for each in adjustments] == [
        ("WO", "26000000001 OVERPAY", 1250_00), ("L6", "", -18_42), ("FB", "CARRYFWD", -50_00),
    ]  # fmt: skip
    assert {(each.provider, each.fiscal_end) for each in adjustments} == {("1999999984", date(2026, 12, 31))}


def wrapped(text: str) -> str:
    flat = text.replace("\n", "")
    return "\n".join(flat[at : at + 80] for at in range(0, len(flat), 80))


def otherwise(text: str) -> str:
    """Other delimiters, those of an old mainframe; the line is the segment's end."""
    return text.replace("*", "|").replace(":", ">").replace("~", "")


@pytest.mark.parametrize("form", [
    lambda text: text.replace("\n", ""),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("~\n", "\n~"),
    wrapped,
    lambda text: wrapped(text).replace("\n", "\r\n"),
    otherwise,
    lambda text: otherwise(text).replace("\n", "\r\n"),
    lambda text: otherwise(text).replace("\n", "\r"),
    lambda text: text.replace("*", "\x1d").replace("~", "\x1e").replace(":", "\x1f"),
    lambda text: "\ufeff" + text,
    lambda text: "\n\n" + text + "\n \n",
    lambda text: text.rstrip("~\n"),
    lambda text: text.replace("\nREF", "\n  REF").replace("\nCLP", "\nclp").replace("\nSE", "\nse"),
    lambda text: text.replace("~\nCAS", "\nCAS"),
])  # fmt: skip
def test_the_same_is_read_however_the_text_is_cut(form: Callable[[str], str]) -> None:
    file, plain = proven(form(sample())), proven(sample())
    assert told(file) <= {"terminator"}
    assert all(one is None for one in file.remittances[0].hindrances)
    assert _said(file) == _said(plain)


def _said(file: object) -> object:
    """All but lines and findings: names, cents and the numbers of segments."""
    if is_dataclass(file):
        kept = [one.name for one in fields(file) if one.name != "findings"]
        return [_said(getattr(file, name)) for name in kept]
    if isinstance(file, tuple) and not hasattr(file, "line"):
        return [_said(one) for one in file]
    return file.segment if hasattr(file, "segment") else file


def test_letters_may_be_of_windows_or_utf_16() -> None:
    text = changed("GARZA*FAY", "NÚÑEZ*ZOË")
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("cp1252")):
        patient = claim(data, "PD0000000").patient
        assert patient is not None and (patient.name, patient.first) == ("NÚÑEZ", "ZOË")
    assert told(proven(text.encode("cp1252"))) == {"letters"} and told(proven(text.encode())) == set()


def test_the_line_of_a_finding_is_where_its_segment_begins() -> None:
    text = changed("REF*EA*MRN000002~", "REF*EA*MRN\n000002~", changed("*1085.9*414.01*", "*12,34X*414.01*"))
    (one,) = [each for each in only(text).findings if each.rule == "amount"]
    assert one.where == "claim PD0000001, segment 33, line 33"
    assert one.sentence.endswith("line 33: The charge “12,34X” is no amount of dollars and cents.")
    later = changed("SVC*HC:99214:25*220.11*", "SVC*HC:99214:25*x*", changed("*EA*MRN000001~", "*EA*MRN\n000001~"))
    assert [each.place for each in only(later).findings if each.rule == "amount"] == [(54, 55)]


@pytest.mark.parametrize("amount", ["12,34X", "1e3", "NaN", "1.005", "--1", "$5", "٣", "100000000.00", " ", ""])
def test_what_is_no_amount_is_a_finding_and_keeps_its_claim_from_being_posted(amount: str) -> None:
    one = only(changed("*1085.9*414.01*", f"*{amount}*414.01*"))
    index = next(at for at, each in enumerate(one.remittance.claims) if each.number == "PD0000001")
    assert one.remittance.claims[index].charge is None and not one.balanced
    assert [at for at, why in enumerate(one.hindrances) if why is not None] == [index]


def test_several_interchanges_with_their_own_delimiters_are_read_one_after_the_other() -> None:
    second = otherwise(changed("EFT00039000", "EFT2")).replace("000000077", "000000078")
    third = changed("EFT00039000", "EFT3").replace("~\n", "!")
    file = proven(sample() + second + third)
    assert [one.remittance.deposit.trace for one in file.remittances] == ["EFT00039000", "EFT2", "EFT3"]
    assert [one.hindrances.count(None) for one in file.remittances] == [15, 15, 15]
    assert told(file) == set()


def test_a_word_that_ends_like_the_beginning_of_an_interchange_begins_none() -> None:
    file = proven(changed("REF*EA*MRN000001~", "REF*EA*VISA*00*1~"))
    assert told(file) == set() and file.remittances[0].hindrances.count(None) == 15


def test_several_sets_of_a_group_are_kept_apart() -> None:
    head, _, rest = sample().partition("ST*835*0001~")
    body, _, tail = rest.partition("GE*1*77~")
    second = body.replace("SE*265*0001", "SE*265*0002").replace("EFT00039000", "EFT2")
    file = proven(f"{head}ST*835*0001~{body}ST*835*0002~{second}GE*2*77~{tail}")
    assert [(one.balanced, one.hindrances.count(None)) for one in file.remittances] == [(True, 15), (True, 15)]


def test_what_is_no_remittance_is_named_and_the_rest_is_read() -> None:
    other = "ST*271*0009~\nBHT*0022*11~\nSE*3*0009~\n"
    file = proven(changed("GE*1*77", "GE*2*77", changed("ST*835*0001~", f"{other}ST*835*0001~")))
    assert len(file.remittances) == 1 and told(file) == {"kind"}
    assert file.remittances[0].hindrances.count(None) == 15
    (sentence,) = [one.sentence for one in file.findings if one.rule == "kind"]
    assert "This is a 271 (answer about eligibility), not a remittance (835)" in sentence


@pytest.mark.parametrize(("content", "why"), [
    (b"", "There is no remittance"),
    (b"%PDF-1.7 \x00\xff\xfe", "There is no remittance"),
    (b"PK\x03\x04 zip", "is a zip file"),
    (b"ISA*00*", "There is no remittance"),
    (b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*^*00501*000000001*0*T*:~"
     b"GS*HB*A*B*20260101*1200*1*X*005010X279A1~ST*271*0001~SE*2*0001~GE*1*1~IEA*1*000000001~", "This is a 271"),
])  # fmt: skip
def test_a_file_without_a_remittance_is_refused_with_what_it_is(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "x.835"
    file.write_bytes(content)
    with pytest.raises(PaydeskError, match=why):
        read_remittance_file(file)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(PaydeskError, match="Check that it is there"):
            read_remittance_file(path)


def test_a_file_cut_short_is_read_as_far_as_it_goes_and_nothing_of_it_may_be_posted() -> None:
    whole = sample()
    file = proven(whole[: whole.index("CLP*PD0000005") + 20])
    assert len(file.remittances[0].remittance.claims) == 6
    assert told(file) >= {"terminator", "set", "group", "interchange"}
    assert None not in file.remittances[0].hindrances


def test_a_file_without_its_envelope_is_still_read() -> None:
    file = proven(sample().partition("~\nST*")[2].join(("ST*", "")))
    assert len(file.remittances[0].remittance.claims) == 15
    assert None not in file.remittances[0].hindrances and "envelope" in told(file)


@pytest.mark.parametrize("isa", [
    "ISA*00* *00* *ZZ*P*ZZ*C*261001*1200*^*00501*000000077*0*P*:~",
    "ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*CLINICTEST     *261001*1200*U*00401*000000077*0*P*:~",
])  # fmt: skip
def test_an_isa_of_other_widths_or_version_is_understood(isa: str) -> None:
    file = proven("\n".join((isa, *sample().splitlines()[1:])))
    assert file.remittances[0].hindrances.count(None) == 15 and told(file) == set()


def test_an_isa_with_an_element_missing_is_read_and_nothing_is_posted() -> None:
    file = proven(changed("*00501*", "*", sample()))
    assert file.remittances[0].balanced and None not in file.remittances[0].hindrances


def test_characters_that_are_no_text_are_told_with_their_place() -> None:
    file = proven(changed("GARZA*FAY", "GAR\x00ZA*FAY"))
    (one,) = [each for each in file.findings if each.rule == "letters"]
    assert (one.place, one.blocks) == ((17, 17), Blocks.ALL)
    assert None not in file.remittances[0].hindrances


def test_an_unknown_segment_blocks_the_claim_it_stands_in() -> None:
    one = only(changed("MOA***MA01*MA18~", "QQQ***MA01*MA18~"))
    assert [at for at, why in enumerate(one.hindrances) if why is not None] == [0]


def test_findings_stand_in_the_order_of_the_file() -> None:
    text = changed("GE*1*77", "GE*2*77", changed("IEA*1*", "IEA*2*", changed("*1085.9*414.01*", "*x*y*")))
    file = proven(changed("BPR*I*3121.74*", "BPR*I*x*", text))
    for findings in (file.findings, file.remittances[0].findings):
        assert [one.place for one in findings] == sorted(one.place for one in findings)


@pytest.mark.parametrize("lost", ["ISA", "GS", "ST"])
def test_an_opening_segment_that_is_missing_is_told_and_nothing_of_it_is_posted(lost: str) -> None:
    file = proven("\n".join(line for line in sample().splitlines() if not line.startswith(f"{lost}*")))
    assert "envelope" in told(file) and all(one.place.segment for one in file.findings)
    assert [each for one in file.remittances for each in one.hindrances if each is None] == []


def test_what_stands_between_the_sets_is_told_and_blocks_everything() -> None:
    file = proven(changed("GE*1*77", "N1*PR*LOST~\nGE*1*77"))
    assert [one.says for one in file.findings if one.rule == "envelope"] == [
        "It stands outside of any set and was left out."
    ]
    assert None not in file.remittances[0].hindrances


def test_segments_are_counted_over_the_whole_file() -> None:
    assert read(sample()).segments == 269


@pytest.mark.parametrize("before", [True, False])
def test_collecting_of_garbage_is_left_as_it_was_found(before: bool) -> None:
    switch = {True: gc.enable, False: gc.disable}
    switch[before]()
    try:
        read(sample())
        assert gc.isenabled() is before
    finally:
        gc.enable()
