"""The office's records as forms have them, and a code import that is stopped half-way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from paydesk.data import fee_store
from paydesk.operations import administering, diagnosing, insuring, keeping, office_records
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role
from support.code_files import EVERY_CHAPTER, small_file
from support.fixed_clock import FixedClock
from support.migrated_clinic import empty_clinic


@pytest.fixture
def boss() -> Iterator[Desk]:
    """An administrator at an empty clinic."""
    database = empty_clinic()
    yield Desk(database, FixedClock(datetime(2026, 11, 23, 15, 0)), Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    database.close()


def save_fee(boss: Desk, amount: int, day: date, *, modifier: str = "") -> None:
    administering.save_service_code(
        boss, administering.SaveServiceCode("99213", "Office visit", amount, day, modifier, "Consulta")
    )


def test_a_code_shows_its_fees_newest_first_and_the_fee_in_force_today(boss: Desk) -> None:
    for amount, day in ((15000, date(2025, 1, 1)), (17500, date(2027, 1, 1)), (16000, date(2026, 1, 1))):
        save_fee(boss, amount, day)
    save_fee(boss, 9900, date(2026, 6, 1), modifier="52")
    (record,) = office_records.code_records(boss)
    assert [fee.amount for fee in record.fees] == [17500, 9900, 16000, 15000]
    assert record.fee == 16000 and record.spanish_name == "Consulta"


def test_the_fee_a_form_shows_is_the_one_that_a_charge_gets(boss: Desk) -> None:
    for amount, day in ((15000, date(2025, 1, 1)), (17500, date(2027, 1, 1)), (16000, date(2026, 1, 1))):
        save_fee(boss, amount, day)
    save_fee(boss, 9900, date(2026, 6, 1), modifier="52")
    (code,) = office_records.office_lists(boss).codes
    assert code.fee == 16000
    for day, modifiers, fee in (
        (date(2026, 11, 23), (), 16000), (date(2026, 11, 23), ("52", "25"), 9900),
        (date(2026, 11, 23), ("25", "52"), 16000), (date(2026, 5, 31), ("52",), 16000),
        (date(2025, 12, 31), (), 15000), (date(2024, 12, 31), (), None),
    ):  # fmt: skip
        assert code.fee_on(day, modifiers) == fee
        with boss.looking() as session:
            assert fee_store.fee_for(session, "99213", modifiers, day) == fee


def test_a_provider_who_left_stands_last(boss: Desk) -> None:
    administering.save_provider(boss, administering.SaveProvider("Dr. Able", "", active=False))
    administering.save_provider(boss, administering.SaveProvider("Dr. Baker", ""))
    assert [(one.name, one.active) for one in office_records.provider_records(boss)] == [
        ("Dr. Baker", True), ("Dr. Able", False),
    ]  # fmt: skip


def test_a_payer_and_a_place_are_read_as_they_were_kept(boss: Desk) -> None:
    insuring.save_payer(boss, insuring.SavePayer("Aetna", phone="(512) 555-0199", edi_id="60054"))
    administering.save_place(boss, administering.SavePlace("Main office", "11"))
    (payer,), (place,) = office_records.payer_records(boss), office_records.place_records(boss)
    assert (payer.name, payer.kind, payer.phone, payer.edi_id) == ("Aetna", "commercial", "5125550199", "60054")
    assert (place.name, place.pos_code) == ("Main office", "11")


def test_a_code_import_tells_how_far_it_is_and_keeps_nothing_when_it_is_stopped(
    boss: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "icd10cm-codes-2027.txt"
    codes = [f"{letter}{number:04d}" for letter in "AB" for number in range(6000)]
    text = "".join(f"{code}   Invented {code}\n" for code in codes)
    file.write_text(small_file(monkeypatch, text), "utf-8")
    everything = 12000 + EVERY_CHAPTER
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 7000:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        diagnosing.import_edition(boss, file, progress=stop)
    assert told[0] == (0, everything) and told[-1] == (7000, everything)
    assert len(diagnosing.CodeBook(boss).editions()) == 1
    assert diagnosing.import_edition(boss, file).codes == everything


def test_the_alignment_sheet_is_one_page(boss: Desk) -> None:
    assert keeping.page_count(keeping.alignment_sheet(boss)) == 1


def test_two_providers_of_one_name_are_told_apart_by_their_npis_only(boss: Desk) -> None:
    first = administering.save_provider(boss, administering.SaveProvider("Dr. Able", "1234567893"))
    with pytest.raises(PaydeskError) as refused:
        administering.save_provider(boss, administering.SaveProvider("dr. able", ""))
    assert refused.value.field == "name"
    with pytest.raises(PaydeskError) as refused:
        administering.save_provider(boss, administering.SaveProvider("Dr. Baker", "1234567893"))
    assert refused.value.field == "npi"
    administering.save_provider(boss, administering.SaveProvider("Dr. Able", "1245319599"))
    again = administering.SaveProvider("Dr. Able", "1234567893", "Family medicine", True, first.id)
    assert administering.save_provider(boss, again).id == first.id
    assert len(office_records.provider_records(boss)) == 2
