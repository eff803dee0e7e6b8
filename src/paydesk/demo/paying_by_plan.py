"""Payment plans at the made-up desk, one in every state there is: made, paid, missed, paused, replaced, ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import partial
from itertools import count

from paydesk.demo import paperwork
from paydesk.demo.cast import FINDINGS
from paydesk.demo.plan_payers import PLAN_PAYERS, PlanPayer, household, told
from paydesk.demo.year import Folk, Year
from paydesk.operations import (
    adjusting,
    affording,
    changing_plans,
    charging,
    planning,
    visiting,
    watching_plans,
    writing_plan_letters,
)
from paydesk.operations.affording import KeepSheet
from paydesk.operations.changing_plans import PausePlan
from paydesk.operations.planning import MakePlan
from paydesk.rules import coding, worked_means
from paydesk.rules.installments import Installment
from paydesk.rules.money import Cents
from paydesk.rules.plan_letter_phrases import PlanLetter
from paydesk.rules.plans import PlanState
from paydesk.rules.told_means import Proof

SHORTEST, STANDARD, COMFORTABLE = 0, 1, 2
_DONE = ("99203", "12001")
_LESS = ("99213", "71046")


@dataclass
class Payer:
    """A household that pays by a plan; chance, which other stories have, is left out of what it does."""

    year: Year
    place: int
    who: PlanPayer
    folk: Folk | None = None
    plan_id: int = 0
    schedule: tuple[Installment, ...] = ()
    _keys: count[int] = field(default_factory=count)

    def ago(self, days: int, act: Callable[[], object]) -> None:
        """``act`` happens so many days before today."""
        self.on(self.year.today - timedelta(days=days), act)

    def on(self, day: date, act: Callable[[], object]) -> None:
        """``act`` happens on that day, at an hour of this household's own."""
        self.year.at(day, act, hour=13, minute=2 + 3 * self.place)

    def key(self) -> str:
        """A key for a form."""
        return f"plan payer {self.place}: {next(self._keys)}"

    @property
    def account(self) -> int:
        """The account's id."""
        assert self.folk is not None, "comes first, pays later"
        return self.folk.account_id

    def comes(self, codes: tuple[str, ...] = _DONE) -> None:
        """A visit that no insurer pays for, the first time with everything that is written down of a new household."""
        self.folk = self.folk or paperwork.register(self.year, household(self.who, self.place))
        now = self.year.clock.here()
        diagnosis = visiting.Diagnosis(coding.parse_diagnosis("S61.411A"), FINDINGS["S61.411A"])
        visit = visiting.save_visit(self.year.desk, visiting.SaveVisit(
            self.folk.patients[0].person_id, now.date(), time(now.hour, 0),
            self.year.providers[self.place % len(self.year.providers)], self.year.place, "arrived", "Cut hand",
            False, (diagnosis,),
        ))  # fmt: skip
        charges = tuple(charging.NewCharge(code, pointers=(1,)) for code in codes)
        charging.post_charges(self.year.desk, charging.PostCharges(visit.visit_id, charges, self.key()))

    def agrees(
        self, first: date, *, offer: int = COMFORTABLE, down: Cents = 0, give: bool = True, replaces: bool = False
    ) -> None:
        """The sheet is filled in, an offer is chosen, and the agreement printed."""
        desk, today = self.year.desk, self.year.clock.today()
        sheet = told(self.who, today)
        kept = affording.keep_sheet(desk, KeepSheet(
            account_id=self.account, sheet=sheet, proofs=(Proof.PAY_STUBS.value,), down=down, first_due=first,
            key=self.key(),
        ))  # fmt: skip
        before = self.plan_id if replaces else None
        start = planning.plan_lines(desk, self.account)
        owed = {one.charge_id: one.owes for one in start if replaces or not one.barred}
        worked = worked_means.worked(
            sheet, sum(owed.values()), down=down, first=first, terms=affording.terms(desk)
        )
        chosen = worked.offers.offers[min(offer, len(worked.offers.offers) - 1)]
        made = planning.make_plan(desk, MakePlan(
            account_id=self.account, charges=owed, installments=chosen.installments, key=self.key(), down=down,
            offer=chosen.name, why=chosen.why, sheet_id=kept.sheet_id, remind=self.place % 2 == 0, give=give,
            replaces=before,
        ))  # fmt: skip
        self.plan_id, self.schedule = made.plan_id, chosen.installments

    def signs(self) -> None:
        """The signed copy is back."""
        planning.sign_plan(self.year.desk, self.plan_id)

    def pays(self, *, whole: bool = False, method: str = "cash") -> None:
        """What an installment comes to, or the ``whole`` of what is owed."""
        assert self.folk is not None, "comes first, pays later"
        owes = sum(line.owes for line in planning.plan_lines(self.year.desk, self.account))
        self.year.pay(self.folk, owes if whole else min(owes, self.schedule[0].amount), method=method)

    def writes(self, kind: PlanLetter) -> None:
        """A letter about the plan goes out."""
        writing_plan_letters.write_plan_letter(self.year.desk, self.plan_id, kind)

    def ends(self, state: PlanState, reason: str) -> None:
        """The plan is ended by a decision."""
        changing_plans.end_plan(self.year.desk, self.plan_id, state=state, reason=reason)


