"""The account bar shows who, what forbids what, and the three figures, at every size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from paydesk.operations import finding, noting, person_forms, reading, registering
from paydesk.operations.reading import AccountPage
from paydesk.operations.registering import PhoneForm
from paydesk.ui.about_account import about_sections
from paydesk.ui.account_bar import AccountBar
from paydesk.ui.account_facts import AccountBarFacts, AccountFlag, flag_lines
from paydesk.ui.bar_facts import bar_facts, language_words
from paydesk.ui.dialogs.person_fields import LANGUAGE_FIELD
from paydesk.ui.labels import Label
from support.window_clinic import TODAY, Seat

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


def page_of(seat: Seat, **changes: object) -> AccountPage:
    """The family's page after Maria's record was changed."""
    clinic = seat.clinic
    record = registering.person_record(clinic.desk, clinic.maria)
    form = replace(record.form, **changes)  # type: ignore[arg-type]
    registering.save_person(
        clinic.desk, registering.SavePerson(form, person_id=clinic.maria, version=record.version)
    )
    return reading.account_page(clinic.desk, clinic.family)


def test_the_number_shown_is_one_that_may_be_called_and_a_childs_says_whose_it_is(seat: Seat) -> None:
    phones = (PhoneForm("5125550147", preferred=True, may_call=False), PhoneForm("5125550148", kind="work"))
    page = page_of(seat, phones=phones)
    assert bar_facts(page, person_id=seat.clinic.maria, today=TODAY).phone == "(512) 555-0148, work"
    assert bar_facts(page, person_id=seat.clinic.mateo, today=TODAY).phone == "(512) 555-0148, work, Maria’s"
    assert finding.find(seat.clinic.desk, "garcia").hits[0].phone == "5125550148"
    assert finding.find(seat.clinic.desk, "5125550147").hits[0].person_id == seat.clinic.maria


def test_a_child_is_called_on_the_guarantors_number_even_with_one_of_its_own(seat: Seat) -> None:
    clinic = seat.clinic
    record = registering.person_record(clinic.desk, clinic.mateo)
    registering.save_person(
        clinic.desk,
        registering.SavePerson(replace(record.form, phones=(PhoneForm("5125550190"),)), person_id=clinic.mateo),
    )
    page = reading.account_page(clinic.desk, clinic.family)
    assert bar_facts(page, person_id=clinic.mateo, today=TODAY).phone == "(512) 555-0147, mobile, Maria’s"


def test_nobody_is_shown_a_number_that_may_not_be_called(seat: Seat) -> None:
    page = page_of(seat, phones=(PhoneForm("5125550147", may_call=False), PhoneForm("5125550148", do_not_use=True)))
    assert bar_facts(page, person_id=seat.clinic.maria, today=TODAY).phone == ""


@pytest.mark.parametrize("code", person_forms.LANGUAGES)
def test_every_language_has_its_name(code: str) -> None:
    assert language_words(code) not in ("", code)
    assert [one.words for one in LANGUAGE_FIELD.choices if one.key == code] == [language_words(code)]


def test_the_panel_and_the_flags_in_force_say_whose_flag_it_is(seat: Seat) -> None:
    clinic = seat.clinic
    facts = {"died_on": "2026-11-01"}
    noting.raise_flag(
        clinic.desk, noting.RaiseFlag(clinic.family, "deceased", TODAY, clinic.mateo, facts=facts)
    )
    seat.open(clinic.family, clinic.maria)
    assert seat.context.page is not None
    flags = about_sections(clinic.desk, seat.context.page, person_id=clinic.maria, today=TODAY)[0]
    assert [line.words for line in flags.lines] == ["Deceased: Mateo, died on 11/01/2026"]
    dialog = seat.ask("record.flags")
    assert "Deceased: Mateo, died on 11/01/2026" in [one.text() for one in dialog.findChildren(Label)]
