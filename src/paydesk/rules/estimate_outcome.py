"""What came of an estimate: line by line, how far off it was and why, so that the next one is better."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from paydesk.rules.estimate_facts import Between, Estimate
from paydesk.rules.good_faith import GoodFaith
from paydesk.rules.money import Cents, show


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one line that can explain a difference, in cents; None where they are not known."""

    charge: Cents | None = None
    allowed: Cents | None = None
    copay: Cents | None = None
    deductible: Cents | None = None
    coinsurance: Cents | None = None
    not_covered: Cents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """One line as it was estimated: what the patient was told, and the figures at the upper end."""

    code: str
    what: str = ""
    patient: Between
    figures: Figures = Figures()


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One line as it came: what the patient owes of it by the insurer's answer (or the bill, without insurance).

    ``denied``: the insurer pays nothing of it as it stands; ``waiting``: it has not answered yet.
    """

    code: str
    what: str = ""
    patient: Cents
    figures: Figures = Figures()
    denied: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One line, foretold and as it came; ``difference`` in cents is zero within the range, else to its nearer end."""

    code: str
    what: str
    foretold: Between | None
    came: Cents | None
    difference: Cents
    why: tuple[str, ...]

    @property
    def as_foretold(self) -> bool:
        """Whether it came within the range."""
        return self.foretold is not None and self.came is not None and self.difference == 0


def foretold_by(made: Estimate) -> tuple[Foretold, ...]:
    """The lines of an estimate."""
    lines = zip(made.asked.lines, made.high, range(len(made.high)), strict=True)
    return tuple(
        Foretold(
            code=planned.code, what=planned.what, patient=made.line(number, lambda one: one.patient),
            figures=Figures(
                charge=high.charge, allowed=high.allowed, copay=high.copay, deductible=high.deductible,
                coinsurance=high.coinsurance, not_covered=high.not_covered,
            ),
        )
        for planned, high, number in lines
    )  # fmt: skip


def foretold_in_good_faith(facts: GoodFaith) -> tuple[Foretold, ...]:
    """The lines of a good faith estimate that we bill ourselves; there the charge is what the patient owes."""
    return tuple(
        Foretold(
            code=item.code, what=item.what, patient=Between(item.expected or 0, item.expected or 0),
            figures=Figures(charge=item.expected),
        )
        for provider in facts.of_our_own
        for item in provider.items
    )  # fmt: skip


def gathered(came: Iterable[Came]) -> tuple[Came, ...]:
    """Care that comes again, as one line a code: what all of it came to."""
    found: dict[str, Came] = {}
    for one in came:
        before = found.get(one.code)
        if before is None:
            found[one.code] = replace(one, figures=Figures(charge=one.figures.charge))
            continue
        charge = (before.figures.charge or 0) + (one.figures.charge or 0)
        found[one.code] = replace(
            before, patient=before.patient + one.patient, figures=Figures(charge=charge),
            denied=before.denied or one.denied, waiting=before.waiting or one.waiting,
        )  # fmt: skip
    return tuple(found.values())


def compared(foretold: Sequence[Foretold], came: Iterable[Came]) -> tuple[Compared, ...]:
    """Each line beside what came of it: those of one code in their order; then what nobody foretold."""
    waiting: defaultdict[str, deque[Came]] = defaultdict(deque)
    for one in came:
        waiting[one.code].append(one)
    rows = [_row(line, waiting[line.code].popleft() if waiting[line.code] else None) for line in foretold]
    return (*rows, *(_unforeseen(one) for rest in waiting.values() for one in rest))


def _row(line: Foretold, came: Came | None) -> Compared:
    if came is None:
        return Compared(
            code=line.code, what=line.what, foretold=line.patient, came=None, difference=-line.patient.low,
            why=("was not billed",),
        )  # fmt: skip
    nearest = min(max(came.patient, line.patient.low), line.patient.high)
    why = _reasons(line, came) if came.patient != nearest else ()
    return Compared(
        code=line.code, what=line.what, foretold=line.patient, came=came.patient, difference=came.patient - nearest,
        why=why,
    )  # fmt: skip


def _reasons(line: Foretold, came: Came) -> tuple[str, ...]:
    """What the insurer did, before the figures that differ."""
    if came.denied:
        return ("the insurer denied it",)
    if came.waiting:
        return ("the insurer has not answered yet",)
    return _why(line.figures, came.figures) or ("no single figure explains it",)


def _unforeseen(came: Came) -> Compared:
    return Compared(
        code=came.code, what=came.what, foretold=None, came=came.patient, difference=came.patient,
        why=("was not on the estimate",),
    )  # fmt: skip


def _why(thought: Figures, came: Figures) -> tuple[str, ...]:
    pairs = (
        ("the charge was", thought.charge, came.charge),
        ("the plan’s price was", thought.allowed, came.allowed),
        ("the plan did not cover", thought.not_covered, came.not_covered),
        ("the copay was", thought.copay, came.copay),
        ("the deductible took", thought.deductible, came.deductible),
        ("the coinsurance was", thought.coinsurance, came.coinsurance),
    )
    return tuple(
        f"{words} {show(then)} instead of {show(before)}"
        for words, before, then in pairs
        if before is not None and then is not None and before != then
    )


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many lines came as foretold, of how many, and how far off the rest was in all (cents, without signs)."""

    right: int
    of: int
    off: Cents


def accuracy(rows: Iterable[Compared]) -> Accuracy:
    """The sum over lines, of one estimate or of many."""
    every = tuple(rows)
    return Accuracy(sum(one.as_foretold for one in every), len(every), sum(abs(one.difference) for one in every))
