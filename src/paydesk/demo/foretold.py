"""What the made-up desk told beforehand: an estimate with what came of it, a good faith one that was changed, and what
an insurer's file has otherwise than the record."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from paydesk.demo.cast import FINDINGS, STATE, TOWN
from paydesk.demo.eligibility_writer import answers_about
from paydesk.demo.insurers import post_by_file
from paydesk.demo.year import Claim, Cover, Folk, Patient, Year
from paydesk.operations import (
    charging,
    estimating,
    good_faith_estimating,
    reading,
    reading_eligibility,
    verifying,
    visiting,
)
from paydesk.operations.estimating import MakeEstimate
from paydesk.operations.good_faith_estimating import MakeGoodFaith
from paydesk.operations.pricing import PlannedService
from paydesk.rules.benefits import ServiceKind, Source
from paydesk.rules.good_faith import GoodFaithProvider, Recurring
from paydesk.rules.money import Cents
from paydesk.rules.verified_items import AnswerGiven, Item, Value

_TOLD = ((0, ("99213",), 0), (1, ("99213", "80053"), -15_00), (2, ("99213",), 0))
"""Of which insurer (see ``cast.PAYERS``) a visit is told beforehand, its services, how wrong its copay was known."""
_CHARGED = ("99213", "80053")
_KNOWN: dict[Item, Value] = {
    Item.ACTIVE: True, Item.OTHER_COVERAGE: False, Item.NETWORK: "in", Item.DEDUCTIBLE: 0, Item.DEDUCTIBLE_MET: 0,
    Item.DEDUCTIBLE_RULE: "individual", Item.OUT_OF_POCKET: 4000_00, Item.OUT_OF_POCKET_MET: 350_00,
    Item.OUT_OF_POCKET_RULE: "individual",
}
_OF_SERVICE: dict[Item, Value] = {
    Item.COVERED: True, Item.COPAY_WAY: "instead", Item.COINSURANCE: 0, Item.DEDUCTIBLE_APPLIES: False,
}
_STREET = f"640 Mill St, {TOWN}, {STATE} 97702"
_LAB = GoodFaithProvider(name="Cinder Cone Laboratory", npi="", tin="", state="", location="", items=(), apart=True)


def foretell(year: Year) -> None:
    """In the last weeks of the year; chance, which other stories have, is left out of it."""
    for payer, codes, wrong_by in _TOLD:
        year.at(year.today - timedelta(days=20), partial(_visit_told_before, year, payer, codes, wrong_by),
                hour=9 + payer, minute=30)  # fmt: skip
    year.at(year.today - timedelta(days=15), lambda: _course_without_insurance(year), hour=10, minute=5)
    year.at(year.today - timedelta(days=3), lambda: _file_with_differences(year), hour=8, minute=40)


def _visit_told_before(year: Year, payer: int, codes: tuple[str, ...], wrong_by: Cents) -> None:
    """A visit is estimated, takes place, sometimes with one service more, and is answered later; the last one not."""
    folk = _insured(year, payer)
    if folk is None:
        return
    patient, cover = folk.patients[0], folk.patients[0].covers[0]
    _verify(year, cover, wrong_by)
    visit = visiting.save_visit(year.desk, visiting.SaveVisit(
        patient.person_id, year.clock.today(), provider_id=year.providers[0], place_id=year.place, status="arrived",
        reason="Blood pressure", diagnoses=(visiting.Diagnosis("I10", FINDINGS["I10"]),),
    )).visit_id  # fmt: skip
    services = tuple(PlannedService(code) for code in codes)
    estimating.make_estimate(year.desk, MakeEstimate(patient.person_id, services, visit_id=visit, key=year.key()))
    charging.post_charges(year.desk, charging.PostCharges(
        visit, tuple(charging.NewCharge(code, pointers=(1,)) for code in _CHARGED), year.key(),
    ))  # fmt: skip
    if payer < len(_TOLD) - 1:
        claim = Claim(cover, None, visit, (), year.clock.today())
        year.at(year.today - timedelta(days=14), lambda: post_by_file(year, payer, (claim,)), hour=14, minute=payer)


def _verify(year: Year, cover: Cover, wrong_by: Cents) -> None:
    """The insurer's portal was asked before."""
    answers = [AnswerGiven(item=item, value=value) for item, value in _KNOWN.items()]
    answers.append(AnswerGiven(item=Item.EFFECTIVE, value=year.first_day - timedelta(days=200)))
    for service in (ServiceKind.PRIMARY_CARE, ServiceKind.LABORATORY):
        copay = (cover.copay or 0) + wrong_by if service is ServiceKind.PRIMARY_CARE else 0
        known = {**_OF_SERVICE, Item.COPAY: copay}
        answers += [AnswerGiven(item=item, value=value, service=service) for item, value in known.items()]
    verifying.verify_coverage(year.desk, verifying.VerifyCoverage(
        cover.coverage_id, Source.PORTAL, tuple(answers), key=year.key(),
    ))  # fmt: skip


def _course_without_insurance(year: Year) -> None:
    """Weeks of the same care are estimated in good faith; then the patient needs more of it."""
    folk = next((one for one in year.folks if not one.patients[0].covers), None)
    if folk is None:
        return
    first, scheduled = year.today + timedelta(days=12), year.clock.today()
    while first.weekday() > 4:
        first += timedelta(days=1)
    made = _in_good_faith(year, folk.patients[0], first, scheduled, times=4)
    year.at(
        year.today - timedelta(days=5),
        lambda: _in_good_faith(year, folk.patients[0], first, scheduled, times=6, replaces=made), hour=11, minute=10,
    )  # fmt: skip


def _in_good_faith(
    year: Year, patient: Patient, first: date, scheduled: date, *, times: int, replaces: int | None = None
) -> int:
    return good_faith_estimating.make_good_faith(year.desk, MakeGoodFaith(
        patient.person_id, (PlannedService("99213"),), "Blood pressure, checked every two weeks", on=first,
        provider_id=year.providers[0], diagnoses=("I10",), separate=("Heart tracing",), others=(_LAB,),
        recurring=Recurring(how_often="every two weeks", times=times, first=first,
                            last=first + timedelta(days=14 * times)),
        scheduled_on=scheduled, location=_STREET, replaces_id=replaces, key=year.key(),
    )).estimate_id  # fmt: skip


def _file_with_differences(year: Year) -> None:
    """An insurer's file has another group number and copay; nobody has decided yet."""
    found = (_insured(year, payer, written_plainly=True) for payer in (2, 1, 0))
    folk = next((one for one in found if one is not None), None)
    if folk is None:
        return
    page = reading.account_page(year.desk, folk.account_id)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answers-{year.clock.today():%m%d}.271"
        path.write_text(answers_about(page, year.clock.today()), "ascii")
        reading_eligibility.read_eligibility(year.desk, path)


def _insured(year: Year, payer: int, *, written_plainly: bool = False) -> Folk | None:
    """The last household with that insurer alone; one whose name insurers write as it is."""
    found = (one for one in reversed(year.folks) if [cover.payer for cover in one.patients[0].covers] == [payer])
    return next((one for one in found if one.patients[0].name.isascii() or not written_plainly), None)
