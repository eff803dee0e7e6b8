"""Starts paydesk: the window, or a command; the one place that knows both."""

from __future__ import annotations

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
    return cli.run(sys.argv[1:], screen=_Screen())


if __name__ == "__main__":
    sys.exit(main())
