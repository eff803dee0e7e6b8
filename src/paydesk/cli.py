"""The commands of paydesk: the same operations as behind the window, told in words or as JSON."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from paydesk import (
    acknowledgment_command,
    backup_commands,
    claims_command,
    contract_command,
    eligibility_command,
    era_command,
    password_command,
    plan_offers_command,
    plans_command,
)
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import plain, show

if TYPE_CHECKING:
    from paydesk.config import Home
    from paydesk.operations.desk import Desk
    from paydesk.operations.importing import Imported

DONE, REFUSED = 0, 1


class Screen(Protocol):
    """What commands need of the screen, which stands beside them; handed in by ``__main__``."""

    def window(self, place: Home, url: str | None) -> int:
        """The window on a clinic; its exit code."""

    def demo(self, out: Path | None, patients: int) -> int:
        """The demo clinic: in a window, or driven without a display."""


def run(arguments: Sequence[str], *, screen: Screen | None = None) -> int:
    """Do what ``arguments`` ask; 0 done, 1 refused or failed, 2 wrong usage."""
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    asked.screen = screen
    if asked.command is None:
        return _window(asked)
    try:
        code: int = asked.does(asked)
        sys.stdout.flush()
        return code
    except PaydeskError as error:
        return _refuse(error.sentence)
    except BrokenPipeError:
        # whoever read has gone: nothing more is to be said, not even when Python flushes at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        return _refuse(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")
    except KeyboardInterrupt:
        return _refuse("Stopped. What was finished stays; the same command does the rest.")
    except Exception:
        return _refuse(_logged(asked))


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED


def _logged(asked: argparse.Namespace) -> str:
    """Write the error at hand to the log, which keeps no values; the sentence that says so."""
    from paydesk import config

    place = config.home(asked.home)
    try:
        config.open_log(place)
        logging.getLogger("paydesk").exception("the command %s failed", asked.command)
        written = config.log_is_written()
        config.close_log()
    except OSError:
        written = False
    where = f"{place.logs / 'paydesk.log'} says where." if written else "It could not be written to the log."
    return f"Something went wrong inside paydesk. {where}"


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="paydesk", description="The patient account desk of a small clinic.")
    place = top.add_mutually_exclusive_group()
    place.add_argument("--home", metavar="DIR", help="the folder that holds the clinic")
    place.add_argument("--database", metavar="URL", help="a shared clinic: postgresql://user@server/clinic")
    top.add_argument("--user", metavar="NAME", help="who acts; by default the command line itself")
    top.add_argument("--json", action="store_true", help="one JSON document on standard output")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _add_setup(commands)
    _add_import(commands)
    claims_command.add(commands, _add, _desk)
    _add_balances(commands)
    _add_statements(commands)
    plan_offers_command.add(commands, _add)
    plans_command.add(commands, _add, _desk, day=_day)
    _add(commands, "verify", "prove that everything in the ledger holds", _verify)
    backup_commands.add(commands, _add, _desk)
    password_command.add(commands, _add, _desk)
    _add_demo(commands)
    return top


def _add(commands: Any, name: str, words: str, does: Any) -> argparse.ArgumentParser:
    whole = f"{words[:1].upper()}{words[1:]}."
    made: argparse.ArgumentParser = commands.add_parser(name, help=words, description=whole)
    made.set_defaults(does=does)
    for option in ("--home", "--database", "--user"):
        made.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return made


def _add_setup(commands: Any) -> None:
    made = _add(commands, "setup", "make a new clinic; the password is read from standard input", _setup)
    made.add_argument("--clinic", required=True, metavar="NAME")
    made.add_argument("--admin", required=True, metavar="USER")
    made.add_argument(
        "--address", action="append", default=[], metavar="LINE", help="street, then city, state and ZIP: give it twice"
    )
    made.add_argument("--phone", default="", metavar="PHONE", help="printed on statements and receipts")


_OF_INSURERS = {
    "era": era_command.run, "eligibility": eligibility_command.run, "acknowledgment": acknowledgment_command.run,
    "contract": contract_command.run,
}  # fmt: skip


def _add_import(commands: Any) -> None:
    made = _add(commands, "import", "read files of others; running it twice changes nothing", _import)
    made.add_argument(
        "format", choices=["synthea", *_OF_INSURERS],
        help="synthea: claim histories (a folder of Synthea's CSV files); "
        "era: an insurer's remittance file (X12 835); eligibility: its answers about coverage (271); "
        "acknowledgment: receipts for claims (999, 277CA); contract: its price list (CSV)",
    )
    made.add_argument("path", type=Path, metavar="PATH")
    made.add_argument("--post", action="store_true", help="era: post what needs no person")
    made.add_argument("--payer", default="", metavar="NAME", help="contract: whose prices they are")
    made.add_argument("--plan", default="", metavar="NAME", help="contract: of one plan; without it of all its plans")
    made.add_argument(
        "--from", dest="first", type=_day, metavar="DATE",
        help="contract: the day from which prices hold that have none in the file; without it today",
    )  # fmt: skip


def _add_balances(commands: Any) -> None:
    made = _add(commands, "balances", "one row an account", _balances)
    made.add_argument("--as-of", type=_day, metavar="DATE", help="as they stood at the end of that day")


def _add_statements(commands: Any) -> None:
    made = _add(commands, "statements", "print statements into a folder", _statements)
    made.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder they go into")
    made.add_argument("--as-of", type=_day, metavar="DATE", help="the day they are made for; otherwise today")
    made.add_argument("--account", type=int, metavar="N", help="of one account only, by its number")
    made.add_argument("--batch", action="store_true", help="print files with a manifest and control totals")
    made.add_argument("--above-estimates", action="store_true",
                      help="with those billed 400.00 or more above a good faith estimate")  # fmt: skip


def _add_demo(commands: Any) -> None:
    made = _add(commands, "demo", "a made-up clinic in a throw-away home", _demo)
    made.add_argument(
        "--out", type=Path, metavar="DIR",
        help="where, without a display, the pictures of every screen and the PDFs go; otherwise out",
    )  # fmt: skip
    made.add_argument("--patients", type=_count, default=60, metavar="N", help="how many, from 1 to 5000; otherwise 60")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 5000:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 1 to 5000")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date like 2026-11-23") from None


@contextmanager
def _desk(asked: argparse.Namespace) -> Iterator[Desk]:
    from paydesk import bootstrap, config

    desk = bootstrap.open_desk(config.home(asked.home), url=asked.database, user=asked.user)
    try:
        yield desk
    finally:
        desk.close()
        desk.database.close()


def _tell(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


def _setup(asked: argparse.Namespace) -> int:
    from paydesk import bootstrap, config
    from paydesk.gateways import keychain
    from paydesk.operations.administering import ClinicSettings, SetUpClinic

    password = password_command.typed_password()
    place = config.home(asked.home)
    request = SetUpClinic(
        ClinicSettings(asked.clinic, tuple(asked.address), asked.phone), asked.admin, password
    )
    desk, key = bootstrap.set_up(place, request, url=asked.database)
    desk.close()
    desk.database.close()
    lines = keychain.recovery_lines(key) if key else ()
    if asked.json:
        _tell({"clinic": asked.clinic, "admin": asked.admin, "recovery": list(lines)})
        return DONE
    print(f"{asked.clinic} is set up; {asked.admin} is its administrator.")
    if lines:
        print("Recovery sheet: print it and keep it locked away. Whoever holds these lines can open the clinic.")
        print("\n".join(lines))
    return DONE


def _import(asked: argparse.Namespace) -> int:
    if asked.format in _OF_INSURERS:
        return _OF_INSURERS[asked.format](asked, _desk)
    from paydesk.operations import importing

    with _desk(asked) as desk:
        done = importing.import_synthea(desk, asked.path)
    refused = [{"file": one.file, "line": one.line, "reason": one.reason} for one in done.refused]
    if asked.json:
        _tell({"read": done.read, "created": done.created, "unchanged": done.unchanged, "refused": refused})
        return _import_ended(asked.path, done)
    print(f"Rows read: {done.read:,}")
    for kind, count in done.created.items():
        print(f"Created {kind}: {count:,}")
    print(f"Unchanged: {done.unchanged:,}")
    for one in done.refused:
        print(f"Refused {one.file}, line {one.line}: {one.reason}")
    return _import_ended(asked.path, done)


def _import_ended(path: Path, done: Imported) -> int:
    """Done when a part was good; refused when nothing was there or none of it could be used."""
    if done.unchanged or any(done.created.values()):
        return DONE
    if done.refused:
        count = f"{len(done.refused):,} row" + ("s were" if len(done.refused) != 1 else " was")
        return _refuse(f"Nothing was imported from {path}: {count} refused and none could be used.")
    return DONE if done.read else _refuse(f"Nothing was imported: there are no rows in {path}.")


def _balances(asked: argparse.Namespace) -> int:
    from paydesk.operations import reporting

    with _desk(asked) as desk:
        rows = reporting.balances(desk, as_of=asked.as_of)
    if asked.json:
        _tell([
            {"account": one.account, "external_id": one.external_id, "name": one.name,
             "patient_owes": plain(one.patient_owes), "insurers_owe": plain(one.insurers_owe),
             "unapplied": plain(one.unapplied), "total": plain(one.total)}
            for one in rows
        ])  # fmt: skip
        return DONE
    print(f"{'Account':>8}  {'Name':<32}{'Patient owes':>14}{'Insurers owe':>14}{'Unapplied':>14}{'Total':>14}")
    for one in rows:
        figures = "".join(f"{show(f):>14}" for f in (one.patient_owes, one.insurers_owe, one.unapplied, one.total))
        print(f"{one.account:>8}  {one.name[:31]:<32}{figures}")
    return DONE


def _statements(asked: argparse.Namespace) -> int:
    from paydesk.operations import billing

    with _desk(asked) as desk:
        made = billing.make_statements(
            desk, asked.out, as_of=asked.as_of, account_number=asked.account, batch=asked.batch,
            above_estimates=asked.above_estimates,
        )  # fmt: skip
    skipped = [{"account": account, "reason": reason} for account, reason in made.skipped]
    held = [{"account": account, "reason": reason} for account, reason in made.held]
    if asked.json:
        _tell({"files": [str(file) for file in made.files], "statements": made.statements,
               "total": plain(made.total), "skipped": skipped, "above_estimate": held,
               "findings": list(made.findings)})  # fmt: skip
        return DONE
    print(f"{made.statements:,} statements for {show(made.total)} in {asked.out}")
    for one in skipped:
        print(f"None for account {one['account']}: {one['reason']}")
    for one in held:
        print(f"Held back, account {one['account']}: {one['reason']} --above-estimates prints it all the same.")
    for sentence in made.findings:
        print(sentence)
    return DONE


def _verify(asked: argparse.Namespace) -> int:
    from paydesk.operations import proving

    with _desk(asked) as desk:
        proof = proving.prove(desk)
    if asked.json:
        findings = [{"rule": one.rule, "where": one.where, "says": one.says} for one in proof.findings]
        _tell({"ok": proof.ok, "checked": proof.checked, "findings": findings})
        return DONE if proof.ok else REFUSED
    for rule, count in proof.checked.items():
        broken = [one for one in proof.findings if one.rule == rule]
        print(f"{'broken' if broken else 'holds':<8}{rule} ({count:,})")
        for one in broken[:5]:
            print(f"        {one.where}: {one.says}")
    if not proof.ok:
        print("The ledger does not hold. Restore the last good backup, or ask for help.", file=sys.stderr)
    return DONE if proof.ok else REFUSED


def _demo(asked: argparse.Namespace) -> int:
    if asked.home or asked.database:
        raise PaydeskError("The demo has a home of its own, which is thrown away. Leave --home and --database away.")
    screen: Screen = asked.screen
    return screen.demo(asked.out, asked.patients)


def _window(asked: argparse.Namespace) -> int:
    from paydesk import config

    screen: Screen = asked.screen
    return screen.window(config.home(asked.home), asked.database)
