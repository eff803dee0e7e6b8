"""Acknowledging: what clearinghouses and insurers report of claims that were sent (999, 277CA) moves those claims."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from paydesk.data import acknowledged_store, claim_store
from paydesk.data.acknowledged_store import Found
from paydesk.data.claim_store import Change
from paydesk.data.database import Session
from paydesk.gateways import acknowledgment999, claim_status277
from paydesk.operations.claiming import by
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.rules import acknowledgment_words, claim_status_words, claims
from paydesk.rules.acknowledgment import Acknowledgment, Verdict
from paydesk.rules.claim_status import ClaimReport, ClaimStatus, Outcome
from paydesk.rules.claims import ClaimState, FollowUp
from paydesk.rules.errors import PaydeskError
from paydesk.rules.remittance_finding import Finding


@dataclass(frozen=True)
class ReportedClaim:
    """One claim of a report: ``number`` as the report has it, what it says in words, and what became of ours.

    ``claim`` is our number, None where it is not known here; ``moved`` whether its state changed by this file.
    ``account`` is the account's number, ``state`` what the report makes of a claim (None: it moves nothing).
    """

    number: str
    claim: str | None
    account: int | None
    says: str
    advice: str
    moved: bool
    line: int
    refused: str = ""
    account_id: int | None = None
    state: ClaimState | None = None


@dataclass(frozen=True)
class Acknowledged:
    """A file of receipts: its claims, and whole sentences on what is said of files or wrong with this one."""

    file: str
    claims: tuple[ReportedClaim, ...]
    told: tuple[str, ...]
    touched: Touched


def keep_acknowledgment_file(desk: Desk, path: Path) -> Acknowledged:
    """Read a receipt for claims and move the claims it is about; the same file again changes nothing.

    Raises PaydeskError when the file cannot be opened, or is neither a 999 nor a 277.
    """
    desk.require("claims.work")
    try:
        report, data = claim_status277.read_claim_report_file(path)
    except PaydeskError:
        receipts, data = acknowledgment999.read_acknowledgment_file(path)
        told = (*_sentences(receipts.findings), *(one for group in receipts.groups for one in _group_told(group)),
                *(acknowledgment_words.interchange_words(one) for one in receipts.interchanges))  # fmt: skip
        return _keep(desk, path, data, told, list(_of_groups(receipts.groups)))
    told = (*_sentences(report.findings), *(s for one in report.reports for s in _sentences(one.findings)))
    return _keep(desk, path, data, told, [_of_status(claim, one) for one in report.reports for claim in one.claims])


@dataclass(frozen=True)
class _Said:
    """What a file says of a claim, or of all claims of a file of ours (``of_file``)."""

    number: str
    payer_claim: str
    state: ClaimState | None
    says: str
    advice: str
    line: int
    of_file: bool = False


_MOVES = {
    Outcome.RECEIVED: ClaimState.SENT, Outcome.ACCEPTED: ClaimState.ACCEPTED, Outcome.PENDING: ClaimState.PENDING,
    Outcome.WAITING: ClaimState.PENDING, Outcome.REJECTED: ClaimState.REJECTED, Outcome.NOT_FOUND: ClaimState.REJECTED,
    Outcome.FAILED: ClaimState.REJECTED,
}  # fmt: skip
"""What was paid or denied waits for the remittance; it moves nothing."""

_LONGEST = 500

_STEPS = {ClaimState.NOT_SENT: 0, ClaimState.REJECTED: 0, ClaimState.SENT: 1, ClaimState.ACCEPTED: 2,
          ClaimState.PENDING: 3}  # fmt: skip
"""A claim goes forward by a receipt; a rejection takes it back from any of these."""


def _of_status(claim: ClaimStatus, report: ClaimReport) -> _Said:
    outcome = claim.outcome
    return _Said(
        claim.number or claim.clearinghouse_claim, claim.payer_claim, _MOVES.get(outcome),
        _why(claim, report), claim_status_words.advice_on(outcome), claim.place.line,
    )  # fmt: skip


def _why(claim: ClaimStatus, report: ClaimReport) -> str:
    """What became of a claim by whose word; of a rejected one what is wrong with it or its lines, too."""
    says = claim_status_words.outcome_words(claim, report)
    if _MOVES.get(claim.outcome) is not ClaimState.REJECTED:
        return says
    every = (*claim.statuses, *(status for line in claim.lines for status in line.statuses))
    told = dict.fromkeys(claim_status_words.told(one) for one in every)
    return f"{says}: {'; '.join(told)}"[:_LONGEST] if told else says


def _of_groups(groups: Iterable[Acknowledgment]) -> Iterable[_Said]:
    """A file of claims that was not taken rejects every claim that went with it."""
    for group in groups:
        for one in group.sets:
            if one.kind == "837" and one.verdict in (Verdict.REJECTED, Verdict.ACCEPTED):
                rejected = one.verdict is Verdict.REJECTED
                why = "; ".join(acknowledgment_words.complaints(one)) or one.verdict.value
                state = ClaimState.REJECTED if rejected else ClaimState.SENT
                advice = "Mend what is wrong and send these claims again." if rejected else ""
                yield _Said(one.control, "", state, f"file {one.control}: {why}", advice, one.place.line, of_file=True)


def _group_told(group: Acknowledgment) -> Iterable[str]:
    what = acknowledgment_words.contents_words(group.contents)
    yield f"Group {group.control} ({what}): {group.verdict.value}."
    for one in group.sets:
        if one.verdict is not Verdict.ACCEPTED:
            why = "; ".join(acknowledgment_words.complaints(one)) or "no reason is given"
            yield f"Set {one.control}: {one.verdict.value}: {why}."


def _sentences(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(one.sentence for one in findings)


def _keep(desk: Desk, path: Path, data: bytes, told: tuple[str, ...], said: Sequence[_Said]) -> Acknowledged:
    mark = f"file {hashlib.sha256(data).hexdigest()[:16]}"
    with desk.doing("claims.work", "Read a receipt for claims") as session:
        rows, changes, accounts = _matched(session, said, mark, desk)
        claim_store.change(session, changes, by(desk))
        about(session, file=path.name, claims=len(said), moved=len(changes))
        for account in sorted(accounts):
            also_about(session, account=account, file=path.name)
    touched = Touched(tuple(sorted(accounts)), ("insurance",) if changes else ())
    return Acknowledged(path.name, tuple(rows), told, touched)


def _matched(
    session: Session, said: Sequence[_Said], mark: str, desk: Desk
) -> tuple[list[ReportedClaim], list[Change], set[int]]:
    numbers = [claims.squeezed(one.number) for one in said]
    known = acknowledged_store.found(session, [n for n, one in zip(numbers, said, strict=True) if not one.of_file])
    files = acknowledged_store.of_files(session, [n for n, one in zip(numbers, said, strict=True) if one.of_file])
    every = {one.claim_id for some in (*known.values(), *files.values()) for one in some}
    seen = acknowledged_store.marked(session, every, mark)
    rows: list[ReportedClaim] = []
    changes: dict[int, Change] = {}
    accounts: set[int] = set()
    for number, one in zip(numbers, said, strict=True):
        ours = (files if one.of_file else known).get(number, ())
        if not ours or (len(ours) > 1 and not one.of_file):
            why = "No claim here has this number." if not ours else "Several claims here have this number."
            rows.append(ReportedClaim(
                one.number, None, None, one.says, one.advice, False, one.line, why, state=one.state,
            ))  # fmt: skip
            continue
        for claim in ours:
            change = _change(claim, one, mark, desk) if claim.claim_id not in seen else None
            if change is not None:
                changes[claim.claim_id] = change
                accounts.add(claim.account_id)
            rows.append(ReportedClaim(
                one.number, claim.number, claim.account_number, one.says, one.advice, change is not None, one.line,
                account_id=claim.account_id, state=one.state,
            ))  # fmt: skip
    return rows, list(changes.values()), accounts


def _change(claim: Found, one: _Said, mark: str, desk: Desk) -> Change | None:
    """What a receipt does to a claim; None where it says what is known, or the claim is answered already."""
    now, today = claim.state, desk.clock.today()
    if now not in _STEPS or one.state is None:
        return None
    if one.state is not ClaimState.REJECTED and _STEPS[one.state] <= _STEPS[now] and now is not ClaimState.REJECTED:
        return None
    follow_up = FollowUp(claim.follow_up_on, claim.follow_up_why) if claim.follow_up_on is not None else None
    if one.state is ClaimState.REJECTED:
        follow_up = FollowUp(today, f"rejected: {one.says}")
    return Change(
        claim.claim_id, one.state, "acknowledged", one.says, one.payer_claim, follow_up=follow_up, because=mark,
    )
