"""The account bar shows who, what forbids what, and the three figures, at every size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from paydesk.ui.account_bar import AccountBar
from paydesk.ui.account_facts import AccountBarFacts, AccountFlag, flag_lines

FORBIDS = (
    AccountFlag("ban", "Bankruptcy filed 11/02: no calls, no statements", "bad", forbids=True),
    AccountFlag("gavel", "Attorney: write to Sosa & Hale only", "bad", forbids=True),
)
QUIET = (
    AccountFlag("calendar", "On a plan: 50.00 a month, next 12/05"),
    AccountFlag("phone", "Call after 10 AM only", "warn"),
    AccountFlag("mail", "Statement returned: check the address", "bad"),
)
FACTS = AccountBarFacts(
    name="Maximiliana Concepción Wolfeschlegelsteinhausenbergerdorff-Nguyễn",
    birth="04/12/1984", age="42", account="50217", guarantor="herself", phone="(555) 010-0147, mobile",
    language="Spanish", coverage="Aetna PPO", patient_owes=123456789, insurers_owe=123456789, credit=1200,
    share=23680, flags=(*QUIET, *FORBIDS),
)  # fmt: skip


@pytest.fixture
def bar(qtbot: QtBot) -> AccountBar:
    made = AccountBar()
    qtbot.addWidget(made)
    return made


def test_flags_that_forbid_come_first_and_the_rest_fold_into_a_count() -> None:
    lines = flag_lines((*QUIET, *FORBIDS), 700, width=lambda words: 6.5 * len(words), gap=20)
    assert [flag.words for flag in lines[0]] == [*(flag.words for flag in FORBIDS), "and 3 more"]


def test_flags_that_forbid_take_a_further_line_rather_than_fold() -> None:
    lines = flag_lines((*QUIET, *FORBIDS), 330, width=lambda words: 6.5 * len(words), gap=20)
    assert [line[0].words for line in lines] == [flag.words for flag in FORBIDS]


def test_flags_that_fit_are_all_shown() -> None:
    (line,) = flag_lines(QUIET, 2000, width=lambda words: 6.5 * len(words), gap=20)
    assert line == QUIET


@pytest.mark.parametrize("lines", [3, 2, 1])
@pytest.mark.parametrize("width", [683, 911, 1366])
def test_no_flag_that_forbids_is_ever_folded(bar: AccountBar, lines: int, width: int) -> None:
    bar.resize(width, 84)
    bar.set_lines(lines)
    bar.show_facts(FACTS)
    bar.resize(width, bar.height())
    assert {flag.words for flag in FORBIDS} <= set(bar.flags_shown())
    assert not bar.grab().isNull()


@pytest.mark.parametrize(("lines", "height"), [(3, 84), (2, 68), (1, 44)])
def test_the_bar_is_as_high_as_the_window_allows(bar: AccountBar, lines: int, height: int) -> None:
    bar.resize(1366, 84)
    bar.set_lines(lines)
    bar.show_facts(replace(FACTS, flags=QUIET))
    assert bar.height() == height


def test_without_an_account_there_is_no_bar(bar: AccountBar) -> None:
    bar.show_facts(FACTS)
    assert not bar.isHidden()
    bar.show_facts(None)
    assert bar.isHidden()


def test_the_bar_is_said_with_its_flags_and_figures(bar: AccountBar) -> None:
    bar.show_facts(FACTS)
    assert "patient owes 1,234,567.89" in bar.accessibleName()
    assert FORBIDS[0].words in bar.accessibleName()


def test_a_name_that_one_line_does_not_hold_takes_two(bar: AccountBar) -> None:
    def lines_for(name: str) -> int:
        bar.resize(911, 44)
        bar.set_lines(1)
        flags = (AccountFlag("gavel", "Bankruptcy, chapter 7", "bad", forbids=True),)
        bar.show_facts(replace(FACTS, name=name, flags=flags, patient_owes=20404, insurers_owe=14700, credit=4000))
        return 1 if bar.height() == 44 else 2

    assert lines_for("Sven Çelik") == 1
    assert lines_for("Dagný A. Hawthorne-Sigurðardóttir") == 2


def test_one_patients_part_carries_the_patients_name(bar: AccountBar) -> None:
    bar.resize(1366, 84)
    bar.show_facts(replace(FACTS, share_of="Mateo"))
    assert bar.figure_labels()[0] == "Of it, Mateo's"
    bar.show_facts(replace(FACTS, share_of="Maximiliana Concepción"))
    assert bar.figure_labels()[0] == "Of it, this patient's"
