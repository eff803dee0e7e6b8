"""A form that makes a record makes one, however often it is sent: the answer to the first may never have come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data.database import Session
from paydesk.data.plain_words import AWAY
from paydesk.operations import administering, breaking_glass, disclosing, insuring, noting, registering, visiting
from paydesk.operations.desk import Desk
from paydesk.operations.person_forms import PersonForm, PhoneForm
from paydesk.rules.errors import PaydeskError
from support.money_clinic import Family, MoneyClinic
from support.postgres_server import PostgresServer
from support.two_desks import one_after_another

DAY = date(2026, 1, 1)
MARIA = PersonForm("Garcia", "Maria", birth_date=date(1984, 4, 12), phones=(PhoneForm("2175550147"),))
MATEO = PersonForm("Garcia", "Mateo", birth_date=date(2017, 2, 3), relation="child")


@dataclass(frozen=True)
class Form:
    """What a form asks for, the operation that does it, the tables it adds a row to, and what else it might say."""

    asks: Callable[[MoneyClinic, Family], Any]
    does: Callable[[Desk, Any], Any]
    tables: tuple[str, ...]
    otherwise: dict[str, object]


FORMS = {
    "a note": Form(
        lambda m, f: noting.WriteNote(f.account, "called, will pay on Friday", f.patients[0]),
        noting.write_note, ("note",), {"text": "called, will not pay"},
    ),
    "a contact": Form(
        lambda m, f: noting.LogContact(f.account, "phone", "in", "asked for the balance"),
        noting.log_contact, ("contact",), {"direction": "out"},
    ),
    "a flag": Form(
        lambda m, f: noting.RaiseFlag(f.account, "deceased", DAY, f.patients[0], facts={"died_on": "2026-01-01"}),
        noting.raise_flag, ("flag",), {"reason": "her son told us"},
    ),
    "an account": Form(
        lambda m, f: registering.RegisterAccount(MARIA, (MATEO,)),
        registering.register_account, ("account", "person", "person", "phone"), {"patients": ()},
    ),
    "a person": Form(
        lambda m, f: registering.SavePerson(MARIA, account_id=f.account),
        registering.save_person, ("person", "phone"), {"form": MATEO},
    ),
    "a payer": Form(lambda m, f: insuring.SavePayer("Humana"), insuring.save_payer, ("payer",), {"edi_id": "H1"}),
    "a coverage": Form(
        lambda m, f: insuring.SaveCoverage(f.patients[0], 0, "M1", DAY, new_payer=insuring.SavePayer("Humana")),
        insuring.save_coverage, ("coverage", "insurance_plan", "payer"), {"copay": 20_00},
    ),
    "a disclosure": Form(
        lambda m, f: disclosing.RecordDisclosure(f.patients[0], DAY, "County court", "statements", "subpoena"),
        disclosing.record_disclosure, ("disclosure",), {"what": "the whole record"},
    ),
    "a planned visit": Form(
        lambda m, f: visiting.SaveVisit(f.patients[0], m.clock.today(), status="scheduled"),
        visiting.save_visit, ("visit",), {"reason": "cough"},
    ),
    "a place": Form(lambda m, f: administering.SavePlace("Main"), administering.save_place, ("place",),
                    {"pos_code": "22"}),
}  # fmt: skip
COUNTED = (
    "note", "contact", "flag", "account", "person", "phone", "payer", "insurance_plan", "coverage", "disclosure",
    "visit", "place", "audit",
)  # fmt: skip


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return FORMS[request.param]


@pytest.fixture
def home(money: MoneyClinic) -> Family:
    """A family whose account's number is not the first one that is given."""
    return money.family(number=7001)


def counts(money: MoneyClinic) -> dict[str, int]:
    with money.desk.database.reading() as session:
        return {one: int(session.execute(text(f"SELECT count(*) FROM {one}")).scalar_one()) for one in COUNTED}


def made_since(money: MoneyClinic, before: dict[str, int]) -> dict[str, int]:
    """How many rows each table has more than ``before``; the trail has a row for every try that was kept."""
    return {table: number - before[table] for table, number in counts(money).items() if number != before[table]}


def wanted(form: Form, *, told: int) -> dict[str, int]:
    return {**{table: form.tables.count(table) for table in form.tables}, "audit": told}


def trail(money: MoneyClinic) -> list[Any]:
    with money.desk.database.reading() as session:
        return list(session.execute(text("SELECT summary, account_id, person_id, details FROM audit ORDER BY id")))


class MuteDesk(Desk):
    """All is kept, and the answer does not come: the server went away in between."""

    @contextmanager
    def doing(self, permission: str, summary: str) -> Iterator[Session]:
        with super().doing(permission, summary) as session:
            yield session
        raise PaydeskError(AWAY)


