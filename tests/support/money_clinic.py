"""A small clinic for tests of money: two families, two insurers, one administrator at the desk."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from itertools import count

from paydesk.data import ledger_store
from paydesk.data.charge_tables import Charge
from paydesk.data.database import Database
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.people_tables import Account, Person
from paydesk.operations import charging, posting, remitting, visiting
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.office import Role
from support.fixed_clock import FixedClock

FIRST_DAY = date(2026, 1, 1)


@dataclass
class Family:
    """One account with its patients; the first is the guarantor. ``coverages``: patient -> coverage ids."""

    account: int
    patients: tuple[int, ...]
    coverages: dict[int, tuple[int, ...]]


class MoneyClinic:
    """The desk and what is needed to post money at it; ``key()`` makes keys for forms.

    ``owner`` is the same clinic for who may migrate it, and so plant damage; on a server the desk may not.
    """

    def __init__(self, database: Database, clock: FixedClock, *, owner: Database | None = None) -> None:
        self.clock = clock
        self.owner = owner or database
        self.desk = Desk(database, clock, Actor("ana", Role.ADMINISTRATOR, "desk 1"))
        self._keys = count(1)
        with database.transaction() as session:
            self.payers = []
            self.plans = []
            for name, kind in (
                ("Aetna", "commercial"), ("Cigna", "commercial"), ("Medicaid", "medicaid"), ("Medicare", "medicare"),
            ):  # fmt: skip
                payer = Payer(name=name, kind=kind)
                session.add(payer)
                session.flush()
                plan = InsurancePlan(payer_id=payer.id, name="PPO")
                session.add(plan)
                session.flush()
                self.payers.append(payer.id)
                self.plans.append(plan.id)

    def copied(self, database: Database, *, owner: Database | None = None) -> MoneyClinic:
        """The same clinic in a copy of its database, on the same morning."""
        again = copy(self)
        again.clock, again.owner = FixedClock(self.clock.now()), owner or database
        again.desk = Desk(database, again.clock, self.desk.actor)
        return again

    def key(self) -> str:
        """A fresh idempotency key."""
        return f"form {next(self._keys)}"

    def family(self, *, patients: int = 1, number: int = 50001, plans: tuple[int, ...] = (), copay: int = 0) -> Family:
        """A family whose patients all have the coverages of ``plans`` (indexes), primary first."""
        with self.desk.database.transaction() as session:
            account = Account(number=number, guarantor_id=0, opened_on=FIRST_DAY)
            session.add(account)
            session.flush()
            people, coverages = [], {}
            for n in range(patients):
                person = Person(account_id=account.id, last_name="Lopez", first_name=f"Person{n}")
                session.add(person)
                session.flush()
                account.guarantor_id = account.guarantor_id or person.id
                people.append(person.id)
                coverages[person.id] = tuple(
                    self._coverage(session, person.id, plan, priority, copay)
                    for priority, plan in enumerate(plans, 1)
                )
            return Family(account.id, tuple(people), coverages)

    def _coverage(self, session: object, patient: int, plan: int, priority: int, copay: int) -> int:
        row = Coverage(
            patient_id=patient, insurance_plan_id=self.plans[plan], valid_from=FIRST_DAY, priority=priority,
            copay=copay or None,
        )  # fmt: skip
        session.add(row)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        return row.id

    def charge(self, patient: int, *fees: int, on: date | None = None, self_pay: bool = False) -> tuple[int, ...]:
        """A visit today (or ``on``) with one procedure a fee; the charge ids."""
        visit = visiting.save_visit(
            self.desk, visiting.SaveVisit(patient, on or self.clock.today(), self_pay=self_pay)
        )
        procedures = tuple(charging.NewCharge("99213", "Office visit", fee=fee) for fee in fees)
        return charging.post_charges(
            self.desk, charging.PostCharges(visit.visit_id, procedures, self.key())
        ).charge_ids

    def visit(self, patient: int, *, status: str = "arrived") -> int:
        """A visit of today without charges; its id."""
        return visiting.save_visit(
            self.desk, visiting.SaveVisit(patient, self.clock.today(), status=status)
        ).visit_id

    def pay(self, family: Family, amount: int, **changes: object) -> posting.PaymentPosted:
        """A cash payment unless ``changes`` say otherwise."""
        request = {"method": "cash", "key": self.key(), **changes}
        return posting.post_payment(
            self.desk, posting.PostPayment(family.account, amount, **request)  # type: ignore[arg-type]
        )

    def answer(
        self, coverage: int, charge: int, *, paid: int, contractual: int = 0, others: int = 0, copay: int = 0
    ) -> remitting.RemittancePosted:
        """One insurer's answer to one charge, as a remittance of its own."""
        with self.desk.database.reading() as session:
            row = session.get(Charge, charge)
            assert row is not None and row.visit_id is not None
            visit = row.visit_id
        line = remitting.AnswerLine(charge, paid, contractual, others, copay=copay)
        key = self.key()
        return remitting.post_remittance(
            self.desk,
            remitting.PostRemittance(
                self.payers[0], f"trace {key}", paid, self.clock.today(),
                (remitting.Answer(coverage, visit, (line,)),), key,
            ),
        )  # fmt: skip

    def part(self, charge: int, party: int = 0) -> int:
        """What a party owes of a charge, in cents."""

        with self.desk.database.reading() as session:
            return ledger_store.party_part(session, charge, party)

    def credit(self, family: Family) -> int:
        """An account's unapplied credit, in cents."""

        with self.desk.database.reading() as session:
            return sum(one.amount for one in ledger_store.credits_of(session, (family.account,)))


