"""Importing: claim histories from Synthea's files; once, whole claims at a time, every cent with its party."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from paydesk.data import import_store, ledger_store, merged_import_store, office_store
from paydesk.data.database import Session
from paydesk.data.merged_import_store import Home
from paydesk.data.people_tables import Person
from paydesk.gateways import synthea
from paydesk.gateways.synthea_records import History, RefusedRow, SourceClaim, Transaction
from paydesk.operations import import_records, noting
from paydesk.operations.desk import Desk, about
from paydesk.operations.import_records import Run
from paydesk.operations.import_story import Book, tell_claim

CLAIMS_AT_ONCE = 250
"""Claims a transaction: what is cut short leaves whole batches behind and nothing of the next."""


@dataclass(frozen=True)
class Imported:
    """Rows read; what was made, by kind; rows that were there already; rows that were refused and why."""

    read: int
    created: dict[str, int]
    unchanged: int
    refused: tuple[RefusedRow, ...]


def import_synthea(desk: Desk, folder: Path) -> Imported:
    """Read ``folder`` and keep what is not there yet; the same again changes nothing.

    Raises PaydeskError when a file of the set is missing. One audit row a transaction.
    """
    desk.require("import.run")
    history = synthea.read_history(folder)
    with desk.looking() as session:
        kept = office_store.setting(session, "clinic") or {}
    first = date.fromisoformat(kept["first_day"]) if kept.get("first_day") else desk.clock.today()
    run = Run(history, first, refused=list(history.refused))
    with desk.doing("import.run", "Imported records") as session:
        import_records.keep_records(session, run)
        for _, one in history.patients:
            if one.death_date is not None and one.id in run.people:
                noting.follow_death(desk, session, session.get_one(Person, run.people[one.id]))
        about(session, source=folder.name, created=dict(run.made))
    claims = [(line, claim) for line, claim in history.claims if _claim_fits(run, line, claim)]
    rows = _rows_by_claim(run, {claim.id for _, claim in claims})
    systems = _code_systems(history)
    for start in range(0, max(len(claims), 1), CLAIMS_AT_ONCE):
        _keep_claims(desk, run, claims[start : start + CLAIMS_AT_ONCE], rows, systems)
    refused = tuple(sorted(run.refused, key=lambda one: (one.file, one.line)))
    return Imported(history.read, dict(run.made), run.same, refused)


def _claim_fits(run: Run, line: int, claim: SourceClaim) -> bool:
    if claim.patient not in run.people:
        run.refuse("claims", line, "its patient was not read")
    elif claim.visit not in run.visits:
        run.refuse("claims", line, "its visit was not read")
    else:
        return True
    return False


def _rows_by_claim(run: Run, claims: set[str]) -> dict[str, list[Transaction]]:
    rows: dict[str, list[Transaction]] = {}
    for line, row in run.history.transactions:
        if row.claim in claims:
            rows.setdefault(row.claim, []).append(row)
        else:
            run.refuse("claims_transactions", line, "its claim was not read")
    return rows


def _code_systems(history: History) -> dict[str, str]:
    """Code -> system, as far as other files tell: procedures, visits and diagnoses are SNOMED."""
    return {
        **{one.code: "SNOMED" for _, one in history.procedures},
        **{one.code: "SNOMED" for _, one in history.visits},
    }


def _keep_claims(
    desk: Desk,
    run: Run,
    claims: Iterable[tuple[int, SourceClaim]],
    rows: dict[str, list[Transaction]],
    systems: dict[str, str],
) -> None:
    told = [(claim, rows.get(claim.id, [])) for _, claim in claims]
    if not any(batch for _, batch in told):
        return
    with desk.doing("import.run", "Imported claims") as session:
        made: Counter[str] = Counter()
        book = _book(session, run, told, systems)
        for claim, batch in told:
            tell_claim(book, claim, batch)
        ids = import_store.add_charges(session, list(book.charges.values()))
        groups = book.settled(ids)
        import_store.post(
            session, groups, at=desk.clock.now(), actor=desk.actor.name, workstation=desk.actor.workstation
        )
        import_store.mark_answered(session, [ids.get(source) or book.there[source] for source in book.answered])
        made.update(book.made)
        about(session, created=dict(made), claims=len(told))
    run.made.update({kind: count for kind, count in made.items() if count})
    run.same += book.same
    run.refused += book.refused


def _locked_homes(session: Session, visits: set[int]) -> dict[int, Home]:
    """Whose the visits are, with their accounts locked: a merge may have moved them on before the lock was given."""
    locked: set[int] = set()
    while True:
        homes = merged_import_store.homes_of(session, visits)
        needed = {home.account_id for home in homes.values()} - locked
        if not needed:
            return homes
        ledger_store.lock_accounts(session, sorted(needed))
        locked |= needed


def _parties(
    session: Session, run: Run, told: list[tuple[SourceClaim, Any]], homes: dict[int, Home]
) -> dict[tuple[str, str], int]:
    """(claim, payer) -> the coverage that answers: one of the record that has the claim's visit."""
    found: dict[tuple[str, str], int] = {}
    for claim, _ in told:
        for payer in (claim.primary, claim.secondary):
            coverage = run.coverages.get((claim.patient, payer, claim.on))
            home = homes[run.visits[claim.visit]]
            moved = claim.patient in run.merged or home.person_id != run.people[claim.patient]
            if coverage is not None and moved:
                coverage = merged_import_store.coverage_for(session, coverage, home.person_id, claim.on)
            if coverage is not None:
                found[claim.id, payer] = coverage
    return found


def _book(session: Session, run: Run, told: list[tuple[SourceClaim, Any]], systems: dict[str, str]) -> Book:
    import_store.wait_turn(session)
    homes = _locked_homes(session, {run.visits[claim.visit] for claim, _ in told})
    rows = [row for _, batch in told for row in batch]
    charges = import_store.known(session, "charges", [f"{row.claim}:{row.number}" for row in rows])
    keys = [f"synthea:{row.claim}:{row.number}" for row in rows]
    return Book(
        first_day=run.first_day, there=charges, keys=import_store.keys_there(session, keys),
        parts=import_store.parts(session, tuple(charges.values())), payers=run.payers,
        uninsured=import_records.uninsured(run), coverages=_parties(session, run, told, homes), homes=homes,
        visits=run.visits, providers=run.providers, places=run.places, systems=systems,
        positions=import_records.diagnoses_of_visits(run.history), broken=run.history.broken,
    )  # fmt: skip
