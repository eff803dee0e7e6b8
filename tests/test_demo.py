"""The made-up clinic: every kind of event, sound to the cent, the same again from the same seed."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk.config import Home, resource
from paydesk.data.database import open_local
from paydesk.demo import build_demo, open_demo
from paydesk.demo.plan_payers import PLAN_PAYERS
from paydesk.documents.statement_view import prove
from paydesk.gateways import icd10cm_file
from paydesk.operations import (
    administering,
    asking_by_plan,
    composing,
    finding,
    learning_from_estimates,
    reading,
    settling_differences,
    watching_plans,
)
from paydesk.operations.composing import Paper
from paydesk.operations.desk import Desk
from paydesk.rules import office
from paydesk.rules.eligibility_differences import Field
from paydesk.rules.identity import is_npi
from paydesk.rules.ledger import KINDS
from paydesk.rules.plans import PlanState
from paydesk.rules.zip_codes import state_of_zip
from support.ledger_oracle import objections
from support.paper_samples import CLINIC

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
NOT_HERE = {"recovery", "takeback", "agency payment", "opening balance"}
"""Kinds that come with insurers' takebacks, agencies and opening balances."""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The clinic as the command makes it, on a day that stands still."""
    desk = open_demo(Home(tmp_path_factory.mktemp("demo") / "home"), now=NOW)
    yield desk
    desk.close()
    desk.database.close()


def rows(desk: Desk, query: str) -> list[tuple]:  # type: ignore[type-arg]
    with desk.looking() as session:
        return [tuple(row) for row in session.execute(text(query))]


def ledger_digest(desk: Desk) -> str:
    found = rows(
        desk,
        "SELECT e.id, e.kind, e.total, e.posted_on, e.entered_at, l.seq, l.account_id, l.charge_id, l.coverage_id, "
        "l.lot_id, l.amount, l.why FROM entry e JOIN line l ON l.entry_id = e.id ORDER BY e.id, l.seq",
    )
    return hashlib.sha256(repr(found).encode()).hexdigest()


def test_it_has_sixty_patients_those_who_pay_by_a_plan_and_twelve_months(clinic: Desk) -> None:
    ((people,),) = rows(clinic, "SELECT count(*) FROM person WHERE merged_into_id IS NULL AND is_patient")
    months = rows(clinic, "SELECT DISTINCT substr(posted_on, 1, 7) FROM entry")
    assert people == 60 + len(PLAN_PAYERS)
    assert len(months) >= 12


def test_its_ledger_is_sound(clinic: Desk) -> None:
    with clinic.looking() as session:
        assert objections(session) == []


def test_it_has_every_kind_of_event_this_desk_knows(clinic: Desk) -> None:
    assert {kind for (kind,) in rows(clinic, "SELECT DISTINCT kind FROM entry")} == set(KINDS) - NOT_HERE
    methods = {method for (method,) in rows(clinic, "SELECT DISTINCT method FROM receipt")}
    assert methods == {"cash", "check", "card", "bank transfer", "money order"}
    assert {kind for (kind,) in rows(clinic, "SELECT DISTINCT kind FROM receipt_undoing")} == {"void", "returned"}
    outcomes = {outcome for (outcome,) in rows(clinic, "SELECT DISTINCT outcome FROM remittance_claim")}
    assert outcomes == {"paid", "to patient", "denied"}
    kinds = {kind for (kind,) in rows(clinic, "SELECT DISTINCT kind FROM document")}
    assert kinds == {
        "receipt", "statement", "statement run", "letter", "estimate", "good faith estimate", "insurer letter",
        "payment plan", "application form",
    }  # fmt: skip
    flags = {kind for (kind,) in rows(clinic, "SELECT DISTINCT kind FROM flag")}
    assert len(flags) == 10
    assert {status for (status,) in rows(clinic, "SELECT DISTINCT status FROM visit")} == {
        "done", "scheduled", "arrived", "canceled", "no-show",
    }  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 FROM person WHERE merged_into_id IS NOT NULL",
        "SELECT 1 FROM address WHERE kind = 'confidential'",
        "SELECT 1 FROM visit WHERE self_pay",
        "SELECT 1 FROM charge WHERE disputed",
        "SELECT 1 FROM coverage WHERE priority = 2",
        "SELECT 1 FROM receipt r JOIN visit v ON v.id = r.visit_id WHERE v.status = 'scheduled'",
        "SELECT 1 FROM receipt r JOIN visit v ON v.id = r.visit_id WHERE v.status = 'canceled'",
        "SELECT 1 FROM refund WHERE id NOT IN (SELECT refund_id FROM refund_undoing)",
        "SELECT 1 FROM refund_undoing",
        "SELECT 1 FROM line WHERE lot_id IS NOT NULL GROUP BY entry_id HAVING count(DISTINCT patient_id) > 1",
        "SELECT 1 FROM note WHERE pinned",
        "SELECT 1 FROM speak_with",
        "SELECT 1 FROM contact WHERE channel = 'phone'",
        "SELECT 1 FROM person WHERE language = 'es'",
        "SELECT 1 FROM person WHERE language = 'vi'",
    ],
)
def test_it_has_what_a_newcomer_wants_to_try(clinic: Desk, query: str) -> None:
    assert rows(clinic, query)


def test_today_has_visits_with_copays_due_and_money_taken(clinic: Desk) -> None:
    assert len(rows(clinic, "SELECT 1 FROM visit WHERE visit_date = '2026-11-24' AND status = 'scheduled'")) >= 5
    assert rows(clinic, "SELECT 1 FROM lot WHERE received_on = '2026-11-24'")
    accounts = [account for (account,) in rows(clinic, "SELECT id FROM account")]
    pages = [reading.account_page(clinic, account) for account in accounts]
    assert sum(bool(page.copays) for page in pages) >= 3
    assert sum(page.figures.patient_owes > 0 for page in pages) >= 10
    assert any(page.figures.insurers_owe for page in pages)


