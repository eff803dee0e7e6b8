"""Statements as files: one an account, or print files with a manifest; each kept as it is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paydesk.data import document_store
from paydesk.data.billing_store import BilledAccount
from paydesk.data.database import Session
from paydesk.data.document_store import KeptStatement
from paydesk.documents.paper import Finding
from paydesk.documents.paper import Paper as Sheet
from paydesk.documents.statement_view import StatementView
from paydesk.operations.desk import Desk, about, also_about
from paydesk.operations.saving import write_whole
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents, plain, show

if TYPE_CHECKING:
    # ReportLab is loaded for the first paper, not for an idle window: in the functions that draw.
    from paydesk.documents.print_run import ControlTotals, PrintFile

_FILES_AT_ONCE = 50


@dataclass(frozen=True)
class StatementsMade:
    """The files of a run, how many statements and for how much in cents, and who got none and why.

    ``held`` apart are those who got none because the bill is far above its good faith estimate.
    """

    files: tuple[Path, ...]
    statements: int
    total: Cents
    skipped: tuple[tuple[int, str], ...]
    findings: tuple[str, ...] = ()
    held: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """One statement to be made; ``above_estimate`` are sentences on a good faith estimate that it is far above."""

    account_id: int
    guarantor_id: int
    guarantor: str
    view: StatementView
    above_estimate: tuple[str, ...] = ()


Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""


def due_of(account: BilledAccount, view: StatementView) -> Due:
    return Due(account.account_id, account.guarantor_id, account.guarantor, view)


def keep_alone(desk: Desk, session: Session, due: Due, drawn: Sheet, *, channel: str) -> int:
    """Keep a statement that is a file of its own; its document's id."""
    document_id = document_store.keep(
        session, kind="statement", pdf=drawn.pdf, pages=drawn.pages, account_id=due.account_id,
        made_at=desk.clock.now(), made_by=desk.actor.name,
    )  # fmt: skip
    document_store.add_statements(session, [_row(due, document_id, first_page=1, pages=drawn.pages)])
    document_store.log_sent(session, [_contact(desk, due, channel)])
    return document_id


def _row(due: Due, document_id: int, *, first_page: int, pages: int) -> KeptStatement:
    view = due.view
    return KeptStatement(
        int(view.number), due.account_id, view.date, view.pay_by, view.amount, document_id, first_page, pages
    )


def _contact(desk: Desk, due: Due, channel: str) -> dict[str, object]:
    return {
        "account_id": due.account_id, "person_id": due.guarantor_id, "happened_at": desk.clock.now(),
        "channel": channel, "with_whom": due.guarantor, "logged_by": desk.actor.name,
        "summary": f"Statement {due.view.number} for {show(due.view.amount)}",
    }  # fmt: skip


def single_files(
    desk: Desk, out: Path, due: list[Due], skipped: list[tuple[int, str]], tell: Progress, *, mailed: bool
) -> StatementsMade:
    """A file an account; names carry the statement's number and nothing of a patient.

    One that is not ``mailed`` is handed over, and the contact log says so.
    """
    from paydesk.documents.statement import draw_statement

    files: list[Path] = []
    findings: list[Finding] = []
    total = 0
    for start in range(0, len(due), _FILES_AT_ONCE):
        made: list[tuple[Due, Sheet]] = []
        for one in due[start : start + _FILES_AT_ONCE]:
            try:
                made.append((one, draw_statement(one.view)))
            except PaydeskError as refused:
                skipped.append((int(one.view.account), refused.sentence))
        with desk.doing("statements.print", "Made statements") as session:
            for one, drawn in made:
                keep_alone(desk, session, one, drawn, channel="mail" if mailed else "desk")
                _tell(session, one)
            about(session, statements=[one.view.number for one, _ in made])
        for one, drawn in made:
            files.append(write_whole(out / f"statement_{one.view.number}.pdf", drawn.pdf))
            findings += drawn.findings
            total += one.view.amount
        tell(min(start + _FILES_AT_ONCE, len(due)), len(due))
    return StatementsMade(tuple(files), len(files), total, tuple(skipped), _sentences(findings))


