"""Reading reports on claims: which were taken, which rejected, by whom and why; and what is wrong with the report."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest

from paydesk.gateways.claim_status277 import read_claim_report_file, read_claim_reports
from paydesk.rules.claim_status import ClaimReport, ClaimReportFile, ClaimStatus, Outcome, Status, StatusCode, worst
from paydesk.rules.claim_status_words import advice_on, code_words, outcome_words, told
from paydesk.rules.errors import PaydeskError
from paydesk.rules.remittance import Party, Procedure
from paydesk.rules.remittance_finding import Blocks, Finding, Place
from support.era_files import needs, shared_files
from support.x12_files import changed, text_of

SAMPLE = text_of("claim_status", "receipts.277")
SHARED = {one.name: one for one in shared_files("x12", "277ca")}


def read(text: str | bytes) -> ClaimReportFile:
    return read_claim_reports(text.encode() if isinstance(text, str) else text)


def only(text: str | bytes = SAMPLE) -> ClaimReport:
    (report,) = read(text).reports
    return report


def claim(number: str, text: str = SAMPLE) -> ClaimStatus:
    return next(one for one in only(text).claims if one.number == number)


def findings(text: str | bytes) -> list[Finding]:
    file = read(text)
    return [*file.findings, *(one for each in file.reports for one in each.findings)]


def test_a_receipt_says_who_reports_when_and_on_how_many() -> None:
    report = only()
    assert findings(SAMPLE) == [] and report.is_receipt
    assert (report.source, report.source_role) == (Party("CLEARING INC", id_kind="46", id="CLEARING"), "AY")
    assert report.source_words == "the clearinghouse CLEARING INC"
    assert (report.reference, report.received_on, report.processed_on) == (
        "EX5501", date(2026, 11, 2), date(2026, 11, 3),
    )  # fmt: skip
    sender, provider = report.batches
    assert (sender.role, sender.trace, sender.accepted, sender.rejected) == ("41", "BATCH12", 2, 1)
    assert (sender.accepted_amount, sender.rejected_amount) == (320_50, 150_00)
    assert (provider.role, provider.accepted, provider.rejected) == ("85", 2, 1)
    assert provider.party is not None and provider.party.id == "1999999984"
    assert sender.statuses[0].codes == (StatusCode("A1", "19", "PR"),)
    assert [one.number for one in report.claims] == ["PD17", "PD18", "PD19"]


def test_an_accepted_claim_tells_the_payers_number() -> None:
    one = claim("PD17")
    assert (one.outcome, one.payer_claim, one.clearinghouse_claim) == (Outcome.ACCEPTED, "MH900100", "CL-1")
    assert (one.amount, one.effective, one.first, one.last) == (
        220_50, date(2026, 11, 3), date(2026, 10, 28), date(2026, 10, 28),
    )  # fmt: skip
    assert one.patient == Party("BAKER", "ANNA", "L", "", "MI", "W100200300")
    assert one.provider is not None and one.provider.id == "1999999984"
    assert outcome_words(one, only()) == "accepted (the clearinghouse CLEARING INC)"
    assert advice_on(one.outcome).startswith("Nothing to do")


def test_a_rejected_claim_tells_every_reason_in_our_words() -> None:
    one = claim("PD18")
    (status,) = one.statuses
    assert (one.outcome, status.action, status.text, one.last) == (
        Outcome.REJECTED, "U", "NPI UNKNOWN", date(2026, 10, 22),
    )  # fmt: skip
    assert told(status) == (
        "rejected, something is not valid: the NPI (billing provider); "
        "rejected, something is missing: something is missing or not valid; "
        "rejected, two things do not go together: the specialty (taxonomy) (rendering provider) – “NPI UNKNOWN”"
    )
    (line,) = one.lines
    assert (line.procedure, line.charge, line.line_number) == (Procedure("HC", "99213", ("25",)), 150_00, "PD18-1")
    assert [code_words(each) for each in line.statuses[0].codes] == [
        "rejected, something is not valid: the procedure code"
    ]
    assert "send the claim anew" in advice_on(one.outcome)


def test_the_claim_after_another_has_its_own_patient() -> None:
    assert claim("PD19").patient == Party("CRUZ", "MIA", id_kind="MI", id="W400500600")
    assert claim("PD19").outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(("category", "action", "outcome"), [
    ("A0", "WQ", Outcome.RECEIVED), ("A1", "WQ", Outcome.RECEIVED), ("A2", "WQ", Outcome.ACCEPTED),
    ("A3", "U", Outcome.REJECTED), ("A3", "WQ", Outcome.REJECTED), ("A4", "", Outcome.NOT_FOUND),
    ("A6", "U", Outcome.REJECTED), ("A8", "WQ", Outcome.REJECTED), ("A1", "U", Outcome.REJECTED),
    ("P1", "", Outcome.PENDING), ("P5", "", Outcome.PENDING), ("F1", "", Outcome.PAID), ("F2", "", Outcome.DENIED),
    ("F0", "", Outcome.FINISHED), ("F3N", "", Outcome.FINISHED), ("R3", "", Outcome.WAITING),
    ("R16", "", Outcome.WAITING), ("E1", "", Outcome.FAILED), ("D0", "", Outcome.NOT_FOUND),
    ("", "WQ", Outcome.UNKNOWN), ("Z9", "WQ", Outcome.UNKNOWN), ("", "U", Outcome.REJECTED),
])  # fmt: skip
def test_code_and_action_make_the_outcome(category: str, action: str, outcome: Outcome) -> None:
    assert Status(Place(1, 1), (StatusCode(category, "0"),), None, action, None).outcome is outcome


def test_of_several_states_the_one_that_needs_a_person_counts() -> None:
    assert worst([Outcome.ACCEPTED, Outcome.REJECTED, Outcome.PENDING]) is Outcome.REJECTED
    assert worst([]) is Outcome.UNKNOWN
    text = changed(SAMPLE, "STC*A7:562:85*20261103*U*150******A6:21*A8:145:82*NPI UNKNOWN", "STC*A2:20*20261103*WQ*150")
    assert claim("PD18", text).outcome is Outcome.REJECTED  # its line is


def test_code_and_action_that_say_two_things_are_told() -> None:
    text = changed(SAMPLE, "STC*A2:20:PR*20261103*WQ*220.5", "STC*A2:20:PR*20261103*U*220.5")
    assert claim("PD17", text).outcome is Outcome.REJECTED
    assert [(one.rule, one.blocks, one.claim) for one in findings(text)] == [("status", Blocks.CLAIM, 0)]


def test_an_answer_to_a_question_about_claims_is_read_as_far_as_it_says_the_same() -> None:
    text = SAMPLE.replace("005010X214", "005010X212").replace("HL*4*3*PT", "HL*4*3*22*0")
    text = changed(text, "REF*1K*MH900100~", "REF*1K*MH900100~\nREF*EJ*PD17~")
    text = changed(
        text, "STC*A2:20:PR*20261103*WQ*220.5", "STC*F1:65*20261103**220.5*180.25*20261105*CHK*20261105*C0077"
    )
    report = only(text)
    one = report.claims[0]
    assert not report.is_receipt and (one.number, one.trace, one.outcome) == ("PD17", "PD17", Outcome.PAID)
    status = one.statuses[0]
    assert (status.paid, status.decided_on, status.check) == (180_25, date(2026, 11, 5), "C0077")
    (sentence,) = [each.sentence for each in findings(text) if each.rule == "kind"]
    assert "This 277 (005010X212) is not a receipt for claims (277CA)" in sentence


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ("*WQ*220.5~", "*WQ*22x~", "Claim PD17, segment 29, line 29: The charge “22x” is no amount of dollars and cents."),
    ("QTY*90*2", "QTY*90*3", "Report 0001, segment 10, line 10: It counts 4 claims, and tells of 3."),
    ("AMT*YY*150~\nHL", "AMT*YY*149~\nHL", "Report 0001, segment 10, line 10: Its claims add up to 470.50, and it "
                                           "says 469.50."),
    ("HL*5*3*PT", "HL*5*2*PT", "Report 0001, segment 41, line 41: It belongs to level “2”, which is not the one above "
                               "it."),
    ("HL*5*3*PT", "HL*5*3*XX", "Report 0001, segment 41, line 41: “XX” is no level of a report; what stands in it was "
                               "left out."),
    ("TRN*2*PD19~\n", "", "Report 0001, segment 43, line 43: It tells of a claim without its number (TRN)."),
    ("STC*A5:717*20261103*WQ*100~\n", "", "Claim PD19, segment 43, line 43: It does not say what became of it (STC)."),
    ("REF*1K*MH900100", "QQQ*1K", "Claim PD17, segment 30, line 30: “QQQ” is no segment of a report on claims; it was "
                                  "left out."),
])  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, sentence: str) -> None:
    first = SAMPLE.replace(old, new, 1)
    assert first != SAMPLE
    assert sentence in [one.sentence for one in findings(first)]


def test_a_lost_patient_gives_no_claim_to_another() -> None:
    text = changed(SAMPLE, "NM1*QC*1*CRUZ*MIA****MI*W400500600~\n", "")
    assert claim("PD19", text).patient is None


@pytest.mark.parametrize("form", [
    lambda text: text.replace("~\n", "~"), lambda text: text.replace("~\n", "\n"),
    lambda text: text.replace(":", ">").replace("*", "|").replace("~", "\x1e"),
])  # fmt: skip
def test_the_same_is_read_however_the_text_is_cut(form: object) -> None:
    text = form(SAMPLE)  # type: ignore[operator]
    assert findings(text) == []
    assert [(one.number, one.outcome, one.amount) for one in only(text).claims] == [
        ("PD17", Outcome.ACCEPTED, 220_50), ("PD18", Outcome.REJECTED, 150_00), ("PD19", Outcome.ACCEPTED, 100_00),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "number", "outcome", "payer_claim", "amount", "why"), [
    ("imsweb__x12-parser__x12_277CA_accepted.txt", "5781", Outcome.ACCEPTED, "1107000000014420", 125_00,
     "accepted and in work: taken in and in work"),
    ("imsweb__x12-parser__x12_277CA_rejected.txt", "3920394930203", Outcome.REJECTED, "1107000000001120", 199_14,
     "rejected, something is not valid: the NPI (billing provider)"),
])  # fmt: skip
@needs(list(SHARED.values()))
def test_the_shared_files_are_read(
    name: str, number: str, outcome: Outcome, payer_claim: str, amount: int, why: str
) -> None:
    report = only(SHARED[name].read_bytes())
    (one,) = report.claims
    assert (one.number, one.outcome, one.payer_claim, one.amount) == (number, outcome, payer_claim, amount)
    assert [told(each) for each in one.statuses] == [why]
    assert [(each.accepted, each.accepted_amount) for each in report.batches] == [(1, amount), (None, None)]
    assert report.source_words == "the insurer NYSDOH"


def test_a_file_of_another_kind_is_refused_with_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.277"
    path.write_text(SAMPLE.replace("ST*277", "ST*999"))
    with pytest.raises(PaydeskError, match=r"This is a 999 \(receipt for a file\), not a report on claims \(277\)"):
        read_claim_report_file(path)
    path.write_text(SAMPLE)
    assert read_claim_report_file(path)[0] == read(SAMPLE)


@pytest.mark.parametrize("text", [
    SAMPLE.replace("STC*A5:717*20261103*WQ*100~", "STC*A5:717*20261103*WQ*100~" * 30_000),
    SAMPLE.replace("TRN*2*PD19~", "TRN*2*PD19~" * 30_000),
    SAMPLE.replace("HL*5*3*PT~", "HL*5*3*PT~" * 30_000),
    SAMPLE.replace("HL*3*2*19*1~", "HL*3*2*19*1~" * 30_000),
    SAMPLE.replace("PD19", "9" * 200_000),
    SAMPLE.replace("A5:717", "A5" + ":" * 200_000),
], ids=["states", "claims", "patients", "providers", "digits", "parts"])  # fmt: skip
def test_a_hostile_text_takes_no_longer_than_another(text: str) -> None:
    began = process_time()
    said = findings(text)
    assert process_time() - began < 5  # seconds; what is quadratic takes minutes
    assert all(len(one.sentence) < 500 for one in said)
