"""Importing remittances: an insurer's file (X12 835) read, proven and kept; nothing of it is posted here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from paydesk.config import no_collecting
from paydesk.data import advice_store, claims_due, insurance_store
from paydesk.data.advice_store import Kept as Kept
from paydesk.data.advice_store import Outcome, Source
from paydesk.data.advice_tables import Advice
from paydesk.data.claim_store import By
from paydesk.gateways import era835
from paydesk.operations import matching_answers, tying_by_themselves
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.matching_answers import Planned
from paydesk.rules import remittance_proof
from paydesk.rules.remittance_proof import ProvenFile


@dataclass(frozen=True)
class RemittancesKept:
    """A file's name, what it proves to hold, and what is kept of it: parallel to its remittances."""

    file: str
    proven: ProvenFile
    kept: tuple[Kept, ...]
    touched: Touched


def keep_remittance_file(desk: Desk, path: Path) -> RemittancesKept:
    """Read, prove and keep the remittances in ``path``, each payment once, whatever file it came in before.

    The audit trail keeps which file it was, and nobody's name. Raises PaydeskError when the file cannot be opened or
    holds no remittance; anything else is a finding.
    """
    desk.require("remittances.read")
    read, data = era835.read_remittance_file(path)
    proven = remittance_proof.prove(read)
    digest = hashlib.sha256(data).hexdigest()
    with desk.doing("remittances.read", "Read a remittance file") as session, no_collecting():
        source = Source("file", path.name, digest, desk.actor.name, desk.clock.now())
        claims_due.bring_up_to_date(session, By(source.by, source.at, desk.clock.today()))
        kept = []
        for one in proven.remittances:
            said = one.remittance
            payer = insurance_store.payer_of(session, (said.payer.id, said.deposit.originator), said.payer.name)
            kept.append(advice_store.keep(session, one, source, payer_id=payer))
        fresh = [found.advice_id for found in kept if not found.known]
        tying_by_themselves.carry_by_themselves(desk, session, fresh)
        about(session, file=path.name, sha256=digest, remittances=len(proven.remittances),
              claims=sum(len(one.hindrances) for one in proven.remittances), findings=proven.count,
              known=sum(one.known for one in kept))  # fmt: skip
    touched = Touched((), ("insurance",) if any(not one.known for one in kept) else ())
    return RemittancesKept(path.name, proven, tuple(kept), touched)


def outcomes(desk: Desk, kept: Kept) -> dict[str, Outcome]:
    """By the claims' keys: what became of each claim of an advice that is kept."""
    with desk.looking("remittances.read") as session:
        return advice_store.outcomes(session, kept.advice_id)


def preview(desk: Desk, advice_id: int) -> dict[str, Planned]:
    """By the claims' keys: what will become of each claim of an advice that still waits."""
    with desk.looking("remittances.read") as session, no_collecting():
        advice = session.get_one(Advice, advice_id)
        around = matching_answers.around(session, advice, today=desk.clock.today())
        found: dict[str, Planned] = {}
        for ids in matching_answers.batches(session, advice_store.waiting(session, advice.id)):
            units = matching_answers.plan(session, advice_store.kept_claims(session, ids), around)
            found |= {one.kept.key: one for unit in units for one in unit}
        return found
