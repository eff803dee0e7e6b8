"""The steps of an application for assistance at the screen: what each is called, its fields, and which come next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paydesk.rules.assistance import DENIALS, PAPERS, State, denial
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show
from paydesk.rules.poverty_guideline import Region
from paydesk.ui.fields import Choice, Field, FieldKind

if TYPE_CHECKING:
    from paydesk.operations.reading_assistance import Application, AssistancePage


@dataclass(frozen=True)
class Step:
    """``words`` to choose it by, ``does`` on the button, ``told`` afterwards; ``letter``: one is printed with it."""

    words: str
    does: str
    told: str
    shows: tuple[str, ...] = ()
    letter: bool = False


PAPER_FIELDS = tuple(f"paper_{one.id}" for one in PAPERS)
_FIGURES = ("household", "income", "region")

STEPS: dict[str, Step] = {
    "start": Step("Start an application", "Start the application",
                  "Application started: nobody of this account is asked for money", ("person_id", *_FIGURES)),
    "ask": Step("Ask for papers by letter", "Ask for them and print the letter", "Asked for papers",
                ("due_on", *PAPER_FIELDS), letter=True),
    "take": Step("Take what came: papers, household, income", "Keep what came", "Kept", (*_FIGURES, *PAPER_FIELDS)),
    "review": Step("Begin the review", "Begin the review", "The review began"),
    "approve": Step("Approve it", "Approve: {off} comes off, print the letter", "Approved: {off} came off",
                    ("class_name", "holds_from", "holds_to", "why"), letter=True),
    "deny": Step("Deny it", "Deny it and print the letter", "Denied", ("denial", "why"), letter=True),
    "appeal": Step("They appeal", "Take the appeal", "Appealed: nobody is asked for money until it is decided",
                   ("why",)),
    "uphold": Step("The decision stays", "Close it and print the letter", "Final: the decision stays", ("why",),
                   letter=True),
    "newer": Step("Take it off newer charges, too", "Take {off} off newer charges", "{off} came off newer charges"),
    "back": Step("Take the approval back", "Take the approval back",
                 "Taken back: it is owed as before, and to be decided again", ("why",)),
    "withdraw": Step("They withdraw it", "Withdraw it", "Withdrawn", ("why",)),
}  # fmt: skip

_NEXT: dict[State, tuple[str, ...]] = {
    State.STARTED: ("ask", "take", "withdraw"), State.INCOMPLETE: ("take", "ask", "deny", "withdraw"),
    State.COMPLETE: ("review", "take", "ask", "withdraw"), State.UNDER_REVIEW: ("approve", "deny", "ask", "withdraw"),
    State.APPEALED: ("approve", "uphold", "withdraw"), State.APPROVED: ("newer", "start", "back"),
    State.DENIED: ("appeal", "start"),
}  # fmt: skip
"""What can be done in each state, what is usually next first."""


def offered(page: AssistancePage) -> tuple[str, ...]:
    """The steps that can be made now, what is usually next first."""
    one = page.application
    steps = _NEXT.get(one.state, ("start",)) if one is not None else ("start",)
    held = one.class_by_income if one is not None else None
    if steps[0] == "approve" and (held is None or not held.takes_off):
        return (steps[1], steps[0], *steps[2:])
    if steps[0] == "newer" and not newer_off(page, ()):
        return steps[1:]
    return steps


def newer_off(page: AssistancePage, left_out: tuple[int, ...]) -> dict[int, int]:
    """What an approval would take off charges that came since: charge -> cents."""
    one = page.application
    if one is None or one.held is None:
        return {}
    return page.would_take_off(one.held, tuple(own for own in page.newer() if own not in left_out))


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
        Field("household", "Household", width=72, unit="people, with the patient", longest=2),
        Field("income", "Income", FieldKind.AMOUNT, unit="a year, of all of them, before taxes"),
        Field("region", "Lives in", FieldKind.CHOICE, choices=_REGIONS, width=240),
        Field("class_name", "Class", FieldKind.CHOICE, choices=classes),
        Field("holds_from", "Holds from", FieldKind.DATE),
        Field("holds_to", "to", FieldKind.DATE, beside=True),
        Field("denial", "Because", FieldKind.CHOICE, choices=tuple(Choice(one.id, one.label) for one in DENIALS)),
        Field("due_on", "By", FieldKind.DATE),
        *(
            Field(f"paper_{one.id}", "" if place else "Papers", FieldKind.TICK, unit=one.label, beside=place % 2 == 1)
            for place, one in enumerate(PAPERS)
        ),
        Field("why", "Why", FieldKind.TEXT, longest=300, placeholder="In a few words"),
    )  # fmt: skip


_REGIONS = (
    Choice(Region.STATES.value, "the 48 states or DC"), Choice(Region.ALASKA.value, "Alaska"),
    Choice(Region.HAWAII.value, "Hawaii"),
)  # fmt: skip


def state_words(page: AssistancePage) -> str:
    """Where the application stands, and its figures with the class they fall into."""
    one = page.application
    if one is None:
        return "No application is on file. While one is open, nobody of this account is asked for money."
    return " ".join(part for part in (_stands(one, page), _figures(one)) if part)


def _stands(one: Application, page: AssistancePage) -> str:
    on, by = show_date(one.since), f" by {one.decided_by}" if one.decided_by else ""
    if one.state is State.INCOMPLETE and one.due_on is not None:
        late = "were to come" if one.due_on < page.today else "are to come"
        return f"{one.person} applied on {show_date(one.started_on)}. Papers {late} by {show_date(one.due_on)}."
    if one.state is State.APPROVED and one.held is not None and one.holds_from and one.holds_to:
        days = f"It holds from {show_date(one.holds_from)} to {show_date(one.holds_to)}"
        off = f"{show(one.off)} came off so far" if one.off else "nothing came off yet"
        return f"Approved{by}: {one.held.name}, {one.held.words}. {days}; {off}."
    if one.state is State.DENIED and one.appeal_by is not None:
        why = denial(one.denial).label if one.denial != "other" else one.reason
        return f"Denied on {on}{by}: {why.rstrip('.')}. It can be appealed until {show_date(one.appeal_by)}."
    if one.state is State.EXPIRED and one.holds_to is not None:
        return f"The approval ended on {show_date(one.holds_to)}."
    return {
        State.STARTED: f"{one.person} applied on {on}. Next, papers that show the income.",
        State.COMPLETE: f"Complete since {on}: nothing is missing.",
        State.UNDER_REVIEW: f"Under review since {on}: it is to be decided.",
        State.APPEALED: f"Appealed on {on}: it is to be decided again.",
        State.FINAL: "Denied, and final.", State.WITHDRAWN: f"Withdrawn on {on}.",
    }.get(one.state, "")  # fmt: skip


def _figures(one: Application) -> str:
    if one.household is None or one.income is None or one.guideline is None:
        return ""
    people = "one person" if one.household == 1 else f"{one.household} people"
    told = f"{show(one.income)} a year for {people}: {one.percent} % of the poverty guideline."
    held = one.class_by_income
    if held is None or one.held is not None:
        return told
    return f"{told} By that the class is “{held.name}”: {held.words}."
