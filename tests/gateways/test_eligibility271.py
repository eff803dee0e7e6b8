"""Reading answers about eligibility: what stands in them, and what is wrong with them, with its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest

from paydesk.gateways.eligibility271 import read_eligibility, read_eligibility_file
from paydesk.rules.eligibility import (
    Address,
    Answer,
    Benefit,
    Contact,
    Delivery,
    EligibilityFile,
    Level,
    Reference,
    Span,
    Trace,
)
from paydesk.rules.eligibility_benefits import Accumulated, derive
from paydesk.rules.eligibility_standing import Standing, judge
from paydesk.rules.errors import PaydeskError
from paydesk.rules.remittance import Party, Procedure
from paydesk.rules.remittance_finding import Blocks, Finding
from support.era_files import needs, shared_files
from support.x12_files import changed, text_of

SAMPLE = text_of("eligibility", "answers.271")
SHARED = {one.name: one for one in shared_files("x12", "271")}
DAY = date(2026, 11, 2)
COUNTED = {
    "LinuxForHealth__x12__demo.271": (5, 0),
    "LinuxForHealth__x12__dependent-health-benefit-check.271": (5, 0),
    "LinuxForHealth__x12__subscriber-health-benefit-check-error.271": (0, 1),
    "genformai__edi-cli__sample-271.edi": (2, 0),
    "imsweb__x12-parser__x271.txt": (1, 0),
    "jdavisp3__TigerShark__271-dependent-benefits.txt": (21, 0),
    "jdavisp3__TigerShark__271-example-2.txt": (109, 0),
    "jdavisp3__TigerShark__271-example-3.txt": (19, 0),
    "jdavisp3__TigerShark__271-example-dependent-rejection.txt": (0, 1),
    "jdavisp3__TigerShark__271-example.txt": (0, 4),
    "jdavisp3__TigerShark__271-related-entity.txt": (14, 0),
    "jdavisp3__TigerShark__5010-271-example-1.txt": (19, 0),
}
"""(EB, AAA) counted by hand."""


def read(text: str | bytes) -> EligibilityFile:
    return read_eligibility(text.encode() if isinstance(text, str) else text)


def told(file: EligibilityFile) -> list[Finding]:
    return [*file.findings, *(one for each in file.sets for one in each.findings)]


def anna(text: str = SAMPLE) -> Answer:
    return read(text).answers[0]


def benefit(information: str, text: str = SAMPLE) -> Benefit:
    return next(one for one in anna(text).benefits if one.information == information)


def test_everyone_asked_about_is_answered_and_nothing_is_wrong() -> None:
    file = read(SAMPLE)
    assert told(file) == []
    assert [(one.head.control, one.reference, one.made_on, len(one.answers)) for one in file.sets] == [
        ("0001", "Q2611", DAY, 2), ("0002", "Q2612", DAY, 3),
    ]  # fmt: skip
    head = file.sets[0].head
    assert (head.kind, head.version, head.interchange, head.group) == ("271", "005010X279A1", "000000211", "211")
    assert (head.sender, head.receiver, head.test) == ("MERIDIAN", "EXAMPLECLINIC", False)
    assert [one.our_traces for one in file.answers] == [("PD1001",), ("PD1002",), ("PD1003",), (), ()]
    assert file.segments == 80


def test_a_person_is_told_with_number_group_relation_and_address() -> None:
    one = anna()
    person = one.person
    assert person is not None and person is one.subscriber and one.dependent is None
    assert person.party == Party("BAKER", "ANNA", "L", "JR", "MI", "W100200300")
    assert (person.birth, person.sex, person.relation) == (date(1979, 3, 12), "F", "18")
    assert person.address == Address(("12 ELM ST", "APT 4"), "DAYTON", "OH", "45402")
    assert (one.member_number, one.group) == ("W100200300", Reference("6P", "G7700", "RIVER MILLS"))
    assert one.traces == (Trace(False, "99887766", "9MERIDIAN1"), Trace(True, "PD1001", "1999999984"))
    assert one.days == (Span("346", date(2026, 1, 1)),)


def test_a_social_security_number_is_not_kept() -> None:
    assert "078051120" not in repr(read(SAMPLE))


def test_payer_and_provider_stand_above_the_person() -> None:
    one = anna()
    assert one.payer is not None and one.payer.party == Party("MERIDIAN HEALTH PLAN", id_kind="PI", id="00431")
    assert one.payer.contacts == (Contact("PROVIDER LINE", (("TE", "8005550100"), ("UR", "WWW.EXAMPLE.COM"))),)
    assert one.provider is not None and one.provider.party is not None
    assert (one.provider.role, one.provider.party.id) == ("1P", "1999999984")


def test_a_dependent_is_answered_for_with_the_subscriber_above_her() -> None:
    one = read(SAMPLE).answers[1]
    assert one.dependent is not None and one.person is one.dependent
    assert one.dependent.party == Party("CRUZ", "MIA") and one.dependent.relation == "19"
    assert (one.member_number, one.group) == ("W400500600", Reference("6P", "G7701"))
    assert judge(one, on=DAY).why == "The insurer says “not covered” (MERIDIAN HMO), ended 09/30/2026."
    assert judge(one, on=DAY).standing is Standing.INACTIVE
    assert judge(one, on=date(2026, 9, 1)).standing is Standing.UNCLEAR


def test_a_subscriber_with_benefits_of_her_own_is_answered_for_too() -> None:
    text = changed(SAMPLE, "DMG*D8*19850704*M~\n", "DMG*D8*19850704*M~\nEB*1**30~\n")
    people = [one.person for one in read(text).answers]
    assert [one.party.first if one and one.party else "" for one in people] == ["ANNA", "LUIS", "MIA", "KIM", "", ""]


def test_a_refused_question_tells_where_and_why() -> None:
    of_person, of_provider, of_payer = read(SAMPLE).answers[2:]
    (rejection,) = of_person.rejections
    assert (rejection.level, rejection.valid, rejection.reason, rejection.follow_up) == (
        Level.SUBSCRIBER, False, "75", "C",
    )  # fmt: skip
    assert judge(of_person, on=DAY).standing is Standing.NOT_FOUND
    assert [(one.level, one.reason) for one in of_provider.rejections] == [(Level.PROVIDER, "51")]
    assert of_provider.person is None and of_provider.payer is not None
    assert [(one.level, one.reason) for one in of_payer.rejections] == [(Level.PAYER, "42")]
    assert of_payer.provider is None and judge(of_payer, on=DAY).standing is Standing.UNCLEAR


def test_an_item_tells_amount_service_network_and_whether_to_ask_first() -> None:
    copay = benefit("B")
    assert (copay.service_types, copay.insurance_type, copay.period) == (("98", "UC"), "PR", "27")
    assert (copay.amount, copay.authorization_needed, copay.network) == (25_00, False, "Y")
    assert copay.messages == ("PRIMARY CARE",)
    assert (benefit("A").rate, benefit("A").basis_points, benefit("A").network) == (Decimal("0.2"), 2000, "W")
    limit = benefit("F")
    assert (limit.quantity_kind, limit.quantity, limit.authorization_needed) == ("VS", 20, True)
    assert limit.deliveries == (Delivery("VS", Decimal(20), "", "22", Decimal(1)),)


def test_an_item_may_be_of_one_procedure_and_place() -> None:
    described = benefit("D")
    assert described.procedure == Procedure("HC", "99213", ("25",))
    assert (described.places, described.rate) == ((("ZZ", "11"),), Decimal("0.5"))


def test_another_insurer_is_named_with_address_and_member() -> None:
    other = benefit("R")
    assert other.references == (Reference("18", "SECOND"),)
    assert other.days == (Span("292", date(2026, 1, 1), date(2026, 12, 31)),)
    payer, insured = other.related
    assert (payer.role, payer.party) == ("PR", Party("OTHER MUTUAL", id_kind="PI", id="88001"))
    assert payer.address == Address(("PO BOX 9",), "TOLEDO", "OH", "43601")
    assert payer.contacts == (Contact("", (("TE", "8005550111"),)),)
    assert (insured.role, insured.party) == ("IL", Party("BAKER", "TOM", id_kind="MI", id="OM55"))


def test_what_the_patient_pays_is_derived() -> None:
    one = anna()
    assert judge(one, on=DAY) == judge(one, on=DAY, service_type="98")
    said = derive(one, on=DAY)
    assert (said.deductible, said.deductible.met) == (Accumulated(500_00, 120_50), 379_50)
    assert (said.family_deductible, said.family_deductible.met) == (Accumulated(1500_00, None, 610_25), 610_25)
    assert (said.most, said.family_most) == (Accumulated(4000_00, 3210_00), Accumulated())
    assert (said.of("98").copay, said.of("98").coinsurance, said.of("35").covered) == (25_00, Decimal("0.2"), False)
    assert derive(one, on=DAY, in_network=False).deductible == Accumulated(2000_00)
    assert said.unclear == ()


@pytest.mark.parametrize("name", COUNTED)
@needs(list(SHARED.values()))
def test_every_item_and_rejection_of_the_shared_files_is_read(name: str) -> None:
    answers = read(SHARED[name].read_bytes()).answers
    rejections = {one.place for each in answers for one in each.rejections}
    items = {one.place for each in answers for one in each.benefits}
    assert (len(items), len(rejections)) == COUNTED[name]


@needs(list(SHARED.values()))
def test_every_shared_file_is_counted() -> None:
    assert set(SHARED) == set(COUNTED)


@needs(list(SHARED.values()))
def test_what_the_shared_files_say_is_understood() -> None:
    def said(name: str) -> Answer:
        (answer,) = read(SHARED[name].read_bytes()).answers
        return answer

    indemnity = said("jdavisp3__TigerShark__271-example-2.txt")
    share = derive(indemnity, on=date(2012, 8, 30))
    assert share.deductible == Accumulated(118_00, 0, 118_00)
    assert share.family_most == Accumulated(3000_00, 0, 3025_90)
    assert (share.of("AL").coinsurance, share.of("A7").coinsurance) == (1, Decimal("0.1"))
    assert [one.party.name for each in indemnity.benefits for one in each.related if one.party] == [
        "UNITEDHEALTHCARE", "MEDICARE", "",
    ]  # fmt: skip
    exchange = said("jdavisp3__TigerShark__271-example-3.txt")
    assert next(one for one in exchange.benefits if one.speaks_of("UC")).service_types == (
        "1", "33", "47", "48", "50", "86", "98", "UC", "AL", "MH", "88",
    )  # fmt: skip
    assert derive(exchange, on=date(2016, 3, 1)).of("33").copay == 20_00
    refused = said("jdavisp3__TigerShark__271-example-dependent-rejection.txt")
    assert judge(refused, on=DAY).standing is Standing.NOT_FOUND and refused.dependent is not None
    related = said("jdavisp3__TigerShark__271-related-entity.txt")
    assert [len(one.related) for one in related.benefits][-3:] == [1, 1, 0]
    assert judge(related, on=DAY).standing is Standing.ACTIVE


@pytest.mark.parametrize("form", [
    lambda text: text.replace("~\n", "~"),
    lambda text: text.replace("~\n", "~\r\n"),
    lambda text: text.replace("*", "|").replace("^", "}").replace("~", "\x1e"),
    lambda text: text.replace("^", "\x1c").replace(":", "\x1f").replace("*", "\x1d"),
    lambda text: text.replace("~\n", "\n"),
    lambda text: text.replace("~\nEB", "\nEB").replace("~\nDMG", "\nDMG"),
    lambda text: text.replace("\nEB", "\n eb").replace("*IL*", "* IL *"),
    lambda text: "\ufeff" + text,
], ids=["one line", "line ends", "bars", "control characters", "no ends", "lost ends", "blanks", "mark"])  # fmt: skip
def test_the_same_is_read_however_the_text_is_cut(form: object) -> None:
    file = read(form(SAMPLE))  # type: ignore[operator]
    assert {one.rule for one in told(file)} <= {"terminator"}
    plain = read(SAMPLE).answers
    assert [one.member_number for one in file.answers] == [one.member_number for one in plain]
    assert [derive(one, on=DAY) for one in file.answers] == [derive(one, on=DAY) for one in plain]


def test_version_4010_is_read() -> None:
    text = SAMPLE.replace("*^*00501*", "*U*00401*").replace("005010X279A1", "004010X092A1")
    assert told(read(text)) == [] and benefit("B", text).service_types == ("98", "UC")
    other = text.replace(":~", "^~").replace("98^UC", "98")
    assert benefit("B", other).service_types == ("98",)


def test_a_share_above_the_whole_is_a_percentage_and_told() -> None:
    text = changed(SAMPLE, "**.2****W", "**20****W")
    assert benefit("A", text).rate == Decimal("0.2")
    assert [(one.rule, one.blocks) for one in told(read(text))] == [("share", Blocks.NOTHING)]
    for wrong in ("120", "-1", "x", "1e9"):
        assert benefit("A", changed(SAMPLE, "**.2****W", f"**{wrong}****W")).rate is None


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ("*23*500*", "*23*5,00*", "Person 1, segment 22, line 22: The amount of a benefit “5,00” is no amount of dollars "
                              "and cents."),
    ("DMG*D8*19790312*F", "DMG*D8*790312*F", "Person 1, segment 18, line 18: The birth date “790312” is no date."),
    ("DTP*346*D8*20260101", "DTP*346*D8*20261301", "Person 1, segment 20, line 20: The date “20261301” is no date."),
    ("HL*5*4*23*0", "HL*5*3*23*0", "Person 2, segment 51, line 51: It belongs to level “3”, which is not the one "
                                   "above it."),
    ("HL*5*4*23*0", "HL*5*4*99*0", "Set 0001, segment 51, line 51: “99” is no level of an answer; what stands in it "
                                   "was left out."),
    ("INS*N*19", "ZZZ*N*19", "Person 2, segment 55, line 55: “ZZZ” is no segment of an answer; it was left out."),
    ("TRN*2*PD1002*", "HSD*2*PD1002*", "Person 2, segment 52, line 52: It does not belong here; it was left out."),
    ("NM1*03*1*CRUZ*MIA~\n", "", "Person 2, segment 51, line 51: The dependent is not named (NM1)."),
    ("BHT*0022*11*Q2611*20261102*0915~\n", "", "Set 0001, segment 3, line 3: Its beginning (BHT) is missing."),
])  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, sentence: str) -> None:
    assert sentence in [one.sentence for one in told(read(changed(SAMPLE, old, new)))]


def test_a_lost_level_gives_nobody_the_coverage_of_another() -> None:
    text = changed(SAMPLE, "HL*4*2*22*1~\n", "")
    file = read(text)
    assert [one.member_number for one in file.answers] == ["W100200300", "W400500600", "W7", "", ""]
    assert len(file.answers[0].benefits) == 14
    assert any(one.rule == "level" and one.blocks is Blocks.ALL for one in told(file))


def test_a_doubt_about_one_person_is_none_about_another() -> None:
    (answers, _) = read(changed(SAMPLE, "*23*500*", "*23*5,00*")).sets
    doubt = answers.doubt(0)
    assert doubt is not None and doubt.rule == "amount" and answers.doubt(1) is None
    (answers, _) = read(changed(SAMPLE, "HL*5*4*23*0", "HL*5*3*23*0")).sets
    assert answers.doubt(0) is answers.doubt(1) is not None


def test_a_lost_loop_mark_still_names_the_other_insurer() -> None:
    other = benefit("R", changed(changed(SAMPLE, "LS*2120~\n", ""), "NM1*IL*1*BAKER*TOM****MI*OM55~\n", ""))
    assert [one.party.name for one in other.related if one.party] == ["OTHER MUTUAL"]


def test_a_file_cut_short_is_read_as_far_as_it_goes() -> None:
    file = read(SAMPLE[: SAMPLE.index("EB*I**35")])
    assert len(file.answers) == 1 and len(file.answers[0].benefits) == 11
    assert {one.rule for one in told(file)} >= {"set", "group", "interchange"}


def test_a_trial_is_told() -> None:
    file = read(changed(SAMPLE, "*0*P*:", "*0*T*:"))
    assert file.sets[0].head.test and [one.rule for one in told(file)] == ["test"]


def test_a_file_of_another_kind_is_refused_with_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.271"
    path.write_text(SAMPLE.replace("ST*271", "ST*835"))
    with pytest.raises(PaydeskError, match=r"This is a 835 \(remittance\), not an answer about eligibility \(271\)"):
        read_eligibility_file(path)
    path.write_bytes(b"%PDF")
    with pytest.raises(PaydeskError, match="There is no answer about eligibility"):
        read_eligibility_file(path)
    path.write_text(SAMPLE)
    assert read_eligibility_file(path) == (read(SAMPLE), SAMPLE.encode())


@pytest.mark.parametrize("text", [
    SAMPLE.replace("MSG*PRIMARY CARE~", "MSG*PRIMARY CARE~" * 30_000),
    SAMPLE.replace("EB*I**35~", "EB*I**" + "^" * 100_000 + "~"),
    SAMPLE.replace("EB*I**35~", "EB*I**35~" * 30_000),
    SAMPLE.replace("EB*I**35~", "NM1*IL*1*X~" * 30_000),
    SAMPLE.replace("EB*I**35~", "QQQ*1~" * 30_000),
    SAMPLE.replace("HL*5*4*23*0~", "AAA*N**75*C~" * 5_000 + "HL*5*4*23*0~" * 5_000),
    SAMPLE.replace("EB*I**35~", "HL*4*2*22*0~LS*2120~" * 20_000),
    SAMPLE.replace("*23*500*", f"*23*{'9' * 100_000}*"),
], ids=["messages", "services", "items", "people", "unknown", "rejections", "levels", "digits"])  # fmt: skip
def test_a_hostile_text_takes_no_longer_than_another(text: str) -> None:
    began = process_time()
    file = read(text)
    assert process_time() - began < 5  # seconds; what is quadratic takes minutes
    assert all(len(one.says) < 300 for one in told(file))
