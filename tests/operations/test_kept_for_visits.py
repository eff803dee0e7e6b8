"""Money taken for a visit to come is told of on paper, and taken off nothing that is owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from paydesk.data import billing_store
from paydesk.data.office_tables import Setting
from paydesk.documents import page_image
from paydesk.documents.statement import draw_statement
from paydesk.documents.statement_view import StatementView, prove
from paydesk.operations import (
    billing,
    charging,
    composing,
    keeping,
    listing,
    marking,
    noting,
    reading,
    receipting,
    visiting,
)
from paydesk.operations.charging import NewCharge, PostCharges
from paydesk.operations.composing import Paper
from paydesk.operations.marking import MarkVisit
from paydesk.operations.visiting import SaveVisit
from support.money_clinic import Family, MoneyClinic
from support.paper_samples import CLINIC


@pytest.fixture
def family(money: MoneyClinic) -> Family:
    """50.00 are owed for an earlier visit; another one is in a fortnight."""
    made = money.family()
    money.charge(made.patients[0], 50_00)
    return made


@pytest.fixture
def visit(money: MoneyClinic, family: Family) -> int:
    coming = money.clock.today() + timedelta(days=14)
    return visiting.save_visit(money.desk, SaveVisit(family.patients[0], coming, status="scheduled")).visit_id


def keep(money: MoneyClinic, family: Family, visit: int) -> int:
    return money.pay(family, 120_00, visit_id=visit, kept=120_00).lot_id


def statement(money: MoneyClinic, family: Family, *, past: bool = False) -> StatementView:
    day = money.clock.today()
    with money.desk.looking() as session:
        account = billing_store.billed_accounts(session, (family.account,), as_of=day, past=past)[0]
    view = composing.compose(account, Paper(CLINIC, day, 25, False), number=1)
    prove(view)
    return view


def receipt(money: MoneyClinic, lot: int) -> str:
    return page_image.page_text(receipting.print_receipt(money.desk, lot, copy=True).pdf, 0)


def test_a_receipt_names_the_visit_and_leaves_what_is_owed(money: MoneyClinic, family: Family, visit: int) -> None:
    text = receipt(money, keep(money, family, visit))
    assert "Kept for your visit of 12/07/26" in text and "Kept as credit" not in text
    assert "You still owe" in text and "$50.00" in text and "not taken off above" not in text


def test_a_later_receipt_tells_of_it_apart(money: MoneyClinic, family: Family, visit: int) -> None:
    keep(money, family, visit)
    text = receipt(money, money.pay(family, 20_00).lot_id)
    assert "$30.00" in text and "Your credit" not in text
    assert "Kept for coming visits, not taken off above" in text and "$120.00" in text


@pytest.mark.parametrize("past", [False, True])
def test_a_statement_asks_for_what_is_owed_and_tells_of_it_apart(
    money: MoneyClinic, family: Family, visit: int, past: bool
) -> None:
    keep(money, family, visit)
    money.pay(family, 5_00, automatic=False)
    view = statement(money, family, past=past)
    assert (view.unapplied, view.kept, view.amount) == (-5_00, 120_00, 45_00)
    text = page_image.page_text(draw_statement(view).pdf, 0)
    assert "Kept for coming visits, not taken off above" in text and "$120.00" in text


def test_once_the_visit_is_charged_or_called_off_the_money_is_ordinary_credit(
    money: MoneyClinic, family: Family, visit: int
) -> None:
    keep(money, family, visit)
    assert reading.account_page(money.desk, family.account).kept == 120_00
    marking.mark_visit(money.desk, MarkVisit(visit, "canceled"))
    assert (statement(money, family).kept, statement(money, family).amount) == (0, -70_00)
    assert reading.account_page(money.desk, family.account).kept == 0


def test_whoever_owes_nothing_and_has_only_such_money_gets_no_statement_of_a_run(
    money: MoneyClinic, tmp_path_factory: pytest.TempPathFactory
) -> None:
    family = money.family()
    visited = visiting.save_visit(money.desk, SaveVisit(family.patients[0], money.clock.today(), status="arrived"))
    money.pay(family, 30_00, visit_id=visited.visit_id, kept=30_00)
    made = billing.make_statements(money.desk, tmp_path_factory.mktemp("run"), batch=True)
    assert made.statements == 0
    charging.post_charges(
        money.desk, PostCharges(visited.visit_id, (NewCharge("99213", "Visit", fee=80_00),), money.key())
    )
    assert statement(money, family).amount == 50_00


def test_moments_are_told_on_the_clinics_clock(money: MoneyClinic, family: Family, visit: int) -> None:
    with money.desk.database.transaction() as session:
        session.merge(Setting(name="clinic", value={"name": "Clinic", "time_zone": "America/Los_Angeles"}))
    money.clock.advance(hours=12)
    assert money.clock.now() == datetime(2026, 11, 24, 3, tzinfo=UTC)
    receipting.print_receipt(money.desk, keep(money, family, visit), copy=False)
    noting.write_note(money.desk, noting.WriteNote(family.account, "Calls after five"))
    (paper,) = keeping.kept_paper(money.desk, family.account).documents
    (note,) = noting.about_account(money.desk, family.account).notes
    assert (paper.made_at.date(), note.written_at.date()) == (date(2026, 11, 23), date(2026, 11, 23))


def test_lists_of_accounts_have_the_figures_of_their_pages(money: MoneyClinic) -> None:
    owing, paid_ahead, keeping_money, insured = (
        money.family(number=50001 + n, plans=(0,) if n == 3 else (), copay=15_00) for n in range(4)
    )
    for family in (owing, paid_ahead, insured):
        money.charge(family.patients[0], 50_00)
    money.pay(paid_ahead, 60_00)
    coming = SaveVisit(keeping_money.patients[0], money.clock.today() + timedelta(days=14), status="scheduled")
    keep(money, keeping_money, visiting.save_visit(money.desk, coming).visit_id)
    money.pay(keeping_money, 7_00)
    accounts = tuple(family.account for family in (owing, paid_ahead, keeping_money, insured))
    found = listing.figures_of(money.desk, accounts)
    for account in accounts:
        page = reading.account_page(money.desk, account)
        assert (found[account].owes, found[account].credit, found[account].kept) == (
            page.figures.patient_owes, page.figures.credit, page.kept,
        )  # fmt: skip
    assert [found[account].kept for account in accounts] == [0, 0, 120_00, 0]
