"""An insurer's check typed at the window, by keyboard alone: split, kept, posted; interrupted, corrected, dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from sqlalchemy import text

from paydesk.operations import drafting
from paydesk.ui.labels import Label, Why
from paydesk.ui.paper_job import FORM, PaperJob
from paydesk.ui.remittance_job import RemittanceJob
from paydesk.ui.tabs.payments_tab import PaymentsTab
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.window_clinic import Seat, window_clinic

NONE, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip


class Hands:
    """Keys pressed at whatever has the focus; ``chords`` counts those that are not typing or moving on."""

    def __init__(self, seat: Seat) -> None:
        self.seat, self.chords = seat, 0

    @property
    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, *, on: QWidget | None = None) -> None:
        self.chords += 1
        QTest.keyClick(on or self.focus, key, modifiers)
        self.seat.settle()

    def on(self, *typed: str) -> None:
        """Type into the fields one after the other, each left with Enter."""
        for words in typed:
            if words:
                QTest.keyClicks(self.focus, words)
            QTest.keyClick(self.focus, Qt.Key.Key_Return)
            self.seat.settle()

    def choose(self, words: str) -> None:
        """Type and take the first that fits."""
        QTest.keyClicks(self.focus, words)
        self.seat.settle()
        self.press(Qt.Key.Key_Return)

    def begin(self) -> None:
        self.press(Qt.Key.Key_F6, SHIFT, on=self.seat.front.window)

    def head(self, *, amount: str = "70", number: str = "4711", dated: str = "1120") -> None:
        """Aetna's check."""
        self.choose("aet")
        self.on("", number, dated, amount, "")

    def maria(self) -> None:
        """Her visit of today cost 160.00, with a copay of 40.00."""
        self.choose("garcia")

    def row(self, *cells: str) -> None:
        """Allowed, deductible, copay, coinsurance, came off, other reason, paid."""
        self.on(*cells)


@pytest.fixture
def hands(seat: Seat) -> Hands:
    return Hands(seat)


def job(seat: Seat) -> PaperJob:
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab) and tab.paper is not None and tab.paper.isVisible()
    return tab.paper


def preview(seat: Seat) -> RemittanceJob:
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab) and tab.remittance.isVisible()
    return tab.remittance


