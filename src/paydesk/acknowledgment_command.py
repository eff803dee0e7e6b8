"""What ``paydesk import acknowledgment`` tells of receipts for claims (999, 277CA): as JSON, or in words."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paydesk.operations.acknowledging import Acknowledged
    from paydesk.operations.desk import Desk

Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]


def run(asked: argparse.Namespace, sit: Sit) -> int:
    """Read the file, move the claims it is about, and tell all of it; ``sit`` opens the clinic."""
    from paydesk.operations import acknowledging

    with sit(asked) as desk:
        done = acknowledging.keep_acknowledgment_file(desk, asked.path)
    if asked.json:
        print(json.dumps(document(done), ensure_ascii=False, indent=2))
    else:
        _tell(done)
    return 0


def document(done: Acknowledged) -> dict[str, Any]:
    """The JSON of a file: what was read, what it changed, and what could not be placed."""
    moved = sum(one.moved for one in done.claims)
    return {
        "read": len(done.claims), "created": {"claim states": moved} if moved else {},
        "unchanged": sum(not one.moved and not one.refused for one in done.claims),
        "refused": [
            {"file": done.file, "line": one.line, "reason": f"{one.number}: {one.refused}"}
            for one in done.claims if one.refused
        ],
        "told": list(done.told),
        "claims": [
            {"number": one.number, "claim": one.claim, "account": one.account, "says": one.says,
             "advice": one.advice or None, "moved": one.moved}
            for one in done.claims
        ],
    }  # fmt: skip


def _tell(done: Acknowledged) -> None:
    moved = sum(one.moved for one in done.claims)
    print(f"{done.file}: claims read: {len(done.claims):,}, moved: {moved:,}.")
    for sentence in done.told:
        print(f"  {sentence}")
    for one in done.claims:
        ours = f" ({one.claim}, account {one.account})" if one.claim else ""
        print(f"  Claim {one.number}{ours}: {one.says}")
        for more in (one.advice, one.refused):
            if more:
                print(f"    {more}")