def pay_by_plan(year: Year) -> None:
    """In the last months of the year, each household's plan comes to stand where its story says."""
    for place, (who, story) in enumerate(zip(PLAN_PAYERS, STORIES, strict=True)):
        story(Payer(year, place, who))


def bring_plans_up_to_date(year: Year) -> None:
    """What became of the plans up to this morning."""
    watching_plans.catch_up(year.desk)


def _begins(payer: Payer, days: int, first: int, *, offer: int = COMFORTABLE, signs: bool = True) -> None:
    """Seen a week before, agreed and signed so many days ago; the first payment is due ``first`` days ago."""
    payer.ago(days + 7, payer.comes)
    payer.ago(days, partial(payer.agrees, payer.year.today - timedelta(days=first), offer=offer))
    if signs:
        payer.ago(days - 2, payer.signs)


def _draft(payer: Payer) -> None:
    payer.ago(9, payer.comes)
    payer.ago(2, partial(payer.agrees, payer.year.today + timedelta(days=28), give=False))


def _not_back(payer: Payer) -> None:
    _begins(payer, 9, -21, signs=False)


def _down_not_there(payer: Payer) -> None:
    payer.ago(14, payer.comes)
    payer.ago(6, partial(payer.agrees, payer.year.today + timedelta(days=24), down=60_00))
    payer.ago(5, payer.signs)


def _ahead(payer: Payer) -> None:
    _begins(payer, 80, 53, offer=STANDARD)
    for days in (55, 54, 20):
        payer.ago(days, payer.pays)


def _on_time(payer: Payer) -> None:
    _begins(payer, 75, 48)
    for days in (48, 18):
        payer.ago(days, partial(payer.pays, method="bank transfer"))


def _due_today(payer: Payer) -> None:
    _begins(payer, 27, 0)


def _due_soon(payer: Payer) -> None:
    _begins(payer, 26, -4, offer=STANDARD)


def _paused(payer: Payer) -> None:
    _begins(payer, 70, 42)
    payer.ago(41, payer.pays)
    until = payer.year.today + timedelta(days=50)
    payer.ago(10, lambda: changing_plans.pause_plan(
        payer.year.desk, PausePlan(payer.plan_id, until, "Laid off until the mill opens again")
    ))  # fmt: skip
    payer.ago(9, partial(payer.writes, PlanLetter.PAUSED))


def _missed_one(payer: Payer) -> None:
    """Nobody has written yet."""
    _begins(payer, 45, 17)


def _about_to_end(payer: Payer) -> None:
    """The last letter is out, and its days are nearly over."""
    _begins(payer, 92, 68)
    payer.ago(19, partial(payer.writes, PlanLetter.CURE))


def _given_up(payer: Payer) -> None:
    """The letter that says so is still to be written."""
    _begins(payer, 125, 97)
    payer.ago(54, partial(payer.writes, PlanLetter.CURE))


def _handed_on(payer: Payer) -> None:
    _begins(payer, 200, 172)
    payer.ago(125, partial(payer.writes, PlanLetter.CURE))
    payer.ago(98, partial(payer.writes, PlanLetter.DEFAULTED))
    payer.ago(40, partial(payer.ends, PlanState.CLOSED, "No answer to two letters and two calls"))


def _paid_early(payer: Payer) -> None:
    _begins(payer, 95, 67)
    payer.ago(67, payer.pays)
    payer.ago(30, partial(payer.pays, whole=True))
    payer.ago(29, partial(payer.writes, PlanLetter.PAID_OFF))


def _called_off_and_again(payer: Payer) -> None:
    """A plan is canceled; another is made with what came since, replaced when more did, and kept."""
    _begins(payer, 110, 82)
    payer.ago(100, partial(payer.ends, PlanState.CANCELLED, "Wants to pay every month from the day of the wages"))
    payer.ago(99, partial(payer.writes, PlanLetter.CANCELED))
    payer.ago(98, partial(payer.agrees, payer.year.today - timedelta(days=60)))
    payer.ago(96, payer.signs)
    payer.ago(60, payer.pays)
    payer.ago(35, partial(payer.comes, _LESS))
    payer.ago(33, partial(payer.agrees, payer.year.today - timedelta(days=3), replaces=True))
    payer.ago(32, payer.signs)
    payer.ago(3, payer.pays)


def _let_off(payer: Payer) -> None:
    """The rest of a plan is let off, and its charges with it."""
    _begins(payer, 120, 92)
    payer.ago(92, payer.pays)
    payer.ago(22, lambda: _lets_off(payer))


def _lets_off(payer: Payer) -> None:
    desk = payer.year.desk
    payer.ends(PlanState.DISCHARGED, "Ill for long, no income any more: the rest is let off")
    for line in planning.plan_lines(desk, payer.account):
        adjusting.post_adjustment(
            desk, adjusting.PostAdjustment(line.charge_id, line.owes, "hardship", payer.key())
        )


STORIES: tuple[Callable[[Payer], None], ...] = (
    _draft, _not_back, _down_not_there, _ahead, _on_time, _due_today, _due_soon, _paused, _missed_one, _about_to_end,
    _given_up, _handed_on, _paid_early, _called_off_and_again, _let_off,
)  # fmt: skip
"""By household, in the order of ``PLAN_PAYERS``."""
