"""A run loses no statement, no sheet and no cent between the list and the printer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from paydesk.documents.page_image import page_count, page_text
from paydesk.documents.print_run import PrintFile, PrintRun
from paydesk.documents.statement_view import StatementView
from support.paper_samples import LONG_ADDRESS, line, long_statement, statement, visit

DAY = date(2026, 11, 20)


def pile(count: int = 7) -> Iterator[tuple[str, StatementView]]:
    """Statements in no order: some long, one without ZIP, one whose address does not fit."""
    for number in range(count):
        code = f"{97700 - number:05d}"
        lines = ("Ana", "1 A St", f"Bend OR {code}")
        name = {"number": str(100_000 + number), "account": str(number), "addressee": lines}
        yield str(number), statement(visit(line("EKG", 1_00 + number)), **name)
    yield "90", long_statement(number="190", account="90")
    yield "91", long_statement(number="191", account="91", notes=False)
    yield "92", statement(number="192", account="92", addressee=("Ana", "Calle 1", "Lima", "PERU"))
    yield "93", statement(number="193", account="93", addressee=LONG_ADDRESS * 3)


def run(**options: int) -> tuple[PrintRun, list[PrintFile]]:
    """A run of the pile."""
    made = PrintRun(DAY, **options)
    return made, list(made.files(pile()))


def test_files_are_presorted_by_kind_zip_and_account_and_never_larger_than_asked() -> None:
    _, files = run(statements_a_file=3)
    assert [file.name for file in files] == [
        "run_20261120_single_01.pdf",
        "run_20261120_single_02.pdf",
        "run_20261120_single_03.pdf",
        "run_20261120_multi_01.pdf",
        "run_20261120_address_01.pdf",
    ]
    assert [len(file.rows) for file in files] == [3, 3, 1, 2, 1]
    single = [row.postal_code for file in files[:3] for row in file.rows]
    assert single == sorted(single)


def test_every_statement_starts_on_a_front_and_is_where_the_manifest_says() -> None:
    _, files = run()
    for file in files:
        assert file.pages == page_count(file.pdf)
        assert file.pages % 2 == 0
        for row in file.rows:
            assert row.first_page % 2 == 1
            assert row.last_page - row.first_page + 1 == row.pages
            first = page_text(file.pdf, row.first_page - 1)
            assert row.statement in first
            assert f"Page 1 of {row.pages}" in first
            assert f"{row.sequence:06d}" in first
            assert f"Page {row.pages} of {row.pages}" in page_text(file.pdf, row.last_page - 1)


def test_control_totals_agree_with_the_list_that_went_in() -> None:
    made, files = run()
    totals = made.totals()
    expected = [view for account, view in pile() if account != "93"]
    assert totals.statements == len(expected) == 10
    assert totals.cents == sum(view.amount for view in expected) == sum(file.cents for file in files)
    assert totals.pages == sum(file.pages for file in files) == 2 * totals.sheets
    assert [(name, digest) for name, digest, *_ in totals.files] == [
        (file.name, sha256(file.pdf).hexdigest()) for file in files
    ]
    assert sorted(row.sequence for file in files for row in file.rows) == list(range(1, 11))


def test_one_bad_address_is_held_with_its_reason_and_stops_nothing() -> None:
    made, _ = run()
    assert [(held.account, held.statement) for held in made.held] == [("93", "193")]
    assert "Shorten it" in made.held[0].sentence


def test_no_file_name_says_who_is_in_it() -> None:
    _, files = run()
    assert not any("Garcia" in file.name or "1000" in file.name for file in files)


def test_the_same_list_gives_the_same_bytes() -> None:
    assert [file.sha256 for file in run()[1]] == [file.sha256 for file in run()[1]]


def test_files_come_one_at_a_time() -> None:
    made = PrintRun(DAY, statements_a_file=2)
    next(made.files(pile()))
    assert made.totals().statements == 2
