"""What ``paydesk import eligibility`` tells of a file of eligibility answers (X12 271): as JSON, or in words."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from paydesk.rules.eligibility_differences import Field
from paydesk.rules.money import from_plain, plain

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.operations.reading_eligibility import AnswerRead, EligibilityRead

Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]
_DONE = 0


def run(asked: argparse.Namespace, sit: Sit) -> int:
    """Read the file and tell all of it; nothing of the record changes. ``sit`` opens the clinic."""
    from paydesk.operations import reading_eligibility

    with sit(asked) as desk:
        read = reading_eligibility.read_eligibility(desk, asked.path)
        numbers = reading_eligibility.account_numbers(desk, read)
    if asked.json:
        print(json.dumps(document(read, numbers), ensure_ascii=False, indent=2))
    else:
        _tell(read, numbers)
    return _DONE


def document(read: EligibilityRead, numbers: dict[int, int]) -> dict[str, Any]:
    """The JSON of a file, in the shape of every import, and beside it each answer; unknown is null."""
    fresh = [one for one in read.answers if not one.known]
    return {
        "file": read.file,
        "read": len(read.answers),
        "created": {
            "answers": sum(one.coverage_id is not None for one in fresh),
            "differences": sum(len(one.differences) for one in fresh),
        },
        "unchanged": len(read.answers) - len(fresh),
        "refused": [
            {"file": read.file, "line": one.line, "reason": one.reason}
            for one in read.answers if one.coverage_id is None
        ],
        "findings": [
            {"rule": one.rule, "where": one.where, "says": one.says, "blocks": one.blocks.value}
            for one in read.findings
        ],
        "answers": [_answer(one, numbers) for one in read.answers],
    }  # fmt: skip


def _answer(one: AnswerRead, numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "line": one.line, "trace": one.trace or None, "payer": one.payer, "name": one.person,
        "member_number": one.member_number or None,
        "account": numbers.get(one.account) if one.account is not None else None,
        "matched_by": one.matched_by or None, "known": one.known, "reason": one.reason, "advice": one.advice or None,
        "unclear": list(one.unclear),
        "standing": {
            each.asks.value: {
                "state": each.state.value, "missing": list(each.missing),
                "verified": each.verified_on.isoformat() if each.verified_on else None,
                "due": each.due.isoformat() if each.due else None, "reasons": list(each.reasons),
            }
            for each in one.stands
        },
        "differences": [
            {"field": kept.difference.field.value, "ours": _value(kept.difference.field, kept.difference.ours),
             "theirs": _value(kept.difference.field, kept.difference.theirs), "says": kept.difference.sentence}
            for kept in one.differences
        ],
    }  # fmt: skip


def _value(field: Field, kept: str) -> str | None:
    if not kept:
        return None
    return plain(from_plain(kept)) if field is Field.COPAY else kept


def _tell(read: EligibilityRead, numbers: dict[int, int]) -> None:
    known = sum(one.known for one in read.answers)
    print(f"{read.file}: answers read: {len(read.answers):,}, of them read before: {known:,}.")
    for finding in read.findings:
        print(f"  {finding.sentence}")
    for one in read.answers:
        who = one.person or "Nobody named"
        if one.coverage_id is None or one.account is None:
            print(f"Line {one.line}, {who}: not kept. {one.reason}")
            continue
        states = ", ".join(f"{each.asks.value} {each.state.value.replace('_', ' ')}" for each in one.stands)
        account = numbers.get(one.account)
        print(f"Line {one.line}, {who}, account {account} (by {one.matched_by}): {states}. {one.reason}")
        if one.advice:
            print(f"    {one.advice}")
        for kept in one.differences:
            print(f"    {kept.difference.sentence}")
    waits = sum(len(one.differences) for one in read.answers)
    if waits:
        print(f"To be decided in “What insurers have otherwise”, in the Insurance menu: {waits:,}.")
