"""Reads what statements say, set by set: a fixed number of queries for any number of accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from paydesk.data.billed_credit import credit_now, credit_then
from paydesk.data.charge_store import flags_of
from paydesk.data.charge_tables import Charge, ChargeVersion, ServiceCode, Visit
from paydesk.data.entry_days import first_entry
from paydesk.data.ledger_tables import ChargeBalance, CreditBalance, EntryRow, LineRow
from paydesk.data.office_tables import Document, Provider, Statement
from paydesk.data.people_tables import Account, Address, Person
from paydesk.rules import contact
from paydesk.rules.addressee import MailAddress
from paydesk.rules.ledger import PATIENT
from paydesk.rules.plan_asking import AskingPlan

LOOKS_BACK = timedelta(days=120)
"""Lines settled longer ago than this are not told of again, however old the last statement is."""

_INSURER = ("insurer payment", "takeback")
_PATIENT_MONEY = ("patient payment", "reapplication", "returned payment", "agency payment", "refund")
_DEBT = ("charge", "fee", "opening balance")
_MOVES = "responsibility transfer"


@dataclass(frozen=True, slots=True)
class BilledCharge:
    """A charge with what became of it, in cents: ``charge − insurance_paid − adjusted − you_paid = waiting + owe``.

    ``owed_since`` is the responsibility date of the patient's part; ``last_posted`` and ``last_entered`` tell when
    anything last happened to it.
    """

    charge_id: int
    account_id: int
    patient_id: int
    visit_id: int | None
    kind: str
    service_date: date
    code: str
    system: str
    description: str
    spanish_name: str
    patient_name: str
    provider: str
    held: bool
    disputed: bool
    charge: int
    insurance_paid: int
    adjusted: int
    you_paid: int
    waiting: int
    owe: int
    last_posted: date
    last_entered: datetime
    owed_since: date | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last statement before: of which day, and when it was made."""

    number: int
    as_of: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BilledAccount:
    """Everything a statement of one account needs. ``unapplied`` and ``kept`` (for visits that are not charged yet) are
    zero or less; ``flags`` are all there ever were; ``discreet`` are patients with a confidential address of their own.
    ``plans`` are put beside it by whoever asks for money.
    """

    account_id: int
    number: int
    guarantor_id: int
    guarantor: str
    language: str
    birth_date: date | None
    charges: tuple[BilledCharge, ...]
    unapplied: int
    kept: int
    flags: tuple[contact.Flag, ...]
    addresses: tuple[MailAddress, ...]
    discreet: frozenset[int]
    earlier: Earlier | None
    plans: tuple[AskingPlan, ...] = ()


def owing_accounts(session: Session) -> tuple[int, ...]:
    """Ids of the accounts with anything open: a part of a charge, or credit; in order."""
    parts = select(ChargeBalance.account_id).where(ChargeBalance.balance != 0)
    credit = select(CreditBalance.account_id).where(CreditBalance.balance != 0, CreditBalance.coverage_id == PATIENT)
    return tuple(sorted(session.execute(union(parts, credit)).scalars()))


def all_accounts(session: Session) -> tuple[int, ...]:
    """Ids of all accounts in order: what was open on an earlier day may be settled since."""
    return tuple(session.execute(select(Account.id).order_by(Account.id)).scalars())


def account_id_of(session: Session, number: int) -> int | None:
    """The account with that number, or None."""
    return session.execute(select(Account.id).where(Account.number == number)).scalar_one_or_none()


