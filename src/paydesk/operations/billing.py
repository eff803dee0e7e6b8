"""Billing: statements for one account at the desk, as files, or as a print run; one engine makes them all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from paydesk.data import billing_store, document_store
from paydesk.data.billing_store import BilledAccount
from paydesk.data.database import Session
from paydesk.data.document_store import KeptStatement
from paydesk.documents.paper import Finding
from paydesk.documents.paper import Paper as Sheet
from paydesk.documents.print_run import ControlTotals, PrintFile, PrintRun
from paydesk.documents.statement import draw_statement
from paydesk.documents.statement_view import StatementView
from paydesk.operations import composing, keeping
from paydesk.operations.composing import Paper
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.money import Cents, plain, show

FIRST_NUMBER = 100_001
_CHUNK = 1000
_FILES_AT_ONCE = 50


@dataclass(frozen=True)
class PrintStatement:
    """Make a statement of an account to hand over or mail. ``key`` is made once per press of the key."""

    account_id: int
    key: str


@dataclass(frozen=True)
class StatementPrinted:
    """A statement that was made and kept. ``amount`` is what it asks for, in cents (below zero: a credit).

    ``repeated``: it was printed today already and nothing has changed since; ``findings`` are sentences on
    characters no font of ours has.
    """

    number: int
    document_id: int
    pdf: bytes
    amount: Cents
    repeated: bool
    findings: tuple[str, ...]
    touched: Touched


@dataclass(frozen=True)
class StatementsMade:
    """The files of a run, how many statements and for how much in cents, and who got none and why."""

    files: tuple[Path, ...]
    statements: int
    total: Cents
    skipped: tuple[tuple[int, str], ...]
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Due:
    """One statement to be made."""

    account_id: int
    guarantor_id: int
    guarantor: str
    view: StatementView


Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""


def print_statement(desk: Desk, request: PrintStatement) -> StatementPrinted:
    """Make an account's statement of today, or give today's again when nothing has changed since.

    Raises PaydeskError with the reason when a flag forbids asking this family for money.
    """
    with desk.doing("statements.print", "Printed a statement") as session:
        paper = _paper(session, desk.clock.today(), mailed=False)
        account = _billed(session, request.account_id, paper)
        why = composing.refusal(account, paper)
        if why:
            raise PaydeskError(f"No statement may be printed. {why}")
        again = _todays(session, account, paper)
        if again is not None:
            about(session, account=account.account_id, statement=again.number, repeated=True, key=request.key)
            return again
        number = document_store.reserve_numbers(session, "statement", count=1, first=FIRST_NUMBER)[0]
        view = composing.compose(account, paper, number=number)
        drawn = draw_statement(view)
        document_id = _keep_alone(desk, session, _due(account, view), drawn, channel="desk")
        about(session, account=account.account_id, statement=number, amount=show(view.amount), key=request.key)
        return _printed(account, view, drawn, document_id, repeated=False)


def _paper(session: Session, as_of: date, *, mailed: bool) -> Paper:
    return Paper(keeping.letterhead(session), as_of, keeping.days_to_pay(session), mailed)


def _billed(session: Session, account_id: int, paper: Paper) -> BilledAccount:
    found = billing_store.billed_accounts(session, (account_id,), as_of=paper.as_of)
    if not found:
        raise NotFound("That account is not there any more. Find it again.")
    return found[0]


def _todays(session: Session, account: BilledAccount, paper: Paper) -> StatementPrinted | None:
    """The last statement, if it is of today and would come out the same to the byte."""
    last = next(iter(document_store.statements_of(session, account.account_id)), None)
    if last is None or last.as_of != paper.as_of:
        return None
    view = composing.compose(account, paper, number=last.number)
    drawn = draw_statement(view)
    kept = document_store.kept(session, last.document_id)
    if kept is None or kept[0].sha256 != sha256(drawn.pdf).hexdigest():
        return None
    return _printed(account, view, drawn, last.document_id, repeated=True)


def _printed(
    account: BilledAccount, view: StatementView, drawn: Sheet, document_id: int, *, repeated: bool
) -> StatementPrinted:
    return StatementPrinted(
        number=int(view.number), document_id=document_id, pdf=drawn.pdf, amount=view.amount, repeated=repeated,
        findings=tuple(finding.sentence for finding in drawn.findings),
        touched=Touched((account.account_id,), ("paper",)),
    )  # fmt: skip


def _due(account: BilledAccount, view: StatementView) -> _Due:
    return _Due(account.account_id, account.guarantor_id, account.guarantor, view)


def _keep_alone(desk: Desk, session: Session, due: _Due, drawn: Sheet, *, channel: str) -> int:
    """Keep a statement that is a file of its own; its document's id."""
    document_id = document_store.keep(
        session, kind="statement", pdf=drawn.pdf, pages=drawn.pages, account_id=due.account_id,
        made_at=desk.clock.now(), made_by=desk.actor.name,
    )  # fmt: skip
    document_store.add_statements(session, [_row(due, document_id, first_page=1, pages=drawn.pages)])
    document_store.log_sent(session, [_contact(desk, due, channel)])
    return document_id


