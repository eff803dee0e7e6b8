"""Writing to insurers: an appeal or a cover letter over claims is made, kept, and followed up; or did not go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.data import claim_store, document_store, insurer_letter_store, ledger_store, payer_memory
from paydesk.data.claim_store import Change
from paydesk.data.claim_tables import Claim
from paydesk.data.database import Session
from paydesk.data.insurer_letter_facts import LetterClaim
from paydesk.data.insurer_letter_store import KeptLetter, LetterAbout
from paydesk.data.insurer_letter_tables import InsurerLetter
from paydesk.operations import keeping, preparing_letters
from paydesk.operations.claiming import by
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.operations.preparing_letters import WriteLetter
from paydesk.rules import insurer_letter, plausibility
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.claims import ClaimState, Deadline, FollowUp
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.insurer_letter import WAYS, ClaimCase, LetterKind
from paydesk.rules.keyboard import show_date

__all__ = ["KeptLetter", "LetterWritten", "letters_of_account", "print_letter_again", "recall_letter", "write_letter"]

KIND = "insurer letter"
"""What it is among kept documents."""


@dataclass(frozen=True)
class LetterWritten:
    """The letter that is kept; ``late`` are the days its time was over, of the claim that was latest."""

    letter_id: int
    document_id: int
    pdf: bytes
    findings: tuple[str, ...]
    follow_up: date | None
    late: int
    touched: Touched


def write_letter(desk: Desk, request: WriteLetter) -> LetterWritten:
    """Make and keep the letter; an appeal's claims wait for its answer. Raises PaydeskError naming the field."""
    with desk.doing("claims.work", "Wrote to an insurer") as session:
        ledger_store.lock_accounts(session, claim_store.accounts_of(session, request.claim_ids))
        known = insurer_letter_store.by_key(session, request.key)
        if known is not None:
            return _again(session, known)
        found, cases, paper = preparing_letters.drawn(desk, session, request)
        accounts = sorted({one.account_id for one in found})
        alone = accounts[0] if len(accounts) == 1 else None
        document_id = document_store.keep(
            session, kind=KIND, pdf=paper.pdf, pages=paper.pages, account_id=alone, made_at=desk.clock.now(),
            made_by=desk.actor.name,
        )  # fmt: skip
        today = desk.clock.today()
        after = insurer_letter.follow_up_of_letter(request.kind, today)
        learned = _learn(session, request, found[0].payer_id)
        row = insurer_letter_store.keep(
            session, [_about_claim(one) for one in cases], key=request.key, payer_id=found[0].payer_id,
            kind=request.kind.value, reason=request.reason, way=request.way, sent_to="\n".join(request.sent_to),
            enclosed=[one.value for one in request.enclosed], by_hand=list(request.by_hand), written_on=today,
            written_at=desk.clock.now(), written_by=desk.actor.name, follow_up_on=after.on if after else None,
            document_id=document_id, learned=learned,
        )  # fmt: skip
        claim_store.change(session, [_change(session, row, one, request, after) for one in cases], by(desk))
        late = max(insurer_letter.days_late(one.deadline, today) for one in cases)
        _tell(session, row, found, cases, late)
        return LetterWritten(
            row.id, document_id, paper.pdf, tuple(one.sentence for one in paper.findings), row.follow_up_on, late,
            Touched(tuple(accounts), ("insurance", "paper")),
        )  # fmt: skip


def recall_letter(desk: Desk, letter_id: int, reason: str) -> Touched:
    """The letter did not go out: its claims stand as before it, unless something came of them since."""
    if len(reason.strip()) < 3:
        raise PaydeskError("Say why in a few words. It stays with the letter.", field="reason")
    plausibility.refuse_card_number(reason, field="reason")
    with desk.doing("claims.work", "Took back a letter to an insurer") as session:
        row, rows = _kept(session, letter_id)
        accounts = claim_store.accounts_of(session, [one.claim_id for one in rows])
        ledger_store.lock_accounts(session, accounts)
        if insurer_letter_store.is_recalled(session, letter_id):
            raise PaydeskError("This letter was taken back already.")
        insurer_letter_store.recall(
            session, letter_id, at=desk.clock.now(), by=desk.actor.name, reason=reason.strip()
        )
        _stand_as_before(desk, session, row, rows, reason.strip())
        _unlearn(session, row)
        first, *others = accounts
        about(session, account=first, act="letters.recall", letter=letter_id, reason=reason.strip())
        for other in others:
            also_about(session, account=other, letter=letter_id)
        return Touched(tuple(sorted(accounts)), ("insurance", "paper"))


def letters_of_account(desk: Desk, account_id: int) -> tuple[KeptLetter, ...]:
    """The letters about an account's claims, newest first; a look at the list, not at the letters."""
    with desk.looking() as session:
        return insurer_letter_store.of_account(session, account_id)


def print_letter_again(desk: Desk, letter_id: int) -> bytes:
    """The exact bytes that were made. Raises NotFound, and PaydeskError for damaged ones."""
    with desk.doing("documents.reprint", "Printed a letter to an insurer again") as session:
        row, rows = _kept(session, letter_id)
        pdf = keeping.whole(session, row.document_id)
        first, *others = claim_store.accounts_of(session, [one.claim_id for one in rows])
        about(session, account=first, document=row.document_id, letter=letter_id)
        for other in others:
            also_about(session, account=other, document=row.document_id, letter=letter_id)
        return pdf


