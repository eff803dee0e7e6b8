"""The top bar: menus, finder and the way to the command finder in one row."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy

from paydesk.ui import brush, menu_groups, theme, typeface
from paydesk.ui.actions import Actions
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.finder import Finder
from paydesk.ui.ground import Ground

HEIGHT = 44


class TopBar(Ground):
    """44 px with its hairline. The menus are made from the declared commands."""

    def __init__(self, actions: Actions, finder: Finder) -> None:
        super().__init__("window", edges=("bottom",))
        self.setFixedHeight(HEIGHT)
        self._actions = actions
        self.menus = MenuRow()
        commands = Button("Commands", kind=Kind.QUIET, key="Ctrl+K", shown_only=True, name="open_commands")
        commands.clicked.connect(lambda: actions.trigger("view.commands"))
        lock = Button("", kind=Kind.QUIET, icon="lock", name="lock_screen")
        lock.setAccessibleName("Lock the screen")
        lock.setToolTip("Lock the screen (Ctrl+L)")
        lock.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        lock.clicked.connect(lambda: actions.trigger("desk.lock"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 14, 1)
        row.setSpacing(16)
        row.addWidget(self.menus)
        row.addStretch(1)
        row.addWidget(finder, 40)
        row.addStretch(1)
        row.addWidget(commands)
        row.addWidget(lock)

    def fill_menus(self) -> None:
        """Make the menus from what is bound; menus without a command do not appear."""
        self.menus.clear()
        for title in self._actions.menus():
            menu = self.menus.addMenu(f"&{title}")
            actions = {action.objectName(): action for action in self._actions.in_menu(title)}
            for group, ids in menu_groups.arranged(title, tuple(actions)):
                (menu.addMenu(group) if group else menu).addActions([actions[one] for one in ids])
        self.menus.updateGeometry()


class MenuRow(QMenuBar):
    """A menu bar painted as plain words in a row."""

    def __init__(self) -> None:
        super().__init__()
        self.setNativeMenuBar(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        actions = self.actions()
        right = max((self.actionGeometry(action).right() for action in actions), default=0)
        return QSize(right + 6, 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for action in self.actions():
            box = QRectF(self.actionGeometry(action))
            box.setTop(0)
            box.setBottom(self.height())
            active = action is self.activeAction()
            if active:
                brush.frame(painter, box.adjusted(0, 1, 0, -1), radius=4, fill=theme.color("line"))
            words = action.text().replace("&", "")
            left = (box.width() - brush.width_of(words, typeface.font())) / 2
            where, ink = box.adjusted(left, 0, 4, 0), theme.color("text")
            brush.text(painter, where, words, font=typeface.font(), color=ink)