def billed_accounts(
    session: Session, account_ids: Sequence[int], *, as_of: date, past: bool = False
) -> tuple[BilledAccount, ...]:
    """The facts of ``account_ids`` as they stood at the end of ``as_of``, in six queries (seven for a ``past`` day)."""
    charges = _charges(session, account_ids, as_of, past)
    credit = credit_then(session, account_ids, as_of) if past else credit_now(session, account_ids)
    flags = flags_of(session, account_ids)
    addresses = _addresses(session, account_ids)
    earlier = _earlier(session, account_ids, as_of)
    rows = session.execute(
        select(
            Account.id, Account.number, Person.id, Person.first_name, Person.last_name, Person.suffix,
            Person.language, Person.birth_date, _KEPT_RECORD,
        )
        .join(Person, Person.id == Account.guarantor_id)
        .where(Account.id.in_(account_ids))
        .order_by(Account.id)
    )  # fmt: skip
    return tuple(
        BilledAccount(
            account_id=account, number=number, guarantor_id=guarantor, guarantor=_name(first, last, suffix),
            language=language, birth_date=birth, charges=tuple(charges.get(account, ())),
            unapplied=credit.get((account, False), 0), kept=credit.get((account, True), 0),
            flags=flags.get(account, ()),
            addresses=tuple(one for person, _, one in addresses.get(account, ()) if person == guarantor),
            discreet=frozenset(
                person for person, record, one in addresses.get(account, ())
                if one.kind == "confidential" and record != kept
            ),
            earlier=earlier.get(account),
        )
        for account, number, guarantor, first, last, suffix, language, birth, kept in rows
    )  # fmt: skip


def _name(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _charges(
    session: Session, account_ids: Sequence[int], as_of: date, past: bool
) -> dict[int, list[BilledCharge]]:
    sums = _sums(account_ids, as_of, past)
    rows = session.execute(_with_words(sums)).all()
    dates = _dates_then(session, account_ids, as_of) if past else {}
    found: dict[int, list[BilledCharge]] = defaultdict(list)
    for row in rows:
        *facts, first, last, suffix, provider, held, disputed = row[:16]
        values: tuple[Any, ...] = (
            *facts, _name(first, last, suffix), provider or "", held, disputed, *map(int, row[16:22]), *row[22:24],
            dates.get(row[0]) if past else row[24],
        )  # fmt: skip
        fact = BilledCharge(*values)
        found[fact.account_id].append(fact)
    return found


def _sums(account_ids: Sequence[int], as_of: date, past: bool) -> Subquery:
    """What happened to each charge by sort of entry; a reversal counts as what it reverses."""
    original = aliased(EntryRow)
    kind = func.coalesce(original.kind, EntryRow.kind)

    def summed(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, LineRow.amount), else_=0))

    to_insurer = (kind == "refund") & LineRow.coverage_id.is_not(None)  # its own money, sent back to it
    insurer = kind.in_(_INSURER) | to_insurer
    money = kind.in_(_PATIENT_MONEY) & ~to_insurer
    query = (
        select(
            LineRow.charge_id.label("charge_id"),
            summed(kind.in_(_DEBT)).label("debt"),
            (-summed(insurer)).label("insurance_paid"),
            (-summed(~kind.in_((*_INSURER, *_PATIENT_MONEY, *_DEBT, _MOVES)))).label("adjusted"),
            (-summed(money)).label("you_paid"),
            summed(LineRow.coverage_id.is_not(None)).label("waiting"),
            summed(LineRow.coverage_id.is_(None)).label("owe"),
            func.max(EntryRow.posted_on).label("posted"),
            func.max(EntryRow.entered_at).label("entered"),
        )
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .outerjoin(original, original.id == EntryRow.reverses)
        .group_by(LineRow.charge_id)
    )  # fmt: skip
    if past:
        return query.where(
            LineRow.account_id.in_(account_ids), LineRow.charge_id.is_not(None), EntryRow.posted_on <= as_of
        ).subquery()
    return query.where(LineRow.charge_id.in_(_open_or_changed(account_ids, as_of))).subquery()


def _open_or_changed(account_ids: Sequence[int], as_of: date) -> Select[Any]:
    first = first_entry(as_of - LOOKS_BACK)
    still_open = select(ChargeBalance.charge_id).where(
        ChargeBalance.account_id.in_(account_ids), ChargeBalance.balance != 0
    )
    changed = select(LineRow.charge_id).where(
        LineRow.account_id.in_(account_ids), LineRow.entry_id >= first, LineRow.charge_id.is_not(None)
    )
    return select(union(still_open, changed).subquery().c[0])