def _about_claim(case: ClaimCase) -> LetterAbout:
    deadline = case.deadline
    return LetterAbout(
        case.claim_id, case.level, deadline.due if deadline else None, deadline.source if deadline else "",
        case.state.value,
    )


def _change(
    session: Session, row: InsurerLetter, case: ClaimCase, request: WriteLetter, after: FollowUp | None
) -> Change:
    """An appeal's claim waits with the insurer; the cover of a corrected claim leaves it as it is."""
    claim = session.get_one(Claim, case.claim_id, with_for_update=True)
    words = insurer_letter.level_words(request.kind, case.level)
    late = insurer_letter.days_late(case.deadline, row.written_on)
    told = f"{words} {WAYS[request.way]}" + (f", {late} days late" if late else _in_time(case.deadline))
    if request.kind is LetterKind.CORRECTED:
        kept = FollowUp(claim.follow_up_on, claim.follow_up_why) if claim.follow_up_on else None
        return Change(claim.id, case.state, "written", told, follow_up=kept, denial=claim.denial,
                      preventable=claim.preventable, because="letter", because_id=row.id)  # fmt: skip
    return Change(claim.id, ClaimState.APPEALED, "appealed", told, follow_up=after, denial=claim.denial,
                  preventable=claim.preventable, because="letter", because_id=row.id)  # fmt: skip


def _in_time(deadline: Deadline | None) -> str:
    return f", in time until {show_date(deadline.due)}" if deadline is not None else ""


_REACHED_BY = {"mail": "address", "fax": "fax", "portal": "portal"}
"""Where of an insurer's contact it is kept to what a letter of each way went."""


def _learn(session: Session, request: WriteLetter, payer_id: int) -> bool:
    """Where appeals go is known from now on; False where it was, or is not looked for."""
    if request.kind is LetterKind.CORRECTED:
        return False
    row, by_which = payer_memory.contact(session, payer_id, Purpose.APPEAL.value), _REACHED_BY[request.way]
    if getattr(row, by_which):
        return False
    setattr(row, by_which, _where_to(request.way, request.sent_to))
    return True


def _unlearn(session: Session, row: InsurerLetter) -> None:
    """Where a letter went that did not go out after all is known no more, unless somebody put it right meanwhile."""
    if not row.learned:
        return
    known, by_which = payer_memory.contact(session, row.payer_id, Purpose.APPEAL.value), _REACHED_BY[row.way]
    if getattr(known, by_which) == _where_to(row.way, row.sent_to.split("\n")):
        setattr(known, by_which, "")


def _where_to(way: str, sent_to: Sequence[str]) -> str:
    return "; ".join(line.strip() for line in sent_to if line.strip()) if way == "mail" else sent_to[0].strip()


def _tell(
    session: Session, row: InsurerLetter, found: Sequence[LetterClaim], cases: Sequence[ClaimCase], late: int
) -> None:
    levels = {one.claim_id: one.level for one in cases}
    by_account: dict[int, list[LetterClaim]] = {}
    for one in found:
        by_account.setdefault(one.account_id, []).append(one)
    (first, mine), *others = by_account.items()
    facts = {"letter": row.id, "kind": row.kind, "document": row.document_id, "days_late": late}
    about(session, account=first, person=mine[0].patient_id, act="letters.write", **facts,
          claims=[one.number for one in mine], level=max(levels[one.claim_id] for one in mine))  # fmt: skip
    for account, theirs in others:
        also_about(session, account=account, person=theirs[0].patient_id, **facts,
                   claims=[one.number for one in theirs],
                   level=max(levels[one.claim_id] for one in theirs))  # fmt: skip


def _again(session: Session, row: InsurerLetter) -> LetterWritten:
    rows = insurer_letter_store.about(session, row.id)
    accounts = claim_store.accounts_of(session, [one.claim_id for one in rows])
    about(session, account=accounts[0], act="letters.write", letter=row.id, repeated=True)
    ends = [Deadline("appeal", one.deadline, one.deadline_source) if one.deadline else None for one in rows]
    late = max(insurer_letter.days_late(one, row.written_on) for one in ends)
    return LetterWritten(
        row.id, row.document_id, keeping.whole(session, row.document_id), (), row.follow_up_on, late,
        Touched(tuple(sorted(accounts)), ("insurance", "paper")),
    )


def _kept(session: Session, letter_id: int) -> tuple[InsurerLetter, tuple[LetterAbout, ...]]:
    row = session.get(InsurerLetter, letter_id)
    if row is None:
        raise NotFound("That letter is not kept here.")
    return row, insurer_letter_store.about(session, letter_id)


def _stand_as_before(
    desk: Desk, session: Session, row: InsurerLetter, rows: Sequence[LetterAbout], reason: str
) -> None:
    changes = []
    for one in rows:
        claim = session.get_one(Claim, one.claim_id, with_for_update=True)
        last = insurer_letter_store.last_about(session, one.claim_id)
        newer = last is not None and last[0].id > row.id
        if claim.state == ClaimState.APPEALED and not newer:
            why = f"the letter of {show_date(row.written_on)} did not go out: {reason}"
            changes.append(Change(
                claim.id, ClaimState(one.state_before), "letter taken back", why,
                follow_up=FollowUp(desk.clock.today(), "the letter about it did not go out"), denial=claim.denial,
                preventable=claim.preventable, because="letter", because_id=row.id,
            ))  # fmt: skip
    claim_store.change(session, changes, by(desk))
