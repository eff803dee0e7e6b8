"""The Desk: through it goes everything that is done; permission, one transaction, audit, clock."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from paydesk.data import audit_store, changes, ledger_store, office_store
from paydesk.data.database import Database, Session
from paydesk.rules import office
from paydesk.rules.approval import Approval, Emergency
from paydesk.rules.errors import ChangedByOther, NotAllowed, PaydeskError, changed_sentence

LOOKS_WITHIN = 1.0
"""Looks are written to the audit trail within this many seconds."""

SAME_LOOK = timedelta(minutes=10)
"""A list that is shown again within this time is told once."""


_FALLEN = "Your rights at this desk were changed. Lock the screen and sign in again."


class Clock(Protocol):
    """Tells the time; the date is the clinic's local one."""

    def now(self) -> datetime:
        """This moment, aware."""

    def here(self) -> datetime:
        """This moment on the clinic's clock."""

    def today(self) -> date:
        """Today in the clinic's time zone."""


@dataclass(frozen=True)
class Actor:
    """Who is at the desk: a user's name, role, and the workstation; with more rights while an ``emergency`` lasts."""

    name: str
    role: office.Role
    workstation: str
    emergency: Emergency | None = None


@dataclass(frozen=True)
class Touched:
    """What a change touched: account ids, and kinds of things ("money", "people", "office", ...)."""

    accounts: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass
class _About:
    account: int | None = None
    person: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    act: str = ""
    others: list[_About] = field(default_factory=list)


