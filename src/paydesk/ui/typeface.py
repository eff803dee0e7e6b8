"""The sizes and weights of LOOK's type scale, in the system's font, with digits of one width."""

from __future__ import annotations

import sys
from enum import Enum
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from paydesk import config


class Size(Enum):
    """Point sizes, by what they are for."""

    KEY = 8.25
    LABEL = 9.0
    BODY = 9.75
    TITLE = 11.25
    NAME = 13.5
    BIG = 18.0


_WINDOWS_FAMILIES = ("Segoe UI Variable Text", "Segoe UI")
_INSTALLED = "paydesk_typeface"


def install(application: QApplication) -> None:
    """Once: load the shipped fonts where the system has none to rely on, and make body text the default."""
    if application.property(_INSTALLED):
        return
    application.setProperty(_INSTALLED, True)
    if not sys.platform.startswith(("win", "darwin")):
        for path in config.resource("fonts").glob("NotoSans-*.ttf"):
            QFontDatabase.addApplicationFont(str(path))
    _families.cache_clear()
    font.cache_clear()
    application.setFont(font(Size.BODY))


@cache
def font(size: Size = Size.BODY, *, strong: bool = False) -> QFont:
    """The window's font at one size, weight 400 or 600. Callers do not change it."""
    made = QFont()
    made.setFamilies(list(_families()))
    made.setPointSizeF(size.value)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


@cache
def _families() -> tuple[str, ...]:
    known = set(QFontDatabase.families())
    if sys.platform.startswith("win"):
        return tuple(name for name in _WINDOWS_FAMILIES if name in known) or ("Segoe UI",)
    if "Noto Sans" in known and not sys.platform.startswith("darwin"):
        return ("Noto Sans",)
    return (QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family(),)
