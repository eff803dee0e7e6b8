"""Reading receipts for files we sent: which sets were taken, which were not, and why, in our words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest

from paydesk.gateways.acknowledgment999 import read_acknowledgment_file, read_acknowledgments
from paydesk.rules.acknowledgment import AcknowledgmentFile, Context, ElementError, Verdict
from paydesk.rules.acknowledgment_words import (
    complaints,
    contents_words,
    element_error_words,
    group_error_words,
    interchange_words,
    segment_error_words,
    set_error_words,
)
from paydesk.rules.errors import PaydeskError
from paydesk.rules.remittance_finding import Blocks, Finding
from support.era_files import needs, shared_files
from support.x12_files import changed, text_of

SAMPLE = text_of("acknowledgment", "receipts.999")
SHARED = {one.name: one for one in shared_files("x12", "999")}


def read(text: str | bytes) -> AcknowledgmentFile:
    return read_acknowledgments(text.encode() if isinstance(text, str) else text)


def told(file: AcknowledgmentFile) -> list[Finding]:
    return [*file.findings, *(one for each in file.groups for one in each.findings)]


def test_each_set_of_ours_is_told_accepted_or_not() -> None:
    file = read(SAMPLE)
    assert told(file) == [] and file.segments == 29
    claims, questions = file.groups
    assert (claims.contents, claims.control, claims.version, claims.verdict) == (
        "HC", "17", "005010X222A1", Verdict.PARTLY,
    )  # fmt: skip
    assert (claims.included, claims.received, claims.accepted) == (3, 3, 2)
    assert [(one.kind, one.control, one.verdict) for one in claims.sets] == [
        ("837", "0001", Verdict.ACCEPTED), ("837", "0002", Verdict.WITH_ERRORS), ("837", "0003", Verdict.REJECTED),
    ]  # fmt: skip
    assert (questions.verdict, questions.errors, questions.sets) == (Verdict.REJECTED, ("4", "5"), ())
    assert (claims.head.kind, claims.head.control, claims.head.sender) == ("999", "0001", "CLEARING")


def test_what_is_wrong_stands_with_segment_position_value_and_claim() -> None:
    rejected = read(SAMPLE).groups[0].sets[2]
    missing, wrong = rejected.segments
    assert (missing.segment, missing.position, missing.loop, missing.codes) == ("NM1", 26, "2310", ("I8",))
    assert missing.contexts == (Context("SITUATIONAL TRIGGER", ""), Context("CLM01", "PD18"))
    assert wrong.codes == ("8", "7")
    first, second = wrong.elements
    assert (first.position, first.component, first.element, first.code, first.value) == (1, 2, "1271", "7", "J00X")
    assert second == ElementError(second.place, 2, None, "1271", "1")
    assert rejected.errors == ("5", "4")


def test_complaints_are_whole_sentences_in_our_words() -> None:
    accepted, noted, rejected = read(SAMPLE).groups[0].sets
    assert list(complaints(accepted)) == []
    assert list(complaints(noted)) == [
        "Segment 11 (N4, city, state and ZIP code) of claim PD17, value 3 “4540”: it is not written as it should be."
    ]
    assert list(complaints(rejected)) == [
        "Set 0003: the number of segments is wrong.",
        "Segment 26 (NM1, a name) of claim PD18: it does not stand there often enough.",
        "Segment 31 (HI, diagnoses or codes) of claim PD18: it is not in its place.",
        "Segment 31 (HI, diagnoses or codes) of claim PD18, value 1 part 2 “J00X”: it is no valid code.",
        "Segment 31 (HI, diagnoses or codes) of claim PD18, value 2: it is missing.",
    ]


def test_a_receipt_for_the_whole_file_is_read_beside_them() -> None:
    (one,) = read(SAMPLE).interchanges
    assert (one.control, one.sent_on, one.verdict) == ("000000907", date(2026, 11, 2), Verdict.WITH_ERRORS)
    assert interchange_words(one) == (
        "The file with the control number 000000907 is accepted with errors: the date is not valid."
    )


def test_a_997_says_the_same_with_other_names() -> None:
    text = SAMPLE.replace("IK3", "AK3").replace("IK4", "AK4").replace("IK5", "AK5").replace("ST*999", "ST*997")
    assert told(read(text)) == []
    old, new = read(SAMPLE).groups, read(text).groups
    assert [one.sets for one in new] == [one.sets for one in old]


def test_a_group_is_never_called_better_than_its_sets() -> None:
    file = read(changed(SAMPLE, "AK9*P*", "AK9*A*"))
    assert file.groups[0].verdict is Verdict.PARTLY
    assert [(one.rule, one.blocks) for one in told(file)] == [("verdict", Blocks.NOTHING)]
    doubtful = read(changed(changed(SAMPLE, "AK9*P*", "AK9*A*"), "IK5*R*5*4", "IK5*Q"))
    assert doubtful.groups[0].verdict is Verdict.UNKNOWN
    noted = read(changed(changed(SAMPLE, "AK9*P*", "AK9*A*"), "IK5*R*5*4", "IK5*A"))
    assert noted.groups[0].verdict is Verdict.WITH_ERRORS


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ("AK9*P*3*3*2~\n", "", "Set 0001, segment 4, line 4: It does not say what became of the group (AK9)."),
    ("AK9*P*3*3*2", "AK9*P*3*2*3", "Set 0001, segment 22, line 22: It counts 2 sets received, and tells of 3."),
    ("AK9*P*3*3*2", "AK9*P*3*3*4", "Set 0001, segment 22, line 22: It counts 4 sets accepted of 3 received."),
    ("IK5*A~\n", "", "Set 0001, segment 6, line 6: It does not say whether set 0001 was accepted."),
    ("AK1*HC*17*005010X222A1~\n", "", "Set 0001, segment 4, line 4: It does not say which group it is for (AK1)."),
    ("IK3*N4*11*2010BB*8~\n", "", "Set 0001, segment 9, line 9: “CTX” does not belong here; it was left out."),
    ("SE*20*0001", "SE*21*0001", "Set 0001, segment 23, line 23: SE counts 21 of segments, and there are 20: "
                                 "something was lost, doubled or added."),
])  # fmt: skip
def test_what_is_wrong_with_a_receipt_is_told_with_its_place(old: str, new: str, sentence: str) -> None:
    assert sentence in [one.sentence for one in told(read(changed(SAMPLE, old, new)))]


@pytest.mark.parametrize("form", [
    lambda text: text.replace("~\n", "~"), lambda text: text.replace("~\n", "\r\n"),
    lambda text: text.replace(":", "|").replace("*", "!").replace("~", "\x1e"),
])  # fmt: skip
def test_the_same_is_read_however_the_text_is_cut(form: object) -> None:
    file = read(form(SAMPLE))  # type: ignore[operator]
    assert told(file) == []
    assert [list(complaints(one)) for one in file.groups[0].sets] == [
        list(complaints(one)) for one in read(SAMPLE).groups[0].sets
    ]


@pytest.mark.parametrize(("name", "groups"), [
    ("azoner__pyx12__834_ls_le_ls_5010.999.txt", [("BE", "146", Verdict.ACCEPTED, 1)]),
    ("azoner__pyx12__834_lui_id_5010.999.txt", [("BE", "13360001", Verdict.ACCEPTED, 1)] * 4),
    ("imsweb__x12-parser__x12_999_accepted.txt", [("HC", "17456", Verdict.ACCEPTED, 1)]),
    ("imsweb__x12-parser__x12_999_rejected.txt", [("HC", "28", Verdict.REJECTED, 1)]),
])  # fmt: skip
@needs(list(SHARED.values()))
def test_the_shared_files_are_read(name: str, groups: list[tuple[str, str, Verdict, int]]) -> None:
    file = read(SHARED[name].read_bytes())
    assert [(one.contents, one.control, one.verdict, len(one.sets)) for one in file.groups] == groups


@needs(list(SHARED.values()))
def test_the_shared_rejection_is_explained() -> None:
    (group,) = read(SHARED["imsweb__x12-parser__x12_999_rejected.txt"].read_bytes()).groups
    assert list(complaints(group.sets[0])) == ["Segment 17 (NM): there is no segment of this name."]


def test_a_file_of_another_kind_is_refused_with_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.999"
    path.write_text(SAMPLE.replace("ST*999", "ST*271").replace("TA1*000000907*261102*0905*E*014~\n", ""))
    with pytest.raises(PaydeskError, match=r"This is a 271 \(answer about eligibility\), not a receipt"):
        read_acknowledgment_file(path)
    path.write_text("".join(line for line in SAMPLE.splitlines(True) if line[:3] in ("ISA", "TA1", "IEA")))
    assert [one.code for one in read_acknowledgment_file(path)[0].interchanges] == ["E"]


def test_codes_have_words() -> None:
    assert contents_words("HS") == "questions about eligibility (270)"
    assert (group_error_words("5"), set_error_words("2")) == ("the number of sets is wrong",
                                                              "the end of the set (SE) is missing")  # fmt: skip
    assert (segment_error_words("3"), element_error_words("5")) == ("it is missing", "it is too long")
    assert element_error_words("ZZ") == "code ZZ: ask the clearinghouse"


@pytest.mark.parametrize("text", [
    SAMPLE.replace("IK4*2*1271*1~", "IK4*2*1271*1~" * 30_000),
    SAMPLE.replace("IK5*A~", "IK5*A~AK2*837*1~" * 30_000),
    SAMPLE.replace("IK5*A~", "ZZZ*A~" * 30_000),
    SAMPLE.replace("TA1*000000907", "TA1*" + "9" * 200_000),
    SAMPLE.replace("TA1*000000907*261102*0905*E*014~", "TA1*1*x*x*x*x~" * 20_000),
], ids=["values", "sets", "unknown", "digits", "receipts"])
def test_a_hostile_text_takes_no_longer_than_another(text: str) -> None:
    began = process_time()
    file = read(text)
    assert process_time() - began < 5  # seconds; what is quadratic takes minutes
    assert all(len(one.sentence) < 500 for one in told(file))
