"""For tests of backups: a clinic in a file, one with every kind of row, and all rows of a database to compare."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import select

from paydesk.data import schema, search_store
from paydesk.data.database import Database, open_local
from paydesk.data.office_tables import Setting
from paydesk.operations import administering, applying, billing, charging, refunding, undoing
from support.money_clinic import MoneyClinic

KEY = bytes.fromhex("5a" * 32)
OTHER_KEY = bytes.fromhex("a5" * 32)


def file_clinic(path: Path, template: Path) -> Database:
    """A migrated clinic in the file at ``path``; the one at ``template`` is made when it is not there."""
    if not template.exists():
        made = open_local(template, KEY)
        schema.upgrade(made)
        made.close()
    shutil.copy(template, path)
    return open_local(path, KEY)


def fill(money: MoneyClinic) -> int:
    """Every kind of row there is; a family's account."""
    desk = money.desk
    with desk.doing("office.edit", "Set up") as session:
        kept = {"name": "Riverbend", "first_day": "2026-01-01", "clinic_id": "c1", "time_zone": "America/Chicago"}
        session.add(Setting(name="clinic", value=kept))
    administering.save_provider(desk, administering.SaveProvider("Dr. Müller “Ñ”", ""))
    family = money.family(plans=(0,), copay=40_00, patients=2)
    with desk.database.transaction() as session:
        for person in family.patients:
            search_store.index_person(session, person)
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 185_00)
    money.pay(family, 60_00)
    money.answer(aetna, charge, paid=60_00, contractual=65_00, others=60_00)
    paid = money.pay(family, 90_00)
    refunding.refund_credit(
        desk, refunding.RefundCredit(family.account, paid.lot_id, 10_00, "cash", "too much", money.key())
    )
    undoing.undo_receipt(desk, undoing.UndoReceipt(money.pay(family, 5_00).lot_id, "twice", money.key()))
    charging.post_fee(desk, charging.PostFee(family.account, 20_00, "No-show", money.key()))
    applying.apply_credit(desk, applying.ApplyCredit(family.account, money.key()))
    billing.print_statement(desk, billing.PrintStatement(family.account, money.key()))
    return family.account


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in the order of their keys, as Python reads them."""
    with database.reading() as session:
        connection = session.connection()
        return {
            name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for name, table in schema.METADATA.tables.items()
        }
