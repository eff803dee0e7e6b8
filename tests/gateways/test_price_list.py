"""Price lists: headings, days, amounts and encodings as payers write them; what cannot be is told by its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paydesk.gateways.price_list import HEADINGS, PriceList, read_price_list
from paydesk.rules.contract import ReadPrice
from paydesk.rules.errors import PaydeskError


def read(folder: Path, text: str | bytes) -> PriceList:
    file = folder / "list.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_price_list(file)


def test_a_list_is_read_with_all_it_says(tmp_path: Path) -> None:
    found = read(tmp_path, "Code,Modifier,POS,Price,From,Until\n99213,25,11,120.00,2026-01-01,2026-12-31\n")
    assert found.refused == ()
    assert found.prices == (
        ReadPrice(2, "99213", ("25",), "11", 120_00, date(2026, 1, 1), date(2026, 12, 31)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("CPT;Allowed Amount\n99213;$1,120.5\n", ReadPrice(2, "99213", (), "", 1120_50)),
        ("Procedure Code\tMod 1\tMod 2\tContract Rate\nj1885\t59\tLT\t 12\n",
         ReadPrice(2, "J1885", ("59", "LT"), "", 12_00)),
        ("HCPCS|Place of Service|FEE\n99213|11 - Office|7.500\n", ReadPrice(2, "99213", (), "11", 7_50)),
        ('"CPT/HCPCS","Rate","Eff. Date","Term Date"\n"99213-26","12.00","1/5/2026","12/31/9999"\n',
         ReadPrice(2, "99213", ("26",), "", 12_00, date(2026, 1, 5))),
        ("Aetna PPO, 2026\nvalid for all offices\n\nCode,Fee,Allowed\n99213,180,120\n",
         ReadPrice(5, "99213", (), "", 120_00)),
        ("Code,Place,Price,Effective\n99213,all,12,20260701\n", ReadPrice(2, "99213", (), "", 12_00, date(2026, 7, 1))),
        ("Code,Place,Price,End\n99213,office,12,7/4/27\n",
         ReadPrice(2, "99213", (), "11", 12_00, None, date(2027, 7, 4))),
    ],
)
def test_headings_and_values_are_understood_as_payers_write_them(tmp_path: Path, text: str, price: ReadPrice) -> None:
    found = read(tmp_path, text)
    assert (found.prices, found.refused) == ((price,), ())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, "Código,Code,Price\r\nprecio,99213,12\r\n".encode(encoding))
    assert found.prices == (ReadPrice(2, "99213", (), "", 12_00),)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,,12,,", "there is no code"),
        ("9,,,12,,", "A code has 2 to 15 letters and digits. Type it like 99213 or J1885."),
        ("99213,,,,,", "there is no price"),
        ("99213,,,n/c,,", "“n/c” is no price in dollars and cents"),
        ('99213,,,"120,50",,', "“120,50” is no price in dollars and cents"),
        ("99213,,,12.345,,", "“12.345” is no price in dollars and cents"),
        ("99213,,,0,,", "a price is more than zero and at most 99,999,999.99, not “0”"),
        ("99213,,,-5,,", "a price is more than zero and at most 99,999,999.99, not “-5”"),
        ("99213,,home,5,,", "“home” is no place of service: two digits, such as 11 for the office"),
        ("99213,,,5,02/30/2026,", "“02/30/2026” is no day: write it like 01/31/2027 or 2027-01-31"),
        ("99213,,,5,,soon", "“soon” is no day: write it like 01/31/2027 or 2027-01-31"),
        ("99213,ABC,,5,,", "“ABC” is not a modifier: two letters or digits each, like 25 or LT."),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_read(tmp_path: Path, row: str, reason: str) -> None:
    found = read(tmp_path, f"Code,Mod,POS,Price,From,Until\n99213,,,12,,\n{row}\n99214,,,13,,\n")
    assert [one.code for one in found.prices] == ["99213", "99214"]
    assert [(one.line, one.reason) for one in found.refused] == [(3, reason)]
    assert found.read == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "its headings were not found"), (b"Patient,Amount\nx,1\n", "its headings were not found"),
        (b"PK\x03\x04rest", "is a workbook"), (b"Code,Price\n\0", "is not a text file"),
    ],
)  # fmt: skip
def test_what_is_no_price_list_is_refused_with_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(PaydeskError, match=says):
        read(tmp_path, content)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PaydeskError, match=r"gone\.csv cannot be read"):
        read_price_list(tmp_path / "gone.csv")


def test_no_word_is_two_headings() -> None:
    words = [word for every in HEADINGS.values() for word in every]
    assert len(words) == len(set(words))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_no_damage_is_more_than_a_refusal(tmp_path: Path, rest: bytes) -> None:
    try:
        found = read(tmp_path, b"Code,Mod,POS,Price,From\n99213,,,12,\n" + rest)
    except PaydeskError:
        return
    assert all(one.allowed > 0 for one in found.prices)
