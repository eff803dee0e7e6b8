"""Starts paydesk: the window, or a command; the one place that knows both."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from paydesk import cli
from paydesk.config import Home


class _Screen:
    """Qt is imported only when something is to be seen."""

    def window(self, place: Home, url: str | None) -> int:
        from paydesk.ui import application

        return application.start(place, url=url)

    def demo(self, out: Path | None, patients: int) -> int:
        from paydesk.ui import application

        return application.demo(out=out, patients=patients)


def main() -> int:
    """The ``paydesk`` command; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows is not UTF-8; a window has none at all
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return cli.run(sys.argv[1:], screen=_Screen())


if __name__ == "__main__":
    sys.exit(main())
