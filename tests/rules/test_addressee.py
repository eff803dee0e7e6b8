"""Mail and calls go to whom the law and the person want."""

from __future__ import annotations

from datetime import date

import pytest

from paydesk.rules.addressee import (
    Addressee,
    MailAddress,
    PhoneLine,
    address_for,
    addressee,
    age_on,
    is_minor,
    phone_for,
)
from paydesk.rules.contact import Flag

DAY = date(2026, 11, 24)


def at(kind: str, *, do_not_use: bool = False, returned_on: date | None = None) -> MailAddress:
    return MailAddress(kind, "1 Oak St", "", "Austin", "TX", "78701", do_not_use, returned_on)


def named(*flags: Flag, minor: bool = False, language: str = "en") -> tuple[str, str]:
    found = addressee("Ana Ruiz", flags=flags, person_id=7, minor=minor, language=language)
    return found.name, found.second


def test_without_flags_the_person_is_written_to() -> None:
    assert addressee("Ana Ruiz") == Addressee("Ana Ruiz")


def test_the_estate_of_the_dead_is_written_to() -> None:
    dead = Flag("deceased", DAY, person_id=7, facts={"died_on": "2026-10-01", "representative": "Luis Ruiz"})
    assert named(dead) == ("Estate of Ana Ruiz", "c/o Luis Ruiz")
    assert named(dead, language="es")[0] == "Sucesión de Ana Ruiz"
    assert named(dead, language="vi")[0] == "Estate of Ana Ruiz"


def test_a_minor_is_never_written_to() -> None:
    assert named(minor=True) == ("Parent or guardian of Ana Ruiz", "")
    guardian = Flag("minor", DAY, person_id=7, facts={"guardian": "Eva Ruiz"})
    assert named(guardian) == ("Eva Ruiz", "Re: Ana Ruiz")


@pytest.mark.parametrize("kind", ["attorney", "bankruptcy"])
def test_an_attorney_comes_before_everyone(kind: str) -> None:
    dead = Flag("deceased", DAY, person_id=7)
    assert named(dead, Flag(kind, DAY, facts={"attorney": "Kim Law"}), minor=True) == ("Kim Law", "Re: Ana Ruiz")


def test_a_bankruptcy_without_an_attorney_changes_no_name() -> None:
    assert named(Flag("bankruptcy", DAY)) == ("Ana Ruiz", "")


def test_the_death_of_another_does_not_make_an_estate() -> None:
    assert named(Flag("deceased", DAY, person_id=8)) == ("Ana Ruiz", "")


def test_who_asked_for_a_confidential_address_gets_mail_nowhere_else() -> None:
    assert address_for([at("home"), at("confidential")]) == at("confidential")
    assert address_for([at("home"), at("confidential", returned_on=DAY)]) is None


def test_the_mailing_address_comes_before_home_and_bad_ones_are_passed_over() -> None:
    assert address_for([at("home"), at("mailing")]) == at("mailing")
    assert address_for([at("home"), at("mailing", do_not_use=True)]) == at("home")
    assert address_for([at("home", returned_on=DAY)]) is None
    assert address_for([MailAddress("home", "1 Oak St", "", "Austin", "TX", "")]) is None
    assert address_for([]) is None


def test_only_a_number_with_consent_is_called() -> None:
    work, home, mobile = PhoneLine("work", "1"), PhoneLine("home", "2"), PhoneLine("mobile", "3")
    assert phone_for([work, home, mobile]) == mobile
    assert phone_for([work, home, PhoneLine("mobile", "3", may_call=False)]) == home
    assert phone_for([PhoneLine("work", "1", preferred=True), mobile]) == PhoneLine("work", "1", preferred=True)
    assert phone_for([PhoneLine("home", "2", do_not_use=True)]) is None


def test_age_grows_on_the_birthday() -> None:
    assert age_on(date(2008, 11, 24), DAY) == 18
    assert age_on(date(2008, 11, 25), DAY) == 17
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert is_minor(date(2008, 11, 25), DAY)
    assert not is_minor(date(2008, 11, 24), DAY)
    assert not is_minor(None, DAY)
