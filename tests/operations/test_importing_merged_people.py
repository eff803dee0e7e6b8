"""A history is imported again after its people were merged: what is new is the kept record's, every cent once."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk.operations import importing, insuring, merging, proving, reading, registering, reporting
from paydesk.operations.person_forms import PersonForm
from support.money_clinic import MoneyClinic

SAMPLE = Path(__file__).parents[1] / "gateways" / "samples" / "synthea"
NEW_ROWS = {
    "encounters.csv": "vis-3,2020-05-06T10:00:00Z,,pat-1,org-1,doc-1,pay-1,,185345009,Visit,,,,,\n",
    "claims.csv": "cl-3,pat-1,doc-1,pay-1,,,,444814009,,,,,,,,,vis-3,,2020-05-06T10:00:00Z,,,,,,,,,,,,\n",
    "claims_transactions.csv": (
        "t9,cl-3,0,pat-1,CHARGE,200.00,,2020-05-06T10:00:00Z,,org-1,185345009,,,1,,,,1,,Visit,,,1,,,,,vis-3,,,,doc-1,\n"
        "t10,cl-3,1,pat-1,PAYMENT,,ECHECK,2020-05-06T10:00:00Z,,org-1,185345009,,,,,,,1,,,,,,150.00,,,,vis-3,,,,doc-1,\n"
        "t11,cl-3,2,pat-1,TRANSFERIN,50.00,,2020-05-06T10:00:00Z,,org-1,185345009,,,,,,,1,,,,,p,,,50.00,,vis-3,,,,doc-1,\n"
    ),
}
LATE_PAYMENT = (
    "t12,cl-1,6,pat-1,PAYMENT,,ECHECK,2020-04-01T10:00:00Z,,org-1,117015009,,,,,,,1,,,,,,80.00,,,,vis-1,,,,doc-1,\n"
)


def grow(folder: Path, **rows: str) -> None:
    for name, more in rows.items():
        file = folder / f"{name}.csv"
        file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + "\n" + more, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "source"))


class Merged:
    """Ada Sample came in by import, and is one with a record that the clinic made itself."""

    def __init__(self, money: MoneyClinic, folder: Path, *, insured: bool = False) -> None:
        self.money, self.folder = money, folder
        importing.import_synthea(money.desk, folder)
        with money.desk.database.reading() as session:
            row = session.execute(text("SELECT id, account_id FROM person WHERE external_id = 'pat-1'")).one()
        self.double, self.other = (int(one) for one in row)
        made = registering.register_account(money.desk, registering.RegisterAccount(PersonForm("Sample", "Ada")))
        self.mine, self.kept = made.account_id, made.person_ids[0]
        if insured:
            new = insuring.SaveCoverage(self.kept, money.payers[0], "A1", date(2019, 1, 1))
            insuring.save_coverage(money.desk, new)
        merging.merge_people(money.desk, merging.MergePeople(self.kept, self.double, "same card"))

    def figures(self) -> list[tuple[int, int, int]]:
        """Patient owes, insurers owe, unapplied of the kept record's account and the double's."""
        rows = {one.account: (one.patient_owes, one.insurers_owe, one.unapplied) for one in self._balances()}
        numbers = [reading.account_page(self.money.desk, one).number for one in (self.mine, self.other)]
        return [rows.get(number, (0, 0, 0)) for number in numbers]

    def _balances(self) -> tuple[reporting.Balance, ...]:
        rows = reporting.balances(self.money.desk)
        assert rows == reporting.balances(self.money.desk, as_of=self.money.clock.today())
        return rows

    def settled(self) -> None:
        """The same again changes nothing, and everything is proven."""
        before = self.figures()
        assert importing.import_synthea(self.money.desk, self.folder).created == {}
        assert self.figures() == before
        proof = proving.prove(self.money.desk)
        assert proof.ok, proof.findings


@pytest.mark.parametrize("insured", [False, True])
def test_new_visits_of_a_merged_person_are_the_kept_records(money: MoneyClinic, folder: Path, insured: bool) -> None:
    merged = Merged(money, folder, insured=insured)
    assert merged.figures() == [(0, 0, 0), (30_00, 80_00, -10_00)]
    merged.settled()
    grow(folder, **{name.removesuffix(".csv"): rows for name, rows in NEW_ROWS.items()})
    done = importing.import_synthea(money.desk, folder)
    assert (done.refused, done.created["visits"], done.created["charges"]) == ((), 1, 1)
    assert merged.figures() == [(50_00, 0, 0), (30_00, 80_00, -10_00)]
    story = reading.account_page(money.desk, merged.mine).stories[0]
    assert story.visit is not None and story.visit.patient_id == merged.kept
    with money.desk.database.reading() as session:
        strange = "SELECT count(*) FROM line l JOIN coverage v ON v.id = coverage_id WHERE v.patient_id <> l.patient_id"
        assert session.execute(text(strange)).scalar_one() == 0
        places = "SELECT count(*) FROM charge c JOIN visit v ON v.id = c.visit_id WHERE v.account_id <> c.account_id"
        assert session.execute(text(places)).scalar_one() == 0
    merged.settled()


def test_a_new_period_of_a_merged_person_covers_the_kept_record_beside_what_it_has(
    money: MoneyClinic, folder: Path
) -> None:
    merged = Merged(money, folder, insured=True)
    grow(folder, payer_transitions="pat-1,M2,2022-01-01T00:00:00Z,2023-01-01T00:00:00Z,pay-1,,Self,Ada Sample\n")
    done = importing.import_synthea(money.desk, folder)
    assert done.created == {"coverages": 1}
    page = reading.account_page(money.desk, merged.mine)
    assert {one.priority for one in page.coverages if one.valid_from.year == 2022} == {2}
    merged.settled()


def test_what_comes_later_for_a_charge_of_the_double_stays_where_the_charge_is(
    money: MoneyClinic, folder: Path
) -> None:
    merged = Merged(money, folder)
    grow(folder, claims_transactions=LATE_PAYMENT)
    assert importing.import_synthea(money.desk, folder).created == {"payments": 1}
    assert merged.figures() == [(0, 0, 0), (30_00, 0, -10_00)]
    merged.settled()


def test_a_charge_of_the_doubles_visit_that_is_mended_later_stands_with_its_visit(
    money: MoneyClinic, folder: Path
) -> None:
    file = folder / "claims_transactions.csv"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("CHARGE,80.00", "CHARGE,8o.00"), encoding="utf-8")
    merged = Merged(money, folder)
    assert merged.figures() == [(0, 0, 0), (30_00, 0, -10_00)]
    file.write_text(whole, encoding="utf-8")
    assert importing.import_synthea(money.desk, folder).created == {"charges": 1}
    assert merged.figures() == [(0, 0, 0), (30_00, 80_00, -10_00)]
    merged.settled()


def test_a_visit_that_went_over_to_the_kept_record_takes_its_charges_there(money: MoneyClinic, folder: Path) -> None:
    for name in ("encounters", "claims"):
        grow(folder, **{name: NEW_ROWS[f"{name}.csv"]})
    merged = Merged(money, folder)
    assert merged.figures() == [(0, 0, 0), (30_00, 80_00, -10_00)]
    grow(folder, claims_transactions=NEW_ROWS["claims_transactions.csv"])
    assert importing.import_synthea(money.desk, folder).created == {"charges": 1, "payments": 1, "transfers": 1}
    assert merged.figures() == [(50_00, 0, 0), (30_00, 80_00, -10_00)]
    merged.settled()
