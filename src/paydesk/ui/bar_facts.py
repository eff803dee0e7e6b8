"""The account bar's facts, made from the open account's page and the patient in front."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from paydesk.rules.addressee import age_on, is_minor
from paydesk.rules.contact import Flag
from paydesk.rules.flag_kinds import Tone
from paydesk.rules.keyboard import show_date, show_phone
from paydesk.rules.money import show
from paydesk.ui.account_facts import AccountBarFacts, AccountFlag
from paydesk.ui.plan_flags import plan_flags

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, CoverageFacts, Member
    from paydesk.rules.benefits import NotActive

LANGUAGES = {
    "en": "English", "es": "Spanish", "vi": "Vietnamese", "zh": "Chinese", "ko": "Korean", "tl": "Tagalog",
    "ru": "Russian", "ar": "Arabic", "fr": "French", "pt": "Portuguese", "other": "Another language",
}  # fmt: skip
_TONES = {Tone.BAD: "bad", Tone.WARN: "warn", Tone.INFO: "accent"}
_SHORT = {"court", "attorney_phone", "representative_phone", "carrier", "claim_number"}


def bar_facts(page: AccountPage, *, person_id: int | None, today: date) -> AccountBarFacts:
    """What the bar shows of an account while ``person_id`` is in front (the first patient when None)."""
    who = page.member(person_id or 0) or page.members[0]
    patients = sum(1 for one in page.members if one.is_patient)
    return AccountBarFacts(
        name=full_name(who), birth=show_date(who.birth_date) if who.birth_date else "",
        age=str(age_on(who.birth_date, today)) if who.birth_date else "", account=str(page.number),
        guarantor=_guarantor(page, who), phone=_phone(page, who, today), language=language_words(who.language),
        coverage=_coverage(page.coverages, who, today), patient_owes=page.figures.patient_owes,
        insurers_owe=page.figures.insurers_owe, credit=page.figures.credit,
        share=who.owes if patients > 1 else None,
        flags=(
            *_merged(who), *_not_active(page, who, today), *(_flag(flag, page, who) for flag in page.flags),
            *plan_flags(page.plans, today), *_promised(page, today), *_assisted(page),
        ),
        share_of=who.first_name,
    )  # fmt: skip


def full_name(who: Member) -> str:
    """First, middle, last, suffix, and the name the person goes by."""
    parts = (who.first_name, who.middle_name, who.last_name, who.suffix)
    called = f" (“{who.preferred_name}”)" if who.preferred_name else ""
    return " ".join(part for part in parts if part) + called


def language_words(code: str) -> str:
    """``Spanish`` for ``es``; an unknown code stays as it is."""
    return LANGUAGES.get(code, code)


def flag_sentence(flag: Flag, whose: str = "") -> str:
    """A flag with its facts: ``Bankruptcy, chapter 7, case number 26-1043, filed on 03/02/2026``.

    ``whose`` names the person it is about: ``Deceased: Mateo, died on 03/02/2026``.
    """
    told = [f"{flag.row.words}: {whose}" if whose else flag.row.words]
    for fact in flag.row.facts:
        value = flag.facts.get(fact.name, "")
        if value:
            told.append(f"{_lower(fact.label)} {_fact_words(fact.kind, value)}")
    return ", ".join(told)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _fact_words(kind: str, value: str) -> str:
    if kind == "date":
        return show_date(date.fromisoformat(value))
    return show_phone(value) if kind == "phone" else value


def _merged(who: Member) -> tuple[AccountFlag, ...]:
    """Of a double that is opened all the same, so that no new money is taken there unawares."""
    words = "Merged into another record: new money and visits belong there"
    return (AccountFlag("warning", words, "warn", forbids=True),) if who.merged_into_id else ()


def _not_active(page: AccountPage, who: Member, today: date) -> tuple[AccountFlag, ...]:
    """Coverages of the one in front that an insurer called not active: nobody should count on their payment."""
    return tuple(
        AccountFlag("shield", f"{one.payer}: {against_words(page.not_active[one.coverage_id])}", "bad", forbids=True)
        for one in _in_force(page.coverages, who, today) if one.coverage_id in page.not_active
    )


def _promised(page: AccountPage, today: date) -> tuple[AccountFlag, ...]:
    """What is to come by itself, so that nobody asks for it twice: of several promises the one that is due first."""
    if not page.promised:
        return ()
    promise, more = page.promised[0].promise, len(page.promised) - 1
    words = f"Promised {show(promise.amount)} by {show_date(promise.due)}" + (f", and {more} more" if more else "")
    return (AccountFlag("speech", words, "warn" if promise.due < today else "accent"),)


def _assisted(page: AccountPage) -> tuple[AccountFlag, ...]:
    holds = page.assisted
    words = f"Assistance: {holds.class_name} until {show_date(holds.until)}" if holds else ""
    return (AccountFlag("heart", words, "accent"),) if holds else ()


def against_words(against: NotActive) -> str:
    """``ended on 10/31/2026, as told on 11/27/2026``, or ``not active, as told on 11/27/2026``."""
    said = "not active" if against.ended is None else f"ended on {show_date(against.ended)}"
    return f"{said}, as told on {show_date(against.told_on)}"


def _flag(flag: Flag, page: AccountPage, who: Member) -> AccountFlag:
    row = flag.row
    words = row.words
    if flag.person_id is not None and flag.person_id != who.person_id:
        other = page.member(flag.person_id)
        words = f"{words}: {other.first_name}" if other else words
    first = next((fact for fact in row.facts if flag.facts.get(fact.name) and fact.name not in _SHORT), None)
    if first:
        words += f", {_lower(first.label)} {_fact_words(first.kind, flag.facts[first.name])}"
    return AccountFlag(row.icon, words, _TONES[row.tone], bool(row.forbids))


def _guarantor(page: AccountPage, who: Member) -> str:
    if page.guarantor.person_id == who.person_id:
        return {"F": "herself", "M": "himself"}.get(who.sex, "self")
    return page.guarantor.full_name


def _phone(page: AccountPage, who: Member, today: date) -> str:
    """The number to call: a minor's is the guarantor's. Another's than the one in front says whose it is."""
    guarantor = page.member(page.guarantor.person_id) or who
    order = (guarantor, who) if is_minor(who.birth_date, today) else (who, guarantor)
    one = next((one for one in order if one.phone), None)
    if one is None:
        return ""
    whose = f", {one.first_name or one.last_name}’s" if one.person_id != who.person_id else ""
    return f"{show_phone(one.phone)}, {one.phone_kind}{whose}"


def _coverage(coverages: tuple[CoverageFacts, ...], who: Member, today: date) -> str:
    mine = _in_force(coverages, who, today)
    if not mine:
        return "No insurance in force"
    first = f"{mine[0].payer} {mine[0].plan}".strip()
    return first if len(mine) == 1 else f"{first}, then {mine[1].payer}"


def _in_force(coverages: tuple[CoverageFacts, ...], who: Member, today: date) -> list[CoverageFacts]:
    return [
        one for one in coverages
        if one.patient_id == who.person_id and one.valid_from <= today
        and (one.valid_to is None or today <= one.valid_to)
    ]  # fmt: skip
