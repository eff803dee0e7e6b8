"""Financial assistance: the states of an application and the moves between them, its papers, and its days."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date

FLAG = "assistance_pending"
"""The flag that stands while an application is open: nobody is asked for money meanwhile."""

EXPIRING_DAYS = 30
"""An approval that ends within so many days is brought up, so that it can be asked for again."""


class State(StrEnum):
    """Where an application is; the value is how it is kept and said."""

    STARTED = "started"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    UNDER_REVIEW = "under review"
    APPROVED = "approved"
    DENIED = "denied"
    APPEALED = "appealed"
    FINAL = "final"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken back"

    @property
    def is_open(self) -> bool:
        """Whether a decision is still to come."""
        return self in (State.STARTED, State.INCOMPLETE, State.COMPLETE, State.UNDER_REVIEW, State.APPEALED)


class Move(StrEnum):
    """What is done with an application; the value finishes "it cannot be …"."""

    ASK = "sent a letter for papers"
    RECEIVE = "given papers or figures"
    COMPLETE = "complete"
    REVIEW = "reviewed"
    APPROVE = "approved"
    DENY = "denied"
    APPEAL = "appealed"
    UPHOLD = "closed with the decision as it was"
    WITHDRAW = "withdrawn"
    TAKE_BACK = "taken back"
    GIVE_WAY = "taken back for a newer one"
    DISCOUNT = "applied to newer charges"
    EXPIRE = "ended by its last day"
    LAPSE = "ended by the last day to appeal"


_PENDING = (State.STARTED, State.INCOMPLETE, State.COMPLETE, State.UNDER_REVIEW, State.APPEALED)
MOVES: dict[tuple[State, Move], State] = {
    **{(state, Move.ASK): State.INCOMPLETE for state in _PENDING if state is not State.APPEALED},
    **{(state, Move.RECEIVE): state for state in (State.STARTED, State.INCOMPLETE, State.COMPLETE)},
    (State.STARTED, Move.COMPLETE): State.COMPLETE,
    (State.INCOMPLETE, Move.COMPLETE): State.COMPLETE,
    (State.COMPLETE, Move.REVIEW): State.UNDER_REVIEW,
    (State.UNDER_REVIEW, Move.APPROVE): State.APPROVED,
    (State.UNDER_REVIEW, Move.DENY): State.DENIED,
    (State.INCOMPLETE, Move.DENY): State.DENIED,
    (State.DENIED, Move.APPEAL): State.APPEALED,
    (State.APPEALED, Move.APPROVE): State.APPROVED,
    (State.APPEALED, Move.UPHOLD): State.FINAL,
    **{(state, Move.WITHDRAW): State.WITHDRAWN for state in _PENDING},
    (State.APPROVED, Move.TAKE_BACK): State.UNDER_REVIEW,
    (State.APPROVED, Move.GIVE_WAY): State.TAKEN_BACK,
    (State.APPROVED, Move.DISCOUNT): State.APPROVED,
    (State.APPROVED, Move.EXPIRE): State.EXPIRED,
    (State.DENIED, Move.LAPSE): State.FINAL,
}
"""Every move there is: (from, move) -> to."""

_NOT_CHOSEN = (Move.EXPIRE, Move.LAPSE, Move.GIVE_WAY)
"""A day brings these, or a newer application: nobody chooses them."""


def after(state: State, move: Move) -> State:
    """The state after a move. Raises PaydeskError where it cannot be made, saying what can."""
    if (state, move) not in MOVES:
        can = [other.value for begin, other in MOVES if begin is state and other not in _NOT_CHOSEN]
        told = f"It can be {_either(can)}." if can else "Start a new one."
        raise PaydeskError(f"This application is {state.value}: it cannot be {move.value}. {told}")
    return MOVES[state, move]


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def state_on(state: State, day: date, *, holds_to: date | None, appeal_by: date | None) -> State:
    """The state as of ``day``: what ended by its date has ended, whether that was put down already or not."""
    if state is State.APPROVED and holds_to is not None and holds_to < day:
        return State.EXPIRED
    if state is State.DENIED and appeal_by is not None and appeal_by < day:
        return State.FINAL
    return state


@dataclass(frozen=True, slots=True)
class PaperKind:
    """Something that shows who applies or what comes in: as the screen calls it, and as letters do."""

    id: str
    label: str
    words: str
    spanish: str


PAPERS: tuple[PaperKind, ...] = (
    PaperKind("form", "Signed application", "The signed application", "La solicitud firmada"),
    PaperKind("pay_stubs", "Last three pay stubs", "Your last three pay stubs", "Sus tres últimos talones de pago"),
    PaperKind("tax_return", "Tax return or W-2", "Your last tax return or W-2",
              "Su última declaración de impuestos o W-2"),
    PaperKind("benefit_letter", "Benefit letter", "Your benefit letter", "Su carta de beneficios"),
    PaperKind("bank_statement", "Bank statement", "Your last bank statement", "Su último estado de cuenta del banco"),
    PaperKind("employer_letter", "Letter from the employer", "A letter from your employer",
              "Una carta de su empleador"),
    PaperKind("own_statement", "Own signed statement", "Your own signed statement of income",
              "Su declaración firmada de ingresos"),
)  # fmt: skip
"""Proof of income as clinics take it, and the form itself."""


def paper(kind: str) -> PaperKind:
    """The row of that id. Raises PaydeskError when there is none."""
    for one in PAPERS:
        if one.id == kind:
            return one
    raise PaydeskError("Choose a paper from the list.", field="papers")


@dataclass(frozen=True, slots=True)
class DenialReason:
    """Why an application is denied; ``words`` and ``spanish`` are what the letter says, empty for one's own words."""

    id: str
    label: str
    words: str = ""
    spanish: str = ""


