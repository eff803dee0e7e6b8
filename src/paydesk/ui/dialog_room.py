"""The room a dialog may take: never larger than the window under it, never with an edge off the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

_EDGE = 16


def room_for(dialog: QDialog, *, wide: int, tall: int) -> QSize:
    """``wide`` by ``tall``, or what the window (without one: the screen) leaves of it."""
    window = dialog.parentWidget()
    room = window.window().size() if window else dialog.screen().availableSize()
    return QSize(min(wide, room.width() - _EDGE), min(tall, room.height() - _EDGE))


def stand_over(dialog: QDialog) -> None:
    """In the middle of the window under it, as far as the screen allows."""
    window = dialog.parentWidget()
    if window:
        frame = dialog.frameGeometry()
        frame.moveCenter(window.window().frameGeometry().center())
        dialog.move(frame.topLeft())
    keep_on_screen(dialog)


def grow_in_place(dialog: QDialog, tall: int) -> None:
    """That tall from now on, around the middle it has."""
    more = tall - dialog.height()
    dialog.setFixedHeight(tall)
    if more and dialog.isVisible():
        dialog.move(dialog.x(), dialog.y() - int(more / 2))
        keep_on_screen(dialog)


def keep_on_screen(dialog: QDialog) -> None:
    """Move a dialog that grew back onto its screen, its title bar first."""
    if not dialog.isVisible():
        return
    frame, screen = dialog.frameGeometry(), dialog.screen().availableGeometry()
    left = max(screen.left(), min(frame.left(), screen.right() - frame.width() + 1))
    top = max(screen.top(), min(frame.top(), screen.bottom() - frame.height() + 1))
    if (left, top) != (frame.left(), frame.top()):
        dialog.move(left, top)
