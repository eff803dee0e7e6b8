"""The command that sets a password when nobody can sign in, and how commands read one."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk

_WORDS = "set a password, to be changed at the next sign-in, when nobody can sign in; it is read from standard input"
_DONE = 0
Add = Callable[[Any, str, str, Any], argparse.ArgumentParser]
Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]


def add(commands: Any, adding: Add, desk: Sit) -> None:
    """Add the command; ``adding`` makes it, ``desk`` opens the clinic that is meant: who holds its key may act."""
    made = adding(commands, "password", _WORDS, lambda asked: _set(asked, desk))
    made.add_argument("name", metavar="NAME", help="who forgot it")


def typed_password() -> str:
    """The line on standard input; not shown where somebody types it."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\r\n")


def _set(asked: argparse.Namespace, sit: Sit) -> int:
    from paydesk.operations import staffing

    with sit(asked) as desk:
        staffing.reset_password_of(desk, asked.name, typed_password())
    if asked.json:
        print(json.dumps({"user": asked.name, "must_change": True}, ensure_ascii=False, indent=2))
    else:
        print(f"{asked.name} has a new password, to be changed at the next sign-in. PIN and second factor are ended.")
    return _DONE
