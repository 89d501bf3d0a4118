"""When the administration works: working days, from 07:30 to 17:00 in Vietnam."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from service.domain.reporting.period import VIETNAM

OPENS, CLOSES = time(7, 30), time(17)
_DAY = timedelta(days=1)
_SATURDAY = 5
# Far longer than any holiday; reached only where somebody declared a whole year free.
_LONGEST_REST = 366


@dataclass(frozen=True)
class WorkingTime:
    """Working days: Monday to Friday but for public holidays; `exceptions` say of single days whether they are worked.

    An exception is a day off that a province adds, or a day on which it makes up for one; `announced` are those of the
    whole country, of which an exception says otherwise.
    """

    public_holidays: Container[date] = frozenset()
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    announced: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day."""
        known = self.exceptions.get(day, self.announced.get(day))
        return day.weekday() < _SATURDAY and day not in self.public_holidays if known is None else known

    def is_open(self, moment: datetime) -> bool:
        """Whether the moment lies in working hours, both ends included."""
        there = moment.astimezone(VIETNAM)
        return self.is_working_day(there.date()) and OPENS <= there.time() <= CLOSES

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself in working hours, else when the next ones begin."""
        there = moment.astimezone(VIETNAM)
        if self.is_open(there):
            return there
        day = there.date() if there.time() < OPENS else there.date() + _DAY
        return datetime.combine(self._working(day, _DAY), OPENS, VIETNAM)

    def from_then(self, day: date, at: time) -> datetime:
        """That hour of the day, or of the next day that is worked."""
        return datetime.combine(self._working(day, _DAY), at, VIETNAM)

    def last_before(self, limit: datetime, at: time) -> datetime:
        """That hour of the last working day on which it is not past the limit."""
        there = limit.astimezone(VIETNAM)
        day = there.date() if at <= there.time() else there.date() - _DAY
        return datetime.combine(self._working(day, -_DAY), at, VIETNAM)

    def _working(self, day: date, towards: timedelta) -> date:
        """The day, or the nearest working day in that direction; raises ValueError where a whole year is free."""
        for distance in range(_LONGEST_REST):
            if self.is_working_day(day + distance * towards):
                return day + distance * towards
        raise ValueError(f"no working day within a year of {day}")
