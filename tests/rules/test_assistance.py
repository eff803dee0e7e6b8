"""Applications for assistance: which moves there are, what is missing, and which days end what."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from paydesk.rules import assistance, assistance_letter_words
from paydesk.rules.assistance import MOVES, Move, State, after, state_on
from paydesk.rules.assistance_letter_words import Approval, LetterTo
from paydesk.rules.correspondence import Language
from paydesk.rules.errors import PaydeskError
from paydesk.rules.readability import banned_words, reading_grade
from paydesk.rules.sliding_scale import USUAL, ClassKind, SlidingClass

TODAY = date(2026, 11, 23)


def test_the_way_from_the_first_word_to_an_approval_that_ends() -> None:
    state = State.STARTED
    for move in (Move.ASK, Move.RECEIVE, Move.COMPLETE, Move.REVIEW, Move.APPROVE, Move.EXPIRE):
        state = after(state, move)
    assert state is State.EXPIRED


def test_the_way_of_an_appeal() -> None:
    state = State.UNDER_REVIEW
    for move in (Move.DENY, Move.APPEAL, Move.UPHOLD):
        state = after(state, move)
    assert state is State.FINAL and after(State.APPEALED, Move.APPROVE) is State.APPROVED


@pytest.mark.parametrize(("state", "move"), [pair for pair in product(State, Move) if pair not in MOVES])
def test_a_move_that_is_not_in_the_table_is_refused_in_a_sentence(state: State, move: Move) -> None:
    with pytest.raises(PaydeskError) as refused:
        after(state, move)
    start = f"This application is {state.value}: it cannot be {move.value}. "
    assert refused.value.sentence.startswith(start)
    rest = refused.value.sentence.removeprefix(start)
    assert rest.startswith("It can be ") or rest == "Start a new one."


def test_what_is_decided_waits_for_nobody_and_every_open_state_can_be_withdrawn() -> None:
    opened = {state for state in State if state.is_open}
    assert {state for state, move in MOVES if move is Move.WITHDRAW} == opened
    assert not {state for state in opened if state in (State.APPROVED, State.DENIED, State.FINAL, State.EXPIRED)}


def test_an_approval_holds_through_its_last_day_and_an_appeal_is_in_time_on_its_last() -> None:
    for day, expected in ((TODAY, State.APPROVED), (TODAY + timedelta(days=1), State.EXPIRED)):
        assert state_on(State.APPROVED, day, holds_to=TODAY, appeal_by=None) is expected
    for day, expected in ((TODAY, State.DENIED), (TODAY + timedelta(days=1), State.FINAL)):
        assert state_on(State.DENIED, day, holds_to=None, appeal_by=TODAY) is expected
    assert state_on(State.COMPLETE, date(2030, 1, 1), holds_to=TODAY, appeal_by=TODAY) is State.COMPLETE


def test_what_is_missing_is_told_until_papers_and_figures_are_there() -> None:
    def missing(asked: str, received: str, household: int | None = None, income: int | None = None) -> list[str]:
        return assistance.missing(
            asked=asked.split(), received=received.split(), household=household, income=income
        )

    figures = ["the size of the household", "the yearly income"]
    assert missing("", "") == ["a paper that shows the income", *figures]
    assert missing("form pay_stubs", "form") == ["Last three pay stubs", *figures]
    assert missing("form", "form", 2, 0) == ["a paper that shows the income"]
    assert missing("", "own_statement", 2, 0) == []


@pytest.mark.parametrize(
    ("due", "says"), [(TODAY, "leaves no time"), (TODAY + timedelta(days=241), "more than 240 days away")]
)
def test_a_day_for_papers_that_cannot_be_is_refused(due: date, says: str) -> None:
    with pytest.raises(PaydeskError, match=says) as refused:
        assistance.check_due(due, today=TODAY)
    assert refused.value.field == "due_on"
    assistance.check_due(TODAY + timedelta(days=240), today=TODAY)


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (TODAY, TODAY - timedelta(days=1), "ends before it begins"),
        (date(2026, 1, 1), date(2026, 11, 22), "That day is over"),
        (date(2024, 11, 22), date(2027, 1, 1), "more than two years ago"),
        (TODAY, date(2028, 11, 24), "two years at most"),
    ],
)  # fmt: skip
def test_days_that_an_approval_cannot_hold_for_are_refused(first: date, last: date, says: str) -> None:
    with pytest.raises(PaydeskError, match=says):
        assistance.check_term(first, last, today=TODAY)


def test_months_end_on_the_last_day_there_is() -> None:
    assert assistance.last_day(date(2026, 11, 23), months=12) == date(2027, 11, 22)
    assert assistance.months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


@pytest.mark.parametrize(("ask", "says"), [("paper", "Choose a paper"), ("denial", "Choose why")])
def test_what_is_in_no_list_is_refused(ask: str, says: str) -> None:
    with pytest.raises(PaydeskError, match=says):
        getattr(assistance, ask)("horoscope")


def _to(language: Language, phone: str = "(555) 010-0100") -> LetterTo:
    return LetterTo(language=language, name="Maria Lopez", phone=phone, started_on=TODAY)


def test_letters_are_plain_enough_to_be_read_once() -> None:
    for text in assistance_letter_words.letter_sentences(Language.ENGLISH):
        assert not banned_words(text)
    grade = reading_grade(" ".join(assistance_letter_words.letter_sentences(Language.ENGLISH)))
    assert grade < 6, grade


def test_both_languages_have_the_same_letters() -> None:
    english, spanish = (assistance_letter_words._SAID[language] for language in Language)
    assert english.keys() == spanish.keys()
    assert not {name for name, text in english.items() if spanish[name] == text}


def test_a_clinic_without_a_phone_writes_no_sentence_that_needs_one() -> None:
    said = assistance_letter_words.papers_letter(_to(Language.ENGLISH, ""), papers=("pay_stubs",), due=TODAY)
    assert len(said.paragraphs) == 2 and "{" not in " ".join(said.paragraphs)


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (USUAL.classes[0], "All of your share"), (USUAL.classes[1], "75% of your share"),
        (SlidingClass("N", 0, 100, ClassKind.NOMINAL, 20_00), "You pay $20.00 or less for each visit"),
    ],
)  # fmt: skip
def test_an_approval_says_what_the_help_is(held: SlidingClass, words: str) -> None:
    best = held.kind is not ClassKind.PERCENT
    approval = Approval(held=held, first=TODAY, last=date(2027, 11, 22), off=10_00, until=TODAY, left=0, best=best)
    said = assistance_letter_words.approved_letter(_to(Language.ENGLISH), approval)
    assert ("Your help", words) in said.facts
    assert any("get more help" in one for one in said.paragraphs) == (not approval.best)


def test_a_denial_speaks_the_letters_language_or_the_clerks_own_words() -> None:
    why = assistance_letter_words.why_words
    assert why(Language.SPANISH, "papers", "") == "No recibimos a tiempo los papeles que pedimos."
    assert why(Language.ENGLISH, "other", "You moved away") == "You moved away."
