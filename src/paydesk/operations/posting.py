"""Posting patient payments: preview where the money goes and why, and take it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from paydesk.data import charge_store, ledger_store, office_store, people_store, plan_store, receipt_store
from paydesk.data.database import Session
from paydesk.data.ledger_tables import Lot, Receipt
from paydesk.data.open_charge_store import LineName, OpenCharge, open_charges
from paydesk.operations import keeping, watching_plans
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import allocation, plausibility
from paydesk.rules.allocation import Allocation, OpenLine
from paydesk.rules.contact import Care, Flag
from paydesk.rules.correspondence import Language, language_of, words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.ledger import PATIENT_PAYMENT, Entry, Line
from paydesk.rules.money import Cents, cents, show

_OLDEST = timedelta(days=366)
METHODS = ("cash", "check", "card", "bank transfer", "money order")


@dataclass(frozen=True)
class PostPayment:
    """Money a patient or guarantor gives, in cents.

    ``chosen`` maps charge id -> cents (None: all it owes); those lines come first. ``automatic`` False leaves
    the rest as credit. Those of ``chosen`` that the clerk left as the rules had them are ``as_ruled`` and keep their
    reason. ``visit_id`` earmarks what is left for a visit that has no charges yet; ``kept`` cents of it
    are set aside for that visit before any line is paid. ``key`` is made once per form: the same key again returns
    what was posted and posts nothing. ``reason`` says why a doubtful amount is meant; it stays with the entry.
    """

    account_id: int
    amount: Cents
    method: str
    key: str
    chosen: Mapping[int, Cents | None] = field(default_factory=dict)
    automatic: bool = True
    as_ruled: frozenset[int] = frozenset()
    visit_id: int | None = None
    kept: Cents = 0
    tendered: Cents | None = None
    check_number: str = ""
    bank: str = ""
    card_brand: str = ""
    card_last4: str = ""
    authorization: str = ""
    received_on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class PaymentPreview:
    """Where a payment would go. ``lines`` are all open lines of the account, paid or not, in ledger order.

    ``names``: charge id -> how paper calls it.
    """

    allocation: Allocation
    lines: tuple[OpenLine, ...]
    change: Cents
    warnings: tuple[str, ...] = ()
    names: Mapping[int, LineName] = field(default_factory=dict)


@dataclass(frozen=True)
class PaymentPosted:
    """A payment that is in the ledger. ``receipt`` is its gapless number; ``lot_id`` its money's identity."""

    receipt: int
    lot_id: int
    account_id: int
    amount: Cents
    change: Cents
    unapplied: Cents
    group_id: int
    repeated: bool
    touched: Touched


def open_lines(session: Session, account_id: int, on: date) -> tuple[OpenLine, ...]:
    """What the patient owes on an account, line by line, with what bars money from going there or being asked for."""
    return open_lines_of(session, (account_id,), on)


def open_lines_of(session: Session, account_ids: Sequence[int], on: date) -> tuple[OpenLine, ...]:
    """The open lines of several accounts, read at once."""
    return _open_lines(session, open_charges(session, account_ids), on)


def _open_lines(session: Session, charges: Sequence[OpenCharge], on: date) -> tuple[OpenLine, ...]:
    flagged = sorted({one.account_id for one in charges if one.flagged})
    flags = charge_store.flags_of(session, flagged) if flagged else {}
    barred = {one.charge_id: _barred(one, flags.get(one.account_id, ()), on) for one in charges}
    due = _due_by_plan(session, [one for one in charges if not barred[one.charge_id]], on)
    return tuple(_open_line(one, flags.get(one.account_id, ()), due.get(one.charge_id, 0), on) for one in charges)


