"""What was printed, statements and the contact log are kept as posted things are: added to, never changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paydesk.operations import billing, merging, noting
from paydesk.rules.errors import PaydeskError
from support.money_clinic import Family, MoneyClinic


@pytest.fixture
def printed(money: MoneyClinic) -> Family:
    """A family with a statement, which is a document and a contact, too."""
    family = money.family(patients=2)
    money.charge(family.patients[0], 60_00)
    billing.print_statement(money.desk, billing.PrintStatement(family.account, money.key()))
    request = noting.LogContact(family.account, "phone", "in", "Asked what is owed", "Person1", family.patients[1])
    noting.log_contact(money.desk, request)
    return family


REFUSED = (
    "UPDATE document SET content = (SELECT d.content FROM document d LIMIT 1)",
    "UPDATE document SET sha256 = 'x'", "DELETE FROM document", "UPDATE statement SET amount = 1",
    "UPDATE statement SET number = 7", "DELETE FROM statement", "UPDATE contact SET summary = 'nothing was said'",
    "UPDATE contact SET logged_by = 'nobody'", "UPDATE contact SET account_id = 999", "DELETE FROM contact",
)  # fmt: skip


@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_kept_is_neither_changed_nor_deleted(money: MoneyClinic, printed: Family, sql: str) -> None:
    with pytest.raises(DBAPIError, match=r"posted is for ever|never"), money.owner.transaction() as session:
        session.execute(text(sql))


@pytest.mark.parametrize("table", ["document", "statement", "contact"])
def test_the_same_row_is_not_written_over(money: MoneyClinic, printed: Family, table: str) -> None:
    if money.desk.database.shared:
        sql = f"TRUNCATE {table} CASCADE"
    else:
        sql = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
    with pytest.raises((DBAPIError, PaydeskError)), money.owner.transaction() as session:
        session.execute(text(sql))


def test_a_merge_hands_the_contacts_on(money: MoneyClinic, printed: Family) -> None:
    kept, duplicate = printed.patients
    merging.merge_people(money.desk, merging.MergePeople(kept, duplicate, "one person"))
    contacts = noting.about_account(money.desk, printed.account).contacts
    assert {one.person_id for one in contacts if one.summary == "Asked what is owed"} == {kept}
