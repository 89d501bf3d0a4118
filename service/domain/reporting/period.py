"""Reporting periods, made from the schedule of a report template.

The schedule is data: four reports a year for administrative reform, twelve or one for others.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.domain.bilingual import Bilingual
from service.domain.errors import NotFoundError, message
from service.domain.organization.agency import Agency, AgencyKind

SAME_LENGTH = 15  # days by which periods of a kind may differ
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
IsWorkingDay = Callable[[date], bool]
_SATURDAY = 5


def is_weekday(day: date) -> bool:
    """Whether it is a day from Monday to Friday, which is all that is known without a calendar."""
    return day.weekday() < _SATURDAY


def official_day(day: date) -> str:
    """A day as official documents write it: days below 10 and the first two months with a zero (05/9/2023)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def official_moment(moment: datetime) -> str:
    """A moment of Vietnam as official documents write it: 10:05 ngày 20/9/2023."""
    local = moment.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {official_day(local.date())}"


@dataclass(frozen=True)
class Window:
    """The days whose work is reported, both ends included."""

    first: date
    last: date

    @property
    def said(self) -> str:
        """From when to when, such as «từ 15/6/2023 đến 14/9/2023»."""
        return f"từ {official_day(self.first)} đến {official_day(self.last)}"

    @property
    def days(self) -> int:
        """Its length."""
        return (self.last - self.first).days + 1

    @property
    def since_new_year(self) -> Window:
        """The days from 1 January to its end, which cumulative figures cover."""
        return Window(date(self.last.year, 1, 1), self.last)

    def is_as_long_as(self, other: Window) -> bool:
        """Whether what happened in the two can be compared."""
        return abs(self.days - other.days) <= SAME_LENGTH


@dataclass(frozen=True)
class YearDay:
    """A day of the year relative to the period's year: 15 December of the year before is (-1, 12, 15)."""

    year: int
    month: int
    day: int
    # Whether a day that the month has not means its last one.
    is_clipped: bool = False

    def in_year(self, year: int) -> date:
        """The date it stands for; raises ValueError where there is none."""
        longest = monthrange(year + self.year, self.month)[1] if self.is_clipped else self.day
        return date(year + self.year, self.month, min(self.day, longest))


@dataclass(frozen=True)
class PeriodKind:
    """One report of the year, such as the third quarter's; `title` and `official` have a gap for the year.

    `official` is the code that other systems know the period by, empty where there is none. The report of a month
    follows that of the month before, and one for an occasion follows none.
    """

    code: str
    title: Bilingual
    first: YearDay
    last: YearDay
    official: str = ""
    is_monthly: bool = False
    is_ad_hoc: bool = False

    def titled(self, year: int) -> Bilingual:
        """The period's title in that year."""
        return Bilingual(self.title.format(year=year), self.title.english.format(year=year))

    def window(self, year: int) -> Window:
        """The data window in that year."""
        return Window(self.first.in_year(year), self.last.in_year(year))


@dataclass(frozen=True)
class DeadlineRule:
    """When a report is owed: days or working days after the cut-off, at an hour of Vietnam time."""

    days_after: int
    at: time
    counts_working_days: bool = False

    def due(self, window: Window, is_working_day: IsWorkingDay = is_weekday) -> datetime:
        """The deadline for that window; the cut-off itself is not counted."""
        if not self.counts_working_days:
            return datetime.combine(window.last + timedelta(days=self.days_after), self.at, VIETNAM)
        day, left = window.last, self.days_after
        while left:
            day += timedelta(days=1)
            left -= is_working_day(day)
        return datetime.combine(day, self.at, VIETNAM)