def _due_by_plan(session: Session, charges: Sequence[OpenCharge], on: date) -> dict[int, Cents]:
    """What payment plans ask for now, by charge that may be paid: the oldest of a plan first.

    One that waits to take the place of another asks for nothing yet.
    """
    free = {one.charge_id for one in charges}
    planned = sorted({one.account_id for one in charges if one.planned})
    if not planned:
        return {}
    asking = [
        one for found in watching_plans.open_plans_of(session, planned, on).values() for one in found
        if one.facts.holds
    ]  # fmt: skip
    parts = plan_store.parts(session, [one.plan.id for one in asking])
    due: dict[int, Cents] = {}
    for one in asking:
        left = one.asks
        for part in parts.get(one.plan.id, ()):
            if part.charge_id in free:
                asked = max(0, min(left, part.owes))
                due[part.charge_id] = max(asked, due.get(part.charge_id, 0))
                left -= asked
    return due


def _barred(one: OpenCharge, flags: tuple[Flag, ...], on: date) -> str:
    """Why no money goes to a line by itself; empty when it may."""
    care = Care(one.name.patient_id, one.name.day)
    return "in dispute" if one.disputed else "on hold" if one.held else care.barred(flags, on=on)


def _open_line(one: OpenCharge, flags: tuple[Flag, ...], due: Cents, on: date) -> OpenLine:
    care, barred = Care(one.name.patient_id, one.name.day), _barred(one, flags, on)
    return OpenLine(
        charge=one.charge_id, account=one.account_id, patient=one.name.patient_id, owes=one.patient_owes,
        service_date=one.name.day, responsibility_date=one.responsibility_date, visit=one.visit_id,
        # What was put to an insurer is the patient's before the answer only as a copay.
        copay_today=one.name.day == on and one.kind == "procedure" and one.billed and not one.answer,
        barred=barred, asked=not barred and care.may_be_asked(flags, on=on), planned=one.planned, plan_due=due,
    )  # fmt: skip


def preview_payment(desk: Desk, request: PostPayment) -> PaymentPreview:
    """What posting ``request`` would do; raises the same sentences as posting."""
    with desk.looking("payments.post") as session:
        people_store.guarantor_of(session, request.account_id)
        preview = _preview(desk, session, request)
        return replace(preview, warnings=_warnings(session, request, request.received_on or desk.clock.today()))


def post_payment(desk: Desk, request: PostPayment) -> PaymentPosted:
    """Take the payment: receipt, entry and audit in one transaction.

    Raises PaydeskError for an amount, method or line that cannot be.
    """
    with desk.doing("payments.post", "Took a payment") as session:
        payer = people_store.guarantor_of(session, request.account_id, lock=True)
        known = receipt_store.lot_by_key(session, request.key)
        if known is not None:
            about(session, account=request.account_id, repeated=True)
            return _posted_before(session, known, request)
        preview = _preview(desk, session, request)
        posted = _post(desk, session, request, preview, payer)
        about(
            session, account=request.account_id, receipt=posted.receipt, amount=show(posted.amount),
            method=request.method, unapplied=show(posted.unapplied),
        )  # fmt: skip
        if request.reason.strip():
            about(session, reason=request.reason.strip())
        return posted


def _preview(desk: Desk, session: Session, request: PostPayment) -> PaymentPreview:
    _check(desk, request)
    today = request.received_on or desk.clock.today()
    charges = open_charges(session, (request.account_id,))
    lines = _open_lines(session, charges, today)
    chosen = dict(request.chosen)
    if sum(part or 0 for part in chosen.values()) > request.amount:
        raise PaydeskError("The chosen lines add up to more than the payment. Lower one of them.", field="chosen")
    split = _split(request, lines, today)
    change = (request.tendered - request.amount) if request.tendered is not None else 0
    return PaymentPreview(split, lines, change, names={one.charge_id: one.name for one in charges})


def _split(request: PostPayment, lines: tuple[OpenLine, ...], today: date) -> Allocation:
    kept = min(cents(request.kept), request.amount)
    split = allocation.allocate(
        request.amount - kept, lines, today=today, chosen=request.chosen, visit=request.visit_id,
        automatic=request.automatic, as_ruled=request.as_ruled,
    )  # fmt: skip
    return Allocation(split.parts, split.unapplied + kept, allocation.FOR_VISIT) if kept else split


