"""Writing questions about eligibility: what an insurer gets, that it adds up, and what is refused before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.gateways.eligibility270 import write_questions
from paydesk.gateways.x12 import Segments
from paydesk.gateways.x12_writing import letters
from paydesk.rules.eligibility_question import AskedPerson, EligibilityQuestion, Sending
from paydesk.rules.errors import PaydeskError
from support.era_files import needs, shared_files

SHARED = {one.name: one for one in shared_files("x12", "270")}
ANNA = AskedPerson(last_name="Baker", first_name="Anna", middle_name="L", birth_date=date(1979, 3, 12), sex="F")
MIA = AskedPerson(last_name="Cruz", first_name="Mia", birth_date=date(2015, 8, 20), sex="F")
ASKED = EligibilityQuestion(
    trace="PD1001", payer_name="Meridian Health Plan", payer_id="00431", provider_name="Example Clinic",
    provider_npi="1999999984", member_number="W100200300", subscriber=ANNA, service_date=date(2026, 11, 2),
)  # fmt: skip
OF_CHILD = replace(
    ASKED, trace="PD1002", member_number="W400500600", subscriber=AskedPerson(), dependent=MIA, relation="19"
)
SENDING = Sending(
    sender="EXAMPLECLINIC", receiver="CLEARING", interchange_control=907, group_control=12,
    originator="1123456789", at=datetime(2026, 11, 2, 9, 5), test=True,
)  # fmt: skip


def segments_of(text: str) -> list[list[str]]:
    segments = Segments(text)
    read = [elements for _, _, elements in segments]
    assert segments.findings == []
    return read


def test_a_question_about_a_subscriber_is_written_segment_by_segment() -> None:
    assert write_questions([ASKED], SENDING, lines=True) == (
        "ISA*00*          *00*          *ZZ*EXAMPLECLINIC  *ZZ*CLEARING       *261102*0905*^*00501*000000907*0*T*:~\n"
        "GS*HS*EXAMPLECLINIC*CLEARING*20261102*0905*12*X*005010X279A1~\n"
        "ST*270*0001*005010X279A1~\n"
        "BHT*0022*13*0000009070001*20261102*0905~\n"
        "HL*1**20*1~\n"
        "NM1*PR*2*MERIDIAN HEALTH PLAN*****PI*00431~\n"
        "HL*2*1*21*1~\n"
        "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984~\n"
        "HL*3*2*22*0~\n"
        "TRN*1*PD1001*1123456789~\n"
        "NM1*IL*1*BAKER*ANNA*L***MI*W100200300~\n"
        "DMG*D8*19790312*F~\n"
        "DTP*291*D8*20261102~\n"
        "EQ*30~\n"
        "SE*13*0001~\n"
        "GE*1*12~\n"
        "IEA*1*000000907~\n"
    )


def test_a_question_about_a_dependent_stands_below_the_subscriber() -> None:
    asked = replace(OF_CHILD, service_until=date(2026, 11, 30), service_types=("98", "30"))
    written = write_questions([asked], SENDING, lines=True).splitlines()
    assert written[8:18] == [
        "HL*3*2*22*1~", "NM1*IL*1******MI*W400500600~", "HL*4*3*23*0~", "TRN*1*PD1002*1123456789~",
        "NM1*03*1*CRUZ*MIA~", "DMG*D8*20150820*F~", "INS*N*19~", "DTP*291*RD8*20261102-20261130~", "EQ*98~", "EQ*30~",
    ]  # fmt: skip


def test_without_lines_everything_stands_in_one() -> None:
    text = write_questions([ASKED], SENDING)
    assert "\n" not in text and text.isascii()
    assert segments_of(text) == segments_of(write_questions([ASKED], SENDING, lines=True))


def test_a_provider_with_a_first_name_is_a_person() -> None:
    asked = replace(ASKED, provider_name="Jones", provider_first_name="Marcus")
    assert "NM1*1P*1*JONES*MARCUS****XX*1999999984~" in write_questions([asked], SENDING)


def test_many_people_share_a_set_until_payer_or_provider_change() -> None:
    people = [replace(ASKED, trace=f"A{at}") for at in range(120)]
    others = [replace(OF_CHILD, trace=f"B{at}", payer_id="77777") for at in range(3)]
    read = segments_of(write_questions([*people, *others], replace(SENDING, first_set=5)))
    assert [one[2] for one in read if one[0] == "ST"] == ["0005", "0006", "0007"]
    counted = [sum(one[0] == "TRN" for one in each) for each in sets_of(read)]
    assert counted == [99, 21, 3]
    assert read[-2] == ["GE", "3", "12"]
    assert [one[3] for one in read if one[0] == "NM1" and one[1] == "PR"] == ["MERIDIAN HEALTH PLAN"] * 3


def sets_of(read: list[list[str]]) -> Iterator[list[list[str]]]:
    start = 0
    for at, one in enumerate(read):
        if one[0] == "ST":
            start = at
        elif one[0] == "SE":
            yield read[start : at + 1]


names = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)


@given(st.lists(st.tuples(names, names, names, st.booleans()), min_size=1, max_size=5))
def test_what_is_written_is_read_again_whatever_the_names_hold(people: list[tuple[str, str, str, bool]]) -> None:
    asked = []
    for at, (last, first, number, child) in enumerate(people):
        person = AskedPerson(last_name=f"X{last}", first_name=f"Y{first}", birth_date=date(2000, 1, 1), suffix=first)
        one = replace(ASKED, trace=f"T{at}", member_number=f"1{letters(number)[:70]}", subscriber=person)
        asked.append(replace(one, dependent=person) if child else one)
    read = segments_of(write_questions(asked, SENDING))
    assert [one[2] for one in read if one[0] == "TRN"] == [one.trace for one in asked]
    for each in sets_of(read):
        assert each[-1] == ["SE", str(len(each)), each[0][2]]
        levels = [one for one in each if one[0] == "HL"]
        assert [one[1] for one in levels] == [str(at) for at in range(1, len(levels) + 1)]
        parents = {one[2] for one in levels}
        assert all((one[1] in parents) == (one[4] == "1") for one in levels)
    assert [len(one) for one in read if one[0] == "ISA"] == [17]
    assert read[-1] == ["IEA", "1", "000000907"]


def test_letters_are_capitals_without_accents_and_delimiters() -> None:
    assert letters("Núñez-Øster ß’s") == "NUNEZ-OSTER SS'S"
    assert letters("a*b:c^d~e`f\x00\ng") == "A B C D E F G"
    assert letters("  Łódź  Æon ") == "LODZ AEON"
    assert letters("山田") == ""


def test_a_long_name_is_cut_and_a_long_number_refused() -> None:
    written = write_questions([replace(ASKED, payer_name="A" * 59 + " BCD")], SENDING)
    assert f"*{'A' * 59}*****PI*" in written
    with pytest.raises(PaydeskError, match="80 characters at most") as refused:
        write_questions([replace(ASKED, member_number="9" * 81)], SENDING)
    assert (refused.value.field, refused.value.row) == ("member_number", 0)


@pytest.mark.parametrize(("change", "field"), [
    ({"trace": ""}, "trace"), ({"trace": "A*1"}, "trace"), ({"payer_name": " "}, "payer_name"),
    ({"payer_id": ""}, "payer_id"), ({"provider_name": ""}, "provider_name"), ({"provider_npi": "1"}, "provider_npi"),
    ({"provider_npi": "1999999985"}, "provider_npi"), ({"member_number": ""}, "member_number"),
    ({"member_number": "山"}, "member_number"), ({"service_types": ()}, "service_types"),
    ({"service_types": ("9*8",)}, "service_types"), ({"relation": "99"}, "relation"),
    ({"service_until": date(2026, 11, 1)}, "service_until"),
    ({"subscriber": replace(ANNA, last_name="")}, "subscriber.last_name"),
    ({"subscriber": replace(ANNA, last_name="山")}, "subscriber.last_name"),
    ({"subscriber": replace(ANNA, first_name="")}, "subscriber.first_name"),
    ({"subscriber": replace(ANNA, birth_date=None)}, "subscriber.birth_date"),
    ({"subscriber": replace(ANNA, birth_date=date(2027, 1, 1))}, "subscriber.birth_date"),
    ({"subscriber": replace(ANNA, sex="X")}, "subscriber.sex"),
    ({"dependent": AskedPerson(last_name="A", first_name="B")}, "dependent.birth_date"),
    ({"trace": "pd0"}, "trace"),
])  # fmt: skip
def test_what_is_missing_is_refused_with_its_field_and_row(change: dict[str, object], field: str) -> None:
    first = replace(ASKED, trace="PD0")
    with pytest.raises(PaydeskError) as refused:
        write_questions([first, replace(ASKED, **change)], SENDING)  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.row) == (field, 1)


@pytest.mark.parametrize(("change", "field"), [
    ({"sender": "A"}, "sender"), ({"receiver": "A" * 16}, "receiver"), ({"sender_kind": "Z"}, "sender_kind"),
    ({"originator": "12345"}, "originator"), ({"interchange_control": 0}, "interchange_control"),
    ({"group_control": 10**9}, "group_control"), ({"first_set": -1}, "first_set"),
])  # fmt: skip
def test_a_file_that_cannot_be_sent_is_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(PaydeskError) as refused:
        write_questions([ASKED], replace(SENDING, **change))  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.row) == (field, None)


def test_no_question_makes_no_file() -> None:
    with pytest.raises(ValueError, match="at least one"):
        write_questions([], SENDING)


@pytest.mark.parametrize(("name", "asked"), [
    ("LinuxForHealth__x12__demo.270", ASKED),
    ("LinuxForHealth__x12__dependent-health-benefit-check.270", replace(OF_CHILD, relation="")),
])
@needs(list(SHARED.values()))
def test_it_is_built_like_what_others_send(name: str, asked: EligibilityQuestion) -> None:
    def shape(text: str) -> list[tuple[str, ...]]:
        """Names of segments with the codes that say what they are."""
        coded = {"HL": (3, 4), "NM1": (1,), "TRN": (1,), "DMG": (1,), "DTP": (1, 2), "EQ": (1,), "BHT": (1, 2),
                 "ST": (1, 3), "GS": (1, 7, 8), "SE": (1,)}  # fmt: skip
        return [(one[0], *(one[at] for at in coded.get(one[0], ()))) for one in segments_of(text)]

    assert shape(write_questions([asked], SENDING)) == shape(SHARED[name].read_text("ascii"))
