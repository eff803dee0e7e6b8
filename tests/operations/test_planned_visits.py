"""A planned visit is marked, moved and charged as itself, and the money taken for it goes where it goes; on both
engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from paydesk.operations import applying, listing, marking, noting, posting, reading, undoing, visiting
from paydesk.operations.charging import NewCharge
from paydesk.operations.marking import MarkVisit
from paydesk.operations.visiting import EnterVisit, SaveVisit
from paydesk.rules.errors import ChangedByOther, NotFound, PaydeskError
from support.money_clinic import Family, MoneyClinic

OFFICE_VISIT = NewCharge("99213", "Office visit", fee=155_00)


def planned(
    money: MoneyClinic, family: Family, *, days: int = 0, status: str = "scheduled", patient: int = 0
) -> SaveVisit:
    """A visit in so many days, as kept."""
    on = money.clock.today() + timedelta(days=days)
    request = SaveVisit(family.patients[patient], on, status=status, reason="Cough")
    return visiting.visit_record(money.desk, visiting.save_visit(money.desk, request).visit_id)


def copay_for(money: MoneyClinic, family: Family, visit: SaveVisit, amount: int = 40_00) -> None:
    money.pay(family, amount, visit_id=visit.visit_id, kept=amount)


def asked_for(money: MoneyClinic) -> list[tuple[int, int]]:
    """(patient, copay) of Today's list."""
    return [(one.patient_id, one.amount) for one in listing.waiting(money.desk).copays]


def states(money: MoneyClinic, family: Family) -> list[str]:
    return [one.state for one in reading.account_page(money.desk, family.account).stories]


