"""The steps of an application for assistance at the screen: what each is called, its fields, and which come next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paydesk.rules import assistance
from paydesk.rules.assistance import DENIALS, PAPERS, State
from paydesk.rules.poverty_guideline import Region
from paydesk.ui.fields import Choice, Field, FieldKind

if TYPE_CHECKING:
    from paydesk.operations.reading_assistance import Application, AssistancePage


@dataclass(frozen=True)
class Step:
    """``words`` to choose it by, ``does`` on the button, ``told`` afterwards; ``letter``: one is printed with it.

    ``does_nothing`` is on the button where no money moves.
    """

    words: str
    does: str
    told: str
    shows: tuple[str, ...] = ()
    letter: bool = False
    does_nothing: str = ""


ASK_FIELDS = tuple(f"ask_{one.id}" for one in PAPERS)
"""Papers to ask for."""
CAME_FIELDS = tuple(f"paper_{one.id}" for one in PAPERS)
"""Papers that came."""
PAPER_FIELDS = {"ask": ASK_FIELDS, "take": CAME_FIELDS}
"""Each step has ticks of its own: what is asked for did not come yet."""
_FIGURES = ("household", "income", "region")

STEPS: dict[str, Step] = {
    "start": Step("Start an application", "Start the application",
                  "Application started: nobody of this account is asked for money", ("person_id", *_FIGURES)),
    "ask": Step("Ask for papers by letter", "Ask for them and print the letter", "Asked for papers",
                ("due_on", *ASK_FIELDS), letter=True),
    "take": Step("Take what came: papers, household, income", "Keep what came", "Kept", (*_FIGURES, *CAME_FIELDS)),
    "review": Step("Begin the review", "Begin the review", "The review began"),
    "approve": Step("Approve it", "Approve: {off} comes off, print the letter", "Approved: {off} came off",
                    ("class_name", "holds_from", "holds_to", "why"), letter=True,
                    does_nothing="Approve and print the letter"),
    "deny": Step("Deny it", "Deny it and print the letter", "Denied", ("denial", "why"), letter=True),
    "appeal": Step("They appeal", "Take the appeal", "Appealed: nobody is asked for money until it is decided",
                   ("why",)),
    "uphold": Step("The decision stays", "Close it and print the letter", "Final: the decision stays", ("why",),
                   letter=True),
    "newer": Step("Take it off newer charges, too", "Take {off} off newer charges", "{off} came off newer charges"),
    "back": Step("Take the approval back", "Take it back: {off} is owed again",
                 "Taken back: it is owed as before, and to be decided again", ("why",),
                 does_nothing="Take the approval back"),
    "withdraw": Step("They withdraw it", "Withdraw it", "Withdrawn", ("why",)),
}  # fmt: skip

_NEXT: dict[State, tuple[str, ...]] = {
    State.STARTED: ("ask", "take", "withdraw"), State.INCOMPLETE: ("take", "ask", "deny", "withdraw"),
    State.COMPLETE: ("review", "take", "ask", "withdraw"), State.UNDER_REVIEW: ("approve", "deny", "ask", "withdraw"),
    State.APPEALED: ("approve", "uphold", "withdraw"), State.APPROVED: ("newer", "back", "start"),
    State.DENIED: ("appeal", "start"),
}  # fmt: skip
"""What can be done in each state, what is usually next first."""


def offered(page: AssistancePage) -> tuple[str, ...]:
    """The steps that can be made now, what is usually next first; what is about the one beside it last."""
    one = page.application
    steps = _NEXT.get(one.state, ("start",)) if one is not None else ("start",)
    held = one.class_by_income if one is not None else None
    if steps[0] == "approve" and (held is None or not held.takes_off):
        steps = (steps[1], steps[0], *steps[2:])
    beside = _NEXT.get(page.beside.state, ()) if page.beside is not None else ()
    steps = (*steps, *(step for step in beside if step != "start"))
    return steps if newer_off(page) else tuple(step for step in steps if step != "newer")


def about(page: AssistancePage, step: str) -> Application | None:
    """The application that a step is about: the approval, the denial, or the one in front."""
    state = {"newer": State.APPROVED, "back": State.APPROVED, "appeal": State.DENIED}.get(step)
    return page.one_that_is(state) if state is not None else page.application


def shown(page: AssistancePage, step: str) -> tuple[str, ...]:
    """The fields of a step; a start says why where an approval holds for long."""
    if not step:
        return ()
    holding = page.holding
    asks = step == "start" and assistance.needs_why(holding.holds_to if holding else None, today=page.today)
    return (*STEPS[step].shows, "why") if asks else STEPS[step].shows


def newer_off(page: AssistancePage) -> dict[int, int]:
    """What the approval that holds would take off charges that came since: charge -> cents."""
    one = page.holding
    return page.would_take_off(one.held, page.newer()) if one is not None and one.held is not None else {}


def next_step(page: AssistancePage) -> str:
    """The step that is filled in: none where nothing is to be done with what was approved."""
    steps, one = offered(page), page.application
    quiet = one is not None and one.state is State.APPROVED and steps[0] != "newer"
    return "" if quiet else steps[0]


def fields(page: AssistancePage, people: tuple[Choice, ...]) -> tuple[Field, ...]:
    """Every field any step needs; those of the chosen step are shown."""
    steps = tuple(Choice(own, STEPS[own].words) for own in offered(page))
    classes = tuple(Choice(one.name, f"{one.name}: {one.words}", one.reach) for one in page.policy.classes
                    if one.takes_off)  # fmt: skip
    return (
        Field("deed", "Next step", FieldKind.CHOICE, choices=steps, required=True, missing="Choose what to do.",
              placeholder="Choose what to do"),
        Field("person_id", "Who applies", FieldKind.CHOICE, choices=people),
        Field("household", "Household", width=72, unit="people, with the patient"),
        Field("income", "Income", FieldKind.AMOUNT, unit="a year, of all of them, before taxes"),
        Field("region", "Lives in", FieldKind.CHOICE, choices=_REGIONS, width=240),
        Field("class_name", "Class", FieldKind.CHOICE, choices=classes),
        Field("holds_from", "Holds from", FieldKind.DATE),
        Field("holds_to", "to", FieldKind.DATE, beside=True),
        Field("denial", "Because", FieldKind.CHOICE, choices=tuple(Choice(one.id, one.label) for one in DENIALS)),
        Field("due_on", "By", FieldKind.DATE),
        *(
            Field(name, "" if place else "Papers", FieldKind.TICK, unit=PAPERS[place].label, beside=place % 2 == 1)
            for names in PAPER_FIELDS.values() for place, name in enumerate(names)
        ),
        Field("why", "Why", FieldKind.TEXT, longest=300, placeholder="In a few words"),
    )  # fmt: skip


_REGIONS = (
    Choice(Region.STATES.value, "the 48 states or DC"), Choice(Region.ALASKA.value, "Alaska"),
    Choice(Region.HAWAII.value, "Hawaii"),
)  # fmt: skip
