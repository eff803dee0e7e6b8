"""The colors of the window as data, light and dark, and the one switch between them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from paydesk.ui import typeface


class Mode(Enum):
    """What a person chose; ``SYSTEM`` follows the machine."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


@dataclass(frozen=True)
class Tokens:
    """One set of colors as ``#RRGGBB``; every text role keeps a contrast of at least 4.9 on ``tint``."""

    window: str
    surface: str
    side: str
    line: str
    line2: str
    field: str
    text: str
    text2: str
    text3: str
    accent: str
    fill: str
    tint: str
    hover: str
    ok: str
    warn: str
    bad: str
    on_fill: str = "#FFFFFF"
    toast: str = "#1A2230"
    on_toast: str = "#E8EBF0"
    toast_link: str = "#86B4F7"
    toast_ok: str = "#6CC994"
    toast_warn: str = "#E2B45C"
    toast_edge: str = "#5C6877"

    def color(self, role: str) -> QColor:
        """The color of a role by its name, such as ``"text2"``; a color of its own that may be changed."""
        # Half the price of QColor(…), and a window asks for a color with every word it paints.
        return self._made[role].toRgb()

    @cached_property
    def _made(self) -> dict[str, QColor]:
        return {one.name: QColor(getattr(self, one.name)) for one in fields(self)}


TEXT_ROLES = ("text", "text2", "text3", "accent", "ok", "warn", "bad")

LIGHT = Tokens(
    window="#F5F6F8", surface="#FFFFFF", side="#FAFBFC", line="#E4E7EC", line2="#C6CCD6", field="#828C9B",
    text="#1A2230", text2="#4F5B6B", text3="#5C6877", accent="#1F5FBF", fill="#1F5FBF", tint="#E9F0FB",
    hover="#F0F2F6", ok="#1B7443", warn="#875300", bad="#B3261E",
)  # fmt: skip
DARK = Tokens(
    window="#15181D", surface="#1B1F26", side="#181C22", line="#2B313B", line2="#424B59", field="#7A8595",
    text="#E8EBF0", text2="#B3BCC8", text3="#95A0AF", accent="#86B4F7", fill="#2E6CCB", tint="#20304A",
    hover="#232932", ok="#6CC994", warn="#E2B45C", bad="#F2938B", toast="#2B313B",
)  # fmt: skip


class _Switch(QObject):
    """Tells widgets that keep a color of their own that the theme changed."""

    changed = Signal()


switch = _Switch()
_current = LIGHT


def tokens() -> Tokens:
    """The colors in force; painters ask each time they paint."""
    return _current


def color(role: str) -> QColor:
    """The color of ``role`` in force."""
    return _current.color(role)


def is_dark() -> bool:
    return _current is DARK


def apply(application: QApplication, mode: Mode) -> None:
    """Put the whole application in ``mode`` at once: style, fonts, palette, and every widget that paints."""
    global _current
    _current = DARK if mode is Mode.DARK or (mode is Mode.SYSTEM and _system_is_dark(application)) else LIGHT
    if application.style().name() != "fusion":
        application.setStyle("Fusion")
    typeface.install(application)
    colors = palette(_current)
    application.setPalette(colors)
    QToolTip.setPalette(colors)
    switch.changed.emit()
    for widget in application.allWidgets():
        widget.update()


def palette(of: Tokens) -> QPalette:
    """The palette Fusion paints with, so that plain Qt widgets fit in."""
    made = QPalette()
    role = QPalette.ColorRole
    for target, name in (
        (role.Window, "surface"), (role.WindowText, "text"), (role.Base, "surface"), (role.Text, "text"),
        (role.AlternateBase, "side"), (role.Button, "surface"), (role.ButtonText, "text"),
        (role.Highlight, "fill"), (role.HighlightedText, "on_fill"), (role.PlaceholderText, "text3"),
        (role.Link, "accent"), (role.LinkVisited, "accent"), (role.ToolTipBase, "toast"),
        (role.ToolTipText, "on_toast"), (role.BrightText, "bad"), (role.Light, "surface"), (role.Mid, "line"),
        (role.Dark, "line2"), (role.Midlight, "line"), (role.Shadow, "line2"), (role.Accent, "accent"),
    ):  # fmt: skip
        made.setColor(target, of.color(name))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, of.color("text3"))
    return made


def _system_is_dark(application: QApplication) -> bool:
    return application.styleHints().colorScheme().name == "Dark"
