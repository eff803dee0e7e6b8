"""Whether Windows shows its own lock screen; asked every few seconds, so that paydesk locks with the PC."""

from __future__ import annotations

import sys
from collections.abc import Callable

_SWITCH_DESKTOP = 0x0100  # winuser.h, DESKTOP_SWITCHDESKTOP


def is_locked(*, opens: Callable[[], bool] | None = None) -> bool:
    """Whether the PC is locked now: the desktop that gets keys and mouse cannot be opened, or is not ours to show.

    A question of Windows that darkens the screen counts, too. ``opens`` says whether that desktop is ours; elsewhere
    than on Windows nothing tells, and the answer is no.
    """
    try:
        return not (opens or _opens)()
    except OSError:
        return False


def _opens() -> bool:
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        user = ctypes.windll.user32
        user.OpenInputDesktop.restype = wintypes.HANDLE
        user.SwitchDesktop.argtypes = user.CloseDesktop.argtypes = (wintypes.HANDLE,)
        desktop = user.OpenInputDesktop(0, False, _SWITCH_DESKTOP)
        if not desktop:
            return False
        try:
            return bool(user.SwitchDesktop(desktop))
        finally:
            user.CloseDesktop(desktop)
    return True
