"""What a receipt for a file of ours (999, 997, TA1) complains of, in our own words; the official texts are licensed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paydesk.rules.acknowledgment import ElementError, InterchangeReceipt, SegmentError, SetReceipt

_CONTENTS: Mapping[str, str] = {
    "BE": "enrollments (834)", "FA": "receipts (999)", "HB": "answers about eligibility (271)", "HC": "claims (837)",
    "HI": "reviews of services (278)", "HN": "reports on claims (277)", "HP": "remittances (835)",
    "HR": "questions about claims (276)", "HS": "questions about eligibility (270)", "RA": "premium payments (820)",
}  # fmt: skip

_OF_FILE: Mapping[str, str] = {
    "000": "nothing is wrong", "001": "the control numbers of ISA and IEA differ", "002": "the standard is not taken",
    "003": "the version is not taken", "004": "the end of a segment is not valid",
    "005": "the kind of the sender's id is not valid", "006": "the sender's id is not valid",
    "007": "the kind of the receiver's id is not valid", "008": "the receiver's id is not valid",
    "009": "the receiver is not known", "010": "the kind of authorization is not valid",
    "011": "the authorization is not valid", "012": "the kind of password is not valid",
    "013": "the password is not valid", "014": "the date is not valid", "015": "the time is not valid",
    "016": "the repetition sign is not valid", "017": "the version is not valid",
    "018": "the control number is not valid", "019": "the wish for a receipt is not valid",
    "020": "the mark of a test is not valid", "021": "the number of groups is wrong",
    "022": "segments of the envelope are wrong", "023": "the file ends too early",
    "024": "the content is not valid", "025": "the control number was used before",
    "026": "the sign between elements is not valid", "027": "the sign between components is not valid",
}  # fmt: skip

_OF_GROUP: Mapping[str, str] = {
    "1": "this kind of group is not taken", "2": "the version is not taken", "3": "its end (GE) is missing",
    "4": "the control numbers of GS and GE differ", "5": "the number of sets is wrong",
    "6": "the control number is not valid", "19": "the control number was used before",
}  # fmt: skip

_OF_SET: Mapping[str, str] = {
    "1": "this kind of set is not taken", "2": "the end of the set (SE) is missing",
    "3": "the control numbers of ST and SE differ", "4": "the number of segments is wrong",
    "5": "segments are wrong", "6": "the kind of set is missing or not valid",
    "7": "the control number is missing or not valid", "18": "a set of this kind does not belong in this group",
    "23": "the control number was used before in this group", "I5": "segments break the guide for this kind of file",
    "I6": "the guide named is not taken",
}  # fmt: skip

_OF_SEGMENT: Mapping[str, str] = {
    "1": "there is no segment of this name", "2": "it is not expected here", "3": "it is missing",
    "4": "its loop stands there too often", "5": "it stands there too often",
    "6": "it is no part of this kind of set", "7": "it is not in its place", "8": "values in it are wrong",
    "I4": "it must not be used", "I6": "it is missing, and something else asks for it",
    "I7": "its loop does not stand there often enough", "I8": "it does not stand there often enough",
    "I9": "it must not be used beside something else",
}  # fmt: skip

_OF_ELEMENT: Mapping[str, str] = {
    "1": "it is missing", "2": "it is missing, and another value asks for it", "3": "there are too many values",
    "4": "it is too short", "5": "it is too long", "6": "it has a character that is not allowed",
    "7": "it is no valid code", "8": "it is no valid date", "9": "it is no valid time",
    "10": "it must not stand beside another value", "12": "it is repeated too often",
    "13": "it has too many parts", "I6": "this code must not be used here",
    "I9": "it is missing, and something else asks for it", "I10": "it must not be used",
    "I11": "it is not repeated often enough", "I12": "it is not written as it should be",
    "I13": "it must not be used beside something else",
}  # fmt: skip

_SEGMENTS: Mapping[str, str] = {
    "AMT": "an amount", "BHT": "the beginning", "CAS": "an adjustment", "CLM": "the claim", "CN1": "the contract",
    "CR1": "the ambulance trip", "CTP": "the drug's quantity", "DMG": "birth date and sex", "DTP": "a date",
    "EQ": "what is asked", "HCP": "the pricing", "HI": "diagnoses or codes", "HL": "a level", "INS": "the relation",
    "LIN": "the drug", "LX": "a line's number", "N3": "the street", "N4": "city, state and ZIP code", "NM1": "a name",
    "NTE": "a note", "OI": "the other insurance", "PAT": "the patient", "PER": "a contact", "PRV": "the specialty",
    "PWK": "an attachment", "QTY": "a quantity", "REF": "a number", "SBR": "the coverage", "SE": "the end",
    "ST": "the start", "SV1": "a service line", "SV2": "a service line", "SV3": "a service line",
    "SVD": "the other insurer's answer to a line", "TRN": "the trace", "UM": "the review",
}  # fmt: skip


def contents_words(code: str) -> str:
    """What a group of ours held (AK101)."""
    return _words(_CONTENTS, code)


def group_error_words(code: str) -> str:
    """What is wrong with a group (AK905)."""
    return _words(_OF_GROUP, code)


def set_error_words(code: str) -> str:
    """What is wrong with a set (IK502, AK502)."""
    return _words(_OF_SET, code)


def segment_error_words(code: str) -> str:
    """What is wrong with a segment (IK304, AK304)."""
    return _words(_OF_SEGMENT, code)


def element_error_words(code: str) -> str:
    """What is wrong with a value (IK403, AK403)."""
    return _words(_OF_ELEMENT, code)


def interchange_words(one: InterchangeReceipt) -> str:
    """What became of a whole file, in a sentence."""
    why = "" if one.note in ("", "000") else f": {_words(_OF_FILE, one.note)}"
    return f"The file with the control number {one.control[:24]} is {one.verdict}{why}."


def complaints(one: SetReceipt) -> Iterator[str]:
    """Sentences on all that is wrong with a set of ours, with the place in it and the claim it is of."""
    for code in one.errors:
        if code in ("5", "I5") and one.segments:
            continue  # they follow
        yield f"Set {one.control[:24]}: {set_error_words(code)}."
    for segment in one.segments:
        yield from _of_segment(segment)


def _of_segment(one: SegmentError) -> Iterator[str]:
    named = f"{one.segment[:12]}{f', {_SEGMENTS[one.segment]}' if one.segment in _SEGMENTS else ''}"
    at = f"Segment {one.position}" if one.position is not None else "A segment"
    of = next((f" of claim {each.value[:40]}" for each in one.contexts if each.name.startswith("CLM01")), "")
    where = f"{at} ({named}){of}"
    if not one.elements or any(code != "8" for code in one.codes):
        said = [segment_error_words(code) for code in one.codes if code != "8" or not one.elements]
        yield f"{where}: {'; '.join(said) or 'it is wrong'}."
    for each in one.elements:
        yield f"{where}, {_value_words(each)}: {element_error_words(each.code)}."


def _value_words(one: ElementError) -> str:
    part = f" part {one.component}" if one.component is not None else ""
    copy = f" “{one.value[:40]}”" if one.value else ""
    return f"value {one.position if one.position is not None else '–'}{part}{copy}"


def _words(known: Mapping[str, str], code: str) -> str:
    return known.get(code.strip().upper(), f"code {code[:12] or '–'}: ask the clearinghouse")
