"""Verify: green on a sound clinic, and every rule seen failing when the damage it is for is planted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from operations.conftest import clinic_on
from paydesk.data import audit_store, backup_store, plan_proofs, triggers, upkeep
from paydesk.data.people_tables import Address
from paydesk.data.safekeeping_tables import Backup
from paydesk.operations import (
    administering,
    applying,
    billing,
    charging,
    claiming,
    deciding_overpayments,
    importing_remittances,
    planning,
    posting_answers,
    proving,
    refunding,
    returning_overpayments,
    statement_files,
    tying_takebacks,
    undoing,
)
from paydesk.rules import installments
from paydesk.rules.errors import PaydeskError
from support import era_writer
from support.money_clinic import MoneyClinic

NUMBERED = {upkeep.NUMBERS, upkeep.STATEMENT_COUNTER}
SCHEDULES = {plan_proofs.SUMS, plan_proofs.DAYS}
BESIDES = {upkeep.AUDIT, upkeep.GUARDS, upkeep.PAPERS, *NUMBERED, *SCHEDULES}


def busy(money: MoneyClinic) -> None:
    """A clinic in which every kind of row is there."""
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 185_00)
    money.pay(family, 60_00)
    money.answer(aetna, charge, paid=60_00, contractual=65_00, others=60_00)
    paid = money.pay(family, 90_00)
    refunding.refund_credit(
        money.desk, refunding.RefundCredit(family.account, paid.lot_id, 10_00, "cash", "too much", money.key())
    )
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(money.pay(family, 5_00).lot_id, "twice", money.key()))
    request = applying.ApplyCredit(family.account, money.key())
    charging.post_fee(money.desk, charging.PostFee(family.account, 20_00, "No-show", money.key()))
    applying.apply_credit(money.desk, request)
    for _ in range(2):
        billing.print_statement(money.desk, billing.PrintStatement(family.account, money.key()))
        charging.post_fee(money.desk, charging.PostFee(family.account, 5_00, "Copies", money.key()))
    money.charge(family.patients[0], 100_00)
    _planned(money)
    _answered_by_file(money)
    _taken_back(money, aetna, charge)
    with money.desk.doing("backups.make", "Made a backup") as session:
        number, digest, _ = audit_store.end(session)
        backup_store.note(
            session,
            Backup(made_at=money.clock.now(), made_by="ana", workstation="desk 1", file_name="a", folder="/",
                   row_count=9, audit_id=number, audit_digest=digest),
        )  # fmt: skip


def _planned(money: MoneyClinic) -> None:
    """A family pays by a plan that is signed; another has an agreement in its hands."""
    for number, signed in ((50011, True), (50012, False)):
        family = money.family(number=number)
        (charge,) = money.charge(family.patients[0], 300_00)
        parts = installments.schedule((100_00,) * 3, money.clock.today())
        request = planning.MakePlan(
            account_id=family.account, charges={charge: 300_00}, installments=parts, key=money.key()
        )
        made = planning.make_plan(money.desk, request)
        if signed:
            planning.sign_plan(money.desk, made.plan_id)


def _answered_by_file(money: MoneyClinic) -> None:
    """The newest claim is answered by a remittance file, beside one that is nobody's here."""
    number = claiming.not_sent(money.desk)[-1].number
    line = era_writer.AnsweredLine(f"{number}L1", "99213", 100_00, (("CO", "45", 10_00), ("PR", "3", 40_00)))
    stray = era_writer.Answered("XX1", (era_writer.AnsweredLine("", "99213", 50_00),), last="BERG")
    with TemporaryDirectory() as folder:
        text_ = era_writer.era(era_writer.Answered(number, (line,)), stray)
        kept = importing_remittances.keep_remittance_file(
            money.desk, era_writer.write(Path(folder), "1.835", text_)
        ).kept
    posted = posting_answers.post_advice(money.desk, posting_answers.PostAdvice(kept[0].advice_id))
    assert (posted.posted, posted.left) == (1, 1)


