"""From the form of an application for assistance to the operation that its chosen step asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from paydesk.rules import money
from paydesk.rules.assistance import PAPERS, Move
from paydesk.rules.errors import PaydeskError
from paydesk.rules.poverty_guideline import Region
from paydesk.ui.dialogs import assistance_steps
from paydesk.ui.dialogs.assistance_steps import PAPER_FIELDS, STEPS
from paydesk.ui.fields import Value

if TYPE_CHECKING:
    from paydesk.operations.assistance_forms import FormPrinted
    from paydesk.operations.assistance_work import Assisted
    from paydesk.operations.desk import Desk
    from paydesk.operations.reading_assistance import Application, AssistancePage

_MOVES = {"review": Move.REVIEW, "appeal": Move.APPEAL, "withdraw": Move.WITHDRAW}


@dataclass(frozen=True)
class Asked:
    """A step with what its form holds, and the charges that something may come off."""

    page: AssistancePage
    step: str
    key: str
    values: Mapping[str, Value]
    charges: tuple[int, ...]

    @property
    def one(self) -> Application:
        """The application that the step is about; a start is about none."""
        one = assistance_steps.about(self.page, self.step)
        assert one is not None, "without one only a start is offered"
        return one

    @property
    def why(self) -> str:
        return str(self.values["why"] or "")

    @property
    def papers(self) -> tuple[str, ...]:
        """What is ticked and has not come before."""
        came = {paper.kind for paper in self.one.papers if paper.received_on is not None}
        ticked = (kind.id for kind, name in zip(PAPERS, PAPER_FIELDS[self.step], strict=True) if self.values[name])
        return tuple(kind for kind in ticked if kind not in came)


@dataclass(frozen=True)
class Done:
    """What was done, with its letter, and the form that was asked for with it, or why there is none."""

    step: str
    assisted: Assisted
    letter: bytes
    form: FormPrinted | None = None
    no_form: str = ""

    @property
    def touched(self) -> object:
        return self.assisted.touched


def with_papers(desk: Desk, asked: Asked, *, form: bool) -> Callable[[], Done]:
    """What a worker runs: the step, then the papers that go with it. Raises PaydeskError that names a field."""
    do, step = act(desk, asked), asked.step

    def work() -> Done:
        from paydesk.operations import assistance_forms, assistance_letters

        done = do()
        letter = assistance_letters.letter(desk, done.application_id).pdf if STEPS[step].letter else b""
        try:
            made = assistance_forms.print_form(desk, done.application_id) if form else None
        except PaydeskError as refused:
            # It is started all the same, and that is told, too.
            return Done(step, done, letter, no_form=refused.sentence)
        return Done(step, done, letter, made)

    return work


def act(desk: Desk, asked: Asked) -> Callable[[], Assisted]:
    """What a worker runs. Raises PaydeskError that names a field."""
    if asked.step == "start":
        return _start(desk, asked)
    if asked.step in ("ask", "take", *_MOVES):
        return _work(desk, asked)
    return _decision(desk, asked)


def _start(desk: Desk, asked: Asked) -> Callable[[], Assisted]:
    from paydesk.operations import assisting

    region, person = Region(str(asked.values["region"])), int(str(asked.values["person_id"]))
    why = asked.why if "why" in assistance_steps.shown(asked.page, "start") else ""
    request = assisting.StartApplication(
        asked.page.account_id, asked.key, person, region, _people(asked.values), _cents(asked.values), why
    )
    return lambda: assisting.start(desk, request)


def _work(desk: Desk, asked: Asked) -> Callable[[], Assisted]:
    from paydesk.operations import assisting

    one, values = asked.one, asked.values
    if asked.step == "ask":
        ask = assisting.AskPapers(one.application_id, asked.papers, asked.key, _day(values["due_on"]), one.version)
        return lambda: assisting.ask_papers(desk, ask)
    if asked.step == "take":
        household, income, region = _people(values), _cents(values), Region(str(values["region"]))
        take = assisting.TakePapers(
            one.application_id, asked.papers, asked.key, household if household != one.household else None,
            income if income != one.income else None, region if region is not one.region else None, one.version,
        )  # fmt: skip
        return lambda: assisting.take_papers(desk, take)
    on = assisting.MoveOn(one.application_id, _MOVES[asked.step], asked.key, asked.why, one.version)
    return lambda: assisting.move_on(desk, on)


def _decision(desk: Desk, asked: Asked) -> Callable[[], Assisted]:
    from paydesk.operations import deciding_assistance as deciding

    own, version, key, why, values = (
        asked.one.application_id, asked.one.version, asked.key, asked.why, asked.values
    )  # fmt: skip
    if asked.step == "approve":
        approve = deciding.ApproveAssistance(
            own, key, str(values["class_name"] or ""), _day(values["holds_from"]), _day(values["holds_to"]),
            asked.charges, why, version,
        )  # fmt: skip
        return lambda: deciding.approve(desk, approve)
    if asked.step == "newer":
        newer = deciding.DiscountNewer(own, key, asked.charges, version)
        return lambda: deciding.discount_newer(desk, newer)
    if asked.step == "deny":
        deny = deciding.DenyAssistance(own, str(values["denial"] or ""), key, why, version)
        return lambda: deciding.deny(desk, deny)
    if asked.step == "uphold":
        return lambda: deciding.uphold(desk, deciding.UpholdDenial(own, why, key, version))
    return lambda: deciding.take_back(desk, deciding.TakeBackApproval(own, why, key, version))


def _people(values: Mapping[str, Value]) -> int | None:
    typed = str(values["household"] or "").strip()
    if typed and not typed.isdecimal():
        raise PaydeskError("Type a number: how many people live together, such as 3.", field="household")
    return int(typed) if typed else None


def _cents(values: Mapping[str, Value]) -> int | None:
    return None if values["income"] is None else money.cents(values["income"])


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None
