"""What is in the trail stays there: no engine lets go of a row, and nothing in the program asks it to."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from paydesk.data.office_tables import Audit
from paydesk.operations import auditing, billing, merging, registering
from paydesk.operations.auditing import Kind, SearchTrail
from paydesk.operations.person_forms import AddressForm, PersonForm
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import show
from support.money_clinic import MoneyClinic

SOURCES = sorted((Path(__file__).resolve().parents[2] / "src" / "paydesk").rglob("*.py"))
TAKES_AWAY = re.compile(
    r"\b(DELETE\s+FROM|UPDATE|TRUNCATE(\s+TABLE)?|DROP\s+TABLE|REPLACE\s+INTO)\s+[\"']?audit\b", re.I
)


@pytest.mark.parametrize("owner", [False, True])
@pytest.mark.parametrize("statement", ["DELETE FROM audit", "UPDATE audit SET actor = 'nobody'"])
def test_no_row_of_the_trail_is_changed_or_deleted_by_anybody(money: MoneyClinic, owner: bool, statement: str) -> None:
    with money.desk.doing("payments.post", "Did it"):
        pass
    database = money.owner if owner else money.desk.database
    with pytest.raises((DBAPIError, PaydeskError)), database.transaction() as session:
        session.execute(text(statement))
    with money.desk.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Audit)).scalar_one() == 1


def test_nothing_in_the_program_takes_a_row_away() -> None:
    found = []
    for path in SOURCES:
        source = path.read_text("utf-8")
        found += [f"{path.name}: {match[0]}" for match in TAKES_AWAY.finditer(source)]
        for node in ast.walk(ast.parse(source)):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in ("delete", "update") and isinstance(node, ast.Call):
                found += [f"{path.name}: {called}" for one in node.args if getattr(one, "id", "") == "Audit"]
    assert found == []


def test_every_account_of_a_run_of_statements_has_its_row(money: MoneyClinic, tmp_path: Path) -> None:
    owed = {}
    for name, fee in (("Lopez", 5000), ("Reyes", 7000)):
        form = PersonForm(name, "Ana", addresses=(AddressForm("12 Elm St", "Springfield", "IL", "62701"),))
        made = registering.register_account(money.desk, registering.RegisterAccount(form))
        money.charge(made.person_ids[0], fee)
        owed[made.account_id] = fee
    for batch in (False, True):
        billing.make_statements(money.desk, tmp_path / str(batch), batch=batch)
    for account, fee in owed.items():
        rows = auditing.search(money.desk, SearchTrail(account_id=account, kind=Kind.PRINTED))
        assert [row.what for row in rows] == ["Made a print file of statements", "Made statements"]
        assert all(f"Amount: {show(fee)}" in row.told and "Statement: 10000" in row.told for row in rows)


def test_a_merge_is_found_from_both_accounts(money: MoneyClinic) -> None:
    form = PersonForm("Lopez", "Ana")
    kept, double = (
        registering.register_account(money.desk, registering.RegisterAccount(form)) for _ in range(2)
    )
    merging.merge_people(money.desk, merging.MergePeople(kept.person_ids[0], double.person_ids[0], "same birth date"))
    for account in (kept.account_id, double.account_id):
        row = auditing.search(money.desk, SearchTrail(account_id=account))[0]
        assert row.what == "Merged two records of one person" and "Lopez, Ana" in row.told
