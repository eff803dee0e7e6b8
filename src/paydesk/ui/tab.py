"""What every tab of the window answers to, and how it keeps up with changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.ui.panes import Panes


class Tab(QWidget):
    """A tab that is seen refreshes at once; a hidden one marks itself behind and catches up when shown.

    ``counted`` tells how many things wait in it, for its pill; None for no pill. ``keys`` are those that are its own as
    long as it is in front, wherever the focus is and whatever they do elsewhere.
    """

    counted = Signal(object)
    keys: Mapping[str, Callable[[], object]] = MappingProxyType({})

    def __init__(self) -> None:
        super().__init__()
        self._behind = True
        self.panes: Panes | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def hold(self, panes: Panes) -> None:
        """Fill the tab with its panes."""
        self.panes = panes
        self._column.addWidget(panes)

    def refresh(self) -> None:
        """Ask for what is shown anew; every tab has its own."""
        raise NotImplementedError

    def concerns(self, touched: object) -> bool:
        """Whether a change matters here; a tab that knows better says so."""
        return True

    def fits_rights(self) -> bool:
        """Whether it holds what the rights of who is at the desk are for now; else it is made anew."""
        return True

    def show_account(self, account: object | None) -> None:
        """Another account was opened, or closed (None)."""

    def has_scope(self) -> bool:
        """Whether the worklist knows "this account" and "everyone"."""
        return False

    def switch_scope(self) -> None:
        """This account or everyone."""

    def focus_start(self) -> None:
        """Put the focus where work starts."""
        if self.panes:
            self.panes.job.setFocus()

    def note_change(self, touched: object) -> None:
        """The one change signal of the application."""
        if self.concerns(touched):
            self._behind = True
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        if self._behind and self.isVisible():
            self._behind = False
            self.refresh()


def key_name(event: QKeyEvent) -> str:
    """What a key is called: F5, Ctrl+P."""
    return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)


@dataclass(frozen=True)
class TabSpec:
    """One tab: a stable id, its title, and what makes it the first time it is shown."""

    id: str
    title: str
    make: Callable[[], Tab]
