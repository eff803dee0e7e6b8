"""Statements: what is on them, who gets one, what is kept, and the files of a run."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event

from paydesk.data import billing_store
from paydesk.data.office_tables import Audit, Setting
from paydesk.data.people_tables import Address, Contact, Flag, Person
from paydesk.documents import page_image
from paydesk.documents.statement_view import StatementView, prove
from paydesk.operations import adjusting, billing, composing, keeping, noting, reading
from paydesk.operations.composing import Paper
from paydesk.rules.errors import NotFound, PaydeskError
from support.money_clinic import Family, MoneyClinic
from support.paper_samples import CLINIC

HOME = {"kind": "home", "line1": "12 Elm St", "line2": "Apt 4", "city": "Bend", "state": "OR", "zip": "977020098"}


def live_at(money: MoneyClinic, person: int, **changes: object) -> None:
    with money.desk.database.transaction() as session:
        session.add(Address(person_id=person, **{**HOME, **changes}))


def flag(money: MoneyClinic, family: Family, kind: str, person: int | None = None, **facts: str) -> None:
    with money.desk.database.transaction() as session:
        session.add(
            Flag(account_id=family.account, person_id=person, kind=kind, since=date(2026, 1, 1), facts=facts,
                 set_by="ana")
        )  # fmt: skip


def composed(money: MoneyClinic, family: Family, *, as_of: date | None = None, number: int = 1) -> StatementView:
    """The statement as it would be printed, proved."""
    today = money.clock.today()
    day = as_of or today
    with money.desk.looking() as session:
        account = billing_store.billed_accounts(session, (family.account,), as_of=day, past=day < today)[0]
    view = composing.compose(account, Paper(CLINIC, day, 25, False), number=number)
    prove(view)
    return view


def printed(money: MoneyClinic, family: Family) -> billing.StatementPrinted:
    return billing.print_statement(money.desk, billing.PrintStatement(family.account, money.key()))


def words_of(pdf: bytes) -> str:
    return "\n".join(page_image.page_text(pdf, page) for page in range(page_image.page_count(pdf)))


def test_a_line_adds_up_across_from_the_ledger(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    (charge,) = money.charge(family.patients[0], 180_00)
    money.answer(family.coverages[family.patients[0]][0], charge, paid=96_00, contractual=60_00, others=24_00)
    money.pay(family, 10_00)
    (line,) = composed(money, family).lines
    assert (line.charge, line.insurance_paid, line.adjusted, line.you_paid, line.waiting, line.owe) == (
        180_00, 96_00, 60_00, 10_00, 0, 14_00,
    )  # fmt: skip


def test_lines_waiting_for_an_insurer_stand_apart_and_are_not_asked_for(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=25_00)
    money.charge(family.patients[0], 100_00, 40_00)
    view = composed(money, family)
    assert view.amount == 25_00
    assert [(line.waiting, line.owe, line.only_waits) for line in view.lines] == [
        (75_00, 25_00, False), (40_00, 0, True),
    ]  # fmt: skip


def test_what_is_in_dispute_is_shown_once_apart_and_outside_the_amount_asked(money: MoneyClinic) -> None:
    family = money.family()
    first, _ = money.charge(family.patients[0], 50_00, 30_00)
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(first, False, True, "wrong code"))
    view = composed(money, family)
    assert [(line.what, line.owe, line.not_asked) for line in view.lines] == [
        ("Office visit (99213)", 50_00, "In dispute: not asked for now"), ("Office visit (99213)", 30_00, ""),
    ]  # fmt: skip
    assert view.amount == 30_00
    assert sum(view.ageing) == 30_00


def test_what_a_work_injury_left_over_is_not_asked_for(money: MoneyClinic) -> None:
    family = money.family(patients=2)
    money.charge(family.patients[0], 50_00)
    money.charge(family.patients[1], 30_00)
    flag(money, family, "workers_compensation", family.patients[1], injured_on="2026-01-02", carrier="State Fund")
    view = composed(money, family)
    assert view.amount == 50_00
    assert [line.not_asked for line in view.lines] == ["", "Protected: not asked for"]


def test_unused_credit_is_taken_off_once(money: MoneyClinic) -> None:
    family = money.family()
    money.pay(family, 20_00)
    money.charge(family.patients[0], 50_00)
    view = composed(money, family)
    assert (view.unapplied, view.amount) == (-20_00, 30_00)
    assert sum(view.ageing) == 50_00


def test_a_payment_since_the_last_statement_is_seen_and_later_not_told_again(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 50_00)
    printed(money, family)
    money.clock.advance(days=20)
    money.pay(family, 50_00)
    money.charge(family.patients[0], 10_00)
    assert [(line.you_paid, line.owe) for line in composed(money, family).lines] == [(50_00, 0), (0, 10_00)]
    money.clock.advance(days=10)
    printed(money, family)
    money.clock.advance(days=10)
    assert [line.owe for line in composed(money, family).lines] == [10_00]


def test_a_statement_of_an_earlier_day_says_what_was_owed_then(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    (charge,) = money.charge(family.patients[0], 100_00)
    money.clock.advance(days=10)
    money.answer(family.coverages[family.patients[0]][0], charge, paid=60_00, others=40_00)
    then = money.clock.today()
    money.clock.advance(days=40)
    money.pay(family, 40_00)
    assert composed(money, family).amount == 0
    view = composed(money, family, as_of=then)
    assert (view.amount, view.ageing[0], view.date) == (40_00, 40_00, then)


def test_ageing_counts_from_the_day_it_became_the_patients(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    (charge,) = money.charge(family.patients[0], 100_00)
    money.clock.advance(days=50)
    money.answer(family.coverages[family.patients[0]][0], charge, paid=60_00, others=40_00)
    money.clock.advance(days=35)
    now = composed(money, family)
    assert now.ageing == (0, 40_00, 0, 0, 0)
    money.clock.advance(days=1)
    assert composed(money, family, as_of=now.date).ageing == now.ageing


def test_the_printed_statement_is_kept_to_the_byte_and_in_the_contact_log(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 50_00)
    made = printed(money, family)
    assert made.number == billing.FIRST_NUMBER
    assert keeping.reprint(money.desk, made.document_id) == made.pdf
    assert keeping.reprint_statement(money.desk, made.number) == made.pdf
    (kept,) = keeping.kept_paper(money.desk, family.account).statements
    assert (kept.amount, kept.due_on) == (50_00, date(2026, 12, 18))
    with money.desk.looking() as session:
        (contact,) = session.query(Contact).all()
        assert (contact.direction, contact.channel, contact.summary) == ("out", "desk", "Statement 100001 for 50.00")


def test_printing_again_with_nothing_changed_makes_no_second_statement(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 50_00)
    first, again = printed(money, family), printed(money, family)
    assert (again.number, again.repeated, again.pdf) == (first.number, True, first.pdf)
    money.pay(family, 10_00)
    third = printed(money, family)
    assert (third.number, third.amount) == (first.number + 1, 40_00)


def test_looking_first_records_nothing_but_the_look_and_printing_then_gives_the_very_same(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 50_00)
    seen = billing.look_at_statement(money.desk, family.account)
    assert billing.look_at_statement(money.desk, family.account) == seen
    kept = keeping.kept_paper(money.desk, family.account)
    assert (kept.statements, kept.documents) == ((), ())
    money.desk.flush_looks()
    with money.desk.looking() as session:
        assert session.query(Contact).all() == []
        looks = session.query(Audit).filter_by(act="statement.look", account_id=family.account).all()
    assert len(looks) == 2
    made = printed(money, family)
    assert (made.number, made.pdf, made.amount) == (billing.FIRST_NUMBER, seen.pdf, seen.amount)
    assert billing.look_at_statement(money.desk, family.account).number == made.number
    money.pay(family, 10_00)
    assert billing.look_at_statement(money.desk, family.account).number == made.number + 1


def test_a_statement_that_may_not_be_printed_is_not_looked_at_either(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 50_00)
    flag(money, family, "dispute", about="x")
    with pytest.raises(PaydeskError, match=r"^No statement may be printed\. "):
        billing.look_at_statement(money.desk, family.account)


@pytest.mark.parametrize(("number", "channel"), [(50001, "desk"), (None, "mail")])
def test_a_single_statement_is_handed_over_and_a_run_goes_by_mail(
    money: MoneyClinic, tmp_path: Path, number: int | None, channel: str
) -> None:
    family = money.family()
    live_at(money, family.patients[0])
    money.charge(family.patients[0], 50_00)
    billing.make_statements(money.desk, tmp_path, account_number=number)
    with money.desk.looking() as session:
        assert [contact.channel for contact in session.query(Contact).all()] == [channel]


@pytest.mark.parametrize("kind", ["bankruptcy", "dispute", "assistance_pending"])
def test_a_flag_that_forbids_asking_refuses_the_statement_with_its_sentence(money: MoneyClinic, kind: str) -> None:
    family = money.family()
    money.charge(family.patients[0], 50_00)
    flag(money, family, kind, chapter="7", case_number="1", filed_on="2026-12-01", about="x", applied_on="2026-01-01")
    with pytest.raises(PaydeskError, match=r"^No statement may be printed\. "):
        printed(money, family)
    assert keeping.kept_paper(money.desk, family.account).statements == ()


def test_returned_mail_stops_the_post_but_not_the_counter(money: MoneyClinic, tmp_path: Path) -> None:
    family = money.family()
    live_at(money, family.patients[0])
    money.charge(family.patients[0], 50_00)
    flag(money, family, "returned_mail", returned_on="2026-11-01")
    made = billing.make_statements(money.desk, tmp_path)
    assert made.skipped == ((50001, "Mail came back: find a good address before mailing again."),)
    assert printed(money, family).amount == 50_00


def test_it_goes_to_the_confidential_address_and_nowhere_else(money: MoneyClinic) -> None:
    family = money.family()
    live_at(money, family.patients[0])
    live_at(money, family.patients[0], kind="confidential", line1="PO Box 9", line2="")
    money.charge(family.patients[0], 50_00)
    assert composed(money, family).addressee == ("Person0 Lopez", "PO Box 9", "Bend, OR 97702-0098")


def test_care_of_a_family_member_who_asked_for_discretion_is_not_named(money: MoneyClinic) -> None:
    family = money.family(patients=2)
    live_at(money, family.patients[1], kind="confidential")
    money.charge(family.patients[1], 50_00)
    view = composed(money, family)
    assert [line.what for line in view.lines] == ["Medical care"]
    assert view.visits[0].provider == ""


def test_the_estate_is_written_to_and_an_attorneys_letter_never_goes_to_the_clients_street(money: MoneyClinic) -> None:
    family = money.family()
    live_at(money, family.patients[0])
    money.charge(family.patients[0], 50_00)
    flag(money, family, "deceased", family.patients[0], died_on="2026-05-05")
    assert composed(money, family).addressee[0] == "Estate of Person0 Lopez"
    flag(money, family, "attorney", attorney="Kim Park", attorney_phone="5550100123")
    assert composed(money, family).addressee == ("Kim Park", "Re: Person0 Lopez")


def test_a_spanish_speaker_gets_it_in_spanish(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 50_00)
    with money.desk.database.transaction() as session:
        person = session.get(Person, family.patients[0])
        assert person is not None
        person.language = "es"
    assert "Su estado de cuenta" in words_of(printed(money, family).pdf)


def test_the_letterhead_and_days_to_pay_are_the_clinics(money: MoneyClinic) -> None:
    clinic = {"name": "Riverbend Clinic", "address": ["1 Main St", "Bend, OR 97702"], "phone": "(555) 010-0100"}
    with money.desk.database.transaction() as session:
        session.add(Setting(name="clinic", value={**clinic, "days_to_pay": 30}))
    family = money.family()
    money.charge(family.patients[0], 50_00)
    words = words_of(printed(money, family).pdf)
    assert "Riverbend Clinic" in words
    assert "December 23, 2026" in words


def test_a_file_an_account_is_named_by_the_statement_alone(money: MoneyClinic, tmp_path: Path) -> None:
    family = money.family()
    live_at(money, family.patients[0])
    money.charge(family.patients[0], 50_00)
    settled = money.family(number=50002)
    money.pay(settled, 5_00)
    made = billing.make_statements(money.desk, tmp_path)
    assert [file.name for file in made.files] == ["statement_100001.pdf"]
    assert (made.statements, made.total) == (1, 50_00)
    assert made.skipped == ((50002, "Nothing is asked for: a credit."),)
    (kept,) = keeping.kept_paper(money.desk, family.account).documents
    assert keeping.reprint(money.desk, kept.document_id) == made.files[0].read_bytes()


def test_one_account_that_was_asked_for_by_number_gets_its_statement_even_with_a_credit(
    money: MoneyClinic, tmp_path: Path
) -> None:
    family = money.family()
    money.pay(family, 5_00)
    made = billing.make_statements(money.desk, tmp_path, account_number=50001)
    assert (made.statements, made.total) == (1, -5_00)
    (contact,) = noting.about_account(money.desk, family.account).contacts
    assert contact.channel == "desk"
    with pytest.raises(NotFound):
        billing.make_statements(money.desk, tmp_path, account_number=7)


def test_a_run_writes_print_files_a_manifest_and_control_totals(money: MoneyClinic, tmp_path: Path) -> None:
    families = [money.family(number=50001 + n) for n in range(3)]
    for n, family in enumerate(families):
        live_at(money, family.patients[0], zip=f"9770{3 - n}")
        money.charge(family.patients[0], 10_00 * (n + 1))
    seen: list[tuple[int, int]] = []
    made = billing.make_statements(money.desk, tmp_path, batch=True, progress=lambda *done: seen.append(done))
    run, manifest = made.files
    content = json.loads(manifest.read_text())
    assert (made.statements, made.total) == (3, 60_00)
    assert content["control"]["total"] == "60.00"
    assert content["control"]["files"][0]["file"] == run.name == "run_20261123_single_01.pdf"
    assert [row["account"] for row in content["statements"]] == ["50003", "50002", "50001"]
    assert seen == [(3, 3)]
    with pytest.raises(PaydeskError, match="Choose an empty folder"):
        billing.make_statements(money.desk, tmp_path, batch=True)


def test_of_a_print_file_only_the_accounts_own_pages_are_printed_again(money: MoneyClinic, tmp_path: Path) -> None:
    families = [money.family(number=50001 + n) for n in range(3)]
    for family in families:
        live_at(money, family.patients[0])
        money.charge(family.patients[0], 10_00)
    billing.make_statements(money.desk, tmp_path, batch=True)
    (mine,) = keeping.kept_paper(money.desk, families[1].account).statements
    words = words_of(keeping.reprint_statement(money.desk, mine.number))
    assert "50002" in words
    assert "50001" not in words and "50003" not in words
    with pytest.raises(NotFound):
        keeping.reprint_statement(money.desk, 1)


def test_a_day_still_to_come_is_refused(money: MoneyClinic, tmp_path: Path) -> None:
    with pytest.raises(PaydeskError, match="still to come"):
        billing.make_statements(money.desk, tmp_path, as_of=date(2027, 1, 1))


def test_the_reads_of_a_run_are_as_many_for_ten_accounts_as_for_one(money: MoneyClinic) -> None:
    families = [money.family(number=50001 + n, plans=(0,), copay=5_00) for n in range(10)]
    for family in families:
        money.charge(family.patients[0], 50_00)
    asked: list[str] = []
    event.listen(money.desk.database.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
    with money.desk.looking() as session:
        found = billing_store.billed_accounts(
            session, tuple(family.account for family in families), as_of=money.clock.today()
        )
    assert len(found) == 10
    reads = [one for one in asked if one.startswith("SELECT") and "FROM desk_user" not in one]  # who asks, once a look
    assert len(reads) == 6


def test_the_patients_figure_is_the_statements_lines_and_credit(money: MoneyClinic) -> None:
    family = money.family(patients=2, plans=(0, 1))
    money.charge(family.patients[0], 50_00)
    money.charge(family.patients[1], 70_00, self_pay=True)
    money.pay(family, 100_00)
    figures = reading.account_page(money.desk, family.account).figures
    view = composed(money, family)
    assert view.amount == figures.patient_owes - figures.credit
    assert sum(line.waiting for line in view.lines) == figures.insurers_owe


def test_a_statement_that_asks_for_nothing_says_what_it_would_print(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    said: list[str | None] = []

    def say() -> None:
        said.append(billing.nothing_asked(money.desk, family.account))

    say()
    (charge,) = money.charge(family.patients[0], 50_00)
    say()
    money.answer(family.coverages[family.patients[0]][0], charge, paid=30_00, others=20_00)
    say()
    money.pay(family, 20_00)
    say()
    money.pay(family, 7_00)
    say()
    proof = "list what was charged and paid lately, as proof of payment."
    assert said == [
        "Nothing is owed on this account: the statement would ask for 0.00 and list no line.",
        "Nothing is asked of the patient now: the statement would ask for 0.00 and list what waits for insurance "
        "or is not asked for.",
        None,
        f"Nothing is owed on this account: the statement would ask for 0.00 and {proof}",
        f"Nothing is owed on this account: the statement would tell of a credit of 7.00 and {proof}",
    ]


def test_a_statement_a_flag_forbids_is_refused_before_it_is_asked_about(money: MoneyClinic) -> None:
    family = money.family()
    flag(money, family, "dispute", about="x")
    with pytest.raises(PaydeskError, match=r"^No statement may be printed\. "):
        billing.nothing_asked(money.desk, family.account)


@pytest.mark.parametrize("batch", [False, True])
def test_a_run_gives_no_statement_to_who_owes_nothing(money: MoneyClinic, tmp_path: Path, batch: bool) -> None:
    settled, waiting, owing = (money.family(number=50001 + n, plans=(0,) if n == 1 else ()) for n in range(3))
    for family in (settled, waiting, owing):
        live_at(money, family.patients[0])
        money.charge(family.patients[0], 50_00)
    money.pay(settled, 50_00)
    made = billing.make_statements(money.desk, tmp_path, batch=batch)
    assert (made.statements, made.total) == (1, 50_00)
    assert made.skipped == ((50002, "Nothing is asked for now."),)
