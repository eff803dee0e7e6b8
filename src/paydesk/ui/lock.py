"""The lock of the screen: curtains over every window, nothing reaches what is beneath, one card in front."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget
from shiboken6 import isValid

from paydesk.ui.curtain import Curtain
from paydesk.ui.inputs import LineInput
from paydesk.ui.popup import ResultsPopup

_HANDS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.Shortcut, QEvent.Type.ShortcutOverride,
    QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.ContextMenu,
    QEvent.Type.ToolTip, QEvent.Type.WhatsThis, QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop,
    QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TabletPress,
})  # fmt: skip


class Lock(QObject):
    """``draw`` hides everything and puts ``card`` in front; ``lift`` brings back what was there, and the focus.

    While it is drawn it hears of every event in the program: keys and mouse reach the card alone, and a window that
    opens is hidden before it is painted. What the system itself draws, such as its own dialogs for files and printers,
    cannot be hidden; it shows no account.
    """

    def __init__(self, card: QDialog) -> None:
        super().__init__()
        self._card = card
        self._curtains: dict[QWidget, Curtain] = {}
        self._focused: QWidget | None = None
        self._drawn = False

    def is_drawn(self) -> bool:
        return self._drawn

    def draw(self) -> None:
        """Hide everything now; what was typed stays where it is, but for what is secret."""
        if self._drawn:
            return
        self._drawn = True
        _put_away_popups()
        _forget_secrets()
        self._focused = QApplication.focusWidget()
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and widget is not self._card:
                self._cover(widget)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._card.setWindowModality(Qt.WindowModality.ApplicationModal)
        self._bring_card()

    def lift(self) -> None:
        """Show everything again as it was."""
        if not self._drawn:
            return
        self._drawn = False
        application = QApplication.instance()
        assert application is not None
        application.removeEventFilter(self)
        self._card.hide()
        curtains, self._curtains = self._curtains, {}
        for curtain in curtains.values():
            if isValid(curtain):
                curtain.hide()
                curtain.deleteLater()
        focused, self._focused = self._focused, None
        if focused is not None and isValid(focused) and focused.isVisible():
            focused.activateWindow()
            # As if the window had only been left: a field does not select what is typed in it.
            focused.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _HANDS:
            return not self._lets(watched)
        if kind in (QEvent.Type.Show, QEvent.Type.ZOrderChange, QEvent.Type.Resize) and isinstance(watched, QWidget):
            self._keep_covered(watched, kind)
        return False

    def _lets(self, watched: QObject) -> bool:
        """A window of the system hands what it gets to its widgets; of these, the card's may have it."""
        if isinstance(watched, QWindow):
            return True
        above: QObject | None = watched
        while above is not None:
            if above is self._card:
                return True
            above = above.parent()
        return False

    def _keep_covered(self, widget: QWidget, kind: QEvent.Type) -> None:
        if widget.isWindow():
            if widget is not self._card and not self._lets(widget):
                self._cover(widget)
                if kind is QEvent.Type.Show and widget.isModal():
                    # It is the latest of those that keep all others waiting: the card has to be that.
                    QTimer.singleShot(0, self, self._bring_card)
        elif not isinstance(widget, Curtain) and widget.parentWidget() is widget.window():
            curtain = self._curtains.get(widget.window())
            if curtain is not None and isValid(curtain):
                curtain.raise_()

    def _cover(self, window: QWidget) -> None:
        known = self._curtains.get(window)
        if known is not None and isValid(known):
            known.draw()
        else:
            self._curtains[window] = Curtain(window)

    def _bring_card(self) -> None:
        if self._drawn:
            self._card.hide()
            self._card.show()
            self._card.raise_()
            self._card.activateWindow()


def _forget_secrets() -> None:
    """Who typed a password may not be who comes back: a supervisor's stands over the clerk's form."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, LineInput) and widget.secret:
            widget.forget()


def _put_away_popups() -> None:
    """Open menus and lists of choices, results under a field, and the words at the mouse."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
        if popup.isVisible():
            popup.hide()
    for widget in QApplication.allWidgets():
        if isinstance(widget, ResultsPopup):
            widget.close_up()
    QToolTip.hideText()
