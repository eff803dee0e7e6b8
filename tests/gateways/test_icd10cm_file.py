"""The edition that ships is read whole and fast, and the clinic's own code files are read or explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from paydesk.config import resource
from paydesk.gateways.icd10cm_file import SHIPPED, edition_of_file_name, read_code_file, read_shipped
from paydesk.rules.coding import CodeEdition, DiagnosisCode, is_diagnosis_shape
from paydesk.rules.errors import PaydeskError

ORDER = (
    "00001 A00     0 Cholera                                                      Cholera\n"
    "00002 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae            Cholera due to Vibrio cholerae 01, "
    "biovar cholerae\n"
    "00003 H8101   1 Meniere's disease, right ear                                 Ménière's disease, right ear\n"
)
CODES = "A000    Cholera due to Vibrio cholerae 01, biovar cholerae\nH8101   Ménière's disease, right ear\n"


def written(folder: Path, text: str, name: str = "icd10cm-2027.txt", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_the_shipped_edition_is_whole_and_small() -> None:
    path = resource(SHIPPED)
    edition, codes = read_shipped(path)
    assert path.stat().st_size < 1_000_000
    assert edition == CodeEdition("April 2026", date(2026, 4, 1), date(2026, 9, 30))
    assert len(codes) == len({code.code for code in codes}) == 98_186
    assert sum(code.billable for code in codes) == 74_719
    assert all(is_diagnosis_shape(code.code) and code.description for code in codes)


def test_the_shipped_edition_knows_what_may_be_billed() -> None:
    codes = {code.code: code for code in read_shipped(resource(SHIPPED))[1]}
    assert codes["E119"] == DiagnosisCode("E119", True, "Type 2 diabetes mellitus without complications")
    assert not codes["E11"].billable
    assert codes["I10"].billable
    assert codes["S72001A"].billable
    assert not codes["S72001"].billable
    assert codes["QA00101"].billable


def test_an_order_file_is_read_with_what_may_be_billed(tmp_path: Path) -> None:
    read = read_code_file(written(tmp_path, ORDER))
    assert read.whole
    assert [(code.code, code.billable) for code in read.codes] == [("A00", False), ("A000", True), ("H8101", True)]
    assert read.codes[2].description == "Ménière's disease, right ear"
    assert read.refused == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_codes_file_is_read_in_any_of_its_encodings(tmp_path: Path, encoding: str) -> None:
    read = read_code_file(written(tmp_path, CODES.replace("\n", "\r\n"), encoding=encoding))
    assert not read.whole
    assert read.codes[1] == DiagnosisCode("H8101", True, "Ménière's disease, right ear")
    assert all(code.billable for code in read.codes)


def test_a_damaged_line_is_told_by_its_number_and_the_rest_is_read(tmp_path: Path) -> None:
    read = read_code_file(written(tmp_path, CODES + "\n??? damaged\nA000    Cholera again\nI10     Hypertension\n"))
    assert [code.code for code in read.codes] == ["A000", "H8101", "I10"]
    assert [(line.line, line.reason) for line in read.refused] == [
        (4, "no code, or no description"),
        (5, "A000 was there before"),
    ]


@pytest.mark.parametrize("text", ["", "hello\nworld\n", "<html>no</html>", "\x00\x01\x02"])
def test_another_file_is_refused_with_the_name_of_the_right_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(PaydeskError, match="icd10cm-order"):
        read_code_file(written(tmp_path, text))


def test_a_zip_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PaydeskError, match="Unpack"):
        read_code_file(written(tmp_path, "PK\x03\x04rest"))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PaydeskError, match="cannot be read"):
        read_code_file(tmp_path / "nowhere.txt")


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("icd10cm-order-2027.txt", CodeEdition("fiscal year 2027", date(2026, 10, 1), date(2027, 9, 30))),
        ("icd10cm_codes_2026.txt", CodeEdition("fiscal year 2026", date(2025, 10, 1), date(2026, 9, 30))),
        ("icd10cm-order-April-2026.txt", CodeEdition("April 2026", date(2026, 4, 1), date(2026, 9, 30))),
        ("codes.txt", None),
        ("icd10cm.txt", None),
    ],
)
def test_a_files_name_tells_its_edition(name: str, edition: CodeEdition | None) -> None:
    assert edition_of_file_name(name) == edition
