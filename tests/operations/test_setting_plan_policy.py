"""The clinic's own policy for plans, and the rules about what may be asked that it turns on, adds and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paydesk.operations import affording, setting_plan_policy
from paydesk.operations.desk import Actor
from paydesk.operations.setting_plan_policy import (
    add_cap_rule,
    end_cap_rule,
    plan_policy,
    plan_policy_seen,
    rule_packs,
    save_plan_policy,
    turn_on_pack,
)
from paydesk.rules import audit_trail
from paydesk.rules.affordability import CAP_RULES, GENERIC, Base, CapRule
from paydesk.rules.errors import ChangedByOther, NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from paydesk.rules.plan_policy import USUAL, PlanPolicy, Term
from support.money_clinic import MoneyClinic

TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)
OWN = CapRule(
    pack=GENERIC, name="clinic policy: 20 % of disposable income", percent=Decimal(20), base=Base.DISPOSABLE,
    legal=False, binds="this clinic", first=TODAY, source="our board", verified_on=TODAY,
)  # fmt: skip
LAW = replace(OWN, pack="NY", name="New York: 5 % of gross income", percent=Decimal("5.5"), base=Base.GROSS, legal=True)
SHORT = PlanPolicy(
    terms=(Term(500_00, 6), Term(None, 12)), smallest=10_00, down_percent=10, grace_days=5, remind_days=3,
    missed_for_cure=3, days_for_cure=90, cure_days=30, pause_days=60, assistance_within=None, sheet_months=6,
)  # fmt: skip


def _rows(money: MoneyClinic, sql: str) -> list[Any]:
    with money.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def test_a_clinic_begins_with_what_is_usual_and_its_rules_are_those_that_ship(money: MoneyClinic) -> None:
    assert plan_policy(money.desk) == USUAL
    found = rule_packs(money.desk)
    assert tuple(one.rule for one in found.rules) == CAP_RULES
    assert {(one.added_by, one.ended_by) for one in found.rules} == {("", "")}
    assert (found.pack, found.facility, found.packs, found.old) == (GENERIC, False, (GENERIC, "CO"), frozenset())


def test_rules_nobody_verified_for_a_year_are_old(money: MoneyClinic) -> None:
    money.clock.advance(days=400)
    assert rule_packs(money.desk).old == {one.rule_id for one in rule_packs(money.desk).rules}


def test_a_policy_is_kept_whole_and_used(money: MoneyClinic) -> None:
    save_plan_policy(money.desk, SHORT)
    assert plan_policy(money.desk) == SHORT == affording.terms(money.desk).policy
    (act,) = _rows(money, "SELECT details FROM audit WHERE act = 'plans.policy'")
    assert '"smallest": 1000' in act[0] and '"smallest": 2500' in act[0]


def test_two_who_change_the_policy_do_not_overwrite_each_other(money: MoneyClinic) -> None:
    first = plan_policy_seen(money.desk)
    assert (first.policy, first.version) == (USUAL, 0)
    save_plan_policy(money.desk, SHORT, version=0)
    with pytest.raises(ChangedByOther):
        save_plan_policy(money.desk, USUAL, version=0)
    second = plan_policy_seen(money.desk)
    save_plan_policy(money.desk, USUAL, version=second.version)
    with pytest.raises(ChangedByOther):
        save_plan_policy(money.desk, SHORT, version=second.version)
    assert plan_policy(money.desk) == USUAL


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"terms": ()}, "last row", "below"),
        ({"terms": (Term(100_00, 3),)}, "last row", "below"),
        ({"terms": (Term(None, 3), Term(None, 6))}, "Only the last row", "below"),
        ({"terms": (Term(300_00, 3), Term(200_00, 6), Term(None, 9))}, "larger balance than the one before", "below"),
        ({"terms": (Term(0, 3), Term(None, 9))}, "larger balance than the one before", "below"),
        ({"terms": (Term(300_00, 12), Term(None, 6))}, "at least as many", "longest"),
        ({"terms": (Term(None, 0),)}, "1 to 120 installments", "longest"),
        ({"terms": (Term(None, 121),)}, "1 to 120 installments", "longest"),
        ({"terms": (*(Term(n * 100, 1) for n in range(1, 8)), Term(None, 1))}, "At most 7 rows", "below"),
        ({"smallest": 99}, "at least 1.00", "smallest"),
        ({"down_percent": 91}, "between 0 and 90", "down_percent"),
        ({"down_percent": -1}, "between 0 and 90", "down_percent"),
        ({"grace_days": -1}, "between 0 and 60 days", "grace_days"),
        ({"remind_days": -1}, "between 0 and 30 days", "remind_days"),
        ({"missed_for_cure": 0}, "between 1 and 12", "missed_for_cure"),
        ({"days_for_cure": 0}, "between 1 and 365 days", "days_for_cure"),
        ({"cure_days": 0}, "between 1 and 120 days", "cure_days"),
        ({"pause_days": -1}, "between 1 and 366 days", "pause_days"),
        ({"assistance_within": 0}, "between 1 and 1000", "assistance_within"),
        ({"sheet_months": 0}, "between 1 and 24", "sheet_months"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_and_the_old_one_holds(
    money: MoneyClinic, changes: dict[str, Any], words: str, field: str
) -> None:
    with pytest.raises(PaydeskError, match=words) as refused:
        save_plan_policy(money.desk, replace(USUAL, **changes))
    assert refused.value.field == field and plan_policy_seen(money.desk).version == 0


def test_only_an_administrator_changes_policy_and_rules(money: MoneyClinic) -> None:
    desk = money.desk.as_actor(Actor("sam", Role.SUPERVISOR, "desk 2"))
    for act in (
        lambda: save_plan_policy(desk, SHORT), lambda: turn_on_pack(desk, "CO"), lambda: add_cap_rule(desk, LAW),
        lambda: end_cap_rule(desk, 2, TODAY),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    desk.close()
    assert affording.terms(money.desk).pack == GENERIC


def test_a_set_of_rules_is_turned_on_and_off(money: MoneyClinic) -> None:
    turn_on_pack(money.desk, "CO", facility=True)
    assert (rule_packs(money.desk).pack, rule_packs(money.desk).facility) == ("CO", True)
    turn_on_pack(money.desk, GENERIC)
    assert (affording.terms(money.desk).pack, affording.terms(money.desk).facility) == (GENERIC, False)
    with pytest.raises(PaydeskError, match="no rules called “MD”") as refused:
        turn_on_pack(money.desk, "MD")
    assert refused.value.field == "pack"


def test_a_clinic_adds_a_law_without_any_code_and_turns_it_on(money: MoneyClinic) -> None:
    key = money.key()
    added = add_cap_rule(money.desk, LAW, key=key)
    assert add_cap_rule(money.desk, LAW, key=key) == added
    turn_on_pack(money.desk, "NY")
    kept = rule_packs(money.desk).rules[-1]
    assert (kept.rule_id, kept.rule, kept.added_by) == (added.rule_id, LAW, "ana")
    assert LAW in affording.terms(money.desk).rules and len(rule_packs(money.desk).rules) == 4


def test_words_of_a_rule_are_tidied_and_the_same_form_again_adds_none(money: MoneyClinic) -> None:
    untidy, key = replace(LAW, binds="  hospitals   in New York "), money.key()
    assert add_cap_rule(money.desk, untidy, key=key) == add_cap_rule(money.desk, untidy, key=key)
    assert rule_packs(money.desk).rules[-1].rule.binds == "hospitals in New York"


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"pack": " "}, "short name", "pack"),
        ({"name": ""}, "what the rule is called", "name"),
        ({"binds": ""}, "whom the rule binds", "binds"),
        ({"source": ""}, "where the rule can be read", "source"),
        ({"percent": Decimal(0)}, "more than 0", "percent"),
        ({"percent": Decimal("100.1")}, "more than 0", "percent"),
        ({"percent": Decimal("2.0001")}, "three decimals", "percent"),
        ({"within": 0}, "between 1 and 1000", "within"),
        ({"pack": GENERIC}, "set of rules of its own", "pack"),
        ({"verified_on": date(2026, 11, 24)}, "still to come", "verified_on"),
        ({"last": YESTERDAY}, "before the first", "last"),
        ({"source": "4111 1111 1111 1111"}, "card number", "source"),
    ],
)
def test_a_rule_that_says_too_little_is_refused(
    money: MoneyClinic, changes: dict[str, Any], words: str, field: str
) -> None:
    with pytest.raises(PaydeskError, match=words) as refused:
        add_cap_rule(money.desk, replace(LAW, **changes))
    assert refused.value.field == field and len(rule_packs(money.desk).rules) == 3


def test_a_rule_of_the_same_name_and_day_is_refused(money: MoneyClinic) -> None:
    add_cap_rule(money.desk, LAW)
    with pytest.raises(PaydeskError, match="begins on 11/23/2026 already") as refused:
        add_cap_rule(money.desk, replace(LAW, percent=Decimal(4)))
    assert refused.value.field == "first"


def test_a_clinic_replaces_its_own_share_and_one_always_holds(money: MoneyClinic) -> None:
    usual = rule_packs(money.desk).rules[0].rule_id
    with pytest.raises(PaydeskError, match="only rule that holds for everybody"):
        end_cap_rule(money.desk, usual, YESTERDAY)
    fresh = add_cap_rule(money.desk, OWN).rule_id
    end_cap_rule(money.desk, usual, YESTERDAY)
    kept = rule_packs(money.desk).rules
    assert (kept[0].rule.last, kept[0].ended_by) == (YESTERDAY, "ana")
    with pytest.raises(PaydeskError, match="only rule that holds for everybody"):
        end_cap_rule(money.desk, fresh, TODAY)
    with pytest.raises(PaydeskError, match="ended on 11/22/2026 already"):
        end_cap_rule(money.desk, usual, TODAY)


def test_a_rule_ends_no_earlier_than_yesterday_and_not_before_it_begins(money: MoneyClinic) -> None:
    colorado = rule_packs(money.desk).rules[1].rule_id
    with pytest.raises(PaydeskError, match="yesterday at the earliest"):
        end_cap_rule(money.desk, colorado, date(2026, 11, 21))
    later = add_cap_rule(money.desk, replace(LAW, first=date(2027, 1, 1))).rule_id
    with pytest.raises(PaydeskError, match="cannot end before"):
        end_cap_rule(money.desk, later, TODAY)
    with pytest.raises(NotFound):
        end_cap_rule(money.desk, 999, TODAY)
    end_cap_rule(money.desk, colorado, TODAY)
    with pytest.raises(PaydeskError, match="ended"):
        money.clock.advance(days=1)
        end_cap_rule(money.desk, colorado, date(2026, 12, 24))


def test_a_set_whose_rules_all_ended_cannot_be_turned_on(money: MoneyClinic) -> None:
    for one in rule_packs(money.desk).rules[1:]:
        end_cap_rule(money.desk, one.rule_id, YESTERDAY)
    with pytest.raises(PaydeskError, match="still hold"):
        turn_on_pack(money.desk, "CO")


def test_a_rule_is_never_changed_nor_deleted(money: MoneyClinic) -> None:
    for change in ("UPDATE cap_rule SET percent = '9'", "DELETE FROM cap_rule"):
        with pytest.raises(DBAPIError), money.owner.transaction() as session:
            session.execute(text(change))


def test_what_was_set_is_in_the_trail_by_name(money: MoneyClinic) -> None:
    save_plan_policy(money.desk, SHORT)
    turn_on_pack(money.desk, "CO")
    end_cap_rule(money.desk, add_cap_rule(money.desk, LAW).rule_id, TODAY)
    acts = [act for (act,) in _rows(money, "SELECT act FROM audit ORDER BY id")]
    assert acts == ["plans.policy", "rules.pack", "rules.add", "rules.end"]
    assert set(acts) <= set(audit_trail.ACTS)


def test_a_policy_kept_by_an_older_paydesk_gets_what_is_usual_for_what_it_does_not_say(money: MoneyClinic) -> None:
    save_plan_policy(money.desk, SHORT)
    with money.owner.transaction() as session:
        kept = setting_plan_policy.office_store.setting(session, "plan_policy")
        setting_plan_policy.office_store.keep_setting(
            session, "plan_policy", {name: value for name, value in kept.items() if name != "cure_days"} | {"gone": 1}
        )
    assert plan_policy(money.desk) == replace(SHORT, cure_days=USUAL.cure_days)
