"""What the side panel says of an account: flags with their why, insurance, how to reach people, what was noted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from paydesk.rules.contact import Flag
from paydesk.rules.flag_kinds import Deed, Reach
from paydesk.rules.insurance import order_words
from paydesk.rules.keyboard import show_date, show_phone
from paydesk.rules.money import show
from paydesk.rules.promises import Judged, PromiseState
from paydesk.rules.zip_codes import show_zip
from paydesk.ui.about_panel import AboutLine, AboutSection
from paydesk.ui.bar_facts import against_words, flag_sentence, language_words

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.operations.finding_overpayments import WantedBack
    from paydesk.operations.noting import AboutAccount
    from paydesk.operations.person_forms import PersonForm
    from paydesk.operations.promising import AccountPromises
    from paydesk.operations.reading import AccountPage, CoverageFacts, VisitFacts

_TONES = {"bad": "bad", "warn": "warn", "info": "accent"}
_DEEDS = {
    Deed.STATEMENT: "statements", Deed.CALL: "calls", Deed.EMAIL: "e-mail", Deed.LETTER: "letters", Deed.MAIL: "mail",
    Deed.BILL_PATIENT: "billing the patient", Deed.ALLOCATE_AUTOMATICALLY: "automatic payments to old lines",
}  # fmt: skip

_PROMISED = {PromiseState.PROMISED: "text", PromiseState.BROKEN: "warn", PromiseState.PARTIAL: "warn"}
_WAYS = {"in": "came in", "out": "went out"}
_LATEST = 8


def about_sections(desk: Desk, page: AccountPage, *, person_id: int | None, today: date) -> tuple[AboutSection, ...]:
    """The panel's sections for the person in front (None: the guarantor). Reads; runs off the main thread."""
    from paydesk.operations import finding_overpayments, noting, promising, registering

    known = noting.about_account(desk, page.account_id)
    wanted = finding_overpayments.of_account(desk, page.account_id)
    promised = promising.promises_of(desk, page.account_id)
    who = person_id or page.guarantor.person_id
    person = registering.reach_record(desk, who)
    return (
        _flags(page), _promises(promised, today), _notes(known), _coverages(page, who, today, wanted), _reach(person),
        _speak_with(person, today), _upcoming(page), _contacts(known),
    )  # fmt: skip


def _flags(page: AccountPage) -> AboutSection:
    lines = tuple(
        AboutLine(
            flag_sentence(flag, _first_name(page, flag.person_id)), tone=_TONES[flag.row.tone.value],
            second=_forbids(flag), why=flag.row.why,
        )
        for flag in page.flags
    )  # fmt: skip
    empty = "Nothing restrains asking for money here. Raise a flag when something does."
    return AboutSection("Flags", lines, empty, "record.flags", "Change")


def _forbids(flag: Flag) -> str:
    deeds = [words for deed, words in _DEEDS.items() if deed in flag.row.forbids]
    filed = flag.facts.get("filed_on", "") if flag.row.reach is Reach.BEFORE_FILING else ""
    which = f" for care before {show_date(date.fromisoformat(filed))}" if filed else ""
    return f"Stops {', '.join(deeds)}{which}" if deeds else f"Since {show_date(flag.since)}"


def _promises(known: AccountPromises, today: date) -> AboutSection:
    lines = tuple(
        AboutLine(
            f"{show(one.judged.promise.amount)}{f' by {one.method}' if one.method else ''}",
            aside=f"taken by {one.taken_by}", second=_became(one.judged, today),
            tone=_PROMISED.get(one.judged.state, "text3"),
        )
        for one in known.all[:_LATEST]
    )  # fmt: skip
    empty = "Nothing is promised. A promise to pay is logged with the contact it was given in."
    return AboutSection("Promises to pay", lines, empty, "record.promise_off", "Call off" if known.open else "")


def _became(judged: Judged, today: date) -> str:
    due = "" if judged.state is PromiseState.PROMISED else f"by {show_date(judged.promise.due)}, "
    return f"{due}{judged.words(today)}"


def _coverages(page: AccountPage, who: int, today: date, wanted: tuple[WantedBack, ...]) -> AboutSection:
    mine = [one for one in page.coverages if one.patient_id == who or who == page.guarantor.person_id]
    lines = tuple(
        AboutLine(
            f"{one.payer} {one.plan}".strip(), aside=order_words(one.priority), second=_member(page, one),
            tone="text" if _holds(one, today) else "text3", icon="warning",
            why=_against(page, one.coverage_id) if _holds(one, today) else "",
        )
        for one in mine
    )  # fmt: skip
    empty = "No insurance. Add a coverage, or charges go to the patient."
    lines += tuple(
        AboutLine(
            f"{one.row.payer}: {show(one.row.left)} too much", aside=one.row.state, tone="warn",
            second=one.clock.words(today) if one.clock else f"claim {one.row.number}" if one.row.number else "",
        )
        for one in wanted
    )  # fmt: skip
    return AboutSection("Insurance", lines, empty, "insurance.coverages", "Change")


