"""Importing remittances: an insurer's file (X12 835) read and proven; nothing of it is posted here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from paydesk.gateways import era835
from paydesk.operations.desk import Desk, about
from paydesk.rules import remittance_proof
from paydesk.rules.remittance_proof import ProvenFile


@dataclass(frozen=True)
class RemittancesRead:
    """A file's name and what it proves to hold."""

    file: str
    proven: ProvenFile


def read_remittance_file(desk: Desk, path: Path) -> RemittancesRead:
    """Read and prove the remittances in ``path``; the audit trail keeps which file it was, and nobody's name.

    Raises PaydeskError when the file cannot be opened or holds no remittance; anything else is a finding.
    """
    desk.require("remittances.read")
    read, data = era835.read_remittance_file(path)
    proven = remittance_proof.prove(read)
    with desk.doing("remittances.read", "Read a remittance file") as session:
        about(session, file=path.name, sha256=hashlib.sha256(data).hexdigest(), remittances=len(proven.remittances),
              claims=sum(len(one.hindrances) for one in proven.remittances), findings=proven.count)  # fmt: skip
    return RemittancesRead(path.name, proven)
