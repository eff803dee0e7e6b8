"""Letters to insurers about an overpayment: with the money that goes back, and against a demand that is disputed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.rules.correspondence import Language, LetterWords, dollars, filled, long_date
from paydesk.rules.money import Cents


@dataclass(frozen=True, kw_only=True)
class ClaimNamed:
    """How an insurer finds the claim: its own number and ours, the patient, the member number, the day."""

    patient: str
    member: str
    day: date
    number: str
    payer_claim: str
    letter_number: str = ""
    letter_on: date | None = None


def _facts(claim: ClaimNamed) -> tuple[tuple[str, str], ...]:
    letter = long_date(claim.letter_on, Language.ENGLISH) if claim.letter_on is not None else ""
    yours = ", ".join(part for part in (claim.letter_number, letter) if part)
    facts = (
        ("Patient", claim.patient), ("Member number", claim.member), ("Date of service", f"{claim.day:%m/%d/%Y}"),
        ("Your claim number", claim.payer_claim), ("Our claim number", claim.number), ("Your letter", yours),
    )  # fmt: skip
    return tuple(fact for fact in facts if fact[1])


def refund_words(claim: ClaimNamed, *, amount: Cents, way: str, why: str, phone: str) -> LetterWords:
    """The letter with a check for an insurer: what it is for, so that it is put to the right claim."""
    shown = dollars(amount)
    close = "Please put it to this claim and do not take the same amount from a later payment."
    question = filled("If anything is unclear, call us at {phone}.", phone=phone)
    return LetterWords(
        greeting="To whom it may concern:",
        subject=f"Refund of an overpayment: {shown}",
        facts=(*_facts(claim), ("Refund", shown), ("How", way)),
        paragraphs=tuple(
            part for part in (f"We return {shown} that was overpaid on the claim below.", f"Reason: {why}", close,
                              question) if part
        ),
    )  # fmt: skip


def dispute_words(claim: ClaimNamed, *, amount: Cents, why: str, phone: str) -> LetterWords:
    """The letter against a demand for money: that the clinic does not agree, and why."""
    shown = dollars(amount)
    question = filled("If anything is unclear, call us at {phone}.", phone=phone)
    return LetterWords(
        greeting="To whom it may concern:",
        subject=f"We dispute your request for {shown}",
        facts=_facts(claim),
        paragraphs=tuple(
            part for part in (
                f"You ask us to return {shown} on the claim below. We do not agree.", f"Our reason: {why}",
                "Please do not take this amount from a later payment while the dispute is open, and send us your "
                "decision in writing.", question,
            ) if part
        ),
    )  # fmt: skip
