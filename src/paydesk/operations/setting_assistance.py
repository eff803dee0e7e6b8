"""Setting assistance: the clinic's sliding-fee classes and its days for papers, approvals and appeals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paydesk.data import office_store
from paydesk.data.database import Session
from paydesk.data.office_tables import Setting
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import plausibility, sliding_scale
from paydesk.rules.errors import refuse_changed
from paydesk.rules.sliding_scale import AssistancePolicy, ClassKind, SlidingClass

_NAME = "assistance"


@dataclass(frozen=True)
class KeptPolicy:
    """The policy as it is kept; ``version`` 0 while the clinic goes by what is usual."""

    policy: AssistancePolicy
    version: int


def policy_of(session: Session) -> AssistancePolicy:
    """What the clinic goes by, in a transaction of the caller's."""
    return _read(office_store.setting_row(session, _NAME)).policy


def assistance_policy(desk: Desk) -> KeptPolicy:
    """What the clinic goes by."""
    with desk.looking() as session:
        return _read(office_store.setting_row(session, _NAME))


def save_policy(desk: Desk, kept: KeptPolicy) -> Touched:
    """Change the classes or the days; what was approved before stays as it was.

    Raises PaydeskError, naming the gap, for classes that do not tile, and ChangedByOther.
    """
    sliding_scale.check_policy(kept.policy)
    plausibility.refuse_card_numbers(tuple(one.name for one in kept.policy.classes), field="name")
    with desk.doing("office.edit", "Changed the classes of financial assistance") as session:
        row = office_store.setting_row(session, _NAME, to_change=True)
        before = _read(row)
        refuse_changed(before.version, kept.version, of=row)
        row = row or Setting(name=_NAME)
        row.value = _written(kept.policy)
        session.add(row)
        about(session, before=_written(before.policy), after=row.value)
        return Touched((), ("office",))


def _written(policy: AssistancePolicy) -> dict[str, Any]:
    classes = [[one.name, one.above, one.up_to, one.kind.value, one.value] for one in policy.classes]
    return {
        "classes": classes, "papers_days": policy.papers_days, "holds_months": policy.holds_months,
        "appeal_days": policy.appeal_days,
    }  # fmt: skip


def _read(row: Setting | None) -> KeptPolicy:
    if row is None:
        return KeptPolicy(sliding_scale.USUAL, 0)
    kept = row.value
    classes = tuple(
        SlidingClass(name, above, up_to, ClassKind(kind), value) for name, above, up_to, kind, value in kept["classes"]
    )
    policy = AssistancePolicy(
        classes=classes, papers_days=kept["papers_days"], holds_months=kept["holds_months"],
        appeal_days=kept["appeal_days"],
    )  # fmt: skip
    return KeptPolicy(policy, row.version)