def _row(due: _Due, document_id: int, *, first_page: int, pages: int) -> KeptStatement:
    view = due.view
    return KeptStatement(
        int(view.number), due.account_id, view.date, view.pay_by, view.amount, document_id, first_page, pages
    )


def _contact(desk: Desk, due: _Due, channel: str) -> dict[str, object]:
    return {
        "account_id": due.account_id, "person_id": due.guarantor_id, "happened_at": desk.clock.now(),
        "channel": channel, "with_whom": due.guarantor, "logged_by": desk.actor.name,
        "summary": f"Statement {due.view.number} for {show(due.view.amount)}",
    }  # fmt: skip


def make_statements(
    desk: Desk,
    out: Path,
    *,
    as_of: date | None = None,
    account_number: int | None = None,
    batch: bool = False,
    progress: Progress | None = None,
) -> StatementsMade:
    """Statements into the folder ``out``: a file an account, or with ``batch`` print files and their manifest.

    Without ``account_number`` everyone who is asked for something gets one; those who do not, and why, are told.
    Files are kept as they are written: what was made stands even if the run is cut short. Raises PaydeskError
    for a day still to come, and when ``out`` holds a run of that day already.
    """
    today = desk.clock.today()
    day = as_of or today
    composing.check_date(day, today)
    tell = progress or (lambda done, of: None)
    out.mkdir(parents=True, exist_ok=True)
    manifest = out / f"run_{day:%Y%m%d}_manifest.json"
    if batch and manifest.exists():
        raise PaydeskError("This folder holds a run of that day already. Choose an empty folder.", field="out")
    due, skipped = _all_due(desk, day, account_number, mailed=batch or account_number is None)
    due = _numbered(desk, due)
    if batch:
        return _print_run(desk, out, manifest, day, due, skipped, tell)
    return _single_files(desk, out, due, skipped, tell)


def _all_due(
    desk: Desk, day: date, account_number: int | None, *, mailed: bool
) -> tuple[list[_Due], list[tuple[int, str]]]:
    """What is to be made, not yet numbered, and who is left out; one consistent read for all of it."""
    due: list[_Due] = []
    skipped: list[tuple[int, str]] = []
    with desk.looking("statements.print") as session:
        paper = _paper(session, day, mailed=mailed)
        past = day < desk.clock.today()
        for account in _accounts(session, account_number, day, past):
            view = composing.compose(account, paper, number=0)
            why = _asks_nothing(view) if account_number is None else None
            why = why or composing.refusal(account, paper)
            if why:
                skipped.append((account.number, why))
            else:
                due.append(_due(account, view))
    return due, skipped


def _asks_nothing(view: StatementView) -> str | None:
    if view.amount > 0:
        return None
    return "Nothing is asked for: a credit." if view.amount < 0 else "Nothing is asked for now."


