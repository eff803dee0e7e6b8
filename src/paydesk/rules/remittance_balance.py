"""The balances of a remittance, exact to the cent: a line, a claim, the whole; and what contradicts itself besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from paydesk.rules.money import Cents, show
from paydesk.rules.remittance import (
    DENIED,
    REVERSAL,
    STATUS_WORDS,
    UNDECIDED,
    Adjustment,
    ClaimAnswer,
    Remittance,
)
from paydesk.rules.remittance_finding import Blocks, Finding, Place

GROUPS = frozenset({"CO", "PR", "OA", "PI"})
"""Who bears an adjustment (CAS01); CR of version 4010 says too little to post by."""

BALANCES = frozenset({"line balance", "claim balance", "payment balance"})
"""The rules that make a remittance balanced; the others only keep a claim from being posted by itself."""

Tell = Callable[[str, Place, str], None]


def of_claim(index: int, claim: ClaimAnswer) -> list[Finding]:
    """Everything in which one claim does not hold; an empty list for almost all."""
    found: list[Finding] = []

    def tell(rule: str, place: Place, says: str, line: str = "") -> None:
        what = f"line {line} of claim {claim.number}" if line else f"claim {claim.number}"
        found.append(Finding(rule, place, what, says, Blocks.CLAIM, index))

    if not claim.number:
        says = "It has no number of ours: it is looked for by member, day, charge and name."
        found.append(Finding("claim number", claim.place, "claim without a number", says, Blocks.NOTHING, index))
    _check_status(claim, tell)
    patient, adjusted = _sum(claim.adjustments, tell)
    charges = 0
    for service in claim.services:
        of_patient, of_line = _sum(service.adjustments, tell)
        charge, paid = service.charge or 0, service.paid or 0
        if charge - of_line != paid and service.whole:
            says = _left("The line's", charge, of_line, paid)
            tell("line balance", service.place, says, service.procedure.code or "without a code")
        patient, adjusted, charges = patient + of_patient, adjusted + of_line, charges + charge
    if claim.whole:
        _check_sums(claim, patient, adjusted, charges, tell)
    return found


def _check_sums(claim: ClaimAnswer, patient: Cents, adjusted: Cents, charges: Cents, tell: Tell) -> None:
    """CLP03 less all adjustments is CLP04; the lines' charges are CLP03 and the PR adjustments CLP05.

    The last two are no balance of the payment, but what would be posted to lines and to the patient hangs on them.
    """
    charge, paid, told = claim.charge or 0, claim.paid or 0, claim.patient_responsibility or 0
    if charge - adjusted != paid:
        tell("claim balance", claim.place, _left("The claim's", charge, adjusted, paid))
    if claim.services and charges != charge:
        says = f"Its lines' charges add up to {show(charges)}, and the claim says {show(charge)}."
        tell("line charges", claim.place, says)
    if claim.status != REVERSAL and patient != told:
        says = f"Its adjustments leave {show(patient)} to the patient, and the claim says {show(told)}."
        tell("patient part", claim.place, says)


def _left(whose: str, charge: Cents, adjusted: Cents, paid: Cents) -> str:
    return (
        f"{whose} charge {show(charge)} less adjustments of {show(adjusted)} is {show(charge - adjusted)}, "
        f"and it says {show(paid)} was paid."
    )


def _sum(adjustments: Iterable[Adjustment], tell: Tell) -> tuple[Cents, Cents]:
    """(The patient's part, all of them)."""
    patient = adjusted = 0
    for one in adjustments:
        amount = one.amount or 0
        adjusted += amount
        if one.group == "PR":
            patient += amount
        elif one.group not in GROUPS:
            tell("adjustment", one.place, f"“{one.group[:12]}” is no group of adjustments that can be posted.")
        if not one.reason:
            tell("adjustment", one.place, f"An adjustment of {show(amount)} has no reason.")
    return patient, adjusted


def _check_status(claim: ClaimAnswer, tell: Tell) -> None:
    charge, paid, place = claim.charge or 0, claim.paid or 0, claim.place
    if claim.status not in STATUS_WORDS:
        tell("status", place, f"“{claim.status[:12]}” is no state of a claim.")
    elif claim.status == REVERSAL and (charge > 0 or paid > 0):
        tell("status", place, "It takes an earlier answer back, but its amounts are more than zero.")
    elif claim.status != REVERSAL and charge < 0:
        tell("status", place, "Its charge is below zero, and it takes no earlier answer back.")
    elif claim.status == DENIED and paid:
        tell("status", place, f"It is denied, and {show(paid)} was paid.")
    elif claim.status in UNDECIDED:
        tell("status", place, "The payer has not decided yet.")
    if claim.patient is None:
        tell("patient", place, "It names no patient.")


def claims_total(remittance: Remittance) -> Cents:
    """What all claims were paid, in cents; unreadable amounts count as nothing."""
    return sum(claim.paid or 0 for claim in remittance.claims)


def provider_total(remittance: Remittance) -> Cents:
    """All provider-level adjustments in X12's sign: more than zero lowers the payment."""
    return sum(one.amount or 0 for one in remittance.provider_adjustments)


def of_payment(remittance: Remittance) -> list[Finding]:
    """The payment (BPR02) is what the claims were paid less the provider-level adjustments."""
    deposit, found = remittance.deposit, []
    what = f"remittance {remittance.control}"
    total, taken = claims_total(remittance), provider_total(remittance)
    if not _readable(remittance):
        says = "It cannot be proven: an amount that belongs to its sum could not be read."
        found.append(Finding("payment balance", deposit.place, what, says, Blocks.ALL))
    elif deposit.amount != total - taken:
        says = (
            f"Its claims were paid {show(total)}, less {show(taken)} that belongs to no claim is "
            f"{show(total - taken)}, and the payment is {show(deposit.amount or 0)}."
        )
        found.append(Finding("payment balance", deposit.place, what, says, Blocks.ALL))
    return found


def _readable(remittance: Remittance) -> bool:
    return (
        remittance.deposit.amount is not None
        and all(claim.paid is not None for claim in remittance.claims)
        and all(one.amount is not None for one in remittance.provider_adjustments)
    )