def _taken_back(money: MoneyClinic, coverage: int, charge: int) -> None:
    """The insurer keeps a part of what it paid from a later payment, and another part goes back by check."""
    assert money.part(charge, coverage) == 0
    claim = claiming.of_visits(money.desk, [1])[0].id
    with TemporaryDirectory() as folder:
        text_ = era_writer.era(trace="EFT9", provider=(("WO:SEE LETTER", 12_00), ("L6", -12_00)))
        path = era_writer.write(Path(folder), "9.835", text_)
        advice = importing_remittances.keep_remittance_file(money.desk, path).kept[0].advice_id
    tying_takebacks.tie_takeback(money.desk, tying_takebacks.TieTakeback((advice, 1), claim))
    asked = deciding_overpayments.RecordLetter(claim, 7_00, "priced wrong")
    own = deciding_overpayments.record_letter(money.desk, asked).overpayment_id
    returning_overpayments.refund_insurer(
        money.desk, returning_overpayments.RefundInsurer(own, 7_00, "priced wrong", money.key())
    )


def test_a_sound_clinic_is_proven_rule_by_rule(money: MoneyClinic) -> None:
    busy(money)
    proof = proving.prove(money.desk)
    assert (proof.ok, proof.findings) == (True, ())
    assert set(proof.checked) == {rule.name for rule in upkeep.RULES} | BESIDES
    assert proof.checked["every line has its entry"] > 10


DAMAGE = {
    "an entry's lines equal its total": "UPDATE entry SET total = total + 1 WHERE id = 1",
    "every line has its entry": "DELETE FROM entry WHERE id = (SELECT max(id) FROM entry WHERE reverses IS NULL)",
    "lines go the way their kind says": "UPDATE line SET amount = -amount WHERE entry_id = 1",
    "moves add up to nothing":
        "UPDATE line SET amount = amount + 1 WHERE seq = 1 AND entry_id = "
        "(SELECT min(id) FROM entry WHERE kind = 'responsibility transfer')",
    "money names its lot":
        "UPDATE line SET lot_id = NULL WHERE charge_id IS NOT NULL AND entry_id = "
        "(SELECT min(id) FROM entry WHERE kind = 'patient payment')",
    "only money names a lot":
        "UPDATE line SET lot_id = (SELECT min(id) FROM lot) WHERE entry_id = "
        "(SELECT min(id) FROM entry WHERE kind = 'responsibility transfer')",
    "lines are on their charge's account and patient": "UPDATE line SET patient_id = NULL WHERE entry_id = 1",
    "a receipt less refunds and returns is where its lines say": "UPDATE lot SET amount = 1 WHERE kind = 'receipt'",
    "a remittance is its answers less adjustments": "UPDATE remittance_claim SET paid = paid + 1",
    "no more of an insurer's adjustment is tied than there is of it":
        "UPDATE overpayment_settlement SET amount = 999999 WHERE kind = 'takeback'",
    "nothing is tied to a payment that was put aside": "UPDATE advice SET put_aside = 'gone' WHERE trace = 'EFT9'",
    "an insurer's overpayment went back as its entries say": "UPDATE insurer_overpayment SET settled = 1",
    "an answer of an advice is posted once": "UPDATE advice_claim SET work = 'waiting'",
    "the patient's part is never below zero": "UPDATE charge_balance SET balance = -1 WHERE coverage_id = 0",
    "unapplied credit is never above zero": "UPDATE credit_balance SET balance = 1",
    "balances equal their lines": "UPDATE charge_balance SET balance = balance + 1",
    "balances stand where their charge stands": "UPDATE charge_balance SET patient_id = 999",
    "responsibility dates follow from the lines":
        "UPDATE charge_balance SET responsibility_date = '2020-01-01' WHERE owed > 0",
    "credit equals its lines": "UPDATE credit_balance SET balance = balance - 1",
    "a reversal mirrors what it reverses": None,
    "only a reversal reverses, and once": "UPDATE entry SET kind = 'reversal' WHERE id = 1",
    "a group has one business day":
        "UPDATE entry SET posted_on = '2020-01-01' WHERE id = "
        "(SELECT min(id) FROM entry WHERE kind = 'responsibility transfer')",
    "a group begins with its first entry": "UPDATE entry SET group_id = 99999 WHERE id = 1",
    "receipt numbers have no gap": "UPDATE receipt SET number = 77 WHERE number = 2",
    "the receipt counter is the last receipt": "UPDATE counter SET value = 90 WHERE name = 'receipt'",
    "statement numbers have no gap": "DELETE FROM statement WHERE number = 100001",
    "the statement counter is the last statement": "UPDATE counter SET value = 100009 WHERE name = 'statement'",
    "imported entries are before the clinic's first day": "UPDATE entry SET imported = true WHERE id = 1",
    "every account has its guarantor": "UPDATE account SET guarantor_id = 999",
    "merged people point at one who is not merged": "UPDATE person SET merged_into_id = id",
    "a charge's present version is there": "UPDATE charge SET version = 9",
    "the audit trail reaches what backups hold":
        "DELETE FROM audit WHERE id >= (SELECT audit_id FROM backup)",
    "a charge is on one plan at a time": None,
    "only a plan that is open or paid off has charges": "UPDATE plan SET state = 'cancelled'",
    "a plan is in the state its story ends in": "UPDATE plan SET state = 'paused' WHERE state = 'active'",
    "an offered plan has its agreement": "UPDATE plan_event SET document_id = NULL WHERE plan_id = 2",
    plan_proofs.SUMS: "UPDATE plan_charge SET amount = amount + 1 WHERE plan_id = 1",
    plan_proofs.DAYS: """UPDATE plan_version SET installments = '[["2026-12-05", 20000], ["2026-12-04", 10000]]'""",
}  # fmt: skip