def rows(seat: Seat, sql: str) -> list[tuple[object, ...]]:
    with seat.clinic.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def test_one_check_for_one_claim_is_typed_kept_and_posted_in_few_keys(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head()
    hands.maria()
    hands.row("110", "", "40", "", "", "", "70")
    assert job(seat).verdict() == "70.00 split to the cent"
    hands.press(Qt.Key.Key_Return, CONTROL)
    page = preview(seat).page
    assert page is not None and page.deposit.source == "paper" and page.will_post.claims == 1
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert seat.said[-1] == "Posted 1 claim, 70.00"
    assert hands.chords <= 6
    assert rows(seat, "SELECT trace, amount, method FROM advice") == [("4711", 7000, "CHK")]
    assert rows(seat, "SELECT kind, total FROM entry WHERE because = 'remittance claim' AND kind = 'insurer payment' "
                      "ORDER BY id DESC LIMIT 1") == [("insurer payment", -7000)]  # fmt: skip


def test_what_is_left_of_the_line_and_of_the_check_is_told_while_typing(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head(amount="100")
    hands.maria()
    assert job(seat).verdict() == "100.00 to split of 100.00"
    hands.row("110", "", "30")
    line = job(seat).grid.lines[0]
    assert line._left.text() == "80.00 to explain" and line.cells["off"].placeholderText() == "50.00"
    hands.row("", "", "", "80")
    assert line._left.text() == "Explained to the cent"
    assert job(seat).verdict() == "20.00 to split of 100.00"
    assert job(seat).list.rows.rows[1].sentence().endswith("Charge 160.00, Paid 80.00, To explain –")
    assert QApplication.focusWidget() is job(seat).search, "after the last cell the next claim is found"


def test_a_reason_typed_where_the_price_stands_denies_the_line(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.choose("aet")
    hands.on("", "", "1120", "0", "")
    assert job(seat).form.boxes["method"].typed() == "nothing", "a paper over 0.00 pays nothing"
    hands.choose("lopez, mateo")
    hands.row("co197")
    line = job(seat).grid.lines[0]
    assert line.cells["others"].text() == "co197" and "no authorization" in line._told.text()
    assert line._left.text() == "Explained to the cent" and QApplication.focusWidget() is job(seat).search
    hands.press(Qt.Key.Key_Return, CONTROL)
    page = preview(seat).page
    assert page is not None and page.will_post.denied == 1


def typed_check(seat: Seat, hands: Hands) -> int:
    """Maria's, kept and in front as a deposit."""
    hands.begin()
    hands.head()
    hands.maria()
    hands.row("110", "", "40", "", "", "", "70")
    hands.press(Qt.Key.Key_Return, CONTROL)
    ((own,),) = rows(seat, "SELECT max(id) FROM advice")
    return int(str(own))


def kept(seat: Seat) -> list[tuple[str, str]]:
    return [(one.key.form, one.key.about) for one in drafting.drafts(seat.clinic.desk)]


def test_a_check_half_typed_comes_back_with_all_its_claims(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head(amount="100")
    hands.maria()
    hands.row("110", "", "40", "", "", "", "70")
    hands.choose("lopez, mateo")
    hands.row("90", "", "", "", "", "co 97 20")
    seat.open(seat.clinic.credit)
    seat.settle()
    assert kept(seat) == [(FORM, "")]
    seat.front.go("payments")
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    tab.paper = None  # as after another start of the program
    hands.begin()
    page = job(seat)
    assert page.foot() == "What you typed before is back" and page.start_empty.isVisible()
    assert [one.patient for one in page.entries] == ["Maria Garcia-Lopez", "Mateo Lopez"]
    assert page.form.boxes["number"].typed() == "4711" and page.verdict() == "30.00 to split of 100.00"
    line = page.grid.lines[0]
    assert [line.cells[name].text() for name in ("allowed", "others", "paid")] == ["90.00", "co 97 20", ""]
    hands.press(Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier, on=page)
    assert page.entries == [] and kept(seat) == [] and page.form.boxes["number"].typed() == ""


def test_today_leads_back_to_it(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head()
    hands.press(Qt.Key.Key_Escape)
    assert kept(seat) == [(FORM, "")]
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab) and tab.list.hasFocus() and not tab.paper.isVisible()  # type: ignore[union-attr]
    seat.context.resume("")
    seat.front.trigger("remittance.type")
    seat.settle()
    assert job(seat).form.boxes["amount"].typed() == "70.00"


def test_who_only_looked_leaves_no_draft(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.press(Qt.Key.Key_Escape)
    assert kept(seat) == []


def test_a_check_is_opened_again_and_corrected_from_its_preview(seat: Seat, hands: Hands) -> None:
    typed_check(seat, hands)
    page = preview(seat)
    page.list.setFocus()
    words = [deed.words for deed in page._deeds]
    assert words == ["It is another's", "Correct the check", "Drop the check", "Open the account"]
    hands.press(Qt.Key.Key_2)
    assert job(seat).grid.lines[0].cells["copay"].text() == "40.00"
    assert job(seat).verdict() == "70.00 split to the cent"
    hands.press(Qt.Key.Key_Escape)
    assert kept(seat) == [], "nothing was typed"
    seat.context.resume("advice 1")
    seat.front.trigger("remittance.type")
    seat.settle()
    job(seat).grid.lines[0].focus_cell("coinsurance")
    hands.on("5")
    job(seat).grid.lines[0].focus_cell("copay")
    hands.on("35")
    seat.open(seat.clinic.credit)
    assert kept(seat) == [(FORM, "advice 1")]
    seat.front.go("payments")
    seat.context.resume("advice 1")
    seat.front.trigger("remittance.type")
    seat.settle()
    hands.press(Qt.Key.Key_Return, CONTROL, on=job(seat))
    assert preview(seat).advice_id == 1 and kept(seat) == []
    assert rows(seat, "SELECT a.grouped, a.reason, a.amount FROM advice_adjustment a JOIN advice_claim c ON "
                      "c.id = a.advice_claim_id WHERE c.work = 'waiting' ORDER BY a.seq") == [
        ("CO", "45", 5000), ("PR", "3", 3500), ("PR", "2", 500),
    ]  # fmt: skip


def test_a_check_is_dropped_with_a_reason(seat: Seat, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    typed_check(seat, hands)
    monkeypatch.setattr(seat.front.messages, "ask_reason", lambda *given, **more: "another clinic's")
    preview(seat).list.setFocus()
    hands.press(Qt.Key.Key_3)
    assert seat.said[-1] == "Dropped the check. It can be typed again"
    assert rows(seat, "SELECT put_aside FROM advice") == [("another clinic's",)]


def test_the_file_of_a_typed_check_says_so_and_is_dropped(
    seat: Seat, hands: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed_check(seat, hands)
    ((number, key),) = rows(seat, "SELECT c.number, l.key FROM advice_claim a JOIN claim c ON c.id = a.claim_id JOIN "
                                  "claim_line l ON l.claim_id = c.id")  # fmt: skip
    line = AnsweredLine(str(key), "99213", 16000, (("CO", "45", 5000), ("PR", "3", 4000)))
    told = era_writer.era(Answered(str(number), (line,)), trace="04711")
    file = era_writer.write(tmp_path, "aetna.835", told)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(file), ""))
    seat.front.trigger("remittance.open")
    seat.settle()
    page = preview(seat)
    assert page.page is not None and page.page.typed and page.page.will_post.claims == 0
    assert "Typed before: drop one of the two" in [one.text() for one in page.findChildren(Label)]
    assert any("drop one of the two" in row.sentence() for row in page.list.rows.rows)
    page.list.setFocus()
    assert page._deeds[0].words == "Drop this remittance"
    monkeypatch.setattr(seat.front.messages, "ask_reason", lambda *given, **more: "typed before")
    hands.press(Qt.Key.Key_1)
    assert seat.said[-1] == "Dropped the remittance. The typed check stands"
    assert rows(seat, "SELECT source, put_aside FROM advice ORDER BY id") == [("paper", ""), ("file", "typed before")]


def test_a_refusal_leads_to_the_cell_or_field_it_is_about(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert job(seat).foot() == "Choose the insurer that pays." and hands.focus.objectName() == "payer_id"
    hands.head(amount="71")
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert job(seat).foot() == "Add the claims that the check pays, or what else it is for, like interest."
    assert hands.focus.objectName() == "paper_claim"
    hands.maria()
    hands.row("110", "", "30")
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert job(seat).foot().startswith("99213 of Maria Garcia-Lopez's claim PD")
    assert hands.focus is job(seat).grid.lines[0].cells["paid"] and job(seat).grid.lines[0].cells["paid"].wrong
    hands.on("7o")
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert job(seat).foot().startswith("“7o” is not an amount.")
    assert hands.focus is job(seat).grid.lines[0].cells["paid"]
    hands.focus.clear()  # type: ignore[attr-defined]
    hands.on("80")
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert job(seat).foot().startswith("The claims and other amounts come to 80.00, 9.00 more than the check's 71.00.")
    assert hands.focus.objectName() == "amount"


def test_the_same_check_typed_again_is_told(seat: Seat, hands: Hands) -> None:
    typed_check(seat, hands)
    hands.begin()
    hands.head()
    hands.choose("lopez, mateo")
    hands.row("70", "", "", "", "", "", "70")
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert job(seat).foot().startswith("4711 over 70.00 was typed by dana on 11/23/2026.")
    assert hands.focus.objectName() == "number" and rows(seat, "SELECT count(*) FROM advice") == [(1,)]


def test_down_shows_the_insurers_open_claims_and_delete_takes_one_off(seat: Seat, hands: Hands) -> None:
    hands.begin()
    job(seat).search.setFocus()
    hands.press(Qt.Key.Key_Return)
    assert job(seat).foot() == "Choose the insurer first: its claims are looked for."
    hands.head()
    hands.press(Qt.Key.Key_Down)
    assert len(job(seat).search._found) == 2
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert [one.patient for one in job(seat).entries] == ["Mateo Lopez"]
    job(seat).list.setFocus()
    hands.press(Qt.Key.Key_Delete)
    assert job(seat).entries == [] and not job(seat).grid.isVisible() and hands.focus is job(seat).search


def test_the_same_claim_chosen_again_comes_to_the_front_but_for_one_taken_back(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head()
    hands.maria()
    job(seat).search.setFocus()
    hands.maria()
    assert len(job(seat).entries) == 1
    job(seat).grid.details.boxes["takes_back"].input.click()  # type: ignore[union-attr]
    assert job(seat).grid.lines[0]._charge.text() == "−160.00"
    job(seat).search.setFocus()
    hands.maria()
    assert [one.takes_back for one in job(seat).entries] == [True, False]


def test_other_amounts_of_the_check_are_rows_of_their_own(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head(amount="72.18")
    hands.maria()
    hands.row("110", "", "40", "", "", "", "70")
    job(seat).others.add_link.click()
    seat.settle()
    job(seat).others.rows[0].form.set_draft({"reason": "L6", "reference": "late", "other_amount": "2.18"})
    job(seat).look()
    assert job(seat).verdict() == "72.18 split to the cent"
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert rows(seat, "SELECT reason, reference, amount FROM advice_provider_adjustment") == [("L6", "late", -218)]


def test_everything_fits_a_small_window_and_what_is_typed_is_in_sight(seat: Seat, hands: Hands) -> None:
    seat.front.window.resize(911, 512)
    hands.begin()
    hands.head()
    hands.maria()
    page, cell = job(seat), job(seat).grid.lines[0].cells["allowed"]
    assert hands.focus is cell
    top = cell.mapTo(page, cell.rect().topLeft()).y()
    assert page._header.height() <= top and top + cell.height() <= page.height() - 60
    assert all(one.width() >= 48 for one in page.grid.lines[0].cells.values())
    right = page.grid.lines[0].cells["paid"]
    assert right.mapTo(page, right.rect().topRight()).x() < page.width()


def test_a_claim_that_went_to_another_insurer_is_told(seat: Seat, hands: Hands) -> None:
    from paydesk.operations import insuring
    from paydesk.operations.insuring import SavePayer

    insuring.save_payer(seat.clinic.desk, SavePayer("Cigna"))
    hands.begin()
    hands.choose("cig")
    hands.on("", "88", "1120", "70", "")
    hands.maria()
    assert job(seat).grid._beside.text().endswith("it went to Aetna: is it on this check?")


def test_the_usual_price_is_taken_by_going_on_and_leaves_a_line_that_is_denied(seat: Seat, hands: Hands) -> None:
    from paydesk.ui.paper_entry import PaperEntry

    hands.begin()
    hands.head(amount="110")
    hands.maria()
    page = job(seat)
    entry = page.entries[0]
    entry.claim = type(entry.claim)(entry.claim.known, (11000,))
    page.grid.lines[0].show_entry()
    allowed = page.grid.lines[0].cells["allowed"]
    assert (allowed.text(), allowed.placeholderText()) == ("", "110.00"), "a suggestion is no answer"
    assert isinstance(entry, PaperEntry) and not entry.so_far(page.grid.lines[0].line.key).answered
    hands.on("")
    assert allowed.text() == "110.00" and page.grid.lines[0]._told.text() == "Allowed is the usual price"
    page.grid.lines[0].focus_cell("others")
    QTest.keyClicks(hands.focus, "co197")
    assert allowed.text() == "" and page.grid.lines[0]._left.text() == "Explained to the cent"


def test_who_may_not_post_has_no_button_for_it(tmp_path: Path) -> None:
    from paydesk.rules.office import Role

    seat = Seat(window_clinic(tmp_path, role=Role.READ_ONLY), tmp_path)
    try:
        seat.front.go("payments")
        seat.settle()
        assert seat.front.window.findChild(QWidget, "type_paper") is None
        assert seat.front.window.commands.find("remittance.type") is None
    finally:
        seat.leave()


def test_a_check_that_is_gone_meanwhile_is_told(seat: Seat, hands: Hands) -> None:
    seat.front.go("payments")
    seat.context.resume("advice 99")
    seat.front.trigger("remittance.type")
    seat.settle()
    assert seat.refused == ["That check is not there any more. Look at the list of deposits."]
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab) and tab.paper is not None and not tab.paper.isVisible()


def test_a_dash_for_what_was_paid_leaves_a_line_out(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head()
    hands.maria()
    hands.row("", "", "", "", "", "", "-")
    assert job(seat).grid.lines[0]._left.text() == "Not on this paper"
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert job(seat).foot().startswith("No line of Maria Garcia-Lopez's claim PD")


def tab(hands: Hands, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(hands.focus, Qt.Key.Key_Tab)
        hands.seat.settle()


def test_enter_presses_the_button_that_has_the_focus(seat: Seat, hands: Hands) -> None:
    seat.front.go("payments")
    seat.settle()
    button = seat.front.window.findChild(QWidget, "type_paper")
    assert button is not None
    button.setFocus()
    hands.press(Qt.Key.Key_Return)
    assert job(seat).form.boxes["payer_id"].input.hasFocus()


def test_tab_follows_the_eye_in_a_check_that_came_back_from_a_draft(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head(amount="100")
    hands.maria()
    hands.row("110", "", "40", "", "", "", "70")
    seat.open(seat.clinic.credit)
    seat.settle()
    seat.front.go("payments")
    current = seat.front.window.current_tab()
    assert isinstance(current, PaymentsTab)
    current.paper = None
    hands.begin()
    page = job(seat)
    page.search.setFocus()
    names = []
    for _ in range(14):
        tab(hands)
        names.append(hands.focus.objectName().rsplit("_PD", 1)[0] or hands.focus.metaObject().className())
    key = page.grid.lines[0].line.key
    cells = [f"paper_{one}_{key}" for one in page.grid.lines[0].cells]
    cells = [one.rsplit("_PD", 1)[0] for one in cells]
    assert names == [
        "paper_claims", "paper_take_off", *cells, "payer_claim", "remarks", "passed_on_to", "takes_back",
        "add_paper_other",
    ]  # fmt: skip
    hands.press(Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    assert hands.focus is page.search


def test_tab_goes_from_the_last_cell_of_a_line_to_the_next_line(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    lines = job(seat).grid.lines
    lines[0].focus_cell("paid")
    tab(hands)
    expected = lines[1].cells["allowed"] if len(lines) > 1 else job(seat).grid.details.boxes["payer_claim"].input
    assert hands.focus is expected


def test_tab_passes_by_how_it_is_paid_and_shift_tab_goes_there(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.choose("aet")
    tab(hands)
    assert hands.focus.objectName() == "number"
    QTest.keyClick(hands.focus, Qt.Key.Key_Backtab, SHIFT)
    assert hands.focus.objectName() == "method"
    tab(hands)
    assert hands.focus.objectName() == "number"


def test_a_check_that_was_typed_before_is_told_as_soon_as_it_is_named(seat: Seat, hands: Hands) -> None:
    typed_check(seat, hands)
    hands.begin()
    hands.head(amount="71")
    words = [one.sentence() for one in job(seat).form.findChildren(Why)]
    assert not any("was typed by" in one for one in words)
    job(seat).form.boxes["amount"].input.setFocus()
    hands.focus.clear()  # type: ignore[attr-defined]
    hands.on("70")
    told = next(one for one in job(seat).form.findChildren(Why) if "was typed by" in one.sentence())
    assert told.sentence().startswith("4711 over 70.00 was typed by dana on 11/23/2026.")
    job(seat).search.setFocus()
    hands.maria()
    assert len(job(seat).entries) == 1, "nothing is refused yet"
    job(seat).form.boxes["number"].input.setFocus()
    hands.on("2")
    assert not any("was typed by" in one.sentence() for one in job(seat).form.findChildren(Why))


def test_all_that_is_wrong_is_marked_and_the_first_has_the_focus(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.choose("aet")
    hands.on("", "", "", "0")
    job(seat).form.boxes["method"].set_value("check")
    job(seat).search.setFocus()
    hands.maria()
    hands.row("11o", "", "4o")
    hands.press(Qt.Key.Key_Return, CONTROL)
    page = job(seat)
    assert {name for name, box in page.form.boxes.items() if box.input.wrong} == {"number", "dated", "amount"}  # type: ignore[union-attr]
    assert {name for name, cell in page.grid.lines[0].cells.items() if cell.wrong} == {"allowed", "copay"}
    assert hands.focus.objectName() == "number" and page.foot().startswith("Type the number of the check")


def test_a_mark_goes_when_what_it_is_about_is_mended_elsewhere(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head()
    hands.maria()
    hands.row("110", "", "40")
    hands.press(Qt.Key.Key_Return, CONTROL)
    line = job(seat).grid.lines[0]
    assert line.cells["paid"].wrong
    line.focus_cell("others")
    QTest.keyClicks(hands.focus, "co197")
    assert not line.cells["paid"].wrong, "nothing is missing of it any more"
    hands.focus.clear()  # type: ignore[attr-defined]
    QTest.keyClicks(hands.focus, " ")
    line.focus_cell("paid")
    hands.on("80")
    line.focus_cell("copay")
    hands.focus.clear()  # type: ignore[attr-defined]
    hands.on("30")
    hands.press(Qt.Key.Key_Return, CONTROL)
    amount = job(seat).form.boxes["amount"].input
    assert amount.wrong  # type: ignore[union-attr]
    line.focus_cell("paid")
    hands.on("70")
    assert not amount.wrong  # type: ignore[union-attr]


def test_a_reason_that_tab_carries_to_its_cell_leaves_no_mark(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head()
    hands.maria()
    QTest.keyClicks(hands.focus, "co197")
    tab(hands)
    line = job(seat).grid.lines[0]
    assert line.cells["others"].text() == "co197" and not line.cells["allowed"].wrong


def test_an_answer_that_is_taken_back_begins_as_the_one_that_stands(seat: Seat, hands: Hands) -> None:
    typed_check(seat, hands)
    hands.press(Qt.Key.Key_Return, CONTROL)
    hands.begin()
    hands.head(number="4712", amount="10")
    hands.maria()
    page = job(seat)
    tick = page.grid.details.boxes["takes_back"].input
    tick.setFocus()
    hands.press(Qt.Key.Key_Space)
    line = page.grid.lines[0]
    shown = {name: cell.text() for name, cell in line.cells.items() if cell.text()}
    assert shown == {"allowed": "−110.00", "copay": "−40.00", "paid": "−70.00"}
    assert line._left.text() == "Explained to the cent"
    assert page.foot().startswith("Filled in as the answer that stands")
    hands.press(Qt.Key.Key_Space, on=tick)
    assert not any(cell.text() for cell in line.cells.values())
    hands.press(Qt.Key.Key_Space, on=tick)
    page.search.setFocus()
    hands.maria()
    hands.row("110", "", "30", "", "", "", "80")
    assert page.verdict() == "10.00 split to the cent"
    hands.press(Qt.Key.Key_Return, CONTROL)
    found = preview(seat).page
    assert found is not None and found.will_post.claims == 2


def test_where_nothing_stands_to_be_taken_back_it_is_told(seat: Seat, hands: Hands) -> None:
    hands.begin()
    hands.head()
    hands.maria()
    job(seat).grid.details.boxes["takes_back"].input.click()  # type: ignore[union-attr]
    seat.settle()
    assert job(seat).foot().startswith("No single answer to this claim stands here")
    assert not any(cell.text() for cell in job(seat).grid.lines[0].cells.values())


def test_a_check_of_interest_alone_is_typed_corrected_and_dropped(
    seat: Seat, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.begin()
    hands.head(amount="2.18")
    job(seat).others.add_link.setFocus()
    hands.press(Qt.Key.Key_Return)
    job(seat).others.rows[0].form.set_draft({"reason": "L6", "reference": "late", "other_amount": "2.18"})
    hands.press(Qt.Key.Key_Return, CONTROL)
    page = preview(seat)
    assert page._head._title.text() == "Aetna, no claim" and page._foot.sentence().startswith("It pays for no claim")
    assert [one.words for one in page._deeds] == ["Correct the check", "Drop the check"]
    hands.press(Qt.Key.Key_1, on=page.list)
    assert job(seat).verdict() == "2.18 split to the cent" and job(seat).opened is not None
    hands.press(Qt.Key.Key_Return, CONTROL)
    monkeypatch.setattr(seat.front.messages, "ask_reason", lambda *given, **more: "not ours")
    hands.press(Qt.Key.Key_2, on=preview(seat).list)
    assert rows(seat, "SELECT put_aside FROM advice") == [("not ours",)]
