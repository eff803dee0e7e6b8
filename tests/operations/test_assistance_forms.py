"""The application form of an open application: kept as handed out, told in its history, with the means of who may see.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from paydesk.data.means_tables import MeansSheet
from paydesk.data.office_tables import Audit
from paydesk.data.people_tables import Address, Person
from paydesk.documents.page_image import page_text
from paydesk.operations import affording, assistance_forms, keeping, setting_assistance
from paydesk.operations.affording import KeepSheet
from paydesk.operations.assistance_forms import FormPrinted
from paydesk.operations.setting_assistance import KeptPolicy
from paydesk.rules import office
from paydesk.rules.affordability import Sheet
from paydesk.rules.assistance import Move
from paydesk.rules.audit_trail import Kind, kind_of
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.office import Role
from paydesk.rules.poverty_guideline import Region
from paydesk.rules.sliding_scale import USUAL
from support.assistance_desk import TODAY, application, asked, moved, rows, started, took, under_review
from support.money_clinic import Family, MoneyClinic


def printed(money: MoneyClinic, own: int) -> FormPrinted:
    return assistance_forms.print_form(money.desk, own)


def words_of(made: FormPrinted) -> str:
    return " ".join(" ".join(page_text(made.printed.pdf, page).split()) for page in range(made.printed.pages))


def tell(money: MoneyClinic, family: Family, *, months_ago: int = 0) -> int:
    """The household tells what it earns and pays; the id of the sheet."""
    told = Sheet(
        on=money.clock.today() - timedelta(days=30 * months_ago), household=3, region=Region.STATES,
        incomes=(Flow("wages", 1_240_00, Frequency.BIWEEKLY),), net_monthly=None,
        obligations=(Flow("rent or mortgage", 987_00, Frequency.MONTHLY),),
    )  # fmt: skip
    return affording.keep_sheet(money.desk, KeepSheet(account_id=family.account, sheet=told, key=money.key())).sheet_id


def stories(money: MoneyClinic, family: Family) -> list[str]:
    return [one.what for one in application(money, family).events]


def trail(money: MoneyClinic) -> list[tuple[str, dict[str, object]]]:
    with money.desk.database.reading() as session:
        found = session.execute(
            select(Audit.summary, Audit.details).where(Audit.act == "assistance.form").order_by(Audit.id)
        )
        return [(summary, json.loads(details)) for summary, details in found]


def test_a_form_is_kept_told_in_its_history_and_in_the_trail_as_a_print(money: MoneyClinic) -> None:
    family = money.family()
    own = started(money, family).application_id
    before = application(money, family).version
    made = printed(money, own)
    assert made.printed.pages == 2 and not made.repeated and made.touched.accounts == (family.account,)
    assert keeping.look_at(money.desk, made.printed.document_id) == made.printed.pdf
    assert rows(money, "SELECT kind, account_id, pages FROM document") == [("application form", family.account, 2)]
    assert stories(money, family) == ["form printed in English, back by 12/23/2026", "started"]
    assert application(money, family).version == before, "a form that is open elsewhere can still be sent"
    ((summary, facts),) = trail(money)
    assert summary == "Printed the application for assistance" and kind_of("assistance.form") is Kind.PRINTED
    assert facts == {
        "application": own, "document": made.printed.document_id, "language": "en", "permission": "assistance.work"
    }
    said = words_of(made)
    assert "Person0 Lopez" in said and "50001" in said and "by December 23, 2026" in said and "$" not in said


def test_printed_again_it_is_the_kept_paper_and_only_the_trail_counts_it(money: MoneyClinic) -> None:
    family = money.family()
    own = started(money, family).application_id
    first = printed(money, own)
    money.clock.advance(days=3)
    again = printed(money, own)
    assert again.repeated and again.printed.document_id == first.printed.document_id
    assert again.printed.pdf == first.printed.pdf
    assert rows(money, "SELECT count(*) FROM document") == [(1,)] and len(stories(money, family)) == 2
    assert [facts.get("repeated") for _, facts in trail(money)] == [None, True]


def test_a_family_whose_language_is_spanish_gets_spanish_and_each_language_is_a_paper_of_its_own(
    money: MoneyClinic,
) -> None:
    family = money.family()
    own = started(money, family).application_id
    first = printed(money, own)
    with money.desk.database.transaction() as session:
        session.get_one(Person, family.patients[0]).language = "es"
    spanish = printed(money, own)
    said = words_of(spanish)
    assert "Solicitud de ayuda con su factura" in said and "23 de diciembre de 2026" in said
    assert stories(money, family)[0] == "form printed in Spanish, back by 12/23/2026"
    with money.desk.database.transaction() as session:
        session.get_one(Person, family.patients[0]).language = "en"
    assert printed(money, own).printed.document_id == first.printed.document_id
    assert rows(money, "SELECT count(*) FROM document") == [(2,)]


def test_the_day_and_the_papers_are_those_that_were_asked_for(money: MoneyClinic) -> None:
    family = money.family()
    own = started(money, family).application_id
    asked(money, own, "form", "pay_stubs", "benefit_letter", due_on=TODAY + timedelta(days=14))
    took(money, own, "pay_stubs")
    said = words_of(printed(money, own))
    assert "by December 7, 2026" in said and "Your benefit letter" in said
    assert "pay stubs" not in said, "they came"
    assert "bank statement" not in said, "it was not asked for"


def test_the_clinics_own_days_are_on_it(money: MoneyClinic) -> None:
    family = money.family()
    policy = replace(USUAL, papers_days=21, holds_months=6, appeal_days=45)
    setting_assistance.save_policy(money.desk, KeptPolicy(policy, 0))
    said = words_of(printed(money, started(money, family).application_id))
    assert "by December 14, 2026" in said and "6 months" in said and "45 days" in said


def test_where_nothing_was_asked_for_in_the_usual_days_the_form_gives_them_from_today(money: MoneyClinic) -> None:
    family = money.family()
    own = started(money, family).application_id
    money.clock.advance(days=30)
    assert "by January 22, 2027" in words_of(printed(money, own))


def test_who_applies_is_named_and_the_address_that_is_known_stands_in_the_window(money: MoneyClinic) -> None:
    family = money.family(patients=2)
    with money.desk.database.transaction() as session:
        session.add(Address(person_id=family.patients[0], kind="home", line1="412 Willow Creek Rd", city="Austin",
                            state="TX", zip="78704"))  # fmt: skip
    own = started(money, family, person_id=family.patients[1]).application_id
    said = words_of(printed(money, own))
    assert "Person1 Lopez" in said and "PERSON0 LOPEZ 412 WILLOW CREEK RD AUSTIN TX 78704" in said


def test_what_the_household_told_is_on_it_and_the_trail_says_of_which_sheet(money: MoneyClinic) -> None:
    family = money.family()
    own = started(money, family).application_id
    empty = printed(money, own)
    sheet = tell(money, family)
    made = printed(money, own)
    said = words_of(made)
    assert "You told us this on November 23, 2026." in said and "$1,240.00" in said and "$987.00 each month" in said
    assert made.printed.document_id != empty.printed.document_id and trail(money)[-1][1]["sheet"] == sheet


def test_a_sheet_that_is_not_believed_any_more_leaves_empty_lines(money: MoneyClinic) -> None:
    family = money.family()
    tell(money, family)
    money.clock.advance(days=366)
    with money.desk.database.reading() as session:
        assert session.execute(select(MeansSheet.expires_on)).scalar_one() < money.clock.today()
    made = printed(money, started(money, family).application_id)
    assert "$" not in words_of(made) and "sheet" not in trail(money)[0][1]


def test_who_may_not_see_means_prints_empty_lines(money: MoneyClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    family = money.family()
    tell(money, family)
    own = started(money, family).application_id
    monkeypatch.setitem(office.PERMISSIONS, "means.see", frozenset({Role.SUPERVISOR}))
    made = printed(money, own)
    assert "$" not in words_of(made) and "sheet" not in trail(money)[0][1]


def test_whoever_may_look_at_kept_papers_may_see_means_too() -> None:
    """A kept form can hold them."""
    assert office.PERMISSIONS["documents.reprint"] <= office.PERMISSIONS["means.see"]


@pytest.mark.parametrize("move", [None, Move.WITHDRAW])
def test_no_form_goes_with_what_is_decided_or_to_be_decided(money: MoneyClinic, move: Move | None) -> None:
    family = money.family()
    own = under_review(money, family)
    if move is not None:
        moved(money, own, move)
    before = rows(money, "SELECT count(*) FROM assistance_event")
    with pytest.raises(PaydeskError, match="no form goes with it any more"):
        printed(money, own)
    assert rows(money, "SELECT count(*) FROM document") == [(0,)] and trail(money) == []
    assert rows(money, "SELECT count(*) FROM assistance_event") == before


def test_after_the_day_of_its_papers_a_new_day_is_asked_for_first(money: MoneyClinic) -> None:
    family = money.family()
    own = started(money, family).application_id
    asked(money, own, "pay_stubs")
    money.clock.advance(days=31)
    with pytest.raises(PaydeskError, match=r"were to come by 12/23/2026\. Ask for papers again first"):
        printed(money, own)
    assert rows(money, "SELECT count(*) FROM document") == [(0,)]
    asked(money, own, "pay_stubs")
    assert "by January 23, 2027" in words_of(printed(money, own))


def test_an_address_that_does_not_fit_leaves_nothing_behind(money: MoneyClinic) -> None:
    family = money.family()
    with money.desk.database.transaction() as session:
        session.add(Address(person_id=family.patients[0], kind="home", line1="North Martin Luther King Blvd " * 9,
                            city="Springfield", state="IL", zip="62705"))  # fmt: skip
    own = started(money, family).application_id
    with pytest.raises(PaydeskError, match="too long for the envelope's window"):
        printed(money, own)
    assert rows(money, "SELECT count(*) FROM document") == [(0,)] and stories(money, family) == ["started"]
    assert trail(money) == []


def test_an_application_that_is_not_there_and_a_person_who_may_not(money: MoneyClinic) -> None:
    with pytest.raises(NotFound, match="not on file any more"):
        printed(money, 999)
    own = started(money, money.family()).application_id
    reader = money.desk.as_actor(replace(money.desk.actor, name="rita", role=Role.READ_ONLY))
    with pytest.raises(NotAllowed, match="may not work on applications for assistance"):
        assistance_forms.print_form(reader, own)
    assert rows(money, "SELECT count(*) FROM document") == [(0,)]
