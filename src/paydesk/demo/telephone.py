"""The made-up desk's calls to insurers: claims asked after, one denied on the phone; insurers are known."""

from __future__ import annotations

from datetime import date, timedelta

from paydesk.demo.year import Year
from paydesk.operations import calling, claim_work, remembering
from paydesk.operations.calling import BeginCall, CloseCall, Settled
from paydesk.rules.call_sheet import Answer, Purpose

_WAYS = (
    ("2, then 1, then say “claims”", "before 10 AM"), ("1, member number, then 3", "after 2 PM"),
    ("4, then 2", "Tue to Thu"), ("say “provider”, then 2", "before 9 AM"),
)  # fmt: skip


def call_insurers(year: Year) -> None:
    """In the last weeks of the year; chance, which other stories have, is left out of it."""
    year.at(year.today - timedelta(days=39), lambda: _know_insurers(year), hour=8, minute=10)
    year.at(year.today - timedelta(days=12), lambda: _call(year, "denied"), hour=9, minute=20)
    year.at(year.today - timedelta(days=9), lambda: _call(year, "in process"), hour=9, minute=40)
    year.at(year.today - timedelta(days=6), lambda: _call(year, "nobody"), hour=8, minute=30)


def _know_insurers(year: Year) -> None:
    for place, payer in enumerate(year.payers):
        menu, hours = _WAYS[place % len(_WAYS)]
        for purpose in Purpose:
            known = remembering.recall(year.desk, payer, purpose)
            remembering.remember(
                year.desk, remembering.Remember(payer, purpose, known.reach.number, menu, hours)
            )


def _call(year: Year, outcome: str) -> None:
    """The most urgent claim without an answer is asked after."""
    rows = [one for one in claim_work.calls_due(year.desk).rows if one.purpose is Purpose.STATUS]
    if not rows:
        return
    row = rows[0]
    asked = BeginCall(row.about, row.purpose, year.key())
    call = calling.begin_call(year.desk, asked).call_id
    reached = outcome != "nobody"
    calling.close_call(year.desk, CloseCall(
        call, (Settled(row.about, row.purpose, outcome, _answers(outcome, year.clock.today())),),
        "Tanya, ext 4410" if reached else "", f"C{year.clock.today():%m%d}-77" if reached else "", 260,
        accepted=frozenset({"denied_on"}),
    ))  # fmt: skip


def _answers(outcome: str, today: date) -> tuple[Answer, ...]:
    if outcome == "denied":
        return (
            Answer("on_file", "yes"), Answer("reason", "authorization"), Answer("code", "CO 197"),
            Answer("denied_on", today - timedelta(days=4)),
        )
    return (Answer("on_file", "yes"), Answer("answer_by", today + timedelta(days=3))) if outcome == "in process" else ()
