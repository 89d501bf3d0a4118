"""Vietnam's public holidays, as the library of that name knows them: Tết by the lunar calendar, days off in lieu.

Beside them what the government announces year by year: days off that are swapped for working Saturdays.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays

from service.domain.reminders.working_time import WorkingTime
from service.templates_folder import TEMPLATES


@dataclass(frozen=True)
class AnnouncedDay:
    """A day off, or one that is worked; one that is not sure counts only where an administrator sets it."""

    day: date
    is_worked: bool
    is_sure: bool
    name: str
    name_in_english: str
    source: str

    def called(self, language: str) -> str:
        """Its name, in Vietnamese (`vi`) or in any other language in English."""
        return self.name if language == "vi" else self.name_in_english


@cache
def announced_days() -> tuple[AnnouncedDay, ...]:
    """All of them in the order of `announced-days.csv`."""
    with (TEMPLATES / "announced-days.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            AnnouncedDay(
                date.fromisoformat(row["day"]), row["is_worked"] == "yes", row["is_sure"] == "yes", row["name"],
                row["name_en"], row["source"],
            )
            for row in csv.DictReader(lines)
        )  # fmt: skip


def country_working_time(exceptions: Mapping[date, bool] | None = None) -> WorkingTime:
    """When the country works; `exceptions` are the province's own days."""
    announced = {item.day: item.is_worked for item in announced_days() if item.is_sure}
    return WorkingTime(public_holidays(), exceptions or {}, announced)


@cache
def public_holidays() -> Container[date]:
    """The holidays of any year, computed as they are asked for."""
    return holidays.country_holidays("VN")


@cache
def holidays_of(year: int, language: str) -> Mapping[date, str]:
    """The holidays of a year with their names, in Vietnamese (`vi`) or in any other language in English."""
    found = holidays.country_holidays("VN", years=year, language="vi" if language == "vi" else "en_US")
    return dict(sorted(found.items()))
