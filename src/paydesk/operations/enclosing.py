"""Enclosing: what goes with a letter to an insurer, from what is on file: charges, answers, calls, ways of sending."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from paydesk.data import insurer_letter_facts
from paydesk.data.call_store import KeptCall, SettledRow
from paydesk.data.database import Session
from paydesk.data.insurer_letter_facts import LetterClaim, LineFacts, Said, SentRow
from paydesk.documents.insurer_letter_view import Enclosure, Grid, LetterSection
from paydesk.operations import keeping
from paydesk.rules import call_outcome, call_sheet, insurer_letter_words
from paydesk.rules.adjustment_reasons import reason_words, remark_words
from paydesk.rules.call_labels import whole_label
from paydesk.rules.call_sheet import CALL_BACK, ITEMS, Purpose
from paydesk.rules.correspondence import Language, clock_time
from paydesk.rules.insurer_letter import ENCLOSED_TITLES, ClaimCase, Enclosed
from paydesk.rules.insurer_letter_words import claim_rows
from paydesk.rules.keyboard import show_date, show_phone
from paydesk.rules.money import show
from paydesk.rules.remittance import Adjustment, Service


@dataclass(frozen=True)
class OnFile:
    """What of a letter's claims can be enclosed. ``earlier``: claim -> itself and those it replaced."""

    earlier: dict[int, tuple[int, ...]]
    lines: dict[int, list[LineFacts]]
    said: tuple[Said, ...]
    calls: tuple[KeptCall, ...]
    way: tuple[SentRow, ...]
    numbers: dict[int, list[tuple[str, str]]]

    @property
    def kinds(self) -> tuple[Enclosed, ...]:
        """What there is something of."""
        there = {
            Enclosed.CHARGES: self.lines, Enclosed.REMITTANCE: self.said, Enclosed.CALLS: self.calls,
            Enclosed.FILING: any(one.what == "sent" for one in self.way),
        }  # fmt: skip
        return tuple(one for one in Enclosed if there[one])

    def first_sent(self, claim_id: int) -> SentRow | None:
        """The first sending of a claim, or of the one it goes back to, of which the day is known."""
        mine = self.earlier[claim_id]
        return next((one for one in self.way if one.claim_id in mine and one.what == "sent" and one.sent_on), None)


def on_file(session: Session, claims: Sequence[LetterClaim]) -> OnFile:
    """Everything there is of these claims and of those they replaced."""
    earlier = insurer_letter_facts.earlier(session, claims)
    ids = sorted({own for some in earlier.values() for own in some})
    return OnFile(
        earlier, insurer_letter_facts.lines_of(session, [one.claim_id for one in claims]),
        insurer_letter_facts.said_of(session, ids), insurer_letter_facts.calls_about(session, ids),
        insurer_letter_facts.way_of(session, ids), insurer_letter_facts.sent_under(session, ids),
    )  # fmt: skip


def enclosures(
    session: Session, cases: Sequence[ClaimCase], found: OnFile, wanted: Iterable[Enclosed]
) -> tuple[Enclosure, ...]:
    """The sheets, lettered in the order of the letter."""
    draw = {
        Enclosed.CHARGES: lambda: _charges(cases, found), Enclosed.REMITTANCE: lambda: _remittances(cases, found),
        Enclosed.CALLS: lambda: _calls(session, cases, found), Enclosed.FILING: lambda: _filing(session, cases, found),
    }  # fmt: skip
    return tuple(
        Enclosure(f"{letter}. {ENCLOSED_TITLES[one]}", tuple(draw[one]()))
        for letter, one in insurer_letter_words.lettered(wanted)
    )


def _title(case: ClaimCase) -> str:
    return f"{case.patient}, claim {case.number}"


def _charges(cases: Sequence[ClaimCase], found: OnFile) -> Iterable[LetterSection]:
    for case in cases:
        rows = tuple(
            (show_date(one.day), one.code, one.modifiers, str(one.units), show(one.amount))
            for one in found.lines.get(case.claim_id, ())
        )
        total = sum(one.amount for one in found.lines.get(case.claim_id, ()))
        grid = Grid(
            ("Day of service", "Code", "Modifiers", "Units", "Billed"), (False, False, False, True, True),
            (20, 16, 22, 10, 16), (*rows, ("Total", "", "", "", show(total))),
        )  # fmt: skip
        yield LetterSection(_title(case), claim_rows(case), grid)


