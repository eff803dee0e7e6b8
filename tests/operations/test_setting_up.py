"""Setting up a clinic, opening it again, signing in: keys, refusals, roles, and codes of diagnoses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from paydesk import bootstrap, clinic_key
from paydesk.config import Home
from paydesk.data import schema
from paydesk.data.database import Database
from paydesk.gateways import keychain
from paydesk.operations import administering, charging, diagnosing, posting, signing_in, visiting
from paydesk.operations.administering import ClinicSettings, SetUpClinic
from paydesk.operations.desk import Actor
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support.code_files import EVERY_CHAPTER, small_file
from support.memory_keyring import MemoryKeyring
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer

PASSWORD = "four plain words here"
CLINIC = SetUpClinic(ClinicSettings("Riverbend Family Clinic", ("PO Box 4400",), "217 555 0100"), "ana", PASSWORD)


def test_a_clinic_is_set_up_once_and_opens_again_with_the_key_in_the_keyring(tmp_path: Path) -> None:
    desk, key = bootstrap.set_up(Home(tmp_path), CLINIC)
    desk.close()
    desk.database.close()
    assert key is not None and b"Riverbend" not in Home(tmp_path).database.read_bytes()
    again = bootstrap.open_desk(Home(tmp_path))
    assert administering.clinic_settings(again).phone == "(217) 555-0100"
    assert (again.actor.name, again.actor.role) == (signing_in.COMMAND_LINE, Role.ADMINISTRATOR)
    again.database.close()
    with pytest.raises(PaydeskError, match="set up here already"):
        bootstrap.set_up(Home(tmp_path), CLINIC)


def test_the_first_day_at_the_desk_is_the_clinics_own(tmp_path: Path) -> None:
    days = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # never the same day: they are 25 hours apart
        clinic = replace(CLINIC, clinic=replace(CLINIC.clinic, time_zone=zone))
        desk, _ = bootstrap.set_up(Home(tmp_path / zone.replace("/", "_")), clinic)
        assert administering.clinic_settings(desk).first_day == desk.clock.today().isoformat()
        days.append(desk.clock.today())
        desk.close()
        desk.database.close()
    assert days[0] > days[1]


def test_the_recovery_lines_open_the_clinic_where_the_keyring_does_not(
    tmp_path: Path, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, key = bootstrap.set_up(Home(tmp_path), CLINIC)
    desk.database.close()
    assert key is not None
    (tmp_path / "clinic.id").write_text("another pc")
    with pytest.raises(PaydeskError, match="PAYDESK_KEY"):
        bootstrap.open_desk(Home(tmp_path))
    monkeypatch.setenv("PAYDESK_KEY", "\n".join(keychain.recovery_lines(key)))
    bootstrap.open_desk(Home(tmp_path)).database.close()
    monkeypatch.setenv("PAYDESK_KEY", "00" * 32)
    with pytest.raises(PaydeskError, match="does not open"):
        bootstrap.open_desk(Home(tmp_path))


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (SetUpClinic(ClinicSettings(" "), "ana", PASSWORD), "name"),
        (SetUpClinic(ClinicSettings("Clinic"), "ana", "short"), "password"),
        (SetUpClinic(ClinicSettings("Clinic"), " ", PASSWORD), "admin"),
        (SetUpClinic(ClinicSettings("Clinic", npi="1234567890"), "ana", PASSWORD), "npi"),
        (SetUpClinic(ClinicSettings("Clinic", time_zone="Mars/Base"), "ana", PASSWORD), "time_zone"),
    ],
)
def test_a_set_up_that_cannot_be_leaves_no_file(tmp_path: Path, request_: SetUpClinic, field: str) -> None:
    with pytest.raises(PaydeskError) as refused:
        bootstrap.set_up(Home(tmp_path), request_)
    assert refused.value.field == field
    assert not Home(tmp_path).database.exists()


@pytest.mark.parametrize("migrated", [False, True])
def test_a_set_up_killed_half_way_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated: bool
) -> None:
    place, upgrade = Home(tmp_path / "home"), schema.upgrade

    def killed(database: Database) -> None:
        if migrated:
            upgrade(database)
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "upgrade", killed)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.set_up(place, CLINIC)
    assert not bootstrap.is_set_up(place)
    monkeypatch.setattr(schema, "upgrade", upgrade)
    desk, _ = bootstrap.set_up(place, CLINIC)
    desk.close()
    desk.database.close()
    again = bootstrap.sign_in(bootstrap.open_database(place), CLINIC.admin, CLINIC.password)
    again.close()
    again.database.close()
    assert [one.name for one in place.root.iterdir() if "clinic.paydesk" in one.name] == ["clinic.paydesk"]


def test_a_set_up_takes_no_key_away_from_a_clinic_whose_file_is_elsewhere(tmp_path: Path) -> None:
    place = Home(tmp_path / "home")
    desk, key = bootstrap.set_up(place, CLINIC)
    desk.close()
    desk.database.close()
    old = clinic_key.identity(place)
    place.database.rename(tmp_path / "on a stick")
    other, _ = bootstrap.set_up(place, CLINIC)
    other.close()
    other.database.close()
    assert keychain.read_key(old) == key


@pytest.mark.parametrize("left", ["", "\n"])
def test_a_name_of_the_key_that_a_power_cut_emptied_is_made_anew(tmp_path: Path, left: str) -> None:
    place = Home(tmp_path / "home").prepare()
    (place.root / "clinic.id").write_text(left, encoding="ascii")
    name = clinic_key.identity(place)
    assert len(name) == 16
    assert clinic_key.identity(place) == name


def test_nothing_is_there_to_open(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="paydesk setup"):
        bootstrap.open_desk(Home(tmp_path))


def test_only_the_right_password_signs_in_and_both_are_in_the_audit_trail(tmp_path: Path) -> None:
    desk, _ = bootstrap.set_up(Home(tmp_path), CLINIC)
    desk.database.close()
    database = bootstrap.open_database(Home(tmp_path))
    for name, password in (("ana", "wrong words all over"), ("eve", PASSWORD)):
        with pytest.raises(NotAllowed, match="do not fit"):
            bootstrap.sign_in(database, name, password)
    signed_in = bootstrap.sign_in(database, " Ana ", PASSWORD)
    assert signed_in.actor.name == "ana"
    signed_in.close()
    with database.reading() as session:
        acts = session.connection().exec_driver_sql("SELECT act FROM audit ORDER BY id").scalars().all()
    assert acts == ["office.edit", "sign-in.failed", "sign-in.failed", "sign-in.right", "sign-in"]
    database.close()


def test_the_same_clinic_is_set_up_on_a_server_by_its_owner_and_opened_by_a_clerk(
    postgres_server: PostgresServer, fresh_postgres_url: str
) -> None:
    desk, key = bootstrap.set_up(Home(Path("unused")), CLINIC, url=fresh_postgres_url)
    assert key is None
    desk.database.close()
    for url in (fresh_postgres_url, postgres_server.clerks(fresh_postgres_url)):
        again = bootstrap.open_desk(Home(Path("unused")), url=url, user="ana")
        assert again.actor.name == "ana"
        again.database.close()
        with pytest.raises(NotFound, match="no user"):
            bootstrap.open_desk(Home(Path("unused")), url=url, user="eve")


def test_permissions_are_enforced_in_operations(money: MoneyClinic) -> None:
    family = money.family()
    reader = money.desk.as_actor(Actor("rita", Role.READ_ONLY, "desk 2"))
    with pytest.raises(NotAllowed, match="read-only"):
        posting.post_payment(reader, posting.PostPayment(family.account, 5_00, "cash", money.key()))
    with pytest.raises(NotAllowed):
        administering.save_provider(
            money.desk.as_actor(Actor("carl", Role.CLERK, "desk 2")), administering.SaveProvider("Dr. Lee", "")
        )
    assert money.credit(family) == 0


def test_fees_are_dated_and_by_modifier_and_the_clinics_own_names_are_used(money: MoneyClinic) -> None:
    today = money.clock.today()
    save = administering.save_service_code
    save(money.desk, administering.SaveServiceCode("99213", "Office visit", 100_00, date(2026, 1, 1)))
    save(money.desk, administering.SaveServiceCode("99213", "Office visit", 120_00, date(2027, 1, 1)))
    save(money.desk, administering.SaveServiceCode("99213", "Office visit", 90_00, date(2026, 1, 1), "95"))
    family = money.family()
    visit = visiting.save_visit(money.desk, visiting.SaveVisit(family.patients[0], today))
    posted = charging.post_charges(
        money.desk,
        charging.PostCharges(
            visit.visit_id,
            (charging.NewCharge("99213", units=2), charging.NewCharge("99213", modifiers=("95",))), money.key(),
        ),
    )  # fmt: skip
    assert posted.total == 290_00
    with pytest.raises(PaydeskError, match="Type the fee"):
        charging.post_charges(
            money.desk, charging.PostCharges(visit.visit_id, (charging.NewCharge("87880"),), money.key())
        )


@pytest.mark.parametrize(
    ("charge", "field"),
    [
        (charging.NewCharge("99!", fee=1), "code"),
        (charging.NewCharge("99213", modifiers=("2",), fee=1), "modifiers"),
        (charging.NewCharge("99213", units=0, fee=1), "units"),
        (charging.NewCharge("99213", pointers=(2,), fee=1), "pointers"),
        (charging.NewCharge("99213", fee=0), "fee"),
    ],
)
def test_a_charge_that_cannot_be_is_refused_beside_its_field(
    money: MoneyClinic, charge: charging.NewCharge, field: str
) -> None:
    family = money.family()
    visit = visiting.save_visit(
        money.desk,
        visiting.SaveVisit(family.patients[0], money.clock.today(), diagnoses=(visiting.Diagnosis("J020"),)),
    )
    with pytest.raises(PaydeskError) as refused:
        charging.post_charges(money.desk, charging.PostCharges(visit.visit_id, (charge,), money.key()))
    assert refused.value.field == field


def test_diagnoses_are_found_by_code_or_words_and_judged_by_the_last_edition(money: MoneyClinic) -> None:
    book = diagnosing.CodeBook(money.desk)
    today = money.clock.today()
    assert book.search("E11.9", today)[0].code == "E119"
    assert any(code.code == "J020" for code in book.search("pharyngitis streptococcal", today))
    assert not book.judge("E11.9", today).alarm
    assert "April 2026" in (book.notice() or "") or "2026" in (book.notice() or "")


def test_an_imported_edition_takes_over_and_damaged_lines_are_named(
    money: MoneyClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "icd10cm-codes-2027.txt"
    lines = "E119    Type 2 diabetes, invented text\nnot a code line\nJ020    Sore throat, invented\n"
    file.write_text(small_file(monkeypatch, lines))
    done = diagnosing.import_edition(money.desk, file)
    assert (done.codes, len(done.refused)) == (2 + EVERY_CHAPTER, 1)
    assert diagnosing.import_edition(money.desk, file).codes == 2 + EVERY_CHAPTER
    book = diagnosing.CodeBook(money.desk)
    assert book.search("sore invented", money.clock.today())[0].code == "J020"


def test_a_file_with_a_part_of_an_edition_is_refused_by_name_and_calls_no_code_wrong(
    money: MoneyClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "icd10cm-codes-2027.txt"
    file.write_text("E119    Type 2 diabetes, invented text\nJ020    Sore throat, invented\n")
    with pytest.raises(PaydeskError, match=r"icd10cm-codes-2027\.txt is not a whole .* edition: 2 codes were read"):
        diagnosing.import_edition(money.desk, file)
    assert len(diagnosing.CodeBook(money.desk).editions()) == 1
    file.write_text(small_file(monkeypatch, file.read_text()))
    diagnosing.import_edition(money.desk, file)
    assert diagnosing.CodeBook(money.desk).judge("J02.9", money.clock.today()).alarm
    # One that was kept before editions were looked at is not trusted with an alarm.
    monkeypatch.undo()
    verdict = diagnosing.CodeBook(money.desk).judge("J02.9", money.clock.today())
    assert not verdict.alarm and "not have all codes" in verdict.says


def test_a_clinic_whose_guards_are_gone_is_not_opened_for_posting(tmp_path: Path) -> None:
    desk, _ = bootstrap.set_up(Home(tmp_path), CLINIC)
    with desk.database.transaction() as session:
        session.connection().exec_driver_sql("DROP TRIGGER entry_seals")
    desk.database.close()
    with pytest.raises(PaydeskError, match="entry_seals"):
        bootstrap.open_desk(Home(tmp_path))


def test_looks_wait_while_the_server_is_away_and_are_written_when_it_is_back(money: MoneyClinic) -> None:
    def away() -> None:
        raise PaydeskError("The clinic's server does not answer.")

    money.desk.looked("account.open", "Opened an account", account=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(money.desk.database), "transaction", lambda self: away())
        with pytest.raises(PaydeskError, match="does not answer"):
            money.desk.flush_looks()
    money.desk.flush_looks()
    with money.desk.database.reading() as session:
        acts = session.connection().exec_driver_sql("SELECT act FROM audit").scalars().all()
    assert "account.open" in acts


def test_who_may_not_import_codes_is_told_whom_to_ask(money: MoneyClinic) -> None:
    clerk = money.desk.as_actor(Actor("carl", Role.CLERK, "desk 2"))
    boss = money.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    assert "Ask an administrator to import the code file" in (diagnosing.CodeBook(clerk).notice() or "")
    assert "Import the code file" in (diagnosing.CodeBook(boss).notice() or "")


@pytest.mark.parametrize(
    ("minutes", "says"), [(-30, "30 minutes ahead of"), (200, "3 hours behind"), (600_000, "days behind")]
)
def test_a_pc_whose_clock_is_not_the_servers_does_not_open_the_clinic(
    fresh_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: int, says: str
) -> None:
    desk, _ = bootstrap.set_up(Home(tmp_path), CLINIC, url=fresh_postgres_url)
    desk.close()
    desk.database.close()
    real = Database.server_time
    monkeypatch.setattr(Database, "server_time", lambda database: real(database) + timedelta(minutes=minutes))
    with pytest.raises(PaydeskError, match=f"clock is {says} the clinic's server"):
        bootstrap.open_database(Home(tmp_path), url=fresh_postgres_url)
    monkeypatch.setattr(Database, "server_time", lambda database: real(database) + timedelta(minutes=9))
    bootstrap.open_database(Home(tmp_path), url=fresh_postgres_url).close()
