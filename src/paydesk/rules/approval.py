"""More rights than the role has: somebody's approval for one act, and emergency access for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

APPROVAL_LASTS = timedelta(minutes=5)
"""An approval that was not used by then is void."""

EMERGENCY_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Approval:
    """``by`` lets another person use ``permission`` once, before ``until``."""

    permission: str
    by: str
    reason: str
    until: datetime


@dataclass(frozen=True)
class Emergency:
    """Somebody took a supervisor's rights until ``until``, on the clinic's clock; ``id`` is the record an administrator
    looks at."""

    id: int
    until: datetime
