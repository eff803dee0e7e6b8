"""Setting the plan policy: what the clinic allows in payment plans, and which rules about them hold here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from paydesk.data import form_store, means_store, office_store
from paydesk.data.database import Session
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import cap_rule_rows, keyboard, plausibility
from paydesk.rules.affordability import GENERIC, CapRule
from paydesk.rules.cap_rule_rows import KeptCapRule
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed
from paydesk.rules.installments import OddCents
from paydesk.rules.plan_policy import USUAL, PlanPolicy, Term, check
from paydesk.rules.worked_means import Terms

_POLICY, _PACK = "plan_policy", "rule_pack"
_TOUCHED = Touched((), ("office", "plans"))


@dataclass(frozen=True)
class PolicySeen:
    """The clinic's policy as its form reads it; ``version`` guards a change, 0 where the usual one holds still."""

    policy: PlanPolicy
    version: int


def plan_policy_seen(desk: Desk) -> PolicySeen:
    """The clinic's policy with its version, for the form."""
    with desk.looking() as session:
        row = office_store.setting_row(session, _POLICY)
        return PolicySeen(_policy_of(row.value), row.version) if row is not None else PolicySeen(USUAL, 0)


def plan_policy(desk: Desk) -> PlanPolicy:
    """The clinic's policy for plans; what is usual where it made none."""
    with desk.looking() as session:
        return policy_in(session)


def policy_in(session: Session) -> PlanPolicy:
    """The same, within an act."""
    kept = office_store.setting(session, _POLICY)
    return USUAL if kept is None else _policy_of(kept)


def _policy_of(kept: Mapping[str, Any]) -> PlanPolicy:
    known = {one.name for one in fields(PlanPolicy)} - {"terms", "odd_cents"}
    terms = tuple(Term(one["below"], one["longest"]) for one in kept["terms"])
    odd = OddCents(kept.get("odd_cents", USUAL.odd_cents))
    return replace(USUAL, terms=terms, odd_cents=odd, **{name: kept[name] for name in known & kept.keys()})


def _kept(policy: PlanPolicy) -> dict[str, Any]:
    return {**asdict(policy), "terms": [asdict(one) for one in policy.terms]}


def save_plan_policy(desk: Desk, policy: PlanPolicy, *, version: int | None = None) -> Touched:
    """Change the clinic's policy; plans that are agreed stay as they are. Raises ChangedByOther, and PaydeskError
    naming the number that cannot be."""
    with desk.doing("office.edit", "Changed the clinic's policy for payment plans") as session:
        check(policy)
        form_store.wait_turn(session, _POLICY)
        row = office_store.setting_row(session, _POLICY, to_change=True)
        refuse_changed(row.version if row is not None else 0, version, of=row)
        before = _policy_of(row.value) if row is not None else USUAL
        office_store.keep_setting(session, _POLICY, _kept(policy))
        about(session, act="plans.policy", before=_kept(before), after=_kept(policy))
        return _TOUCHED


@dataclass(frozen=True)
class RulePacks:
    """All rows of rules, and what the clinic turned on; ``pack`` is GENERIC where no law's rules are.

    ``old``: ids of the rows nobody verified for a year.
    """

    rules: tuple[KeptCapRule, ...]
    pack: str
    facility: bool
    old: frozenset[int]

    @property
    def packs(self) -> tuple[str, ...]:
        """The names of the sets of rules, the clinic's own first."""
        return tuple(dict.fromkeys((GENERIC, *(one.rule.pack for one in self.rules))))


def rule_packs(desk: Desk) -> RulePacks:
    """The rows of rules about what may be asked, and which set is on."""
    today = desk.clock.today()
    with desk.looking() as session:
        rules = means_store.cap_rules(session)
        pack, facility = _on(session)
    old = frozenset(one.rule_id for one in rules if cap_rule_rows.is_old(one.rule, today=today))
    return RulePacks(rules, pack, facility, old)


