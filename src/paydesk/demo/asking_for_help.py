"""Households that ask the made-up clinic for assistance: their papers are late, reviewed, approved or denied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from paydesk.demo.year import Folk, Year
from paydesk.operations import assistance_forms, assistance_letters, assisting, deciding_assistance
from paydesk.operations.assisting import AskPapers, MoveOn, StartApplication, TakePapers
from paydesk.operations.deciding_assistance import ApproveAssistance, DenyAssistance
from paydesk.rules.assistance import Move


def papers_are_late(year: Year, folk: Folk) -> None:
    """Asked for papers by letter; nothing came by the day."""
    _apply(year, folk, 40, then=lambda own: None)


def under_review(year: Year, folk: Folk) -> None:
    """The papers came, and somebody is to decide."""
    _apply(year, folk, 20, then=lambda own: _reviewed(year, own, income=61_400_00))


def approved(year: Year, folk: Folk) -> None:
    """Approved with what was owed that day, for a year."""

    def decides(own: int) -> None:
        _reviewed(year, own, income=52_000_00)
        deciding_assistance.approve(year.desk, ApproveAssistance(own, year.key()))
        _letter(year, own)

    _apply(year, folk, 70, then=decides)


def denied(year: Year, folk: Folk) -> None:
    """The income is above the limit; it can still be appealed."""

    def decides(own: int) -> None:
        _reviewed(year, own, income=164_000_00)
        deciding_assistance.deny(year.desk, DenyAssistance(own, "income", year.key()))
        _letter(year, own)

    _apply(year, folk, 24, then=decides)


def _apply(year: Year, folk: Folk, days: int, *, then: Callable[[int], None]) -> None:
    """Somebody applies so many days ago, gets the form and is asked for papers; a week and a half later comes what came
    of it."""
    first = year.today - timedelta(days=days)

    def applies() -> None:
        started = assisting.start(year.desk, StartApplication(folk.account_id, year.key()))
        own = started.application_id
        assisting.ask_papers(year.desk, AskPapers(own, ("form", "pay_stubs"), year.key()))
        assistance_forms.print_form(year.desk, own)
        _letter(year, own)
        year.at(first + timedelta(days=11), lambda: then(own))

    year.at(first, applies)


def _reviewed(year: Year, own: int, *, income: int) -> None:
    papers = TakePapers(own, ("form", "pay_stubs"), year.key(), household=3, income=income)
    assisting.take_papers(year.desk, papers)
    assisting.move_on(year.desk, MoveOn(own, Move.REVIEW, year.key()))


def _letter(year: Year, own: int) -> None:
    assistance_letters.letter(year.desk, own)
    assistance_letters.letter_went_out(year.desk, own)
