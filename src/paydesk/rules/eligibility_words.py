"""Eligibility in our own words: what the codes of an answer (X12 271) mean; the official texts are licensed."""

from __future__ import annotations

from collections.abc import Mapping

_INFORMATION: Mapping[str, str] = {
    "1": "covered",
    "2": "covered, the plan pays by head",
    "3": "covered, this service is paid by head",
    "4": "covered, paid by head to the primary care doctor",
    "5": "covered, the insurer is still looking into it",
    "6": "not covered",
    "7": "not covered until the insurer brings its records up to date",
    "8": "not covered, the insurer is still looking into it",
    "A": "coinsurance",
    "B": "copay",
    "C": "deductible",
    "CB": "what the coverage is based on",
    "D": "about the benefit",
    "E": "excluded",
    "F": "limit",
    "G": "most the patient pays",
    "H": "without limit",
    "I": "this service is not covered",
    "J": "rule that keeps costs down",
    "K": "held back for later",
    "L": "primary care doctor",
    "M": "illness from before the coverage",
    "MC": "who manages the care",
    "N": "only by the provider named",
    "O": "judged not medically necessary",
    "P": "note by the insurer",
    "Q": "second opinion before surgery",
    "R": "another insurer",
    "S": "history of the year before",
    "T": "the card was reported lost or stolen",
    "U": "ask whom the insurer names",
    "V": "the insurer could not work on it",
    "W": "someone else has the data",
    "X": "health care facility",
    "Y": "the patient has to spend before it pays",
}

_LEVELS: Mapping[str, str] = {
    "IND": "one person",
    "FAM": "the family",
    "EMP": "the employee alone",
    "ESP": "employee and spouse",
    "ECH": "employee and children",
    "SPC": "spouse and children",
    "SPO": "the spouse",
    "CHD": "the children",
    "DEP": "the dependents",
}

_PERIODS: Mapping[str, str] = {
    "6": "an hour",
    "7": "a day",
    "13": "24 hours",
    "21": "a year",
    "22": "a plan year",
    "23": "a calendar year",
    "24": "used so far this year",
    "25": "the contract",
    "26": "an episode",
    "27": "a visit",
    "28": "an outlier",
    "29": "left",
    "30": "exceeded",
    "31": "not exceeded",
    "32": "a lifetime",
    "33": "left of a lifetime",
    "34": "a month",
    "35": "a week",
    "36": "a hospital stay",
}

_INSURANCE: Mapping[str, str] = {
    "12": "Medicare second: working patient of 65 or more, employer's plan",
    "13": "Medicare second: kidney disease, employer's plan",
    "14": "Medicare second: no-fault or car insurer first",
    "15": "Medicare second: workers' compensation first",
    "16": "Medicare second: Public Health Service first",
    "41": "Medicare second: black lung program first",
    "42": "Medicare second: Veterans Affairs first",
    "43": "Medicare second: disabled patient under 65, employer's large plan",
    "47": "Medicare second: liability insurer first",
    "AP": "car insurance",
    "C1": "commercial plan",
    "CO": "COBRA",
    "CP": "Medicare, conditionally first",
    "D": "disability",
    "DB": "disability",
    "EP": "exclusive providers (EPO)",
    "FF": "family or friends",
    "GP": "group policy",
    "HM": "health maintenance (HMO)",
    "HN": "Medicare Advantage HMO",
    "HS": "special low income Medicare",
    "IN": "indemnity",
    "IP": "individual policy",
    "LC": "long-term care",
    "LD": "long-term policy",
    "LI": "life insurance",
    "LT": "lawsuit",
    "MA": "Medicare Part A",
    "MB": "Medicare Part B",
    "MC": "Medicaid",
    "MH": "Medigap Part A",
    "MI": "Medigap Part B",
    "MP": "Medicare first",
    "OT": "other",
    "PE": "property insurance, personal",
    "PL": "personal",
    "PP": "personal payment, no insurance",
    "PR": "preferred providers (PPO)",
    "PS": "point of service (POS)",
    "QM": "Qualified Medicare Beneficiary",
    "RP": "property insurance, real",
    "SP": "supplemental policy",
    "TF": "TEFRA",
    "WC": "workers' compensation",
    "WU": "wrap-up policy",
}

_QUANTITIES: Mapping[str, str] = {
    "8H": "at least",
    "99": "used",
    "CA": "covered",
    "CE": "covered, estimated",
    "D3": "coinsurance days",
    "DB": "units of blood to the deductible",
    "DY": "days",
    "FL": "units",
    "HS": "hours",
    "LA": "lifetime reserve days",
    "LE": "lifetime reserve days, estimated",
    "M2": "at most",
    "MN": "months",
    "P6": "services",
    "QA": "approved",
    "S7": "up to the age",
    "S8": "from the age",
    "VS": "visits",
    "YY": "years",
}

