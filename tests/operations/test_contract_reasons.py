"""What comes off by contract: kept by the clinic, changed by who may, and never what is the patient's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paydesk.operations import contract_reasons, insuring, office_records
from paydesk.operations.contract_reasons import SaveContractReason
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic


def kept(money: MoneyClinic) -> list[tuple[str, bool, bool]]:
    return [(one.id, one.active, one.fixed) for one in contract_reasons.contract_reasons(money.desk)]


def test_the_clinics_own_reasons_stand_beside_those_that_come_off_everywhere(money: MoneyClinic) -> None:
    done = contract_reasons.save_contract_reason(money.desk, SaveContractReason("co", "131", why="contract, clause 4"))
    assert done.id == "CO 131"
    assert kept(money) == [("CO 253", True, True), ("CO 45", True, True), ("CO 131", True, False)]
    contract_reasons.save_contract_reason(money.desk, SaveContractReason("CO", "131", False, "clause ended"))
    assert kept(money)[2] == ("CO 131", False, False)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"grouped": "PR"}, "grouped"), ({"reason": "4 5"}, "reason"), ({"reason": "45"}, "reason"),
     ({"why": " "}, "why")],
)
def test_what_cannot_come_off_by_contract_is_refused(money: MoneyClinic, change: dict[str, str], field: str) -> None:
    request = replace(SaveContractReason("CO", "131", why="contract"), **change)
    with pytest.raises(PaydeskError) as refused:
        contract_reasons.save_contract_reason(money.desk, request)
    assert refused.value.field == field and len(kept(money)) == 2


def test_a_clerk_does_not_change_it(money: MoneyClinic) -> None:
    clerk = money.desk.as_actor(replace(money.desk.actor, role=Role.CLERK))
    with pytest.raises(NotAllowed):
        contract_reasons.save_contract_reason(clerk, SaveContractReason("CO", "131", why="contract"))


def test_a_payer_is_kept_with_whether_its_answers_post_by_themselves(money: MoneyClinic) -> None:
    insuring.save_payer(money.desk, insuring.SavePayer("Harbor", auto_post=False))
    found = {one.name: one.auto_post for one in office_records.payer_records(money.desk)}
    assert found == {"Aetna": True, "Cigna": True, "Harbor": False, "Medicaid": True, "Medicare": True}
