"""Whatever is tied, let go, sent back, taken back or reversed, in any order: each remittance holds, on both engines."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from operations.conftest import MORNING
from paydesk.data.database import Database, open_server
from paydesk.operations import deciding_overpayments, returning_overpayments, tying_takebacks, undoing
from paydesk.operations.deciding_overpayments import Decide, RecordLetter
from paydesk.operations.returning_overpayments import RefundInsurer
from paydesk.operations.tying_takebacks import TieTakeback
from paydesk.rules.errors import PaydeskError
from support.fixed_clock import FixedClock
from support.ledger_oracle import objections
from support.migrated_clinic import empty_clinic
from support.money_clinic import MoneyClinic
from support.overpaid_room import OverpaidRoom
from support.postgres_server import PostgresServer

CENTS = st.integers(1, 90_00)
CLAIM = st.integers(1, 2)


class TakebackMachine(RuleBasedStateMachine):
    """One insurer, two claims, and all that can become of what it paid; refusals are fine, damage is not."""

    def __init__(self) -> None:
        super().__init__()
        self.open = self.fresh()
        self.room = OverpaidRoom(MoneyClinic(self.open, FixedClock(MORNING)), Path(mkdtemp()))
        self.desk, self.files = self.room.desk, 0
        self.paid: dict[int, Any] = {}

    def fresh(self) -> Database:
        return empty_clinic()

    def teardown(self) -> None:
        self.desk.close()
        self.open.close()

    def attempt(self, act: Any, *arguments: Any) -> None:
        with suppress(PaydeskError):
            act(self.desk, *arguments)

    def post(self, *claims: Any, **more: Any) -> None:
        self.files += 1
        if sum(one.paid for one in claims) - sum(amount for _, amount in more.get("provider", ())) >= 0:
            self.room.post(*claims, trace=f"EFT{self.files}", **more)

    @rule(claim=CLAIM, paid=CENTS)
    def answered(self, claim: int, paid: int) -> None:
        charge = 10000 if claim == 1 else 5000
        answer = self.room.answer(min(paid, charge), number=f"PD000000{claim}", charge=charge)
        self.post(answer)
        self.paid.setdefault(claim, answer)

    @rule(claim=CLAIM, less=CENTS, way=st.sampled_from(["WO", "FB", "72"]))
    def reversed_and_corrected(self, claim: int, less: int, way: str) -> None:
        before = self.paid.get(claim)
        if before is not None:
            charge = 10000 if claim == 1 else 5000
            again = self.room.answer(max(before.paid - less, 0), number=f"PD000000{claim}", charge=charge)
            gone = before.paid - again.paid
            reference = f"{way}:2600000000{claim}"
            self.post(before.taken_back(), again, provider=((reference, -gone),) if gone else ())
            self.paid[claim] = again

    @rule(claim=CLAIM, amount=CENTS, named=st.booleans(), other=st.sampled_from(["L6", "FB"]))
    def kept(self, claim: int, amount: int, named: bool, other: str) -> None:
        reference = f"WO:2600000000{claim}" if named else "WO:SEE LETTER"
        self.post(provider=((reference, amount), (f"{other}:EFT{self.files + 1}", -amount)))

    @rule(claim=CLAIM, amount=CENTS, decision=st.sampled_from(["refund", "offset", "dispute", "drop", ""]))
    def asked(self, claim: int, amount: int, decision: str) -> None:
        self.attempt(deciding_overpayments.record_letter, RecordLetter(claim, amount, "other", letter_number=decision))
        for (own,) in self.room.rows("SELECT id FROM insurer_overpayment WHERE closed_on IS NULL"):
            if decision:
                self.attempt(deciding_overpayments.decide, Decide(own, decision, "as the machine says"))

    @rule(amount=CENTS, which=st.integers(0, 3))
    def sent_back(self, amount: int, which: int) -> None:
        rows = self.room.rows("SELECT id FROM insurer_overpayment ORDER BY id")
        if rows:
            own = rows[which % len(rows)][0]
            key = self.room.money.key()
            self.attempt(returning_overpayments.refund_insurer, RefundInsurer(own, amount, "theirs", key))

    @rule(claim=CLAIM, which=st.integers(0, 5), amount=st.none() | CENTS)
    def tied(self, claim: int, which: int, amount: int | None) -> None:
        rows = self.room.rows("SELECT advice_id, seq FROM advice_provider_adjustment ORDER BY advice_id, seq")
        if rows:
            place = rows[which % len(rows)]
            self.attempt(tying_takebacks.tie_takeback, TieTakeback(place, claim, "tied", amount))

    @rule(which=st.integers(0, 5), giver=st.integers(0, 5))
    def carried_or_let_go(self, which: int, giver: int) -> None:
        rows = self.room.rows("SELECT advice_id, seq FROM advice_provider_adjustment ORDER BY advice_id, seq")
        if rows:
            self.attempt(tying_takebacks.tie_carried, rows[which % len(rows)], rows[giver % len(rows)])
            if which == giver:
                self.attempt(tying_takebacks.let_go, rows[which % len(rows)])

    @rule(back=st.integers(1, 8))
    def undone(self, back: int) -> None:
        rows = self.room.rows("SELECT id FROM entry ORDER BY id DESC LIMIT 8")
        if rows:
            entry = rows[min(back, len(rows)) - 1][0]
            self.attempt(undoing.undo, undoing.UndoEntry(entry, "by the machine", self.room.money.key()))

    @rule()
    def looked_at(self) -> None:
        self.room.listed()

    @invariant()
    def everything_holds(self) -> None:
        with self.open.reading() as session:
            assert objections(session) == []
        assert self.room.unsound() == []


def _run(machine: Any, *, examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=12, deadline=None, phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip


def test_any_sequence_leaves_every_remittance_sound() -> None:
    _run(TakebackMachine, examples=6)


def test_any_sequence_leaves_every_remittance_sound_on_a_server(
    postgres_server: PostgresServer, migrated_template: str
) -> None:
    class OnServer(TakebackMachine):
        def fresh(self) -> Database:
            return open_server(postgres_server.clerks(postgres_server.create_database(template=migrated_template)))

    _run(OnServer, examples=2)
