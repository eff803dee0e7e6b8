"""Composing a statement from the ledger: which lines are on it, what is asked for, and to whom it goes.

Everything the account owes is on it once. Insurers' parts stand in a column of their own (or apart), and are
never asked for. A line whose patient's part is on hold, in dispute, or that a law or flag forbids asking for is on
it too, apart and outside the total, under words that say why: nothing is hidden and nothing forbidden is asked. What
is on a payment plan is asked for as the plan says, and what is not due by it yet is taken off again in plain words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from paydesk.data.billing_store import LOOKS_BACK, BilledAccount, BilledCharge
from paydesk.documents.letterhead import Letterhead
from paydesk.documents.statement_view import StatementLine, StatementPlan, StatementView, StatementVisit
from paydesk.rules.addressee import MailAddress, address_for, addressee, is_minor
from paydesk.rules.ageing import aged
from paydesk.rules.contact import Care, Flag, flags_in_force, forbidden
from paydesk.rules.correspondence import Language, language_of, words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.flag_kinds import Deed
from paydesk.rules.money import Cents
from paydesk.rules.plan_asking import PlanShare, set_against, share
from paydesk.rules.zip_codes import show_zip

FIRST_LOOK = timedelta(days=30)
"""Before there was any statement: lines settled within these days are told of."""

_NOT_ASKED = {
    Language.ENGLISH: {
        "disputed": "In dispute: not asked for now",
        "held": "On hold: not asked for now",
        "law": "Protected: not asked for",
    },
    Language.SPANISH: {
        "disputed": "En disputa: no se cobra ahora",
        "held": "En espera: no se cobra ahora",
        "law": "Protegido: no se cobra",
    },
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What every statement of a run has in common. ``mailed``: it is put in the post, not handed over.

    ``asked_on`` is the day it is made, which is when its flags must allow it (None: the day it is of).
    """

    letterhead: Letterhead
    as_of: date
    days_to_pay: int
    mailed: bool
    asked_on: date | None = None

    @property
    def day(self) -> date:
        """The day of asking."""
        return self.asked_on or self.as_of

    @property
    def pay_by(self) -> date:
        """By when what is asked for is to be paid."""
        return self.as_of + timedelta(days=self.days_to_pay)


def refusal(account: BilledAccount, paper: Paper) -> str | None:
    """Why this account gets no statement, in one sentence, or None.

    A flag about some care alone (a bankruptcy) forbids it only when nothing else is asked for.
    """
    asked = {one.service_date for one in account.charges if one.owe > 0 and not not_asked(one, account, paper.day)}
    for deed in (Deed.STATEMENT, Deed.MAIL) if paper.mailed else (Deed.STATEMENT,):
        why = [
            forbidden(account.flags, deed, on=paper.day, person_id=account.guarantor_id, service_date=day)
            for day in asked or (None,)
        ]
        if all(why):
            return why[0][0]
    if paper.mailed and _mail_address(account, _written_to(account, paper.day)) is None:
        return "There is no good mailing address. Enter one, or hand the statement over."
    return None


def compose(account: BilledAccount, paper: Paper, *, number: int) -> StatementView:
    """The statement of ``account``; its sums hold by construction and are proved again when it is drawn."""
    language = language_of(account.language)
    charges = _told(account, paper.as_of)
    visits = tuple(_visits(charges, account, paper, language))
    shares = by_plans(charges, account, paper)
    plans = tuple(StatementPlan(one.number, one.not_due) for one in shares if one.not_due)
    asked = sum(line.asked for visit in visits for line in visit.lines)
    amount = account.unapplied + asked - sum(plan.not_due for plan in plans)
    buckets = aged_parts(charges, account, paper, shares=shares)
    return StatementView(
        letterhead=paper.letterhead,
        language=language,
        number=str(number),
        account=str(account.number),
        date=paper.as_of,
        pay_by=paper.pay_by if amount > 0 else None,
        addressee=address_lines(account, _written_to(account, paper.day), paper.day),
        visits=visits,
        unapplied=account.unapplied,
        kept=-account.kept,
        plans=plans,
        amount=amount,
        ageing=buckets,
    )


def _told(account: BilledAccount, as_of: date) -> list[BilledCharge]:
    """What is on the paper. Where nothing is open and nothing is new, the last months are: no paper is blank."""
    told = [one for one in account.charges if _is_told(one, account, as_of)]
    return told or [one for one in account.charges if one.last_posted >= as_of - LOOKS_BACK]


def _is_told(charge: BilledCharge, account: BilledAccount, as_of: date) -> bool:
    """Open lines, and those something happened to since the last statement: so that a payment is seen."""
    if charge.owe or charge.waiting:
        return True
    if account.earlier is None:
        return charge.last_posted >= as_of - FIRST_LOOK
    since = max(account.earlier.as_of, as_of - LOOKS_BACK)
    return charge.last_posted >= since and charge.last_entered > account.earlier.made_at


def not_asked(charge: BilledCharge, account: BilledAccount, on: date) -> str | None:
    """Why the patient's part of a line is not asked for on that day: "disputed", "held", "law", or None."""
    if charge.disputed:
        return "disputed"
    if charge.held:
        return "held"
    care = Care(charge.patient_id, charge.service_date)
    return "law" if account.flags and care.stopped(account.flags, Deed.BILL_PATIENT, on=on) else None


