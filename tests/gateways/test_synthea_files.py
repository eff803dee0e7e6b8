"""Reading Synthea's files: what is damaged is told with its line, and the rest is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from paydesk.gateways.synthea import read_history
from paydesk.rules.errors import PaydeskError

SAMPLE = Path(__file__).parent / "samples" / "synthea"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "source"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_whole_set_is_read_without_a_refusal() -> None:
    history = read_history(SAMPLE)
    assert history.refused == []
    assert len(history.transactions) == 8


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("80.00", "eighty", "'eighty' is not an amount"),
        ("80.00", "-80.00", "AMOUNT -80.00 is below zero"),
        ("80.00", "900000000000.00", "AMOUNT is larger than 99,999,999.99"),
        ("t6,", "t1,", "its id stands on line 2 already"),
        ("t6,cl-1,5,", "t6,cl-1,0,", "its id stands on line 2 already"),
        (",Throat culture,", ',"Throat culture,', "it is no line of CSV: unexpected end of data"),
        ("t6,cl-1,5,pat-1,CHARGE", "t6,cl-1,5,pat-1,CHARGEN", "TYPE “CHARGEN” is not known"),
        ("t6,cl-1,5,", "t6,cl-1,5", "it has 32 columns, not 33"),
    ],
)
def test_a_damaged_row_is_told_with_its_line_and_the_rest_is_read(
    folder: Path, old: str, new: str, reason: str
) -> None:
    change(folder / "claims_transactions.csv", old, new)
    history = read_history(folder)
    assert [(one.file, one.line, one.reason) for one in history.refused] == [("claims_transactions.csv", 8, reason)]
    assert len(history.transactions) == 7


def test_a_missing_file_is_refused_with_what_to_give(folder: Path) -> None:
    (folder / "claims.csv").unlink()
    with pytest.raises(PaydeskError, match="Give the folder that holds Synthea"):
        read_history(folder)
