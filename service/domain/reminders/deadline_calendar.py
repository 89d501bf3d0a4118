"""Deadlines as a calendar shows them: a unit's own, or those of all for Home Affairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain.errors import Message
from service.domain.reporting.period import Period
from service.domain.reporting.template import ReportTemplate


class CalendarEntryKind(StrEnum):
    """What happens at a moment: reports are due, or no more are taken."""

    DEADLINE = "deadline"
    CLOSING = "closing"


@dataclass(frozen=True)
class CalendarEntry:
    """A moment of a period; `since` is when all that is said of it came to be so.

    `key` stays the same while the moment moves. `whom` says for whom the deadline holds where that is not the
    calendar's own unit; `extension` why it was put off, `usual` from when; `filed_at` when a valid report came.
    """

    key: str
    kind: CalendarEntryKind
    template: ReportTemplate
    period: Period
    at: datetime
    since: datetime
    whom: Message | str = ""
    extension: str | None = None
    usual: datetime | None = None
    filed_at: datetime | None = None
    is_closed: bool = False

    @property
    def reminds(self) -> bool:
        """Whether to set an alarm."""
        return self.kind is CalendarEntryKind.DEADLINE and self.filed_at is None and not self.is_closed


@dataclass(frozen=True)
class DeadlineCalendar:
    """A calendar by its owner's name; `address` is the installation's, `page` where the reports are."""

    owner: Message | str
    address: str
    page: str
    entries: tuple[CalendarEntry, ...]
