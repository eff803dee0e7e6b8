"""A field that chooses among many: type some of it, take one of the results."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from paydesk.ui.fields import Choice, Look
from paydesk.ui.inputs import LineInput, left_for_another
from paydesk.ui.popup import ResultsPopup
from paydesk.ui.row_list import ListRow


class SearchInput(LineInput):
    """Keeps the key of what was chosen. Leaving it takes what was typed in full, or the only thing that fits; other
    words stay, are nothing that is chosen, and ``dropped`` tells them. ``missed``: Enter on words that nothing fits."""

    chosen = Signal(object)
    missed = Signal(str)
    dropped = Signal(str)

    def __init__(self, look: Look, *, name: str, label: str) -> None:
        super().__init__()
        self._ask, self._choice = look, Choice("", "")
        self._found: tuple[Choice, ...] = ()
        self._found_for, self._left = "", False
        self._popup = ResultsPopup(self, name=f"{name}_results", label=f"{label}: results")
        self._popup.opened.connect(self._take)
        self._popup.missed.connect(self._miss)
        self.textEdited.connect(self._look)

    def key(self) -> str:
        """The key of the choice, empty when nothing is chosen."""
        return self._choice.key

    def chosen_words(self) -> str:
        """The words of the choice, empty when nothing is chosen."""
        return self._choice.words

    def unsettled(self) -> str:
        """What was typed and stands for no choice, empty when nothing does."""
        words = self.text().strip()
        return "" if words.casefold() == self._choice.words.casefold() else words

    def set_words(self, words: str) -> None:
        """Put back words that nothing was chosen for."""
        self._choice = Choice("", "")
        self.setText(words)

    def set_choice(self, choice: Choice | None) -> None:
        self._choice = choice or Choice("", "")
        self.setText(self._choice.words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter before the answer is there takes its first row; it must never send the form off without it.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip() not in ("", self._choice.words):
            if not self._popup.waits():
                self._look(self.text())
            self._popup.wait_for_first()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._left = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # Who only leaves the window, or is locked out of it, is not done with the field.
        if left_for_another(event) and not self._popup.isVisible():
            self._settle()

    def _look(self, typed: str) -> None:
        self._left = False
        if not typed.strip():
            self._popup.close_up()
            self._choose(Choice("", ""))
            return
        self._popup.expect()
        self._ask(typed, lambda found: self._answer(typed, found))

    def _answer(self, typed: str, found: tuple[Choice, ...]) -> None:
        if typed != self.text():
            return
        self._found, self._found_for = found, typed
        if self._left:
            self._popup.let_be()
            self._settle()
            return
        rows = tuple(ListRow(choice.key, choice.words, at="", money=choice.aside) for choice in self._found)
        self._popup.show_rows(rows, empty="Nothing fits. Type fewer letters.")

    def _miss(self) -> None:
        self._popup.close_up()
        self.missed.emit(self.text().strip())

    def _take(self, key: object) -> None:
        self._choose(next(choice for choice in self._found if choice.key == key))

    def _choose(self, choice: Choice) -> None:
        self.set_choice(choice)
        self.chosen.emit(choice.key)

    def _settle(self) -> None:
        words = self.unsettled()
        if not words:
            self.setText(self._choice.words)
        elif self._popup.waits():
            self._left = True  # Tab was quicker than the answer, which is taken when it is there
        elif (one := self._meant(words)) is not None:
            self._choose(one)
        else:
            self.dropped.emit(words)

    def _meant(self, words: str) -> Choice | None:
        """What was typed in full, a code or all its words; else the only thing found."""
        found = self._found if self._found_for.strip() == words else ()
        # A code that others begin with stands before them, unless it is only offered as a new one.
        exact = (one for one in found if _plain(one.words) == _plain(words))
        first = next((one for one in found[:1] if _plain(one.words.split("  ")[0]) == _plain(words)), None)
        return first or next(exact, None) or (found[0] if len(found) == 1 else None)


def _plain(words: str) -> str:
    return words.casefold().replace(".", "")
