"""The agreement to a payment plan: its facts, proven before they are drawn, and the figures that lending law boxes."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from paydesk.rules.correspondence import Language
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Cadence, Installment
from paydesk.rules.money import Cents, show

MOST_UNDISCLOSED = 4
"""A written agreement of more installments than this is consumer credit (12 CFR 1026.2(a)(17)(i)) for a creditor who
makes more than 25 of them a year; the down payment is none of them."""


@dataclass(frozen=True, slots=True)
class AgreedCharge:
    """A charge of the plan: ``what`` in plain words, whose it is, and how much of it the plan pays, in cents."""

    day: date
    what: str
    patient: str
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """Everything an agreement says; amounts in cents, ``address`` as lines under the name of ``payer``.

    ``missed_for_cure`` payments missed in a row, or one ``days_for_cure`` late, ask for the letter that leaves
    ``cure_days``. ``total`` is what the charges come to less what was ``taken_off`` them since. ``disclose``: the
    lending box is printed. ``replaces`` is the number of another agreement it takes the place of, ``changes`` are
    sentences on what is different from the one before.
    """

    number: int
    version: int = 1
    made_on: date
    language: Language
    payer: str
    address: tuple[str, ...]
    account: str
    charges: tuple[AgreedCharge, ...]
    taken_off: Cents = 0
    total: Cents
    down: Cents = 0
    down_due: date | None = None
    installments: tuple[Installment, ...]
    cadence: Cadence = Cadence.MONTHLY
    grace_days: int
    missed_for_cure: int = 2
    days_for_cure: int = 60
    cure_days: int
    disclose: bool
    replaces: int | None = None
    changes: tuple[str, ...] = ()

    @property
    def by_installments(self) -> Cents:
        """What is paid beyond the down payment."""
        return sum(one.amount for one in self.installments)


def needs_disclosure(installments: int) -> bool:
    """Whether an agreement of so many installments is one that the lending box is for."""
    return installments > MOST_UNDISCLOSED


def prove_agreement(facts: AgreementFacts) -> None:
    """Raises PaydeskError, naming the part, when the parts do not make the total or the days fall."""
    if not facts.charges:
        raise PaydeskError("An agreement names at least one charge. Choose what is in the plan.", field="charges")
    if not facts.installments:
        raise PaydeskError("An agreement has at least one installment.", field="installments")
    amounts = [one.amount for one in facts.charges] + [one.amount for one in facts.installments]
    if min(amounts) <= 0:
        raise PaydeskError("Each charge and each installment of an agreement is more than nothing.", field="charges")
    charged = sum(one.amount for one in facts.charges) - facts.taken_off
    paid = facts.down + facts.by_installments
    if facts.taken_off < 0:
        raise PaydeskError("What is taken off a plan is not below zero.", field="taken_off")
    if charged != facts.total:
        raise PaydeskError(
            f"The charges of the plan come to {show(charged)}, and it is for {show(facts.total)}. Make them the same.",
            field="charges",
        )
    if facts.down < 0 or (facts.down and facts.down_due is None):
        raise PaydeskError("A down payment is not below zero and has a day it is due.", field="down")
    if paid != facts.total:
        raise PaydeskError(
            f"The down payment and the installments come to {show(paid)}, and the plan is for {show(facts.total)}. "
            "Make them the same.", field="installments",
        )  # fmt: skip
    if any(later.due < sooner.due for sooner, later in pairwise(facts.installments)):
        raise PaydeskError("No installment is due before the one before it. Put them in order.", field="installments")


@dataclass(frozen=True, slots=True)
class AlikePayments:
    """So many payments of one amount that follow each other by the plan's cadence, ``first`` the earliest."""

    count: int
    amount: Cents
    first: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What a creditor of a closed-end credit sale tells (12 CFR 1026.18), in cents; no interest, no fee, so no rate."""

    financed: Cents
    finance_charge: Cents
    rate: str
    payments: Cents
    sale_price: Cents
    down: Cents
    schedule: tuple[AlikePayments, ...]


def disclosure(facts: AgreementFacts) -> Disclosure:
    """The figures of the box. Raises PaydeskError as ``prove_agreement`` does."""
    prove_agreement(facts)
    return Disclosure(
        financed=facts.total - facts.down, finance_charge=0, rate="0.00%", payments=facts.by_installments,
        sale_price=facts.down + facts.by_installments, down=facts.down, schedule=alike_payments(facts),
    )  # fmt: skip


def alike_payments(facts: AgreementFacts) -> tuple[AlikePayments, ...]:
    """The installments in runs of one amount; a gap in the days begins another."""
    first, *rest = facts.installments
    runs, before = [AlikePayments(1, first.amount, first.due)], first
    for one in rest:
        last = runs[-1]
        if one.amount == last.amount and _follows(before.due, one.due, facts.cadence):
            runs[-1] = AlikePayments(last.count + 1, last.amount, last.first)
        else:
            runs.append(AlikePayments(1, one.amount, one.due))
        before = one
    return tuple(runs)


def is_regular(facts: AgreementFacts) -> bool:
    """Whether every installment follows the one before it by the plan's cadence."""
    return all(_follows(sooner.due, later.due, facts.cadence) for sooner, later in pairwise(facts.installments))


def _follows(sooner: date, later: date, cadence: Cadence) -> bool:
    days = (later - sooner).days
    if cadence is Cadence.WEEKLY:
        return days == 7
    if cadence is Cadence.BIWEEKLY:
        return days == 14
    if cadence is Cadence.SEMIMONTHLY:
        return 13 <= days <= 17  # the 15th to the last of February, the 1st to the 15th, the 15th to the 1st
    next_month = (later.year - sooner.year) * 12 + later.month - sooner.month == 1
    anchor = max(sooner.day, later.day)
    return next_month and all(day.day == min(anchor, _last(day)) for day in (sooner, later))


def _last(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
