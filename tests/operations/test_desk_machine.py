"""Random weeks of a whole desk: several people with different roles do everything paydesk can do, in any order."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from operations.test_money_machine import AMOUNTS, MoneyMachine
from paydesk.data.database import Database, open_server
from paydesk.data.office_tables import Audit
from paydesk.operations import (
    approving,
    auditing,
    backing_up,
    billing,
    breaking_glass,
    disclosing,
    insuring,
    merging,
    noting,
    person_forms,
    proving,
    receipting,
    registering,
    signing_in,
    staffing,
)
from paydesk.operations.acting import Rights
from paydesk.operations.desk import Desk
from paydesk.rules import office
from paydesk.rules.office import Role
from support.postgres_server import PostgresServer
from support.quick_passwords import quick_passwords

PEOPLE = {
    "ana": Role.ADMINISTRATOR, "robin": Role.SUPERVISOR, "dana": Role.CLERK, "kim": Role.CLERK, "lee": Role.READ_ONLY,
}  # fmt: skip
WORDS = "four plain words here"
KEY = bytes(range(32))
WHO = st.sampled_from(tuple(PEOPLE))
NOT_ANA = st.sampled_from(tuple(name for name in PEOPLE if name != "ana"))


class DeskMachine(MoneyMachine):
    """After each step somebody else may sit down and try everything. Refusals are fine, more rights are not."""

    def __init__(self) -> None:
        super().__init__()
        for name, role in PEOPLE.items():
            staffing.add_user(self.admin, staffing.AddUser(name, "", role, WORDS, must_change=False))
        self.roles = dict(PEOPLE)
        self.emergencies: dict[str, Any] = {}
        self.desks = {name: self._come(name) for name in PEOPLE}
        self.seen = self._last()
        self.records = [person for family in self.families for person in family.patients]
        self.steps, self.luck, self.backed_up = 0, Random(0), False

    def teardown(self) -> None:
        proof = proving.prove(self.admin)
        for desk in (*self.desks.values(), self.admin):
            desk.close()
        self.open.close()
        assert proof.findings == ()

    def _come(self, name: str) -> Desk:
        return signing_in.sign_in(self.open, self.clinic.clock, name, WORDS, workstation=f"desk of {name}")

    @initialize(luck=st.integers(0, 2**32))
    def open_the_doors(self, luck: int) -> None:
        """Everybody has had a patient, and money was taken: there is something to do wrong from the first step on."""
        self.luck = Random(luck)
        for family in (0, 1):
            MoneyMachine.charge(self, family, 150_00, self_pay=not family)  # type: ignore[attr-defined]
            paid = self.clinic.pay(self.families[family], 40_00)
            self.lots.append((family, paid.lot_id))

    @rule(family=st.integers(0, 1), fee=AMOUNTS, self_pay=st.booleans())
    def charge(self, family: int, fee: int, self_pay: bool) -> None:
        patient = self.families[family].patients[0]
        charged = self.attempt(self.clinic.charge, patient, fee, self_pay=self_pay)
        self.charges += [(family, charge) for charge in charged or ()]

    @rule(pick=st.integers(0, 9), name=st.sampled_from(["Reyes", "Okafor", "Lopez-García"]), language=st.booleans())
    def change_record(self, pick: int, name: str, language: bool) -> None:
        person = self.records[pick % len(self.records)]
        kept = self.attempt(registering.person_record, self.clinic.desk, person)
        if kept is not None:
            form = person_forms.PersonForm(name, "Ana", language="es" if language else "en")
            request = registering.SavePerson(form, person_id=person, version=kept.version)
            self.attempt(registering.save_person, self.clinic.desk, request)

    @rule(family=st.integers(0, 1))
    def add_member(self, family: int) -> None:
        form = person_forms.PersonForm("Lopez", "Person0")
        request = registering.SavePerson(form, account_id=self.families[family].account)
        added = self.attempt(registering.save_person, self.clinic.desk, request)
        self.records += [added.person_id] if added else []

    @rule(one=st.integers(0, 9), other=st.integers(0, 9))
    def merge(self, one: int, other: int) -> None:
        kept, duplicate = (self.records[pick % len(self.records)] for pick in (one, other))
        request = merging.MergePeople(kept, duplicate, "the same person")
        if kept in self.first_patients() or duplicate not in self.first_patients():
            self.attempt(merging.merge_people, self.clinic.desk, request)

    def first_patients(self) -> set[int]:
        """Those the money rules post for; they are kept."""
        return {patient for family in self.families for patient in family.patients}

    @rule(family=st.integers(0, 1), kind=st.sampled_from(["do_not_call", "dispute", "attorney"]))
    def flag(self, family: int, kind: str) -> None:
        request = noting.RaiseFlag(self.families[family].account, kind, self.clinic.clock.today(), reason="said so")
        self.attempt(noting.raise_flag, self.clinic.desk, request)

    @rule(family=st.integers(0, 1), pinned=st.booleans())
    def note(self, family: int, pinned: bool) -> None:
        request = noting.WriteNote(self.families[family].account, "likes mornings", pinned=pinned)
        self.attempt(noting.write_note, self.clinic.desk, request)

    @rule(name=st.sampled_from(["Humana", "Anthem"]))
    def payer(self, name: str) -> None:
        self.attempt(insuring.save_payer, self.clinic.desk, insuring.SavePayer(name))

    @rule(family=st.integers(0, 1))
    def statement(self, family: int) -> None:
        request = billing.PrintStatement(self.families[family].account, self.clinic.key())
        self.attempt(billing.print_statement, self.clinic.desk, request)

    @rule(pick=st.integers(0, 9), copy=st.booleans())
    def receipt(self, pick: int, copy: bool) -> None:
        if self.lots:
            lot = self.lots[pick % len(self.lots)][1]
            self.attempt(receipting.print_receipt, self.clinic.desk, lot, copy=copy)

    @rule(pick=st.integers(0, 9), withdraw=st.booleans())
    def disclose(self, pick: int, withdraw: bool) -> None:
        person, today = self.records[pick % len(self.records)], self.clinic.clock.today()
        request = disclosing.RecordDisclosure(person, today, "County court", "the bill", "subpoena", "1 Court St")
        kept = self.attempt(disclosing.record_disclosure, self.clinic.desk, request)
        if kept is not None and withdraw:
            self.attempt(disclosing.withdraw_disclosure, self.clinic.desk, kept.disclosure_id, "another patient")
        self.attempt(disclosing.account_for, self.clinic.desk, person, first=today, last=today)

    @rule()
    def search_the_trail(self) -> None:
        self.attempt(auditing.search, self.clinic.desk, auditing.SearchTrail())

    @rule(who=WHO, right=st.booleans())
    def unlock(self, who: str, right: bool) -> None:
        self.attempt(signing_in.unlock, self.desks[who], WORDS if right else "2580")

    @precondition(lambda self: not self.backed_up)
    @rule()
    def back_up(self) -> None:
        self.backed_up = True  # once a week: it takes as long as a hundred other acts
        with TemporaryDirectory() as folder:
            file = Path(folder) / "week.paydesk-backup"
            made = self.attempt(backing_up.back_up, self.clinic.desk, KEY, file)
            assert (made is not None) == file.exists()

    @rule(who=NOT_ANA, role=st.sampled_from(tuple(Role)), active=st.booleans())
    def change_user(self, who: str, role: Role, active: bool) -> None:
        member = next(one for one in staffing.members(self.admin) if one.name == who)
        request = staffing.ChangeUser(member.user_id, "", role, active, member.version)
        changed = self.attempt(staffing.change_user, self.clinic.desk, request)
        if changed is None:
            return
        self.check_the_trail()  # by the rights of before
        self.roles[who] = role

    @rule(who=NOT_ANA)
    def come_again(self, who: str) -> None:
        desk = self.attempt(self._come, who)
        if desk is not None:
            self.desks[who].close()
            at_it = self.clinic.desk is self.desks[who]
            self.desks[who] = desk
            self.clinic.desk = desk if at_it else self.clinic.desk

    @rule(who=NOT_ANA, times=st.integers(1, 3))
    def guess(self, who: str, times: int) -> None:
        for _ in range(times):
            desk = self.attempt(
                signing_in.sign_in, self.open, self.clinic.clock, who, "guessed words here", workstation="desk 9"
            )
            assert desk is None, "a wrong password let somebody in"

    @rule(by=WHO, permission=st.sampled_from([*sorted(office.APPROVABLE), "users.edit"]))
    def approve(self, by: str, permission: str) -> None:
        request = approving.ApproveOnce(permission, by, WORDS, "the patient waits")
        self.attempt(approving.approve, self.clinic.desk, request)

    @rule(long=st.booleans())
    def emergency(self, long: bool) -> None:
        began = self.attempt(breaking_glass.begin, self.clinic.desk, "the doctor asks for it now" if long else "now")
        if began is not None:
            self.emergencies[began.actor.name] = began.actor.emergency

    @rule()
    def end_emergency(self) -> None:
        breaking_glass.end(self.clinic.desk)

    @rule(hours=st.integers(1, 5))
    def later(self, hours: int) -> None:
        self.clinic.clock.advance(hours=hours)

    def _last(self) -> int:
        with self.open.reading() as session:
            return session.execute(select(Audit.id).order_by(Audit.id.desc()).limit(1)).scalar() or 0

    @invariant()
    def nobody_exceeds_her_rights(self) -> None:
        self.steps += 1
        self.check_the_trail()
        self.clinic.desk = self.desks[self.luck.choice(tuple(PEOPLE))]

    def check_the_trail(self) -> None:
        """Whatever was done since the last look was its actor's to do, or approved by whose it was, or an emergency."""
        with self.open.reading() as session:
            query = select(Audit.id, Audit.at, Audit.actor, Audit.act, Audit.details).where(Audit.id > self.seen)
            rows = session.execute(query.order_by(Audit.id)).all()
        for row in rows:
            self.seen = row.id
            facts = json.loads(row.details) if row.details else {}
            used = facts.get("permission", row.act)
            if used not in office.PERMISSIONS:
                continue
            role = self.roles.get(row.actor, Role.ADMINISTRATOR)
            approver = self.roles.get(facts.get("approved_by", ""))
            approved = approver is not None and used in office.APPROVABLE and office.may(approver, used)
            taken = self.emergencies.get(row.actor) if facts.get("emergency") else None
            urgent = taken is not None and row.at < taken.until and office.may(Role.SUPERVISOR, used)
            assert office.may(role, used) or approved or urgent, f"{row.actor} ({role}) did {row.act}"

    @invariant()
    def the_proof_holds(self) -> None:
        assert proving.prove(self.admin).findings == ()

    @invariant()
    def the_page_says_what_the_balances_say(self) -> None:
        """Proved by the money machine already."""


def run_weeks(machine: type[MoneyMachine], *, examples: int, steps: int, luck: bool = False) -> None:
    """So many weeks of so many steps; with ``luck`` other ones each time."""
    with quick_passwords():
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            machine,
            settings=settings(
                max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck),
                phases=(Phase.generate,), derandomize=not luck, deadline=None, database=None,
            ),
        )  # fmt: skip


def test_in_any_week_the_books_hold_and_nobody_exceeds_her_rights_on_sqlcipher() -> None:
    run_weeks(DeskMachine, examples=4, steps=30)


def test_in_any_week_the_books_hold_and_nobody_exceeds_her_rights_on_postgresql(
    postgres_server: PostgresServer, migrated_template: str
) -> None:
    class Shared(DeskMachine):
        def fresh(self) -> Database:
            return open_server(postgres_server.clerks(postgres_server.create_database(template=migrated_template)))

    run_weeks(Shared, examples=2, steps=30)


def test_the_machine_sees_rights_that_were_exceeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rights, "use", lambda rights, permission: {})
    with pytest.raises(AssertionError, match=r"did \w+\.\w+"):
        run_weeks(DeskMachine, examples=6, steps=30)