class FailingDesk(Desk):
    """All is written, and nothing is kept."""

    @contextmanager
    def doing(self, permission: str, summary: str) -> Iterator[Session]:
        with super().doing(permission, summary) as session:
            yield session
            session.flush()
            raise PaydeskError(AWAY)


def lost(kind: type[Desk], money: MoneyClinic) -> Desk:
    return kind(money.desk.database, money.clock, money.desk.actor)


def test_the_same_form_again_answers_as_the_first_time_and_the_trail_says_so(
    money: MoneyClinic, home: Family, form: Form
) -> None:
    asked = replace(form.asks(money, home), key=money.key())
    before = counts(money)
    first = form.does(money.desk, asked)
    again = form.does(money.desk, asked)
    assert again == first
    assert made_since(money, before) == wanted(form, told=2)
    one, other = trail(money)[-2:]
    assert (other.summary, other.account_id, other.person_id) == (one.summary, one.account_id, one.person_id)
    assert json.loads(other.details)["repeated"] is True and "repeated" not in json.loads(one.details)


def test_a_form_that_was_kept_without_an_answer_is_sent_again_and_doubles_nothing(
    money: MoneyClinic, home: Family, form: Form
) -> None:
    asked = replace(form.asks(money, home), key=money.key())
    before = counts(money)
    with pytest.raises(PaydeskError) as told:
        form.does(lost(MuteDesk, money), asked)
    assert told.value.sentence == AWAY
    form.does(money.desk, asked)
    assert made_since(money, before) == wanted(form, told=2)


def test_a_form_that_was_not_kept_is_sent_again_and_kept(
    money: MoneyClinic, home: Family, form: Form
) -> None:
    asked = replace(form.asks(money, home), key=money.key())
    before = counts(money)

    with pytest.raises(PaydeskError):
        form.does(lost(FailingDesk, money), asked)
    assert made_since(money, before) == {}
    form.does(money.desk, asked)
    assert made_since(money, before) == wanted(form, told=1)


def test_what_was_changed_in_the_form_since_it_was_kept_is_not_lost_in_silence(
    money: MoneyClinic, home: Family, form: Form
) -> None:
    asked = replace(form.asks(money, home), key=money.key())
    before = counts(money)
    form.does(money.desk, asked)
    with pytest.raises(PaydeskError) as refused:
        form.does(money.desk, replace(asked, **form.otherwise))
    assert refused.value.sentence.startswith("This form was kept already, before it was changed.")
    assert made_since(money, before) == wanted(form, told=1)


def test_the_key_of_one_form_is_not_taken_for_another(money: MoneyClinic, home: Family) -> None:
    key = money.key()
    noting.write_note(money.desk, noting.WriteNote(home.account, "called", key=key))
    with pytest.raises(PaydeskError, match="kept already"):
        administering.save_place(money.desk, administering.SavePlace("Main", key=key))


def test_two_forms_make_two_and_one_without_a_key_as_many_as_it_is_sent(money: MoneyClinic, home: Family) -> None:
    before = counts(money)
    for key in (money.key(), money.key(), "", ""):
        noting.write_note(money.desk, noting.WriteNote(home.account, "called", key=key))
    assert made_since(money, before) == {"note": 4, "audit": 4}


def test_the_same_form_at_two_connections_at_one_moment_makes_one(
    shared_money: MoneyClinic, postgres_server: PostgresServer, form: Form
) -> None:
    asked = replace(form.asks(shared_money, shared_money.family(number=7001)), key=shared_money.key())
    before = counts(shared_money)
    first, second = one_after_another(shared_money, postgres_server, *[lambda desk: form.does(desk, asked)] * 2)
    assert first == second
    assert made_since(shared_money, before) == wanted(form, told=2)


def test_emergency_access_begun_twice_by_one_form_is_one(money: MoneyClinic) -> None:
    reason, key = "the supervisor is ill today", money.key()
    with pytest.raises(PaydeskError):
        breaking_glass.begin(lost(MuteDesk, money), reason, key=key)
    desk = money.desk.as_actor(money.desk.actor)
    breaking_glass.begin(desk, reason, key=key)
    (taken,) = breaking_glass.unseen(money.desk)
    assert desk.actor.emergency is not None
    assert (desk.actor.emergency.id, desk.actor.emergency.until) == (taken.id, taken.until)


def test_a_kept_forms_row_stays_as_it_is(money: MoneyClinic, home: Family) -> None:
    noting.write_note(money.desk, noting.WriteNote(home.account, "called", key=money.key()))
    for statement in ("UPDATE kept_form SET made_id = 9", "DELETE FROM kept_form"):
        with pytest.raises(Exception, match="posted is for ever"), money.owner.engine.begin() as connection:
            connection.exec_driver_sql(statement)
