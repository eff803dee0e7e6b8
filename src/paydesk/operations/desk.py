"""The Desk: through it goes everything that is done; permission, one transaction, audit, clock."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from paydesk.data import audit_store, changes, ledger_store, office_store
from paydesk.data.database import Database, Session
from paydesk.operations.acting import Actor as Actor
from paydesk.operations.acting import Clock as Clock
from paydesk.operations.acting import Rights
from paydesk.rules.approval import Approval
from paydesk.rules.errors import ChangedByOther, PaydeskError, changed_sentence

LOOKS_WITHIN = 1.0
"""Looks are written to the audit trail within this many seconds."""

SAME_LOOK = timedelta(minutes=10)
"""A list that is shown again within this time is told once."""


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
        self._rights = Rights(clock, lambda: self.actor)
        self._lists: dict[str, datetime] = {}

    def as_actor(self, actor: Actor) -> Desk:
        """The same clinic for another person."""
        return Desk(self.database, self.clock, actor)

    def approve(self, approval: Approval) -> None:
        """The next try of that permission is done with it; ``approving.approve`` is who checks the approver."""
        self._rights.approve(approval)

    def may(self, permission: str) -> bool:
        """Whether this person has ``permission`` now."""
        return self._rights.has(permission)

    def require(self, permission: str) -> None:
        """Raises NotAllowed unless this person has ``permission``, or somebody's approval for it."""
        self._rights.require(permission)

    @contextmanager
    def doing(self, permission: str, summary: str) -> Iterator[Session]:
        """One act: checked, in one transaction, with its audit row in the same commit.

        Beside what the operation tells with ``about``, the row says what changed in the records it opened, and by
        whose approval or in which emergency it was done. Raises NotAllowed, also when this person's role was taken
        away meanwhile, and ClockSetBack.
        """
        with self._transaction(permission, summary, self._rights.use(permission)) as session:
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
            session.info["approved_by"] = facts.get("approved_by", "")
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
                self._rights.refuse_fallen(standing)

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

    @contextmanager
    def looking(self, permission: str = "accounts.see", *, to_act: bool = False) -> Iterator[Session]:
        """A consistent read; what is opened is told with ``looked``. Raises NotAllowed, also to who was sent away.

        With ``to_act`` it is as strict as the act that follows.
        """
        self.require(permission)
        with self.database.reading() as session:
            standing = audit_store.standing(session, self.actor.name)
            if to_act:
                self._rights.refuse_fallen(standing)
            else:
                self._rights.refuse_fallen_look(standing, permission)
            session.info["user"] = self.actor.name
            yield session

    def looked(
        self, act: str, summary: str, *, account: int | None = None, person: int | None = None, **facts: Any
    ) -> None:
        """Queue a look for the audit trail; a worker writes it within a second (in memory: when the desk closes)."""
        self._looks.put(self._act(act, summary, _About(account, person, facts | self._rights.of_a_look())))
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


def approver(session: Session) -> str:
    """Who approved this act at somebody else's desk; empty where nobody had to."""
    return str(session.info["approved_by"])


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
