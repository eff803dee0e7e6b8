"""Proving that no cent is lost: every invariant of the ledger, looked at one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from paydesk.data import office_store, upkeep
from paydesk.data.database import Session
from paydesk.data.upkeep import Finding as Finding
from paydesk.operations.desk import Desk


@dataclass(frozen=True)
class Proof:
    """``checked``: rule -> how many things were looked at. ``ok`` when nothing was found."""

    ok: bool
    checked: dict[str, int]
    findings: tuple[Finding, ...]


def prove(desk: Desk, *, progress: Callable[[int, int], None] | None = None) -> Proof:
    """Look at everything; the first offenders of each rule that does not hold.

    Of a file with damaged pages only those are told: nothing else in it can be believed.
    """
    with desk.looking("ledger.verify") as session:
        pages = upkeep.pages(session)
    if pages is not None and pages[1]:
        return Proof(False, {upkeep.PAGES: pages[0]}, pages[1])
    desk.flush_looks()
    with desk.looking("ledger.verify") as session:
        proof = prove_all(session, progress=progress)
    return replace(proof, checked={upkeep.PAGES: pages[0], **proof.checked}) if pages is not None else proof


def damaged_pages(desk: Desk) -> tuple[str, ...]:
    """The damaged pages of a clinic's file on this PC, such as ``page 31``; of a server none is asked.

    Nobody's permission is: who works in a damaged file is to know it. Nothing in it is read for that, and nobody waits.
    """
    with desk.database.reading() as session:
        return upkeep.damaged_pages(session)


def prove_all(session: Session, *, progress: Callable[[int, int], None] | None = None) -> Proof:
    """Look at everything in a clinic that nobody sits at: a backup, or one that is being restored."""
    checked: dict[str, int] = {}
    found: list[Finding] = []
    clinic = office_store.setting(session, "clinic") or {}
    first_day = clinic.get("first_day") or None
    for rule, count, offenders in upkeep.prove(session, first_day=first_day, progress=progress):
        checked[rule] = count
        found += offenders
    return Proof(not found, checked, tuple(found))