def _on(session: Session) -> tuple[str, bool]:
    kept = office_store.setting(session, _PACK) or {}
    return kept.get("pack", GENERIC), kept.get("facility", False)


def terms_in(session: Session) -> Terms:
    """By what the clinic works, within an act: policy, rows of rules, the set that is on."""
    pack, facility = _on(session)
    rules = tuple(one.rule for one in means_store.cap_rules(session))
    return Terms(policy=policy_in(session), rules=rules, pack=pack, facility=facility)


def turn_on_pack(desk: Desk, pack: str, *, facility: bool = False) -> Touched:
    """These rules hold here from now on beside the clinic's own, and no others; GENERIC: the clinic's own alone.

    ``facility``: the clinic bills as one. Raises PaydeskError for a set of which no rule is in force.
    """
    today = desk.clock.today()
    with desk.doing("office.edit", "Turned rules about what may be asked on or off") as session:
        form_store.wait_turn(session, _PACK)
        rules = [one.rule for one in means_store.cap_rules(session) if one.rule.pack == pack]
        if pack != GENERIC and not any(one.last is None or one.last >= today for one in rules):
            raise PaydeskError(
                f"There are no rules called “{pack}” that still hold. Choose one in the list.", field="pack"
            )
        before = _on(session)
        office_store.keep_setting(session, _PACK, {"pack": pack, "facility": facility})
        about(session, act="rules.pack", before=before[0], after=pack, facility=facility)
        return _TOUCHED


@dataclass(frozen=True)
class CapRuleSaved:
    """The id of a row that was added or ended."""

    rule_id: int
    touched: Touched


def add_cap_rule(desk: Desk, rule: CapRule, *, key: str = "") -> CapRuleSaved:
    """Add a row; the same ``key`` again adds none. Raises PaydeskError naming what is missing or cannot be."""
    with desk.doing("office.edit", "Added a rule about what may be asked") as session:
        made = form_store.made_by(session, key, rule)
        if made is not None:
            about(session, act="rules.add", rule=made, repeated=True)
            return CapRuleSaved(made, _TOUCHED)
        plausibility.refuse_card_numbers(rule)
        form_store.wait_turn(session, _PACK)
        fresh = replace(
            rule, pack=keyboard.tidy_name(rule.pack, field="pack"), name=keyboard.tidy_name(rule.name, field="name"),
            binds=keyboard.tidy_name(rule.binds, field="binds"),
            source=keyboard.tidy_name(rule.source, field="source"),
        )  # fmt: skip
        cap_rule_rows.check(fresh, (one.rule for one in means_store.cap_rules(session)), today=desk.clock.today())
        own = means_store.add_cap_rule(session, fresh, by=desk.actor.name)
        form_store.keep(session, key, rule, own)
        about(session, act="rules.add", rule=own, pack=fresh.pack, name=fresh.name, percent=str(fresh.percent),
              base=fresh.base.value, legal=fresh.legal, first=fresh.first.isoformat())  # fmt: skip
        return CapRuleSaved(own, _TOUCHED)


def end_cap_rule(desk: Desk, rule_id: int, last: date) -> CapRuleSaved:
    """A row holds until that day; it stays on file. Raises NotFound, and PaydeskError where it cannot end then."""
    with desk.doing("office.edit", "Ended a rule about what may be asked") as session:
        form_store.wait_turn(session, _PACK)
        known = means_store.cap_rules(session)
        mine = next((one.rule for one in known if one.rule_id == rule_id), None)
        if mine is None:
            raise NotFound("That rule is not there.", field="rule_id")
        others = [one.rule for one in known if one.rule_id != rule_id]
        cap_rule_rows.check_end(mine, last, others, today=desk.clock.today())
        means_store.end_cap_rule(session, rule_id, last, by=desk.actor.name)
        about(session, act="rules.end", rule=rule_id, pack=mine.pack, name=mine.name, last=last.isoformat())
        return CapRuleSaved(rule_id, _TOUCHED)