def test_every_rule_has_its_damage() -> None:
    assert set(DAMAGE) == {rule.name for rule in upkeep.RULES} | NUMBERED | SCHEDULES


@pytest.fixture(scope="module", params=["sqlcipher", "postgresql"])
def damaged(request: pytest.FixtureRequest) -> Iterator[MoneyClinic]:
    """A busy clinic, the same for all: each damage to it is rolled back."""
    with clinic_on(request) as money:
        busy(money)
        yield money


@pytest.mark.parametrize("rule", sorted(rule for rule, sql in DAMAGE.items() if sql))
def test_planted_damage_is_named(damaged: MoneyClinic, rule: str) -> None:
    names = _found_with(damaged, DAMAGE[rule] or "")
    assert rule in names


def test_a_reversal_that_does_not_mirror_is_named(money: MoneyClinic) -> None:
    family = money.family(number=50009)
    (charge,) = money.charge(family.patients[0], 10_00)
    with money.desk.database.reading() as session:
        entry = session.execute(text("SELECT entry_id FROM line WHERE charge_id = :c"), {"c": charge}).scalar_one()
    undoing.undo(money.desk, undoing.UndoEntry(entry, "never was", money.key()))
    sql = f"UPDATE line SET amount = amount - 1 WHERE entry_id = {entry}"
    assert "a reversal mirrors what it reverses" in _found_with(money, sql)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE plan_charge SET holds = false WHERE plan_id = 1", "it is active and does not keep charge"),
        ("UPDATE plan SET state = 'defaulted' WHERE id = 1", "it is defaulted and keeps charge"),
        ("DELETE FROM plan_event", "its story ends as nothing"),
        ("UPDATE plan_event SET what = 'letter' WHERE plan_id = 1", "no agreement of it is kept"),
        ("UPDATE plan_version SET down = 1", "it asks for 30001, and its charges came to 30000"),
        ("""UPDATE plan_version SET installments = '[["2026-12-05", 30000], ["2026-12-06", 0]]'""",
         "an installment is nothing"),
        ("""UPDATE plan_version SET installments = '[["2026-12-33", 30000]]'""", "its installments cannot be read"),
    ],
)  # fmt: skip
def test_damage_to_a_plan_is_said_in_words(damaged: MoneyClinic, sql: str, says: str) -> None:
    assert any(says in one.says for one in _findings_with(damaged, sql))


def test_a_charge_on_two_plans_is_named(damaged: MoneyClinic) -> None:
    """The index that forbids it is gone, and the second plan takes the first one's charge."""
    gone = "DROP INDEX uq_plan_charge_holds"
    taken = "UPDATE plan_charge SET charge_id = (SELECT min(charge_id) FROM plan_charge)"
    (found,) = (one for one in _findings_with(damaged, gone, taken) if "on one plan" in one.rule)
    assert found.says == "2 plans have it, the last is plan 2"


