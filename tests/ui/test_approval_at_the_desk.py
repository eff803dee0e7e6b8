"""A clerk is refused what a supervisor may: the supervisor approves it once, at the clerk's desk, over the form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from paydesk.data.office_tables import Audit
from paydesk.gateways import authenticator
from paydesk.operations import drafting, enrolling, registering, staffing
from paydesk.operations.desk import Actor
from paydesk.operations.person_forms import PersonForm
from paydesk.rules.errors import NotAllowed
from paydesk.rules.office import Role
from paydesk.ui.dialogs.approval_dialog import ApprovalDialog
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.jobs import Jobs
from paydesk.ui.tabs.plans_tab import PlansTab
from support.window_clinic import Seat, window_clinic

PASSWORD = "nine grey herons at dusk"


@pytest.fixture
def clerk(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """Dana is a clerk; Sam is a supervisor, Noor a clerk as well."""
    made = window_clinic(tmp_path, role=Role.CLERK)
    boss = made.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    for name, role in (("dana", Role.CLERK), ("sam", Role.SUPERVISOR), ("noor", Role.CLERK)):
        staffing.add_user(boss, staffing.AddUser(name, name.title(), role, PASSWORD, must_change=False))
    seat = Seat(made, tmp_path / "papers")
    yield seat
    for one in asked():
        one.reject()
    seat.leave()


def asked() -> list[ApprovalDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, ApprovalDialog) and one.isVisible()]


def dialog() -> ApprovalDialog:
    found = asked()
    assert len(found) == 1
    return found[0]


def answer(seat: Seat, **typed: str) -> None:
    given = {"name": "sam", "password": PASSWORD, "reason": "patient waits", **typed}
    for name, words in given.items():
        dialog().lines[name].setText(words)
    QTest.keyClick(dialog().lines["reason"], Qt.Key.Key_Return)
    seat.settle()


def trail(seat: Seat, act: str) -> list[dict[str, Any]]:
    with seat.clinic.desk.database.reading() as session:
        rows = session.execute(select(Audit.details).where(Audit.act == act).order_by(Audit.id)).scalars()
        return [json.loads(one) if one else {} for one in rows]


def refund(seat: Seat) -> FormDialog:
    seat.open(seat.clinic.credit)
    form = seat.ask("money.refund", amount="100", reason="Paid too much")
    seat.enter(form)
    return form


def test_a_clerk_refunds_with_a_supervisors_approval_and_the_form_stays_filled_meanwhile(clerk: Seat) -> None:
    form = refund(clerk)
    assert form.isVisible() and form.form.typed()["amount"] == "100" and not form.primary.isEnabled()
    words = " ".join(one.text() for one in dialog().findChildren(QLabel))
    assert "Somebody who may issue refunds can approve this once" in words
    assert "Refund 100.00 by check to James Okafor, account 50002" in words
    answer(clerk)
    assert not asked() and clerk.dialog() is None and clerk.refused == []
    given = trail(clerk, "approval.given")[-1]
    assert given["what"] == "Refund 100.00 by check to James Okafor, account 50002"
    with clerk.clinic.desk.database.reading() as session:
        kept = session.execute(select(Audit.account_id).where(Audit.act == "approval.given")).scalars().all()
    assert kept == [clerk.clinic.credit]
    assert clerk.owed()[2] == 1500_00
    done = [one for one in trail(clerk, "refunds.issue") if "amount" in one]
    assert [(one["approved_by"], one["approved_because"]) for one in done] == [("sam", "patient waits")]
    assert clerk.said[-1].startswith("100.00 refunded") and len(list(clerk.papers.glob("refund-letter-*.pdf"))) == 1
    assert drafting.drafts(clerk.clinic.desk) == ()


def test_what_was_told_before_leaves_when_an_approval_is_asked_for(clerk: Seat) -> None:
    clerk.open(clerk.clinic.credit)
    form = clerk.ask("money.refund", amount="100", reason="Paid too much")
    clerk.front.messages.tell("Person saved")
    clerk.enter(form)
    assert dialog().isVisible() and not clerk.front.window.toast.isVisible()


def test_leaving_it_shows_the_refusal_and_nothing_was_done(clerk: Seat) -> None:
    form = refund(clerk)
    QTest.keyClick(dialog(), Qt.Key.Key_Escape)
    clerk.settle()
    assert not asked() and form.isVisible() and form.primary.isEnabled()
    assert form.problem.sentence() == "A clerk may not issue refunds. Ask a supervisor or an administrator."
    assert form.form.typed()["reason"] == "Paid too much" and clerk.owed()[2] == 1600_00
    clerk.enter(form)
    assert dialog().isVisible() and form.problem.sentence() == ""  # it is tried again: what was refused is past
    QTest.keyClick(dialog(), Qt.Key.Key_Escape)
    clerk.settle()


@pytest.mark.parametrize(
    ("typed", "says", "field"),
    [
        ({"password": "wrong words of hers"}, "do not fit", "password"),
        ({"name": "noor"}, "A clerk may not issue refunds", "name"),
        ({"name": "dana"}, "Somebody else has to approve", "name"),
        ({"reason": ""}, "Type why", "reason"),
        ({"password": ""}, "Type your password", "password"),
    ],
)
def test_who_may_not_approve_is_told_beside_the_field(
    clerk: Seat, typed: dict[str, str], says: str, field: str
) -> None:
    refund(clerk)
    answer(clerk, **typed)
    assert says in dialog().wrong() and dialog().lines[field].hasFocus()
    assert clerk.owed()[2] == 1600_00
    answer(clerk)
    assert not asked() and clerk.owed()[2] == 1500_00


def test_while_an_approval_is_asked_for_nothing_else_asks_for_one(clerk: Seat) -> None:
    form, first, heard = refund(clerk), dialog(), []

    def refuse() -> None:
        raise NotAllowed("A clerk may not merge two records.", permission="people.merge")

    # The form's own work, what runs in the window, and that of the approval itself.
    for owner in (form, None, first):
        clerk.front.jobs.do(refuse, title="Beside it", owner=owner, refused=lambda one: heard.append(one.sentence))
        clerk.settle()
    assert dialog() is first and heard == ["A clerk may not merge two records."] * 3
    answer(clerk)
    assert not asked() and clerk.owed()[2] == 1500_00
    clerk.front.jobs.do(refuse, title="After it", refused=lambda one: heard.append(one.sentence))
    clerk.settle()
    assert dialog() is not first and len(heard) == 3


def test_a_form_that_went_with_its_question_keeps_nobody_from_being_asked(clerk: Seat) -> None:
    refund(clerk).deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not asked()
    refund(clerk)
    assert dialog().isVisible()


def test_who_approves_is_asked_for_her_code_in_the_same_question(clerk: Seat) -> None:
    sam = clerk.clinic.desk.as_actor(Actor("sam", Role.SUPERVISOR, "desk 1"))
    factor = enrolling.new_factor(sam)
    words = authenticator.secret_text(factor.secret).replace(" ", "")
    enrolling.enroll(sam, enrolling.Enroll(factor.secret, PASSWORD, code_now(clerk, words)))
    clerk.clinic.desk.clock.advance(seconds=60)  # type: ignore[attr-defined]
    refund(clerk)
    first = dialog()
    for typed in ({"name": "noor"}, {}, {"code": "000000"}, {"name": "noor", "code": ""}):
        answer(clerk, **typed)
        assert dialog() is first and clerk.owed()[2] == 1600_00
    answer(clerk, code=code_now(clerk, words))
    assert not asked() and clerk.owed()[2] == 1500_00


def code_now(seat: Seat, secret: str) -> str:
    return pyotp.TOTP(secret).at(seat.clinic.desk.clock.now())


def test_an_approval_is_for_one_refund(clerk: Seat) -> None:
    refund(clerk)
    answer(clerk)
    refund(clerk)
    assert dialog().isVisible()


def test_a_clerk_merges_two_records_with_an_approval(clerk: Seat) -> None:
    double = registering.register_account(
        clerk.clinic.desk, registering.RegisterAccount(PersonForm("Garcia-Lopez", "Maria", sex="F"))
    )
    clerk.open(clerk.clinic.family, clerk.clinic.maria)
    form = clerk.ask("record.merge")
    clerk.search(form.form.boxes["duplicate_id"], "maria garcia")
    assert form.form.typed()["duplicate_id"] == [str(double.person_ids[0]), "Maria Garcia-Lopez"]
    clerk.enter(form)
    words = " ".join(one.text() for one in dialog().findChildren(QLabel))
    assert "Merge the record of Maria Garcia-Lopez" in words and ", into the record of Maria Garcia-Lopez" in words
    answer(clerk)
    assert clerk.dialog() is None and clerk.said[-1].startswith("The two records are one now")
    assert [one.get("approved_by") for one in trail(clerk, "people.merge")][:1] == ["sam"]


def test_a_clerk_prints_who_got_the_records_with_an_approval_that_says_so(clerk: Seat) -> None:
    clerk.open(clerk.clinic.family, clerk.clinic.maria)
    clerk.enter(clerk.ask("record.accounting", first="1/1/2026"))
    words = " ".join(one.text() for one in dialog().findChildren(QLabel))
    told = "Print to whom the records of Maria Garcia-Lopez, account 50001, were disclosed "
    told += "from 01/01/2026 to 11/23/2026"
    assert told in words
    answer(clerk)
    assert trail(clerk, "approval.given")[-1]["what"] == told


def test_commands_that_can_be_approved_are_offered_to_a_clerk_and_to_nobody_who_only_reads(clerk: Seat) -> None:
    shown = {one.id for one in clerk.front.window.commands.shown()}
    assert {"money.refund", "record.merge"} <= shown and "office.codes" not in shown
    desk = clerk.clinic.desk
    clerk.context.desk = desk.as_actor(Actor("rita", Role.READ_ONLY, "desk 1"))
    clerk.front.window.menus_ready()
    shown = {one.id for one in clerk.front.window.commands.shown()}
    assert not {"money.refund", "record.merge"} & shown


def test_the_question_fits_and_tab_follows_the_eye(clerk: Seat) -> None:
    clerk.front.window.resize(911, 512)
    refund(clerk)
    assert dialog().height() <= 512 and dialog().lines["name"].hasFocus()
    names = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None and focused.accessibleName()
        names.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == ["approval_name", "approval_password", "approval_reason", "leave", "approve"]


def test_it_stays_over_the_middle_of_its_form_when_a_code_is_asked_for(clerk: Seat) -> None:
    sam = clerk.clinic.desk.as_actor(Actor("sam", Role.SUPERVISOR, "desk 1"))
    factor = enrolling.new_factor(sam)
    words = authenticator.secret_text(factor.secret).replace(" ", "")
    code = pyotp.TOTP(words).at(clerk.clinic.desk.clock.now())
    enrolling.enroll(sam, enrolling.Enroll(factor.secret, PASSWORD, code))
    form = refund(clerk)
    before, middle = dialog().height(), dialog().frameGeometry().center()
    assert abs(middle.y() - form.frameGeometry().center().y()) <= 1
    answer(clerk)
    assert dialog().lines["password"].text() == PASSWORD, "it was right, and goes with the code"
    assert dialog().lines["code"].isVisible() and before + 30 < dialog().height() <= 512 - 40
    after = dialog().frameGeometry().center()
    assert abs(after.y() - middle.y()) <= 1 and after.x() == middle.x()


def test_a_question_left_open_when_the_screen_is_locked_is_hidden_too(clerk: Seat) -> None:
    refund(clerk)
    clerk.front.locking.lock_screen()
    QApplication.processEvents()
    assert dialog().lines["name"].visibleRegion().isEmpty()
    assert clerk.front.locking.card.isActiveWindow()
    clerk.front.locking.come_back()
    assert dialog().isVisible()


@pytest.mark.parametrize("typed", [{"password": "wrong words of hers"}, {"name": "noor"}, {"name": "dana"}])
def test_a_refused_password_does_not_stay_and_what_else_was_typed_does(clerk: Seat, typed: dict[str, str]) -> None:
    refund(clerk)
    answer(clerk, **typed)
    given = {"name": "sam", "reason": "patient waits", **typed, "password": "", "code": ""}
    assert {name: line.text() for name, line in dialog().lines.items()} == given


def test_a_password_typed_over_a_form_is_gone_when_the_screen_was_locked_over_it(clerk: Seat) -> None:
    form = refund(clerk)
    for name, words in (("name", "sam"), ("password", PASSWORD), ("code", "123456"), ("reason", "patient waits")):
        dialog().lines[name].setText(words)
    clerk.front.locking.lock_screen()
    QApplication.processEvents()
    assert {name: line.text() for name, line in dialog().lines.items()} == {
        "name": "sam", "password": "", "code": "", "reason": "patient waits",
    }  # fmt: skip
    clerk.front.locking.come_back()
    assert form.form.typed()["amount"] == "100"
    answer(clerk)
    assert not asked() and clerk.owed()[2] == 1500_00


def test_work_whose_asker_is_gone_asks_nobody(jobs: Jobs) -> None:
    heard: list[str] = []
    jobs.ask_approval = lambda refused, owner, again, leave: heard.append(refused.permission)
    jobs.refused.connect(lambda refused: heard.append(refused.sentence))

    def refuse() -> None:
        raise NotAllowed("Ask a supervisor.", permission="refunds.issue")

    def refuse_for_good() -> None:
        raise NotAllowed("Nobody can.")

    jobs.do(refuse, title="One")
    jobs.do(refuse_for_good, title="Two")
    jobs.wait_idle()
    assert heard == ["refunds.issue", "Nobody can."]


def test_the_same_work_runs_again_and_answers_once(jobs: Jobs) -> None:
    tries, answers = [], []

    def work() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise NotAllowed("Ask a supervisor.", permission="refunds.issue")
        return "done"

    jobs.ask_approval = lambda refused, owner, again, leave: again()
    jobs.do(work, title="One", then=answers.append)
    jobs.wait_idle()
    assert (len(tries), answers) == (2, ["done"])


def test_why_a_plan_may_go_beyond_the_policy_is_typed_once(clerk: Seat) -> None:
    clerk.open(clerk.clinic.family)
    clerk.front.trigger("plans.new")
    clerk.settle()
    tab = clerk.front.window.current_tab()
    assert isinstance(tab, PlansTab)
    own, page = tab.sheet.page.own, tab.sheet.page
    own.amount.setText("5")
    own.edited.emit()
    page.accept[0].click()
    clerk.settle()
    assert page.asks_reason and not asked()
    page.reason.setText("The owner agreed by phone")
    page.accept[0].click()
    clerk.settle()
    words = " ".join(one.text() for one in dialog().findChildren(QLabel))
    assert "Make a payment plan for Maria Garcia-Lopez: 122.80" in words and "of 5.00" in words
    assert dialog().lines["reason"].text() == "The owner agreed by phone"
    answer(clerk, reason=dialog().lines["reason"].text())
    made = trail(clerk, "plans.make")[-1]
    assert made["approved_by"] == "sam" and made["approved_because"] == "The owner agreed by phone"
