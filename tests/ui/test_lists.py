"""Worklists, tables and the ledger show, move, fold and fetch as they should."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from unittest import mock

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from paydesk.ui import brush, ledger_paint, theme, typeface
from paydesk.ui.buttons import Button
from paydesk.ui.labels import Elided
from paydesk.ui.ledger_paint import columns_in
from paydesk.ui.ledger_rows import LedgerGroup, LedgerKind, LedgerRow
from paydesk.ui.ledger_view import LedgerView
from paydesk.ui.row_list import ListRow, RowList
from paydesk.ui.tables import PAGE, Column, Holds, Table
from paydesk.ui.typeface import Size

ROWS = (
    ListRow("h", "Household", money="owes 318.80", head=True),
    ListRow(1, "Maria", "herself, 42", money="276.80"),
    ListRow("o", "Opened today", head=True),
    ListRow(2, "James", "wants a plan", money="1,284.00", at="10:42 AM", why="74 days late", why_icon="clock"),
)
COLUMNS: tuple[Column[int], ...] = (
    Column("name", "Name", lambda row: f"Patient {row}", sortable=True),
    Column("owes", "Patient owes", lambda row: f"{row}.00", Holds.MONEY, 96),
)


@pytest.fixture
def worklist(qtbot: QtBot) -> RowList:
    made = RowList(name="worklist", label="Accounts")
    qtbot.addWidget(made)
    made.show_rows(ROWS)
    made.resize(248, 400)
    made.show()
    return made


def test_rows_are_as_high_as_their_lines(worklist: RowList) -> None:
    assert [worklist.sizeHintForRow(i) for i in range(4)] == [38, 48, 38, 66]


def test_arrows_step_over_group_heads_and_enter_opens(qtbot: QtBot, worklist: RowList) -> None:
    worklist.select(1)
    qtbot.keyClick(worklist, Qt.Key.Key_Down)
    with qtbot.waitSignal(worklist.opened) as opened:
        qtbot.keyClick(worklist, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_new_rows_keep_the_selected_one_selected(worklist: RowList) -> None:
    worklist.select(2)
    worklist.show_rows((ListRow(9, "New"), *ROWS))
    assert worklist.current_key() == 2


def test_a_row_is_said_as_one_sentence(worklist: RowList) -> None:
    said = worklist.rows.data(worklist.rows.index(3, 0), int(Qt.ItemDataRole.AccessibleTextRole))
    assert said == "James, wants a plan, 74 days late, 1,284.00, 10:42 AM"


@pytest.fixture
def table(qtbot: QtBot) -> Table[int]:
    made: Table[int] = Table(COLUMNS, name="accounts", label="Accounts")
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def test_a_table_fetches_pages_until_a_short_one(table: Table[int]) -> None:
    asked: list[int | None] = []

    def source(after: int | None, deliver: Callable[[tuple[int, ...]], None]) -> None:
        asked.append(after)
        start = 0 if after is None else after + 1
        deliver(tuple(range(start, min(start + PAGE, 450))))

    table.rows.read_from(source)
    while table.rows.canFetchMore(table.rootIndex()):
        table.rows.fetchMore(table.rootIndex())
    assert asked == [None, 199, 399]
    assert table.rows.rows == tuple(range(450))


def test_a_page_is_asked_once_and_a_late_page_of_an_older_source_is_dropped(table: Table[int]) -> None:
    waiting: list[Callable[[tuple[int, ...]], None]] = []
    table.rows.read_from(lambda after, deliver: waiting.append(deliver))
    table.rows.fetchMore(table.rootIndex())
    assert len(waiting) == 1
    table.rows.read_from(lambda after, deliver: deliver((7,)))
    waiting[0]((1, 2, 3))
    assert table.rows.rows == (7,)


def test_money_shares_its_right_edge_with_its_title(table: Table[int]) -> None:
    table.rows.show_rows((1, 2))
    role = Qt.ItemDataRole.TextAlignmentRole
    title = table.rows.headerData(1, Qt.Orientation.Horizontal, int(role))
    assert title == table.rows.index(0, 1).data(role) == Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def test_a_header_asks_to_sort_only_where_the_column_can(qtbot: QtBot, table: Table[int]) -> None:
    asked: list[str] = []
    table.sort_asked.connect(asked.append)
    table.horizontalHeader().sectionClicked.emit(0)
    table.horizontalHeader().sectionClicked.emit(1)
    assert asked == ["name"]


def test_enter_opens_the_selected_row_of_a_table(qtbot: QtBot, table: Table[int]) -> None:
    table.rows.show_rows((4, 5))
    table.setCurrentIndex(table.rows.index(1, 0))
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [5]


LEDGER = (
    LedgerRow(LedgerKind.VISIT, "v1", 1, date="Oct 19", what="Dr. Lee", state="Patient owes", patient="36.80"),
    LedgerRow(LedgerKind.CHARGE, "c1", 1, date="10/19", word="Charge", what="Office visit", amount="160.00"),
    LedgerRow(LedgerKind.LINE, "l1", 1, word="Paid", what="Visa 4417", amount="−10.00", link="Reverse"),
    LedgerRow(LedgerKind.CHARGE, "c2", 1, word="Charge", what="Strep test", amount="42.00", link="Reverse"),
    LedgerRow(LedgerKind.WHY, "w1", 1, what="Oldest first."),
    LedgerRow(LedgerKind.VISIT, "v2", 2, date="Feb 03", state="Settled", insurers="–", patient="–"),
    LedgerRow(LedgerKind.LINE, "l2", 2, word="Moved", amount="24.00", moves=True, insurers="–", patient="24.00"),
)


GROUPS = (LedgerGroup(LEDGER[0], lambda: LEDGER[1:5]), LedgerGroup(LEDGER[5], lambda: LEDGER[6:]))


@pytest.fixture
def ledger(qtbot: QtBot) -> LedgerView:
    made = LedgerView()
    qtbot.addWidget(made)
    made.resize(780, 500)
    made.show()
    made.show_groups(GROUPS, folded=frozenset({2}))
    return made


def _shown(view: LedgerView) -> list[object]:
    return [row.key for row in view.list.rows.shown]


def test_a_folded_visit_shows_its_head_only(ledger: LedgerView) -> None:
    assert _shown(ledger) == ["v1", "c1", "l1", "c2", "w1", "v2"]


def test_what_is_folded_away_is_made_when_it_is_opened(ledger: LedgerView) -> None:
    made: list[str] = []

    def below() -> tuple[LedgerRow, ...]:
        made.append("made")
        return LEDGER[6:]

    ledger.show_groups((LedgerGroup(LEDGER[5], below),), folded=frozenset({2}))
    assert (_shown(ledger), made) == (["v2"], [])
    ledger.fold_all(away=False)
    ledger.fold_all(away=True)
    ledger.fold_all(away=False)
    assert (_shown(ledger), made) == (["v2", "l2"], ["made"])


def test_pointing_at_a_row_opens_the_visit_it_is_folded_into(ledger: LedgerView) -> None:
    ledger.point_at("l2")
    assert _shown(ledger)[-1] == "l2"
    row = ledger.current_row()
    assert row is not None and row.key == "l2"


def test_left_and_right_fold_and_open_a_visit_and_left_goes_to_its_head(qtbot: QtBot, ledger: LedgerView) -> None:
    ledger.select("l1")
    qtbot.keyClick(ledger.list, Qt.Key.Key_Left)
    qtbot.keyClick(ledger.list, Qt.Key.Key_Left)
    assert _shown(ledger) == ["v1", "v2"]
    qtbot.keyClick(ledger.list, Qt.Key.Key_Right)
    assert _shown(ledger) == ["v1", "c1", "l1", "c2", "w1", "v2"]


def test_all_visits_open_and_fold_with_one_command(ledger: LedgerView) -> None:
    ledger.fold_all(away=False)
    assert len(_shown(ledger)) == len(LEDGER)
    ledger.fold_all(away=True)
    assert _shown(ledger) == ["v1", "v2"]


def test_a_further_charge_of_a_visit_gets_air_above_it(ledger: LedgerView) -> None:
    assert [ledger.list.sizeHintForRow(i) for i in range(4)] == [36, 25, 25, 31]


@pytest.mark.parametrize("key", ["l1", "c2"])
def test_clicking_the_word_of_a_link_follows_it(qtbot: QtBot, ledger: LedgerView, key: str) -> None:
    at = _shown(ledger).index(key)
    index, row = ledger.list.rows.index(at, 0), ledger.list.rows.shown[at]
    opens = ledger.list.rows.opens_charge(at)
    spot = ledger.list.look.link_box(row, QRectF(ledger.list.visualRect(index)), opens=opens).center().toPoint()
    with qtbot.waitSignal(ledger.linked) as linked:
        qtbot.mouseClick(ledger.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert linked.args == [row]
    linked_again: list[object] = []
    ledger.linked.connect(linked_again.append)
    qtbot.mouseClick(ledger.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, spot.y()))
    assert linked_again == []


def test_each_ledger_row_is_said_as_a_sentence(ledger: LedgerView) -> None:
    assert LEDGER[-1].sentence() == "Moved, 24.00 moved, insurers owe –, patient owes 24.00"


@pytest.mark.parametrize("width", [460, 620, 780, 1100])
def test_ledger_columns_never_overlap(width: int) -> None:
    at = columns_in(QRectF(0, 0, width, 25))
    boxes = (at.fold, at.date, at.word, at.what, at.amount, at.insurers, at.patient)
    for left, right in pairwise(boxes):
        assert left.right() <= right.left()
    assert at.patient.right() <= width


def test_a_long_state_gets_its_own_line_when_the_room_is_short(ledger: LedgerView) -> None:
    head = LedgerRow(
        LedgerKind.VISIT, "v", 3, date="Today, Nov 23", state="Denied: call UnitedHealthcare Community by 12/04"
    )
    ledger.show_groups((LedgerGroup(head, tuple),))
    assert ledger.list.sizeHintForRow(0) == 36
    ledger.resize(480, 400)
    assert ledger.list.sizeHintForRow(0) == 54


def test_the_words_of_a_visit_get_their_own_line_when_the_room_is_short(qtbot: QtBot, ledger: LedgerView) -> None:
    words = "Amara Lindqvist, MD, Follow-up of a visit"
    head = LedgerRow(LedgerKind.VISIT, "v", 3, date="Nov 10, 2025", what=words, state="Waiting for insurer")
    ledger.show_groups((LedgerGroup(head, tuple),))
    for wide, tall in ((1000, 36), (597, 54), (1000, 36)):
        ledger.resize(wide, 500)
        assert ledger.list.sizeHintForRow(0) == tall
        with mock.patch.object(brush, "text", wraps=brush.text) as wrote:
            ledger.list.viewport().grab()
        (where,) = [call.args[1] for call in wrote.call_args_list if call.args[2] == words]
        assert brush.width_of(words, typeface.font(Size.LABEL)) <= where.width()


def test_the_link_of_a_line_cuts_no_word_and_moves_nothing(qtbot: QtBot, ledger: LedgerView) -> None:
    head = LedgerRow(LedgerKind.VISIT, "v", 3, date="Nov 10")
    line = LedgerRow(LedgerKind.LINE, "l", 3, what="Deductible", amount="40.00", link="Reverse", link_waits=True)
    ledger.show_groups((LedgerGroup(head, lambda: (line,)),))
    ledger.resize(597, 500)
    tall = ledger.list.sizeHintForRow(1)
    ledger.select("l")
    assert ledger.list.sizeHintForRow(1) == tall
    with mock.patch.object(brush, "told", wraps=brush.told) as wrote:
        ledger.list.viewport().grab()
    (where,) = [call.args[1] for call in wrote.call_args_list if call.args[2] == "Deductible"]
    assert brush.width_of("Deductible", typeface.font()) <= where.width()
    box = QRectF(ledger.list.visualRect(ledger.list.currentIndex()))
    link = ledger.list.look.link_box(line, box, opens=False)
    assert box.contains(link) and link.center().y() - where.center().y() > 15


def test_rows_make_room_for_their_words_when_the_list_grows_narrow(qtbot: QtBot, ledger: LedgerView) -> None:
    head = LedgerRow(LedgerKind.VISIT, "v", 3, date="Credit")
    line = LedgerRow(LedgerKind.LINE, "l", 3, word="Moved", what="Taken off Flu vaccine of 12/15/2025, Mastercard 2768")
    why = LedgerRow(LedgerKind.WHY, "w", 3, what="The insurer's answer lowers the patient's share")
    ledger.show_groups((LedgerGroup(head, lambda: (line, why)),))

    def tops() -> list[int]:
        return [ledger.list.visualRect(ledger.list.rows.index(row, 0)).top() for row in range(3)]

    for wide, tall in ((1000, 25), (640, 43), (1000, 25)):
        ledger.resize(wide, 500)
        qtbot.waitUntil(lambda tall=tall: tops() == [0, 36, 36 + tall])


class _Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def test_the_header_of_the_ledger_is_painted_anew_only_where_its_columns_moved(
    qtbot: QtBot, ledger: LedgerView
) -> None:
    many = tuple(_group(f"v{n}", f"c{n}") for n in range(20))
    ledger.show_groups(many)
    qtbot.wait(20)
    paints = _Paints(ledger._header)
    for groups, painted in ((many[1:], 0), (many[:1], 1)):
        paints.count = 0
        ledger.show_groups(groups)
        qtbot.wait(20)
        assert paints.count == painted


def test_each_row_of_the_ledger_is_measured_once_for_a_width(
    qtbot: QtBot, ledger: LedgerView, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.wait(20)
    asked: list[object] = []
    monkeypatch.setattr(ledger_paint, "_below_head", lambda row, at: asked.append(row.key))
    ledger.show_groups((_group("v8", "c8"), _group("v9", "c9")))
    for _ in range(3):
        ledger.list.doItemsLayout()
    assert asked == ["v8", "v9"]


def test_words_that_stay_are_not_painted_again(qtbot: QtBot) -> None:
    for widget, say in ((one := Elided("Ledger"), one.set_text), (other := Button("Open all"), other.say)):
        qtbot.addWidget(widget)
        widget.show()
        qtbot.wait(20)
        paints, before = _Paints(widget), "Ledger" if widget is one else "Open all"
        say(before)
        QApplication.processEvents()
        assert paints.count == 0
        say("Fold all")
        QApplication.processEvents()
        assert paints.count == 1


def _group(visit: str, charge: str) -> LedgerGroup:
    head = LedgerRow(LedgerKind.VISIT, visit, visit, date="Nov 12", what="Raman", state="Settled", state_icon="check")
    rows = (LedgerRow(LedgerKind.CHARGE, charge, visit, word="Charge", what="Office visit"),)
    return LedgerGroup(head, lambda: rows)


def _accent_at(widget: QWidget, x: int, y: int) -> bool:
    return widget.grab().toImage().pixelColor(x, y) == theme.color("accent")


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_the_focus_of_a_list_and_of_a_table_is_seen_all_around_the_row(
    qtbot: QtBot, qapp: QApplication, worklist: RowList, table: Table[int], mode: theme.Mode
) -> None:
    theme.apply(qapp, mode)
    table.rows.read_from(lambda after, deliver: deliver((1, 2, 3)))
    worklist.select(1)
    table.selectRow(1)
    elsewhere = QLineEdit()
    qtbot.addWidget(elsewhere)
    elsewhere.show()
    for view in (worklist, table):
        row = view.visualRect(view.currentIndex())
        at = view.viewport().mapTo(view, row.topLeft()) + QPoint(100, 0)
        for focused in (True, False):
            widget = view if focused else elsewhere
            widget.activateWindow()
            widget.setFocus()
            qtbot.waitUntil(widget.hasFocus)
            assert _accent_at(view, at.x(), at.y()) == focused
            assert _accent_at(view, at.x(), at.y() + row.height() - 1) == focused


def test_a_price_at_the_end_of_a_row_is_never_cut_and_the_whole_is_its_tooltip(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, words, view: said.append(words))
    written: list[str] = []
    monkeypatch.setattr(brush, "_write", lambda painter, box, words, *rest: written.append(words))
    place = "the Upper Willamette Valley, its neighboring counties, their towns and everything between them"
    words = f"Sunbelt Life & Health of {place}: its price is 1,234,567.89"
    line = LedgerRow(LedgerKind.LINE, 7, "v", "11/25", "Adjusted", words, link="Reverse", link_waits=True)
    view = LedgerView()
    qtbot.addWidget(view)
    view.show_groups((LedgerGroup(LedgerRow(LedgerKind.VISIT, "v", "v", "Nov 25"), lambda: (line,)),))
    view.resize(740, 300)
    view.show()
    view.select(7)
    view.grab()
    assert [one for one in written if one.startswith("Sun") and "…" not in one]
    assert [one for one in written if "…" in one and one.endswith(" 1,234,567.89")]
    index = view.list.currentIndex()
    middle = view.list.visualRect(index).center()
    QApplication.sendEvent(view.list.viewport(), QHelpEvent(QEvent.Type.ToolTip, middle, view.list.mapToGlobal(middle)))
    assert said == [words]
    view.resize(1400, 300)
    view.grab()
    QApplication.sendEvent(view.list.viewport(), QHelpEvent(QEvent.Type.ToolTip, middle, view.list.mapToGlobal(middle)))
    assert said[-1] == ""
