"""Call papers: the sheet of a call to an insurer, to call by or as evidence, and the calls of an account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paydesk.data import call_store
from paydesk.data.call_facts import Subject
from paydesk.data.call_store import KeptCall, SettledRow
from paydesk.data.database import Session
from paydesk.documents.call_view import CallSection, CallView
from paydesk.operations import keeping, preparing_calls
from paydesk.operations.desk import Desk, about, also_about
from paydesk.rules import call_outcome, call_script, call_sheet
from paydesk.rules.call_labels import whole_label
from paydesk.rules.call_script import Script
from paydesk.rules.call_sheet import CALL_BACK, ITEMS, Answer, Item, Purpose
from paydesk.rules.correspondence import Language, clock_time
from paydesk.rules.errors import NotFound
from paydesk.rules.keyboard import show_date, show_phone

__all__ = ["CallPrinted", "KeptCall", "PrintSheet", "calls_of_account", "print_call", "print_sheet"]


@dataclass(frozen=True)
class CallPrinted:
    """The sheet's bytes; ``findings`` are sentences on characters no font of ours has."""

    pdf: bytes
    findings: tuple[str, ...]
    account_id: int


@dataclass(frozen=True)
class PrintSheet:
    """A sheet as it stands on the screen: ``answers`` so far; what is not answered yet becomes a line to write on.

    ``together`` are further claims on it.
    """

    about: str
    purpose: Purpose
    answers: tuple[Answer, ...] = ()
    representative: str = ""
    reference: str = ""
    together: tuple[str, ...] = ()


def print_sheet(desk: Desk, request: PrintSheet) -> CallPrinted:
    """The sheet of a call that is still to be made, or going on. Raises NotFound."""
    with desk.doing("claims.work", "Printed the sheet of a call to an insurer") as session:
        subject = preparing_calls.subject_of(session, request.about, desk.clock.today())
        others = tuple(preparing_calls.subject_of(session, one, desk.clock.today()) for one in request.together)
        short = preparing_calls.short_facts(desk, session, (subject, *others), request.purpose)
        facts = preparing_calls.facts_of(session, subject, short=short)
        script = call_script.script(request.purpose, facts, today=desk.clock.today())
        told = {one.item: one for one in request.answers}
        sections = (
            CallSection("Say", prose=script.say), _read_section(script), CallSection("Then ask", prose=script.ask),
            CallSection("What they answer", (
                *((whole_label(one), call_sheet.shown(one, told[one.key]) if one.key in told else "")
                  for one in ITEMS[request.purpose]),
                ("Spoke with", request.representative), ("Reference", request.reference), ("How it ended", ""),
            )),
        )  # fmt: skip
        about(session, account=subject.account_id, person=subject.patient_id, act="calls.print", about=request.about)
        for one in others:
            also_about(session, account=one.account_id, person=one.patient_id, about=request.about)
        return _drawn(desk, session, subject, request.purpose, "To call by, not filed", sections)


def print_call(desk: Desk, call_id: int, *, account_id: int) -> CallPrinted:
    """A call that was filed, as evidence of what was said about an account, and of nobody else whom it settled too.

    Raises NotFound.
    """
    with desk.doing("claims.work", "Printed the sheet of a call to an insurer") as session:
        kept = call_store.kept(session, call_id)
        today, settled = desk.clock.today(), kept.settled if kept is not None else ()
        told = [(one, preparing_calls.subject_of(session, _about(one), today)) for one in settled]
        subjects = [(one, subject) for one, subject in told if subject.account_id == account_id]
        if kept is None or not subjects:
            raise NotFound("No such call was filed about this account.")
        sections = [_call_section(session, kept), *(_settled_section(session, *one) for one in subjects)]
        if len(subjects) < len(kept.settled):
            # The note may be about them, too.
            others = len(kept.settled) - len(subjects)
            sections.append(CallSection("Also", prose=f"The same call was about {others} more, of other accounts."))
        elif kept.note:
            sections.append(CallSection("Note", prose=kept.note))
        _, first = subjects[0]
        about(session, account=account_id, person=first.patient_id, act="calls.print", call=call_id)
        return _drawn(desk, session, first, Purpose(kept.purpose), f"Call {call_id}, filed", tuple(sections))