DENIALS: tuple[DenialReason, ...] = (
    DenialReason("income", "The income is above the limit", "Your income is above our limit for help.",
                 "Sus ingresos pasan de nuestro límite para la ayuda."),
    DenialReason("papers", "The papers did not come", "The papers that we asked for did not come in time.",
                 "No recibimos a tiempo los papeles que pedimos."),
    DenialReason("coverage", "Other coverage pays for it", "Other coverage, such as Medicaid, can pay for this care.",
                 "Otra cobertura, como Medicaid, puede pagar esta atención."),
    DenialReason("other", "Another reason, in your own words"),
)  # fmt: skip


def denial(reason: str) -> DenialReason:
    """The row of that id. Raises PaydeskError when there is none."""
    for one in DENIALS:
        if one.id == reason:
            return one
    raise PaydeskError("Choose why it is denied.", field="denial")


def missing(*, asked: Iterable[str], received: Iterable[str], household: int | None, income: int | None) -> list[str]:
    """What is not there yet, in words: papers that were asked for, one at least that shows income, the two figures."""
    there = set(received)
    papers = [one.label for one in PAPERS if one.id in set(asked) - there]
    if not papers and not there - {"form"}:
        papers.append("a paper that shows the income")
    figures = (("the size of the household", household), ("the yearly income", income))
    return papers + [words for words, value in figures if value is None]


def check_due(due: date, *, today: date) -> None:
    """Raises PaydeskError when papers cannot be asked for by that day."""
    if due <= today:
        raise PaydeskError("That day leaves no time. Type a later day.", field="due_on")
    if due > today + timedelta(days=240):
        raise PaydeskError(f"{show_date(due)} is more than 240 days away. Check the year.", field="due_on")


def check_another(holds_to: date | None, why: str, *, today: date) -> None:
    """Raises PaydeskError for a new application without why, while an approval holds that does not end soon."""
    if needs_why(holds_to, today=today) and len(why.strip()) < 3:
        assert holds_to is not None
        raise PaydeskError(f"Assistance holds until {show_date(holds_to)}. Say why they apply again.", field="why")


def needs_why(holds_to: date | None, *, today: date) -> bool:
    """Whether a new application is unusual: an approval holds until then, and it is not time to ask again."""
    return holds_to is not None and holds_to > today + timedelta(days=EXPIRING_DAYS)


def has_form(state: State) -> bool:
    """Whether there is still something to fill in: papers or figures are to come."""
    return state in (State.STARTED, State.INCOMPLETE)


def check_form(state: State, due: date | None, *, today: date) -> None:
    """Raises PaydeskError when no form goes with an application: nothing is to come any more, or its day is over."""
    if not has_form(state):
        raise PaydeskError(f"This application is {state.value}: no form goes with it any more.")
    if state is State.INCOMPLETE and due is not None and due < today:
        late = f"Its papers were to come by {show_date(due)}"
        raise PaydeskError(f"{late}. Ask for papers again first: that sets the day on the form.")


def check_term(first: date, last: date, *, today: date) -> None:
    """Raises PaydeskError for days that an approval cannot hold for."""
    if last < first:
        raise PaydeskError("It ends before it begins. Check the two days.", field="holds_to")
    if last < today:
        raise PaydeskError("That day is over. Type until when it holds.", field="holds_to")
    if first < months_after(today, -24):
        raise PaydeskError("That is more than two years ago. Check the year.", field="holds_from")
    if last > months_after(today, 24):
        raise PaydeskError("An approval holds for two years at most. Check the year.", field="holds_to")


def last_day(first: date, *, months: int) -> date:
    """The last day of so many months from ``first``."""
    return months_after(first, months) - timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """The same day of another month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
