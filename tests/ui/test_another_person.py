"""Another person signs in at a locked screen: of the first nothing is left in the window, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from paydesk.data.office_tables import Audit
from paydesk.operations import drafting, staffing
from paydesk.operations.desk import Actor
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role
from paydesk.ui.curtain import Curtain
from paydesk.ui.jobs import Progress
from support.window_clinic import Seat

PASSWORD = "nine grey herons at dusk"
PEOPLE = (("dana", Role.SUPERVISOR), ("noor", Role.CLERK), ("rita", Role.READ_ONLY))


@pytest.fixture
def desk(seat: Seat) -> Iterator[Seat]:
    """Dana, a supervisor, is seated with Maria's account open; Noor is a clerk, Rita reads only."""
    boss = seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    for name, role in PEOPLE:
        staffing.add_user(boss, staffing.AddUser(name, name.title(), role, PASSWORD, must_change=False))
    seat.open(seat.clinic.family, seat.clinic.maria)
    yield seat
    seat.front.locking.end()


def sign_in(seat: Seat, name: str, password: str = PASSWORD) -> None:
    """At the locked screen, as it is done with keys."""
    card = seat.front.locking.card
    QApplication.processEvents()
    if card.switch.isVisible() and not card.form.name.isVisible():
        QTest.keyClick(card, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    card.form.name.setText(name)
    card.form.password.setText(password)
    QTest.keyClick(card.form.password, Qt.Key.Key_Return)
    wait(seat)


def wait(seat: Seat) -> None:
    for _ in range(20):
        seat.settle()
        QTest.qWait(5)


def drafts_of(seat: Seat, name: str) -> list[str]:
    desk = seat.front.desk()
    assert desk is not None
    return [one.key.form for one in drafting.drafts(desk.as_actor(Actor(name, Role.CLERK, "desk 1")))]


def acts(seat: Seat) -> list[tuple[str, str]]:
    desk = seat.front.desk() or seat.front.last
    assert desk is not None
    desk.flush_looks()
    with desk.database.reading() as session:
        rows = session.execute(select(Audit.act, Audit.actor).order_by(Audit.id)).all()
    return [(act, actor) for act, actor in rows if act.startswith("sign-in.") or act == "sign-in"]


def test_another_person_gets_a_desk_of_her_own_and_the_first_ones_form_is_kept(desk: Seat) -> None:
    front = desk.front
    desk.ask("record.note", text="Half a note of Dana’s")
    front.messages.tell("40.00 of Maria posted")
    first, tabs = desk.context, set(front.window._made.values())
    front.locking.lock_screen()
    sign_in(desk, "noor")
    assert front.desk() is not None and front.desk().actor.name == "noor"  # type: ignore[union-attr]
    assert front.context is not first and not front.locking.is_locked()
    assert desk.dialog() is None and front.context.current_account is None  # type: ignore[union-attr]
    assert not front.window.account_bar.isVisible() and not set(front.window._made.values()) & tabs
    assert front.messages.history == () and not front.window.toast.isVisible()
    assert not front.window.toast.can_take_back()
    assert "noor, clerk" in front.window.status.accessibleName()
    assert not any(one.isVisible() for one in front.window.findChildren(Curtain))
    assert drafts_of(desk, "dana") == ["note_dialog"] and drafts_of(desk, "noor") == []
    assert front.window.current_tab() is not None and front.preferences.last_user == "noor"


def test_she_has_her_own_rights_and_every_command_works(desk: Seat) -> None:
    front = desk.front
    before = {one.id for one in front.window.commands.shown()}
    assert "office.codes" not in before
    front.locking.lock_screen()
    sign_in(desk, "rita")
    after = {one.id for one in front.window.commands.shown()}
    assert "payments.take" in before - after and "reports" not in after
    menus = [action.text() for action in front.window.top_bar.menus.actions()]
    assert menus == ["&File", "&Account", "&Money", "&Insurance", "&View", "&Help"]
    assert [one.objectName() for one in front.window.commands.in_menu("Insurance")] == [
        "claims.account", "benefits.explain", "benefits.estimates",
    ]  # fmt: skip
    front.trigger("tab.patients")
    assert front.context is not None
    front.context.open_account(desk.clinic.family)
    desk.settle()
    assert front.window.account_bar.isVisible() and "Take" not in " ".join(
        action.text() for action in front.window.actions() if action.isVisible()
    )


def test_the_first_one_comes_back_to_her_drafts(desk: Seat) -> None:
    front = desk.front
    desk.ask("record.note", text="Half a note of Dana’s")
    front.locking.lock_screen()
    sign_in(desk, "noor")
    front.locking.lock_screen()
    sign_in(desk, "dana")
    context = front.context
    assert context is not None and context.desk.actor.role is Role.SUPERVISOR
    context.open_account(desk.clinic.family, desk.clinic.maria)
    desk.settle()
    form = desk.ask("record.note")
    desk.settle()
    assert form.form.typed()["text"] == "Half a note of Dana’s"


def test_a_form_that_is_being_saved_is_saved_and_leaves_no_draft(desk: Seat) -> None:
    form, gate = desk.ask("record.note", text="Copies asked for"), threading.Event()
    desk.front.jobs.do(lambda: gate.wait(5), title="Before it")
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.front.locking.lock_screen()
    threading.Timer(0.2, gate.set).start()
    sign_in(desk, "noor")
    assert desk.front.desk().actor.name == "noor"  # type: ignore[union-attr]
    assert drafts_of(desk, "dana") == []
    assert not any("note" in words.lower() for words in desk.said[-1:])


def test_a_long_work_of_the_first_one_goes_on_and_its_end_is_told_without_her_words(
    desk: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paydesk.ui.jobs.SHOWN_AFTER_MS", 0)
    gate, heard = threading.Event(), []

    def work(progress: Progress) -> str:
        gate.wait(5)
        raise PaydeskError("Maria Garcia-Lopez has no address.")

    desk.front.jobs.do_long(work, title="Making statements", then=heard.append)
    desk.front.locking.lock_screen()
    card = desk.front.locking.card
    QApplication.processEvents()
    QTest.keyClick(card, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    card.form.name.setText("noor")
    card.form.password.setText(PASSWORD)
    QTest.keyClick(card.form.password, Qt.Key.Key_Return)
    for _ in range(400):
        if not desk.front.locking.is_locked():
            break
        QTest.qWait(10)
    assert not desk.front.locking.is_locked() and desk.front.window.status.can_stop()
    gate.set()
    wait(desk)
    assert heard == [] and desk.refused == []
    assert desk.said[-1] == "What dana began was not done"


def test_a_wrong_password_leaves_everything_locked(desk: Seat) -> None:
    form = desk.ask("record.note", text="Half a note")
    desk.front.locking.lock_screen()
    sign_in(desk, "noor", "not her password")
    card = desk.front.locking.card
    assert desk.front.locking.is_locked() and "do not fit" in card.wrong() and card.form.password.hasFocus()
    assert form.isVisible() and desk.front.desk().actor.name == "dana"  # type: ignore[union-attr]
    QTest.keyClick(card, Qt.Key.Key_Escape)
    card.typed.setText(PASSWORD)
    QTest.keyClick(card.typed, Qt.Key.Key_Return)
    wait(desk)
    assert not desk.front.locking.is_locked() and form.form.typed()["text"] == "Half a note"


def test_signing_out_leaves_nobody_and_the_window_shows_nothing(desk: Seat) -> None:
    desk.ask("record.note", text="Half a note")
    desk.front.trigger("desk.sign_out")
    desk.dialog()
    wait(desk)
    front, card = desk.front, desk.front.locking.card
    assert front.locking.is_locked() and front.desk() is None and not card.switch.isVisible()
    assert card.form.name.hasFocus() and not front.window._made
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert card.isVisible()
    sign_in(desk, "dana")
    assert front.desk() is not None and drafts_of(desk, "dana") == ["note_dialog"]
    told = acts(desk)
    assert told[-2:] == [("sign-in.out", "dana"), ("sign-in", "dana")]


def test_the_trail_says_who_locked_unlocked_and_came(desk: Seat) -> None:
    desk.front.locking.lock_screen()
    card = desk.front.locking.card
    card.typed.setText(PASSWORD)
    QTest.keyClick(card.typed, Qt.Key.Key_Return)
    wait(desk)
    desk.front.locking.lock_screen()
    sign_in(desk, "noor")
    desk.front.jobs.wait_idle()
    told = acts(desk)
    assert [act for act, _ in told] == ["sign-in.locked", "sign-in.unlocked", "sign-in.locked", "sign-in"]
    assert [actor for _, actor in told] == ["dana", "dana", "dana", "noor"]


def test_closing_from_the_locked_screen_keeps_what_was_typed(desk: Seat, tmp_path: Path) -> None:
    desk.ask("record.note", text="Half a note")
    desk.front.locking.lock_screen()
    QApplication.processEvents()
    QTest.keyClick(desk.front.locking.card, Qt.Key.Key_Q, Qt.KeyboardModifier.AltModifier)
    wait(desk)
    assert not desk.front.window.isVisible() and not desk.front.locking.card.isVisible()
    assert drafts_of(desk, "dana") == ["note_dialog"]


def test_twice_around_leaves_one_of_each_command_and_one_desk(desk: Seat) -> None:
    front = desk.front
    for name in ("noor", "dana", "noor"):
        front.locking.lock_screen()
        sign_in(desk, name)
    texts = [action.text() for action in front.window.actions() if action.text()]
    assert len(texts) == len(set(texts))
    front.jobs.wait_idle()
    assert not front._unwritten
    QApplication.processEvents()
    assert front.window._stack.count() == len(front.window._made) + 0


def test_a_question_that_stands_open_is_answered_no_when_another_person_comes(desk: Seat) -> None:
    def meanwhile() -> None:
        desk.front.locking.lock_screen()
        sign_in(desk, "noor")

    QTimer.singleShot(30, meanwhile)
    ask = type(desk.front.messages).ask
    assert ask(desk.front.messages, "Really?", "It has no way back.", yes="Do it") is False
    assert desk.front.desk().actor.name == "noor"  # type: ignore[union-attr]


def test_a_question_that_was_held_while_locked_is_answered_no_when_another_person_comes(desk: Seat) -> None:
    desk.front.locking.lock_screen()
    QTimer.singleShot(30, lambda: sign_in(desk, "noor"))
    ask = type(desk.front.messages).ask
    assert ask(desk.front.messages, "Really?", "It has no way back.", yes="Do it") is False
    assert desk.dialog() is None


def test_who_was_given_her_password_takes_one_of_her_own_at_the_locked_screen(desk: Seat) -> None:
    boss = desk.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    staffing.add_user(boss, staffing.AddUser("zoe", "Zoe", Role.CLERK, PASSWORD))
    desk.front.locking.lock_screen()
    sign_in(desk, "zoe")
    card = desk.front.locking.card
    assert desk.front.locking.is_locked() and card.form.fresh.hasFocus() and card.do.text() == "Keep this password"
    card.form.fresh.setText("four words of her own")
    card.form.again.setText("four words of her own")
    QTest.keyClick(card.form.again, Qt.Key.Key_Return)
    wait(desk)
    assert not desk.front.locking.is_locked() and desk.front.desk().actor.name == "zoe"  # type: ignore[union-attr]


def test_going_back_forgets_who_was_half_way_in(desk: Seat) -> None:
    boss = desk.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    staffing.add_user(boss, staffing.AddUser("zoe", "Zoe", Role.CLERK, PASSWORD))
    desk.front.locking.lock_screen()
    sign_in(desk, "zoe")
    card = desk.front.locking.card
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert card.typed.hasFocus() and desk.front.desk().actor.name == "dana"  # type: ignore[union-attr]
    sign_in(desk, "noor")
    assert desk.front.desk().actor.name == "noor"  # type: ignore[union-attr]


def test_esc_leaves_the_page_of_a_first_password_when_nobody_is_signed_in(desk: Seat) -> None:
    boss = desk.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    first = "seven herons over water"
    staffing.add_user(boss, staffing.AddUser("kim", "Kim", Role.CLERK, first))
    desk.front.trigger("desk.sign_out")
    wait(desk)
    card = desk.front.locking.card
    sign_in(desk, "kim", first)
    assert card.form.fresh.isVisible() and not card.switch.isVisible()
    assert shown_way_back(card) == "Esc goes back to the name and the password"
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert card.form.name.isVisible() and not card.form.fresh.isVisible() and card.do.text() == "Sign in"
    assert card.form.name.text() == "kim" and card.form.password.hasFocus() and not shown_way_back(card)
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert card.isVisible() and desk.front.desk() is None
    sign_in(desk, "noor")
    assert desk.front.desk() is not None and not desk.front.locking.is_locked()


def test_at_a_locked_screen_the_hint_says_that_esc_goes_back_to_who_is_locked(desk: Seat) -> None:
    boss = desk.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    first = "seven herons over water"
    staffing.add_user(boss, staffing.AddUser("kim", "Kim", Role.CLERK, first))
    desk.front.locking.lock_screen()
    card = desk.front.locking.card
    sign_in(desk, "kim", first)
    assert card.form.fresh.isVisible() and shown_way_back(card) == "Esc goes back to dana"
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert card.typed.hasFocus() and not card.form.isVisible() and not shown_way_back(card)


def shown_way_back(card: QWidget) -> str:
    """The hint under the button."""
    hint = card.findChild(QWidget, "way_back")
    assert hint is not None
    return hint.accessibleName() if hint.isVisible() else ""