@dataclass(frozen=True)
class Period:
    """A reporting period; `deadlines` by kind of unit, `previous` the period whose window ends just before.

    By `province_due` the province owes the ministry its own report; `official` is what other systems call the period.
    """

    code: str
    title: Bilingual
    window: Window
    previous: str
    last_year: str
    deadlines: Mapping[AgencyKind, datetime]
    province_due: datetime | None = None
    official: str = ""

    @property
    def year(self) -> int:
        """The year in which it ends, whose targets are its own."""
        return self.window.last.year

    def deadline(self, kind: AgencyKind) -> datetime:
        """When a unit of that kind owes its report."""
        return self.deadlines[kind]

    def is_owed_by(self, agency: Agency) -> bool:
        """Whether the unit owes a report: its kind reports, and it is there at the period's last day.

        One that ended in the midst of it without a successor owes its last days too, since nobody else tells of them.
        """
        if self.is_last_of(agency):
            return not agency.successors
        return agency.kind in self.deadlines and agency.is_valid_on(self.window.last)

    def is_last_of(self, agency: Agency) -> bool:
        """Whether the unit ended in the midst of it: it may give a report of its last days."""
        ended = agency.valid_to
        return agency.kind in self.deadlines and ended is not None and self.window.first <= ended < self.window.last

    def is_open_to(self, agency: Agency) -> bool:
        """Whether the unit may give a report of it."""
        return self.is_owed_by(agency) or self.is_last_of(agency)

    def window_of(self, agency: Agency) -> Window:
        """The unit's own window: the days of the period on which there was such a unit."""
        ended = self.window.last if agency.valid_to is None else agency.valid_to
        return Window(max(self.window.first, agency.valid_from), min(self.window.last, ended))

    def partial_window(self, agency: Agency) -> Window | None:
        """The unit's own window where that is not the whole period, None where it is."""
        own = self.window_of(agency)
        return None if own == self.window or not self.is_open_to(agency) else own


@dataclass(frozen=True)
class Schedule:
    """The reports of a year; `prefix` tells the period codes of one report template from another's."""

    kinds: tuple[PeriodKind, ...]
    deadlines: Mapping[AgencyKind, DeadlineRule]
    prefix: str = ""
    province: DeadlineRule | None = None

    def period(self, code: str, is_working_day: IsWorkingDay = is_weekday) -> Period:
        """The period of that code; raises NotFoundError where the schedule has none."""
        year, kind = self._parse(code)
        window = kind.window(year)
        return Period(
            code=code,
            title=kind.titled(year),
            window=window,
            previous=self._previous(kind, window),
            last_year="" if kind.is_ad_hoc else self.code(year - 1, kind),
            deadlines={unit: rule.due(window, is_working_day) for unit, rule in self.deadlines.items()},
            province_due=None if self.province is None else self.province.due(window, is_working_day),
            official=kind.official.format(year=year),
        )

    def code(self, year: int, kind: PeriodKind) -> str:
        """The period code, such as `2023-Q3`."""
        return f"{self.prefix}{year}-{kind.code}"

    def has(self, code: str) -> bool:
        """Whether the code is one of this schedule's."""
        try:
            self._parse(code)
        except NotFoundError:
            return False
        return True

    def _parse(self, code: str) -> tuple[int, PeriodKind]:
        matched = re.fullmatch(re.escape(self.prefix) + r"(20\d\d)-(\w+)", code, re.ASCII)
        kind = next((kind for kind in self.kinds if matched and kind.code == matched[2]), None)
        if matched is None or kind is None:
            known = ", ".join(f"{self.prefix}2023-{kind.code}" for kind in self.kinds)
            raise NotFoundError(
                message("Không có kỳ báo cáo «{code}». Mã kỳ có dạng: {known}.", code=code, known=known)
            )
        return int(matched[1]), kind

    def _previous(self, of: PeriodKind, window: Window) -> str:
        """The period that ends the day before; of several, the one most like this window in length."""
        if of.is_ad_hoc:
            return ""
        day_before = window.first - timedelta(days=1)
        candidates = [
            (abs(kind.window(year).days - window.days), index, self.code(year, kind))
            for year in range(day_before.year - 1, day_before.year + 2)
            for index, kind in enumerate(self.kinds)
            if kind.is_monthly is of.is_monthly and not kind.is_ad_hoc and kind.window(year).last == day_before
        ]
        return min(candidates)[2] if candidates else ""


def with_deadlines(period: Period, deadlines: Mapping[AgencyKind, datetime]) -> Period:
    """The period with other deadlines for some kinds of unit."""
    return replace(period, deadlines={**period.deadlines, **deadlines})
