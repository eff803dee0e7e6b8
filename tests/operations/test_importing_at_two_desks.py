"""A history is imported at two desks at once, or beside a payment or a merge: nothing twice, each told plainly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk.operations import importing, merging, posting, proving, registering, reporting
from paydesk.operations.importing import Imported
from paydesk.operations.person_forms import PersonForm
from paydesk.rules.errors import PaydeskError
from support.ledger_oracle import objections
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer
from support.two_desks import Act, at_once, one_after_another

SAMPLE = Path(__file__).parents[1] / "gateways" / "samples" / "synthea"
PEOPLE = 12
COPIED = ("patients", "encounters", "claims", "claims_transactions", "conditions", "procedures", "payer_transitions")
LATE = "t20,cl-1,9,pat-1,PAYMENT,,COPAY,2020-04-01T10:00:00Z,,org-1,185345009,,,,,,,1,,,,,,30.00,,,,vis-1,,,,doc-1,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample's patient twelve times over."""
    made = Path(shutil.copytree(SAMPLE, tmp_path / "source"))
    for name in COPIED:
        head, *rows = (SAMPLE / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        copies = [head]
        for number in range(1, PEOPLE + 1):
            for row in rows:
                for word in ("pat", "vis", "cl"):
                    for one in ("1", "2"):
                        row = row.replace(f"{word}-{one},", f"{word}-{one}x{number},")
                copies.append(f"{number}{row}" if name == "claims_transactions" else row)
        (made / f"{name}.csv").write_text("\n".join(copies) + "\n", encoding="utf-8")
    return made


def sound(money: MoneyClinic) -> None:
    with money.desk.database.reading() as session:
        assert objections(session) == []
    proof = proving.prove(money.desk)
    assert proof.ok, proof.findings


def figures(money: MoneyClinic) -> set[tuple[int, int, int]]:
    return {(one.patient_owes, one.insurers_owe, one.unapplied) for one in reporting.balances(money.desk)}


@pytest.mark.parametrize("claims_at_once", [3, 250])
def test_two_imports_of_one_folder_at_once_bring_it_in_once(
    shared_money: MoneyClinic, folder: Path, monkeypatch: pytest.MonkeyPatch, claims_at_once: int
) -> None:
    monkeypatch.setattr(importing, "CLAIMS_AT_ONCE", claims_at_once)
    act: Act = lambda desk: importing.import_synthea(desk, folder)  # noqa: E731
    done = at_once(shared_money, act, act)
    assert all(isinstance(one, Imported) and one.refused == () for one in done), done
    made = [one.created.get("charges", 0) for one in done]
    assert sum(made) == PEOPLE * 3 and sum(one.created.get("patients", 0) for one in done) == PEOPLE
    assert figures(shared_money) == {(30_00, 80_00, -10_00)}
    assert len(reporting.balances(shared_money.desk)) == PEOPLE
    assert importing.import_synthea(shared_money.desk, folder).created == {}
    sound(shared_money)


@pytest.mark.parametrize("import_first", [True, False])
def test_a_payment_and_an_import_of_the_same_debt_wait_for_each_other(
    shared_money: MoneyClinic, postgres_server: PostgresServer, tmp_path: Path, import_first: bool
) -> None:
    made = Path(shutil.copytree(SAMPLE, tmp_path / "source"))
    importing.import_synthea(shared_money.desk, made)
    file = made / "claims_transactions.csv"
    rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    after = next(place for place, row in enumerate(rows, 1) if row.startswith("t5,"))
    file.write_text("".join((*rows[:after], LATE, *rows[after:])), encoding="utf-8")
    account = only_account(shared_money)
    pays: Act = lambda desk: posting.post_payment(desk, posting.PostPayment(account, 30_00, "cash", "at the desk"))  # noqa: E731
    brings: Act = lambda desk: importing.import_synthea(desk, made)  # noqa: E731
    acts = (brings, pays) if import_first else (pays, brings)
    for one in one_after_another(shared_money, postgres_server, *acts):
        assert not isinstance(one, PaydeskError), one
    assert figures(shared_money) == {(0, 80_00, -40_00)}
    sound(shared_money)


@pytest.mark.parametrize("import_first", [True, False])
def test_a_merge_and_an_import_wait_for_each_other(
    shared_money: MoneyClinic, postgres_server: PostgresServer, tmp_path: Path, import_first: bool
) -> None:
    made = Path(shutil.copytree(SAMPLE, tmp_path / "source"))
    rows = (made / "claims_transactions.csv").read_text(encoding="utf-8")
    (made / "claims_transactions.csv").write_text(rows.splitlines()[0] + "\n", encoding="utf-8")
    importing.import_synthea(shared_money.desk, made)
    (made / "claims_transactions.csv").write_text(rows, encoding="utf-8")
    form = registering.RegisterAccount(PersonForm("Sample", "Ada"))
    kept = registering.register_account(shared_money.desk, form).person_ids[0]
    with shared_money.desk.database.reading() as session:
        double = session.execute(text("SELECT id FROM person WHERE external_id = 'pat-1'")).scalar_one()
    merges: Act = lambda desk: merging.merge_people(desk, merging.MergePeople(kept, double, "same card"))  # noqa: E731
    brings: Act = lambda desk: importing.import_synthea(desk, made)  # noqa: E731
    acts = (brings, merges) if import_first else (merges, brings)
    for one in one_after_another(shared_money, postgres_server, *acts):
        assert not isinstance(one, PaydeskError), one
    with shared_money.desk.database.reading() as session:
        strange = "SELECT count(*) FROM charge c JOIN visit v ON v.id = c.visit_id WHERE v.account_id <> c.account_id"
        assert session.execute(text(strange)).scalar_one() == 0
    assert importing.import_synthea(shared_money.desk, made).created == {}
    sound(shared_money)


def only_account(money: MoneyClinic) -> int:
    with money.desk.database.reading() as session:
        return int(session.execute(text("SELECT id FROM account")).scalar_one())