def test_the_copay_taken_for_a_planned_visit_pays_its_charges_and_is_asked_for_no_more(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    visit = planned(money, family)
    assert asked_for(money) == [(family.patients[0], 40_00)]
    copay_for(money, family, visit)
    assert asked_for(money) == []
    record = visiting.visit_record(money.desk, visit.visit_id or 0)
    entered = visiting.enter_visit(money.desk, EnterVisit(record, (OFFICE_VISIT,), money.key()))
    assert (entered.visit_id, entered.copay) == (visit.visit_id, 40_00)
    assert (asked_for(money), money.credit(family), money.part(entered.charge_ids[0])) == ([], 0, 0)
    assert states(money, family) == [reading.WAITING]
    assert visiting.visit_record(money.desk, entered.visit_id).status == "done"


def test_every_visit_stands_on_the_account_with_its_state(money: MoneyClinic) -> None:
    family = money.family()
    for days, status in ((14, "scheduled"), (7, "canceled"), (0, "scheduled"), (-1, "arrived"), (-2, "no-show"),
                         (-3, "scheduled"), (-4, "done")):  # fmt: skip
        planned(money, family, days=days, status=status)
    assert states(money, family) == [
        "Planned", "Canceled", "Planned", "Arrived, no charges yet", "No-show", "Day passed, not charged",
        "No charges yet",
    ]  # fmt: skip


def test_who_arrived_today_is_among_the_visits_to_come(money: MoneyClinic) -> None:
    family = money.family()
    arrived, later = planned(money, family, status="arrived"), planned(money, family, days=14)
    planned(money, family, days=-1)
    page = reading.account_page(money.desk, family.account)
    assert [one.visit_id for one in page.upcoming] == [arrived.visit_id, later.visit_id]


@pytest.mark.parametrize("status", ["canceled", "no-show"])
def test_money_taken_for_a_visit_that_does_not_take_place_is_ordinary_credit(money: MoneyClinic, status: str) -> None:
    family = money.family(plans=(0,), copay=40_00)
    (older,) = money.charge(family.patients[0], 100_00, self_pay=True)
    visit = planned(money, family, days=7)
    money.pay(family, 40_00, visit_id=visit.visit_id, automatic=False)
    with pytest.raises(PaydeskError, match="kept for the visit of 11/30/2026"):
        applying.apply_credit(money.desk, applying.ApplyCredit(family.account, money.key()))
    assert listing.waiting(money.desk).credits == ()
    money.clock.advance(days=7)
    marked = marking.mark_visit(money.desk, MarkVisit(visit.visit_id or 0, status))
    assert (marked.before, marked.freed) == ("scheduled", 40_00)
    assert [one.amount for one in listing.waiting(money.desk).credits] == [40_00]
    applied = applying.apply_credit(money.desk, applying.ApplyCredit(family.account, money.key()))
    assert (applied.applied, money.part(older)) == (40_00, 60_00)


def test_the_form_says_what_a_canceled_visit_set_free_too(money: MoneyClinic) -> None:
    family = money.family()
    visit = planned(money, family, days=7)
    money.pay(family, 25_00, visit_id=visit.visit_id, automatic=False)
    saved = visiting.enter_visit(money.desk, EnterVisit(replace(visit, status="canceled"), (), money.key()))
    assert saved.freed == 25_00
    record = visiting.visit_record(money.desk, visit.visit_id or 0)
    assert visiting.save_visit(money.desk, replace(record, reason="Called at 9")).freed == 0


def test_a_visit_planned_again_keeps_its_money_again(money: MoneyClinic) -> None:
    family = money.family()
    visit = planned(money, family, days=7)
    money.pay(family, 25_00, visit_id=visit.visit_id, automatic=False)
    marking.mark_visit(money.desk, MarkVisit(visit.visit_id or 0, "canceled"))
    assert marking.mark_visit(money.desk, MarkVisit(visit.visit_id or 0, "scheduled")).freed == 0
    with pytest.raises(PaydeskError, match="kept for the visit"):
        applying.apply_credit(money.desk, applying.ApplyCredit(family.account, money.key()))


def test_marking_is_told_in_the_trail_and_twice_is_once(money: MoneyClinic) -> None:
    family = money.family()
    visit = planned(money, family)
    mark = MarkVisit(visit.visit_id or 0, "arrived")
    assert marking.mark_visit(money.desk, mark).before == "scheduled"
    assert marking.mark_visit(money.desk, mark).before == "arrived"
    assert states(money, family) == ["Arrived, no charges yet"]
    with pytest.raises(ChangedByOther):
        visiting.save_visit(money.desk, visit)


@pytest.mark.parametrize(
    ("status", "sentence"), [("dreamt", "Choose whether"), ("done", "Enter its charges")]
)
def test_a_mark_that_cannot_be_is_refused(money: MoneyClinic, status: str, sentence: str) -> None:
    visit = planned(money, money.family())
    with pytest.raises(PaydeskError, match=sentence):
        marking.mark_visit(money.desk, MarkVisit(visit.visit_id or 0, status))
    assert visiting.visit_record(money.desk, visit.visit_id or 0) == visit


def test_nobody_arrives_before_the_day(money: MoneyClinic) -> None:
    visit = planned(money, money.family(), days=3)
    for status in ("arrived", "no-show"):
        with pytest.raises(PaydeskError, match="planned for 11/26/2026"):
            marking.mark_visit(money.desk, MarkVisit(visit.visit_id or 0, status))


def test_a_visit_that_is_not_there_is_not_marked(money: MoneyClinic) -> None:
    with pytest.raises(NotFound):
        marking.mark_visit(money.desk, MarkVisit(99, "arrived"))


def test_a_visit_moved_to_another_day_takes_its_money_along(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    visit = planned(money, family)
    copay_for(money, family, visit)
    record = visiting.visit_record(money.desk, visit.visit_id or 0)
    tomorrow = money.clock.today() + timedelta(days=1)
    visiting.save_visit(money.desk, replace(record, on=tomorrow))
    money.clock.advance(days=1)
    assert asked_for(money) == []
    record = visiting.visit_record(money.desk, visit.visit_id or 0)
    visiting.enter_visit(money.desk, EnterVisit(record, (OFFICE_VISIT,), money.key()))
    assert money.credit(family) == 0


def test_when_all_charges_are_undone_the_money_waits_for_the_visit_again(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    visit = planned(money, family)
    copay_for(money, family, visit)
    visiting.enter_visit(money.desk, EnterVisit(visit, (OFFICE_VISIT,), money.key()))
    charge = reading.account_page(money.desk, family.account).stories[0].charges[0]
    undoing.undo(money.desk, undoing.UndoEntry(charge.events[0].entry_id, "Wrong code", money.key()))
    assert (money.credit(family), asked_for(money)) == (40_00, [])
    with pytest.raises(PaydeskError, match="kept for the visit"):
        applying.apply_credit(money.desk, applying.ApplyCredit(family.account, money.key()))
    record = visiting.visit_record(money.desk, visit.visit_id or 0)
    visiting.enter_visit(money.desk, EnterVisit(record, (OFFICE_VISIT,), money.key()))
    assert (money.credit(family), asked_for(money)) == (0, [])


def test_two_children_of_today_have_a_copay_each_and_what_is_taken_for_one_is_not_taken_for_the_other(
    money: MoneyClinic,
) -> None:
    family = money.family(patients=2, plans=(0,), copay=40_00)
    first, second = (planned(money, family, patient=at) for at in (0, 1))

    def due() -> dict[int | None, int]:
        return {one.visit.visit_id: one.due for one in reading.account_page(money.desk, family.account).copays}

    assert due() == {first.visit_id: 40_00, second.visit_id: 40_00}
    posting.post_payment(
        money.desk,
        posting.PostPayment(family.account, 40_00, "cash", money.key(), visit_id=second.visit_id, kept=40_00),
    )
    assert due() == {first.visit_id: 40_00, second.visit_id: 0}
    assert asked_for(money) == [(family.patients[0], 40_00)]


def test_nobody_who_has_died_is_asked_for_a_copay_and_the_visit_waits_to_be_called_off(money: MoneyClinic) -> None:
    family = money.family(patients=2, plans=(0,), copay=40_00)
    dead, other = (planned(money, family, patient=at) for at in (0, 1))
    today = money.clock.today()
    assert len(asked_for(money)) == 2
    noting.raise_flag(
        money.desk,
        noting.RaiseFlag(family.account, "deceased", today, family.patients[0], facts={"died_on": today.isoformat()}),
    )
    assert asked_for(money) == [(family.patients[1], 40_00)]
    page = reading.account_page(money.desk, family.account)
    assert [one.visit.visit_id for one in page.copays] == [other.visit_id]
    assert [(one.visit_id, one.died) for one in listing.waiting(money.desk).passed] == [(dead.visit_id, True)]
    assert listing.money_today(money.desk, account_id=family.account).copays[0].patient_id == family.patients[1]
    marking.mark_visit(money.desk, marking.MarkVisit(dead.visit_id or 0, "canceled"))
    assert listing.waiting(money.desk).passed == ()
