"""The one clock: business time for deadlines and filings, real time for leases, tokens and limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Clocks of several machines differ by less. A moment beyond it comes from before a clock was set back.
SKEW = timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """Business time runs `offset` away from real time: zero, but in a demonstration."""

    offset: timedelta = timedelta()

    def real(self) -> datetime:
        """The moment in UTC."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """The moment of business time in UTC."""
        return self.real() + self.offset


@dataclass(frozen=True)
class FixedClock(Clock):
    """Business time stands at one moment."""

    moment: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """That moment in UTC."""
        return self.moment.astimezone(UTC)
