"""What a row of the audit trail says besides who and when: each fact with its label, before and after, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from paydesk.rules import keyboard, money, zip_codes

Names = Mapping[tuple[str, int], str]
"""What a row of a table is called: ("provider", 3) -> "Dr. Amara Lee"."""


@dataclass(frozen=True)
class Fact:
    """One fact. ``before`` is None where nothing stood there to be changed; ``record`` says which record it is of."""

    label: str
    after: str
    before: str | None = None
    record: str = ""

    @property
    def sentence(self) -> str:
        """``Last name: Lopez → Reyes``, ``Amount: 40.00``."""
        said = self.after if self.before is None else f"{self.before} → {self.after}"
        return f"{self.label}: {said}"


NOTHING = "–"

_LABELS = {
    "above_estimate": "Printed all the same",
    "about": "About", "account": "Account", "active": "In use", "address": "Address", "addresses": "Addresses",
    "administrator": "Administrator", "answer": "Insurer's answer", "approved_because": "Approved because",
    "approved_by": "Approved by", "cents": "Total", "city": "City", "claims": "Claims", "code": "Code",
    "codes": "Codes", "copay": "Copay", "copy": "A copy", "count": "How many", "created": "Made", "digits": "Number",
    "death_date": "Died on", "diagnoses": "Diagnoses", "disclosures": "Disclosures", "duplicate": "The double",
    "edi_id": "EDI number",
    "emergency": "In an emergency", "emergency_seen": "Emergency",
    "emails": "E-mails", "facts": "Facts", "file": "File", "first": "First",
    "flag": "Flag", "flagged": "Flag raised", "from_account": "From account", "full_name": "Full name",
    "guarantor_id": "Guarantor",
    "held": "On hold", "disputed": "In dispute", "insurance_plan_id": "Plan", "is_patient": "Is a patient",
    "kind": "Kind", "last": "Last", "line1": "Street", "line2": "Second line", "member_number": "Member number",
    "merged_into_id": "Merged into", "method": "By", "moved": "Moved", "must_change": "Must change the password",
    "name": "Name", "npi": "NPI", "number": "Number", "on": "On", "patient_id": "Patient", "people": "People",
    "person_id": "Person", "phones": "Phones", "pos_code": "Place-of-service code", "receipt": "Receipt",
    "refund": "Refund", "refused": "Refused", "repeated": "Was done already", "role": "Role", "rows": "Rows",
    "self_pay": "Do not bill insurance", "sex": "Sex", "short_name": "Short name", "source": "From",
    "speak_with": "May speak with", "statement": "Statement", "statements": "Statements",
    "subscriber_id": "Subscriber", "to_account": "To account", "total": "Total", "trace": "Trace number",
    "unapplied": "Kept as credit", "until": "Until", "user": "User", "visit_date": "Day of the visit",
    "visit_time": "Time of the visit", "what": "What", "zip": "ZIP code",
}  # fmt: skip
"""Where a column's or fact's own name is no plain word."""

_RECORDS = {
    "account": "Account", "address": "Address", "assistance_application": "Application for assistance",
    "assistance_paper": "Paper of an application", "charge": "Charge", "coverage": "Coverage", "desk_user": "User",
    "email": "E-mail", "fee": "Fee", "flag": "Flag", "insurance_plan": "Insurance plan",
    "insurer_overpayment": "Insurer's overpayment", "note": "Note",
    "payer": "Payer", "person": "Record", "phone": "Phone", "place": "Place", "provider": "Provider",
    "service_code": "Code", "speak_with": "May speak with", "visit": "Visit",
}  # fmt: skip

_UNTOLD = frozenset({
    "after", "application", "before", "changed", "charge", "charges", "contact", "coverage", "document", "emergency",
    "entry", "key", "note", "overpayment", "permission", "place", "promise", "promises", "provider", "sha256",
    "visit",
})  # fmt: skip
"""Numbers of rows that no paper and no screen shows; and what is told by other facts."""

_OF_TABLE = {
    "duplicate": "person", "guarantor_id": "person", "insurance_plan_id": "insurance_plan",
    "merged_into_id": "person", "patient_id": "person", "person_id": "person", "place_id": "place",
    "provider_id": "provider", "subscriber_id": "person", "to_account": "account", "from_account": "account",
    "account_id": "account", "emergency": "emergency_access", "emergency_seen": "emergency_access",
}  # fmt: skip
"""Whose number a column or fact holds."""

_MONEY = frozenset({"copay", "fee", "amount", "tendered"})
"""Columns of whole cents; facts that are amounts are kept in words."""

_FIRST = (
    "amount", "total", "method", "receipt", "statement", "refund", "user", "kind", "on", "first", "last", "recipient",
    "address", "what", "purpose",
)  # fmt: skip
_LAST = ("reason", "approved_by", "approved_because")

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def facts(details: Mapping[str, object], names: Names) -> tuple[Fact, ...]:
    """Every fact of a row's details: in which emergency it was done, then what was changed."""
    both = tuple(_before_and_after(details, names))
    told = {one.label for one in both}
    changed = tuple(one for one in _changed(details, names) if one.label not in told)
    why = emergency(details, names)
    above = (Fact(label("emergency"), why),) if why else ()
    others = (
        Fact(label(key), _words(details[key], key, names))
        for key in sorted(details, key=_place)
        if key not in _UNTOLD and details[key] is not False and details[key] not in ("", None)
        and not (key == "reason" and details[key] == why)  # she who begins an emergency says it herself
    )
    return (*above, *both, *changed, *others)


