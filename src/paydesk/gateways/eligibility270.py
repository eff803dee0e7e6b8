"""Writes questions about eligibility as X12 270 (005010X279A1), for one person or for many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from paydesk.gateways.x12_writing import enveloped, letters, required, segment, text_of, transaction_set
from paydesk.rules.eligibility_question import (
    AskedPerson,
    EligibilityQuestion,
    Sending,
    check_questions,
    check_sending,
)
from paydesk.rules.errors import PaydeskError
from paydesk.rules.identity import parse_npi

_VERSION = "005010X279A1"
_MOST_PEOPLE = 99
"""Of one set; more are not taken by many insurers."""


def write_questions(questions: Sequence[EligibilityQuestion], sending: Sending, *, lines: bool = False) -> str:
    """A whole file, in ASCII: everything in one line, or with ``lines`` one segment a line.

    Questions that follow each other from the same provider to the same payer share a set. Raises PaydeskError with
    field and row for what is missing, and ValueError for no question at all.
    """
    if not questions:
        raise ValueError("a file of questions has at least one")
    check_sending(sending)
    check_questions(questions)
    rows = list(enumerate(questions))
    sets: list[list[str]] = []
    for _, same in groupby(rows, key=lambda one: _addressed(one[1])):
        asked = list(same)
        for at in range(0, len(asked), _MOST_PEOPLE):
            control = sending.first_set + len(sets)
            body = _body(asked[at : at + _MOST_PEOPLE], sending, control)
            sets.append(list(transaction_set("270", control, _VERSION, body)))
    sender, receiver = letters(sending.sender), letters(sending.receiver)
    return text_of(
        enveloped(
            sets, sender=(sending.sender_kind, sender), receiver=(sending.receiver_kind, receiver),
            controls=(sending.interchange_control, sending.group_control), group=("HS", _VERSION), at=sending.at,
            test=sending.test,
        ),
        lines=lines,
    )  # fmt: skip


def _addressed(one: EligibilityQuestion) -> tuple[str, ...]:
    return one.payer_name, one.payer_id, one.provider_name, one.provider_first_name, one.provider_npi


def _body(asked: Sequence[tuple[int, EligibilityQuestion]], sending: Sending, control: int) -> list[str]:
    """BHT to the last EQ. BHT03 comes back with the answer, so it names file and set."""
    reference = f"{sending.interchange_control:09d}{control:04d}"
    body = [segment("BHT", "0022", "13", reference, f"{sending.at:%Y%m%d}", f"{sending.at:%H%M}")]
    level = 3
    for row, one in asked:
        try:
            if level == 3:
                body += [segment("HL", "1", "", "20", "1"), _payer(one)]
                body += [segment("HL", "2", "1", "21", "1"), _provider(one)]
            body += _person(one, level, sending.originator)
        except PaydeskError as refused:
            refused.row = row
            raise
        level += 2 if one.dependent else 1
    return body


def _payer(one: EligibilityQuestion) -> str:
    name = required(one.payer_name, field="payer_name", longest=60, cut=True)
    return segment("NM1", "PR", "2", name, "", "", "", "", "PI", required(one.payer_id, field="payer_id", longest=80))


def _provider(one: EligibilityQuestion) -> str:
    name = required(one.provider_name, field="provider_name", longest=60, cut=True)
    first = letters(one.provider_first_name)[:35].rstrip()
    return segment("NM1", "1P", "1" if first else "2", name, first, "", "", "", "XX", parse_npi(one.provider_npi))


def _person(one: EligibilityQuestion, level: int, originator: str) -> list[str]:
    """The subscriber, and the dependent below her; the trace and what is asked stand with the person asked about."""
    number = required(one.member_number, field="member_number", longest=80)
    trace = segment("TRN", "1", letters(one.trace), originator)
    subscriber = _named(one.subscriber, "IL", "subscriber", number)
    if one.dependent is None:
        return [
            segment("HL", str(level), "2", "22", "0"), trace, subscriber, _born(one.subscriber), *_asked(one),
        ]  # fmt: skip
    relation = [segment("INS", "N", one.relation)] if one.relation else []
    return [
        segment("HL", str(level), "2", "22", "1"), subscriber,
        *([_born(one.subscriber)] if one.subscriber.birth_date else []),
        segment("HL", str(level + 1), str(level), "23", "0"), trace, _named(one.dependent, "03", "dependent"),
        _born(one.dependent), *relation, *_asked(one),
    ]  # fmt: skip


def _named(one: AskedPerson, role: str, who: str, number: str = "") -> str:
    """A subscriber who is not asked about may be known by her number alone."""
    last = required(one.last_name, field=f"{who}.last_name", longest=60, cut=True) if one.last_name.strip() else ""
    first = required(one.first_name, field=f"{who}.first_name", longest=35, cut=True) if one.first_name.strip() else ""
    middle, suffix = letters(one.middle_name)[:25].rstrip(), letters(one.suffix)[:10].rstrip()
    return segment("NM1", role, "1", last, first, middle, "", suffix, *(("MI", number) if number else ()))


def _born(one: AskedPerson) -> str:
    return segment("DMG", "D8", _day(one.birth_date) if one.birth_date else "", one.sex)


def _asked(one: EligibilityQuestion) -> list[str]:
    first, last = _day(one.service_date), one.service_until
    ranged = last is not None and last != one.service_date
    span = ("RD8", f"{first}-{_day(last)}") if ranged and last is not None else ("D8", first)
    return [segment("DTP", "291", *span), *(segment("EQ", each) for each in dict.fromkeys(one.service_types))]


def _day(day: date) -> str:
    return f"{day.year:04d}{day:%m%d}"
