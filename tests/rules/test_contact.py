"""Flags do what they say: they forbid, they need their facts, and they end."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.config import resource
from paydesk.rules.contact import (
    FLAG_KINDS,
    Deed,
    Flag,
    Scope,
    check_flag,
    flag_kind,
    flags_in_force,
    forbidden,
)
from paydesk.rules.errors import PaydeskError

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
        ("bankruptcy", tuple(Deed)),
        ("deceased", (Deed.CALL, Deed.EMAIL)),
        ("minor", (Deed.CALL, Deed.EMAIL)),
        ("attorney", (Deed.CALL, Deed.EMAIL)),
        ("dispute", (*ASKING, Deed.ALLOCATE_AUTOMATICALLY)),
        ("assistance_pending", ASKING),
        ("workers_compensation", (Deed.BILL_PATIENT, Deed.ALLOCATE_AUTOMATICALLY)),
        ("no_balance_billing", (Deed.BILL_PATIENT,)),
        ("returned_mail", (Deed.MAIL,)),
        ("do_not_call", (Deed.CALL,)),
    ],
)
def test_a_flag_forbids_just_what_it_says(kind: str, deeds: tuple[Deed, ...]) -> None:
    person = 7 if flag_kind(kind).scope is Scope.PERSON else None
    for deed in Deed:
        says = forbidden([raised(kind, person)], deed, person_id=7)
        assert says == ((flag_kind(kind).why,) if deed in deeds else ())


def test_without_flags_nothing_is_forbidden() -> None:
    assert not any(forbidden([], deed) for deed in Deed)


def test_a_flag_on_one_child_leaves_the_other_alone() -> None:
    flags = [raised("workers_compensation", 7)]
    assert forbidden(flags, Deed.BILL_PATIENT, person_id=7)
    assert not forbidden(flags, Deed.BILL_PATIENT, person_id=8)
    assert forbidden(flags, Deed.BILL_PATIENT)


def test_care_from_the_filing_day_on_is_billed_in_spite_of_the_bankruptcy() -> None:
    flags = [raised("bankruptcy", filed_on="2026-10-01")]
    assert forbidden(flags, Deed.BILL_PATIENT, service_date=date(2026, 9, 30))
    assert not forbidden(flags, Deed.BILL_PATIENT, service_date=date(2026, 10, 1))
    assert forbidden(flags, Deed.STATEMENT)
    assert forbidden([raised("bankruptcy")], Deed.STATEMENT, service_date=DAY)


def test_every_reason_is_told_once() -> None:
    flags = [raised("minor", 7), raised("minor", 8), raised("do_not_call")]
    assert len(forbidden(flags, Deed.CALL)) == 2


def test_flags_hold_from_their_first_to_their_last_day_in_the_order_of_the_table() -> None:
    flags = [Flag("do_not_call", DAY), Flag("bankruptcy", DAY, until=DAY)]
    assert [flag.kind for flag in flags_in_force(flags, DAY)] == ["bankruptcy", "do_not_call"]
    assert [flag.kind for flag in flags_in_force(flags, date(2026, 11, 25))] == ["do_not_call"]
    assert flags_in_force(flags, date(2026, 11, 23)) == ()


def test_a_complete_flag_is_accepted() -> None:
    check_flag(raised("bankruptcy", chapter="13", case_number="26-10422", filed_on="2026-10-01"))
    check_flag(raised("minor", 7))


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
        check_flag(flag)
    assert refusal.value.field == field


def test_a_fact_the_flag_does_not_know_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no fact"):
        check_flag(raised("do_not_call", color="red"))


@given(st.lists(st.sampled_from([kind.id for kind in FLAG_KINDS]), max_size=5), st.sampled_from(Deed))
def test_one_more_flag_never_allows_what_was_forbidden(kinds: list[str], deed: Deed) -> None:
    flags = [raised(kind) for kind in kinds]
    for more in FLAG_KINDS:
        assert set(forbidden(flags, deed)) <= set(forbidden([*flags, raised(more.id)], deed))
