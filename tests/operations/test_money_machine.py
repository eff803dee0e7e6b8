"""Random days at the desk: after every step of any sequence the ledger is sound, on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from operations.conftest import MORNING
from paydesk.data import plan_store
from paydesk.data.database import Database, open_server
from paydesk.operations import (
    adjusting,
    applying,
    changing_plans,
    planning,
    reading,
    refunding,
    reporting,
    undoing,
    watching_plans,
)
from paydesk.operations.changing_plans import AmendPlan, PausePlan
from paydesk.operations.planning import MakePlan
from paydesk.rules import installments, plan_changes
from paydesk.rules.errors import PaydeskError
from paydesk.rules.plans import HOLDING, OVER, PlanState, Standing
from support.fixed_clock import FixedClock
from support.ledger_oracle import net_of_days, objections
from support.migrated_clinic import empty_clinic
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer

AMOUNTS = st.integers(1, 200_00)


class MoneyMachine(RuleBasedStateMachine):
    """Two families; everything a clerk may do with money, in any order; refusals are fine, damage is not."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.open = self.fresh()
        self.clinic = MoneyClinic(self.open, FixedClock(MORNING))
        self.admin = self.clinic.desk
        self.families = (
            self.clinic.family(patients=2, plans=(0, 1), copay=20_00),
            self.clinic.family(patients=1, plans=(0,), copay=40_00, number=50002),
        )
        self.charges: list[tuple[int, int]] = []
        self.lots: list[tuple[int, int]] = []
        self.over: dict[int, Standing] = {}
        self.refused = 0

    def fresh(self) -> Database:
        """A migrated empty database; the other engine's machine overrides it."""
        return empty_clinic()

    def teardown(self) -> None:
        self.clinic.desk.close()
        self.open.close()

    def attempt(self, act: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return act(*arguments, **named)
        except PaydeskError:
            self.refused += 1
            return None

    @rule(family=st.integers(0, 1), fee=AMOUNTS, self_pay=st.booleans())
    def charge(self, family: int, fee: int, self_pay: bool) -> None:
        patient = self.families[family].patients[0]
        self.charges += [(family, c) for c in self.clinic.charge(patient, fee, self_pay=self_pay)]

    @rule(family=st.integers(0, 1), amount=AMOUNTS, pick=st.integers(0, 9), choose=st.booleans())
    def pay(self, family: int, amount: int, pick: int, choose: bool) -> None:
        chosen = {}
        if choose and self.charges:
            chosen = {self.charges[pick % len(self.charges)][1]: None}
        paid = self.attempt(
            self.clinic.pay, self.families[family], amount, chosen=chosen, method="check", check_number="1"
        )
        if paid:
            self.lots.append((family, paid.lot_id))

    @precondition(lambda self: self.charges)
    @rule(pick=st.integers(0, 9), paid=AMOUNTS, off=st.integers(-10_00, 150_00), others=st.integers(0, 90_00))
    def answer(self, pick: int, paid: int, off: int, others: int) -> None:
        family, charge = self.charges[pick % len(self.charges)]
        home = self.families[family]
        coverages = home.coverages[home.patients[0]]
        self.attempt(
            self.clinic.answer, coverages[pick % len(coverages)], charge, paid=paid, contractual=off, others=others
        )

    @precondition(lambda self: self.charges)
    @rule(pick=st.integers(0, 9), amount=AMOUNTS, reason=st.sampled_from(["hardship", "courtesy", "bad_debt"]))
    def forgive(self, pick: int, amount: int, reason: str) -> None:
        charge = self.charges[pick % len(self.charges)][1]
        request = adjusting.PostAdjustment(charge, amount, reason, self.clinic.key(), note="because")
        self.attempt(adjusting.post_adjustment, self.clinic.desk, request)

    @precondition(lambda self: self.charges)
    @rule(pick=st.integers(0, 9), amount=AMOUNTS, to_patient=st.booleans())
    def transfer(self, pick: int, amount: int, to_patient: bool) -> None:
        family, charge = self.charges[pick % len(self.charges)]
        coverage = self.families[family].coverages[self.families[family].patients[0]][0]
        parties = (coverage, 0) if to_patient else (0, coverage)
        self.attempt(
            adjusting.transfer_responsibility, self.clinic.desk,
            adjusting.TransferResponsibility(charge, amount, *parties, "because", self.clinic.key()),
        )  # fmt: skip

    @rule(family=st.integers(0, 1))
    def apply(self, family: int) -> None:
        request = applying.ApplyCredit(self.families[family].account, self.clinic.key())
        self.attempt(applying.apply_credit, self.clinic.desk, request)

    @precondition(lambda self: self.lots and self.charges)
    @rule(lot=st.integers(0, 9), source=st.integers(-1, 9), goal=st.integers(-1, 9), amount=AMOUNTS)
    def move(self, lot: int, source: int, goal: int, amount: int) -> None:
        family, lot_id = self.lots[lot % len(self.lots)]
        here = self._place(source, family)
        there = self._place(goal, family)
        self.attempt(
            adjusting.move_money, self.clinic.desk,
            adjusting.MoveMoney(lot_id, amount, here[0], there[0], "because", self.clinic.key(), here[1], there[1]),
        )  # fmt: skip

    def _place(self, pick: int, family: int) -> tuple[int, int | None]:
        if pick < 0:
            return self.families[family].account, None
        owner, charge = self.charges[pick % len(self.charges)]
        return self.families[owner].account, charge

    @precondition(lambda self: self.lots)
    @rule(lot=st.integers(0, 9), amount=AMOUNTS)
    def refund(self, lot: int, amount: int) -> None:
        family, lot_id = self.lots[lot % len(self.lots)]
        account, key = self.families[family].account, self.clinic.key()
        request = refunding.RefundCredit(account, lot_id, amount, "check", "because", key)
        self.attempt(refunding.refund_credit, self.clinic.desk, request)

    @precondition(lambda self: self.lots)
    @rule(lot=st.integers(0, 9), kind=st.sampled_from(["void", "returned"]))
    def bounce(self, lot: int, kind: str) -> None:
        request = undoing.UndoReceipt(self.lots[lot % len(self.lots)][1], "because", self.clinic.key(), kind)
        self.attempt(undoing.undo_receipt, self.clinic.desk, request)

    @rule(entry=st.integers(1, 60))
    def undo(self, entry: int) -> None:
        self.attempt(undoing.undo, self.clinic.desk, undoing.UndoEntry(entry, "because", self.clinic.key()))

    @rule(charge=st.integers(0, 9), held=st.booleans())
    def hold(self, charge: int, held: bool) -> None:
        if self.charges:
            request = adjusting.HoldCharge(self.charges[charge % len(self.charges)][1], held, False, "because")
            self.attempt(adjusting.hold_charge, self.clinic.desk, request)

    @rule(family=st.integers(0, 1), number=st.integers(1, 6), down=st.integers(0, 30_00), every=st.booleans())
    def plan(self, family: int, number: int, down: int, every: bool) -> None:
        account, today = self.families[family].account, self.clinic.clock.today()
        lines = planning.plan_lines(self.admin, account)
        owed = {one.charge_id: one.owes for one in lines if every or not one.barred}
        total = sum(owed.values()) - down
        if total < number:
            return
        parts = installments.schedule(installments.remainder_last(total, number), today + timedelta(days=3))
        request = MakePlan(account_id=account, charges=owed, installments=parts, down=down, key=self.clinic.key(),
                           override_reason="because")  # fmt: skip
        self.attempt(planning.make_plan, self.admin, request)

    @rule(plan=st.integers(1, 5), act=st.sampled_from(["sign", "pause", "end", "amend"]), days=st.integers(1, 40))
    def work_on_plan(self, plan: int, act: str, days: int) -> None:
        day = self.clinic.clock.today() + timedelta(days=days)
        if act == "sign":
            self.attempt(planning.sign_plan, self.admin, plan)
        elif act == "pause":
            self.attempt(changing_plans.pause_plan, self.admin, PausePlan(plan, day, "because"))
        elif act == "amend":
            self.attempt(self._put_off, plan, day)
        else:
            self.attempt(changing_plans.end_plan, self.admin, plan, state=PlanState.CANCELLED, reason="because")

    def _put_off(self, plan: int, day: date) -> None:
        now = watching_plans.plan_page(self.admin, plan).today
        rest = plan_changes.begun_on(now.standing, day, cadence=now.plan.cadence)
        changing_plans.amend_plan(self.admin, AmendPlan(plan, rest, "because"))

    @rule(days=st.sampled_from([20, 70]))
    def much_later(self, days: int) -> None:
        self.clinic.clock.advance(days=days)

    @invariant()
    def time_passes(self) -> None:
        self.clinic.clock.advance(seconds=1)

    @invariant()
    def plans_add_up_and_hold_each_charge_once(self) -> None:
        before = {one.plan.id: (one.state, one.standing) for one, _ in watching_plans.plans_on(self.admin)}
        watching_plans.catch_up(self.admin)
        assert watching_plans.catch_up(self.admin).turned == 0
        held: list[int] = []
        for one, _ in watching_plans.plans_on(self.admin):
            page, stands = watching_plans.plan_page(self.admin, one.plan.id), one.standing
            assert before[one.plan.id] == (one.state, stands)
            if one.state in OVER:
                was = self.over.setdefault(one.plan.id, stands)
                assert stands.covered <= was.covered and stands.next_due is None
                continue
            owed = sum(part.owes for part in page.parts)
            assert one.facts.owed == owed
            assert one.facts.paid == sum(self._paid(part.charge_id) - part.paid_before for part in page.parts)
            total = one.facts.down + sum(each.amount for each in one.facts.installments)
            assert total <= one.plan.agreed
            assert stands.left + max(0, one.facts.paid) >= min(total, owed)
            if one.state in HOLDING:
                held += [part.charge_id for part in page.parts] if one.state is not PlanState.COMPLETED else []
        assert len(held) == len(set(held))

    def _paid(self, charge_id: int) -> int:
        with self.open.reading() as session:
            return plan_store.balances(session, (charge_id,))[charge_id][1]

    @rule()
    def tomorrow(self) -> None:
        self.clinic.clock.advance(days=1)

    @invariant()
    def the_ledger_is_sound(self) -> None:
        with self.open.reading() as session:
            assert objections(session) == []

    @invariant()
    def the_days_say_what_the_ledger_says(self) -> None:
        today = self.clinic.clock.today()
        told = reporting.payments_by_day(self.admin, first=today - timedelta(days=2000), last=today)
        with self.open.reading() as session:
            assert {(one.day, one.method): one.net for one in told if one.net} == net_of_days(session)

    @invariant()
    def the_page_says_what_the_balances_say(self) -> None:
        for family in self.families:
            page = reading.account_page(self.clinic.desk, family.account)
            assert page.figures.patient_owes == sum(story.patient_owes for story in page.stories)
            assert page.figures.insurers_owe == sum(story.insurers_owe for story in page.stories)
            for story in page.stories:
                for charge in story.charges:
                    assert (charge.events[-1].patient_left, charge.events[-1].insurers_left) == (
                        charge.patient_owes, charge.insurers_owe,
                    )  # fmt: skip


def test_any_sequence_of_postings_keeps_the_ledger_sound_on_sqlcipher() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        MoneyMachine,
        settings=settings(
            max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        ),
    )


def test_any_sequence_of_postings_keeps_the_ledger_sound_on_postgresql(
    postgres_server: PostgresServer, migrated_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def fresh(self: MoneyMachine) -> Database:
        while made:
            postgres_server.drop_database(made.pop())
        made.append(postgres_server.create_database(template=migrated_template))
        return open_server(postgres_server.clerks(made[-1]))

    monkeypatch.setattr(MoneyMachine, "fresh", fresh)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        MoneyMachine,
        settings=settings(
            max_examples=4, stateful_step_count=25, suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        ),
    )