def _check(desk: Desk, request: PostPayment) -> None:
    if cents(request.amount, field="amount") <= 0:
        raise PaydeskError("A payment is more than zero. Type the amount the patient gives.", field="amount")
    if cents(request.kept) < 0 or (request.kept and request.visit_id is None):
        raise PaydeskError("Money is kept for a visit: choose the visit.", field="visit_id")
    if request.method not in METHODS:
        raise PaydeskError("Choose how it is paid: card, cash, check, bank transfer or money order.", field="method")
    if request.tendered is not None and request.method != "cash":
        raise PaydeskError("Cash given is for a cash payment only. Choose cash, or take it away.", field="tendered")
    if request.tendered is not None and cents(request.tendered, field="tendered") < request.amount:
        raise PaydeskError("The cash given is less than the payment.", field="tendered")
    if request.method == "check" and not request.check_number.strip():
        raise PaydeskError("Type the number of the check.", field="check_number")
    if request.method == "card" and not re.fullmatch("[0-9]{4}", request.card_last4):
        plausibility.refuse_card_number(request.card_last4, field="card_last4")
        raise PaydeskError("Type the last four digits of the card, and only those.", field="card_last4")
    if request.received_on is not None and request.received_on > desk.clock.today():
        raise PaydeskError("A payment is not received in the future.", field="received_on")
    if request.received_on is not None and request.received_on < desk.clock.today() - _OLDEST:
        raise PaydeskError("That is more than a year ago. Check the year.", field="received_on")
    for name in ("check_number", "bank", "card_brand", "card_last4", "authorization", "reason"):
        plausibility.refuse_card_number(getattr(request, name), field=name)


def _warnings(session: Session, request: PostPayment, today: date) -> tuple[str, ...]:
    """What a careful colleague would ask; none of them stops the payment."""
    found = []
    same = receipt_store.same_amount_today(session, request.account_id, request.amount, today)
    if same is not None:
        found.append(f"Another {show(request.amount)} from this account is on receipt {same} of today.")
    check = request.check_number.strip()
    twice = receipt_store.same_check(session, request.account_id, check) if check else None
    if twice is not None:
        found.append(f"Check {check} is already on receipt {twice}.")
    return tuple(found)


def _post(
    desk: Desk, session: Session, request: PostPayment, preview: PaymentPreview, payer: people_store.Guarantor
) -> PaymentPosted:
    stamp = desk.stamp(session, request.key, because="receipt")
    numbers = receipt_store.receipt_numbers(session)
    number, lot_id = numbers.receipt, numbers.lot_id
    receipt_store.keep_lot(
        session, id=lot_id, kind="receipt", amount=request.amount,
        received_on=request.received_on or desk.clock.today(), posted_on=stamp.posted_on, imported=False,
        key=request.key, entered_at=stamp.entered_at, entered_by=desk.actor.name,
    )  # fmt: skip
    split = preview.allocation
    entry = Entry(PATIENT_PAYMENT, payment_lines(request.account_id, lot_id, split), request.reason.strip())
    (group_id,) = ledger_store.seal(session, (entry,), replace(stamp, because_id=lot_id), ids=(numbers.entry_id,))
    receipt_store.keep_receipt(
        session, lot_id=lot_id, number=number, account_id=request.account_id, method=request.method,
        tendered=request.tendered, check_number=request.check_number.strip(), bank=request.bank.strip(),
        card_brand=request.card_brand, card_last4=request.card_last4,
        authorization=request.authorization.strip(), visit_id=request.visit_id if split.unapplied else None,
        facts=_facts(desk, session, request, preview, payer=payer, number=number),
    )  # fmt: skip
    return PaymentPosted(
        receipt=number, lot_id=lot_id, account_id=request.account_id, amount=request.amount,
        change=preview.change, unapplied=split.unapplied, group_id=group_id, repeated=False,
        touched=Touched((request.account_id,), ("money",)),
    )  # fmt: skip


