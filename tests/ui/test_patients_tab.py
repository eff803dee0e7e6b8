"""The Patients tab on a real clinic: whose ledger is shown, what stands at the sides, what its keys do."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from paydesk.operations import adjusting, charging, noting, reading
from paydesk.operations.desk import Actor
from paydesk.rules.ledger import KINDS
from paydesk.rules.office import Role
from paydesk.ui import brush, desk_context, typeface
from paydesk.ui.buttons import Button
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.household_list import OpenedAccount, opened_rows
from paydesk.ui.labels import Label
from paydesk.ui.ledger_lines import GAP, line_words
from paydesk.ui.ledger_paint import columns_in
from paydesk.ui.ledger_rows import LedgerKind, LedgerRow
from paydesk.ui.ledger_story import RowKey
from paydesk.ui.panes import Panes
from paydesk.ui.tabs.patients_tab import PatientsTab
from paydesk.ui.typeface import Size
from support.window_clinic import Seat


def shown_words(seat: Seat) -> str:
    return "\n".join(label.text() for label in seat.tab.about.findChildren(Label) if label.isVisibleTo(seat.tab))


def people(seat: Seat) -> list[tuple[str, str]]:
    return [(row.name, row.money) for row in seat.tab.household.list.rows.rows]


def test_without_an_account_the_tab_says_how_to_find_one(seat: Seat) -> None:
    assert seat.tab.household.list.isHidden()
    seat.open(seat.clinic.family)
    assert not seat.tab.household.list.isHidden()


def test_a_family_opens_as_a_whole_with_what_each_owes(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    assert people(seat)[:4] == [
        ("Household", "owes 122.80"), ("Whole household", "122.80"), ("Maria Garcia-Lopez", "82.80"),
        ("Mateo Lopez", "40.00"),
    ]  # fmt: skip
    heads = [row for row in seat.rows() if row.kind is LedgerKind.VISIT]
    assert [(row.date, row.patient) for row in heads] == [
        ("Today, Nov 23", "40.00"), ("Today, Nov 23", "40.00"), ("Oct 19", "42.80"),
    ]  # fmt: skip
    assert {row.what.split(",")[0] for row in heads} == {"Maria", "Mateo"}


def test_choosing_one_of_the_family_shows_that_ones_visits_and_share(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.mateo)
    heads = [row for row in seat.rows() if row.kind is LedgerKind.VISIT]
    assert [row.patient for row in heads] == ["40.00"]
    seat.tab.household.list.select(("person", seat.clinic.maria))
    QTest.keyClick(seat.tab.household.list, Qt.Key.Key_Return)
    seat.settle()
    assert seat.context.person_id == seat.clinic.maria
    assert len([row for row in seat.rows() if row.kind is LedgerKind.VISIT]) == 2
    assert seat.tab.ledger.list.hasFocus()


def test_the_running_columns_end_in_what_is_owed(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    october = [row for row in seat.rows() if row.visit == ("visit", 1)]
    assert [(row.word, row.amount, row.insurers, row.patient) for row in october[1:]] == [
        ("Charge", "160.00", "160.00", "–"), ("Moved", "40.00", "120.00", "40.00"),
        ("Paid", "−71.20", "48.80", "40.00"), ("Adjusted", "−46.00", "2.80", "40.00"),
        ("Moved", "2.80", "–", "42.80"),
    ]  # fmt: skip
    assert october[0].patient == "42.80" and october[-1].strong
    assert "patient owes 42.80" in october[-1].sentence()


def test_credit_stands_on_top_and_says_that_there_is_nothing_it_could_pay(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    first = seat.rows()[0]
    assert (first.date, first.patient, first.state) == ("Credit", "1,600.00 credit", "Nothing is owed")


def test_accounts_opened_today_stay_listed_and_open_again(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.open(seat.clinic.family)
    assert ("James Okafor", "1,600.00 credit") in people(seat)
    seat.tab.household.list.select(("account", seat.clinic.credit))
    QTest.keyClick(seat.tab.household.list, Qt.Key.Key_Return)
    seat.settle()
    assert seat.context.current_account == seat.clinic.credit


def test_in_the_list_of_everyone_the_account_in_front_is_marked_not_the_one_opened_from_it(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.open(seat.clinic.family)
    seat.tab.switch_scope()
    seat.settle()
    seat.tab.household.list.select(("account", seat.clinic.credit))
    QTest.keyClick(seat.tab.household.list, Qt.Key.Key_Return)
    seat.settle()
    assert seat.tab.household.list.current_key() == ("account", seat.clinic.credit)
    seat.open(seat.clinic.family)
    assert seat.tab.household.list.current_key() == ("account", seat.clinic.family)


@pytest.mark.parametrize(
    ("owes", "credit", "kept", "money", "second"),
    [
        (4_64, 4_64, 0, "4.64", "owed, 4.64 credit"), (4_64, 0, 0, "4.64", "owed"), (0, 0, 0, "–", "nothing is owed"),
        (4_64, 9_00, 9_00, "4.64", "9.00 kept for a visit"), (4_64, 9_00, 2_00, "4.64", "owed, 9.00 credit"),
        (0, 9_00, 0, "9.00 credit", "nothing is owed"), (0, 9_00, 9_00, "9.00 credit", "kept for a visit"),
        (0, 9_00, 2_00, "9.00 credit", "2.00 of it kept for a visit"),
    ],
)  # fmt: skip
def test_what_is_said_of_an_account_fits_its_figures(
    owes: int, credit: int, kept: int, money: str, second: str
) -> None:
    row = opened_rows((OpenedAccount(1, "Ann Whitfield", "10:42 AM", owes, credit, kept),), None)[1]
    assert (row.money, row.second) == (money, second)


def test_money_moved_to_another_account_shows_in_the_list_of_those_opened_today(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.open(seat.clinic.credit)
    assert ("Maria Garcia-Lopez", "122.80") in people(seat)
    assert seat.context.page is not None
    lot, charge = seat.context.page.credits[0].lot_id, _charge_of(seat, seat.clinic.maria)
    seat.context.jobs.do(
        lambda: adjusting.move_money(
            seat.clinic.desk,
            adjusting.MoveMoney(
                lot, 25_00, seat.clinic.credit, seat.clinic.family, "Her brother paid", "to her", None, charge
            ),
        ),
        title="Moving money",
    )
    seat.settle()
    assert ("Maria Garcia-Lopez", "97.80") in people(seat)
    seat.open(seat.clinic.family)
    assert ("James Okafor", "1,575.00 credit") in people(seat)


def _charge_of(seat: Seat, person: int) -> int:
    page = reading.account_page(seat.clinic.desk, seat.clinic.family)
    charges = [one for story in page.stories for one in story.charges]
    return next(one.facts.charge_id for one in charges if one.facts.patient_id == person and one.patient_owes >= 25_00)


def test_f3_shows_who_is_expected_instead_of_the_household(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.front.trigger("view.scope")
    seat.settle()
    assert ("Copay due today", "") in people(seat)
    assert ("Maria Garcia-Lopez", "40.00") in people(seat)
    seat.front.trigger("view.scope")
    assert ("Household", "owes 122.80") in people(seat)


def test_the_side_panel_tells_of_flags_insurance_and_how_to_reach(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    told = shown_words(seat)
    for words in ("Aetna PPO", "(512) 555-0147", "412 Willow Creek Rd", "Speaks Spanish", "No visit is planned."):
        assert words in told
    panes = seat.tab.panes
    assert isinstance(panes, Panes) and panes.side_is_open()
    seat.front.trigger("view.side")
    assert not panes.side_is_open()


def test_every_section_leads_to_the_command_that_changes_it(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    links = {
        one.objectName(): one for one in seat.tab.about.findChildren(Button) if one.objectName().startswith("about_")
    }
    links["about_record_note"].click()
    seat.settle()
    dialog = seat.dialog()
    assert dialog is not None and dialog.objectName() == "note_dialog"


def test_the_cursor_tells_the_commands_what_it_is_on(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    row = seat.point("Office visit", word="Charge")
    assert isinstance(row.key, RowKey) and seat.context.chosen_row == row.key
    seat.open(seat.clinic.credit)
    assert seat.context.chosen_row != row.key


def test_a_change_elsewhere_comes_into_the_ledger_by_itself(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("money.fee", amount="25", reason="Missed visit")
    seat.enter(dialog)
    assert seat.owed()[0] == 12280 + 2500
    assert any(row.word == "Fee" and row.what == "Missed visit" for row in seat.rows())


@pytest.mark.parametrize("look", ["the same account", "another tab"])
def test_what_another_desk_did_is_shown_to_whoever_looks_again(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    seat.open(seat.clinic.family)
    other = seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 2"))

    def look_again() -> int:
        if look == "the same account":
            seat.context.open_account(seat.clinic.family)
        else:
            seat.front.go("today")
            seat.front.go("patients")
        seat.settle()
        return seat.owed()[0]

    charging.post_fee(other, charging.PostFee(seat.clinic.family, 2500, "Missed visit", "elsewhere"))
    assert look_again() == 12280
    monkeypatch.setattr(desk_context, "CATCHES_UP_AFTER", 0.0)
    assert look_again() == 12280 + 2500


def test_f8_prints_the_statement_at_once(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    QTest.keyClick(seat.front.window, Qt.Key.Key_F8)
    seat.settle()
    assert seat.said[-1] == "Statement 100001 saved as statement-100001.pdf in papers"
    assert [file.name for file in seat.papers.iterdir()] == ["statement-100001.pdf"]
    assert seat.dialog() is None


def test_undo_is_offered_on_the_row_only_where_something_can_be_undone(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    payment = next(row for row in seat.rows() if row.what.startswith("Patient paid"))
    assert (payment.link, payment.link_waits) == ("Reverse", False)
    charge = next(row for row in seat.rows() if row.word == "Charge")
    assert (charge.link, charge.link_waits) == ("Reverse", True)


def test_visits_fold_and_open_by_one_key(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    before = len(seat.tab.ledger.list.rows.shown)
    seat.tab.ledger.setFocus()
    QTest.keyClick(seat.tab.ledger.list, Qt.Key.Key_O)
    assert len(seat.tab.ledger.list.rows.shown) < before
    QTest.keyClick(seat.tab.ledger.list, Qt.Key.Key_O)
    assert len(seat.tab.ledger.list.rows.shown) == before


def test_an_account_opened_today_carries_the_clinics_time_of_day(front: FrontDesk) -> None:
    front.go("patients")
    context, tab = front.context, front.window.current_tab()
    assert context is not None and isinstance(tab, PatientsTab)
    for account in (1, 2):
        context.open_account(account)
        front.jobs.wait_idle()
    row = next(one for one in tab.household.list.rows.rows if one.key == ("account", 1))
    there = context.desk.clock.now().astimezone(ZoneInfo("America/Los_Angeles"))
    times = {f"{there - timedelta(minutes=ago):%I:%M %p}".lstrip("0") for ago in (0, 1)}
    assert row.at in times


def test_what_needs_an_account_cannot_be_pressed_without_one(seat: Seat) -> None:
    buttons = [seat.tab.about.findChild(Button, name) for name in ("record_note", "record_contact")]
    assert [one is not None and one.isEnabled() for one in buttons] == [False, False]
    seat.open(seat.clinic.family)
    assert [one is not None and one.isEnabled() for one in buttons] == [True, True]


@pytest.mark.parametrize("wide", [410, 631, 980])
def test_no_kind_of_entry_is_cut_in_the_ledger(wide: int) -> None:
    words = columns_in(QRectF(0, 0, wide, 25)).word.width() - 4
    for kind in KINDS.values():
        assert brush.width_of(kind.word, typeface.font(Size.LABEL, strong=True)) <= words, kind.word


def test_tab_leads_from_the_ledger_through_the_links_of_the_side_panel(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.tab.panes.set_side_open(True)  # type: ignore[union-attr]
    seat.settle()
    seat.tab.ledger.setFocus()
    names = []
    for _ in range(10):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        names.append(QApplication.focusWidget().objectName())
    assert names[:4] == ["close_side", "about_record_flags", "about_record_note", "about_insurance_coverages"]
    assert names.index("about_record_contact") < names.index("record_note") < names.index("record_contact")


def test_a_link_of_the_side_panel_keeps_the_focus_when_what_it_changed_is_shown(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.tab.panes.set_side_open(True)  # type: ignore[union-attr]
    seat.settle()
    link = seat.tab.about.findChild(Button, "about_record_note")
    assert link is not None
    link.setFocus()
    noting.write_note(seat.clinic.desk, noting.WriteNote(seat.clinic.family, "Mornings"))
    seat.context.reread()
    seat.settle()
    focused = QApplication.focusWidget()
    assert focused is not link and focused.objectName() == "about_record_note"


@pytest.mark.parametrize("wide", [597, 631, 679, 781])
@pytest.mark.parametrize(
    ("what", "detail"),
    [
        ("Patient paid, check 4412", "oldest first"), ("Kept for a visit, Mastercard 2203", ""),
        ("Patient paid, Mastercard 2203", "returned 11/20"), ("Harbor Health’s price is 120.00", "over its price"),
        ("Comprehensive metabolic panel", "80053-25"), ("Deductible", ""), ("Coinsurance", ""),
    ],
)  # fmt: skip
def test_no_word_of_a_line_is_cut_in_the_ledger(what: str, detail: str, wide: int) -> None:
    at = columns_in(QRectF(0, 0, wide, 25))
    room = at.what.width()
    row = LedgerRow(LedgerKind.LINE, 1, 1, what=what, detail=detail, link="Reverse")
    words = line_words(row, room)
    assert " ".join(filter(None, (words.what, words.rest))) == what and words.detail + words.below == detail
    body, small = typeface.font(), typeface.font(Size.LABEL)
    link = brush.width_of("Reverse", small) + GAP
    first = brush.width_of(words.what, body) + (0 if words.two else link)
    first += brush.width_of(words.detail, small) + GAP if words.detail else 0
    second = brush.width_of(words.rest, body) + GAP + brush.width_of(words.below, small) + link
    assert first <= room and second <= at.patient.right() - at.what.left()