def test_every_statement_proves_and_sums_to_its_account(clinic: Desk) -> None:
    accounts = [account for (account,) in rows(clinic, "SELECT id FROM account")]
    today = clinic.clock.today()
    with clinic.looking() as session:
        billed = asking_by_plan.billed(session, accounts, as_of=today)
    for account in billed:
        view = composing.compose(account, Paper(CLINIC, today, 25, False), number=1)
        prove(view)
        figures = reading.account_page(clinic, account.account_id).figures
        aside = sum(line.owe for line in view.lines if line.not_asked)
        aside += sum(plan.not_due for plan in view.plans)
        assert view.amount - view.kept + aside == figures.patient_owes - figures.credit
        assert sum(line.waiting for line in view.lines) == figures.insurers_owe


def test_it_has_plans_in_every_state(clinic: Desk) -> None:
    found = [one for one, _ in watching_plans.plans_on(clinic)]
    assert {one.state for one in found} == set(PlanState)
    assert not any(one.turns for one in found), "the daily check was here this morning"
    running = [one for one in found if one.state is PlanState.ACTIVE]
    today = clinic.clock.today()
    assert any(one.standing.ahead for one in running)
    assert today in [one.standing.next_due for one in running]
    assert any(today < one.standing.next_due <= today + timedelta(days=5) for one in running if one.standing.next_due)
    (offered,) = (one for one in found if one.state is PlanState.OFFERED)
    assert (today - offered.plan.made_on).days >= 7
    (replaced,) = (one for one in found if one.state is PlanState.SUPERSEDED)
    assert [one.state for one in found if one.plan.replaces == replaced.plan.id] == [PlanState.ACTIVE]


def test_made_on_a_weekend_no_state_is_missing(tmp_path: Path) -> None:
    desk = open_demo(Home(tmp_path / "home"), 2, now=datetime(2026, 11, 28, 17, tzinfo=UTC))
    try:
        assert {one.state for one, _ in watching_plans.plans_on(desk)} == set(PlanState)
    finally:
        desk.close()
        desk.database.close()


def test_nobody_in_it_is_real(clinic: Desk) -> None:
    assert all(is_npi(npi) for (npi,) in rows(clinic, "SELECT npi FROM provider"))
    assert all(re.fullmatch(r"\d{3}55501\d\d", digits) for (digits,) in rows(clinic, "SELECT digits FROM phone"))
    assert all(address.endswith("@example.com") for (address,) in rows(clinic, "SELECT address FROM email"))
    places = set(rows(clinic, "SELECT DISTINCT city, state, zip FROM address"))
    assert {city for city, _, _ in places} == {"Ferrisburg Falls"}
    assert all(state_of_zip(code) == state for _, state, code in places)


def test_dana_reyes_is_at_the_desk_and_the_finder_finds_people(clinic: Desk) -> None:
    assert clinic.actor.name == "dana"
    for permission in ("payments.post", "payments.undo", "refunds.issue", "people.merge", "statements.print"):
        clinic.require(permission)
    assert administering.clinic_settings(clinic).name == "Ferrisburg Falls Family Clinic"
    assert finding.find(clinic, "nguyen").hits


def test_the_same_seed_makes_the_same_clinic_and_another_seed_another() -> None:
    digests = []
    for seed in (7, 7, 8):
        database = open_local(None, secrets.token_bytes(32))
        desk = build_demo(database, patients=6, seed=seed, now=NOW)
        digests.append(ledger_digest(desk))
        desk.close()
        database.close()
    assert digests[0] == digests[1] != digests[2]


def test_a_demo_of_one_patient_opens_too_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    begun = time.monotonic()
    desk = open_demo(Home(tmp_path), 1, now=NOW, progress=lambda *done: told.append(done))
    assert told and told[-1][0] <= 364 and time.monotonic() - begun < 60
    desk.close()
    desk.database.close()


def test_its_diagnoses_carry_the_words_of_the_code_set(clinic: Desk) -> None:
    kept = dict(rows(clinic, "SELECT DISTINCT code, description FROM visit_diagnosis"))
    shipped = {one.code: one.description for one in icd10cm_file.read_shipped(resource(icd10cm_file.SHIPPED))[1]}
    assert len(kept) >= 8
    assert kept == {code: shipped[code] for code in kept}


def test_who_looks_around_in_it_may_do_what_its_screens_ask_for(clinic: Desk) -> None:
    assert all(office.may(clinic.actor.role, permission) for permission in office.PERMISSIONS)


def test_it_told_patients_beforehand_and_an_insurer_has_something_otherwise(clinic: Desk) -> None:
    today = clinic.clock.today()
    found = learning_from_estimates.estimates_of_days(
        clinic, first=today - timedelta(days=60), last=today + timedelta(days=60)
    )
    assert [(one.within, one.estimates) for one in found.payers] == [(0, 1), (1, 1)]
    assert (found.waiting, found.not_charged) == (1, 1)
    off = next(one for one in found.estimates if not one.state and one.told_and_came.difference)
    came = learning_from_estimates.estimate_beside(clinic, off.estimate_id).came
    assert came is not None and "the copay was 40.00 instead of 25.00" in came.rows[0].why
    again = next(one for one in found.estimates if one.payer == learning_from_estimates.SELF_PAY)
    assert learning_from_estimates.estimate_beside(clinic, again.estimate_id).kept.replaces
    assert {one.difference.field for one in settling_differences.waiting_differences(clinic).lines} == {
        Field.GROUP_NUMBER, Field.VALID_FROM, Field.COPAY,
    }  # fmt: skip