def _with_words(sums: Subquery) -> Select[*tuple[Any, ...]]:
    """The sums beside what paper calls the charge; whose it is, and who gave the care."""
    return (
        select(
            Charge.id, Charge.account_id, Charge.patient_id, Charge.visit_id, Charge.kind, Charge.service_date,
            ChargeVersion.code, ChargeVersion.system, ChargeVersion.description,
            func.coalesce(ServiceCode.spanish_name, ""), Person.first_name, Person.last_name, Person.suffix,
            Provider.name, Charge.held, Charge.disputed, sums.c.debt, sums.c.insurance_paid, sums.c.adjusted,
            sums.c.you_paid, sums.c.waiting, sums.c.owe, sums.c.posted, sums.c.entered,
            ChargeBalance.responsibility_date,
        )
        .join(sums, sums.c.charge_id == Charge.id)
        .join(ChargeVersion, and_(ChargeVersion.charge_id == Charge.id, ChargeVersion.version == Charge.version))
        .join(Person, Person.id == Charge.patient_id)
        .outerjoin(Visit, Visit.id == Charge.visit_id)
        .outerjoin(Provider, Provider.id == func.coalesce(Visit.provider_id, ChargeVersion.provider_id))
        .outerjoin(ServiceCode, ServiceCode.code == ChargeVersion.code)
        .outerjoin(
            ChargeBalance, and_(ChargeBalance.charge_id == Charge.id, ChargeBalance.coverage_id == PATIENT)
        )
        .order_by(Charge.service_date, Charge.visit_id, Charge.id)
    )  # fmt: skip


def _dates_then(session: Session, account_ids: Sequence[int], as_of: date) -> dict[int, date | None]:
    """Charge id -> responsibility date of the patient's part as it stood on ``as_of`` (see the ledger's tables)."""
    rows = session.execute(
        select(LineRow.charge_id, EntryRow.group_id, EntryRow.posted_on, func.sum(LineRow.amount))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(
            LineRow.account_id.in_(account_ids), LineRow.charge_id.is_not(None), LineRow.coverage_id.is_(None),
            or_(LineRow.lot_id.is_(None), EntryRow.kind == "charge"), EntryRow.posted_on <= as_of,
        )
        .group_by(LineRow.charge_id, EntryRow.group_id, EntryRow.posted_on)
        .order_by(LineRow.charge_id, EntryRow.group_id)
    )  # fmt: skip
    owed: dict[int, int] = defaultdict(int)
    dates: dict[int, date | None] = {}
    for row in rows:
        charge, _, posted, amount = tuple[Any, ...](row)
        before = owed[charge]
        owed[charge] += int(amount)
        dates[charge] = None if owed[charge] <= 0 else dates.get(charge) if before > 0 else posted
    return dates


_KEPT_RECORD = func.coalesce(Person.merged_into_id, Person.id)
"""The record by which someone is reached: the one a merged record points to."""


def _addresses(session: Session, account_ids: Sequence[int]) -> dict[int, list[tuple[int, int, MailAddress]]]:
    """Account id -> (person, the record kept of them, address) of everyone on it."""
    rows = session.execute(
        select(Person.account_id, Person.id, _KEPT_RECORD, *_ADDRESS)
        .join(Address, Address.person_id == _KEPT_RECORD)
        .where(Person.account_id.in_(account_ids))
        .order_by(Address.id)
    )
    found: dict[int, list[tuple[int, int, MailAddress]]] = defaultdict(list)
    for row in rows:
        account, person, record, *address = tuple[Any, ...](row)
        found[account].append((person, record, MailAddress(*address)))
    return found


_ADDRESS = (
    Address.kind, Address.line1, Address.line2, Address.city, Address.state, Address.zip, Address.do_not_use,
    Address.returned_on,
)  # fmt: skip


def _earlier(session: Session, account_ids: Iterable[int], as_of: date) -> dict[int, Earlier]:
    """Account id -> its last statement of an earlier day."""
    rows = session.execute(
        select(Statement.account_id, Statement.number, Statement.as_of, Document.made_at)
        .join(Document, Document.id == Statement.document_id)
        .where(Statement.account_id.in_(account_ids), Statement.as_of < as_of)
        .order_by(Statement.account_id, Statement.number)
    )
    return {account: Earlier(number, day, made_at) for account, number, day, made_at in rows}