def _against(page: AccountPage, coverage_id: int) -> str:
    against = page.not_active.get(coverage_id)
    return f"The insurer says: {against_words(against)}" if against is not None else ""


def _holds(one: CoverageFacts, today: date) -> bool:
    return one.valid_from <= today and (one.valid_to is None or today <= one.valid_to)


def _member(page: AccountPage, one: CoverageFacts) -> str:
    person = page.member(one.patient_id)
    until = f" to {show_date(one.valid_to)}" if one.valid_to else ""
    parts = [
        person.first_name if person else "", f"member {one.member_number}" if one.member_number else "",
        f"copay {show(one.copay)}" if one.copay is not None else "", f"from {show_date(one.valid_from)}{until}",
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)


def _reach(person: PersonForm) -> AboutSection:
    lines = [
        AboutLine(
            show_phone(one.number) + (f" ext. {one.extension}" if one.extension else ""), aside=one.kind,
            second="do not use" if one.do_not_use else _consent(one.may_call, one.may_text),
            tone="text3" if one.do_not_use else "text",
        )
        for one in person.phones
    ]  # fmt: skip
    lines += [
        AboutLine(
            one.address, aside=one.kind, tone="text3" if one.do_not_use else "text",
            second="do not use" if one.do_not_use else "may e-mail" if one.may_email else "no consent to e-mail",
        )
        for one in person.emails
    ]  # fmt: skip
    lines += [
        AboutLine(
            f"{one.line1} {one.line2}".strip(), aside=one.kind, tone="text3" if one.do_not_use else "text",
            second=f"{one.city}, {one.state} {show_zip(one.zip)}" + _returned(one.returned_on),
        )
        for one in person.addresses
    ]  # fmt: skip
    if person.language != "en":
        lines.insert(0, AboutLine(f"Speaks {language_words(person.language)}"))
    empty = "No phone, e-mail or address yet. Ask for one while they are here."
    return AboutSection("How to reach", tuple(lines), empty, "record.reach", "Change")


def _consent(call: bool, text: bool) -> str:
    return (
        "may call and text" if call and text else "may call" if call else "may text" if text else "no consent to call"
    )


def _returned(on: date | None) -> str:
    return f", mail came back {show_date(on)}" if on else ""


def _speak_with(person: PersonForm, today: date) -> AboutSection:
    lines = tuple(
        AboutLine(
            one.name, aside=one.relation,
            second=", ".join(
                part for part in (
                    show_phone(one.phone), "about billing" if one.about == "billing" else "about everything",
                    f"until {show_date(one.until)}" if one.until else "",
                ) if part
            ),
            tone="text" if one.until is None or today <= one.until else "text3",
        )
        for one in person.speak_with
    )  # fmt: skip
    return AboutSection("We may also speak with", lines, "Nobody else. Ask before you talk to a relative.",
                        "record.speak_with", "Change")  # fmt: skip


def _notes(known: AboutAccount) -> AboutSection:
    lines = tuple(
        AboutLine(one.text, second=f"{one.written_by}, {show_date(one.written_at.date())}", icon="note",
                  why="Pinned" if one.pinned else "")
        for one in known.notes
    )  # fmt: skip
    return AboutSection(
        "Notes", lines, "No notes. What the next person should know belongs here.", "record.note", "Add"
    )


def _contacts(known: AboutAccount) -> AboutSection:
    lines = tuple(
        AboutLine(
            one.summary, aside=show_date(one.happened_at.date()),
            second=", ".join(
                part
                for part in (one.channel, _WAYS.get(one.direction, ""), one.with_whom, one.logged_by)
                if part
            ),
        )
        for one in known.contacts[:_LATEST]
    )  # fmt: skip
    empty = "No contact is logged. Calls, letters and talks at the desk will stand here."
    return AboutSection("Contact log", lines, empty, "record.contact", "Add")


def _upcoming(page: AccountPage) -> AboutSection:
    lines = tuple(
        AboutLine(
            show_date(one.on) + (f", {one.at:%I:%M %p}".replace(", 0", ", ") if one.at else ""), aside=one.provider,
            second=", ".join(part for part in (_first_name(page, one.patient_id), one.reason, _here(one)) if part),
            visit=one.visit_id,
        )
        for one in page.upcoming
    )  # fmt: skip
    return AboutSection("Coming visits", lines, "No visit is planned.", "visit.upcoming", "Add")


def _here(visit: VisitFacts) -> str:
    return "arrived" if visit.status == "arrived" else ""


def _first_name(page: AccountPage, person_id: int | None) -> str:
    person = page.member(person_id or 0)
    return person.first_name or person.last_name if person else ""
