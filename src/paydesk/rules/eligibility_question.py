"""A question about eligibility (X12 270): who asks whom about which person, day and service; and what it must hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from paydesk.rules.errors import PaydeskError
from paydesk.rules.identity import parse_npi
from paydesk.rules.service_types import WHOLE_PLAN

_TRACE = re.compile(r"[A-Za-z0-9-]{1,50}")
_SERVICE_TYPE = re.compile(r"[A-Z0-9]{1,3}")
_RELATIONS = frozenset({"", "01", "19", "20", "21", "39", "40", "53", "G8"})
_MOST_SERVICES = 99
_LARGEST_NUMBER = 999_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPerson:
    """A subscriber or dependent as the card has her; ``sex`` is M, F, or empty."""

    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    birth_date: date | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityQuestion:
    """One person asked about: the dependent where there is one, or else the subscriber.

    ``trace`` is ours and comes back with the answer. ``provider_first_name`` makes the provider a person. A dependent
    with a member number of her own is asked about as a subscriber. ``relation`` is INS02: 01 spouse, 19 child.
    """

    trace: str
    payer_name: str
    payer_id: str
    provider_name: str
    provider_npi: str
    provider_first_name: str = ""
    member_number: str
    subscriber: AskedPerson
    dependent: AskedPerson | None = None
    relation: str = ""
    service_date: date
    service_until: date | None = None
    service_types: tuple[str, ...] = (WHOLE_PLAN,)

    @property
    def person(self) -> AskedPerson:
        return self.dependent or self.subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What a file of questions is sent with, as agreed with the clearinghouse; ``at`` is the clinic's time.

    ``originator`` says whose the traces are (TRN03): 1 and the tax id, or 9 and nine characters of ours. The control
    numbers have to be new with every file; sets are numbered from ``first_set``.
    """

    sender: str
    receiver: str
    interchange_control: int
    group_control: int
    originator: str
    at: datetime
    sender_kind: str = "ZZ"
    receiver_kind: str = "ZZ"
    first_set: int = 1
    test: bool = False


def check_questions(questions: Sequence[EligibilityQuestion]) -> None:
    """Raises PaydeskError with the field and the row of the first thing that is missing or cannot be asked."""
    seen: set[str] = set()
    for row, one in enumerate(questions):
        try:
            _check(one)
            if one.trace.upper() in seen:
                raise PaydeskError("Two questions have the same trace number. Give each its own.", field="trace")
        except PaydeskError as refused:
            refused.row = row
            raise
        seen.add(one.trace.upper())


def _check(one: EligibilityQuestion) -> None:
    for field, text, says in (
        ("payer_name", one.payer_name, "The payer has no name. Add it to the insurer's record."),
        ("payer_id", one.payer_id, "The payer has no id. Copy it from the clearinghouse's list."),
        ("provider_name", one.provider_name, "The provider has no name. Add it in the clinic's settings."),
        ("member_number", one.member_number, "The member number is missing. Copy it from the card."),
    ):
        if not text.strip():
            raise PaydeskError(says, field=field)
    if not _TRACE.fullmatch(one.trace):
        raise PaydeskError("The number its answer is found by has 1 to 50 letters, digits and dashes.", field="trace")
    parse_npi(one.provider_npi, field="provider_npi")
    _check_person(one.person, "dependent" if one.dependent else "subscriber", one.service_date)
    if one.relation not in _RELATIONS:
        raise PaydeskError("That relation cannot be asked about. Choose spouse, child or other.", field="relation")
    if one.service_until is not None and one.service_until < one.service_date:
        raise PaydeskError("The last day lies before the first. Check the two dates.", field="service_until")
    if not 0 < len(one.service_types) <= _MOST_SERVICES or not all(map(_SERVICE_TYPE.fullmatch, one.service_types)):
        raise PaydeskError("Choose what to ask about, 99 services at most.", field="service_types")


def _check_person(one: AskedPerson, who: str, on: date) -> None:
    """Name and birth date: what insurers find a member by besides the number."""
    if not one.last_name.strip():
        raise PaydeskError(f"The {who}'s last name is missing.", field=f"{who}.last_name")
    if not one.first_name.strip():
        raise PaydeskError(f"The {who}'s first name is missing.", field=f"{who}.first_name")
    if one.birth_date is None:
        raise PaydeskError(f"The {who}'s birth date is missing.", field=f"{who}.birth_date")
    if one.birth_date > on:
        raise PaydeskError(f"The {who} was born after the day asked about.", field=f"{who}.birth_date")
    if one.sex not in ("", "M", "F"):
        raise PaydeskError("An insurer is told M or F, or nothing.", field=f"{who}.sex")


def check_sending(one: Sending) -> None:
    """Raises PaydeskError with the field of what no file can be sent with."""
    for field, text in (("sender", one.sender), ("receiver", one.receiver)):
        if not 2 <= len(text.strip()) <= 15:
            says = f"The {field}'s id has 2 to 15 characters. Copy it from the clearinghouse's papers."
            raise PaydeskError(says, field=field)
    for field, text in (("sender_kind", one.sender_kind), ("receiver_kind", one.receiver_kind)):
        if not re.fullmatch(r"[A-Z0-9]{2}", text):
            raise PaydeskError("The kind of an id has two characters, such as ZZ.", field=field)
    if not re.fullmatch(r"[A-Z0-9]{10}", one.originator):
        raise PaydeskError("Whose a trace is takes ten characters: 1 and our tax id.", field="originator")
    for field, number in (
        ("interchange_control", one.interchange_control), ("group_control", one.group_control),
        ("first_set", one.first_set),
    ):  # fmt: skip
        if not 0 < number <= _LARGEST_NUMBER:
            raise PaydeskError("A control number has up to nine digits and is not zero.", field=field)