def test_a_plan_changed_for_less_than_at_first_is_sound_and_for_more_is_not(damaged: MoneyClinic) -> None:
    """Something was taken off its charges in between."""
    columns = "plan_id, from_day, down, down_due, offer, why, override_reason, changes, sheet_id, made_at, made_by"
    for amount, broken in ((20000, False), (30001, True)):
        sql = (
            f"INSERT INTO plan_version ({columns}, version, installments) SELECT {columns}, 2, "
            f"""'[["2026-12-05", {amount}]]' FROM plan_version WHERE plan_id = 1"""
        )
        assert any(one.where == "plan 1, version 2" for one in _findings_with(damaged, sql)) is broken


OTHER_BYTES = "UPDATE document SET content = (SELECT d.content FROM document d WHERE d.id <> document.id LIMIT 1)"


@pytest.mark.parametrize("sql", [OTHER_BYTES, "UPDATE document SET sha256 = 'x'"])
def test_a_paper_that_is_not_as_it_was_printed_is_named(damaged: MoneyClinic, sql: str) -> None:
    assert upkeep.PAPERS in _found_with(damaged, sql)


def test_a_changed_audit_row_and_a_missing_guard_are_named(damaged: MoneyClinic) -> None:
    names = _found_with(damaged, "UPDATE audit SET summary = 'nothing happened' WHERE id = 2")
    assert {upkeep.AUDIT, upkeep.GUARDS} <= names


def _found_with(money: MoneyClinic, sql: str) -> set[str]:
    """The rules broken once the owner ran ``sql`` without guards."""
    return {one.rule for one in _findings_with(money, sql)}


def _findings_with(money: MoneyClinic, *sql: str) -> list[upkeep.Finding]:
    """What is found once the owner ran these without guards; all of it is rolled back."""
    with money.owner.engine.connect() as connection:
        try:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            else:
                connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
            triggers.drop(connection)
            for statement in sql:
                connection.exec_driver_sql(statement)
            from sqlalchemy.orm import Session

            session = Session(bind=connection)
            first_day = administering.ClinicSettings("x", first_day="2026-01-01").first_day
            found = upkeep.prove(session, first_day=first_day)
            return [finding for _, _, findings in found for finding in findings]
        finally:
            connection.rollback()


def test_a_guard_that_was_rewritten_under_its_name_is_found(money: MoneyClinic) -> None:
    weak = (
        "CREATE OR REPLACE FUNCTION line_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ) if money.desk.database.shared else (
        "DROP TRIGGER line_kept", "CREATE TRIGGER line_kept BEFORE UPDATE ON line BEGIN SELECT 1; END",
    )  # fmt: skip
    with money.owner.transaction() as session:
        for statement in weak:
            session.execute(text(statement))
        assert triggers.missing(session.connection()) == ("line_kept",)


def test_a_run_of_statements_that_was_cut_short_is_no_damage(
    money: MoneyClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        family = money.family(number=50001 + number)
        with money.desk.database.transaction() as session:
            home = {"line1": "12 Elm St", "city": "Springfield", "state": "IL", "zip": "62701"}
            session.add(Address(person_id=family.patients[0], **home))
        money.charge(family.patients[0], 20_00)
    monkeypatch.setattr(statement_files, "_FILES_AT_ONCE", 1)
    written = statement_files.write_whole

    def until_it_is_full(path: Path, content: bytes) -> Path:
        if path.name.endswith("2.pdf"):
            raise PaydeskError("The disk is full.")
        return written(path, content)

    monkeypatch.setattr(statement_files, "write_whole", until_it_is_full)
    with pytest.raises(PaydeskError, match="full"):
        billing.make_statements(money.desk, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["statement_100001.pdf"]
    assert proving.prove(money.desk).findings == ()
    monkeypatch.undo()
    again = billing.make_statements(money.desk, tmp_path)
    assert again.statements == 3
    assert proving.prove(money.desk).findings == ()
