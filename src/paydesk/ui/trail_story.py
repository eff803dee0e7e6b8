"""The side panel of the audit trail: the whole story of the chosen row, before and after column by column."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.ui.buttons import Button
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Label, SectionHeader
from paydesk.ui.panes import Footer, SidePanel
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.auditing import Fact, TrailRow


class TrailStory(SidePanel):
    """Empty until a row is chosen; ``open_account`` is its one button."""

    def __init__(self) -> None:
        self._body = Ground("side")
        self.open_account = Button("Open the account", key="Return", shown_only=True, name="trail_open_account")
        super().__init__(
            "What happened", self._body, key="F9", footer=Footer(self.open_account, role="side", start=True)
        )
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(20, 12, 20, 20)
        self._column.setSpacing(2)
        self.show_row(None)

    def show_row(self, row: TrailRow | None) -> None:
        """Tell this row; None for no row."""
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.open_account.setEnabled(row is not None and row.account_id is not None)
        for widget in self._nothing() if row is None else self._story(row):
            self._column.addWidget(widget)
        self._column.addStretch(1)

    @staticmethod
    def _nothing() -> tuple[QWidget, ...]:
        words = "Choose a row: who did it, when, at which PC, of whom, and what stood there before and after."
        return (Label(words, role="text3", size=Size.LABEL, wraps=True),)

    def _story(self, row: TrailRow) -> tuple[QWidget, ...]:
        who = row.who if row.who == row.user else f"{row.who} ({row.user})"
        whom = f"{row.whom}, account {row.account}" if row.account else row.whom
        facts = row.facts[1:] if row.emergency else row.facts
        return (
            Label(row.what, strong=True, wraps=True),
            *((Label(f"In an emergency: {row.emergency}", role="bad", wraps=True),) if row.emergency else ()),
            *_told("When", in_full(row.at)),
            *_told("Who", f"{who}, at {row.workstation}"),
            *(_told("Of whom", whom) if whom else ()),
            *_told("Kind", row.kind.value),
            *(widget for fact in facts for widget in _fact(fact)),
        )


def _told(title: str, words: str) -> tuple[QWidget, ...]:
    head = SectionHeader(title)
    head.setContentsMargins(0, 10, 0, 0)
    return head, Label(words, wraps=True)


def _fact(fact: Fact) -> tuple[QWidget, ...]:
    title = f"{fact.label}, {fact.record.lower()}" if fact.record else fact.label
    if fact.before is None:
        return _told(title, fact.after)
    head, after = _told(title, fact.after)
    return head, Label(f"before: {fact.before}", role="text2", size=Size.LABEL, wraps=True), after


def in_full(moment: datetime) -> str:
    """``Monday, November 23, 2026, 10:42:07 AM``."""
    hour, half = moment.hour % 12 or 12, ("AM", "PM")[moment.hour // 12]
    return f"{moment:%A, %B} {moment.day}, {moment.year}, {hour}:{moment:%M:%S} {half}"
