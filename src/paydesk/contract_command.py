"""What ``paydesk import contract`` tells of an insurer's price list: as JSON, or in words."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from paydesk.rules.errors import PaydeskError

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk

Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]
_DONE = 0


def run(asked: argparse.Namespace, sit: Sit) -> int:
    """Load the file's prices for the payer and tell all of it; ``sit`` opens the clinic."""
    from paydesk.operations import contracting
    from paydesk.rules.contract import Fate

    if not asked.payer:
        raise PaydeskError("Say whose prices they are: --payer NAME, as the payer is called in the clinic.")
    with sit(asked) as desk:
        payer = contracting.payer_called(desk, asked.payer)
        request = contracting.LoadContract(asked.path, payer, asked.plan, asked.first)
        done = contracting.load_contract(desk, request)
    created = {"prices": done.count(Fate.NEW), "changed prices": done.count(Fate.CHANGED)}
    refused = [{"file": asked.path.name, "line": one.line, "reason": one.why} for one in done.refused]
    known = done.count(Fate.KNOWN)
    if asked.json:
        told = {"file": asked.path.name, "payer": done.payer, "plan": done.plan or None, "read": len(done.lines),
                "created": created, "unchanged": known, "refused": refused}  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print(f"Lines read: {len(done.lines):,}")
        for kind, count in created.items():
            print(f"Created {kind}: {count:,}")
        print(f"Unchanged: {known:,}")
        for one in done.refused:
            print(f"Refused line {one.line}: {one.why}")
    if done.lines and len(refused) == len(done.lines):
        lines = f"{len(refused):,} lines were" if len(refused) != 1 else "1 line was"
        raise PaydeskError(f"Nothing was loaded from {asked.path.name}: {lines} refused and none could be used.")
    return _DONE