def _visits(
    charges: Iterable[BilledCharge], account: BilledAccount, paper: Paper, language: Language
) -> Iterator[StatementVisit]:
    """Oldest visit first; fees and other items that belong to no visit stand at the end."""
    of_visits = [one for one in charges if one.visit_id is not None]
    others = tuple(one for one in charges if one.visit_id is None)
    for _, group in groupby(of_visits, key=lambda one: (one.service_date, one.visit_id)):
        mine = tuple(group)
        first = mine[0]
        yield StatementVisit(
            date=first.service_date,
            provider="" if first.patient_id in account.discreet else first.provider,
            patient=first.patient_name if first.patient_id != account.guarantor_id else "",
            lines=tuple(_lines(mine, account, paper, language)),
        )
    if others:
        yield StatementVisit(date=None, lines=tuple(_lines(others, account, paper, language)))


def _lines(
    charges: Iterable[BilledCharge], account: BilledAccount, paper: Paper, language: Language
) -> Iterator[StatementLine]:
    for one in charges:
        why = not_asked(one, account, paper.day) if one.owe > 0 else None
        yield StatementLine(
            date=one.service_date, what=_what(one, account, language), charge=one.charge,
            insurance_paid=one.insurance_paid, adjusted=one.adjusted, you_paid=one.you_paid, waiting=one.waiting,
            owe=one.owe, not_asked=_NOT_ASKED[language][why] if why else "",
        )  # fmt: skip


def _what(charge: BilledCharge, account: BilledAccount, language: Language) -> str:
    """Plain words first, a billing code in brackets; a patient who asked for discretion gets neither."""
    if charge.patient_id in account.discreet:
        return words(language).medical_care
    spanish = language is Language.SPANISH and charge.spanish_name
    name = charge.spanish_name if spanish else charge.description
    return f"{name} ({charge.code})" if charge.code and charge.system in ("CPT", "HCPCS") else name


def by_plans(charges: Iterable[BilledCharge], account: BilledAccount, paper: Paper) -> tuple[PlanShare, ...]:
    """What the account's plans ask for by the day the statement is paid by, and what they do not ask for yet."""
    if not account.plans:
        return ()
    asked = {one.charge_id: one.owe for one in charges if one.owe and _is_asked(one, account, paper)}
    positive = {charge: owe for charge, owe in asked.items() if owe > 0}
    shares = [share(plan, positive, by=paper.pay_by) for plan in account.plans]
    rest = sum(asked.values()) - sum(one.not_due for one in shares)
    return set_against(shares, -(account.unapplied + rest), by=paper.pay_by)


def _is_asked(charge: BilledCharge, account: BilledAccount, paper: Paper) -> bool:
    return charge.owe <= 0 or not not_asked(charge, account, paper.day)


def aged_parts(
    charges: Iterable[BilledCharge], account: BilledAccount, paper: Paper, *, shares: Iterable[PlanShare]
) -> tuple[Cents, Cents, Cents, Cents, Cents]:
    """What is asked for by age since it is the patient's; what is below zero for now lowers the youngest.

    What a plan asks for ages since it was due by the plan.
    """
    shares = tuple(shares)
    beyond = {charge: left for one in shares for charge, left in one.beyond.items()}
    asked = [
        (beyond.get(one.charge_id, one.owe), one.owed_since) for one in charges
        if one.owe and _is_asked(one, account, paper)
    ]  # fmt: skip
    ages = aged([*asked, *((part.amount, part.due) for one in shares for part in one.asked)], paper.as_of)
    youngest, *older = ages.buckets
    return (youngest + ages.credit, older[0], older[1], older[2], older[3])


def address_lines(account: BilledAccount, flags: Iterable[Flag], on: date) -> tuple[str, ...]:
    """Name, second line, street, city line; without a good address the name alone, to be handed over.

    ``flags`` are those in force that say to whom it goes.
    """
    flags = tuple(flags)
    who = addressee(
        account.guarantor, flags=flags, person_id=account.guarantor_id,
        minor=is_minor(account.birth_date, on), language=language_of(account.language),
    )  # fmt: skip
    address = _mail_address(account, flags)
    where = (
        ()
        if address is None
        else (f"{address.line1} {address.line2}".strip(), f"{address.city}, {address.state} {show_zip(address.zip)}")
    )
    return tuple(line for line in (who.name, who.second, *where) if line)


def _written_to(account: BilledAccount, on: date) -> tuple[Flag, ...]:
    """The flags that say to whom a statement goes: what it asks under a bankruptcy is for care after the filing, and
    that is no matter of the case's attorney."""
    return tuple(flag for flag in flags_in_force(account.flags, on) if flag.kind != "bankruptcy")


def _mail_address(account: BilledAccount, flags: Iterable[Flag]) -> MailAddress | None:
    """Where it goes. An attorney's mail never goes to the client's street: that address is not kept here."""
    represented = any(
        flag.facts.get("attorney", "").strip() for flag in flags if flag.kind in ("attorney", "bankruptcy")
    )
    return None if represented else address_for(account.addresses)


def check_date(as_of: date, today: date) -> None:
    """Raises PaydeskError for a day still to come: nobody knows yet what will be owed."""
    if as_of > today:
        raise PaydeskError("A statement cannot be of a day still to come. Choose today or earlier.", field="as_of")
