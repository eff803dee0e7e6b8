"""Why an insurer does not answer a question about eligibility (AAA), and what to do, in our own words."""

from __future__ import annotations

from collections.abc import Mapping

from paydesk.rules.eligibility import Rejection

_CARD = "Compare the member number with the card, letters and leading zeros too, and ask again."
_PERSON = "Compare name and birth date with the card and the person's ID, and ask again."
_OURS = "Check our NPI and the name in the clinic's settings; the insurer may not have us enrolled for questions."
_DATE = "Correct the date of service and ask again."
_LATER = "Ask again in some minutes; if it lasts, use the insurer's website or call."
_CALL = "Call the insurer."

_REASONS: Mapping[str, tuple[str, str]] = {
    "04": ("More was asked for than is authorized.", _CALL),
    "15": ("Something that the insurer needs is missing from the question.",
           "Fill in member number, names, birth date and date of service, and ask again."),
    "33": ("Something in the question is written wrongly.", "Check every field and ask again."),
    "35": ("We are out of this plan's network.", "Ask the plan about out-of-network benefits."),
    "41": ("The insurer does not let us ask about this person.", "Ask the insurer for access for our NPI."),
    "42": ("The insurer cannot answer right now.", _LATER),
    "43": ("Our NPI is missing or the insurer does not know it.", _OURS),
    "44": ("Our name is missing or not what the insurer has.", _OURS),
    "45": ("Our specialty is missing or not what the insurer has.", _OURS),
    "46": ("Our phone number is missing or not what the insurer has.", _OURS),
    "47": ("Our state is missing or not what the insurer has.", _OURS),
    "48": ("The referring provider's number is missing or not known.", "Check the referring provider's NPI."),
    "49": ("The provider is not this person's primary care doctor.",
           "Ask the plan who is, and whether a referral is needed."),
    "50": ("The provider may not ask this insurer.",
           "Ask the insurer or the clearinghouse to enroll us for questions."),
    "51": ("The insurer does not have the provider on file.", _OURS),
    "52": ("The provider was not in the plan on the date of service.",
           "Check when our contract began, and the date asked."),
    "53": ("This kind of provider does not give the service asked about.", "Ask about another service."),
    "54": ("The kind of code asked about does not suit.", "Ask by a service type instead of a code."),
    "55": ("The code asked about does not suit.", "Check the code, or ask by a service type."),
    "56": ("The date does not suit.", _DATE),
    "57": ("The date of service is missing or not valid.", _DATE),
    "58": ("The birth date is missing or not valid.", _PERSON),
    "60": ("The person was born after the date of service.", "Check birth date and date of service, and ask again."),
    "61": ("The person died before the date of service.", "Check the person and the date; tell the clinic's manager."),
    "62": ("The date of service is too far back or ahead for this insurer.",
           "Ask for a date nearer to today, or call."),
    "63": ("The date of service lies ahead.", "Ask for today, and again on the day itself."),
    "64": ("The patient's number is missing or not valid.", _CARD),
    "65": ("The patient's name is missing or not valid.", _PERSON),
    "66": ("The patient's sex is missing or not valid.",
           "Ask again with the sex as the insurer has it, or without it."),
    "67": ("The insurer does not find the patient.", f"{_PERSON} Is it the right insurer?"),
    "68": ("Several patients have this number.", "Ask again with full name, birth date and member number, or call."),
    "69": ("The service does not suit the patient's age.", "Check birth date and service."),
    "70": ("The service does not suit the patient's sex.", "Check the record and the service."),
    "71": ("The patient's birth date is not the one the insurer has.", _PERSON),
    "72": ("The member number is missing or not valid.", _CARD),
    "73": ("The subscriber's name is missing or not the one the insurer has.", _PERSON),
    "74": ("The subscriber's sex is missing or not the one the insurer has.",
           "Ask again with the sex as the insurer has it, or without it."),
    "75": ("The insurer does not find the subscriber.", f"{_CARD} Is it the right insurer?"),
    "76": ("Several subscribers have this number.", "Ask again with full name and birth date, or call."),
    "77": ("The subscriber was found, the patient was not.",
           "Check the patient's name, birth date and relation to the subscriber, and ask again."),
    "78": ("The subscriber is not in the group or plan asked about.",
           "Compare group and plan with the card, and ask again."),
    "79": ("The insurer or sender is named by a number that is not valid.",
           "Check the payer's id in the insurer's record; the clearinghouse's list has it."),
    "80": ("The insurer did not answer in time.", _LATER),
    "97": ("Our address is missing or not what the insurer has.", _OURS),
    "98": ("The insurer holds the service for experimental.", _CALL),
    "AA": ("The authorization number was not found.", "Check the authorization number."),
    "AE": ("The primary care doctor has to authorize it.", "Ask the primary care doctor for it."),
    "AF": ("The diagnosis is missing or not valid.", "Check the diagnosis and ask again."),
    "AG": ("The procedure code is missing or not valid.", "Check the code and ask again."),
    "AO": ("More has to be said about the patient's condition.", _CALL),
    "CI": ("The authorization is another patient's.", "Check the authorization number."),
    "E8": ("It has to be reviewed first.", _CALL),
    "IA": ("The authorization number is not written as the insurer does.", "Check the authorization number."),
    "MA": ("The authorization number is missing.", "Add the authorization number and ask again."),
    "T4": ("The payer's name or id is missing.",
           "Check the payer's id in the insurer's record; the clearinghouse's list has it."),
}  # fmt: skip

_FOLLOW_UPS: Mapping[str, str] = {
    "C": "Correct it and ask again.",
    "N": "Do not ask again in this way.",
    "P": "Ask the same again.",
    "R": "It may be asked again.",
    "S": "Do not ask again: the insurer passed it on to someone else.",
    "W": "Wait 30 days and ask again.",
    "X": "Wait 10 days and ask again.",
    "Y": "Do not ask again: the insurer answers by itself soon.",
}

NOT_MATCHED = frozenset({"58", "64", "65", "66", "67", "71", "72", "73", "74", "75", "77", "78"})
"""Reasons by which the insurer knows no member by what was sent."""

_WAIT = frozenset({"42", "80"})


def reason_of(rejection: Rejection) -> str:
    """Why, in a sentence."""
    known = _REASONS.get(rejection.reason)
    return known[0] if known else f"The insurer gives the reason {rejection.reason or '–'} ({rejection.level})."


def advice_on(rejection: Rejection) -> str:
    """What to do about it, in a sentence or two; the insurer's own wish where we have no advice."""
    known = _REASONS.get(rejection.reason)
    return known[1] if known else follow_up_words(rejection.follow_up) or _CALL


def follow_up_words(code: str) -> str:
    """What the insurer wants to be done (AAA04)."""
    return _FOLLOW_UPS.get(code.strip().upper(), f"Follow-up {code}: ask the insurer." if code else "")


def is_passing(rejection: Rejection) -> bool:
    """Nothing is wrong with the question: the insurer was down or slow."""
    return rejection.reason in _WAIT
