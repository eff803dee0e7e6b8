"""A day at the desk in a process of its own, whose home, temporary folder and settings are a sandbox to look through.

It prints, on standard output and nowhere else, what must not be found: names, birth dates, member numbers, passwords.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

from sqlalchemy import text

from paydesk import cli, config
from paydesk.config import Home
from paydesk.data import schema
from paydesk.data.database import open_local
from paydesk.demo.opening import PASSWORD, PIN
from paydesk.demo.year import DemoClock
from paydesk.operations.desk import Desk
from support.demo_copy import MORNING, DemoFile

_SECRETS = (
    "SELECT last_name FROM person UNION SELECT first_name FROM person",
    "SELECT birth_date FROM person WHERE birth_date IS NOT NULL",
    "SELECT member_number FROM coverage",
    "SELECT digits FROM phone",
    "SELECT address FROM email",
)


def needles(desk: Desk) -> tuple[str, ...]:
    """What tells who a patient is, in each way it could be written; short and common words are left out."""
    found: set[str] = {PASSWORD, PIN + PIN}
    with desk.database.reading() as session:
        for question in _SECRETS:
            for (value,) in session.execute(text(question)):
                found |= set(_written(value))
    return tuple(sorted(one for one in found if len(one) > 5))


def _written(value: object) -> tuple[str, ...]:
    told = str(value)
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return (told,)
    return (told, f"{day:%m/%d/%Y}", f"{day:%m%d%Y}", f"{day:%Y%m%d}")


def spend(sandbox: Path) -> tuple[str, ...]:
    """Open the window, walk through it, break something, and run the commands; the needles."""
    place = Home(sandbox / "home").prepare()
    made = DemoFile.make(sandbox / "home", patients=12)
    made.path.rename(place.database)
    clock = DemoClock()
    clock.stand(MORNING)
    desk = Desk(open_local(place.database, made.key), clock, made.desk.actor)
    schema.refuse_without_triggers(desk.database)
    secrets = needles(desk)
    config.open_log(place)
    _at_the_window(place, desk, sandbox / "saved by the clerk", secrets)
    config.close_log()
    _at_the_command_line(place, made.key, sandbox / "saved by the clerk")
    return secrets


def _at_the_window(place: Home, desk: Desk, saved: Path, secrets: tuple[str, ...]) -> None:
    from PySide6.QtWidgets import QApplication

    from paydesk.ui.demo_tour import Guide
    from paydesk.ui.front_desk import FrontDesk
    from paydesk.ui.messages import Messages
    from paydesk.ui.preferences import Preferences
    from paydesk.ui.printing import FolderSink
    from paydesk.ui.starting import seat_at, start_qt

    preferences = Preferences(place.settings)
    start_qt(preferences)
    front = FrontDesk(preferences, sink=FolderSink(saved))
    guide = Guide(front, saved)
    guide.show(1366, 768)
    seat_at(front, desk)
    guide.walk()
    for command in ("record.person", "record.reach", "record.note"):
        guide.shoot_dialog(command)
    titles = " ".join(widget.windowTitle() for widget in QApplication.allWidgets())
    assert not [one for one in secrets if one in titles], "a title tells a patient"
    _break(front.messages, secrets)
    assert isinstance(front.messages, Messages)
    front.window.close()
    front.finish()


def _break(messages: object, secrets: tuple[str, ...]) -> None:
    """A bug whose exceptions quote a patient, told to the crash box and to the log."""
    from paydesk.ui import messages as mouth

    try:
        try:
            raise ValueError(f"no such patient: {secrets[0]}")
        except ValueError as error:
            raise RuntimeError(f"{secrets[1]} owes {secrets[2]}") from error
    except RuntimeError as error:
        report = mouth.report_of(error)
        assert not [one for one in secrets if one in report], "a crash report tells a patient"
        logging.getLogger("paydesk.ui.messages").error("%s", report)
        logging.getLogger("sqlalchemy.engine").warning("%s is not a number", secrets[0], exc_info=True)
        logging.getLogger("paydesk").exception("it broke")


def _at_the_command_line(place: Home, key: bytes, saved: Path) -> None:
    import os

    os.environ["PAYDESK_KEY"] = key.hex()
    home = ["--home", str(place.root)]
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        for command in (
            ["balances", "--json"], ["verify"], ["statements", "--out", str(saved), "--batch"],
            ["import", "synthea", str(place.root)], ["statements", "--out", str(place.database)],
        ):  # fmt: skip
            cli.run([*home, *command])
    assert "holds" in told.getvalue()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(spend(Path(sys.argv[1]))))
