"""Flags do what they say: they forbid, they need their facts, and they end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.config import resource
from paydesk.rules.contact import Care, Flag, check_flag, check_last_day, flags_in_force, forbidden
from paydesk.rules.errors import PaydeskError
from paydesk.rules.flag_kinds import FLAG_KINDS, Deed, Scope, flag_kind
from paydesk.rules.insurance import Protection

DAY = date(2026, 11, 24)
ASKING = (Deed.STATEMENT, Deed.CALL, Deed.EMAIL, Deed.LETTER)


def raised(kind: str, person_id: int | None = None, **facts: str) -> Flag:
    return Flag(kind, DAY, person_id=person_id, facts=facts)


def test_every_flag_has_words_an_icon_and_a_reason() -> None:
    assert len({kind.id for kind in FLAG_KINDS}) == len(FLAG_KINDS)
    for kind in FLAG_KINDS:
        assert kind.words and kind.icon and kind.why.endswith(".") and kind.forbids
        assert resource(f"icons/{kind.icon}.svg").is_file()
        assert len({fact.name for fact in kind.facts}) == len(kind.facts)
        assert all(fact.choices for fact in kind.facts if fact.kind == "choice")


@pytest.mark.parametrize(
    ("kind", "deeds"),
    [
        ("bankruptcy", tuple(deed for deed in Deed if deed is not Deed.SHIFT_TO_PATIENT)),
        ("deceased", (Deed.CALL, Deed.EMAIL)),
        ("minor", (Deed.CALL, Deed.EMAIL)),
        ("attorney", (Deed.CALL, Deed.EMAIL)),
        ("dispute", (*ASKING, Deed.ALLOCATE_AUTOMATICALLY)),
        ("assistance_pending", ASKING),
        ("workers_compensation", (Deed.BILL_PATIENT, Deed.SHIFT_TO_PATIENT, Deed.ALLOCATE_AUTOMATICALLY)),
        ("no_balance_billing", (Deed.BILL_PATIENT, Deed.SHIFT_TO_PATIENT)),
        ("returned_mail", (Deed.MAIL,)),
        ("do_not_call", (Deed.CALL,)),
    ],
)
def test_a_flag_forbids_just_what_it_says(kind: str, deeds: tuple[Deed, ...]) -> None:
    person = 7 if flag_kind(kind).scope is Scope.PERSON else None
    for deed in Deed:
        says = forbidden([raised(kind, person)], deed, on=DAY, person_id=7)
        assert says == ((flag_kind(kind).why,) if deed in deeds else ())


def test_without_flags_nothing_is_forbidden() -> None:
    assert not any(forbidden([], deed, on=DAY) for deed in Deed)


def test_a_flag_on_one_child_leaves_the_other_alone() -> None:
    flags = [raised("workers_compensation", 7)]
    assert forbidden(flags, Deed.BILL_PATIENT, on=DAY, person_id=7)
    assert not forbidden(flags, Deed.BILL_PATIENT, on=DAY, person_id=8)
    assert forbidden(flags, Deed.BILL_PATIENT, on=DAY)


def care(day: date, patient: int = 7) -> Care:
    return Care(patient, day)


OCTOBER_1 = date(2026, 10, 1)
THE_DAY_BEFORE = date(2026, 9, 30)


def test_a_bankruptcy_stays_the_asking_for_care_before_the_filing_and_nothing_of_later_care() -> None:
    flags = [raised("bankruptcy", filed_on="2026-10-01")]
    for deed in Deed:
        if deed is not Deed.SHIFT_TO_PATIENT:
            assert care(THE_DAY_BEFORE).stopped(flags, deed, on=DAY)
        assert not care(OCTOBER_1).stopped(flags, deed, on=DAY)
        assert not care(DAY).stopped(flags, deed, on=DAY)
    assert care(THE_DAY_BEFORE).barred(flags, on=DAY) == "in bankruptcy"
    assert care(OCTOBER_1).barred(flags, on=DAY) == ""
    assert forbidden(flags, Deed.CALL, on=DAY)
    assert care(DAY).stopped([raised("bankruptcy")], Deed.STATEMENT, on=DAY)


def test_what_happened_did_not_happen_tomorrow_but_an_answer_may_be_due_then() -> None:
    tomorrow = DAY + timedelta(days=1)
    with pytest.raises(PaydeskError, match="still to come") as refused:
        check_flag(raised("deceased", 7, died_on=tomorrow.isoformat()), today=DAY)
    assert refused.value.field == "died_on"
    check_flag(raised("deceased", 7, died_on=DAY.isoformat()), today=DAY)
    check_flag(raised("dispute", about="the fee", answer_by=tomorrow.isoformat()), today=DAY)


def test_a_bankruptcy_stays_while_it_is_raised_and_what_is_owed_may_be_written_down() -> None:
    flags = [Flag("bankruptcy", DAY, until=DAY, facts={"filed_on": "2026-10-01"})]
    old = care(THE_DAY_BEFORE)
    assert old.stopped(flags, Deed.BILL_PATIENT, on=DAY)
    assert not old.stopped(flags, Deed.BILL_PATIENT, on=date(2026, 11, 25))
    assert not old.stopped(flags, Deed.BILL_PATIENT, on=date(2026, 11, 23))
    assert old.shield(flags, on=DAY) is Protection.NONE


@pytest.mark.parametrize(
    ("kind", "facts", "first"),
    [
        ("workers_compensation", {"injured_on": "2026-10-01"}, OCTOBER_1),
        ("workers_compensation", {}, DAY),
        ("no_balance_billing", {"because": "QMB"}, DAY),
    ],
)
@pytest.mark.parametrize("asked_on", [date(2026, 1, 1), DAY, date(2027, 6, 1)])
def test_a_shield_follows_the_day_of_the_care_whenever_it_is_asked_for(
    kind: str, facts: dict[str, str], first: date, asked_on: date
) -> None:
    last = date(2026, 12, 31)
    flags = [Flag(kind, DAY, until=last, person_id=7, facts=facts)]
    for day, protected in (
        (first - timedelta(days=1), False), (first, True), (last, True), (last + timedelta(days=1), False),
    ):  # fmt: skip
        assert bool(care(day).stopped(flags, Deed.BILL_PATIENT, on=asked_on)) is protected
        assert care(day).may_be_asked(flags, on=asked_on) is not protected
        assert care(day).shield(flags, on=asked_on) is (Protection.ENTIRE if protected else Protection.NONE)
        assert care(day, patient=8).may_be_asked(flags, on=asked_on)


@pytest.mark.parametrize(
    ("because", "shield"),
    [("QMB", Protection.ENTIRE), ("Medicaid", Protection.BEYOND_COPAY), ("No Surprises Act", Protection.BEYOND_COPAY)],
)
def test_a_qmb_owes_not_even_the_copay(because: str, shield: Protection) -> None:
    assert care(DAY).shield([raised("no_balance_billing", 7, because=because)], on=DAY) is shield


@pytest.mark.parametrize(
    ("kind", "says", "asked"),
    [("dispute", "in dispute", False), ("assistance_pending", "", False), ("do_not_call", "", True)],
)
def test_what_an_account_may_not_be_asked_counts_for_each_of_its_lines(kind: str, says: str, asked: bool) -> None:
    flags = [raised(kind)]
    assert care(THE_DAY_BEFORE).barred(flags, on=DAY) == says
    assert care(THE_DAY_BEFORE).may_be_asked(flags, on=DAY) is asked
    assert care(DAY).barred(flags, on=DAY - timedelta(days=1)) == ""


def test_a_flag_that_followed_the_care_may_be_ended_as_if_it_never_was() -> None:
    injury = raised("workers_compensation", 7, injured_on="2026-10-01")
    check_last_day(injury, THE_DAY_BEFORE)
    for flag, day in ((injury, date(2026, 9, 29)), (raised("dispute"), DAY - timedelta(days=1))):
        with pytest.raises(PaydeskError, match="cannot end before it begins"):
            check_last_day(flag, day)


def test_every_reason_is_told_once() -> None:
    flags = [raised("minor", 7), raised("minor", 8), raised("do_not_call")]
    assert len(forbidden(flags, Deed.CALL, on=DAY)) == 2


def test_flags_hold_from_their_first_to_their_last_day_in_the_order_of_the_table() -> None:
    flags = [Flag("do_not_call", DAY), Flag("bankruptcy", DAY, until=DAY)]
    assert [flag.kind for flag in flags_in_force(flags, DAY)] == ["bankruptcy", "do_not_call"]
    assert [flag.kind for flag in flags_in_force(flags, date(2026, 11, 25))] == ["do_not_call"]
    assert flags_in_force(flags, date(2026, 11, 23)) == ()


def test_a_complete_flag_is_accepted() -> None:
    check_flag(raised("bankruptcy", chapter="13", case_number="26-10422", filed_on="2026-10-01"), today=DAY)
    check_flag(raised("minor", 7), today=DAY)


@pytest.mark.parametrize(
    ("flag", "field"),
    [
        (raised("bankruptcy", case_number="1", filed_on="2026-10-01"), "chapter"),
        (raised("bankruptcy", chapter="9", case_number="1", filed_on="2026-10-01"), "chapter"),
        (raised("bankruptcy", chapter="7", case_number="  ", filed_on="2026-10-01"), "case_number"),
        (raised("bankruptcy", chapter="7", case_number="1", filed_on="soon"), "filed_on"),
        (raised("deceased", died_on="2026-10-01"), "person_id"),
        (raised("deceased", 7), "died_on"),
        (raised("married"), "kind"),
        (Flag("do_not_call", DAY, until=date(2026, 11, 1)), "until"),
    ],
)
def test_an_incomplete_flag_is_refused_beside_its_field(flag: Flag, field: str) -> None:
    with pytest.raises(PaydeskError) as refusal:
        check_flag(flag, today=DAY)
    assert refusal.value.field == field


def test_a_fact_the_flag_does_not_know_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no fact"):
        check_flag(raised("do_not_call", color="red"), today=DAY)


@given(st.lists(st.sampled_from([kind.id for kind in FLAG_KINDS]), max_size=5), st.sampled_from(Deed))
def test_one_more_flag_never_allows_what_was_forbidden(kinds: list[str], deed: Deed) -> None:
    flags = [raised(kind) for kind in kinds]
    for more in FLAG_KINDS:
        assert set(forbidden(flags, deed, on=DAY)) <= set(forbidden([*flags, raised(more.id)], deed, on=DAY))
