"""What is said on a call to an insurer: the opening, the identifiers to read aloud, and what to ask then."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from paydesk.rules.call_sheet import Purpose
from paydesk.rules.claims import DENIALS, SENT_HOW, ClaimState, denial_of, reasons_in
from paydesk.rules.correspondence import Language, long_date
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show

_ALPHABET = {
    one[0].upper(): one
    for one in (
        "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima",
        "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor", "Whiskey",
        "X-ray", "Yankee", "Zulu",
    )
}  # fmt: skip


def spelled(name: str) -> str:
    """``B R A N D T``; ``G A R C I A dash L O P E Z``; accents are left away, as insurers have no keys for them."""
    plain = unicodedata.normalize("NFD", name.upper())
    signs = {"-": "dash", "'": "apostrophe", "’": "apostrophe", " ": "space"}
    letters = (signs.get(one, one) for one in plain if not unicodedata.combining(one))
    return " ".join(one for one in letters if one.isalnum() or len(one) > 1)


def as_in(code: str) -> str:
    """``H as in Hotel``, for every letter of a number; empty for one of digits alone."""
    letters = dict.fromkeys(one for one in code.upper() if one in _ALPHABET)
    return ", ".join(f"{one} as in {_ALPHABET[one]}" for one in letters)


def grouped(code: str, *sizes: int) -> str:
    """In groups as they are read aloud: letters by themselves, digits by ``sizes``, by four where those end."""
    parts: list[str] = []
    for run in re.findall(r"[A-Z]+|\d+|[^A-Z\d]+", code.upper()):
        left, steps = run, list(sizes)
        while left and run.isdigit():
            size = steps.pop(0) if steps else 4
            parts.append(left[:size])
            left = left[size:]
        if not run.isdigit() and run.strip(" -/."):
            parts.append(run.strip())
    return " ".join(parts)


def digits_of_day(day: date) -> str:
    """``09 / 30 / 1957``."""
    return f"{day.month:02d} / {day.day:02d} / {day.year:04d}"


def day_and_month(day: date) -> str:
    """``September 30``."""
    return long_date(day, Language.ENGLISH).rpartition(",")[0]


def day_words(day: date, today: date) -> str:
    """``tomorrow, November 24``; ``on November 24``."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    return f"{near}, {day_and_month(day)}" if near else f"on {day_and_month(day)}"


@dataclass(frozen=True)
class ClaimFacts:
    """A claim as far as it is spoken of; amounts in cents. ``said`` are the codes (``CO 29``) with which a remittance
    of ``said_on`` left it unpaid. ``replaces`` says which claim it takes the place of, ``appealed`` what was
    written about it last, and ``appealed_on`` when."""

    number: str
    service: date
    billed: Cents
    waits: Cents
    payer_claim: str = ""
    sent_on: date | None = None
    sent_how: str = ""
    answered_on: date | None = None
    denial: str = ""
    codes: tuple[str, ...] = ()
    state: str = ""
    said: str = ""
    said_on: date | None = None
    replaces: str = ""
    appealed: str = ""
    appealed_on: date | None = None


@dataclass(frozen=True)
class ShortFacts:
    """One underpaid line as it is spoken of: whose and of which claim, what was expected and why, what was allowed."""

    claim: str
    patient: str
    birth_date: date | None
    member_number: str
    service: date
    code: str
    expected: Cents
    allowed: Cents
    why: str

    @property
    def missing(self) -> Cents:
        return self.expected - self.allowed