def _place(key: str) -> tuple[int, str]:
    """Amounts first, reasons and approvals last."""
    if key in _FIRST:
        return _FIRST.index(key) - len(_FIRST), ""
    return (_LAST.index(key) + 1 if key in _LAST else 0), key


def mentioned(details: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    """The rows whose names the facts need: ("provider", 3), ..."""
    for key, value in _numbers(details):
        if key in _OF_TABLE and isinstance(value, int):
            yield _OF_TABLE[key], value


def emergency(details: Mapping[str, object], names: Names) -> str:
    """Why emergency access was taken that it was done in; empty where it was done in none."""
    return _words(details["emergency"], "emergency", names) if "emergency" in details else ""


def label(key: str) -> str:
    """A column or fact as the office names it."""
    return _LABELS.get(key) or key.removesuffix("_id").replace("_", " ").capitalize()


def _numbers(details: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    yield from details.items()
    for columns in _dict(details.get("changed")).values():
        for key, both in _dict(columns).items():
            yield from ((key, value) for value in (both if isinstance(both, list) else ()))


def _changed(details: Mapping[str, object], names: Names) -> Iterator[Fact]:
    for row, columns in _dict(details.get("changed")).items():
        record = _RECORDS.get(row.split(" ")[0], label(row.split(" ")[0]))
        for key, both in _dict(columns).items():
            if isinstance(both, list) and len(both) == 2 and key != "external_id":
                before, after = (_words(value, key, names, cents=True) for value in both)
                yield Fact(label(key), after, before, record)


def _before_and_after(details: Mapping[str, object], names: Names) -> Iterator[Fact]:
    before, after = details.get("before"), details.get("after")
    if isinstance(after, list) and isinstance(before, list):
        pairs: dict[str, tuple[object, object]] = dict(
            zip(("held", "disputed"), zip(before, after, strict=False), strict=False)
        )
    else:
        old, new = _dict(before), _dict(after)
        pairs = {key: (old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new))}
    for key, (one, other) in pairs.items():
        if one != other:
            yield Fact(label(key), _words(other, key, names), _words(one, key, names) if before else None)


def _dict(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _words(value: object, key: str, names: Names, *, cents: bool = False) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        known = names.get((_OF_TABLE.get(key, ""), value))
        return known or (money.show(value) if cents and key in _MONEY else str(value))
    if isinstance(value, list):
        return ", ".join(_words(one, key, names) for one in value)
    if isinstance(value, dict):
        return "; ".join(_part(name, one, names) for name, one in value.items() if one not in (None, "", False, []))
    return _text(str(value), key)


def _part(key: str, value: object, names: Names) -> str:
    return label(key).lower() if value is True else f"{label(key).lower()} {_words(value, key, names)}"


def _text(text: str, key: str) -> str:
    if _ISO_DAY.fullmatch(text):
        return keyboard.show_date(date.fromisoformat(text))
    if key in ("digits", "phone", "employer_phone"):
        return keyboard.show_phone(text)
    return zip_codes.show_zip(text) if key == "zip" else text
