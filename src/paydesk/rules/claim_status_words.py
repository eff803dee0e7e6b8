"""States of claims (X12 277) in our own words: what is said of a claim, and what to do; official texts are licensed."""

from __future__ import annotations

from collections.abc import Mapping

from paydesk.rules.claim_status import ClaimReport, ClaimStatus, Outcome, Status, StatusCode
from paydesk.rules.claim_status_reasons import STATUSES

_CATEGORIES: Mapping[str, str] = {
    "A0": "passed on to the next one", "A1": "received, not checked yet", "A2": "accepted and in work",
    "A3": "returned, not taken in", "A4": "not found", "A5": "split into several claims",
    "A6": "rejected, something is missing", "A7": "rejected, something is not valid",
    "A8": "rejected, two things do not go together", "D0": "nothing was found",
    "E0": "the answer failed", "E1": "the payer's system is down", "E2": "the payer does not answer",
    "E3": "the question was not written as it should be", "E4": "too many questions at once",
    "F0": "decided", "F1": "paid", "F2": "denied", "F3": "decided anew", "F3F": "decided and passed on",
    "F3N": "decided, not passed on", "F4": "decided without payment", "P0": "in work", "P1": "in work",
    "P2": "in review", "P3": "waiting for something that was asked for", "P4": "waiting for the patient",
    "P5": "the payer's system holds it", "R0": "more is asked for", "R1": "more on a person or a provider is asked for",
    "R3": "more on the claim is asked for", "R4": "papers are asked for", "R5": "papers are asked for again",
    "R6": "more on the plan is asked for", "R7": "more on the accident is asked for",
    "R8": "more on the treatment is asked for", "R9": "more on the diagnosis is asked for",
    "R10": "more on a test is asked for", "R11": "more on a drug is asked for", "R12": "a letter is asked for",
    "R13": "an X-ray is asked for", "R14": "a form is asked for", "R15": "a report is asked for",
    "R16": "an order is asked for", "R17": "what another insurer decided is asked for",
}  # fmt: skip

_ENTITIES: Mapping[str, str] = {
    "03": "dependent", "1P": "provider", "1Z": "home health agency", "36": "employer", "40": "receiver",
    "41": "sender of the file", "71": "attending", "72": "operating", "73": "other doctor", "77": "service location",
    "82": "rendering provider", "85": "billing provider", "87": "pay-to provider", "AY": "clearinghouse",
    "DK": "ordering provider", "DN": "referring provider", "DQ": "supervising provider", "FA": "facility",
    "GB": "other insured", "IL": "subscriber", "LI": "independent lab", "PR": "payer", "PRP": "first payer",
    "QB": "provider who was bought from", "QC": "patient", "QD": "responsible party", "SEP": "second payer",
    "TL": "testing lab", "TTP": "third payer",
}  # fmt: skip

_ADVICE: Mapping[Outcome, str] = {
    Outcome.RECEIVED: "Wait for the next report; ask if none has come after two working days.",
    Outcome.ACCEPTED: "Nothing to do; keep it as proof that the claim was filed in time.",
    Outcome.REJECTED: "Correct what is named and send the claim anew: to the payer it was never filed.",
    Outcome.NOT_FOUND: "Look for the receipt of our file; if there is none, send the claim again.",
    Outcome.PENDING: "Wait; ask again after the payer's usual time.",
    Outcome.WAITING: "Send what is asked for before the payer's deadline.",
    Outcome.PAID: "Wait for the remittance.",
    Outcome.DENIED: "Read the remittance for the reason, then correct or appeal.",
    Outcome.FINISHED: "Wait for the remittance.",
    Outcome.FAILED: "Ask again later.",
    Outcome.UNKNOWN: "Ask the clearinghouse what became of it.",
}


def category_words(code: str) -> str:
    """What state a claim is in (STC01-1)."""
    return _words(_CATEGORIES, code)


def status_words(code: str) -> str:
    """The reason of a state, or what it is about (STC01-2)."""
    return _words(STATUSES, code)


def entity_words(code: str) -> str:
    """Whom a reason is about (STC01-3)."""
    return _words(_ENTITIES, code) if code else ""


def code_words(one: StatusCode) -> str:
    """``rejected, something is not valid: the NPI (billing provider)``."""
    about = f" ({entity_words(one.entity)})" if one.entity else ""
    return f"{category_words(one.category)}: {status_words(one.status)}{about}"


def told(status: Status) -> str:
    """All that one state says, with the payer's own words behind it."""
    codes = "; ".join(code_words(one) for one in status.codes) or "no code"
    return f"{codes} – “{status.text[:200]}”" if status.text else codes


def outcome_words(claim: ClaimStatus, report: ClaimReport) -> str:
    """``rejected by the insurer NYSDOH``: whose word it is matters, since a clearinghouse's is not the payer's."""
    return f"{claim.outcome} ({report.source_words})"


def advice_on(outcome: Outcome) -> str:
    """What to do next, in a sentence."""
    return _ADVICE[outcome]


def _words(known: Mapping[str, str], code: str) -> str:
    return known.get(code.strip().upper(), f"code {code[:12] or '–'}: ask who sent the report")
