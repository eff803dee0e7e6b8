"""A search leaves the program as a table or on paper: whole, harmless, and told in the trail."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pdfplumber
import pytest

from paydesk.operations import auditing, reading, registering, trail_export
from paydesk.operations.auditing import Kind, SearchTrail
from paydesk.operations.desk import Actor
from paydesk.operations.person_forms import PersonForm
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic


@pytest.fixture
def busy(money: MoneyClinic) -> int:
    """The account of somebody whose name is a formula, looked at three times."""
    made = registering.register_account(money.desk, registering.RegisterAccount(PersonForm("=1+1", "Ana")))
    for _ in range(3):
        reading.open_account(money.desk, made.account_id)
    money.desk.flush_looks()
    return made.account_id


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def newest(money: MoneyClinic) -> auditing.TrailRow:
    money.desk.flush_looks()
    return auditing.search(money.desk, SearchTrail())[0]


def test_a_search_is_saved_as_a_table_with_every_row_that_fits(
    money: MoneyClinic, busy: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail_export, "_AT_ONCE", 2)
    done: list[int] = []
    path = tmp_path / "trail.csv"
    count = trail_export.save_trail(
        money.desk, SearchTrail(account_id=busy), path, progress=lambda at, of: done.append(at)
    )
    rows = table(path)
    assert count == len(rows) == 4 and done == [2, 4]
    assert [row["What"] for row in rows] == ["Opened an account"] * 3 + ["Registered an account"]
    assert rows[0]["When"] == "2026-11-23 15:00:00" and rows[0]["User"] == "ana"
    assert rows[0]["Of whom"] == "'=1+1, Ana"
    assert [one.name for one in tmp_path.iterdir()] == ["trail.csv"]


def test_saving_it_is_told_as_exported_with_what_was_asked(money: MoneyClinic, busy: int, tmp_path: Path) -> None:
    trail_export.save_trail(money.desk, SearchTrail(account_id=busy, kind=Kind.LOOKED), tmp_path / "trail.csv")
    row = newest(money)
    assert (row.kind, row.account_id) == (Kind.EXPORTED, busy)
    assert row.told == "Kind: Looked at; File: trail.csv; Rows: 3"


def test_a_table_that_cannot_be_written_leaves_nothing_and_is_not_told(
    money: MoneyClinic, busy: int, tmp_path: Path
) -> None:
    with pytest.raises(PaydeskError, match="Choose another folder"):
        trail_export.save_trail(money.desk, SearchTrail(), tmp_path / "none" / "trail.csv")
    (tmp_path / "taken.csv").mkdir()
    with pytest.raises(PaydeskError, match="Choose another folder"):
        trail_export.save_trail(money.desk, SearchTrail(), tmp_path / "taken.csv")
    assert [one.name for one in tmp_path.iterdir()] == ["taken.csv"]


def test_the_paper_says_what_was_asked_and_every_row_of_it(money: MoneyClinic, busy: int) -> None:
    made = trail_export.print_trail(money.desk, SearchTrail(account_id=busy))
    with pdfplumber.open(io.BytesIO(made.pdf)) as pdf:
        words = "\n".join(page.extract_text() for page in pdf.pages)
        fonts = {font["fontname"] for page in pdf.pages for font in page.chars}
    assert made.rows == 4 and words.count("Opened an account") >= 1 and "Account 50001" in words
    assert "Page 1 of 1" in words and "11/23/26 3:00 PM" in words and "by ana" in words
    assert all("NotoSans" in font for font in fonts)
    assert newest(money).kind is Kind.PRINTED


def test_a_long_list_takes_pages_with_the_heads_on_each(money: MoneyClinic, busy: int) -> None:
    for _ in range(60):
        reading.open_account(money.desk, busy)
    money.desk.flush_looks()
    made = trail_export.print_trail(money.desk, SearchTrail())
    with pdfplumber.open(io.BytesIO(made.pdf)) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    assert len(pages) > 1 and all("Of whom" in page and f"of {len(pages)}" in page for page in pages)


def test_too_many_rows_for_paper_are_refused_with_what_to_do(
    money: MoneyClinic, busy: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail_export, "MOST_ON_PAPER", 2)
    with pytest.raises(PaydeskError, match="save them as a table"):
        trail_export.print_trail(money.desk, SearchTrail())
    assert newest(money).what != "Printed a part of the audit trail"


def test_only_who_may_see_the_trail_takes_it_out(money: MoneyClinic, tmp_path: Path) -> None:
    clerk = money.desk.as_actor(Actor("dana", Role.CLERK, "desk 2"))
    with pytest.raises(NotAllowed):
        trail_export.save_trail(clerk, SearchTrail(), tmp_path / "trail.csv")
    with pytest.raises(NotAllowed):
        trail_export.print_trail(clerk, SearchTrail())
    assert list(tmp_path.iterdir()) == []
