"""Billing: statements for one account at the desk, as files, or as a print run; one engine makes them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from paydesk.data import billing_store, document_store, estimate_store
from paydesk.data.billing_store import BilledAccount
from paydesk.data.database import Session
from paydesk.documents.paper import Paper as Sheet
from paydesk.documents.statement_view import StatementView
from paydesk.operations import asking_by_plan, comparing_estimates, composing, keeping
from paydesk.operations.composing import Paper
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.statement_files import (
    Due,
    Progress,
    StatementsMade,
    due_of,
    keep_alone,
    print_run,
    single_files,
)
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.money import Cents, show

FIRST_NUMBER = document_store.FIRST_STATEMENT
ABOVE_ESTIMATE = "statement.above_estimate"
"""What the trail calls a statement that was printed although it is far above its good faith estimate."""
_CHUNK = 1000


@dataclass(frozen=True)
class PrintStatement:
    """Make a statement of an account to hand over or mail. ``key`` is made once per press of the key.

    ``above_estimate``: somebody was asked and prints it although it is far above its good faith estimate.
    """

    account_id: int
    key: str
    above_estimate: bool = False


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


def print_statement(desk: Desk, request: PrintStatement) -> StatementPrinted:
    """Make an account's statement of today, or give today's again when nothing has changed since.

    Raises PaydeskError with the reason when a flag forbids asking this family for money, or when it is so far above
    its good faith estimate that the patient can dispute it and nobody said to print it all the same.
    """
    with desk.doing("statements.print", "Printed a statement") as session:
        paper = _paper(desk, session, desk.clock.today(), mailed=False)
        account = _asked(session, request.account_id, paper)
        above = _above(session, account, paper.as_of)
        if above and not request.above_estimate:
            raise PaydeskError(f"Nothing was printed. {' '.join(above)}", field="above_estimate")
        if above:
            about(session, act=ABOVE_ESTIMATE, above_estimate=" ".join(above))
        again = _todays(session, account, paper)
        if again is not None:
            about(session, account=account.account_id, statement=again.number, repeated=True, key=request.key)
            return again
        number = document_store.reserve_numbers(session, "statement", count=1, first=FIRST_NUMBER)[0]
        view = composing.compose(account, paper, number=number)
        drawn = _drawn(view)
        document_id = keep_alone(desk, session, due_of(account, view), drawn, channel="desk")
        about(session, account=account.account_id, statement=number, amount=show(view.amount), key=request.key)
        return _printed(account, view, drawn, document_id, repeated=False)


@dataclass(frozen=True)
class StatementSeen:
    """A statement as it would be printed now; nothing is recorded of it, and its number is still free.

    ``findings`` begin with those on a good faith estimate the bill is far above.
    """

    number: int
    pdf: bytes
    amount: Cents
    findings: tuple[str, ...]


def look_at_statement(desk: Desk, account_id: int) -> StatementSeen:
    """What ``print_statement`` would give now: a look, told in the audit trail. Raises the same sentences."""
    with desk.looking("statements.print") as session:
        paper = _paper(desk, session, desk.clock.today(), mailed=False)
        account = _asked(session, account_id, paper)
        made = _todays(session, account, paper)
        if made is None:
            number = document_store.next_number(session, "statement", first=FIRST_NUMBER)
            view = composing.compose(account, paper, number=number)
            made = _printed(account, view, _drawn(view), 0, repeated=False)
        above = _above(session, account, paper.as_of)
    desk.looked("statement.look", "Looked at a statement before printing", account=account_id)
    return StatementSeen(made.number, made.pdf, made.amount, (*above, *made.findings))


def above_estimate(desk: Desk, account_id: int) -> tuple[str, ...]:
    """A sentence for each good faith estimate that the account's bill is so far above that it can be disputed.

    Raises NotFound.
    """
    with desk.looking("statements.print") as session:
        paper = _paper(desk, session, desk.clock.today(), mailed=False)
        return _above(session, _billed(session, account_id, paper), paper.as_of)


def _above(session: Session, account: BilledAccount, day: date) -> tuple[str, ...]:
    found = comparing_estimates.over_good_faith(session, (account,), first_bill=day)
    return found.get(account.account_id, ())


def nothing_asked(desk: Desk, account_id: int) -> str | None:
    """What a statement would print although it asks for nothing, in one sentence; None where it asks for something.

    Raises the sentences of ``print_statement``.
    """
    with desk.looking("statements.print") as session:
        paper = _paper(desk, session, desk.clock.today(), mailed=False)
        view = composing.compose(_asked(session, account_id, paper), paper, number=0)
    if view.amount > 0:
        return None
    if view.plans:
        nothing = "Nothing is asked of the patient now"
        shown = f"list what is {_on_plans(view)} and not due yet"
    elif any(line.apart for line in view.lines):
        nothing = "Nothing is asked of the patient now"
        shown = "list what waits for insurance or is not asked for"
    else:
        nothing = "Nothing is owed on this account"
        shown = "list what was charged and paid lately, as proof of payment" if any(view.lines) else "list no line"
    told = f"tell of a credit of {show(-view.amount)}" if view.amount < 0 else "ask for 0.00"
    return f"{nothing}: the statement would {told} and {shown}."


def _asked(session: Session, account_id: int, paper: Paper) -> BilledAccount:
    """The account, if it may be asked for money."""
    account = _billed(session, account_id, paper)
    why = composing.refusal(account, paper)
    if why:
        raise PaydeskError(f"No statement may be printed. {why}")
    return account


def _paper(desk: Desk, session: Session, as_of: date, *, mailed: bool) -> Paper:
    days = keeping.days_to_pay(session)
    return Paper(keeping.letterhead(session), as_of, days, mailed, asked_on=desk.clock.today())


def _billed(session: Session, account_id: int, paper: Paper) -> BilledAccount:
    found = asking_by_plan.billed(session, (account_id,), as_of=paper.as_of)
    if not found:
        raise NotFound("That account is not there any more. Find it again.")
    return found[0]


def _todays(session: Session, account: BilledAccount, paper: Paper) -> StatementPrinted | None:
    """The last statement, if it is of today and would come out the same to the byte."""
    last = next(iter(document_store.statements_of(session, account.account_id)), None)
    if last is None or last.as_of != paper.as_of:
        return None
    view = composing.compose(account, paper, number=last.number)
    drawn = _drawn(view)
    kept = document_store.kept(session, last.document_id)
    if kept is None or kept[0].sha256 != sha256(drawn.pdf).hexdigest():
        return None
    return _printed(account, view, drawn, last.document_id, repeated=True)


def _drawn(view: StatementView) -> Sheet:
    # ReportLab is loaded for the first paper, not for an idle window.
    from paydesk.documents.statement import draw_statement

    return draw_statement(view)


def _printed(
    account: BilledAccount, view: StatementView, drawn: Sheet, document_id: int, *, repeated: bool
) -> StatementPrinted:
    return StatementPrinted(
        number=int(view.number), document_id=document_id, pdf=drawn.pdf, amount=view.amount, repeated=repeated,
        findings=tuple(finding.sentence for finding in drawn.findings),
        touched=Touched((account.account_id,), ("paper",)),
    )  # fmt: skip


def make_statements(
    desk: Desk,
    out: Path,
    *,
    as_of: date | None = None,
    account_number: int | None = None,
    batch: bool = False,
    above_estimates: bool = False,
    progress: Progress | None = None,
) -> StatementsMade:
    """Statements into the folder ``out``: a file an account, or with ``batch`` print files and their manifest.

    Without ``account_number`` everyone who is asked for something gets one; those who do not, and why, are told.
    Who is billed far above a good faith estimate gets none, told apart, until ``above_estimates`` includes them.
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
    mailed = batch or account_number is None
    due, skipped, held = _all_due(desk, day, account_number, mailed=mailed, above_estimates=above_estimates)
    warned = [f"Account {one.view.account}: {sentence}" for one in due for sentence in one.above_estimate]
    due = _numbered(desk, due)
    if batch:
        made = print_run(desk, out, manifest, day, due, skipped, tell, held=held)
    else:
        made = single_files(desk, out, due, skipped, tell, mailed=mailed)
    return replace(made, findings=(*warned, *made.findings), held=tuple(held))


