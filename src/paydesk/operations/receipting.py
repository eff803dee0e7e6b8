"""Receipting: the receipt's paper from what was frozen when the money was taken, and the letter with a refund."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from paydesk.data import billing_store, document_store, ledger_store, office_store
from paydesk.data.database import Session
from paydesk.data.document_store import PaperReceipt, PaperRefund
from paydesk.documents.letter_view import LetterView
from paydesk.documents.receipt_view import Printing, ReceiptLine, ReceiptView, Undone
from paydesk.operations import composing, keeping
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.keeping import Printed
from paydesk.rules import allocation, correspondence
from paydesk.rules.contact import flags_in_force
from paydesk.rules.errors import NotFound, PaydeskError

_WHY_IN_SPANISH = {
    allocation.CHOSEN: "línea elegida",
    allocation.COPAY: "copago de hoy",
    allocation.EARMARKED: "para esta visita",
    allocation.OLDEST: "lo más antiguo",
}
_UNDONE = {"void": Undone.VOIDED, "returned": Undone.RETURNED}


@dataclass(frozen=True)
class ReceiptPrinted:
    """A receipt's paper; ``findings`` are sentences on characters no font of ours has."""

    pdf: bytes
    findings: tuple[str, ...]
    account_id: int


def print_receipt(desk: Desk, lot_id: int, *, copy: bool) -> ReceiptPrinted:
    """The receipt's paper: the first printing is kept, a ``copy`` says that it is one, both for ever the same.

    Raises PaydeskError for money that has no receipt of this desk (imported).
    """
    permission = "documents.reprint" if copy else "payments.post"
    with desk.doing(permission, "Printed a receipt again" if copy else "Printed a receipt") as session:
        receipt = document_store.paper_receipt(session, lot_id)
        if receipt is None:
            raise NotFound("That receipt is not in the ledger.")
        act = "receipt.copy" if copy else "receipt.print"
        about(session, account=receipt.account_id, act=act, receipt=receipt.number)
        # The drawing floor is loaded by the first paper: an idle window does without its memory.
        from paydesk.documents.receipt import draw_receipt

        drawn = draw_receipt(_receipt_view(receipt, copy=copy))
        # What was undone since is no first printing any more: it is drawn with its mark and not kept as one.
        if not copy and not receipt.undone:
            keeping.keep(desk, session, drawn, kind="receipt", account_id=receipt.account_id)
        findings = tuple(finding.sentence for finding in drawn.findings)
        return ReceiptPrinted(drawn.pdf, findings, receipt.account_id)


def _receipt_view(receipt: PaperReceipt, *, copy: bool) -> ReceiptView:
    facts = receipt.facts
    if receipt.number is None or not facts:
        raise PaydeskError("This money was imported: its receipt was given by the earlier system.")
    language = correspondence.language_of(facts["language"])
    return ReceiptView(
        letterhead=keeping.letterhead_of(facts["letterhead"]),
        language=language,
        number=f"{receipt.number:06d}",
        received=datetime.fromisoformat(facts["received"]),
        payer=facts["payer"],
        account=str(facts["account"]),
        method=_method(language, receipt),
        lines=tuple(_line(line, language) for line in facts["lines"]),
        unapplied=facts["unapplied"],
        kept_on=date.fromisoformat(facts["kept_on"]) if facts.get("kept_on") else None,
        kept_besides=facts.get("kept_besides", 0),
        amount=facts["amount"],
        balance=facts["balance"],
        cashier=facts["cashier"],
        printing=Printing.COPY if copy else Printing.FIRST,
        undone=_UNDONE.get(receipt.undone),
    )


def _line(facts: dict[str, Any], language: correspondence.Language) -> ReceiptLine:
    why = facts["why"]
    if language is correspondence.Language.SPANISH:
        why = _WHY_IN_SPANISH.get(why, why)
    return ReceiptLine(what=facts["what"], patient=facts["patient"], why=why, amount=facts["amount"])


def _method(language: correspondence.Language, receipt: PaperReceipt) -> tuple[str, ...]:
    facts = receipt.facts
    return correspondence.payment_method(
        language, receipt.method.replace(" ", "_"), number=receipt.check_number, bank=receipt.bank,
        brand=receipt.card_brand, last4=receipt.card_last4, authorization=receipt.authorization,
        tendered=facts.get("tendered"), change=facts.get("change") or 0,
    )  # fmt: skip


def refund_letter(desk: Desk, refund_id: int) -> Printed:
    """The letter that goes with a refund, kept once. Raises PaydeskError when the refund was undone.

    Whoever had the refund approved may print it: the approval was for the refund alone.
    """
    with desk.doing("documents.reprint", "Made a refund letter") as session:
        refund = document_store.paper_refund(session, refund_id)
        if refund is None:
            raise NotFound("That refund is not in the ledger.")
        if refund.undone:
            raise PaydeskError("That refund was reversed: there is nothing to write about.")
        from paydesk.documents.letter import draw_letter

        drawn = draw_letter(_letter_view(desk, session, refund))
        printed = keeping.keep(desk, session, drawn, kind="letter", account_id=refund.account_id)
        about(
            session, account=refund.account_id, act="letter.print", refund=refund_id, document=printed.document_id
        )
        return printed


def letter_went_out(desk: Desk, refund_id: int) -> Touched:
    """A refund's letter was printed: the contact log says so, once. Raises NotFound."""
    with desk.doing("documents.reprint", "A refund letter went out") as session:
        refund = document_store.paper_refund(session, refund_id)
        if refund is None:
            raise NotFound("That refund is not in the ledger.")
        ledger_store.lock_accounts(session, (refund.account_id,))  # printed at two desks at once it is logged once
        summary = f"Letter with the refund of {correspondence.dollars(refund.amount)}, refund {refund_id}"
        if not document_store.was_sent(session, account_id=refund.account_id, summary=summary):
            keeping.log_sent(desk, session, account_id=refund.account_id, channel="mail", summary=summary)
        about(session, account=refund.account_id, act="letter.sent", refund=refund_id)
        return Touched((refund.account_id,), ("people",))


def _letter_view(desk: Desk, session: Session, refund: PaperRefund) -> LetterView:
    account = billing_store.billed_accounts(session, (refund.account_id,), as_of=refund.issued_on)[0]
    language = correspondence.language_of(account.language)
    head = keeping.letterhead(session)
    way = correspondence.payment_method(
        language, refund.method.replace(" ", "_"), number=refund.reference if refund.method == "check" else "",
        brand=refund.card_brand, last4=refund.card_last4,
    )  # fmt: skip
    said = correspondence.refund_letter(
        language, name=refund.payee, amount=refund.amount, account=str(account.number), way=way,
        receipt=f"{refund.receipt:06d}" if refund.receipt is not None else "", phone=head.phone,
    )  # fmt: skip
    return LetterView(
        letterhead=head,
        language=language,
        date=refund.issued_on,
        account=str(account.number),
        addressee=composing.address_lines(
            account, flags_in_force(account.flags, refund.issued_on), refund.issued_on
        ),
        greeting=said.greeting,
        subject=said.subject,
        facts=said.facts,
        paragraphs=said.paragraphs,
        signer=office_store.office(session).user,
    )
