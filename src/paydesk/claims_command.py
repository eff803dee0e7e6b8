"""What ``paydesk claims`` tells: every claim with its lines, for whoever sends or answers them by other means."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from paydesk.rules.claims import ClaimState, claim_number
from paydesk.rules.money import show

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.rules.answer_shares import KnownClaim

Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]
Add = Callable[[Any, str, str, Any], argparse.ArgumentParser]
_STATES = ", ".join(f"“{one}”" if " " in one else one for one in ClaimState)


def add(commands: Any, adding: Add, sit: Sit) -> None:
    """Add the command; ``adding`` makes one, ``sit`` opens the clinic that is meant."""
    made = adding(commands, "claims", "every claim with its lines", lambda asked: run(asked, sit))
    made.add_argument("--state", type=_state, metavar="STATE", help=f"only those that are so: {_STATES}")


def _state(text: str) -> ClaimState:
    try:
        return ClaimState(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no state of a claim; there are {_STATES}") from None


def run(asked: argparse.Namespace, sit: Sit) -> int:
    """List the claims, of one state where one is given; ``sit`` opens the clinic."""
    from paydesk.operations import claiming

    with sit(asked) as desk:
        found = [one for one in claiming.listed(desk) if asked.state in (None, one.state)]
    if asked.json:
        print(json.dumps([document(one) for one in found], ensure_ascii=False, indent=2))
        return 0
    for one in found:
        print(f"{one.number}  {one.state.value}  {one.payer_name}  account {one.account_number}  {show(one.charge)}")
    print(f"{len(found):,} claims")
    return 0


def document(one: KnownClaim) -> dict[str, Any]:
    """One claim; ``charge`` of a line is in cents, the day is X12's."""
    days = sorted(line.day for line in one.lines)
    return {
        "number": one.number, "date": f"{days[0]:%Y%m%d}" if days else None, "last": one.patient_last,
        "first": one.patient_first, "member_id": one.member_number, "payer": one.payer_name, "order": one.order,
        "state": one.state.value, "account": one.account_number, "frequency": one.frequency,
        "replaces": claim_number(one.replaces_id) if one.replaces_id is not None else None,
        "lines": [
            {"key": line.key, "code": line.code, "modifiers": line.modifiers.split(), "charge": line.amount}
            for line in one.lines
        ],
    }  # fmt: skip
