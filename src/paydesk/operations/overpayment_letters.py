"""Overpayment letters: what goes with a check to an insurer, and what disputes its demand; kept on file as printed."""

from __future__ import annotations

from paydesk.data import office_store, overpayment_store
from paydesk.data.database import Session
from paydesk.data.insurance_tables import Coverage, Payer
from paydesk.data.ledger_tables import Refund, RefundUndoing
from paydesk.data.overpayment_store import OverpaymentRow
from paydesk.documents.letter_view import LetterView
from paydesk.operations import keeping, preparing_letters
from paydesk.operations.desk import Desk, about
from paydesk.operations.keeping import Printed
from paydesk.rules import insurer_letters
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.correspondence import Language, LetterWords
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.insurer_letters import ClaimNamed


def refund_paper(desk: Desk, overpayment_id: int) -> Printed:
    """The letter that goes with the check to an insurer, for all that was refunded and stands.

    Raises PaydeskError when nothing was refunded, or all of it was reversed.
    """
    with desk.doing("documents.reprint", "Made a letter to an insurer") as session:
        row = _row(session, overpayment_id)
        ids = [one.refund_id for one in overpayment_store.settlements_of(session, row.id) if one.kind == "refund"]
        refunds = [session.get_one(Refund, own) for own in ids if session.get(RefundUndoing, own) is None]
        if not refunds:
            raise PaydeskError("No check for this insurer stands in the ledger: there is nothing to write about.")
        last = refunds[-1]
        way = f"{last.method.capitalize()} {last.reference}".strip()
        words = insurer_letters.refund_words(
            _named(session, row), amount=sum(one.amount for one in refunds), way=way, why=_sentence(last.reason),
            phone=keeping.letterhead(session).phone,
        )  # fmt: skip
        return _print(desk, session, row, words)


def dispute_paper(desk: Desk, overpayment_id: int) -> Printed:
    """The letter that disputes a demand. Raises PaydeskError when it is not disputed."""
    with desk.doing("documents.reprint", "Made a letter to an insurer") as session:
        row = _row(session, overpayment_id)
        if row.decision != "dispute":
            raise PaydeskError("This overpayment is not disputed: there is nothing to write against.")
        why = next(one.why for one in overpayment_store.events(session, row.id) if one.what.startswith("disputed"))
        words = insurer_letters.dispute_words(
            _named(session, row), amount=row.amount, why=_sentence(why), phone=keeping.letterhead(session).phone
        )
        return _print(desk, session, row, words)


def _row(session: Session, overpayment_id: int) -> OverpaymentRow:
    found = overpayment_store.row(session, overpayment_id)
    if found is None:
        raise NotFound("That overpayment is not on file any more. Look at the list again.")
    return found


def _sentence(words: str) -> str:
    told = words.strip()
    return told if told.endswith((".", "!", "?")) else f"{told}."


def _named(session: Session, row: OverpaymentRow) -> ClaimNamed:
    member = session.get_one(Coverage, row.coverage_id).member_number
    return ClaimNamed(
        patient=row.patient, member=member, day=row.day, number=row.number, payer_claim=row.payer_claim,
        letter_number=row.letter_number, letter_on=row.letter_on,
    )  # fmt: skip


def _print(desk: Desk, session: Session, row: OverpaymentRow, said: LetterWords) -> Printed:
    from paydesk.documents.letter import draw_letter

    payer = session.get_one(Payer, row.payer_id)
    address = preparing_letters.where_letters_go(session, row.payer_id, Purpose.TAKEBACK)
    drawn = draw_letter(LetterView(
        letterhead=keeping.letterhead(session), language=Language.ENGLISH, date=desk.clock.today(),
        account=str(row.account), addressee=(payer.name, *address),
        greeting=said.greeting, subject=said.subject, facts=said.facts, paragraphs=said.paragraphs,
        signer=office_store.office(session).user,
    ))  # fmt: skip
    printed = keeping.keep(desk, session, drawn, kind="letter", account_id=row.account_id)
    about(
        session, account=row.account_id, act="letter.print", overpayment=row.id, insurer=row.payer,
        document=printed.document_id,
    )  # fmt: skip
    return printed
