"""The facts of an estimate: what is planned, what is known of the plans, and who will bear each line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from paydesk.rules.benefits import Answered, Benefits, ServiceKind
from paydesk.rules.coordination import Coordination
from paydesk.rules.estimate_unknowns import Assumption
from paydesk.rules.insurance import Protection
from paydesk.rules.money import Cents

_NOT_ASKED: Answered[Coordination] = Answered()


class Exclusion(StrEnum):
    """Why a plan will not pay a line at all; the patient owes it only when told in writing before."""

    NOT_COVERED = "not_covered"
    EXHAUSTED = "exhausted"
    NO_AUTHORIZATION = "no_authorization"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """One planned service: the clinic's ``charge`` and the price the plan allows in cents (None: not known).

    ``visit`` numbers the visits of one estimate: a copay is asked once in each. ``second_allowed`` is the second
    plan's own price, the first one's where it is None.
    """

    code: str
    what: str = ""
    charge: Cents
    allowed: Cents | None = None
    second_allowed: Cents | None = None
    kind: ServiceKind = ServiceKind.OTHER
    visit: int = 1
    excluded: Exclusion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPlan:
    """The plan that answers after the first, and how it counts what was paid."""

    benefits: Benefits
    coordination: Answered[Coordination] = _NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateAsked:
    """All facts an estimate is made of.

    ``shield`` is what the patient's flags protect (a QMB). ``bills_difference``: out of the network the clinic bills
    what the plan does not allow, where no law forbids it. ``collected`` is what the patient has paid for it already.
    """

    lines: tuple[PlannedLine, ...]
    first: Benefits
    second: SecondPlan | None = None
    on: date | None = None
    shield: Protection = Protection.NONE
    bills_difference: bool = True
    collected: Cents = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShare:
    """Who bears one line, in cents; ``patient + plans_pay + written_off = charge``.

    ``difference`` is the patient's part above the price of a plan whose network we are not in; ``protected`` what the
    law keeps from the patient, the cuts what Medicare withholds. ``deductible_left`` and ``cap_left`` are the first
    plan's after this line, None where there is no such limit or none is known.
    """

    charge: Cents
    allowed: Cents
    copay: Cents = 0
    deductible: Cents = 0
    coinsurance: Cents = 0
    coinsurance_of: Cents = 0
    over_cap: Cents = 0
    not_covered: Cents = 0
    difference: Cents = 0
    contractual: Cents = 0
    first_cut: Cents = 0
    second_cut: Cents = 0
    first_pays: Cents = 0
    second_pays: Cents = 0
    protected: Cents = 0
    excluded: Exclusion | None = None
    deductible_left: Cents | None = None
    cap_left: Cents | None = None

    @property
    def patient(self) -> Cents:
        """What the patient will owe of it."""
        share = self.copay + self.deductible + self.coinsurance - self.over_cap
        return share + self.not_covered + self.difference - self.second_pays - self.second_cut - self.protected

    @property
    def plans_pay(self) -> Cents:
        """What both plans pay."""
        return self.first_pays + self.second_pays

    @property
    def written_off(self) -> Cents:
        """What nobody pays: the contract, the federal cut, and what the law keeps from the patient."""
        return self.contractual + self.first_cut + self.second_cut + self.protected


@dataclass(frozen=True, slots=True)
class Between:
    """Cents from ``low`` to ``high``, both possible."""

    low: Cents
    high: Cents

    @property
    def exact(self) -> bool:
        """Whether it is one figure."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Estimate:
    """The least and the most the patient may owe, line by line, and what it stands on."""

    asked: EstimateAsked
    low: tuple[LineShare, ...]
    high: tuple[LineShare, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def patient(self) -> Between:
        """The patient's part of all lines."""
        return self.total(lambda line: line.patient)

    @property
    def due(self) -> Between:
        """What is still to pay after what was collected."""
        total = self.patient
        return Between(max(0, total.low - self.asked.collected), max(0, total.high - self.asked.collected))

    @property
    def collected_too_much(self) -> Cents:
        """What was collected beyond the most the patient may owe."""
        return max(0, self.asked.collected - self.patient.high)

    def total(self, part: Callable[[LineShare], Cents]) -> Between:
        """``part`` of every line summed, the smaller end first: a plan pays more where the patient owes less."""
        ends = sorted((sum(map(part, self.low)), sum(map(part, self.high))))
        return Between(ends[0], ends[1])

    def line(self, number: int, part: Callable[[LineShare], Cents]) -> Between:
        """``part`` of one line."""
        ends = sorted((part(self.low[number]), part(self.high[number])))
        return Between(ends[0], ends[1])
