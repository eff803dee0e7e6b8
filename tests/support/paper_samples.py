"""Invented statements, receipts and letters for the tests of paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from paydesk.documents.letter_view import LetterView
from paydesk.documents.letterhead import Letterhead
from paydesk.documents.receipt_view import ReceiptLine, ReceiptView
from paydesk.documents.statement_view import StatementLine, StatementView, StatementVisit
from paydesk.rules.correspondence import Language, payment_method, refund_letter

CLINIC = Letterhead(
    name="Riverbend Family Clinic",
    address=("PO Box 4400", "Springfield, IL 62705-4400"),
    phone="(555) 010-0199",
    tax_id="00-0000000",
    pay_link="example.com/pay",
)
SEPTEMBER = date(2026, 9, 19)
LONG_ADDRESS = (
    "Nguyễn Thị Ánh Tuyết",
    "12345 North Martin Luther King Junior Boulevard W",
    "Springfield, IL 62705-4400",
)


def line(
    what: str, charge: int, *, insurance: int = 0, adjusted: int = 0, paid: int = 0, waiting: int = 0,
    not_asked: str = "",
) -> StatementLine:  # fmt: skip
    """One line whose patient's part is what is left."""
    return StatementLine(
        date=SEPTEMBER,
        what=what,
        charge=charge,
        insurance_paid=insurance,
        adjusted=adjusted,
        you_paid=paid,
        waiting=waiting,
        owe=charge - insurance - adjusted - paid - waiting,
        not_asked=not_asked,
    )


def visit(*lines: StatementLine, day: date | None = SEPTEMBER, patient: str = "José Núñez") -> StatementVisit:
    """A visit with its lines."""
    return StatementVisit(date=day, provider="R. Patel, NP" if day else "", patient=patient, lines=lines)


ORDINARY = (
    visit(
        line("EKG (93000)", 152_81, adjusted=45_84, paid=20_00),
        line("Flu vaccine (90686)", 147_68, insurance=59_07, adjusted=26_58),
    ),
    visit(line("Strep test (87880)", 169_71, insurance=101_82, adjusted=6_78), patient="Nguyễn Thị Ánh Tuyết"),
)


def statement(*visits: StatementVisit, unapplied: int = 0, **changes: Any) -> StatementView:
    """A statement over ``visits`` whose sums hold."""
    visits = visits or ORDINARY
    owed = sum(each.asked for one in visits for each in one.lines)
    owed -= sum(plan.not_due for plan in changes.get("plans", ()))
    facts: dict[str, Any] = {
        "letterhead": CLINIC,
        "language": Language.ENGLISH,
        "number": "100000",
        "account": "5000000",
        "date": date(2026, 11, 20),
        "pay_by": date(2026, 12, 15) if owed + unapplied > 0 else None,
        "addressee": ("Maria Garcia-Lopez", "2301 SW 14th Ave.", "Bend, OR 97702-0098"),
        "visits": visits,
        "unapplied": unapplied,
        "amount": owed + unapplied,
        "ageing": (owed, 0, 0, 0, 0),
    }
    return StatementView(**{**facts, **changes})


def long_statement(count: int = 15, **changes: Any) -> StatementView:
    """A statement of ``count`` visits of six lines: several pages."""
    one = visit(*(line(f"Item {number}", 100_00 + number, insurance=10_00) for number in range(6)))
    return statement(*(one,) * count, **changes)


def receipt(**changes: Any) -> ReceiptView:
    """A receipt of a card payment over two family members."""
    language = changes.get("language", Language.ENGLISH)
    facts: dict[str, Any] = {
        "letterhead": CLINIC,
        "language": language,
        "number": "000123",
        "received": datetime(2026, 11, 20, 14, 35),
        "payer": "Maria Garcia-Lopez",
        "account": "5000000",
        "method": payment_method(language, "card", brand="VISA", last4="4242", authorization="123456"),
        "lines": (
            ReceiptLine(what="Office visit, 11/20/26", patient="José Núñez", why="copay of today", amount=25_00),
            ReceiptLine(what="Strep test, 09/12/26", patient="Nguyễn Thị Ánh Tuyết", why="oldest first", amount=10_00),
        ),
        "unapplied": 5_00,
        "amount": 40_00,
        "balance": 123_45,
        "cashier": "Dana W.",
    }
    return ReceiptView(**{**facts, **changes})


def letter(language: Language = Language.ENGLISH, **changes: Any) -> LetterView:
    """The letter that goes with a refund."""
    said = refund_letter(
        language,
        name="Maria Garcia-Lopez",
        amount=123_45,
        account="5000000",
        way=payment_method(language, "check", number="1021"),
        receipt="000123",
        phone=CLINIC.phone,
    )
    facts: dict[str, Any] = {
        "letterhead": CLINIC,
        "language": language,
        "date": date(2026, 11, 20),
        "account": "5000000",
        "addressee": ("Maria Garcia-Lopez", "2301 SW 14th Ave.", "Bend, OR 97702-0098"),
        "greeting": said.greeting,
        "subject": said.subject,
        "facts": said.facts,
        "paragraphs": said.paragraphs,
        "signer": "Dana Whitfield, Front office",
    }
    return LetterView(**{**facts, **changes})
