"""An insurer's check with its paper, as it is typed: split to the cent, then the very facts that a file gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from paydesk.rules.adjustment_reasons import provider_level_words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date, tidy_name
from paydesk.rules.money import Cents, cents, show
from paydesk.rules.plausibility import refuse_card_number
from paydesk.rules.remittance import (
    DENIED,
    REVERSAL,
    Adjustment,
    ClaimAnswer,
    Closing,
    Deposit,
    FunctionalGroup,
    Interchange,
    Organization,
    Party,
    Procedure,
    ProviderAdjustment,
    Remittance,
    RemittanceFile,
    Service,
)
from paydesk.rules.remittance_finding import Place
from paydesk.rules.typed_answer import TypedAnswer

METHODS = {"check": "CHK", "EFT": "ACH", "nothing": "NON"}
"""How an insurer pays, as clerks say it, and X12's word for it (BPR04)."""

LONGEST_NUMBER = 50
_NOWHERE = Place(0, 0)
_REMARK = re.compile(r"(M|MA|N)\d{1,4}", re.ASCII)


@dataclass(frozen=True)
class NotOfClaim:
    """Money of the check that belongs to no claim: why (PLB's reason), its reference, and what it adds to the check in
    cents, below zero for what lowers it."""

    reason: str
    reference: str
    amount: Cents


@dataclass(frozen=True)
class TypedPaper:
    """A check or transfer with all its claims. ``posted`` in cents is paid by claims of it that are posted already."""

    payer_name: str
    payer_number: str
    method: str
    number: str
    dated: date
    received: date
    amount: Cents
    answers: tuple[TypedAnswer, ...]
    others: tuple[NotOfClaim, ...] = ()
    posted: Cents = 0

    @property
    def split(self) -> Cents:
        """What the claims and the other amounts come to, in cents."""
        return self.posted + sum(one.paid for one in self.answers) + sum(one.amount for one in self.others)

    def in_order(self) -> TypedPaper:
        """As insurers write it: an answer that is taken back stands before the new one."""
        return replace(self, answers=tuple(sorted(self.answers, key=lambda one: not one.takes_back)))

    @property
    def left(self) -> Cents:
        """What of the check is not split yet, in cents; below zero for too much."""
        return self.amount - self.split


def parse_remarks(text: str) -> tuple[str, ...]:
    """The remark codes of what a clerk types: ``n362 ma01``. Raises PaydeskError."""
    found = tuple(dict.fromkeys(text.upper().replace(",", " ").replace(";", " ").split()))
    for one in found:
        if not _REMARK.fullmatch(one):
            raise PaydeskError(f"“{one[:20]}” is no remark code. They look like N362, M51 or MA01.", field="remarks")
    return found


def check(paper: TypedPaper, *, today: date) -> None:
    """Raises PaydeskError for the first thing that is missing, cannot be meant, or does not add up.

    Its row is the answer's place; its field the line's key, or the field of the check.
    """
    for wrong in head_mistakes(paper, today=today):
        raise wrong
    if not paper.answers and not paper.others and not paper.posted:
        raise PaydeskError("Add the claims that the check pays, or what else it is for, like interest.", field="claim")
    seen = set[tuple[int, bool]]()
    for row, one in enumerate(paper.answers):
        mistake = _twice(one, seen) or one.mistake() or _long(one)
        if mistake is not None:
            mistake.row = row
            raise mistake
    for row, other in enumerate(paper.others):
        _check_other(other, row)
    if paper.left:
        over = "more" if paper.left < 0 else "less"
        raise PaydeskError(
            f"The claims and other amounts come to {show(paper.split)}, {show(abs(paper.left))} {over} than the "
            f"check's {show(paper.amount)}. They must be equal to the cent.",
            field="amount",
        )


def head_mistakes(paper: TypedPaper, *, today: date) -> Iterator[PaydeskError]:
    """What is missing of the check itself or cannot be meant, with its field."""
    cents(paper.amount, field="amount")
    if paper.method not in METHODS:
        yield PaydeskError("Say how it is paid: by check, by EFT, or nothing is.", field="method")
    elif wrong := amount_mistake(paper.method, paper.amount):
        yield wrong
    if wrong := number_mistake(paper.method, paper.number):
        yield wrong
    for name, day in (("dated", paper.dated), ("received", paper.received)):
        if day > today:
            yield PaydeskError(f"{show_date(day)} is in the future. Type a date up to today.", field=name)


def amount_mistake(method: str, amount: Cents) -> PaydeskError | None:
    """Why a check cannot be over so many cents."""
    if method == "nothing" and amount:
        return PaydeskError("Nothing is paid by it. Leave the amount at 0, or say how it is paid.", field="amount")
    if method != "nothing" and amount <= 0:
        says = "Type what the check is over. Where nothing is paid, say so under “Paid by”."
        return PaydeskError(says, field="amount")
    return None