_UNITS: Mapping[str, str] = {"DA": "days", "MO": "months", "VS": "visits", "WK": "weeks", "YR": "years"}

_NETWORKS: Mapping[str, str] = {
    "Y": "in network", "N": "out of network", "W": "in and out of network", "U": "network unknown",
}  # fmt: skip

_RELATIONS: Mapping[str, str] = {
    "01": "spouse", "18": "self", "19": "child", "20": "employee", "21": "unknown",
    "34": "other adult", "39": "organ donor", "40": "deceased donor", "53": "life partner", "G8": "other",
}  # fmt: skip

_DATES: Mapping[str, str] = {
    "096": "discharge", "102": "issued", "152": "the change takes effect", "193": "period begins",
    "194": "period ends", "198": "completed", "290": "coordination of benefits", "291": "plan", "292": "benefit",
    "295": "primary care doctor", "304": "latest visit", "307": "eligibility", "318": "added", "340": "COBRA begins",
    "341": "COBRA ends", "342": "premium paid from", "343": "premium paid to", "346": "plan begins",
    "347": "plan ends", "348": "benefit begins", "349": "benefit ends", "356": "eligibility begins",
    "357": "eligibility ends", "382": "enrolled", "435": "admission", "442": "death", "458": "certified",
    "472": "service", "539": "policy takes effect", "540": "policy expires", "636": "last update", "771": "status",
}  # fmt: skip

_REFERENCES: Mapping[str, str] = {
    "18": "plan number", "1L": "group or policy number", "1W": "member number", "3H": "case number",
    "49": "family unit", "6P": "group number", "9F": "referral number", "ALS": "other plan's number",
    "CT": "contract number", "EA": "medical record", "EJ": "our patient account", "F6": "Medicare number",
    "G1": "authorization number", "GH": "card's serial number", "HJ": "card number", "IF": "issue number",
    "IG": "policy number", "M7": "Medicaid category", "ML": "military rank", "N6": "network number",
    "NQ": "Medicaid number", "Q4": "earlier number", "Y4": "claim number of an agency",
}  # fmt: skip

_ROLES: Mapping[str, str] = {
    "03": "dependent", "13": "contracted provider", "1I": "preferred network", "1P": "provider",
    "2B": "administrator", "36": "employer", "73": "other doctor", "80": "hospital", "FA": "facility",
    "GP": "gateway", "GW": "group", "I3": "physician association", "IL": "insured person", "LR": "legal representative",
    "OC": "origin carrier", "P3": "primary care provider", "P4": "insurer that answered before", "P5": "plan sponsor",
    "PR": "payer", "PRP": "first payer", "SEP": "second payer", "TTP": "third payer", "VER": "who verified",
    "VN": "vendor", "X3": "utilization review", "Y2": "managed care organization",
}  # fmt: skip


def information_words(code: str) -> str:
    """What an item of an answer is about (EB01)."""
    return _words(_INFORMATION, code)


def level_words(code: str) -> str:
    """Whom an item counts for (EB02)."""
    return _words(_LEVELS, code)


def period_words(code: str) -> str:
    """For which time an amount is, or what is left of it (EB06)."""
    return _words(_PERIODS, code)


def insurance_words(code: str) -> str:
    """The kind of insurance (EB04)."""
    return _words(_INSURANCE, code)


def quantity_words(code: str) -> str:
    """What a number counts (EB09, HSD01)."""
    return _words(_QUANTITIES, code)


def unit_words(code: str) -> str:
    """In which unit services are counted (HSD03)."""
    return _words(_UNITS, code)


def network_words(code: str) -> str:
    """Whether an item is for providers in the plan's network (EB12)."""
    return _words(_NETWORKS, code)


def relation_words(code: str) -> str:
    """How a person is related to the subscriber (INS02)."""
    return _words(_RELATIONS, code)


def date_words(code: str) -> str:
    """What a date is of (DTP01)."""
    return _words(_DATES, code)


def reference_words(code: str) -> str:
    """What a number is (REF01)."""
    return _words(_REFERENCES, code)


def role_words(code: str) -> str:
    """Who somebody is to the coverage (NM101)."""
    return _words(_ROLES, code)


def _words(known: Mapping[str, str], code: str) -> str:
    return known.get(code.strip().upper(), f"code {code}") if code else ""
