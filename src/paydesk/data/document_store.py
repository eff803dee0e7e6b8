"""Keeps what was printed: exact bytes with their hash, statements with their pages, the contact they were."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from paydesk.data import ledger_store
from paydesk.data.ledger_tables import Receipt, ReceiptUndoing, Refund, RefundUndoing
from paydesk.data.office_tables import Audit, Counter, Document, Statement
from paydesk.data.people_tables import Contact

FIRST_STATEMENT = 100_001
"""The number of a clinic's first statement."""


@dataclass(frozen=True)
class Kept:
    """A kept document without its bytes."""

    document_id: int
    kind: str
    account_id: int | None
    made_at: datetime
    made_by: str
    sha256: str
    pages: int


@dataclass(frozen=True)
class KeptStatement:
    """A statement that was made: ``first_page`` (from 1) and ``pages`` say where it is in its document."""

    number: int
    account_id: int
    as_of: date
    due_on: date | None
    amount: int
    document_id: int
    first_page: int
    pages: int


def keep(
    session: Session, *, kind: str, pdf: bytes, pages: int, account_id: int | None, made_at: datetime, made_by: str
) -> int:
    """Keep the exact bytes; the document's id."""
    row = Document(
        kind=kind, account_id=account_id, made_at=made_at, made_by=made_by, sha256=sha256(pdf).hexdigest(),
        pages=pages, content=pdf,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


_KEPT = (
    Document.id, Document.kind, Document.account_id, Document.made_at, Document.made_by, Document.sha256,
    Document.pages,
)  # fmt: skip


def kept(session: Session, document_id: int) -> tuple[Kept, bytes] | None:
    """A kept document with its bytes, or None."""
    row = session.execute(select(*_KEPT, Document.content).where(Document.id == document_id)).first()
    return (Kept(*tuple[Any, ...](row)[:-1]), row[-1]) if row else None


def changed(session: Session) -> Iterator[int]:
    """Documents whose bytes are not those that were hashed when they were printed; read one after the other."""
    rows = session.execute(select(Document.id, Document.sha256, Document.content).execution_options(yield_per=20))
    return (own for own, printed, pdf in rows if not isinstance(pdf, bytes) or sha256(pdf).hexdigest() != printed)


def same(session: Session, *, account_id: int, kind: str, pdf: bytes) -> int | None:
    """The document of that account with these very bytes, or None."""
    return session.execute(
        select(Document.id)
        .where(Document.account_id == account_id, Document.kind == kind, Document.sha256 == sha256(pdf).hexdigest())
        .limit(1)
    ).scalar_one_or_none()


def documents_of(session: Session, account_id: int) -> tuple[Kept, ...]:
    """What was printed for one account alone, newest first."""
    rows = session.execute(select(*_KEPT).where(Document.account_id == account_id).order_by(Document.id.desc()))
    return tuple(Kept(*tuple[Any, ...](row)) for row in rows)


@dataclass(frozen=True)
class LetterOfRefund:
    """The refund that a letter goes with, in cents, and whether it was reversed since."""

    refund_id: int
    amount: int
    undone: bool


_LETTER_ACTS = ("letter.print", "refunds.issue")
"""What the printing of a refund's letter was called, now and at first."""


def refunds_of_letters(session: Session, account_id: int) -> dict[int, LetterOfRefund]:
    """By document: the refunds an account's letters go with. What was printed cannot be added to, so that the audit
    trail of the printing says which refund it was."""
    told = session.execute(
        select(Audit.details).where(
            Audit.account_id == account_id, Audit.act.in_(_LETTER_ACTS), Audit.details != ""
        )
    ).scalars()
    facts = [json.loads(details) for details in told]
    of_letter = {one["document"]: one["refund"] for one in facts if "document" in one and "refund" in one}
    rows = session.execute(
        select(Refund.id, Refund.amount, RefundUndoing.refund_id.is_not(None))
        .outerjoin(RefundUndoing, RefundUndoing.refund_id == Refund.id)
        .where(Refund.id.in_(of_letter.values()))
    )
    refunds = {id_: LetterOfRefund(id_, amount, undone) for id_, amount, undone in rows}
    return {document: refunds[refund] for document, refund in of_letter.items() if refund in refunds}


_STATEMENT = (
    Statement.number, Statement.account_id, Statement.as_of, Statement.due_on, Statement.amount,
    Statement.document_id, Statement.first_page, Statement.pages,
)  # fmt: skip


def statements_of(session: Session, account_id: int) -> tuple[KeptStatement, ...]:
    """An account's statements, newest first; those of a run among them."""
    rows = session.execute(
        select(*_STATEMENT).where(Statement.account_id == account_id).order_by(Statement.number.desc())
    )
    return tuple(KeptStatement(*tuple[Any, ...](row)) for row in rows)


def statement(session: Session, number: int) -> KeptStatement | None:
    """One statement, or None."""
    row = session.execute(select(*_STATEMENT).where(Statement.number == number)).first()
    return KeptStatement(*tuple[Any, ...](row)) if row else None


def add_statements(session: Session, rows: Sequence[KeptStatement]) -> None:
    """Note statements that were made."""
    session.execute(insert(Statement), [vars(row) for row in rows])


def log_sent(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Papers that went out, in the contact log."""
    session.execute(insert(Contact), [{"direction": "out", **row} for row in rows])


def was_sent(session: Session, *, account_id: int, summary: str) -> bool:
    """Whether the contact log of an account has that paper."""
    query = select(Contact.id).where(
        Contact.account_id == account_id, Contact.summary == summary, Contact.direction == "out"
    )
    return session.execute(query.limit(1)).first() is not None


def next_number(session: Session, name: str, *, first: int = 1) -> int:
    """The number counter ``name`` would give out next; it stays free."""
    known = session.execute(select(Counter.value).where(Counter.name == name)).scalar_one_or_none()
    return first if known is None else int(known) + 1


def reserve_numbers(session: Session, name: str, *, count: int, first: int = 1) -> range:
    """``count`` numbers of counter ``name``, which begins at ``first``."""
    more = update(Counter).where(Counter.name == name).values(value=Counter.value + count).returning(Counter.value)
    raised = session.execute(more).scalar_one_or_none()
    if raised is None:
        ledger_store.begin_counter(session, name, at=first - 1)
        raised = session.execute(more).scalar_one()
    return range(int(raised) - count + 1, int(raised) + 1)


@dataclass(frozen=True)
class PaperReceipt:
    """What a receipt's paper is made of; ``undone`` is "void", "returned" or empty."""

    lot_id: int
    number: int | None
    account_id: int
    method: str
    check_number: str
    bank: str
    card_brand: str
    card_last4: str
    authorization: str
    facts: dict[str, Any]
    undone: str


def paper_receipt(session: Session, lot_id: int) -> PaperReceipt | None:
    """A receipt's frozen facts, and what became of it."""
    row = session.execute(
        select(
            Receipt.lot_id, Receipt.number, Receipt.account_id, Receipt.method, Receipt.check_number, Receipt.bank,
            Receipt.card_brand, Receipt.card_last4, Receipt.authorization, Receipt.facts,
            func.coalesce(ReceiptUndoing.kind, ""),
        )
        .outerjoin(ReceiptUndoing, ReceiptUndoing.lot_id == Receipt.lot_id)
        .where(Receipt.lot_id == lot_id)
    ).first()  # fmt: skip
    return PaperReceipt(*tuple[Any, ...](row)) if row else None


@dataclass(frozen=True)
class PaperRefund:
    """What a refund's letter is made of."""

    refund_id: int
    account_id: int
    amount: int
    method: str
    reference: str
    payee: str
    issued_on: date
    receipt: int | None
    card_brand: str
    card_last4: str
    undone: bool


def paper_refund(session: Session, refund_id: int) -> PaperRefund | None:
    """A refund with the receipt its money came by."""
    row = session.execute(
        select(
            Refund.id, Refund.account_id, Refund.amount, Refund.method, Refund.reference, Refund.payee,
            Refund.issued_on, Receipt.number, Receipt.card_brand, Receipt.card_last4,
            RefundUndoing.refund_id.is_not(None),
        )
        .outerjoin(Receipt, Receipt.lot_id == Refund.lot_id)
        .outerjoin(RefundUndoing, RefundUndoing.refund_id == Refund.id)
        .where(Refund.id == refund_id)
    ).first()  # fmt: skip
    return PaperRefund(*tuple[Any, ...](row)) if row else None