@dataclass(frozen=True)
class CallFacts:
    """Who calls, for whom, about what."""

    clinic: str
    payer: str
    last_name: str
    first_name: str
    caller: str = ""
    clinic_npi: str = ""
    tax_id: str = ""
    clinic_phone: str = ""
    provider: str = ""
    provider_npi: str = ""
    birth_date: date | None = None
    member_number: str = ""
    group_number: str = ""
    subscriber: str = ""
    relation: str = "self"
    visit: date | None = None
    visit_reason: str = ""
    visit_code: str = ""
    claim: ClaimFacts | None = None
    short: tuple[ShortFacts, ...] = ()

    @property
    def patient(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Spoken:
    """One identifier: what it is, how it is read, and how it is spelled or whose it is; ``plain`` is for copying."""

    label: str
    value: str
    aside: str = ""
    plain: str = ""


@dataclass(frozen=True)
class Script:
    """What to say first, what to read when asked, and what to ask then."""

    say: str
    read: tuple[Spoken, ...]
    ask: str

    def copied(self) -> str:
        """All identifiers, a line each, for the insurer's portal."""
        return "\n".join(f"{one.label}: {one.plain or one.value}" for one in self.read)


def script(purpose: Purpose, facts: CallFacts, *, today: date) -> Script:
    """The script of a call about one coverage or claim."""
    return Script(_say(purpose, facts, today), tuple(_read(purpose, facts)), _ask(purpose, facts, today))


def _say(purpose: Purpose, facts: CallFacts, today: date) -> str:
    who = f"{facts.provider} at {facts.clinic}" if facts.provider else facts.clinic
    name = f", my name is {facts.caller}" if facts.caller else ""
    return f"Hello{name}. I am calling for {who} {_about(purpose, facts, today)}."


def _about(purpose: Purpose, facts: CallFacts, today: date) -> str:
    visit = f" for a visit {day_words(facts.visit, today)}" if facts.visit else ""
    if purpose is Purpose.VERIFY:
        return f"to check coverage and benefits{visit}"
    if purpose is Purpose.AUTHORIZATION:
        return f"about an authorization{visit}"
    claims = len({one.claim for one in facts.short})
    if purpose is Purpose.UNDERPAYMENT and claims > 1:
        return f"about {claims} claims that were paid below {_below(facts)}"
    of = f"of {day_and_month(facts.claim.service)}, {facts.claim.service.year}" if facts.claim else ""
    return {
        Purpose.STATUS: f"about a claim {of} that is not answered yet",
        Purpose.DENIAL: f"about a claim {of} that was denied",
        Purpose.APPEAL: f"about our appeal for a claim {of}",
        Purpose.UNDERPAYMENT: f"about a claim {of} that was paid below {_below(facts)}",
        Purpose.TAKEBACK: f"about a payment for a claim {of} that you {_taken(facts)} back",
    }[purpose].replace("  ", " ")


_WANTED = {"took": "was it taken back, and from which payment", "want": "do you want it back, and by which letter"}


def _taken(facts: CallFacts) -> str:
    """Money that they only ask for is still here."""
    return "took" if facts.claim is None or facts.claim.state == ClaimState.TAKEN_BACK else "want"


def _below(facts: CallFacts) -> str:
    by_paper = all(one.why.startswith("by contract") for one in facts.short)
    return "our contract" if by_paper else "the price you allowed before"


def _read(purpose: Purpose, facts: CallFacts) -> list[Spoken]:
    npi = facts.clinic_npi or facts.provider_npi
    lines = [
        Spoken("Provider NPI", grouped(npi, 4, 3, 3), facts.clinic if facts.clinic_npi else facts.provider, npi),
        Spoken("Tax ID", grouped(facts.tax_id.replace("-", ""), 2, 3, 4), "", facts.tax_id),
        Spoken("Member ID", grouped(facts.member_number, 4, 4, 4), as_in(facts.member_number), facts.member_number),
        Spoken("Group", grouped(facts.group_number, 4, 4), as_in(facts.group_number), facts.group_number),
        Spoken("Patient", facts.patient, f"spelled {spelled(facts.last_name)}", facts.patient),
    ]
    if facts.birth_date:
        born = facts.birth_date
        lines.append(Spoken("Born", digits_of_day(born), day_and_month(born), show_date(born)))
    if facts.relation != "self" and facts.subscriber:
        lines.append(Spoken("Subscriber", facts.subscriber, f"patient is the {facts.relation}", facts.subscriber))
    if facts.provider_npi and facts.clinic_npi and purpose.is_about_coverage:
        lines.append(Spoken("Doctor's NPI", grouped(facts.provider_npi, 4, 3, 3), facts.provider, facts.provider_npi))
    if facts.claim:
        lines += _claim_lines(facts.claim)
    elif facts.visit:
        about = ", ".join(one for one in (facts.visit_reason, facts.provider) if one)
        lines.append(Spoken("Visit", digits_of_day(facts.visit), about, show_date(facts.visit)))
    if purpose is Purpose.UNDERPAYMENT:
        lines += _short_lines(facts)
    return [one for one in lines if one.value]


def _short_lines(facts: CallFacts) -> list[Spoken]:
    """Each line that was priced too low; of further claims with all that the voice asks for."""
    own = facts.claim.number if facts.claim else ""
    lines = []
    for one in facts.short:
        prices = f"allowed {show(one.allowed)}, expected {show(one.expected)} {one.why}"
        if one.claim == own:
            lines.append(Spoken(one.code, f"{show(one.missing)} short", prices))
            continue
        born = f", born {show_date(one.birth_date)}" if one.birth_date else ""
        member = f", member {grouped(one.member_number, 4, 4, 4)}" if one.member_number else ""
        whose = f"{grouped(one.claim, 3, 4)}, {one.patient}{born}{member}, {show_date(one.service)}"
        lines.append(Spoken(one.code, f"{show(one.missing)} short", f"{prices}; {whose}",
                            f"{show(one.missing)} short, {prices}; {one.claim}, {one.patient}{born}"))  # fmt: skip
    if len(lines) > 1:
        lines.append(Spoken("In all", f"{show(sum(one.missing for one in facts.short))} short", _of(facts.short)))
    return lines


def _of(short: tuple[ShortFacts, ...]) -> str:
    claims = len({one.claim for one in short})
    return f"{len(short)} lines of {claims} claims" if claims > 1 else f"{len(short)} lines"


def _claim_lines(claim: ClaimFacts) -> list[Spoken]:
    part = f"{show(claim.waits)} not answered" if claim.waits not in (0, claim.billed) else ""
    lines = [
        Spoken("Service", digits_of_day(claim.service), day_and_month(claim.service), show_date(claim.service)),
        Spoken("Billed", show(claim.billed), part),
        Spoken("Our claim", grouped(claim.number, 3, 4), as_in(claim.number), claim.number),
        Spoken("Their claim", grouped(claim.payer_claim, 4, 4, 4), as_in(claim.payer_claim), claim.payer_claim),
    ]
    if claim.replaces:
        lines.append(Spoken("Corrected", claim.replaces))
    if claim.sent_on:
        sent = show_date(claim.sent_on)
        lines.append(Spoken("Sent", digits_of_day(claim.sent_on), SENT_HOW.get(claim.sent_how, claim.sent_how), sent))
    denial = claim.denial or (denial_of(reasons_in(claim.said)) if claim.said else "")
    if denial:
        when = f"on {show_date(claim.answered_on)}" if claim.answered_on else ""
        if claim.said and claim.said_on:
            when = f"{claim.said}, our remittance of {show_date(claim.said_on)}"
        lines.append(Spoken("Denied for", DENIALS.get(denial, denial), when))
    if claim.appealed_on:
        on = show_date(claim.appealed_on)
        lines.append(Spoken("Written", digits_of_day(claim.appealed_on), claim.appealed, on))
    return lines


_END = "May I have your name and a reference number?"


def _ask(purpose: Purpose, facts: CallFacts, today: date) -> str:
    on = f"on {day_and_month(facts.visit)}" if facts.visit else "today"
    asked = {
        Purpose.VERIFY: f"Is the plan active {on}? What are the copay, the deductible and how much of it is met? "
        "Is a referral or an authorization needed? Is there other coverage on file?",
        Purpose.STATUS: "Do you have it on file, and since when? Is it paid, denied or in process? If paid: how much, "
        "when, under which check or EFT number? If denied: why, and by when can we appeal?",
        Purpose.DENIAL: "Why was it denied, with which codes? Can a corrected claim mend it, or do we need to appeal? "
        "By when, to which address or fax, and what must be with it?",
        Purpose.APPEAL: "Did you receive our appeal, and when? What is its case number? By when will it be decided?",
        Purpose.UNDERPAYMENT: "At what price did you pay it, and by which fee schedule? Will you correct it, or do we "
        "send a dispute: by when, and where to?",
        Purpose.TAKEBACK: f"Why {_WANTED[_taken(facts)]}? If we do not agree: by when can we dispute it, and where to?",
        Purpose.AUTHORIZATION: "Is an authorization needed for this? If it was given: its number, how many units, from "
        "when to when? If not: what do you need, and by when will it be decided?",
    }[purpose]
    return f"{asked} {_END}"