def number_mistake(method: str, number: str) -> PaydeskError | None:
    """Why a check cannot have this number."""
    if not number.strip() and method != "nothing":
        return PaydeskError("Type the number of the check or transfer: by it the same is never typed twice.",
                            field="number")  # fmt: skip
    try:
        tidy_name(number, longest=LONGEST_NUMBER, field="number")
    except PaydeskError as refused:
        return refused
    return None


def _twice(one: TypedAnswer, seen: set[tuple[int, bool]]) -> PaydeskError | None:
    """A claim is answered once; beside that, an earlier answer to it may be taken back."""
    key = (one.known.id, one.takes_back)
    if key in seen:
        return PaydeskError(f"{one.whose} is on this check twice. Take one of them off.", field="claim")
    seen.add(key)
    return None


def _long(one: TypedAnswer) -> PaydeskError | None:
    try:
        tidy_name(one.payer_claim, longest=LONGEST_NUMBER, field="payer_claim")
        tidy_name(one.passed_on_to, field="passed_on_to")
        parse_remarks(" ".join(one.remarks))
        refuse_card_number(one.passed_on_to, field="passed_on_to")
    except PaydeskError as refused:
        return refused
    return None


def _check_other(one: NotOfClaim, row: int) -> None:
    if not one.reason.strip():
        raise PaydeskError("Choose what the amount is for.", field="reason", row=row)
    if not cents(one.amount, field="other_amount"):
        says = f"{provider_level_words(one.reason)}: type what it adds to the check, or takes off with a minus."
        raise PaydeskError(f"{says[:1].upper()}{says[1:]}", field="other_amount", row=row)
    tidy_name(one.reference, longest=LONGEST_NUMBER, field="reference")
    refuse_card_number(one.reference, field="reference")


def trace_of(paper: TypedPaper) -> str:
    """The number as it is compared with those of files."""
    return paper.number.strip().upper()


def bare_number(number: str) -> str:
    """A payment's number without what makes no other payment of it: zeros before it, small letters."""
    return number.strip().upper().lstrip("0")


def as_file(paper: TypedPaper) -> RemittanceFile:
    """The facts of a paper, as if a file had brought them."""
    claims = tuple(_claim(one) for one in paper.answers)
    provider = tuple(
        ProviderAdjustment(_NOWHERE, "", None, one.reason, one.reference.strip(), -one.amount) for one in paper.others
    )
    closing = Closing(_NOWHERE, 0, "")
    deposit = Deposit(
        _NOWHERE, paper.amount - paper.posted, "I", METHODS[paper.method], paper.dated, trace_of(paper)
    )
    remittance = Remittance(
        _NOWHERE, "", "", closing, 0, deposit, Organization(paper.payer_name, id=paper.payer_number), Organization(),
        claims, provider, (),
    )  # fmt: skip
    group = FunctionalGroup(_NOWHERE, "", "", Closing(_NOWHERE, 1, ""), 1, (remittance,))
    return RemittanceFile((Interchange(_NOWHERE, "", "", "", False, Closing(_NOWHERE, 1, ""), (group,)),), 0, ())


def _claim(one: TypedAnswer) -> ClaimAnswer:
    known, services, patient = one.known, list[Service](), 0
    for line, typed, settled in one.pairs():
        adjustments = tuple(Adjustment(_NOWHERE, *told) for told in settled.adjustments)
        patient += sum(told.amount or 0 for told in adjustments if told.group == "PR")
        services.append(Service(
            _NOWHERE, True, Procedure("HC", line.code, tuple(line.modifiers.split())), None, one.charge_of(line),
            settled.paid, "", Decimal(one.units.get(line.key, 1)), line.day, None, line.key, typed.allowed,
            adjustments, (),
        ))  # fmt: skip
    days = [service.first for service in services if service.first is not None]
    return ClaimAnswer(
        _NOWHERE, True, known.number, _status(one), sum(each.charge or 0 for each in services),
        sum(each.paid or 0 for each in services), None if one.takes_back else patient, "", one.payer_claim.strip(), "",
        "", "", Party(known.patient_last, known.patient_first, id=known.member_number), None, None, None,
        Party(one.passed_on_to.strip()) if one.passed_on_to.strip() else None, min(days), max(days), None, (), (),
        one.remarks, tuple(services),
    )  # fmt: skip


def _status(one: TypedAnswer) -> str:
    """The state that X12 has for it (CLP02)."""
    order = min(max(one.known.order, 1), 3)
    if one.takes_back:
        return REVERSAL
    if one.passed_on_to.strip():
        return str(18 + order)
    return DENIED if all(settled.denied for _, _, settled in one.pairs()) else str(order)
