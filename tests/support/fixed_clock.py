"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo


class FixedClock:
    """Tells ``moment`` (naive means UTC); the date is the one in ``zone``."""

    def __init__(self, moment: datetime, *, zone: tzinfo = UTC) -> None:
        self._moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        self._zone = zone

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return self._moment

    def here(self) -> datetime:
        """The moment in the clock's zone."""
        return self._moment.astimezone(self._zone)

    def today(self) -> date:
        """The date in the clock's zone."""
        return self.here().date()

    def advance(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: float = 0) -> None:
        """Let time pass."""
        self._moment += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
