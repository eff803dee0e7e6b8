"""Which kinds of sets an X12 file holds, told apart before it is read as one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from paydesk.gateways.x12_envelope import Opening
from paydesk.gateways.x12_sets import bytes_of, read_sets

RECEIPT = "TA1"
"""A receipt for a whole file stands outside of any set."""


def kinds_in(path: Path) -> frozenset[str]:
    """``{"835"}``, ``{"999", "TA1"}``; nothing for a file that is none. Raises PaydeskError as reading it would."""
    found = set[str]()

    def opened(opening: Opening) -> Any:
        found.add(opening.kind)

    if read_sets(bytes_of(path), opened, wanted="", ids="TA1").receipts:
        found.add(RECEIPT)
    return frozenset(found)