def _all_due(
    desk: Desk, day: date, account_number: int | None, *, mailed: bool, above_estimates: bool
) -> tuple[list[Due], list[tuple[int, str]], list[tuple[int, str]]]:
    """What is to be made, not yet numbered, who is left out, and who is held back for being above an estimate; one
    consistent read of all."""
    due: list[Due] = []
    skipped: list[tuple[int, str]] = []
    held: list[tuple[int, str]] = []
    with desk.looking("statements.print") as session:
        paper = _paper(desk, session, day, mailed=mailed)
        past = day < desk.clock.today()
        estimated = estimate_store.accounts_with(session, estimate_store.GOOD_FAITH)
        for account in _accounts(session, account_number, day, past):
            view = composing.compose(account, paper, number=0)
            why = _asks_nothing(view) if account_number is None else None
            why = why or composing.refusal(account, paper)
            if why:
                skipped.append((account.number, why))
                continue
            above = _above(session, account, day) if account.account_id in estimated else ()
            if above and not above_estimates:
                held.append((account.number, " ".join(above)))
            else:
                due.append(replace(due_of(account, view), above_estimate=above))
    return due, skipped, held


def _asks_nothing(view: StatementView) -> str | None:
    if view.amount > 0:
        return None
    if view.amount == 0 and view.plans:
        return f"Nothing is asked for now: {_on_plans(view)}."
    return "Nothing is asked for: a credit." if view.amount < 0 else "Nothing is asked for now."


def _on_plans(view: StatementView) -> str:
    numbers = [str(plan.number) for plan in view.plans]
    return f"on payment plan{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"


def _accounts(session: Session, number: int | None, day: date, past: bool) -> Iterator[BilledAccount]:
    if number is not None:
        account_id = billing_store.account_id_of(session, number)
        if account_id is None:
            raise NotFound(f"There is no account {number}.", field="account")
        yield from asking_by_plan.billed(session, (account_id,), as_of=day, past=past)
        return
    ids = billing_store.all_accounts(session) if past else billing_store.owing_accounts(session)
    for start in range(0, len(ids), _CHUNK):
        yield from asking_by_plan.billed(session, ids[start : start + _CHUNK], as_of=day, past=past)


def _numbered(desk: Desk, due: list[Due]) -> list[Due]:
    """Give the statements their numbers; those of a run that is cut short are not used again."""
    if not due:
        return due
    with desk.doing("statements.print", "Began a run of statements") as session:
        numbers = document_store.reserve_numbers(session, "statement", count=len(due), first=FIRST_NUMBER)
        about(session, statements=len(due), first=numbers[0], last=numbers[-1])
    return [
        replace(one, view=replace(one.view, number=str(number))) for number, one in zip(numbers, due, strict=True)
    ]