def print_run(
    desk: Desk,
    out: Path,
    manifest: Path,
    day: date,
    due: list[Due],
    skipped: list[tuple[int, str]],
    tell: Progress,
    *,
    held: list[tuple[int, str]],
) -> StatementsMade:
    """Print files, each kept in a transaction of its own, then the manifest with its control totals."""
    from paydesk.documents.print_run import PrintRun

    run = PrintRun(day)
    facts = {one.view.number: replace(one, view=_light(one.view)) for one in due}
    files: list[Path] = []
    rows: list[dict[str, object]] = []
    findings: list[Finding] = []
    everything = len(due)
    for file in run.files(_drained(due)):
        _keep_file(desk, file, facts)
        files.append(write_whole(out / file.name, file.pdf))
        rows += [{**asdict(row), "cents": plain(row.cents)} for row in file.rows]
        findings += file.findings
        tell(len(rows), everything)
    skipped += [(int(held.account), held.sentence) for held in run.held]
    totals = run.totals()
    write_whole(manifest, _manifest(day, rows, totals, skipped, held))
    return StatementsMade((*files, manifest), totals.statements, totals.cents, tuple(skipped), _sentences(findings))


def _light(view: StatementView) -> StatementView:
    """What the kept row needs of a view: a long run does not hold every line twice."""
    return replace(view, visits=())


def _drained(due: list[Due]) -> Iterator[tuple[str, StatementView]]:
    due.reverse()
    while due:
        one = due.pop()
        yield one.view.account, one.view


def _keep_file(desk: Desk, file: PrintFile, facts: dict[str, Due]) -> None:
    with desk.doing("statements.print", "Made a print file of statements") as session:
        document_id = document_store.keep(
            session, kind="statement run", pdf=file.pdf, pages=file.pages, account_id=None,
            made_at=desk.clock.now(), made_by=desk.actor.name,
        )  # fmt: skip
        made = [facts[row.statement] for row in file.rows]
        document_store.add_statements(
            session,
            [
                _row(one, document_id, first_page=row.first_page, pages=row.pages)
                for one, row in zip(made, file.rows, strict=True)
            ],
        )
        document_store.log_sent(session, [_contact(desk, one, "mail") for one in made])
        for one in made:
            _tell(session, one)
        about(session, file=file.name, sha256=file.sha256, statements=len(made), total=show(file.cents))


def _tell(session: Session, one: Due) -> None:
    """Every account has its own row in the trail, so that a search for a patient finds what was sent."""
    facts: dict[str, Any] = {"statement": int(one.view.number), "amount": show(one.view.amount)}
    if one.above_estimate:
        facts["above_estimate"] = " ".join(one.above_estimate)
    also_about(session, account=one.account_id, **facts)


def _manifest(
    day: date, rows: list[dict[str, object]], totals: ControlTotals, skipped: list[tuple[int, str]],
    held: list[tuple[int, str]],
) -> bytes:  # fmt: skip
    """The manifest as JSON: every statement with its place, control totals, who was left out and why."""
    names = ("file", "sha256", "statements", "pages", "total")
    content = {
        "day": day.isoformat(),
        "control": {
            "statements": totals.statements, "pages": totals.pages, "sheets": totals.sheets,
            "total": plain(totals.cents),
            "accounts_hash": sum(int(str(row["account"])) for row in rows),
            "files": [dict(zip(names, (*each[:-1], plain(each[-1])), strict=True)) for each in totals.files],
        },
        "statements": rows,
        "skipped": [{"account": account, "reason": why} for account, why in skipped],
        "above_estimate": [{"account": account, "reason": why} for account, why in held],
    }  # fmt: skip
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _sentences(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.sentence for finding in findings))
