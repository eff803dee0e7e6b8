"""All that a clinic says, to be compared with another try: without the numbers and moments that may be otherwise."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from paydesk.data import schema
from paydesk.data.database import Database

_SAID = (
    "SELECT e.kind, e.total, e.because, l.account_id, l.charge_id, l.coverage_id, l.amount, l.why, o.amount "
    "FROM line l JOIN entry e ON e.id = l.entry_id LEFT JOIN lot o ON o.id = l.lot_id",
    "SELECT visit_id, state, frequency, payer_claim, follow_up_on FROM claim",  # a number of a failed act is left out
    "SELECT visit_id, amount, settled, decision, state, closed_on FROM insurer_overpayment",
    "SELECT kind, amount, stands FROM overpayment_settlement",
    "SELECT amount, stands FROM carried_balance",
    "SELECT account_id, amount, method, payee FROM refund",
    "SELECT trace, a.amount, c.work FROM advice a JOIN advice_claim c ON c.advice_id = a.id",
    "SELECT paid, outcome, posted FROM remittance_claim",
    "SELECT number, account_id, method FROM receipt",
    "SELECT number, state, since, signed_on, cure_until, paused_until, paid_off, version FROM plan",
    "SELECT p.number, v.version, from_day, down, down_due, installments, changes FROM plan_version v "
    "JOIN plan p ON p.id = v.plan_id",
    "SELECT p.number, charge_id, amount, paid_before, holds FROM plan_charge c JOIN plan p ON p.id = c.plan_id",
    "SELECT p.number, happened_on, what, e.state, why, d.sha256 FROM plan_event e JOIN plan p ON p.id = e.plan_id "
    "LEFT JOIN document d ON d.id = e.document_id",
    "SELECT account_id, state, since, class_name, holds_from, holds_to, decided_on, closed_on, overdue_told, version "
    "FROM assistance_application",
    "SELECT account_id, day, what, why FROM assistance_event e "
    "JOIN assistance_application a ON a.id = e.application_id",
    "SELECT account_id, charge_id, amount FROM assistance_discount d "
    "JOIN assistance_application a ON a.id = d.application_id",
    "SELECT account_id, kind, since, until FROM flag",
    "SELECT account_id, amount, due_on, state, state_on, replaces_id IS NULL FROM promise",
    "SELECT account_id, due_on, since, what, received, why FROM promise_event e JOIN promise p ON p.id = e.promise_id",
    "SELECT account_id, channel, summary FROM contact",
    "SELECT act, summary, account_id, person_id FROM audit "
    "WHERE details NOT LIKE '%repeated%' AND act <> 'remittances.read'",  # a file read again is told again
)


def figures(database: Database) -> dict[str, Any]:
    """How many rows each table has, and what the rows say; of the trail what was done, not what was asked again."""
    with database.reading() as session:
        found: dict[str, Any] = {
            table.name: session.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
            for table in schema.METADATA.sorted_tables if table.name != "audit"
        }  # fmt: skip
        for sql in _SAID:
            found[sql] = sorted(map(repr, session.execute(text(sql))))
    return found