def _accounts(session: Session, number: int | None, day: date, past: bool) -> Iterator[BilledAccount]:
    if number is not None:
        account_id = billing_store.account_id_of(session, number)
        if account_id is None:
            raise NotFound(f"There is no account {number}.", field="account")
        yield from billing_store.billed_accounts(session, (account_id,), as_of=day, past=past)
        return
    ids = billing_store.all_accounts(session) if past else billing_store.owing_accounts(session)
    for start in range(0, len(ids), _CHUNK):
        yield from billing_store.billed_accounts(session, ids[start : start + _CHUNK], as_of=day, past=past)


def _numbered(desk: Desk, due: list[_Due]) -> list[_Due]:
    """Give the statements their numbers; those of a run that is cut short are not used again."""
    if not due:
        return due
    with desk.doing("statements.print", "Began a run of statements") as session:
        numbers = document_store.reserve_numbers(session, "statement", count=len(due), first=FIRST_NUMBER)
        about(session, statements=len(due), first=numbers[0], last=numbers[-1])
    return [
        replace(one, view=replace(one.view, number=str(number))) for number, one in zip(numbers, due, strict=True)
    ]


def _single_files(
    desk: Desk, out: Path, due: list[_Due], skipped: list[tuple[int, str]], tell: Progress
) -> StatementsMade:
    """A file an account; names carry the statement's number and nothing of a patient."""
    files: list[Path] = []
    findings: list[Finding] = []
    total = 0
    for start in range(0, len(due), _FILES_AT_ONCE):
        made: list[tuple[_Due, Sheet]] = []
        for one in due[start : start + _FILES_AT_ONCE]:
            try:
                made.append((one, draw_statement(one.view)))
            except PaydeskError as refused:
                skipped.append((int(one.view.account), refused.sentence))
        with desk.doing("statements.print", "Made statements") as session:
            for one, drawn in made:
                _keep_alone(desk, session, one, drawn, channel="mail")
            about(session, statements=[one.view.number for one, _ in made])
        for one, drawn in made:
            files.append(_write(out / f"statement_{one.view.number}.pdf", drawn.pdf))
            findings += drawn.findings
            total += one.view.amount
        tell(min(start + _FILES_AT_ONCE, len(due)), len(due))
    return StatementsMade(tuple(files), len(files), total, tuple(skipped), _sentences(findings))


def _print_run(
    desk: Desk,
    out: Path,
    manifest: Path,
    day: date,
    due: list[_Due],
    skipped: list[tuple[int, str]],
    tell: Progress,
) -> StatementsMade:
    """Print files, each kept in a transaction of its own, then the manifest with its control totals."""
    run = PrintRun(day)
    facts = {one.view.number: replace(one, view=_light(one.view)) for one in due}
    files: list[Path] = []
    rows: list[dict[str, object]] = []
    findings: list[Finding] = []
    everything = len(due)
    for file in run.files(_drained(due)):
        _keep_file(desk, file, facts)
        files.append(_write(out / file.name, file.pdf))
        rows += [{**asdict(row), "cents": plain(row.cents)} for row in file.rows]
        findings += file.findings
        tell(len(rows), everything)
    skipped += [(int(held.account), held.sentence) for held in run.held]
    totals = run.totals()
    _write(manifest, _manifest(day, rows, totals, skipped))
    return StatementsMade((*files, manifest), totals.statements, totals.cents, tuple(skipped), _sentences(findings))


def _light(view: StatementView) -> StatementView:
    """What the kept row needs of a view: a long run does not hold every line twice."""
    return replace(view, visits=())


def _drained(due: list[_Due]) -> Iterator[tuple[str, StatementView]]:
    due.reverse()
    while due:
        one = due.pop()
        yield one.view.account, one.view


def _keep_file(desk: Desk, file: PrintFile, facts: dict[str, _Due]) -> None:
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
        about(session, file=file.name, sha256=file.sha256, statements=len(made), total=show(file.cents))


def _manifest(
    day: date, rows: list[dict[str, object]], totals: ControlTotals, skipped: list[tuple[int, str]]
) -> bytes:
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
    }  # fmt: skip
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _write(path: Path, content: bytes) -> Path:
    """Whole or not at all: a half-written file never looks like a finished one."""
    half = path.with_name(path.name + ".part")
    half.write_bytes(content)
    half.replace(path)
    return path


def _sentences(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.sentence for finding in findings))
