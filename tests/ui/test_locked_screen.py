"""A locked screen: nothing of a patient is seen or reached, what was typed stays, work goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QWidget

from paydesk.operations.desk import Desk
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.ui.buttons import Button
from paydesk.ui.curtain import Curtain
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.lock_dialog import LockDialog
from paydesk.ui.idle import Idle
from paydesk.ui.inputs import ChoiceInput, LineInput
from paydesk.ui.jobs import Progress, Running
from paydesk.ui.payment_amount import AmountEntry
from paydesk.ui.sentence_dialog import SentenceDialog
from support.window_clinic import Seat

CTRL = Qt.KeyboardModifier.ControlModifier


class _Door:
    """Takes 2468 of whoever is at the desk."""

    def unlock(self, desk: Desk, typed: str) -> None:
        if typed != "2468":
            raise NotAllowed("That is not right. Try again.", field="pin")

    def sign_in(self, like: Desk, name: str, password: str, code: str) -> Desk:
        raise NotAllowed("That name and password do not fit. Try again.", field="password")


@pytest.fixture
def desk(seat: Seat) -> Iterator[Seat]:
    """The seated window with Maria's account open, and a PIN that opens it."""
    seat.front.locking.door = _Door()
    seat.open(seat.clinic.family, seat.clinic.maria)
    yield seat
    seat.front.locking.end()


def lock(seat: Seat) -> LockDialog:
    QTest.keyClick(seat.front.window, Qt.Key.Key_L, CTRL)
    QApplication.processEvents()
    assert seat.front.locking.is_locked()
    return seat.front.locking.card


def unlock(seat: Seat, typed: str = "2468") -> None:
    card = seat.front.locking.card
    card.typed.setText(typed)
    QTest.keyClick(card.typed, Qt.Key.Key_Return)
    seat.settle()


def colors(picture: QImage) -> set[int]:
    return {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}


def seen_words(card: QWidget) -> set[str]:
    """Every word of a widget that can be seen anywhere."""
    words = set()
    for widget in QApplication.allWidgets():
        if widget.isVisible() and widget.window() is not card and not widget.visibleRegion().isEmpty():
            words |= {widget.window().windowTitle(), widget.accessibleName(), widget.toolTip()}
            words |= {widget.text()} if isinstance(widget, (QLabel, QLineEdit)) else set()
    return words - {"", "paydesk"}


def test_locked_no_window_shows_anything_of_a_patient(desk: Seat) -> None:
    form = desk.ask("record.note", text="Maria asked for a copy")
    window = desk.front.window
    assert "Maria" in " ".join(seen_words(form)) and len(colors(window.grab().toImage())) > 50
    card = lock(desk)
    for hidden in (window, form):
        picture = hidden.grab().toImage()
        plain = picture.pixel(3, 3)
        middle = picture.copy(0, 0, picture.width(), picture.height() // 2 - 30)
        assert colors(middle) == {plain}, hidden.objectName()
    assert seen_words(card) == set()
    assert card.isVisible() and card.isActiveWindow()


def test_locked_no_key_reaches_what_is_beneath(desk: Seat) -> None:
    form = desk.ask("record.note")
    line = form.form.boxes["text"].input
    card = lock(desk)
    for target in (desk.front.window, form, line):
        QTest.keyClick(target, Qt.Key.Key_F, CTRL)
        QTest.keyClick(target, Qt.Key.Key_N, CTRL)
        QTest.keyClick(target, Qt.Key.Key_Escape)
        QTest.keyClicks(target, "typed")
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)
    desk.settle()
    assert form.isVisible() and form.form.typed()["text"] == ""
    assert not desk.front.window.finder.text() and desk.front.window.finder.hasFocus() is False
    QTest.keyClick(card, Qt.Key.Key_Escape)
    card.close()
    assert card.isVisible()


def test_what_was_typed_stays_and_the_focus_comes_back(desk: Seat) -> None:
    form = desk.ask("record.note", text="Half a note")
    line = form.form.boxes["text"].input
    line.setFocus()
    where = QApplication.focusWidget()
    card = lock(desk)
    unlock(desk, "1111")
    assert desk.front.locking.is_locked() and card.wrong() == "That is not right. Try again."
    assert card.typed.text() == "" and card.typed.hasFocus()
    unlock(desk)
    assert not desk.front.locking.is_locked() and not card.isVisible()
    assert QApplication.focusWidget() is where
    assert form.isVisible() and form.form.typed()["text"] == "Half a note"
    assert not desk.front.window.findChildren(Curtain) or not any(
        one.isVisible() for one in desk.front.window.findChildren(Curtain)
    )
    assert card.typed.text() == ""


