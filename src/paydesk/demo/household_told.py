"""What a made-up household told of its means: wages and child support, a little left, one proof still to come."""

from __future__ import annotations

from datetime import timedelta

from paydesk.operations import affording
from paydesk.operations.affording import KeepSheet, KeptSheet
from paydesk.operations.desk import Desk
from paydesk.rules.affordability import Sheet
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.poverty_guideline import Region
from paydesk.rules.told_means import Proof, ToldHow

_MONTHLY = Frequency.MONTHLY
_GOING_OUT = (
    ("rent or mortgage", 1_350_00), ("utilities", 410_00), ("food", 185_00), ("transport", 260_00), ("loans", 390_00),
)  # fmt: skip


def tell_means(desk: Desk, account_id: int) -> KeptSheet:
    """Keep a sheet of today for an account; the sheet as it is kept."""
    today = desk.clock.today()
    sheet = Sheet(
        on=today, household=3, region=Region.STATES, net_monthly=3_050_00,
        incomes=(Flow("wages", 1_475_00, Frequency.BIWEEKLY), Flow("child support received", 304_16, _MONTHLY)),
        obligations=tuple(Flow(kind, amount, _MONTHLY) for kind, amount in _GOING_OUT),
    )  # fmt: skip
    affording.keep_sheet(
        desk,
        KeepSheet(account_id=account_id, sheet=sheet, told_how=ToldHow.PHONE.value, proofs=(Proof.PAY_STUBS.value,),
                  proof_due=today + timedelta(days=14)),
    )  # fmt: skip
    kept = affording.sheet_of(desk, account_id)
    assert kept is not None, "it was kept just now"
    return kept
