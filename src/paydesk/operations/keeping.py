"""Keeping paper: what the clinic's paper says of it, the exact bytes of what was printed, and looking at them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from paydesk.data import document_store, office_store, people_store
from paydesk.data.database import Session
from paydesk.data.document_store import Kept, KeptStatement, LetterOfRefund
from paydesk.documents.letterhead import Letterhead
from paydesk.documents.paper import Paper
from paydesk.operations.desk import Desk, about
from paydesk.rules.errors import NotFound, PaydeskError

if TYPE_CHECKING:
    # PDFium and ReportLab are loaded for the first paper, not for an idle window: here and in the functions below.
    from paydesk.documents.page_image import PageImage

DAYS_TO_PAY = 25
"""From the day of a statement to the day it asks to be paid by, unless the clinic set another."""


@dataclass(frozen=True)
class Printed:
    """A finished paper: its kept document, its bytes, and sentences on characters that could not be printed."""

    document_id: int
    pdf: bytes
    pages: int
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeptPaper:
    """What was printed of an account, newest first: papers of its own, and statements wherever they are.

    ``refunds`` tells by document which refund a letter goes with.
    """

    documents: tuple[Kept, ...]
    statements: tuple[KeptStatement, ...]
    refunds: Mapping[int, LetterOfRefund]


def letterhead(session: Session) -> Letterhead:
    """The clinic as its paper names it today."""
    return letterhead_of(letterhead_facts(session))


def letterhead_facts(session: Session) -> dict[str, Any]:
    """What paper says of the clinic, as texts that can be kept with a receipt for ever."""
    kept = office_store.office(session).clinic
    return {
        "name": kept.get("name") or "The clinic",
        "address": list(kept.get("address") or ()),
        "phone": kept.get("phone") or "",
        "tax_id": kept.get("tax_id") or "",
        "pay_link": kept.get("pay_link") or "",
        "remit_to": list(kept.get("remit_to") or ()),
    }


def letterhead_of(facts: dict[str, Any]) -> Letterhead:
    """The letterhead that was kept as texts."""
    return Letterhead(
        name=facts["name"], address=tuple(facts["address"]), phone=facts["phone"], tax_id=facts["tax_id"],
        pay_link=facts["pay_link"], remit_to=tuple(facts["remit_to"]),
    )  # fmt: skip


def clinic_zone(session: Session) -> tzinfo | None:
    """The clinic's time zone, None when none is set."""
    return office_store.clinic_zone(session)


def local_time(session: Session, moment: datetime) -> datetime:
    """``moment`` on the clinic's clock."""
    return moment.astimezone(clinic_zone(session) or moment.tzinfo)


def days_to_pay(session: Session) -> int:
    """Days from a statement to its pay-by date."""
    return int(office_store.office(session).clinic.get("days_to_pay", DAYS_TO_PAY))


def keep(desk: Desk, session: Session, paper: Paper, *, kind: str, account_id: int) -> Printed:
    """Keep the bytes of ``paper`` once: the very same bytes of the same account are kept already."""
    document_id = document_store.same(session, account_id=account_id, kind=kind, pdf=paper.pdf)
    if document_id is None:
        document_id = document_store.keep(
            session, kind=kind, pdf=paper.pdf, pages=paper.pages, account_id=account_id, made_at=desk.clock.now(),
            made_by=desk.actor.name,
        )  # fmt: skip
    return Printed(document_id, paper.pdf, paper.pages, tuple(finding.sentence for finding in paper.findings))


def is_kept(session: Session, paper: Paper, *, kind: str, account_id: int) -> bool:
    """Whether the very same bytes of that account are kept already."""
    return document_store.same(session, account_id=account_id, kind=kind, pdf=paper.pdf) is not None


def log_sent(desk: Desk, session: Session, *, account_id: int, channel: str, summary: str) -> None:
    """Note in the contact log that a paper went out to the guarantor."""
    guarantor = people_store.guarantor_of(session, account_id)
    document_store.log_sent(
        session,
        [
            {
                "account_id": account_id, "person_id": guarantor.person_id, "happened_at": desk.clock.now(),
                "channel": channel, "with_whom": guarantor.full_name, "summary": summary, "logged_by": desk.actor.name,
            }
        ],
    )  # fmt: skip


