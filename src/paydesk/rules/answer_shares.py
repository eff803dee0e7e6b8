"""What an insurer's answer does with each charge of our claim: paid, off by contract, the patient's, left waiting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from paydesk.rules import claims
from paydesk.rules.insurer_answer import AnswerLine
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show
from paydesk.rules.remittance import Adjustment, ClaimAnswer, Service

Reason = tuple[str, str]
"""An adjustment's group and reason: ("CO", "45")."""

BY_CONTRACT: frozenset[Reason] = frozenset({("CO", "45"), ("CO", "253")})
"""What comes off by contract everywhere; a clinic adds its own."""

_PATIENTS = {"1": "deductible", "2": "coinsurance", "3": "copay"}
_INFORMATION: frozenset[Reason] = frozenset({("OA", "23")})
"""What an earlier payer decided: it says why less was paid, and nothing of it is anybody's."""


@dataclass(frozen=True)
class KnownLine:
    """A line of our claim: the charge behind it, its key, what was done, its amount in cents and its day."""

    charge_id: int
    key: str
    code: str
    modifiers: str
    amount: Cents
    day: date


@dataclass(frozen=True)
class KnownClaim:
    """One of our claims as far as an answer is held against it. ``order`` 1 is the first payer's.

    ``others`` are the patient's further payers after this one, by name. ``replaces_id`` is the claim it corrects, as
    ``frequency`` 7, or voids, as 8.
    """

    id: int
    number: str
    visit_id: int
    coverage_id: int
    order: int
    payer_id: int
    payer_name: str
    payer_auto: bool
    account_id: int
    account_number: int
    patient_id: int
    patient_last: str
    patient_first: str
    member_number: str
    state: claims.ClaimState
    lines: tuple[KnownLine, ...]
    others: tuple[str, ...] = ()
    frequency: str = claims.ORIGINAL
    replaces_id: int | None = None

    @property
    def charge(self) -> Cents:
        """What the claim asks for, in cents."""
        return sum(line.amount for line in self.lines)


@dataclass
class LineShare:
    """What an answer does with one charge, in cents.

    ``waiting`` stays with the insurer until a person decides, for ``waits_for`` (group and reason). ``denied``:
    nothing of it was paid, and no price or share was named.
    """

    line: KnownLine
    paid: Cents
    contractual: Cents = 0
    patients: dict[str, Cents] = field(default_factory=dict)
    waiting: Cents = 0
    waits_for: list[Reason] = field(default_factory=list)
    allowed: Cents | None = None

    @property
    def patient(self) -> Cents:
        """What the answer says the patient or the next payer owes."""
        return sum(self.patients.values())

    @property
    def denied(self) -> bool:
        return self.waiting > 0 and not self.paid and not self.contractual and not self.patient

    def answer_line(self) -> AnswerLine:
        """In the ledger's terms."""
        why = " and ".join(name for name, amount in self.patients.items() if amount) or "patient's share"
        return AnswerLine(
            self.line.charge_id, self.paid, self.contractual, self.patient, why, self.patients.get("copay", 0)
        )


class NotAlike(Exception):
    """The answer does not fit the claim; the sentence says where."""


def said_sums(answer: ClaimAnswer, *, by_contract: Collection[Reason] = BY_CONTRACT) -> tuple[Cents, Cents]:
    """What an answer says in all, in cents, whatever the ledger makes of it: off by contract, and the patient's."""
    off = patients = 0
    for one in (*answer.adjustments, *(each for service in answer.services for each in service.adjustments)):
        amount = one.amount or 0
        if one.group == "PR":
            patients += amount
        elif (one.group, one.reason) in by_contract:
            off += amount
    return off, patients


