"""A dialog to read and leave: a title, a list, and what can be done with the row the cursor is on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialog_room import room_for
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Empty, Label
from paydesk.ui.list_row import ListRow
from paydesk.ui.row_list import RowList
from paydesk.ui.row_paint import RowPainter
from paydesk.ui.typeface import Size

_MARGIN = 24


class ReadingDialog(QDialog):
    """Esc leaves; ``buttons`` stand before Close."""

    def __init__(
        self, context: DeskContext, *, name: str, title: str, lead: str, rows: tuple[ListRow, ...], empty: Empty,
        buttons: tuple[Button, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(context.window)
        self.context = context
        self.setObjectName(name)
        self.setWindowTitle("paydesk")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = RowList(name=f"{name}_rows", label=title, look=RowPainter(edge=_MARGIN))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(title, lead))
        column.addWidget(self.list, 1)
        column.addWidget(empty, 1)
        column.addWidget(self._foot(buttons))
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        empty.setVisible(not rows)
        self.list.step(1)

    def start(self) -> None:
        """Show it over the window."""
        self.resize(room_for(self, wide=720, tall=600))
        self.open()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_lead(self, words: str) -> None:
        """What stands under the title, where it follows what is done."""
        self._lead.setText(words)
        self._lead.setVisible(bool(words))

    def _head(self, title: str, lead: str) -> QWidget:
        head = Ground(edges=("bottom",))
        column = QVBoxLayout(head)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, 12)
        column.setSpacing(2)
        column.addWidget(Label(title, size=Size.TITLE, strong=True, wraps=True))
        self._lead = Label(lead, role="text2", wraps=True)
        self._lead.setVisible(bool(lead))
        column.addWidget(self._lead)
        return head

    def _foot(self, buttons: tuple[Button, ...]) -> QWidget:
        foot = Ground(edges=("top",))
        row = QHBoxLayout(foot)
        row.setContentsMargins(_MARGIN, 10, _MARGIN, 12)
        row.setSpacing(8)
        row.addStretch(1)
        self.leave_button = Button("Close", key="Escape", shown_only=True, name="close")
        self.leave_button.clicked.connect(self.reject)
        for button in (self.leave_button, *buttons):
            button.make_tall()
            row.addWidget(button)
        return foot