def kept_paper(desk: Desk, account_id: int) -> KeptPaper:
    """What was printed of an account; a look at the list, not at the papers."""
    with desk.looking() as session:
        documents = tuple(
            replace(one, made_at=local_time(session, one.made_at))
            for one in document_store.documents_of(session, account_id)
        )
        return KeptPaper(
            documents, document_store.statements_of(session, account_id),
            document_store.refunds_of_letters(session, account_id),
        )  # fmt: skip


def look_at(desk: Desk, document_id: int) -> bytes:
    """The exact bytes that were printed, to be read on screen: a look."""
    with desk.looking("documents.reprint") as session:
        kept, pdf = _whole(session, document_id)
    desk.looked(
        "document.look", "Looked at a kept document", account=kept.account_id, document=document_id, kind=kept.kind
    )
    return pdf


def look_at_statement(desk: Desk, number: int) -> bytes:
    """A statement as it was made, to be read on screen: a look."""
    with desk.looking("documents.reprint") as session:
        made, _, pdf = _statement(session, number)
    desk.looked("document.look", "Looked at a kept statement", account=made.account_id, statement=number)
    return pdf


def reprint(desk: Desk, document_id: int) -> bytes:
    """The exact bytes that were printed, never drawn anew. Raises NotFound, and PaydeskError for damaged ones."""
    with desk.doing("documents.reprint", "Printed a kept document again") as session:
        kept, pdf = _whole(session, document_id)
        about(session, account=kept.account_id, document=kept.document_id, kind=kept.kind, sha256=kept.sha256)
        return pdf


def reprint_statement(desk: Desk, number: int) -> bytes:
    """A statement as it was made; of a print file only its own pages."""
    with desk.doing("documents.reprint", "Printed a statement again") as session:
        made, kept, pdf = _statement(session, number)
        about(session, account=made.account_id, statement=number, document=kept.document_id, sha256=kept.sha256)
        return pdf


def whole(session: Session, document_id: int) -> bytes:
    """The exact bytes of a kept document, in a transaction of the caller's. Raises NotFound and PaydeskError."""
    return _whole(session, document_id)[1]


def _statement(session: Session, number: int) -> tuple[KeptStatement, Kept, bytes]:
    made = document_store.statement(session, number)
    if made is None:
        raise NotFound("There is no statement of that number.")
    kept, pdf = _whole(session, made.document_id)
    if kept.pages == made.pages:
        return made, kept, pdf
    from paydesk.documents import page_image

    return made, kept, page_image.pages_of(pdf, first=made.first_page, count=made.pages)


def _whole(session: Session, document_id: int) -> tuple[Kept, bytes]:
    found = document_store.kept(session, document_id)
    if found is None:
        raise NotFound("That document is not kept here.")
    kept, pdf = found
    if sha256(pdf).hexdigest() != kept.sha256:
        raise PaydeskError("The kept document is not as it was printed. Restore the last good backup.")
    return kept, pdf


def alignment_sheet(desk: Desk) -> bytes:
    """The sheet that shows whether this printer meets the window envelope; nothing of a patient is on it."""
    from paydesk.documents.alignment import draw_alignment_sheet

    with desk.looking() as session:
        clinic = letterhead(session).name
    return draw_alignment_sheet(clinic=clinic, day=desk.clock.today()).pdf


def page_count(pdf: bytes) -> int:
    """How many pages a finished paper has."""
    from paydesk.documents import page_image

    return page_image.page_count(pdf)


def preview(pdf: bytes, page: int, *, dpi: float = 96) -> PageImage:
    """Page ``page`` (0 is the first) of a finished paper as pixels: for the screen and the printer."""
    from paydesk.documents import page_image

    return page_image.render(pdf, page, dpi=dpi)