def shares(
    answer: ClaimAnswer, known: KnownClaim, *, by_contract: Collection[Reason] = BY_CONTRACT
) -> tuple[LineShare, ...]:
    """What the answer does with each charge. Raises NotAlike when a line or an amount is not the claim's."""
    pairs = _pairs(answer, known)
    asked = sum(line.amount for line, _ in pairs)
    if answer.charge is not None and abs(answer.charge) != asked:
        raise NotAlike(f"The insurer answers a charge of {show(abs(answer.charge))}, the claim is {show(asked)}.")
    found = []
    for line, service in pairs:
        share = LineShare(line, service.paid or 0 if service else answer.paid or 0, allowed=_allowed(service))
        for one in service.adjustments if service else ():
            _take(share, one, by_contract)
        found.append(share)
    for one in answer.adjustments:
        _spread(found, one, by_contract, of_lines=bool(answer.services))
    return tuple(found)


def _allowed(service: Service | None) -> Cents | None:
    """What the insurer's price is (AMT*B6), else what was paid and what is the patient's."""
    if service is None:
        return None
    if service.allowed is not None:
        return service.allowed
    patients = sum(one.amount or 0 for one in service.adjustments if one.group == "PR")
    return (service.paid or 0) + patients


def _pairs(answer: ClaimAnswer, known: KnownClaim) -> Sequence[tuple[KnownLine, Service | None]]:
    """Each of our lines that is answered, with its answer."""
    if not answer.services:
        if len(known.lines) == 1 or not answer.paid:
            return [(line, None) for line in known.lines]
        raise NotAlike("The insurer answers in one sum what has several lines here. Share it out by hand.")
    left, found = list(known.lines), []
    for service in answer.services:
        line = _line_of(service, left)
        if line is None:
            named = f"{service.procedure.code or 'A line'}{f' of {show_date(service.first)}' if service.first else ''}"
            raise NotAlike(f"{named} for {show(abs(service.charge or 0))} is not a line of this claim.")
        if abs(service.charge or 0) != line.amount:
            raise NotAlike(
                f"{line.code} was charged {show(line.amount)}, the insurer answers {show(abs(service.charge or 0))}."
            )
        left.remove(line)
        found.append((line, service))
    return found


def _line_of(service: Service, left: Sequence[KnownLine]) -> KnownLine | None:
    """By our key; then by code, modifiers, day and amount; then by code and day, where only one fits."""
    key = claims.squeezed(service.line_number)
    by_key = [line for line in left if key and claims.squeezed(line.key) == key]
    if by_key:
        return by_key[0]
    billed = service.original or service.procedure
    same = [
        line for line in left
        if line.code == billed.code and (service.first is None or line.day == service.first)
    ]  # fmt: skip
    exact = [
        line for line in same
        if line.amount == abs(service.charge or 0) and sorted(line.modifiers.split()) == sorted(billed.modifiers)
    ]  # fmt: skip
    if exact:
        return exact[0]
    return same[0] if len(same) == 1 else None


def _take(share: LineShare, one: Adjustment, by_contract: Collection[Reason]) -> None:
    amount, reason = one.amount or 0, (one.group, one.reason)
    if reason in by_contract:
        share.contractual += amount
    elif one.group == "PR" and one.reason in _PATIENTS:
        name = _PATIENTS[one.reason]
        share.patients[name] = share.patients.get(name, 0) + amount
    elif reason not in _INFORMATION:
        share.waiting += amount
        share.waits_for.append(reason)


def _spread(found: Sequence[LineShare], one: Adjustment, by_contract: Collection[Reason], *, of_lines: bool) -> None:
    """An adjustment of the claim as a whole lowers what was paid of its lines, from the first on.

    Where the claim was answered without lines, what was paid has it taken off already.
    """
    left = one.amount or 0
    for share in found:
        room = share.line.amount - share.contractual - share.patient - share.waiting - share.paid
        part = min(left, max(share.paid, 0)) if of_lines else min(left, room)
        if share is found[-1]:
            part = left
        if part:
            _take(share, Adjustment(one.place, one.group, one.reason, part, None), by_contract)
            share.paid -= part if of_lines else 0
            left -= part
