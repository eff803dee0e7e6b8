"""Patients: the household at the left, the ledger by visit in the middle, what to know of the account at the side."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QStackedWidget

from paydesk.ui import planned_visits
from paydesk.ui.about_panel import AboutPanel
from paydesk.ui.bar_facts import full_name
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.household_list import HouseholdList, OpenedAccount, expected_rows, household_rows, opened_rows
from paydesk.ui.labels import Empty
from paydesk.ui.ledger_rows import LedgerRow
from paydesk.ui.ledger_story import RowKey, first_choice, ledger_groups, settled_visits, visit_row
from paydesk.ui.ledger_view import LedgerView
from paydesk.ui.panes import JobFrame, PaneHeader, Panes
from paydesk.ui.tab import Tab
from paydesk.ui.tab_keys import FOLD_ALL
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.listing import AccountFigures, CopayDue
    from paydesk.operations.reading import AccountPage

OPENED = 30
"""So many of the accounts opened today are listed: the newest."""

ROW_COMMANDS = ("money.undo", "money.adjust", "money.transfer", "money.move", "money.hold", "visit.edit")


class PatientsTab(Tab):
    """Follows the context's page; every command it offers is run through the context by its id."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._everyone, self._folds_of = False, 0
        self._opened: tuple[OpenedAccount, ...] = ()
        self._copays: tuple[CopayDue, ...] = ()
        self.household = HouseholdList()
        self.ledger = LedgerView()
        note, contact = self._of_account = (
            self._button("Note", "record.note", "note"), self._button("Log contact", "record.contact", "speech"),
        )  # fmt: skip
        self.about = AboutPanel(context.trigger, note=note, contact=contact)
        self._header = self._made_header()
        self._body = QStackedWidget()
        self._body.addWidget(_nothing_open())
        self._body.addWidget(_nothing_posted())
        self._body.addWidget(self.ledger)
        job = JobFrame(self._header, self._body, scrolls=False)
        job.setFocusProxy(self.ledger)
        self.hold(Panes(self.household, job, self.about))
        self._connect()
        self._show(context.page)

    def refresh(self) -> None:
        """The page follows the context by itself; who is expected, and what the listed accounts owe, is asked anew."""
        if self._everyone:
            self._look_for_expected()
        if any(one.account_id != self._context.current_account for one in self._opened):
            self._look_for_figures()

    def has_scope(self) -> bool:
        return True

    def switch_scope(self) -> None:
        """The household, or everyone expected today."""
        self._everyone = not self._everyone
        self.household.say_scope(everyone=self._everyone)
        if self._everyone:
            self._look_for_expected()
        self._show_people()

    def focus_start(self) -> None:
        shown = self._body.currentWidget() is self.ledger
        (self.ledger if shown else self.household).setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen_key(self) -> RowKey | None:
        """What the row under the cursor stands for."""
        row = self.ledger.current_row()
        return row.key if row and isinstance(row.key, RowKey) else None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.ledger.underMouse() or self.ledger.list.hasFocus():
            self._open_row_menu(event.globalPos())

    def _connect(self) -> None:
        self._context.page_changed.connect(self._show)
        self._context.account_changed.connect(lambda account: self._clear_row())
        self.about.opened.connect(self._open_visit)
        self._context.pointed.connect(self.ledger.point_at)
        self.household.chosen.connect(self._choose)
        self.household.scope_asked.connect(self.switch_scope)
        self.ledger.picked.connect(lambda row: self._note_row())
        self.ledger.opened.connect(self._open_row)
        self.ledger.linked.connect(lambda row: self._context.trigger("money.undo"))

    def _made_header(self) -> PaneHeader:
        header = PaneHeader("Ledger", role="surface", edge=24, size=Size.TITLE)
        self._fold = Button("Open all", kind=Kind.QUIET, key=FOLD_ALL, name="fold_all")
        self._fold.clicked.connect(self._fold_or_open)
        self._statement = self._button("Statement", "statement.print", "printer", key="F8")
        self._pay = self._button("Take payment", "payments.take", "card", key="F6", kind=Kind.PRIMARY)
        header.add(self._fold, self._statement, self._pay)
        return header

    def _button(self, words: str, command: str, icon: str, *, key: str = "", kind: Kind = Kind.PLAIN) -> Button:
        made = Button(words, kind=kind, key=key, icon=icon, shown_only=True, name=command.replace(".", "_"))
        made.clicked.connect(partial(self._context.trigger, command))
        return made

    def _show(self, page: AccountPage | None) -> None:
        self._remember(page)
        self._show_people()
        for button in (self._fold, self._statement, self._pay):
            button.setVisible(page is not None)
        for button in self._of_account:
            button.setEnabled(page is not None)
        was_shown = self._body.currentWidget() is self.ledger
        self._body.setCurrentIndex(0 if page is None else 2 if page.stories or page.money else 1)
        if page is None:
            self._header.set_title("Ledger")
            self.about.show_sections(())
            return
        person = self._context.person_id
        who = page.member(person) if person and self._has_family() else None
        self._header.set_title(f"Ledger of {who.first_name or full_name(who)}" if who else "Ledger")
        self._show_ledger(page, appears=not was_shown)
        self._look_about(page)

    def _show_ledger(self, page: AccountPage, *, appears: bool) -> None:
        fresh = self._folds_of != page.account_id
        self._folds_of = page.account_id
        folded = settled_visits(page) if fresh else self.ledger.folded()
        groups = ledger_groups(page, person_id=self._context.person_id, today=self._context.today())
        self.ledger.show_groups(groups, folded=folded)
        if self.ledger.current_row() is None and self._context.chosen_row is not None:
            # What was posted before the ledger was looked at.
            self.ledger.point_at(self._context.chosen_row)
        first = first_choice(groups)
        if self.ledger.current_row() is None and first:
            self.ledger.select(first.key)
        if (fresh or appears) and self.isVisible():
            # A dialog that stands over the window keeps its focus; this is where it comes back to.
            self.focus_start()
        self._fold.say("Fold all" if not folded else "Open all")

    def _fold_or_open(self) -> None:
        away = not self.ledger.folded()
        self.ledger.fold_all(away=away)
        self._fold.say("Open all" if away else "Fold all")

    def _has_family(self) -> bool:
        page = self._context.page
        return page is not None and sum(1 for one in page.members if one.is_patient) > 1

    def _show_people(self) -> None:
        page, today = self._context.page, self._context.today()
        first = expected_rows(self._copays) if self._everyone else household_rows(page, today) if page else ()
        rows = first + opened_rows(self._opened, self._context.current_account if not self._everyone else None)
        self.household.show_rows(
            rows, person_id=self._context.person_id, account_id=self._context.current_account
        )  # fmt: skip

    def _remember(self, page: AccountPage | None) -> None:
        if page is None:
            return
        at = f"{page.read_at:%I:%M %p}".lstrip("0")
        known = next((one for one in self._opened if one.account_id == page.account_id), None)
        figures = page.figures
        one = OpenedAccount(
            page.account_id, page.guarantor.full_name, known.at if known else at, figures.patient_owes, figures.credit,
            page.kept,
        )  # fmt: skip
        if known and self._opened[0] is not known and self._context.current_account != page.account_id:
            return
        others = (other for other in self._opened if other.account_id != page.account_id)
        self._opened = (one, *others)[:OPENED]

    def _choose(self, key: tuple[object, ...]) -> None:
        kind, id_ = key[0], key[1]
        if kind == "account" and isinstance(id_, int):
            person = key[2] if len(key) > 2 else None
            self._context.open_account(id_, person if isinstance(person, int) else None)
        elif kind == "person":
            self._context.choose_person(id_ if isinstance(id_, int) else None)
        self.ledger.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_for_expected(self) -> None:
        from paydesk.operations import listing

        self._context.jobs.look(
            lambda: listing.money_today(self._context.desk), title="Finding who is expected", owner=self,
            latest="patients.expected", then=self._expect,
        )  # fmt: skip

    def _expect(self, found: object) -> None:
        self._copays = getattr(found, "copays", ())
        self._show_people()

    def _look_for_figures(self) -> None:
        from paydesk.operations import listing

        accounts = tuple(one.account_id for one in self._opened)
        self._context.jobs.look(
            lambda: listing.figures_of(self._context.desk, accounts), title="Reading what is owed", owner=self,
            latest="patients.figures", then=self._show_figures,
        )  # fmt: skip

    def _show_figures(self, found: dict[int, AccountFigures]) -> None:
        self._opened = tuple(
            replace(one, **asdict(found[one.account_id])) if one.account_id in found else one for one in self._opened
        )
        self._show_people()

    def _look_about(self, page: AccountPage) -> None:
        from paydesk.ui.about_account import about_sections

        person = self._context.person_id
        self._context.jobs.look(
            lambda: about_sections(self._context.desk, page, person_id=person, today=self._context.today()),
            title="Reading the record", owner=self, latest="patients.about", then=self.about.show_sections,
            waits=True,
        )  # fmt: skip

    def _open_visit(self, visit_id: int) -> None:
        """A coming visit of the side panel: its row in the ledger, and its form."""
        if self.ledger.select(visit_row(visit_id)):
            self._context.trigger("visit.edit")

    def _note_row(self) -> None:
        self._context.chosen_row = self.chosen_key()

    def _clear_row(self) -> None:
        self._context.chosen_row = None

    def _open_row(self, row: LedgerRow) -> None:
        box = self.ledger.list.visualRect(self.ledger.list.currentIndex())
        self._open_row_menu(self.ledger.list.viewport().mapToGlobal(QPoint(96, box.bottom())))

    def _open_row_menu(self, where: QPoint) -> None:
        row = self.ledger.current_row()
        offered = planned_visits.commands_of(self._context) if row and row.quiet else ROW_COMMANDS
        actions = self._context.actions_of(offered)
        if actions and self.chosen_key():
            menu = QMenu(self)
            menu.setObjectName("row_menu")
            menu.addActions(list(actions))
            menu.popup(where)


def _nothing_open() -> Empty:
    return Empty(
        "No account is open", "Press Ctrl+F and type part of a name, a birth date or a phone; or Ctrl+N for a new one.",
        icon="search",
    )  # fmt: skip


def _nothing_posted() -> Empty:
    return Empty(
        "Nothing is posted yet", "The first visit will stand here. F2 enters a visit with its charges.", icon="list",
    )  # fmt: skip
