"""The sentence at the left of a footer's buttons: on two lines at most, whole in its tooltip where that is short."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt

from paydesk.ui.labels import Why
from paydesk.ui.plain_tip import plain_tip

_LINES = 2


class FootWords(Why):
    """Told its room by the footer, it never shows half a line: what does not fit ends in …"""

    def __init__(self, sentence: str, *, icon: str) -> None:
        self._sentence, self._room = sentence, 0
        super().__init__(sentence, icon=icon)
        # The buttons come first: they are never narrowed for its longest word.
        self._label.setMinimumWidth(1)

    def say(self, sentence: str, *, icon: str | None = None, role: str = "", strong: bool | None = None) -> None:
        self._sentence = sentence
        super().say(sentence, icon=icon, role=role, strong=strong)
        self._cut()

    def sentence(self) -> str:
        return self._sentence

    def fits(self, room: int) -> bool:
        """Whether the whole sentence stands within that width."""
        return self._stands(self._sentence, room)

    def set_room(self, room: int) -> None:
        """The width there is for icon and words."""
        self._room = room
        self._cut()

    def _cut(self) -> None:
        if not self._room:
            return
        words, shown = self._sentence.split(), self._sentence
        while words and not self._stands(shown, self._room):
            words.pop()
            shown = f"{' '.join(words)}…" if words else ""
        if shown != self._label.text():
            self._label.setText(shown)
        self._label.setToolTip("" if shown == self._sentence else plain_tip(self._sentence))

    def _stands(self, words: str, room: int) -> bool:
        metrics, wide = self._label.fontMetrics(), room - self._row.contentsMargins().left()
        found = metrics.boundingRect(QRect(0, 0, max(wide, 1), 10_000), Qt.TextFlag.TextWordWrap, words)
        return found.width() <= wide and found.height() <= _LINES * metrics.lineSpacing()
