"""Starts paydesk: the window, or a command."""

from __future__ import annotations

import sys

from paydesk.cli import run


def main() -> int:
    """The ``paydesk`` command; its exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