@pytest.mark.parametrize("where", ["form", "payment", "note"])
def test_the_cursor_comes_back_to_where_it_stood_and_nothing_half_typed_is_tidied(desk: Seat, where: str) -> None:
    if where == "form":
        desk.open(desk.clinic.credit)
        line = desk.ask("money.refund").form.boxes["amount"].input
    elif where == "payment":
        desk.front.go("payments")
        desk.settle()
        line = desk.front.window.findChild(AmountEntry).input  # type: ignore[union-attr, attr-defined]
    else:
        line = desk.ask("record.contact").form.boxes["with_whom"].input
    assert isinstance(line, LineInput)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "12" if where != "note" else "maria  lo")
    line.setCursorPosition(1)
    typed = line.text()
    lock(desk)
    unlock(desk)
    assert QApplication.focusWidget() is line
    assert (line.text(), line.cursorPosition(), line.selectedText()) == (typed, 1, "")


def test_the_key_locks_from_within_a_dialog_too(desk: Seat) -> None:
    form = desk.ask("record.note")
    QApplication.processEvents()
    QTest.keyClick(form, Qt.Key.Key_L, CTRL)
    assert desk.front.locking.is_locked()
    unlock(desk)
    assert form.isVisible()


def test_a_dialog_that_waits_for_its_answer_goes_on_waiting(desk: Seat) -> None:
    answers: list[bool] = []

    def meanwhile() -> None:
        desk.front.locking.lock_screen()
        QTimer.singleShot(30, back)

    def back() -> None:
        card, asked = desk.front.locking.card, QApplication.topLevelWidgets()
        assert card.isVisible() and not answers
        desk.front.locking._unlock("2468")
        QTimer.singleShot(200, lambda: [one.accept() for one in asked if isinstance(one, SentenceDialog)])

    QTimer.singleShot(30, meanwhile)
    ask = type(desk.front.messages).ask
    answers.append(ask(desk.front.messages, "Really?", "It has no way back.", yes="Do it"))
    assert answers == [True]


def test_the_lock_at_the_top_is_a_button_too(desk: Seat) -> None:
    button = desk.front.window.findChild(Button, "lock_screen")
    assert isinstance(button, Button) and button.accessibleName()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.front.locking.is_locked()


def test_menus_results_and_choices_that_are_open_close(desk: Seat) -> None:
    finder = desk.front.window.finder
    finder.setFocus()
    QTest.keyClicks(finder, "gar")
    desk.settle()
    assert finder.popup.isVisible()
    menu = QMenu(desk.front.window)
    menu.addAction("Maria Garcia-Lopez")
    menu.popup(desk.front.window.pos())
    desk.front.locking.lock_screen()
    assert not menu.isVisible() and not finder.popup.isVisible()
    assert finder.text() == "gar"


