"""Estimates: made of what insurers said and allowed before, kept as they were given, explained, and compared later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.operations import (
    administering,
    charging,
    comparing_estimates,
    contracting,
    importing_remittances,
    noting,
    posting_answers,
    verifying,
    visiting,
)
from paydesk.operations.estimating import EstimateMade, EstimateSeen, MakeEstimate, make_estimate, preview_estimate
from paydesk.operations.explaining import ExplainBenefits, explain_benefits, print_benefits
from paydesk.operations.pricing import PlannedService
from paydesk.rules.benefits import ServiceKind, Source
from paydesk.rules.correspondence import Language
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.estimate_facts import Between
from paydesk.rules.office import Role
from paydesk.rules.verified_items import AnswerGiven, Item, Value
from support import era_writer
from support.era_writer import Answered, AnsweredLine, era
from support.money_clinic import MoneyClinic

TODAY = date(2026, 11, 23)
VISIT = ServiceKind.PRIMARY_CARE
WHOLE: dict[Item, Value] = {
    Item.NETWORK: "in", Item.DEDUCTIBLE: 500_00, Item.DEDUCTIBLE_MET: 400_00, Item.DEDUCTIBLE_RULE: "individual",
    Item.OUT_OF_POCKET: 4000_00, Item.OUT_OF_POCKET_MET: 0, Item.OUT_OF_POCKET_RULE: "individual",
}  # fmt: skip
OF_SERVICE: dict[Item, Value] = {
    Item.COVERED: True, Item.COINSURANCE: 20_00, Item.COPAY: 0, Item.DEDUCTIBLE_APPLIES: True,
}


class Room:
    """A patient with Aetna, and a clinic whose office visit is 180.00; ``learn`` tells what Aetna allowed for it."""

    def __init__(self, money: MoneyClinic, folder: Path, *, plans: tuple[int, ...] = (0,)) -> None:
        self.money, self.folder = money, folder
        for code, name, fee in (("99213", "Office visit", 18000), ("80061", "Cholesterol test", 6000)):
            administering.save_service_code(
                money.desk, administering.SaveServiceCode(code, name, fee, date(2026, 1, 1), spanish_name=f"{name} es")
            )
        self.family = money.family(plans=plans)
        self.patient = self.family.patients[0]
        self.coverages = self.family.coverages[self.patient]

    def learn(self, *allowed: int) -> None:
        for number, price in enumerate(allowed, 1):
            self.money.charge(self.patient, 18000)
            line = AnsweredLine(
                f"PD000000{number}L1", "99213", 18000, (("CO", "45", 18000 - price), ("PR", "2", price // 5))
            )
            file = era_writer.write(self.folder, f"{number}.835", era(Answered(f"PD000000{number}", (line,)),
                                                                     trace=f"EFT{number}"))  # fmt: skip
            importing_remittances.keep_remittance_file(self.money.desk, file)

    def verify(self, said: dict[Item, Value] | None = None, of_service: dict[Item, Value] | None = None) -> None:
        answers = [AnswerGiven(item=item, value=value) for item, value in (WHOLE if said is None else said).items()]
        answers += [AnswerGiven(item=item, value=value, service=VISIT)
                    for item, value in (OF_SERVICE if of_service is None else of_service).items()]  # fmt: skip
        verifying.verify_coverage(self.money.desk, verifying.VerifyCoverage(
            self.coverages[0], Source.PORTAL, tuple(answers), key=self.money.key(),
        ))  # fmt: skip

    def asked(self, *services: PlannedService, **more: Any) -> MakeEstimate:
        facts: dict[str, Any] = {"on": date(2026, 11, 30), "key": self.money.key(), **more}
        return MakeEstimate(self.patient, services or (PlannedService("99213"),), **facts)

    def seen(self, *services: PlannedService, **more: Any) -> EstimateSeen:
        return preview_estimate(self.money.desk, self.asked(*services, **more))

    def made(self, *services: PlannedService, **more: Any) -> EstimateMade:
        return make_estimate(self.money.desk, self.asked(*services, **more))

    def rows(self, sql: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Room:
    return Room(money, tmp_path)


def test_what_is_known_of_plan_and_price_makes_one_figure(room: Room) -> None:
    room.learn(12000, 12000, 12000)
    room.verify()
    seen = room.seen()
    (service,) = seen.services
    assert service.price is not None
    assert (service.what, service.charge, service.price.allowed, service.price.why) == (
        "Office visit", 18000, 12000, "learned from 3 answers",
    )  # fmt: skip
    assert seen.made.patient == Between(104_00, 104_00)  # 100.00 of the deductible, 20% of 20.00
    assert seen.made.assumptions == ()


def test_what_nobody_asked_makes_a_range(room: Room) -> None:
    seen = room.seen()
    assert seen.services[0].price is None
    assert not seen.made.patient.exact
    assert seen.made.patient.high == 180_00


def test_a_contract_price_goes_before_what_was_learned(room: Room) -> None:
    room.learn(12000, 12000, 12000)
    file = room.folder / "prices.csv"
    file.write_text("Code,Price\n99213,131.50\n")
    contracting.load_contract(room.money.desk, contracting.LoadContract(file, room.money.payers[0]))
    (service,) = room.seen().services
    assert service.price is not None
    assert (service.price.allowed, service.price.why) == (13150, "by contract of Nov 23, 2026")


def test_two_answers_alike_are_no_price_and_a_newer_price_counts(room: Room) -> None:
    room.learn(12000, 12000)
    assert room.seen().services[0].price is None


def test_the_copay_on_the_card_stands_in_for_a_visit(room: Room) -> None:
    with room.money.owner.transaction() as session:
        session.execute(text("UPDATE coverage SET copay = 2500"))
    copay = room.seen().made.asked.first.terms(VISIT).copay
    assert (copay.value, copay.source) == (25_00, Source.CARD)


def test_money_taken_for_the_visit_is_counted(room: Room) -> None:
    room.verify()
    visit = visiting.save_visit(
        room.money.desk, visiting.SaveVisit(room.patient, date(2026, 11, 30), status="scheduled")
    ).visit_id
    room.money.pay(room.family, 30_00, visit_id=visit)
    assert room.seen(visit_id=visit).made.asked.collected == 30_00


def test_a_protected_patient_owes_nothing(room: Room) -> None:
    room.verify()
    noting.raise_flag(room.money.desk, noting.RaiseFlag(
        room.family.account, "no_balance_billing", TODAY, person_id=room.patient, facts={"because": "QMB"},
    ))  # fmt: skip
    assert room.seen().made.patient == Between(0, 0)


def test_a_second_plan_pays_after_the_first(money: MoneyClinic, tmp_path: Path) -> None:
    room = Room(money, tmp_path, plans=(0, 1))
    room.verify()
    second = room.seen().made.asked.second
    assert second is not None and second.benefits.payer == "Cigna"


def test_it_is_kept_with_its_paper_and_its_frozen_inputs(room: Room) -> None:
    room.learn(12000, 12000, 12000)
    room.verify()
    made = room.made()
    ((number, low, high, inputs, document),) = room.rows(
        "SELECT number, low, high, inputs, document_id FROM estimate"
    )
    assert (number, low, high, document) == (1, 104_00, 104_00, made.document_id)
    assert '"charge": 18000' in str(inputs).replace("'", '"')
    assert made.pdf.startswith(b"%PDF") and made.findings == ()
    assert room.rows("SELECT kind, account_id FROM document") == [("estimate", room.family.account)]


def test_the_same_form_again_gives_the_same_paper(room: Room) -> None:
    request = room.asked()
    first = make_estimate(room.money.desk, request)
    again = make_estimate(room.money.desk, request)
    assert again.repeated and (again.estimate_id, again.pdf) == (first.estimate_id, first.pdf)
    assert room.rows("SELECT count(*) FROM estimate") == [(1,)]


@pytest.mark.parametrize(
    ("change", "says", "field"),
    [
        ({"services": ()}, "Choose at least one service", "services"),
        ({"services": (PlannedService("99999"),)}, "No fee for 99999", "charge"),
        ({"services": (PlannedService("99213", units=0),)}, "Units are between", "units"),
        ({"services": (PlannedService("99213", charge=0),)}, "more than zero", "charge"),
        ({"on": date(2026, 11, 22)}, "care to come", "on"),
        ({"on": date(2025, 1, 1)}, "care to come", "on"),
        ({"visit_id": 999}, "not there any more", "visit_id"),
    ],
)
def test_what_cannot_be_estimated_is_refused_and_nothing_is_kept(
    room: Room, change: dict[str, Any], says: str, field: str
) -> None:
    with pytest.raises(PaydeskError, match=says) as refused:
        make_estimate(room.money.desk, replace(room.asked(), **change))
    assert refused.value.field == field
    assert room.rows("SELECT count(*) FROM estimate") == [(0,)]
    assert room.rows("SELECT count(*) FROM document") == [(0,)]


def test_without_a_coverage_in_force_the_good_faith_estimate_is_named(room: Room) -> None:
    with room.money.owner.transaction() as session:
        session.execute(text("UPDATE coverage SET valid_to = '2026-11-24'"))
    with pytest.raises(PaydeskError, match="make a good faith estimate"):
        room.seen()
    paid = visiting.SaveVisit(room.patient, TODAY, status="scheduled", self_pay=True)
    visit = visiting.save_visit(room.money.desk, paid).visit_id
    with pytest.raises(PaydeskError, match="not billed for this visit"):
        room.seen(visit_id=visit)


def test_who_may_only_read_makes_none(room: Room) -> None:
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed, match="may not make estimates"):
        make_estimate(reader, room.asked())


def test_benefits_are_explained_in_both_languages_with_day_and_source(room: Room) -> None:
    room.learn(12000, 12000, 12000)
    room.verify()
    told = explain_benefits(room.money.desk, ExplainBenefits(
        room.coverages[0], (PlannedService("99213"),), on=date(2026, 11, 30)
    ))  # fmt: skip
    assert (told.as_of, told.sources) == (TODAY, (Source.PORTAL,))
    english = " ".join(one for section in told.english for one in section.sentences)
    spanish = " ".join(one for section in told.spanish for one in section.sentences)
    assert "$104.00" in english and "$104.00" in spanish
    assert "November 23, 2026" in english and "23 de noviembre de 2026" in spanish
    assert told.english[0].title != told.spanish[0].title


def test_benefits_alone_are_explained_without_a_visit_and_printed_once(room: Room) -> None:
    room.verify()
    told = explain_benefits(room.money.desk, ExplainBenefits(room.coverages[0]))
    assert told.made is None
    paper = print_benefits(room.money.desk, ExplainBenefits(room.coverages[0], language=Language.SPANISH))
    assert paper.pdf.startswith(b"%PDF")
    print_benefits(room.money.desk, ExplainBenefits(room.coverages[0], language=Language.SPANISH))
    assert room.rows("SELECT kind FROM document") == [("benefits",)]
    room.money.desk.flush_looks()
    acts = [act for (act,) in room.rows("SELECT act FROM audit")]
    assert "benefits.explain" in acts and acts.count("benefits.print") == 2


def test_the_second_plans_benefits_are_not_told_as_if_it_paid_first(money: MoneyClinic, tmp_path: Path) -> None:
    room = Room(money, tmp_path, plans=(0, 1))
    with pytest.raises(PaydeskError, match="Aetna pays first"):
        explain_benefits(money.desk, ExplainBenefits(room.coverages[1], (PlannedService("99213"),)))


def test_what_came_is_laid_beside_what_was_told(room: Room) -> None:
    room.verify()
    made = room.made(PlannedService("99213"), PlannedService("80061"), on=TODAY)
    assert comparing_estimates.what_came(room.money.desk, made.estimate_id) is None
    (charge,) = room.money.charge(room.patient, 18000)
    room.money.answer(room.coverages[0], charge, paid=1600, contractual=6000, others=10400)
    came = comparing_estimates.what_came(room.money.desk, made.estimate_id)
    assert came is not None
    assert (came.came, came.waiting) == (104_00, False)
    assert [(one.code, one.came) for one in came.rows] == [("99213", 104_00), ("80061", None)]
    assert came.rows[0].difference == 0
    with pytest.raises(NotFound):
        comparing_estimates.what_came(room.money.desk, 999)


def test_what_came_otherwise_says_why_by_the_insurers_own_answer(room: Room) -> None:
    room.learn(12000, 12000, 12000)
    room.verify()
    made = room.made(on=TODAY)
    visit = visiting.save_visit(room.money.desk, visiting.SaveVisit(room.patient, TODAY)).visit_id
    with room.money.owner.transaction() as session:  # what was learned is of before
        session.execute(text("UPDATE charge SET service_date = '2026-11-20' WHERE visit_id <> :own"), {"own": visit})
    charging.post_charges(room.money.desk, charging.PostCharges(
        visit, (charging.NewCharge("99213", "Office visit", fee=18000),), room.money.key(),
    ))  # fmt: skip
    line = AnsweredLine("PD0000004L1", "99213", 18000, (("CO", "45", 6000), ("PR", "1", 12000)))
    file = era_writer.write(room.folder, "4.835", era(Answered("PD0000004", (line,)), trace="EFT4"))
    kept = importing_remittances.keep_remittance_file(room.money.desk, file)
    assert posting_answers.post_advice(room.money.desk, posting_answers.PostAdvice(kept.kept[0].advice_id)).posted == 1
    came = comparing_estimates.what_came(room.money.desk, made.estimate_id)
    assert came is not None
    (row,) = came.rows
    assert (row.came, row.difference) == (120_00, 16_00)
    assert row.why == ("the deductible took 120.00 instead of 100.00", "the coinsurance was 0.00 instead of 4.00")


def test_estimates_of_an_account_are_listed_newest_first(room: Room) -> None:
    room.made()
    room.made(PlannedService("80061"))
    assert [one.number for one in comparing_estimates.estimates_of(room.money.desk, room.family.account)] == [2, 1]


def test_an_estimate_is_for_ever(room: Room) -> None:
    room.made()
    with pytest.raises(Exception, match=r"for ever|may not do that"), room.money.desk.database.transaction() as session:
        session.execute(text("UPDATE estimate SET low = 0"))