def calls_of_account(desk: Desk, account_id: int) -> tuple[KeptCall, ...]:
    """The calls that were filed about an account, newest first, on the clinic's clock."""
    with desk.looking() as session:
        found = [call_store.kept(session, own) for own in call_store.calls_of(session, account_id)]
        return tuple(
            replace(
                one, started_at=keeping.local_time(session, one.started_at),
                ended_at=keeping.local_time(session, one.ended_at) if one.ended_at else None,
            )
            for one in found if one is not None
        )  # fmt: skip


def _about(one: SettledRow) -> str:
    return f"claim {one.claim_id}" if one.claim_id is not None else f"coverage {one.coverage_id}"


def _drawn(
    desk: Desk, session: Session, subject: Subject, purpose: Purpose, kind: str, sections: tuple[CallSection, ...]
) -> CallPrinted:
    # The drawing floor is loaded by the first paper: an idle window does without its memory.
    from paydesk.documents.call_paper import draw_call

    now = keeping.local_time(session, desk.clock.now())
    view = CallView(
        keeping.letterhead(session).name, desk.clock.today(), f"{subject.payer}: {purpose.words}", kind,
        f"Printed {clock_time(now, Language.ENGLISH)} by {desk.actor.name}", sections,
    )  # fmt: skip
    drawn = draw_call(view)
    return CallPrinted(drawn.pdf, tuple(one.sentence for one in drawn.findings), subject.account_id)


def _read_section(script: Script) -> CallSection:
    rows = ((one.label, f"{one.value}   ({one.aside})" if one.aside else one.value) for one in script.read)
    return CallSection("Read aloud when asked", tuple(rows))


def _call_section(session: Session, kept: KeptCall) -> CallSection:
    started = keeping.local_time(session, kept.started_at)
    ended = keeping.local_time(session, kept.ended_at) if kept.ended_at else None
    held = f"{kept.held_seconds // 60}:{kept.held_seconds % 60:02d} minutes"
    rows = (
        ("Insurer", kept.payer), ("Number dialed", show_phone(kept.number)), ("Menu", kept.menu),
        ("Started", clock_time(started, Language.ENGLISH)),
        ("Ended", clock_time(ended, Language.ENGLISH) if ended else ""), ("On hold", held),
        ("Spoke with", kept.representative or "not given"), ("Reference", kept.reference or "not given"),
        ("Called by", kept.by),
    )  # fmt: skip
    return CallSection("The call", tuple((label, value) for label, value in rows if value))


def _settled_section(session: Session, one: SettledRow, subject: Subject) -> CallSection:
    purpose = Purpose(one.purpose)
    script = call_script.script(purpose, preparing_calls.facts_of(session, subject), today=subject.visit or _NO_DAY)
    wanted = {"Member ID", "Born", "Our claim", "Their claim", "Service", "Billed"}
    identity = [(line.label, line.plain or line.value) for line in script.read if line.label in wanted]
    items: dict[str, Item] = {item.key: item for item in (*ITEMS[purpose], CALL_BACK)}
    told = {item: (value, known) for item, value, known in one.answers}
    answers = [
        (whole_label(items[key]), call_sheet.shown(items[key], _answer(items[key], *told[key])))
        for key in items if key in told
    ]  # fmt: skip
    ended = call_outcome.outcome_of(purpose, one.outcome).words
    after = f"{show_date(one.follow_up_on)}: {one.follow_up_why}" if one.follow_up_on else one.follow_up_why
    end = [("How it ended", ended), *((("Next", after),) if after else ())]
    return CallSection(f"{subject.first_name} {subject.last_name}: {purpose.words}", (*identity, *answers, *end))


_NO_DAY = date(2000, 1, 1)
def _answer(item: Item, value: str, known: bool) -> Answer:
    """An answer from the text it is kept as."""
    return call_sheet.from_kept(item, value, known=known)
