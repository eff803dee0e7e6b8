"""The left side of Patients: the household in front or who is expected today, and the accounts opened today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from paydesk.rules.addressee import age_on
from paydesk.rules.money import Cents, in_words, show
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow
from paydesk.ui.panes import Pane, PaneHeader
from paydesk.ui.row_list import RowList

if TYPE_CHECKING:
    from paydesk.operations.listing import CopayDue
    from paydesk.operations.reading import AccountPage, Member

_KEPT = "kept for a visit"


@dataclass(frozen=True)
class OpenedAccount:
    """An account that was in front today: the guarantor's name, when it was opened, and the figures of its page.

    ``credit`` is positive, and ``kept`` of it is for visits that are not charged yet. ``row`` is its place in the list.
    """

    account_id: int
    name: str
    at: str
    owes: Cents
    credit: Cents = 0
    kept: Cents = 0

    @cached_property
    def row(self) -> ListRow:
        """What is owed, and what credit lies beside it: nothing is taken off before somebody applies it."""
        all_kept = 0 < self.kept == self.credit
        if self.owes and self.credit:
            second = f"{show(self.credit)} {_KEPT}" if all_kept else f"owed, {show(self.credit)} credit"
        elif self.owes:
            second = "owed" if self.owes > 0 else "credit"
        elif self.kept:
            second = _KEPT if all_kept else f"{show(self.kept)} of it {_KEPT}"
        else:
            second = "nothing is owed"
        left = self.owes or -self.credit
        return ListRow(
            ("account", self.account_id), self.name, second=second, money=in_words(left), at=self.at,
            money_tone=_tone(left),
        )  # fmt: skip


class HouseholdList(Pane):
    """``chosen`` carries ("person", id or None for the whole household) or ("account", id)."""

    chosen = Signal(object)
    scope_asked = Signal()

    def __init__(self) -> None:
        self._scope = Button("This household", kind=Kind.QUIET, key="F3", shown_only=True, name="scope")
        header, body = PaneHeader("Accounts", role="side"), Ground("side")
        header.add(self._scope)
        self.list = RowList(name="accounts", label="Household and accounts opened today")
        self._empty = Empty("No account is open", "Find one with Ctrl+F. It stays listed here today.", icon="search")
        super().__init__("side", header, body)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty, 1)
        self.setFocusProxy(self.list)
        self._scope.clicked.connect(self.scope_asked)
        self.list.opened.connect(self.chosen)
        self.show_rows((), person_id=None)

    def say_scope(self, *, everyone: bool) -> None:
        """Which of the two the list shows now."""
        self._scope.say("Everyone" if everyone else "This household")

    def show_rows(
        self, rows: tuple[ListRow, ...], *, person_id: int | None, account_id: int | None = None
    ) -> None:  # fmt: skip
        """Show rows and mark the person in front, else the account, unless one is walking through the list."""
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if self.list.select(("person", person_id)) or self.list.hasFocus():
            return
        if not self.list.select(("account", account_id)):
            self.list.leave()


def household_rows(page: AccountPage, today: date) -> tuple[ListRow, ...]:
    """The household's people with what each owes; the whole of it first when there is more than one patient."""
    owes = page.figures.patient_owes
    people = tuple(_member_row(page, one, today) for one in page.members)
    head = ListRow("household", "Household", money=f"owes {in_words(owes)}" if owes else "", head=True)
    patients = sum(1 for one in page.members if one.is_patient)
    whole = ListRow(
        ("person", None), "Whole household", second=f"{patients} patients", money=in_words(owes),
        money_tone=_tone(owes),
    )  # fmt: skip
    return (head, whole, *people) if patients > 1 else (head, *people)


def opened_rows(opened: tuple[OpenedAccount, ...], current: int | None) -> tuple[ListRow, ...]:
    """Accounts that were in front today, newest first, without the one in front now."""
    rows = tuple(one.row for one in opened if one.account_id != current)
    return (ListRow("opened", "Opened today", head=True), *rows) if rows else ()


def expected_rows(copays: tuple[CopayDue, ...]) -> tuple[ListRow, ...]:
    """Today's visits whose copay was not taken yet."""
    rows = tuple(
        ListRow(
            ("account", one.account_id, one.patient_id, one.visit_id), one.name, second=one.provider,
            money=in_words(one.amount), at=f"{one.at:%I:%M %p}".lstrip("0") if one.at else "", money_tone="warn",
        )
        for one in copays
    )  # fmt: skip
    return (ListRow("expected", "Copay due today", head=True), *rows) if rows else ()


def _member_row(page: AccountPage, one: Member, today: date) -> ListRow:
    relation = "guarantor" if one.person_id == page.guarantor.person_id else one.relation or "patient"
    age = str(age_on(one.birth_date, today)) if one.birth_date else "birth date missing"
    states = ["merged" if one.merged_into_id else "", one.status if one.status != "active" else ""]
    second = ", ".join(part for part in (relation, age, *states) if part)
    name = " ".join(part for part in (one.first_name, one.last_name, one.suffix) if part)
    money = in_words(one.owes) if one.is_patient or one.owes else ""
    return ListRow(("person", one.person_id), name, second=second, money=money, money_tone=_tone(one.owes))


def _tone(owes: Cents) -> str:
    return "ok" if owes < 0 else "text" if owes else "text3"
