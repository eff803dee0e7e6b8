"""Today offers credit where it may pay something, and nowhere else; on both engines."""

from __future__ import annotations

from paydesk.operations import adjusting, listing, posting
from support.money_clinic import MoneyClinic


def test_credit_waits_only_where_a_line_may_take_it(money: MoneyClinic) -> None:
    family, other = money.family(), money.family(number=50002)
    (held,) = money.charge(family.patients[0], 30_00)
    money.charge(other.patients[0], 30_00)
    for one in (family, other):
        key = money.key()
        posting.post_payment(money.desk, posting.PostPayment(one.account, 10_00, "cash", key, automatic=False))
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(held, True, False, "asked the insurer first"))
    assert [one.account_id for one in listing.waiting(money.desk).credits] == [other.account]
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(held, False, False, ""))
    assert {one.account_id for one in listing.waiting(money.desk).credits} == {family.account, other.account}
