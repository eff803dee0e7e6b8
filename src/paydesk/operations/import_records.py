"""The records of an imported history: payers, providers, places, people, coverages, visits with their diagnoses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from paydesk.data import import_store, ledger_store, merged_import_store
from paydesk.data.database import Session
from paydesk.data.import_store import Values
from paydesk.gateways.synthea_records import (
    NO_INSURANCE,
    CoveragePeriod,
    History,
    RefusedRow,
    SourcePatient,
    SourcePayer,
)
from paydesk.operations.registering import FIRST_ACCOUNT
from paydesk.rules import insurance, zip_codes
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurance import PayerKind

_KINDS = {
    "medicare": PayerKind.MEDICARE, "medicaid": PayerKind.MEDICAID, "dual eligible": PayerKind.DUAL,
    "tricare": PayerKind.TRICARE,
}  # fmt: skip
_RELATIONS = {"Self": "self", "Spouse": "spouse", "Guardian": "child"}


@dataclass
class Run:
    """What one import knows while it runs: the files, our ids by source id, and its counts."""

    history: History
    first_day: date
    payers: dict[str, int] = field(default_factory=dict)
    providers: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)
    coverages: dict[tuple[str, str, date], int] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)
    """Source ids of people whose record was merged; ``people`` and ``accounts`` have the kept one."""
    made: Counter[str] = field(default_factory=Counter)
    same: int = 0
    refused: list[RefusedRow] = field(default_factory=list)

    def refuse(self, file: str, line: int, reason: str) -> None:
        """Note a row that is not read, and why."""
        self.refused.append(RefusedRow(f"{file}.csv", line, reason))


def _new(session: Session, run: Run, kind: str, rows: dict[str, Values]) -> dict[str, int]:
    """Keep those of ``rows`` (source id -> values) that are not there; source id -> our id of all."""
    there = import_store.known(session, kind, rows)
    fresh = [{**values, "external_id": source} for source, values in rows.items() if source not in there]
    run.same += len(there)
    if fresh:
        run.made[kind] += len(fresh)
    return {**there, **import_store.add(session, kind, fresh)}


def keep_records(session: Session, run: Run) -> None:
    """Keep every record that is not there yet, in the caller's transaction; ``run`` learns their ids."""
    history = run.history
    import_store.wait_turn(session)
    run.payers = _new(session, run, "payers", {
        one.id: {"name": one.name, "kind": _payer_kind(one), "phone": _digits(one.phone)}
        for _, one in history.payers if one.name != NO_INSURANCE
    })  # fmt: skip
    run.providers = _new(session, run, "providers", {
        one.id: {"name": one.name, "specialty": one.specialty.title()} for _, one in history.providers
    })  # fmt: skip
    run.places = _new(session, run, "places", {one.id: {"name": one.name} for _, one in history.places})
    _keep_people(session, run)
    _keep_coverages(session, run)
    _keep_visits(session, run)


def _payer_kind(payer: SourcePayer) -> str:
    private = PayerKind.COMMERCIAL if payer.ownership == "PRIVATE" else PayerKind.OTHER
    return _KINDS.get(payer.name.lower(), private).value


def _digits(text: str) -> str:
    digits = "".join(filter(str.isdigit, text))
    return digits if len(digits) == 10 else ""


def _keep_people(session: Session, run: Run) -> None:
    patients = {one.id: one for _, one in run.history.patients}
    ledger_store.lock_accounts(session, tuple(import_store.known(session, "accounts", patients).values()))
    there = import_store.known(session, "patients", patients)
    run.same += len(there)
    fresh = [one for one in patients.values() if one.id not in there]
    if fresh:
        opened = min((claim.on for _, claim in run.history.claims), default=run.first_day)
        import_store.add_accounts(
            session, [(_person(one), _home(one)) for one in fresh],
            opened_on=min(opened, run.first_day), first=FIRST_ACCOUNT,
        )  # fmt: skip
        run.made["accounts"] += len(fresh)
        run.made["patients"] += len(fresh)
    run.people = import_store.known(session, "patients", patients)
    run.accounts = import_store.known(session, "accounts", patients)
    kept = merged_import_store.kept_records(session, run.people.values())
    ledger_store.lock_accounts(session, [one.account_id for one in kept.values()])
    for source, person in run.people.items():
        if person in kept:
            # Nothing is added to a record that points to another: what is new is the kept record's.
            run.people[source], run.accounts[source] = kept[person].person_id, kept[person].account_id
            run.merged.add(source)


def _person(one: SourcePatient) -> Values:
    return {
        "external_id": one.id, "first_name": one.first_name, "last_name": one.last_name, "suffix": one.suffix,
        "birth_date": one.birth_date, "death_date": one.death_date, "relation": "self",
        "sex": one.sex if one.sex in ("F", "M") else "", "status": "deceased" if one.death_date else "active",
    }  # fmt: skip


def _home(one: SourcePatient) -> Values | None:
    digits = "".join(filter(str.isdigit, one.zip))
    try:
        state = zip_codes.parse_state(one.state)
    except PaydeskError:
        return None
    if not one.line1 or not one.city or len(digits) not in (5, 9):
        return None
    return {"kind": "home", "line1": one.line1, "city": one.city, "state": state, "zip": digits}


