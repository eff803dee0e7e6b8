"""Forms tidy what is typed, tell a mistake beside its field, and keep drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from paydesk.rules.errors import PaydeskError
from paydesk.ui.fields import Choice, Field, FieldKind
from paydesk.ui.form import Form, Labels
from paydesk.ui.labels import Why
from paydesk.ui.search_input import SearchInput

PAYERS = (Choice("1", "Aetna PPO"), Choice("2", "Medicare"), Choice("3", "Aetna HMO"))
FIELDS = (
    Field("name", "Name", FieldKind.NAME, required=True),
    Field("amount", "Amount", FieldKind.AMOUNT, help="Sums work too: 25+15"),
    Field("day", "Day", FieldKind.DATE, beside=True),
    Field("phone", "Phone", FieldKind.PHONE),
    Field("zip", "ZIP", FieldKind.ZIP),
    Field("state", "State", beside=True),
    Field(
        "method", "Method", FieldKind.CHOICE, choices=(Choice("cash", "Cash"), Choice("check", "Check")), required=True
    ),
    Field(
        "payer", "Payer", FieldKind.SEARCH,
        search=lambda typed: tuple(one for one in PAYERS if typed.casefold() in one.words.casefold()),
    ),
    Field("note", "Note", FieldKind.NOTE),
    Field("full", "", FieldKind.TICK, unit="Paid in full"),
)  # fmt: skip


def _refuses_card(text: str) -> str | None:
    return "This is a full card number. Keep the last 4 only." if "4111111111111111" in text else None


@pytest.fixture(params=[Labels.LEFT, Labels.ABOVE], ids=["left", "above"])
def form(request: pytest.FixtureRequest, qtbot: QtBot, today: Callable[[], date]) -> Form:
    made = Form(FIELDS, today=today, refuses_card=_refuses_card, labels=request.param, fills_state=("zip", "state"))
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    return made


def _type(qtbot: QtBot, form: Form, field: str, words: str) -> None:
    box = form.boxes[field].input
    box.setFocus()
    qtbot.keyClicks(getattr(box, "edit", box), words)
    form.boxes[field].tidy()


def _shown_mistakes(form: Form) -> list[str]:
    return [why.sentence() for why in form.findChildren(Why) if why.sentence() and why._role == "bad"]


def test_every_field_has_its_name_as_object_name_and_an_accessible_name(form: Form) -> None:
    for field in FIELDS:
        widget = form.findChild(QWidget, field.name)
        assert widget is form.boxes[field.name].input
        assert widget.accessibleName() or field.kind is FieldKind.TICK


def test_what_is_typed_stands_there_as_it_will_be_kept(qtbot: QtBot, form: Form) -> None:
    for field, words, kept in (
        ("amount", "25+15", "40.00"), ("day", "+7", "11/30/2026"), ("phone", "5125550142", "(512) 555-0142"),
        ("zip", "787011234", "78701-1234"), ("name", "  Ana   Ruiz ", "Ana Ruiz"),
    ):  # fmt: skip
        _type(qtbot, form, field, words)
        assert form.boxes[field].typed() == kept


def test_values_come_out_as_cents_dates_digits_and_keys(qtbot: QtBot, form: Form) -> None:
    for field, words in (("name", "Ana"), ("amount", "1,234.5"), ("day", "eom"), ("phone", "512-555-0142")):
        _type(qtbot, form, field, words)
    form.boxes["method"].set_value("check")
    form.boxes["full"].set_value(True)
    values = form.values()
    assert values["amount"] == 123450
    assert values["day"] == date(2026, 11, 30)
    assert values["phone"] == "5125550142"
    assert (values["method"], values["full"], values["payer"], values["note"]) == ("check", True, None, None)


def test_a_mistake_is_one_sentence_beside_its_field_and_goes_when_typing_goes_on(qtbot: QtBot, form: Form) -> None:
    _type(qtbot, form, "amount", "4x")
    assert len(_shown_mistakes(form)) == 1
    assert "Type it like" in _shown_mistakes(form)[0]
    qtbot.keyClicks(form.boxes["amount"].input, "0")
    assert _shown_mistakes(form) == []


def test_the_room_for_a_mistake_is_kept_so_nothing_jumps(qtbot: QtBot, form: Form) -> None:
    below = form.boxes["note"].mapTo(form, form.boxes["note"].rect().topLeft())
    form.show_error("name", "Name is missing.")
    qtbot.wait(1)
    assert form.boxes["note"].mapTo(form, form.boxes["note"].rect().topLeft()) == below


def test_all_mistakes_are_shown_at_once_and_the_first_has_the_focus(form: Form) -> None:
    with pytest.raises(PaydeskError) as refused:
        form.values()
    assert refused.value.field == "name"
    assert len(_shown_mistakes(form)) == 2
    assert form.focusWidget() is form.boxes["name"].input


@pytest.mark.parametrize("field", ["name", "note"])
def test_a_full_card_number_in_free_text_is_refused(qtbot: QtBot, form: Form, field: str) -> None:
    _type(qtbot, form, field, "card 4111111111111111")
    assert "full card number" in _shown_mistakes(form)[0]


def test_the_state_follows_from_the_zip_code_and_never_overwrites_one(qtbot: QtBot, form: Form) -> None:
    _type(qtbot, form, "zip", "78701")
    assert form.boxes["state"].typed() == "TX"
    form.boxes["state"].set_value("NM")
    form.boxes["zip"].set_value("10001")
    form.boxes["zip"].tidy()
    assert form.boxes["state"].typed() == "NM"


def test_typing_chooses_among_many_and_other_words_stay_and_are_no_choice(qtbot: QtBot, form: Form) -> None:
    search = form.boxes["payer"].input
    assert isinstance(search, SearchInput)
    search.setFocus()
    qtbot.keyClicks(search, "aet")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert (form.boxes["payer"].value(), search.text()) == ("3", "Aetna HMO")
    search.selectAll()
    qtbot.keyClicks(search, "something else")
    qtbot.keyClick(search, Qt.Key.Key_Tab)
    assert search.text() == "something else", "what was typed stays"
    assert _shown_mistakes(form) == [
        "“something else” is not chosen from the list yet. Press Enter on one of its lines, or empty the field."
    ]
    with pytest.raises(PaydeskError, match="“something else” is not chosen"):
        form.boxes["payer"].value()
    draft = form.boxes["payer"].kept()
    form.boxes["payer"].set_value(Choice("3", "Aetna HMO"))
    form.boxes["payer"].set_typed(draft)
    assert search.text() == "something else" and form.boxes["payer"].kept() == draft
    search.setFocus()
    search.selectAll()
    qtbot.keyClick(search, Qt.Key.Key_Delete)
    assert form.boxes["payer"].value() is None and _shown_mistakes(form) == []


CODES = (Choice("99211", "99211  Nurse visit"), Choice("99213", "99213  Office visit"), Choice("J029", "J02.9  Sore"))


def _codes(typed: str) -> tuple[Choice, ...]:
    found = tuple(one for one in CODES if one.words.replace(".", "").lower().startswith(typed.replace(".", "").lower()))
    new = (Choice(typed, f"{typed}  new code"),) if typed.isdigit() and len(typed) == 4 else ()
    return found + new


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("99213", "99213"), ("j02.9", "J029"), ("j", "J029"), ("j029", "J029"), ("9921", ""), ("992", ""), ("x", "")],
)
@pytest.mark.parametrize("late", [False, True])
def test_tab_takes_a_code_typed_in_full_or_the_only_one_that_fits(
    qtbot: QtBot, typed: str, chosen: str, late: bool
) -> None:
    answers: list[Callable[[], None]] = []

    def look(words: str, deliver: Callable[[tuple[Choice, ...]], None]) -> None:
        answers.append(lambda: deliver(_codes(words)))
        if not late:
            answers.pop()()

    fields = (Field("code", "Code", FieldKind.SEARCH, look=look), Field("fee", "Fee", FieldKind.AMOUNT))
    form = Form(fields, today=lambda: date(2026, 11, 23), refuses_card=lambda words: None)
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    form.boxes["code"].input.setFocus()
    qtbot.keyClicks(form.boxes["code"].input, typed)
    qtbot.keyClick(form.boxes["code"].input, Qt.Key.Key_Tab)
    for answer in answers:
        answer()
    assert form.focusWidget() is form.boxes["fee"].input
    assert form.boxes["code"].typed() == chosen
    search = form.boxes["code"].input
    assert isinstance(search, SearchInput)
    assert bool(_shown_mistakes(form)) is not bool(chosen)
    assert search.text() == (next(one.words for one in CODES if one.key == chosen) if chosen else typed)


def test_a_draft_holds_what_was_changed_and_brings_it_back(qtbot: QtBot, form: Form) -> None:
    form.set_values({"name": "Ana Ruiz", "amount": 4000})
    assert not form.is_dirty()
    _type(qtbot, form, "note", "Called twice")
    _type(qtbot, form, "phone", "512")
    assert form.is_dirty()
    draft = form.draft()
    assert draft == {"note": "Called twice", "phone": "512"}
    form.set_values({"note": None, "phone": None})
    form.set_draft(draft)
    assert form.draft() == draft


def test_the_focus_starts_in_the_first_empty_field(form: Form) -> None:
    form.set_values({"name": "Ana"})
    form.focus_first()
    assert form.focusWidget() is form.boxes["amount"].input


def test_a_refusal_about_another_form_is_not_swallowed(form: Form) -> None:
    assert not form.show_error("unknown", "x")
    assert form.show_error("day", "Choose a later day.")


def test_tab_order_follows_the_eye(qtbot: QtBot, form: Form) -> None:
    form.boxes["name"].input.setFocus()
    order = ["name"]
    while (order[-1] != "full") and len(order) < 20:
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        widget = form.focusWidget()
        order.append(next(name for name, box in form.boxes.items() if widget in (box.input, box.input.focusProxy())))
    assert order == [field.name for field in FIELDS]


def _retype(qtbot: QtBot, form: Form, field: str, words: str) -> None:
    form.boxes[field].input.selectAll()  # type: ignore[union-attr]
    _type(qtbot, form, field, words)


def test_the_state_follows_a_zip_code_that_was_typed_over(qtbot: QtBot, form: Form) -> None:
    form.set_values({"zip": "78704", "state": "TX"})
    _retype(qtbot, form, "zip", "10001")
    assert form.boxes["state"].typed() == "NY"
    _retype(qtbot, form, "state", "NJ")
    form.boxes["zip"].tidy()
    assert form.boxes["state"].typed() == "NJ"
    _retype(qtbot, form, "zip", "97201")
    assert form.boxes["state"].typed() == "OR"


def test_the_state_follows_even_when_enter_is_pressed_in_the_zip_code(qtbot: QtBot, form: Form) -> None:
    form.set_values({"zip": "78704", "state": "TX", "name": "Ana", "method": "cash"})
    form.boxes["zip"].input.setFocus()
    form.boxes["zip"].input.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(form.boxes["zip"].input, "10001")
    assert form.values()["state"] == "NY"


def test_a_state_that_was_there_stays_while_the_zip_code_is_only_passed(qtbot: QtBot, form: Form) -> None:
    form.set_values({"zip": "75502", "state": "TX"})
    form.boxes["zip"].tidy()
    assert form.boxes["state"].typed() == "TX"


def test_a_mistake_below_a_row_begins_under_the_field_it_is_about(qtbot: QtBot, today: Callable[[], date]) -> None:
    form = Form(FIELDS, today=today, refuses_card=_refuses_card, below=True)
    qtbot.addWidget(form)
    form.resize(800, 700)
    form.show()
    _type(qtbot, form, "day", "13/45/26")
    (why,) = (one for one in form.findChildren(Why) if one.sentence().startswith("“13/45/26” is not a date"))
    qtbot.waitUntil(lambda: why.mapTo(form, QPoint(0, 0)).x() == form.boxes["day"].mapTo(form, QPoint(0, 0)).x())
    _type(qtbot, form, "amount", "x")
    qtbot.waitUntil(lambda: why.mapTo(form, QPoint(0, 0)).x() == form.boxes["amount"].mapTo(form, QPoint(0, 0)).x())
