"""Affording: what a household told is worked out by the clinic's terms, kept with who and when, proven and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from paydesk.data import form_store, means_store
from paydesk.data.means_tables import MeansProof, MeansSheet
from paydesk.data.people_tables import Account
from paydesk.operations import setting_plan_policy
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.recalling_means import KeptSheet, SeenProof, means_as_kept, sheet_in, sheet_of, sheets_of
from paydesk.rules import keyboard, plausibility, worked_means
from paydesk.rules.affordability import Means, Sheet
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.household_means import Flow
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, cents, show
from paydesk.rules.told_means import Proof, ToldHow
from paydesk.rules.worked_means import Terms, Worked

__all__ = ["KeepSheet", "KeptSheet", "ProofRecorded", "RecordProof", "SeenProof", "SheetKept", "WorkOut", "keep_sheet",
           "record_proof", "sheet_in", "sheet_of", "sheets_of", "terms", "work_out"]

LARGEST_HOUSEHOLD = 20
MOST_ROWS = 40
_LONGEST_KIND = 60


@dataclass(frozen=True, kw_only=True)
class KeepSheet:
    """What a household told on ``sheet.on``; the clinic's own set of rules stands for the one the sheet names.

    ``proofs`` are the kinds of proof seen with the incomes, in their order, "" for none (a Proof's value); shorter
    means none for the rest. ``proof_due`` is by when the others are to come. ``down`` and ``first_due`` are what was
    talked about, None for nothing. The same ``key`` again keeps nothing.
    """

    account_id: int
    sheet: Sheet
    told_how: str = ToldHow.DESK.value
    proofs: tuple[str, ...] = ()
    proof_due: date | None = None
    down: Cents | None = None
    first_due: date | None = None
    key: str = ""


@dataclass(frozen=True)
class SheetKept:
    """The id of a kept sheet, its figures, and the last day on which it is believed."""

    sheet_id: int
    means: Means
    expires_on: date
    touched: Touched


def terms(desk: Desk) -> Terms:
    """By what the clinic works; read once, for ``rules.worked_means.worked`` at each keystroke."""
    with desk.looking("means.see") as session:
        return setting_plan_policy.terms_in(session)


@dataclass(frozen=True, kw_only=True)
class WorkOut:
    """A sheet and what is to be paid; ``down`` and ``first_due`` None: by the policy, and a month from the sheet."""

    sheet: Sheet
    balance: Cents
    down: Cents | None = None
    first_due: date | None = None


def work_out(desk: Desk, request: WorkOut) -> Worked:
    """What follows from a sheet by the clinic's terms; nothing is kept. Raises PaydeskError with the place."""
    held = terms(desk)
    return worked_means.worked(
        request.sheet, request.balance, down=request.down, first=request.first_due, terms=held
    )


def keep_sheet(desk: Desk, request: KeepSheet) -> SheetKept:
    """Keep what a household told, with what follows from it today. Raises PaydeskError with the place, NotFound."""
    with desk.doing("plans.make", "Took down what a household earns and owes") as session:
        touched = Touched((request.account_id,), ("plans",))
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            row = session.get_one(MeansSheet, made)
            about(session, act="means.keep", account=row.account_id, sheet=made, repeated=True)
            return SheetKept(made, means_as_kept(row), row.expires_on, touched)
        plausibility.refuse_card_numbers(request)
        if session.get(Account, request.account_id) is None:
            raise NotFound("That account is not there.", field="account_id")
        held = setting_plan_policy.terms_in(session)
        row = _row(desk, request, held)
        proofs = tuple(
            MeansProof(income=place, kind=kind, seen_on=request.sheet.on, seen_at=row.taken_at, seen_by=row.taken_by)
            for place, kind in enumerate(request.proofs)
            if kind
        )
        own = means_store.keep(session, row, proofs)
        form_store.keep(session, request.key, request, own)
        about(session, act="means.keep", account=request.account_id, sheet=own, household=row.household,
              poverty_percent=row.poverty_percent, affordable=show(row.affordable), proofs=len(proofs))  # fmt: skip
        return SheetKept(own, means_as_kept(row), row.expires_on, touched)


def _row(desk: Desk, request: KeepSheet, held: Terms) -> MeansSheet:
    sheet, today = request.sheet, desk.clock.today()
    _check(request, held, today)
    means = worked_means.means_of(sheet, held)
    cents(means.annual_income, field="incomes")
    cents(means.obligations, field="obligations")
    return MeansSheet(
        account_id=request.account_id, told_on=sheet.on, told_how=request.told_how, taken_at=desk.clock.now(),
        taken_by=desk.actor.name, household=sheet.household, region=sheet.region.value,
        incomes=[_flow(one, place, "incomes", _proof(request, place)) for place, one in enumerate(sheet.incomes)],
        obligations=[_flow(one, place, "obligations") for place, one in enumerate(sheet.obligations)],
        net_monthly=sheet.net_monthly, offer=sheet.offer, pack=held.pack, facility=held.facility, down=request.down,
        first_due=request.first_due, annual_income=means.annual_income, poverty_line=means.poverty_line,
        poverty_percent=str(means.poverty_percent), gross_monthly=means.gross_monthly,
        obligations_monthly=means.obligations, disposable=means.disposable, affordable=means.affordable,
        lawful=means.lawful,
        caps=[{"name": cap.name, "monthly": cap.monthly, "legal": cap.legal} for cap in means.caps],
        proof_due=request.proof_due, expires_on=worked_means.holds_until(sheet.on, held.policy),
    )  # fmt: skip


def _check(request: KeepSheet, held: Terms, today: date) -> None:
    sheet = request.sheet
    if not 1 <= sheet.household <= LARGEST_HOUSEHOLD:
        raise PaydeskError(
            f"A household has 1 to {LARGEST_HOUSEHOLD} people. Count the patient, a spouse and those they care for.",
            field="household",
        )
    if sheet.on > today:
        raise PaydeskError("That day is still to come. Choose today, or the day it was told.", field="on")
    if worked_means.holds_until(sheet.on, held.policy) < today:
        raise PaydeskError(
            f"What was told then holds {held.policy.sheet_months} months, and is past already. Ask again.", field="on"
        )
    if request.told_how not in {one.value for one in ToldHow}:
        raise PaydeskError("Choose how it was told: at the desk, by phone or by mail.", field="told_how")
    for place, kind in enumerate(request.proofs):
        if kind:
            _proof_kind(kind, row=place)
    if len(request.proofs) > len(sheet.incomes):
        raise PaydeskError("There is a proof of an income that is not in the sheet.", field="proofs",
                           row=len(sheet.incomes))  # fmt: skip
    if request.proof_due is not None and request.proof_due < sheet.on:
        raise PaydeskError("The proof cannot be due before the day of the sheet.", field="proof_due")
    if request.first_due is not None and request.first_due < sheet.on:
        raise PaydeskError("The first installment cannot be due before the day of the sheet.", field="first_due")
    if request.down is not None and request.down < 0:
        raise PaydeskError("What is paid down cannot be below zero.", field="down")


def _proof_kind(kind: str, *, row: int | None = None) -> Proof:
    found = next((one for one in Proof if one.value == kind), None)
    if found is None:
        known = ", ".join(one.value for one in Proof)
        raise PaydeskError(f"“{kind}” is no kind of proof. Choose one: {known}.", field="proofs", row=row)
    return found


def _proof(request: KeepSheet, place: int) -> str:
    return request.proofs[place] if place < len(request.proofs) else ""


def _flow(one: Flow, place: int, field: str, proof: str = "") -> dict[str, Any]:
    kind = keyboard.tidy_name(one.kind, field=field)
    what = "an income" if field == "incomes" else "an obligation"
    if place >= MOST_ROWS:
        raise PaydeskError(f"At most {MOST_ROWS} fit. Add small ones up.", field=field, row=place)
    if not kind or len(kind) > _LONGEST_KIND:
        raise PaydeskError(f"Say in a word or two what kind of {what.split()[-1]} this is.", field=field, row=place)
    return {"kind": kind, "amount": one.amount, "frequency": one.frequency.value,
            "hours": str(one.hours) if one.hours is not None else None, "proof": proof}  # fmt: skip


@dataclass(frozen=True)
class ProofRecorded:
    """The id of a proof that was noted."""

    proof_id: int
    touched: Touched


@dataclass(frozen=True, kw_only=True)
class RecordProof:
    """A proof that came: of income number ``income``, 0 the first, or of all of the sheet (None).

    ``seen_on`` None: today. The same ``key`` again notes nothing.
    """

    sheet_id: int
    kind: str
    income: int | None = None
    seen_on: date | None = None
    key: str = ""


def record_proof(desk: Desk, request: RecordProof) -> ProofRecorded:
    """Note a proof of a sheet that is kept. Raises PaydeskError with the place, NotFound."""
    today = desk.clock.today()
    with desk.doing("plans.make", "Noted a proof of what a household earns") as session:
        row = means_store.sheet(session, request.sheet_id)
        if row is None:
            raise NotFound("That sheet is not there.", field="sheet_id")
        touched = Touched((row.account_id,), ("plans",))
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            about(session, act="means.proof", account=row.account_id, sheet=row.id, repeated=True)
            return ProofRecorded(made, touched)
        kind = _proof_kind(request.kind)
        if request.income is not None and not 0 <= request.income < len(row.incomes):
            raise PaydeskError("The sheet has no such income. Choose one in the list.", field="income")
        seen_on = request.seen_on or today
        if not row.told_on <= seen_on <= today:
            raise PaydeskError(f"It was seen between {show_date(row.told_on)} and today.", field="seen_on")
        own = means_store.keep_proof(
            session,
            MeansProof(sheet_id=row.id, income=request.income, kind=kind.value, seen_on=seen_on,
                       seen_at=desk.clock.now(), seen_by=desk.actor.name),
        )  # fmt: skip
        form_store.keep(session, request.key, request, own)
        about(session, act="means.proof", account=row.account_id, sheet=row.id, kind=kind.value, income=request.income)
        return ProofRecorded(own, touched)
