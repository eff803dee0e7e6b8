"""After any sequence of postings a statement proves, and says what the ledger says."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from operations.test_money_machine import MoneyMachine
from paydesk.data import billing_store
from paydesk.documents.statement_view import prove
from paydesk.operations import composing, reading
from paydesk.operations.composing import Paper
from support.paper_samples import CLINIC


class StatementMachine(MoneyMachine):
    """The same random days, looked at as the statements they would print."""

    @invariant()
    def every_statement_proves_and_sums_to_the_account(self) -> None:
        today = self.clinic.clock.today()
        ids = tuple(family.account for family in self.families)
        with self.open.reading() as session:
            accounts = billing_store.billed_accounts(session, ids, as_of=today)
            then = billing_store.billed_accounts(session, ids, as_of=today, past=True)
        for account, same in zip(accounts, then, strict=True):
            view = composing.compose(account, Paper(CLINIC, today, 25, False), number=1)
            prove(view)
            assert view == composing.compose(same, Paper(CLINIC, today, 25, False), number=1)
            figures = reading.account_page(self.clinic.desk, account.account_id).figures
            assert view.unapplied == -figures.credit
            assert sum(line.waiting for line in view.lines) == figures.insurers_owe
            assert sum(one.owe for one in account.charges) == figures.patient_owes
            held = sum(one.owe for one in account.charges if one.held and one.owe > 0)
            assert view.amount == figures.patient_owes - figures.credit - held

    @invariant()
    def the_ledger_is_sound(self) -> None:
        """Proved by the other machine already."""

    @invariant()
    def the_page_says_what_the_balances_say(self) -> None:
        """Proved by the other machine already."""


def test_after_any_sequence_of_postings_every_statement_proves() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        StatementMachine,
        settings=settings(
            max_examples=5, stateful_step_count=20, suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        ),
    )