def _keep_coverages(session: Session, run: Run) -> None:
    rows: dict[str, Values] = {}
    days: dict[tuple[str, str, date], str] = {}
    plans = import_store.plans_of(session, tuple(run.payers.values()))
    periods: dict[tuple[str, str], list[tuple[CoveragePeriod, str]]] = {}
    for line, period in run.history.periods:
        for order, payer in ((1, period.payer), (2, period.secondary)):
            if not _covers(run, line, period, payer):
                continue
            source = f"{period.patient}:{payer}:{period.start}:{order}"
            last = max(period.start, period.end - timedelta(days=1))
            rows[source] = _coverage(run, period, plans[run.payers[payer]], order, period.start, last)
            periods.setdefault((period.patient, payer), []).append((period, source))
    for patient, payer, day in sorted(_claimed(run)):
        mine = periods.get((patient, payer), [])
        source = next((s for p, s in mine if p.start <= day < max(p.end, p.start + timedelta(days=1))), "")
        if not source:
            # the source knows no membership on that day, only that this payer was billed: one day, and no more
            source = f"{patient}:{payer}:{day}:claim"
            near = min((p for p, _ in mine), key=lambda p: abs((p.start - day).days), default=None)
            like = near or CoveragePeriod(patient, "", day, day, payer, "", "Self", "")
            rows[source] = _coverage(run, like, plans[run.payers[payer]], 1, day, day)
        days[patient, payer, day] = source
    before = run.made["coverages"]
    alike = _alike(session, run, rows)
    ids = _new(session, run, "coverages", {one: values for one, values in rows.items() if one not in alike}) | alike
    run.coverages = {key: ids[source] for key, source in days.items()}
    if run.made["coverages"] > before:
        import_store.index_people(session, run.people.values())


def _alike(session: Session, run: Run, rows: dict[str, Values]) -> dict[str, int]:
    """Source id -> the coverage that the kept record of someone merged has in its place; a new one finds its order."""
    merged = [source for source in rows if source.split(":", 1)[0] in run.merged]
    there = import_store.known(session, "coverages", merged)
    found: dict[str, int] = {}
    for source in (one for one in merged if one not in there):
        row = rows[source]
        person, days = row["patient_id"], (row["valid_from"], row["valid_to"])
        alike = merged_import_store.membership_of(
            session, person, plan=row["insurance_plan_id"], member=row["member_number"], days=days
        )
        if alike is not None:
            run.same += 1
            found[source] = alike
        else:
            row["priority"] = merged_import_store.order_beside(session, person, row["priority"], days)
    return found


def _covers(run: Run, line: int, period: CoveragePeriod, payer: str) -> bool:
    if not payer or payer in uninsured(run):
        return False
    if period.patient not in run.people:
        run.refuse("payer_transitions", line, "its patient was not read")
    elif payer not in run.payers:
        run.refuse("payer_transitions", line, "its payer was not read")
    else:
        return True
    return False


def uninsured(run: Run) -> set[str]:
    """Source ids of payers that stand for having none."""
    return {one.id for _, one in run.history.payers if one.name == NO_INSURANCE}


def _claimed(run: Run) -> set[tuple[str, str, date]]:
    return {
        (claim.patient, payer, claim.on)
        for _, claim in run.history.claims
        for payer in (claim.primary, claim.secondary)
        if payer in run.payers and claim.patient in run.people
    }


def _coverage(run: Run, period: CoveragePeriod, plan: int, order: int, start: date, last: date) -> Values:
    person = run.people[period.patient]
    relation = _RELATIONS.get(period.relation, "other" if period.relation else "self")
    return {
        "patient_id": person, "insurance_plan_id": plan, "member_number": _member(period.member), "priority": order,
        "subscriber_id": person if relation == "self" else None,
        "subscriber_name": "" if relation == "self" else period.owner, "relation": relation,
        "valid_from": start, "valid_to": last, "copay": None,
    }  # fmt: skip


def _member(text: str) -> str:
    """As the card would have it; what no card can say stays as the source wrote it."""
    try:
        return insurance.tidy_member_number(text)
    except PaydeskError:
        return text[:80]


def _keep_visits(session: Session, run: Run) -> None:
    rows: dict[str, Values] = {}
    for line, one in run.history.visits:
        if one.patient not in run.people:
            run.refuse("encounters", line, "its patient was not read")
            continue
        rows[one.id] = {
            "account_id": run.accounts[one.patient], "patient_id": run.people[one.patient], "on": one.on,
            "provider_id": run.providers.get(one.provider), "place_id": run.places.get(one.place),
            "status": "done", "reason": one.reason, "self_pay": False, "at": None,
        }  # fmt: skip
    there = import_store.known(session, "visits", rows)
    run.visits = _new(session, run, "visits", rows)
    for line, found in run.history.diagnoses:
        if found.visit not in run.visits:
            run.refuse("conditions", line, "its visit was not read")
    for line, done in run.history.procedures:
        if done.visit not in run.visits:
            run.refuse("procedures", line, "its visit was not read")
    words = {one.code: one.description for _, one in run.history.diagnoses}
    diagnoses = [
        {"visit_id": run.visits[visit], "position": place, "code": code, "system": "SNOMED",
         "description": words.get(code, "")}
        for visit, codes in diagnoses_of_visits(run.history).items() if visit in run.visits and visit not in there
        for place, code in enumerate(codes, 1)
    ]  # fmt: skip
    import_store.add_diagnoses(session, diagnoses)
    if diagnoses:
        run.made["diagnoses"] += len(diagnoses)


def diagnoses_of_visits(history: History) -> dict[str, tuple[str, ...]]:
    """Visit -> its diagnosis codes, each once: those of its claims first, since charges point at them."""
    found: dict[str, dict[str, None]] = {}
    for _, claim in history.claims:
        found.setdefault(claim.visit, {}).update({code: None for code in claim.diagnoses if code})
    for _, one in history.diagnoses:
        found.setdefault(one.visit, {})[one.code] = None
    return {visit: tuple(codes) for visit, codes in found.items()}
