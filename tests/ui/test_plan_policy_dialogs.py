"""The clinic's policy for plans and the rules about what may be asked, changed by keyboard in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from paydesk.operations import affording, setting_plan_policy
from paydesk.rules.affordability import GENERIC, Base
from paydesk.rules.installments import OddCents
from paydesk.rules.office import Role
from paydesk.rules.plan_policy import USUAL, Term
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.add_cap_rule_dialog import AddCapRuleDialog
from paydesk.ui.dialogs.cap_rules_dialog import CapRulesDialog
from paydesk.ui.dialogs.end_cap_rule_dialog import EndCapRuleDialog
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.plan_policy_dialog import PlanPolicyDialog
from support.fixed_clock import FixedClock
from support.window_clinic import Seat, window_clinic

OURS = ("office.plan_policy", "office.cap_rules", "office.add_cap_rule")
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def boss(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """The window with the administrator at it."""
    made = Seat(window_clinic(tmp_path, role=Role.ADMINISTRATOR), tmp_path / "papers")
    yield made
    made.leave()


def press(seat: Seat, key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, how)
    seat.settle()


def beside(dialog: FormDialog, field: str) -> str:
    return dialog.form.boxes[field].input.accessibleDescription()


def policy_dialog(seat: Seat, **typed: str) -> PlanPolicyDialog:
    dialog = seat.ask("office.plan_policy", **typed)
    assert isinstance(dialog, PlanPolicyDialog)
    return dialog


def rules_dialog(seat: Seat) -> CapRulesDialog:
    dialog = seat.ask("office.cap_rules")
    assert isinstance(dialog, CapRulesDialog)
    return dialog


def test_the_policy_is_shown_as_it_is_and_saved_as_it_was_typed(boss: Seat) -> None:
    dialog = policy_dialog(boss)
    assert [dialog.form.boxes[f"below_{n}"].typed() for n in range(1, 7)] == [
        "100.00", "300.00", "1,000.00", "2,500.00", "5,000.00", "",
    ]  # fmt: skip
    boss.enter(dialog)
    assert setting_plan_policy.plan_policy(boss.context.desk) == USUAL and boss.said[-1] == "Payment plan policy saved"
    dialog = policy_dialog(
        boss, below_3="", longest_3="", below_6="9000", longest_6="30", smallest="10", down_percent="5",
        assistance_within="", sheet_months="6", odd_cents="first",
    )  # fmt: skip
    boss.enter(dialog)
    assert setting_plan_policy.plan_policy(boss.context.desk) == replace(
        USUAL, terms=(Term(100_00, 3), Term(300_00, 6), Term(2_500_00, 18), Term(5_000_00, 24), Term(9_000_00, 30),
                      Term(None, 36)),
        smallest=10_00, down_percent=5, assistance_within=None, sheet_months=6, odd_cents=OddCents.FIRST,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"longest_2": "2"}, "longest_2", "at least as many installments"),
        ({"below_1": "", "longest_1": "", "below_3": "200"}, "below_3", "larger balance than the one before"),
        ({"longest_last": "20"}, "longest_last", "at least as many"),
        ({"longest_last": "121"}, "longest_last", "1 to 120"),
        ({"longest_last": ""}, "longest_last", "How many installments"),
        ({"below_6": "9000"}, "longest_6", "whole number"),
        ({"longest_6": "30"}, "below_6", "Type the balance"),
        ({"smallest": "0.99"}, "smallest", "at least 1.00"),
        ({"grace_days": "61"}, "grace_days", "between 0 and 60 days"),
        ({"cure_days": "x"}, "cure_days", "whole number"),
        ({"assistance_within": "1001"}, "assistance_within", "between 1 and 1000"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_saved(
    boss: Seat, typed: dict[str, str], field: str, told: str
) -> None:
    dialog = policy_dialog(boss, **typed)
    boss.enter(dialog)
    assert boss.dialog() is dialog and told in beside(dialog, field)
    assert setting_plan_policy.plan_policy_seen(boss.context.desk).version == 0
    dialog.give_up()


def test_a_policy_changed_at_another_desk_meanwhile_is_not_overwritten(boss: Seat) -> None:
    dialog = policy_dialog(boss, cure_days="30")
    setting_plan_policy.save_plan_policy(boss.context.desk, replace(USUAL, grace_days=5))
    boss.enter(dialog)
    assert boss.dialog() is dialog and " changed this record" in dialog.problem.sentence()
    assert setting_plan_policy.plan_policy(boss.context.desk).cure_days == USUAL.cure_days
    dialog.give_up()


def test_a_policy_left_half_way_waits_in_today(boss: Seat) -> None:
    policy_dialog(boss, cure_days="30").reject()
    boss.settle()
    dialog = policy_dialog(boss)
    assert dialog.form.boxes["cure_days"].typed() == "30"
    dialog.give_up()


def test_colorado_is_turned_on_and_off_by_keyboard(boss: Seat) -> None:
    dialog = rules_dialog(boss)
    assert [dialog.table.rows.columns[5].text(row) for row in dialog.table.rows.rows] == ["on", "off", "off"]
    assert dialog.primary.text() == "Keep it so"
    press(boss, Qt.Key.Key_Down)
    press(boss, Qt.Key.Key_Tab)
    press(boss, Qt.Key.Key_Down)
    assert dialog.primary.text() == "Turn CO on"
    press(boss, Qt.Key.Key_Return)
    held = affording.terms(boss.context.desk)
    assert (held.pack, held.facility, boss.said[-1]) == ("CO", True, "The rules of CO are on")
    dialog = rules_dialog(boss)
    assert dialog.primary.text() == "Keep it so"
    assert [dialog.table.rows.columns[5].text(row) for row in dialog.table.rows.rows] == ["on", "off", "on"]
    press(boss, Qt.Key.Key_Up)
    assert dialog.primary.text() == "The clinic’s own rules alone"
    press(boss, Qt.Key.Key_Return)
    assert affording.terms(boss.context.desk).pack == GENERIC


def test_a_rule_says_whom_it_binds_by_which_source_and_when_it_is_to_be_read_again(boss: Seat) -> None:
    dialog = rules_dialog(boss)
    dialog.table.selectRow(1)
    told = dialog.about.sentence()
    assert "Binds a professional who bills apart" in told and "hcpf.colorado.gov" in told and "11/01/2026" in told
    assert "250 % of the poverty guideline" in told and "Came with paydesk" in told and "a year ago" not in told
    dialog.reject()
    clock = boss.context.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=400)
    old = rules_dialog(boss)
    assert "more than a year ago" in old.about.sentence()
    old.reject()


def test_a_law_is_added_by_keyboard_and_stands_in_the_list(boss: Seat) -> None:
    rules_dialog(boss)
    press(boss, Qt.Key.Key_A, ALT)
    dialog = boss.dialog()
    assert isinstance(dialog, AddCapRuleDialog)
    boss.type(dialog, pack="ny", name="New York: 5 % of gross income", percent="5.5%", binds="hospitals in New York",
              source="a statute", within="400", most_payments="48")  # fmt: skip
    boss.enter(dialog)
    assert boss.said[-1] == "The rule is added. It holds once its set is turned on"
    again = boss.dialog()
    assert isinstance(again, CapRulesDialog) and again.table.rows.rows[-1].rule.pack == "NY"
    rule = again.table.rows.rows[-1].rule
    assert (rule.percent, rule.base, rule.legal, rule.within, rule.facility) == (
        Decimal("5.5"), Base.GROSS, True, 400, None,
    )  # fmt: skip
    assert rule.most_payments == 48
    again.table.selectRow(len(again.table.rows.rows) - 1)
    assert "After 48 monthly payments the bill counts as paid." in again.about.sentence()
    again.reject()


def test_a_share_of_the_clinics_own_holds_at_once(boss: Seat) -> None:
    dialog = boss.ask("office.add_cap_rule", name="Own: 20 %", percent="20", binds="us", source="our board",
                      verified_on="t", first="t", base=Base.DISPOSABLE.value)  # fmt: skip
    boss.enter(dialog)
    assert boss.said[-1] == "The rule is added"
    rule = setting_plan_policy.rule_packs(boss.context.desk).rules[-1].rule
    assert (rule.pack, rule.legal) == (GENERIC, False)


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"percent": "five"}, "percent", "percentage such as"),
        ({"percent": "0"}, "percent", "more than 0"),
        ({"within": "some"}, "within", "whole number"),
        ({"most_payments": "x"}, "most_payments", "whole number"),
        ({"most_payments": "0"}, "most_payments", "after 1 to 120"),
        ({"pack": "", "most_payments": "36"}, "most_payments", "Only a law"),
        ({"binds": ""}, "binds", "whom the rule binds"),
        ({"source": ""}, "source", "missing"),
        ({"last": "01/01/2020"}, "last", "before the first"),
    ],
)
def test_a_rule_that_says_too_little_is_told_beside_its_field(
    boss: Seat, typed: dict[str, str], field: str, told: str
) -> None:
    fine = {"pack": "NY", "name": "5 %", "percent": "5", "binds": "hospitals", "source": "a statute"}
    dialog = boss.ask("office.add_cap_rule", **(fine | typed))
    boss.enter(dialog)
    assert boss.dialog() is dialog and told in beside(dialog, field)
    assert len(setting_plan_policy.rule_packs(boss.context.desk).rules) == 3
    dialog.give_up()


def test_a_rule_left_half_way_waits(boss: Seat) -> None:
    boss.ask("office.add_cap_rule", pack="NY").reject()
    boss.settle()
    dialog = boss.ask("office.add_cap_rule")
    assert dialog.form.boxes["pack"].typed() == "NY"
    dialog.give_up()


def test_a_rule_is_ended_by_keyboard_and_the_only_one_for_everybody_is_not(boss: Seat) -> None:
    dialog = rules_dialog(boss)
    dialog.table.selectRow(2)
    press(boss, Qt.Key.Key_D, ALT)
    ending = boss.dialog()
    assert isinstance(ending, EndCapRuleDialog)
    press(boss, Qt.Key.Key_Return)
    again = boss.dialog()
    assert isinstance(again, CapRulesDialog) and boss.said[-1] == "The rule ends"
    yesterday: date = boss.context.today() - timedelta(days=1)
    assert again.table.rows.rows[2].rule.last == yesterday
    again.table.selectRow(2)
    assert not again.end.isEnabled() and "Ended by" in again.about.sentence()
    again.table.selectRow(0)
    press(boss, Qt.Key.Key_D, ALT)
    ending = boss.dialog()
    assert isinstance(ending, EndCapRuleDialog)
    boss.enter(ending)
    assert boss.dialog() is ending and "only rule that holds for everybody" in beside(ending, "last")
    ending.reject()


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
def test_the_dialogs_fit_and_everything_in_them_has_its_names(boss: Seat, wide: int, high: int) -> None:
    boss.front.window.resize(wide, high)
    for command in OURS:
        dialog = boss.ask(command)
        assert dialog.width() <= wide and dialog.height() <= high, command
        assert dialog.needed_width() <= dialog.width(), f"{command} is cut at its right"
        for widget in dialog.findChildren(QWidget):
            if isinstance(widget, (QLineEdit, QComboBox, Button)) and not isinstance(widget.parentWidget(), QComboBox):
                assert widget.objectName() and widget.accessibleName(), f"{command}: {widget}"
        dialog.close()
        boss.settle()


def test_only_an_administrator_has_these_commands(seat: Seat) -> None:
    assert not {one.id for one in seat.front.window.commands.shown()} & set(OURS)


def test_enter_keeps_what_is_on_and_writes_nothing(boss: Seat) -> None:
    rules_dialog(boss)
    press(boss, Qt.Key.Key_Return)
    assert boss.dialog() is None and not boss.said
