"""A full card number gets past no operation, whatever text of it holds one; the window's fields are the first gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from paydesk.operations import administering, charging, insuring, noting, undoing, visiting
from paydesk.operations.administering import ClinicSettings, SavePlace, SaveProvider, SaveServiceCode, SetUpClinic
from paydesk.operations.charging import NewCharge, PostCharges
from paydesk.operations.insuring import SaveCoverage, SavePayer
from paydesk.operations.visiting import Diagnosis, SaveVisit
from paydesk.rules.errors import PaydeskError
from support.money_clinic import Family, MoneyClinic

CARD = "4111 1111 1111 1111"
CARD_CODE = "378282246310005"
DAY = date(2026, 1, 1)


def charged(money: MoneyClinic, family: Family, charge: NewCharge) -> None:
    visit = visiting.save_visit(money.desk, SaveVisit(family.patients[0], money.clock.today())).visit_id
    charging.post_charges(money.desk, PostCharges(visit, (charge,), money.key()))


def undone(money: MoneyClinic, family: Family) -> None:
    lot = money.pay(family, 10_00).lot_id
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(lot, f"card {CARD}", money.key()))


def visited(money: MoneyClinic, family: Family, **changes: object) -> None:
    visiting.save_visit(money.desk, SaveVisit(family.patients[0], DAY, **changes))  # type: ignore[arg-type]


def insured(money: MoneyClinic, family: Family, **changes: object) -> None:
    request = SaveCoverage(family.patients[0], money.payers[0], "M1", DAY, **changes)  # type: ignore[arg-type]
    insuring.save_coverage(money.desk, request)


GATES: dict[str, tuple[str, Callable[[MoneyClinic, Family], object]]] = {
    "undoing": ("reason", undone),
    "the name of a charge": ("description", lambda m, f: charged(m, f, NewCharge("99213", CARD, fee=1_00))),
    "a code of one's own": ("code", lambda m, f: charged(m, f, NewCharge(CARD_CODE, "x", fee=1_00, system="own"))),
    "a diagnosis": ("diagnoses", lambda m, f: visited(m, f, diagnoses=(Diagnosis("A00", CARD),))),
    "a visit": ("reason", lambda m, f: visited(m, f, reason=CARD)),
    "a plan": ("plan_name", lambda m, f: insured(m, f, plan_name=CARD)),
    "a relation": ("relation", lambda m, f: insured(m, f, relation=CARD)),
    "a member": ("member_number", lambda m, f: insuring.save_coverage(
        m.desk, SaveCoverage(f.patients[0], m.payers[0], CARD, DAY)
    )),
    "a payer": ("name", lambda m, f: insuring.save_payer(m.desk, SavePayer(f"P {CARD}"))),
    "a place": ("name", lambda m, f: administering.save_place(m.desk, SavePlace(f"P {CARD}"))),
    "a provider": ("specialty", lambda m, f: administering.save_provider(m.desk, SaveProvider("Lee", "", CARD))),
    "a service": ("short_name", lambda m, f: administering.save_service_code(m.desk, SaveServiceCode("99214", CARD))),
    "its Spanish name": ("spanish_name", lambda m, f: administering.save_service_code(
        m.desk, SaveServiceCode("99214", "Visit", spanish_name=CARD)
    )),
    "a flag": ("carrier", lambda m, f: noting.raise_flag(m.desk, noting.RaiseFlag(
        f.account, "workers_compensation", DAY, f.patients[0], facts={"injured_on": "2026-01-01", "carrier": CARD}
    ))),
}  # fmt: skip


@pytest.mark.parametrize("gate", GATES)
def test_no_operation_keeps_a_full_card_number(money: MoneyClinic, gate: str) -> None:
    family = money.family()
    field, keep = GATES[gate]
    with pytest.raises(PaydeskError, match="Never keep a full") as refused:
        keep(money, family)
    assert refused.value.field == field


def test_the_clinics_own_words_hold_none_either(money: MoneyClinic) -> None:
    for clinic in (ClinicSettings(f"P {CARD}"), ClinicSettings("Riverbend", address=("200 River St", CARD))):
        request = SetUpClinic(clinic, "ana", "correct horse battery")
        with pytest.raises(PaydeskError, match="Never keep a full"):
            administering.set_up(money.desk.database, money.clock, request, workstation="desk 1")
    made = administering.set_up(
        money.desk.database, money.clock,
        SetUpClinic(ClinicSettings("Riverbend"), "ana", "correct horse battery"), workstation="desk 1",
    )  # fmt: skip
    with pytest.raises(PaydeskError, match="Never keep a full") as refused:
        administering.save_settings(made, ClinicSettings("Riverbend", remit_to=(CARD,)))
    assert refused.value.field == "remit_to"