def press(*keys: tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    """As the system hands them over: to its window in front, whatever is open there."""
    for key, held in keys:
        front = QGuiApplication.focusWindow()
        assert front is not None
        QTest.keyClick(front, key, held)
        QApplication.processEvents()
        QApplication.processEvents()


def test_the_key_locks_from_within_an_open_menu_and_the_one_beside_it(desk: Seat) -> None:
    none, alt = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
    for further in ((), ((Qt.Key.Key_Right, none),)):
        press((Qt.Key.Key_F, alt), *further)
        assert isinstance(QApplication.activePopupWidget(), QMenu)
        press((Qt.Key.Key_L, CTRL))
        assert desk.front.locking.is_locked() and QApplication.activePopupWidget() is None
        unlock(desk)


def test_the_key_locks_from_within_an_open_list_of_choices(desk: Seat) -> None:
    form = desk.ask("record.person")
    choice = next(one for one in form.findChildren(ChoiceInput) if one.isVisible() and one.count() > 1)
    choice.setFocus()
    press((Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier))
    assert QApplication.activePopupWidget() is not None
    press((Qt.Key.Key_L, CTRL))
    assert desk.front.locking.is_locked() and QApplication.activePopupWidget() is None
    unlock(desk)
    assert form.isVisible() and QApplication.focusWidget() is choice


def test_a_window_that_opens_while_locked_comes_up_covered_behind_the_card(desk: Seat) -> None:
    card = lock(desk)
    late = QDialog(desk.front.window)
    words = QLabel("Maria Garcia-Lopez owes 42.80", late)
    late.resize(300, 200)
    late.setModal(True)
    late.show()
    QApplication.processEvents()
    assert words.isVisible() and seen_words(card) == set()
    assert QApplication.activeModalWidget() is card
    QTest.keyClick(card.typed, Qt.Key.Key_2)
    assert card.typed.text() == "2"
    unlock(desk)
    assert words.visibleRegion().boundingRect().width() > 0
    late.close()


def test_what_is_told_while_locked_waits(desk: Seat) -> None:
    card, messages = lock(desk), desk.front.messages
    messages.tell("40.00 of Maria posted")
    assert desk.front.window.toast.isVisible() is False and seen_words(card) == set()
    assert "40.00 of Maria posted" not in desk.said
    unlock(desk)
    assert desk.said[-1] == "40.00 of Maria posted" and desk.front.window.toast.isVisible()


def test_a_refusal_and_a_question_wait_for_who_comes_back(desk: Seat) -> None:
    lock(desk)
    refuse, ask = type(desk.front.messages).refuse, type(desk.front.messages).ask
    refuse(desk.front.messages, PaydeskError("Maria's record was changed."))
    QTimer.singleShot(30, lambda: desk.front.locking._unlock("2468"))

    def answer() -> None:
        for one in QApplication.topLevelWidgets():
            if isinstance(one, SentenceDialog) and one.isVisible():
                one.accept()

    QTimer.singleShot(300, answer)
    QTimer.singleShot(500, answer)
    assert ask(desk.front.messages, "Go on?", "Really?", yes="Yes")
    desk.settle()
    assert desk.refused == ["Maria's record was changed."] or not desk.front.locking.is_locked()


def test_work_goes_on_and_the_card_names_it_only_where_that_names_nobody(desk: Seat) -> None:
    card, gate = lock(desk), threading.Event()
    done: list[str] = []

    def work(progress: Progress) -> str:
        gate.wait(5)
        return "paper"

    desk.front.jobs.do_long(work, title="Making statements", then=done.append)
    card.show_running(Running("Making statements", 3, 10, lambda: None))
    assert card._running.sentence() == "Making statements: 3 of 10"
    card.show_running(Running("Maria Garcia-Lopez", 0, 0, None))
    assert "Maria" not in card._running.sentence()
    gate.set()
    desk.settle()
    assert done == ["paper"] and desk.front.locking.is_locked()


def test_the_trail_says_when_it_was_locked(desk: Seat) -> None:
    from sqlalchemy import select

    from paydesk.data.office_tables import Audit

    lock(desk)
    desk.clinic.desk.flush_looks()
    with desk.clinic.desk.database.reading() as session:
        acts = session.execute(select(Audit.act).order_by(Audit.id)).scalars().all()
    assert acts[-1] == "sign-in.locked"


def test_it_locks_by_itself_after_ten_minutes_and_with_the_pc(desk: Seat) -> None:
    now, idle = [0.0], desk.front.locking.idle
    idle._now = lambda: now[0]
    idle.begin()
    now[0] = 9 * 60
    idle.look()
    assert not desk.front.locking.is_locked()
    window = desk.front.window.windowHandle()
    idle._follow(window)
    QTest.keyClick(window, Qt.Key.Key_A)
    now[0] = 18 * 60
    idle.look()
    assert not desk.front.locking.is_locked()
    now[0] = 19 * 60
    idle.look()
    assert desk.front.locking.is_locked()
    unlock(desk)
    idle.look()
    assert not desk.front.locking.is_locked()
    idle.away = lambda: True
    idle.look()
    assert desk.front.locking.is_locked()


def test_who_is_idle_is_asked_of_one_window_and_not_of_every_widget(desk: Seat) -> None:
    heard: list[object] = []

    class _Listening(Idle):
        def eventFilter(self, watched: object, event: object) -> bool:
            heard.append(watched)
            return False

    idle = _Listening()
    idle.begin()
    window = desk.front.window
    idle._follow(window.windowHandle())
    window.repaint()
    QTest.keyClicks(window.finder, "gar")
    QApplication.processEvents()
    assert {type(one).__name__ for one in heard} <= {"QWindow"}
    idle.end()


@pytest.mark.parametrize("size", [(1366, 689), (911, 512), (683, 384)])
def test_the_card_fits_the_window_and_is_led_through_by_keys(desk: Seat, size: tuple[int, int]) -> None:
    desk.front.window.resize(*size)
    card = lock(desk)
    assert card.width() <= size[0] and card.height() <= size[1]
    assert card.typed.hasFocus()
    QTest.keyClick(card, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    QApplication.processEvents()
    assert card.form.name.hasFocus() and card.height() <= size[1]
    names = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None and focused.accessibleName()
        names.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == ["sign_in_name", "password", "forgot", "unlock", "someone_else"]
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert card.typed.hasFocus() and not card.form.isVisible()


def test_the_card_stays_on_the_screen_and_over_the_middle_as_it_grows(desk: Seat) -> None:
    card = lock(desk)
    window, screen = desk.front.window.frameGeometry(), card.screen().availableGeometry()
    wanted = min(window.center().y(), screen.bottom() - card.height() // 2)
    assert abs(card.frameGeometry().center().y() - wanted) <= 1
    card.move(card.x(), screen.top() + 4)
    QTest.keyClick(card, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    QApplication.processEvents()
    assert card.form.name.hasFocus() and screen.contains(card.frameGeometry()), "its title stands above the screen"
    card.move(card.x(), screen.bottom() - card.height())
    before = card.height()
    card.form._say("That name and password do not fit. " * 4)
    QApplication.processEvents()
    assert card.height() > before and screen.contains(card.frameGeometry())


def test_a_form_that_is_saved_while_locked_ends_and_is_told_later(desk: Seat) -> None:
    form = desk.ask("record.note", text="Copies asked for")
    gate = threading.Event()
    desk.front.jobs.do(lambda: gate.wait(5), title="Before it")
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    lock(desk)
    said = len(desk.said)
    gate.set()
    desk.settle()
    assert not isinstance(desk.dialog(), FormDialog) and len(desk.said) == said
    unlock(desk)
    assert len(desk.said) == said + 1
