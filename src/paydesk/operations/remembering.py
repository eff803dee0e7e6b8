"""Remembering: how an insurer is reached and what time it gives, typed by somebody who knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import deadline_store, payer_memory
from paydesk.data.database import Session
from paydesk.data.insurance_tables import Payer
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import claims, keyboard, plausibility
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.claims import Limit
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed
from paydesk.rules.insurance import PayerKind
from paydesk.rules.payer_facts import PayerReach

LIMIT_KINDS = ("filing", "corrected", "appeal")
_MOST_DAYS = 1100


@dataclass(frozen=True)
class KnownLimit:
    """Days of one kind with who says so; ``confirmed_on`` None where it is only the general one."""

    kind: str
    days: int
    source: str
    confirmed_on: date | None = None
    confirmed_by: str = ""


@dataclass(frozen=True)
class PayerMemory:
    """All that is remembered of a payer for calls of one purpose."""

    payer_id: int
    payer: str
    purpose: Purpose
    reach: PayerReach
    limits: tuple[KnownLimit, ...]


def recall(desk: Desk, payer_id: int, purpose: Purpose) -> PayerMemory:
    """What is remembered. Raises NotFound."""
    with desk.looking() as session:
        payer = _payer(session, payer_id)
        known = {one.kind: one for one in payer_memory.limit_rows(session, payer_id)}
        return PayerMemory(
            payer_id, payer.name, purpose, payer_memory.reach(session, payer_id, purpose.value),
            tuple(
                KnownLimit(one.kind, known[one.kind].days, known[one.kind].source, known[one.kind].confirmed_on,
                           known[one.kind].confirmed_by)
                if one.kind in known else KnownLimit(one.kind, one.days, one.source)
                for one in claims.limits(PayerKind(payer.kind))
            ),
        )  # fmt: skip


@dataclass(frozen=True)
class Remember:
    """What somebody types of a payer: the way in for one purpose, and limits in days that differ from what is known.

    ``source`` is where the limits stand: a contract, a manual, a letter.
    """

    payer_id: int
    purpose: Purpose
    number: str = ""
    menu: str = ""
    best_hours: str = ""
    fax: str = ""
    portal: str = ""
    address: str = ""
    limits: tuple[tuple[str, int], ...] = ()
    source: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Remembered:
    """It is kept; ``claims`` is how many open claims have another time limit now."""

    payer_id: int
    claims: int
    touched: Touched


def remember(desk: Desk, request: Remember) -> Remembered:
    """Keep it, confirmed today; open claims take the new limits.

    Raises NotFound, ChangedByOther, and PaydeskError naming the field.
    """
    today = desk.clock.today()
    plausibility.refuse_card_numbers(request)
    for kind, days in request.limits:
        if kind not in LIMIT_KINDS or not 0 < days <= _MOST_DAYS:
            raise PaydeskError("Type the days as a number, such as 90 or 180.", field=kind)
    if request.limits and not request.source.strip():
        raise PaydeskError("Type where the limit stands: the contract, a manual, a letter.", field="source")
    with desk.doing("claims.work", "Changed what is known of an insurer") as session:
        payer = _payer(session, request.payer_id)
        row = payer_memory.contact(session, request.payer_id, request.purpose.value)
        refuse_changed(row.version, request.version, of=row)
        for name in ("number", "menu", "best_hours", "fax", "portal", "address"):
            setattr(row, name, keyboard.tidy_name(getattr(request, name), longest=300, field=name))
        row.confirmed_on, row.confirmed_by = today, desk.actor.name
        session.flush()
        for kind, days in request.limits:
            limit = Limit(kind, days, keyboard.tidy_name(request.source, field="source"))
            payer_memory.learn_limit(session, request.payer_id, limit, today=today, by=desk.actor.name)
        changed = deadline_store.renew_deadlines(session, request.payer_id, [kind for kind, _ in request.limits])
        about(session, act="payers.learn", payer=payer.name, purpose=request.purpose.value,
              limits=dict(request.limits), source=request.source, claims=changed)  # fmt: skip
        return Remembered(request.payer_id, changed, Touched((0,), ("insurance", "calls")))


def _payer(session: Session, payer_id: int) -> Payer:
    payer = session.get(Payer, payer_id)
    if payer is None:
        raise NotFound("That payer is not there any more.")
    return payer
