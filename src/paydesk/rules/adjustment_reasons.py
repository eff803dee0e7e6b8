"""Why an insurer did not pay all of it: common reason codes in our own words; the official texts are licensed."""

from __future__ import annotations

from collections.abc import Mapping

GROUP_WORDS: Mapping[str, str] = {
    "CO": "not the patient's",
    "PR": "the patient's",
    "OA": "neither the patient's nor ours",
    "PI": "the insurer's own decision",
}
"""Who bears an adjustment (CAS01)."""

_PRICES = ("45", "253")


def whose(group: str, reason: str) -> str:
    """Who bears an adjustment of this group (CAS01) and reason; empty for an unknown group."""
    return "by contract, not the patient's" if group == "CO" and reason in _PRICES else GROUP_WORDS.get(group, "")


_REASONS: Mapping[str, str] = {
    "1": "counts to the deductible",
    "2": "coinsurance",
    "3": "copay",
    "4": "a modifier is missing or does not suit the code",
    "5": "place of service and code do not go together",
    "6": "the code does not suit the patient's age",
    "7": "the code does not suit the patient's sex",
    "9": "the diagnosis does not suit the patient's age",
    "10": "the diagnosis does not suit the patient's sex",
    "11": "the diagnosis does not support the code",
    "16": "something on the claim is missing or wrong; the remark says what",
    "18": "seen as a duplicate",
    "19": "an accident at work: another insurer is liable",
    "20": "another party is liable",
    "21": "a car insurer is liable",
    "22": "another plan should pay first",
    "23": "what an earlier payer decided",
    "24": "paid by capitation",
    "26": "before the coverage began",
    "27": "after the coverage ended",
    "29": "filed too late",
    "31": "the member was not recognized",
    "45": "above the contract's rate",
    "49": "routine care or screening is not covered",
    "50": "judged not medically necessary",
    "59": "lowered because several procedures were done",
    "96": "not covered; the remark says why",
    "97": "included in another service that was paid",
    "100": "paid to the patient",
    "109": "sent to the wrong payer",
    "119": "the benefit's limit is reached",
    "129": "what was said of the earlier payer is wrong",
    "146": "the diagnosis was not valid on that day",
    "151": "too many or too often for this payer",
    "167": "this diagnosis is not covered",
    "170": "this kind of provider is not paid for it",
    "181": "the procedure code was not valid on that day",
    "197": "no authorization",
    "198": "more than was authorized",
    "204": "this service is not in the patient's plan",
    "206": "the NPI is missing",
    "207": "the NPI is malformed",
    "208": "the NPI does not match",
    "226": "papers were asked for and did not come",
    "234": "not paid by itself",
    "236": "two codes exclude each other",
    "242": "not a provider of the plan's network",
    "252": "papers are needed",
    "253": "the federal cut of Medicare's payments",
    "A1": "denied; the remark says why",
    "B7": "the provider was not enrolled on that day",
    "B15": "another service has to go with it",
    "B20": "somebody else gave this service, or was paid for it",
}

_REMARKS: Mapping[str, str] = {
    "M15": "counted as part of another service",
    "M51": "the procedure code is missing or not valid",
    "M76": "a diagnosis is missing or not valid",
    "M77": "the place of service is missing or not valid",
    "M86": "the same or a similar service was paid already",
    "MA01": "the decision can be appealed",
    "MA04": "the earlier payer's answer is needed first",
    "MA07": "also passed on to Medicaid",
    "MA13": "do not bill the patient more than what is said to be the patient's",
    "MA15": "the claim was split; the rest is answered by itself",
    "MA18": "also passed on to the supplemental insurer",
    "MA67": "corrects an earlier answer",
    "MA130": "could not be processed: mend it and send it anew, there is no appeal",
    "N30": "the patient is not eligible for this service",
    "N56": "the code does not fit the service or the day",
    "N115": "decided by the local coverage rules",
    "N130": "the plan's papers say what it covers",
    "N142": "send a new claim, not a replacement",
    "N290": "the treating provider's NPI is missing or not valid",
    "N362": "more units than are accepted",
    "N386": "decided by the national coverage rules",
    "N522": "a duplicate of a claim that was processed",
}

_PROVIDER_LEVEL: Mapping[str, str] = {
    "WO": "an overpayment taken back",
    "FB": "a balance carried to another remittance",
    "L6": "interest",
    "72": "a return that was agreed",
    "CS": "a correction",
    "J1": "not reimbursed",
    "50": "late filing",
    "90": "an early payment",
    "AP": "an advance",
    "IR": "withheld for taxes",
    "LE": "a levy",
}

PROVIDER_REASONS = tuple(_PROVIDER_LEVEL)
"""The reasons of provider-level adjustments that a clerk may choose from."""


def reason_words(reason: str) -> str:
    """What a claim adjustment reason (CARC) means."""
    return _words(_REASONS, reason)


def remark_words(remark: str) -> str:
    """What a remark (RARC) means."""
    return _words(_REMARKS, remark)


def provider_level_words(reason: str) -> str:
    """What a provider-level adjustment (PLB) is for."""
    return _words(_PROVIDER_LEVEL, reason)


def _words(known: Mapping[str, str], code: str) -> str:
    return known.get(code.strip().upper(), f"code {code or '–'}: ask the insurer")
