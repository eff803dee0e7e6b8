"""What Qt's platform without a display complains about at every window: in a tour nobody is told it a hundred times."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

_NOISE = frozenset({
    "This plugin does not support propagateSizeHints()", "This plugin does not support raise()",
})  # fmt: skip


@contextmanager
def no_platform_noise() -> Iterator[None]:
    """Without these complaints; whatever else Qt says goes where it went before."""

    def tell(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if message in _NOISE:
            return
        if before is not None:
            before(kind, context, message)
        else:
            sys.stderr.write(f"{qFormatLogMessage(kind, context, message)}\n")

    before = qInstallMessageHandler(tell)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
