"""A contract's prices: looked at, loaded once, kept by version, ended by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.operations import contracting
from paydesk.operations.contracting import ContractLoaded, EndContract, LoadContract
from paydesk.operations.desk import Desk
from paydesk.rules.contract import Fate
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic

LIST = "Code,Modifier,POS,Price,From,Until\n99213,,,120.00,2026-01-01,\n99213,26,,48.00,2026-01-01,\nbad code!,,,1,,\n"


class Payer:
    """Aetna, its file in a folder, and what is loaded of it."""

    def __init__(self, money: MoneyClinic, folder: Path) -> None:
        self.money, self.file, self.id = money, folder / "prices.csv", money.payers[0]
        self.file.write_text(LIST)

    def load(self, words: str = "", *, desk: Desk | None = None, **more: Any) -> ContractLoaded:
        if words:
            self.file.write_text(words)
        return contracting.load_contract(desk or self.money.desk, LoadContract(self.file, self.id, **more))

    def rows(self) -> list[tuple[str, str, int, str, str]]:
        found = contracting.contract_prices(self.money.desk, self.id).prices
        return [
            (one.code, " ".join(one.modifiers), one.allowed, str(one.first), str(one.last))
            for one in (row.price for row in found)
        ]  # fmt: skip

    def audited(self) -> list[str]:
        with self.money.desk.database.reading() as session:
            acts = session.execute(text("SELECT act FROM audit WHERE act LIKE 'contract%' ORDER BY id"))
            return list(acts.scalars())


@pytest.fixture
def payer(money: MoneyClinic, tmp_path: Path) -> Payer:
    return Payer(money, tmp_path)


def counts(found: ContractLoaded) -> tuple[int, int, int, int]:
    new, changed, known = (found.count(one) for one in (Fate.NEW, Fate.CHANGED, Fate.KNOWN))
    return new, changed, known, len(found.refused)


def test_a_list_is_looked_at_then_loaded_and_again_changes_nothing(payer: Payer) -> None:
    seen = contracting.preview_contract(payer.money.desk, LoadContract(payer.file, payer.id))
    assert (counts(seen), payer.rows(), payer.audited()) == ((2, 0, 0, 1), [], [])
    assert [(one.line, one.why) for one in seen.refused] == [
        (4, "A code has 2 to 15 letters and digits. Type it like 99213 or J1885"),
    ]  # fmt: skip
    assert counts(payer.load()) == (2, 0, 0, 1)
    assert counts(payer.load()) == (0, 0, 2, 1)
    assert payer.rows() == [
        ("99213", "", 120_00, "2026-01-01", "None"), ("99213", "26", 48_00, "2026-01-01", "None"),
    ]  # fmt: skip
    assert payer.audited() == ["contract.load", "contract.load"]


def test_a_changed_price_is_a_new_version_from_its_day(payer: Payer) -> None:
    payer.load()
    assert counts(payer.load("CPT,Rate\n99213,125\n", first=date(2026, 12, 1))) == (0, 1, 0, 0)
    assert payer.rows()[:2] == [
        ("99213", "", 120_00, "2026-01-01", "2026-11-30"), ("99213", "", 125_00, "2026-12-01", "None"),
    ]  # fmt: skip
    assert contracting.contract_prices(payer.money.desk, payer.id).in_force == 2


def test_prices_are_ended_as_of_a_day_and_what_begins_later_stays(payer: Payer) -> None:
    payer.load()
    payer.load("CPT,Rate,From\n99214,160,2027-01-01\n")
    done = contracting.end_contract(payer.money.desk, EndContract(payer.id, date(2026, 11, 30)))
    assert (done.ended, done.later) == (2, 1)
    assert [row[4] for row in payer.rows()] == ["2026-11-30", "2026-11-30", "None"]
    assert counts(payer.load(LIST)) == (0, 0, 2, 1), "what was ended stays ended"
    with pytest.raises(PaydeskError, match="No price of Aetna is in force on 12/15/2026") as refused:
        contracting.end_contract(payer.money.desk, EndContract(payer.id, date(2026, 12, 15)))
    assert refused.value.field == "last"


def test_a_plan_is_named_as_its_coverages_have_it(payer: Payer) -> None:
    with pytest.raises(PaydeskError, match="Aetna has no plan called “Gold”") as refused:
        payer.load(plan="Gold")
    assert (refused.value.field, payer.rows()) == ("plan", [])
    with payer.money.owner.transaction() as session:
        session.execute(text("UPDATE insurance_plan SET name = 'Gold' WHERE payer_id = :payer"), {"payer": payer.id})
    assert payer.load(plan="gold ").plan == "Gold"
    assert counts(payer.load("CPT,Rate\n99213,99\n")) == (1, 0, 0, 0), "all plans are a list of their own"
    assert contracting.contract_prices(payer.money.desk, payer.id).plans == ("Gold",)


def test_a_payer_is_found_by_its_name_or_those_there_are_are_told(payer: Payer) -> None:
    assert contracting.payer_called(payer.money.desk, " aetna ") == payer.id
    with pytest.raises(PaydeskError, match=r"No payer is called “Harbor”\. Payers: Aetna, Cigna"):
        contracting.payer_called(payer.money.desk, "Harbor")


def test_nothing_is_kept_of_a_file_that_is_no_list_for_nobody_or_without_permission(payer: Payer) -> None:
    with pytest.raises(PaydeskError, match="is no price list"):
        payer.load("Name,Amount\nx,1\n")
    payer.file.write_text(LIST)
    with pytest.raises(NotFound):
        contracting.load_contract(payer.money.desk, LoadContract(payer.file, 999))
    nobody = payer.money.desk.as_actor(replace(payer.money.desk.actor, role=Role.READ_ONLY))
    for act in (
        lambda: payer.load(desk=nobody),
        lambda: contracting.preview_contract(nobody, LoadContract(payer.file, payer.id)),
        lambda: contracting.end_contract(nobody, EndContract(payer.id, date(2026, 12, 1))),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    assert (payer.rows(), payer.audited()) == ([], [])


def test_a_price_that_is_loaded_is_not_written_over(payer: Payer) -> None:
    payer.load()
    for change in ("allowed = 1", "valid_from = '2025-01-01'", "code = '99214'"):
        with pytest.raises(Exception, match="contract_price"), payer.money.owner.transaction() as session:
            session.execute(text(f"UPDATE contract_price SET {change}"))