class Desk:
    """One person's way to the clinic. Attributes: ``database``, ``clock``, ``actor``."""

    def __init__(self, database: Database, clock: Clock, actor: Actor) -> None:
        self.database = database
        self.clock = clock
        self.actor = actor
        self._looks: queue.SimpleQueue[audit_store.Act] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._worker: threading.Thread | None = None
        self._writing = threading.Lock()
        self._approvals: dict[str, Approval] = {}
        self._lists: dict[str, datetime] = {}

    def as_actor(self, actor: Actor) -> Desk:
        """The same clinic for another person."""
        return Desk(self.database, self.clock, actor)

    def approve(self, approval: Approval) -> None:
        """The next try of that permission is done with it; ``approving.approve`` is who checks the approver."""
        self._approvals[approval.permission] = approval

    def may(self, permission: str) -> bool:
        """Whether this person has ``permission`` now."""
        return office.may(self.actor.role, permission) or self._in_emergency(permission)

    def require(self, permission: str) -> None:
        """Raises NotAllowed unless this person has ``permission``, or somebody's approval for it."""
        if not self.may(permission) and self._approved(permission) is None:
            office.require(self.actor.role, permission)

    @contextmanager
    def doing(self, permission: str, summary: str) -> Iterator[Session]:
        """One act: checked, in one transaction, with its audit row in the same commit.

        Beside what the operation tells with ``about``, the row says what changed in the records it opened, and by
        whose approval or in which emergency it was done. Raises NotAllowed, also when this person's role was taken
        away meanwhile, and ClockSetBack.
        """
        approval = self._take_approval(permission)
        told = {"approved_by": approval.by, "approved_because": approval.reason} if approval else {}
        with self._transaction(permission, summary, told | self._emergency_facts(permission)) as session:
            yield session

    @contextmanager
    def at_the_door(self, act: str, summary: str) -> Iterator[Session]:
        """One act of coming, going or failing to: nobody's permission is asked, and no clock refuses it."""
        with self._transaction(act, summary, {}, at_the_door=True) as session:
            yield session

    @contextmanager
    def _transaction(
        self, act: str, summary: str, facts: dict[str, Any], *, at_the_door: bool = False
    ) -> Iterator[Session]:
        with self._who_changed_it(summary) as records, self.database.transaction() as session:
            session.info["user"] = self.actor.name
            about = session.info["about"] = _About()
            changed = changes.watch(session)
            try:
                yield session
                session.flush()
            except Exception as error:
                records += changes.names(getattr(error, "of", None), changed)
                raise
            about.facts |= {"changed": changed} if changed else {}
            for told in (about, *about.others):
                told.facts |= facts
            standing = audit_store.append(session, self._acts(act, summary, about), any_clock=at_the_door)
            if not at_the_door:
                self._refuse_fallen(standing)

    @contextmanager
    def _who_changed_it(self, summary: str) -> Iterator[list[str]]:
        """Whoever loses against another desk is told who it was, when and what; the list is of the records meant."""
        records: list[str] = []
        try:
            yield records
        except ChangedByOther as refused:
            sentence = self._change_in_words(tuple(records), summary)
            raise ChangedByOther(sentence or refused.sentence, of=refused.of) from refused

    def _change_in_words(self, records: tuple[str, ...], summary: str) -> str:
        with suppress(PaydeskError), self.database.reading() as session:  # it is refused in any case
            change = changes.last_change(session, records, summary=summary)
            if change is not None:
                at = change.at.astimezone(office_store.clinic_zone(session) or self.clock.now().tzinfo)
                return changed_sentence(change.actor, at, change.parts, today=self.clock.today())
        return ""

    def _in_emergency(self, permission: str) -> bool:
        taken = self.actor.emergency
        running = taken is not None and self.clock.now() < taken.until
        return running and office.may_in_emergency(self.actor.role, permission)

    def _emergency_facts(self, permission: str) -> dict[str, Any]:
        taken = self.actor.emergency
        by_it = taken is not None and not office.may(self.actor.role, permission)
        return {"emergency": taken.id} if taken is not None and by_it else {}

    def _approved(self, permission: str) -> Approval | None:
        approval = self._approvals.get(permission)
        return approval if approval is not None and self.clock.now() < approval.until else None

    def _take_approval(self, permission: str) -> Approval | None:
        """The approval this act needs, None where it needs none. Raises NotAllowed.

        It serves one try, done or refused: who approved saw this one, and not what is typed after it was refused.
        """
        if self.may(permission):
            return None
        approval = self._approvals.pop(permission, None)
        if approval is None or self.clock.now() >= approval.until:
            office.require(self.actor.role, permission)
        return approval

    def _refuse_fallen(self, standing: audit_store.Standing) -> None:
        """Who was sent away, or got another role, since she signed in does nothing more with the old one."""
        if standing.role is not None and (not standing.active or standing.role != self.actor.role.value):
            raise NotAllowed(_FALLEN)

    def _refuse_fallen_look(self, standing: audit_store.Standing, permission: str) -> None:
        """Who was sent away sees nothing more; who got another role goes on seeing what that one may."""
        if standing.role is None or (standing.active and standing.role == self.actor.role.value):
            return
        if not standing.active or not office.may(office.Role(standing.role), permission):
            raise NotAllowed(_FALLEN)

    @contextmanager
    def looking(self, permission: str = "accounts.see", *, to_act: bool = False) -> Iterator[Session]:
        """A consistent read; what is opened is told with ``looked``. Raises NotAllowed, also to who was sent away.

        With ``to_act`` it is as strict as the act that follows.
        """
        self.require(permission)
        with self.database.reading() as session:
            standing = audit_store.standing(session, self.actor.name)
            if to_act:
                self._refuse_fallen(standing)
            else:
                self._refuse_fallen_look(standing, permission)
            session.info["user"] = self.actor.name
            yield session

    def looked(
        self, act: str, summary: str, *, account: int | None = None, person: int | None = None, **facts: Any
    ) -> None:
        """Queue a look for the audit trail; a worker writes it within a second (in memory: when the desk closes)."""
        taken = self.actor.emergency
        if taken is not None and self.clock.now() < taken.until:
            facts["emergency"] = taken.id  # whether its rights were needed for this look is not known
        self._looks.put(self._act(act, summary, _About(account, person, facts)))
        if self._worker is None and not self._closing.is_set() and not self.database.one_connection:
            self._worker = threading.Thread(target=self._write_looks, name="audit of looks", daemon=True)
            self._worker.start()

    def looked_at_list(self, act: str, summary: str) -> None:
        """A list of many people was shown. It is brought up to date at every change: that is the same look still."""
        now = self.clock.now()
        last = self._lists.get(summary)
        if last is None or now - last >= SAME_LOOK:
            self._lists[summary] = now
            self.looked(act, summary)

    def flush_looks(self) -> None:
        """Write all queued looks now; what cannot be written (the server is away) stays queued."""
        with self._writing:
            acts = []
            while not self._looks.empty():
                acts.append(self._looks.get())
            try:
                if acts:
                    with self.database.transaction() as session:
                        audit_store.append(session, tuple(acts), any_clock=True)  # they are of before
            except BaseException:
                for act in acts:
                    self._looks.put(act)
                raise

    def close(self) -> None:
        """Write what is queued and stop the worker."""
        self._closing.set()
        if self._worker is not None:
            self._worker.join()
        self.flush_looks()

    def stamp(
        self,
        session: Session,
        key: str,
        *,
        because: str = "",
        because_id: int | None = None,
    ) -> ledger_store.Stamp:
        """The stamp of ledger entries made now: business day, moment, person; ``key`` makes a retry harmless."""
        return ledger_store.Stamp(
            posted_on=self._business_day(session),
            entered_at=self.clock.now(), actor=self.actor.name, workstation=self.actor.workstation,
            key=key, because=because, because_id=because_id,
        )  # fmt: skip

    def _business_day(self, session: Session) -> date:
        """The day an entry of today carries: today, or the first day after the last closed one."""
        today, closed = self.clock.today(), office_store.office(session).last_closed
        return today if closed is None or closed < today else closed + timedelta(days=1)

    def _acts(self, act: str, summary: str, about: _About) -> tuple[audit_store.Act, ...]:
        """The act's row, and one for every other account it was about; ``act`` is the permission it was done by."""
        for one in (about, *about.others) if about.act else ():
            one.facts["permission"] = act
        return tuple(self._act(about.act or act, summary, one) for one in (about, *about.others))

    def _act(self, act: str, summary: str, about: _About) -> audit_store.Act:
        return audit_store.Act(
            at=self.clock.now(), actor=self.actor.name, workstation=self.actor.workstation, act=act,
            summary=summary, account_id=about.account, person_id=about.person,
            details=json.dumps(about.facts, sort_keys=True, ensure_ascii=False, default=str) if about.facts else "",
        )  # fmt: skip

    def _write_looks(self) -> None:
        while not self._closing.wait(LOOKS_WITHIN):
            with suppress(Exception):  # they stay queued and are tried again; who closes the desk is told
                self.flush_looks()


def about(
    session: Session, *, account: int | None = None, person: int | None = None, act: str = "", **facts: Any
) -> None:
    """Tell the audit row of this act whom it is about, and its facts (before, after, amounts, numbers).

    ``act`` is what the trail calls it where its permission says too little: a receipt printed is no payment.
    """
    told: _About = session.info["about"]
    told.act = act or told.act
    told.account = account if account is not None else told.account
    told.person = person if person is not None else told.person
    told.facts.update(facts)


def also_about(session: Session, *, account: int, person: int | None = None, **facts: Any) -> None:
    """The act is about another account, too, which has a row of its own in the trail."""
    told: _About = session.info["about"]
    told.others.append(_About(account, person, facts))