def _remittances(cases: Sequence[ClaimCase], found: OnFile) -> Iterable[LetterSection]:
    for case in cases:
        for one in (said for said in found.said if said.claim_id in found.earlier[case.claim_id]):
            answer = one.kept.answer
            when = f" of {show_date(one.paid_on)}" if one.paid_on else ""
            facts = (
                ("Answered under", answer.number), ("Your claim", answer.payer_claim),
                ("Billed", _amount(answer.charge)), ("Paid", _amount(answer.paid)),
                ("Claim as a whole", "; ".join(map(_reason, answer.adjustments))),
                ("Remarks", "; ".join(f"{code}: {remark_words(code)}" for code in answer.remarks)),
            )  # fmt: skip
            grid = Grid(
                ("Code", "Billed", "Allowed", "Paid", "Why less was paid"), (False, True, True, True, False),
                (15, 13, 13, 13, 46), tuple(map(_service, answer.services)),
            )  # fmt: skip
            yield LetterSection(
                f"{_title(case)}: payment {one.trace}{when}", tuple(row for row in facts if row[1]),
                grid if answer.services else None,
            )  # fmt: skip


def _service(one: Service) -> tuple[str, ...]:
    code = " ".join((one.procedure.code, *one.procedure.modifiers))
    remarks = (f"{remark}: {remark_words(remark)}" for remark in one.remarks)
    why = "; ".join((*map(_reason, one.adjustments), *remarks))
    return (code, _amount(one.charge), _amount(one.allowed), _amount(one.paid), why)


def _reason(one: Adjustment) -> str:
    return f"{one.group} {one.reason} {_amount(one.amount)}: {reason_words(one.reason)}"


def _amount(cents: int | None) -> str:
    return show(cents) if cents is not None else "not said"


def _calls(session: Session, cases: Sequence[ClaimCase], found: OnFile) -> Iterable[LetterSection]:
    names = {own: case for case in cases for own in found.earlier[case.claim_id]}
    for call in found.calls:
        started = keeping.local_time(session, call.started_at)
        ours = [one for one in call.settled if one.claim_id in names]
        facts = [
            ("Began", clock_time(started, Language.ENGLISH)),
            ("Number dialed", show_phone(call.number)), ("Spoke with", call.representative or "no name was given"),
            ("Reference", call.reference or "none was given"), ("Called by", call.by),
        ]  # fmt: skip
        for one in ours:
            facts += [("About", _title(names[one.claim_id or 0])), *_answered(one)]
        # A note may be about whatever else the call settled, which is no business of this letter.
        note = (call.note,) if call.note and len(ours) == len(call.settled) else ()
        yield LetterSection(
            f"Call of {show_date(started.date())}: {Purpose(call.purpose).words}",
            tuple(row for row in facts if row[1]), prose=note,
        )  # fmt: skip


def _answered(one: SettledRow) -> Iterable[tuple[str, str]]:
    purpose = Purpose(one.purpose)
    items = {item.key: item for item in (*ITEMS[purpose], CALL_BACK)}
    for key, value, known in one.answers:
        if key in items:
            answer = call_sheet.from_kept(items[key], value, known=known)
            yield whole_label(items[key]), call_sheet.shown(items[key], answer)
    yield "How it ended", call_outcome.outcome_of(purpose, one.outcome).words


def _filing(session: Session, cases: Sequence[ClaimCase], found: OnFile) -> Iterable[LetterSection]:
    for case in cases:
        mine = [one for one in found.way if one.claim_id in found.earlier[case.claim_id]]
        if not mine:
            continue
        rows = tuple(
            (one.number, _sent_words(one), f"{_day(keeping.local_time(session, one.noted_at))} by {one.noted_by}")
            for one in mine
        )
        grid = Grid(("Our claim", "What happened", "Noted on"), (False, False, False), (16, 60, 24), rows)
        facts = [("Day of service", show_date(case.service))]
        for own in found.earlier[case.claim_id]:
            for kind, number in found.numbers.get(own, ()):
                facts.append(("Sent under" if kind == "sent as" else "In the file", number))
        yield LetterSection(_title(case), tuple(facts), grid)


def _day(moment: datetime) -> str:
    return show_date(moment.date())


def _sent_words(one: SentRow) -> str:
    if one.what == "sent":
        return f"Sent {one.why}, {show_date(one.sent_on)}" if one.sent_on else f"Sent {one.why}"
    return f"Acknowledged: {one.why}"
