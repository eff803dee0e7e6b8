"""What may still change on a visit that has charges, and what then moves with it; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from paydesk.data import ledger_store
from paydesk.data.charge_tables import Charge
from paydesk.operations import adjusting, charging, marking, noting, proving, reading, remitting, undoing, visiting
from paydesk.operations.charging import NewCharge
from paydesk.operations.visiting import EnterVisit, SaveVisit
from paydesk.rules.errors import PaydeskError
from support.money_clinic import Family, MoneyClinic

OFFICE_VISIT = NewCharge("99213", "Office visit", fee=155_00)
STREP_TEST = NewCharge("87880", "Strep test", fee=30_00)


def charged(money: MoneyClinic, family: Family, *charges: NewCharge, **changes: Any) -> tuple[SaveVisit, list[int]]:
    """The visit as kept, and its charges."""
    visit = replace(SaveVisit(family.patients[0], money.clock.today(), reason="Cough"), **changes)
    entered = visiting.enter_visit(money.desk, EnterVisit(visit, charges or (OFFICE_VISIT, STREP_TEST), money.key()))
    return visiting.visit_record(money.desk, entered.visit_id), list(entered.charge_ids)


def again(money: MoneyClinic, record: SaveVisit, **changes: Any) -> SaveVisit:
    """Save the visit with changes; as it is kept then."""
    visiting.save_visit(money.desk, replace(record, **changes))
    assert record.visit_id is not None
    return visiting.visit_record(money.desk, record.visit_id)


def parts(money: MoneyClinic, charges: list[int], party: int) -> list[tuple[int, int]]:
    """What the patient and a coverage owe of each charge."""
    return [(money.part(one), money.part(one, party)) for one in charges]


def figures(money: MoneyClinic, family: Family) -> tuple[int, int, int]:
    found = reading.account_page(money.desk, family.account).figures
    return found.patient_owes, found.insurers_owe, found.credit


def undo_all(money: MoneyClinic, charges: list[int]) -> None:
    with money.desk.database.reading() as session:
        entries = [ledger_store.entries_on_charge(session, one)[-1].id for one in charges]
    for entry in entries:
        undoing.undo(money.desk, undoing.UndoEntry(entry, "Wrong visit", money.key()))


# Paid in full: do not bill insurance.


def test_paid_in_full_moves_what_the_insurer_owes_to_the_patient_and_says_why(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    record, charges = charged(money, family)
    assert parts(money, charges, aetna) == [(40_00, 115_00), (0, 30_00)]
    again(money, record, self_pay=True)
    assert parts(money, charges, aetna) == [(155_00, 0), (30_00, 0)]
    events = reading.account_page(money.desk, family.account).stories[0].charges[0].events
    assert (events[-1].word, events[-1].what) == ("Moved", "Paid in full: insurance is not billed")
    assert proving.prove(money.desk).findings == ()


@pytest.mark.parametrize(("because", "copay"), [("QMB", 0), ("Medicaid", 40_00)])
def test_cleared_on_a_visit_charged_to_the_patient_no_more_than_a_flag_allows_stays(
    money: MoneyClinic, because: str, copay: int
) -> None:
    family = money.family(plans=(0,), copay=40_00)
    patient = family.patients[0]
    record, charges = charged(money, family, OFFICE_VISIT, self_pay=True)
    about = {"because": because}
    noting.raise_flag(
        money.desk,
        noting.RaiseFlag(family.account, "no_balance_billing", record.on - timedelta(days=30), patient, facts=about),
    )
    record = again(money, record, self_pay=False)
    assert parts(money, charges, family.coverages[patient][0]) == [(copay, 155_00 - copay)]
    with pytest.raises(PaydeskError) as refused:
        again(money, record, self_pay=True)
    assert refused.value.field == "self_pay"
    assert parts(money, charges, family.coverages[patient][0]) == [(copay, 155_00 - copay)]


def test_cleared_again_everything_is_as_it_was_before(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    record, charges = charged(money, family)
    record = again(money, record, self_pay=True)
    record = again(money, record, self_pay=False)
    assert parts(money, charges, aetna) == [(40_00, 115_00), (0, 30_00)]
    record = again(money, record, self_pay=True)
    assert parts(money, charges, aetna) == [(155_00, 0), (30_00, 0)]
    again(money, record, self_pay=False)
    assert parts(money, charges, aetna) == [(40_00, 115_00), (0, 30_00)]
    assert proving.prove(money.desk).findings == ()


def test_cleared_on_a_visit_charged_to_the_patient_it_goes_to_the_insurer_less_the_copay(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    record, charges = charged(money, family, self_pay=True)
    assert parts(money, charges, aetna) == [(155_00, 0), (30_00, 0)]
    record = again(money, record, self_pay=False)
    assert parts(money, charges, aetna) == [(40_00, 115_00), (0, 30_00)]
    more = charging.PostCharges(record.visit_id or 0, (STREP_TEST,), money.key())
    added = charging.post_charges(money.desk, more)
    assert (added.copay, parts(money, list(added.charge_ids), aetna)) == (0, [(0, 30_00)])


def test_what_the_patient_had_paid_is_credit_when_insurance_is_billed_after_all(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    record, _ = charged(money, family, self_pay=True)
    money.pay(family, 185_00)
    assert figures(money, family) == (0, 0, 0)
    again(money, record, self_pay=False)
    assert figures(money, family) == (0, 145_00, 145_00)
    assert proving.prove(money.desk).findings == ()


def test_money_taken_for_the_visit_pays_what_became_the_patients(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    visit = visiting.save_visit(money.desk, SaveVisit(family.patients[0], money.clock.today(), status="arrived"))
    money.pay(family, 185_00, automatic=False, visit_id=visit.visit_id)
    record = visiting.visit_record(money.desk, visit.visit_id)
    visiting.enter_visit(money.desk, EnterVisit(record, (OFFICE_VISIT, STREP_TEST), money.key()))
    assert figures(money, family) == (0, 145_00, 145_00)
    again(money, visiting.visit_record(money.desk, visit.visit_id), self_pay=True)
    assert figures(money, family) == (0, 0, 0)


def test_charges_added_by_the_same_form_follow_the_new_answer(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    record, charges = charged(money, family, OFFICE_VISIT)
    entered = visiting.enter_visit(
        money.desk, EnterVisit(replace(record, self_pay=True), (STREP_TEST,), money.key())
    )
    assert parts(money, [*charges, *entered.charge_ids], aetna) == [(155_00, 0), (30_00, 0)]
    assert entered.copay == 0


def test_two_coverages_both_hand_their_parts_to_the_patient(money: MoneyClinic) -> None:
    family = money.family(plans=(0, 1))
    first, second = family.coverages[family.patients[0]]
    record, (charge,) = charged(money, family, OFFICE_VISIT)
    move = adjusting.TransferResponsibility(charge, 50_00, first, second, "To the second", money.key())
    adjusting.transfer_responsibility(money.desk, move)
    record = again(money, record, self_pay=True)
    assert [money.part(charge, party) for party in (0, first, second)] == [155_00, 0, 0]
    again(money, record, self_pay=False)
    assert [money.part(charge, party) for party in (0, first, second)] == [0, 105_00, 50_00]


def test_without_coverage_nothing_moves_either_way(money: MoneyClinic) -> None:
    family = money.family()
    record, charges = charged(money, family, OFFICE_VISIT)
    record = again(money, record, self_pay=True)
    assert not again(money, record, self_pay=False).self_pay and money.part(charges[0]) == 155_00


@pytest.mark.parametrize("denied", [False, True])
def test_after_an_insurers_answer_it_is_refused_and_nothing_moves(money: MoneyClinic, denied: bool) -> None:
    family = money.family(plans=(0,))
    aetna = family.coverages[family.patients[0]][0]
    record, (charge,) = charged(money, family, OFFICE_VISIT)
    lines = () if denied else (remitting.AnswerLine(charge, 50_00, 0, 0),)
    answer = remitting.Answer(aetna, record.visit_id or 0, lines, denied=denied)
    paid = 0 if denied else 50_00
    remitting.post_remittance(
        money.desk,
        remitting.PostRemittance(money.payers[0], "T1", paid, money.clock.today(), (answer,), money.key()),
    )
    before = parts(money, [charge], aetna)
    for change in ({"self_pay": True}, {"self_pay": True, "reason": "Private"}):
        with pytest.raises(PaydeskError, match="An insurer has answered this visit") as refused:
            visiting.save_visit(money.desk, replace(record, **change))
        assert refused.value.field == "self_pay"
    assert parts(money, [charge], aetna) == before
    assert visiting.visit_record(money.desk, record.visit_id or 0) == record


def test_who_the_law_protects_is_not_handed_the_insurers_part(money: MoneyClinic) -> None:
    family = money.family(plans=(2,))
    medicaid = family.coverages[family.patients[0]][0]
    record, charges = charged(money, family, OFFICE_VISIT)
    with pytest.raises(PaydeskError, match="law protects") as refused:
        visiting.save_visit(money.desk, replace(record, self_pay=True))
    assert refused.value.field == "self_pay" and parts(money, charges, medicaid) == [(0, 155_00)]


def test_who_may_not_post_charges_does_not_move_them_by_this(money: MoneyClinic) -> None:
    from paydesk.operations.desk import Actor
    from paydesk.rules.errors import NotAllowed
    from paydesk.rules.office import Role

    family = money.family(plans=(0,))
    record, charges = charged(money, family, OFFICE_VISIT)
    reader = money.desk.as_actor(Actor("rita", Role.READ_ONLY, "desk 2"))
    with pytest.raises(NotAllowed):
        visiting.save_visit(reader, replace(record, self_pay=True))
    assert money.part(charges[0]) == 0


# Date, patient, status.


def test_the_day_of_a_charged_visit_stays_until_its_charges_are_undone(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    record, charges = charged(money, family)
    yesterday = money.clock.today() - timedelta(days=1)
    with pytest.raises(PaydeskError, match="Reverse its charges first") as refused:
        visiting.save_visit(money.desk, replace(record, on=yesterday))
    assert refused.value.field == "on"
    undo_all(money, charges)
    record = visiting.visit_record(money.desk, record.visit_id or 0)
    record = again(money, record, on=yesterday)
    posted = charging.post_charges(
        money.desk, charging.PostCharges(record.visit_id or 0, (OFFICE_VISIT,), money.key())
    )
    with money.desk.database.reading() as session:
        charge = session.get_one(Charge, posted.charge_ids[0])
        assert (record.on, charge.service_date) == (yesterday, yesterday)


@pytest.mark.parametrize("status", ["canceled", "no-show", "scheduled", "arrived"])
def test_a_charged_visit_happened_and_is_not_marked_otherwise(money: MoneyClinic, status: str) -> None:
    family = money.family(plans=(0,))
    record, _ = charged(money, family)
    with pytest.raises(PaydeskError, match="Reverse its charges first") as refused:
        visiting.save_visit(money.desk, replace(record, status=status))
    assert refused.value.field == "status"
    with pytest.raises(PaydeskError, match="Reverse its charges first"):
        marking.mark_visit(money.desk, marking.MarkVisit(record.visit_id or 0, status))
    assert visiting.visit_record(money.desk, record.visit_id or 0) == record


def test_another_patient_is_another_visit_once_it_is_charged(money: MoneyClinic) -> None:
    family = money.family(patients=2, plans=(0,))
    record, charges = charged(money, family)
    other = family.patients[1]
    with pytest.raises(PaydeskError, match="Reverse its charges first") as refused:
        visiting.save_visit(money.desk, replace(record, patient_id=other))
    assert refused.value.field == "patient_id"
    undo_all(money, charges)
    with pytest.raises(PaydeskError, match="stands in the ledger for this patient") as refused:
        visiting.save_visit(money.desk, replace(record, patient_id=other, version=None))
    assert refused.value.field == "patient_id"


def test_a_planned_visit_may_be_for_another_of_the_family_but_not_of_another_account(money: MoneyClinic) -> None:
    family, others = money.family(patients=2), money.family(number=50002)
    visit = visiting.save_visit(money.desk, SaveVisit(family.patients[0], money.clock.today(), status="scheduled"))
    record = again(money, visiting.visit_record(money.desk, visit.visit_id), patient_id=family.patients[1])
    assert record.patient_id == family.patients[1]
    with pytest.raises(PaydeskError, match="another account") as refused:
        visiting.save_visit(money.desk, replace(record, patient_id=others.patients[0]))
    assert refused.value.field == "patient_id"


@pytest.mark.parametrize("status", ["canceled", "no-show"])
def test_a_visit_that_did_not_take_place_is_not_charged(money: MoneyClinic, status: str) -> None:
    family = money.family()
    visit = visiting.save_visit(money.desk, SaveVisit(family.patients[0], money.clock.today(), status=status))
    record = visiting.visit_record(money.desk, visit.visit_id)
    with pytest.raises(PaydeskError, match="Mark it as arrived first") as refused:
        visiting.enter_visit(money.desk, EnterVisit(record, (OFFICE_VISIT,), money.key()))
    assert refused.value.field == "status"
    with pytest.raises(PaydeskError, match="Mark it as arrived first"):
        charging.post_charges(money.desk, charging.PostCharges(visit.visit_id, (OFFICE_VISIT,), money.key()))
    assert figures(money, family) == (0, 0, 0)


def test_a_visit_is_not_charged_before_its_day(money: MoneyClinic) -> None:
    family = money.family()
    day = money.clock.today() + timedelta(days=14)
    request = SaveVisit(family.patients[0], day, status="scheduled")
    with pytest.raises(PaydeskError, match="planned for 12/07/2026") as refused:
        visiting.enter_visit(money.desk, EnterVisit(request, (OFFICE_VISIT,), money.key()))
    assert refused.value.field == "on" and figures(money, family) == (0, 0, 0)


@pytest.mark.parametrize("share", [30_00, 40_00, 50_00])
def test_the_insurers_answer_to_a_charge_that_was_the_patients_first_leaves_what_it_says(
    money: MoneyClinic, share: int
) -> None:
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    record, charges = charged(money, family, OFFICE_VISIT, self_pay=True)
    again(money, record, self_pay=False)
    assert parts(money, charges, aetna) == [(40_00, 115_00)]
    money.answer(aetna, charges[0], paid=60_00, contractual=95_00 - share, others=share)
    assert parts(money, charges, aetna) == [(share, 0)]
    assert proving.prove(money.desk).findings == ()