def payment_lines(account_id: int, lot_id: int, split: Allocation) -> tuple[Line, ...]:
    """The ledger lines of a payment: one a part, one for what is left over."""
    lines = [
        Line(part.line.account, -part.amount, part.line.charge, part.line.patient, lot=lot_id, why=part.why)
        for part in split.parts
    ]
    if split.unapplied:
        lines.append(Line(account_id, -split.unapplied, lot=lot_id, why=split.why_unapplied))
    return tuple(lines)


def _facts(
    desk: Desk, session: Session, request: PostPayment, preview: PaymentPreview, *, payer: people_store.Guarantor,
    number: int,
) -> dict[str, object]:  # fmt: skip
    """What the receipt's paper says, frozen: texts and cents only. The payment is in the ledger by now."""
    parts = preview.allocation.parts
    unapplied = preview.allocation.unapplied
    credit = ledger_store.credits_of(session, (request.account_id,))
    # The receipt that says what this money is for is not kept yet.
    ids = {one.visit_id for one in credit if one.visit_id} | ({request.visit_id} if unapplied else set())
    waiting = charge_store.visits_not_charged(session, [one for one in ids if one])
    kept_on = waiting.get(request.visit_id or 0) if unapplied else None
    besides = sum(one.amount for one in credit if one.visit_id in waiting)
    free = sum(one.amount for one in credit) - besides - (unapplied if kept_on else 0)
    owes = sum(line.owes for line in preview.lines if line.asked)
    owes -= sum(part.amount for part in parts if part.line.asked)
    return {
        "number": number,
        "received": keeping.local_time(session, desk.clock.now()).isoformat(),
        "payer": payer.full_name, "language": payer.language,
        "account": payer.account_number,
        "lines": [
            {**named_on_paper(preview.names[p.line.charge], payer), "why": p.why, "amount": p.amount}
            for p in parts
        ],
        "unapplied": unapplied, "kept_on": kept_on.isoformat() if kept_on else None, "kept_besides": besides,
        "amount": request.amount, "balance": owes - free,
        "cashier": office_store.office(session).user,
        "tendered": request.tendered, "change": preview.change, "letterhead": keeping.letterhead_facts(session),
    }  # fmt: skip


def named_on_paper(name: LineName, payer: people_store.Guarantor) -> dict[str, str]:
    """What the guarantor's paper says of a line: of a patient who asked for discretion neither care nor name.

    ``what`` begins with the day.
    """
    language = language_of(payer.language)
    if name.discreet and name.patient_id != payer.person_id:
        return {"what": f"{name.day:%m/%d/%y} {words(language).medical_care}", "patient": ""}
    what = name.in_spanish if language is Language.SPANISH else name.what
    return {"what": f"{name.day:%m/%d/%y} {what}", "patient": name.patient}


def _posted_before(session: Session, lot: Lot, request: PostPayment) -> PaymentPosted:
    receipt = session.get(Receipt, lot.id)
    entry = ledger_store.entry_by_key(session, request.key)
    assert receipt is not None and receipt.number is not None and entry is not None
    if receipt.account_id != request.account_id or lot.amount != request.amount:
        raise PaydeskError("This form was posted already with another amount. Open the payment anew.")
    unapplied = -sum(line.amount for line in ledger_store.lines_of_entry(session, entry.id) if line.charge is None)
    return PaymentPosted(
        receipt=receipt.number, lot_id=lot.id, account_id=receipt.account_id, amount=lot.amount,
        change=(receipt.tendered or lot.amount) - lot.amount, unapplied=unapplied, group_id=entry.group_id,
        repeated=True, touched=Touched((receipt.account_id,), ("money",)),
    )  # fmt: skip
