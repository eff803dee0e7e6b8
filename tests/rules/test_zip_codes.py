"""ZIP codes format themselves and the state follows."""

from __future__ import annotations

import pytest

from paydesk.rules.errors import PaydeskError
from paydesk.rules.zip_codes import STATES, parse_state, parse_zip, show_zip, state_of_zip

ONE_OF_EACH = """
35203 AL 99501 AK 85001 AZ 72201 AR 90001 CA 80202 CO 06103 CT 19901 DE 20001 DC 32301 FL 30303 GA 96813 HI
83702 ID 62701 IL 46204 IN 50309 IA 66603 KS 40601 KY 70801 LA 04330 ME 21401 MD 02108 MA 48933 MI 55101 MN
39201 MS 65101 MO 59601 MT 68508 NE 89701 NV 03301 NH 08608 NJ 87501 NM 12207 NY 27601 NC 58501 ND 43215 OH
73102 OK 97301 OR 17101 PA 02903 RI 29201 SC 57501 SD 37201 TN 78701 TX 84101 UT 05602 VT 23219 VA 98501 WA
25301 WV 53703 WI 82001 WY 96799 AS 96910 GU 96950 MP 00901 PR 00802 VI 96941 FM 96960 MH 96940 PW 34002 AA
09012 AE 96201 AP
"""


def test_every_state_is_found_from_a_zip_code_of_its_capital() -> None:
    words = ONE_OF_EACH.split()
    pairs = dict(zip(words[::2], words[1::2], strict=True))
    assert {code: state_of_zip(code) for code in pairs} == pairs
    assert set(pairs.values()) == set(STATES)


@pytest.mark.parametrize(
    ("zip_code", "state"),
    [("06390", "NY"), ("75502", "AR"), ("20101", "VA"), ("88510", "TX"), ("73301", "TX"), ("05501", "MA")],
)
def test_a_zip_code_across_the_line_has_its_own_state(zip_code: str, state: str) -> None:
    assert state_of_zip(zip_code) == state


def test_no_state_follows_from_an_unknown_or_unfinished_zip_code() -> None:
    assert state_of_zip("00012") is None
    assert state_of_zip("787") is None
    assert state_of_zip("") is None
    assert state_of_zip("78701-1234") == "TX"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("78701", "78701"), ("787011234", "78701-1234"), (" 78701-1234 ", "78701-1234"), ("78701 1234", "78701-1234")],
)
def test_a_zip_code_formats_itself(typed: str, shown: str) -> None:
    assert show_zip(parse_zip(typed)) == shown


@pytest.mark.parametrize("typed", ["", "7870", "787011", "7870a", "00000", "78701-123"])
def test_what_is_no_zip_code_is_refused(typed: str) -> None:
    with pytest.raises(PaydeskError, match="5 or 9 digits"):
        parse_zip(typed)


def test_a_state_is_typed_by_its_letters_or_its_name() -> None:
    assert parse_state(" tx ") == "TX"
    assert parse_state("new  york") == "NY"
    with pytest.raises(PaydeskError, match="not a state"):
        parse_state("XX")
