"""Sorting insurers' files: what a file is, by what it holds, so that it is read as that whatever its name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from paydesk.gateways.x12_kinds import RECEIPT, kinds_in


class FileKind(StrEnum):
    """What an insurer or a clearinghouse sends."""

    REMITTANCE = "remittance"
    ELIGIBILITY = "eligibility answers"
    RECEIPTS = "receipts for claims"


_BY_SET = (
    ("835", FileKind.REMITTANCE), ("271", FileKind.ELIGIBILITY), ("277", FileKind.RECEIPTS),
    ("999", FileKind.RECEIPTS), ("997", FileKind.RECEIPTS), (RECEIPT, FileKind.RECEIPTS),
)  # fmt: skip


def kind_of(path: Path) -> FileKind:
    """Money first, where a file holds several; one that is none of them is told so where a remittance is read.

    Raises PaydeskError when it cannot be opened.
    """
    kinds = kinds_in(path)
    return next((kind for of_set, kind in _BY_SET if of_set in kinds), FileKind.REMITTANCE)
