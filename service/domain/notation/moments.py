"""Days and hours as people write them: «17h00 ngày 25/9/2023», «25.9.2023 17h», «5 giờ chiều ngày 25 tháng 9»."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from service.domain.errors import ConflictError, message
from service.domain.notation.text import without_diacritics

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST = 100
_DATES = (
    r"(?P<d>\d{1,2}) ?[/.-] ?(?P<m>\d{1,2})(?: ?[/.-] ?(?P<y>\d{4}|\d\d))?",
    r"(?P<d>\d{1,2}) ?(?:thang|/) ?(?P<m>\d{1,2})(?:,? ?(?:nam|/) ?(?P<y>\d{4}))?",
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
)
_PART = r"(?: ?(?P<part>sang|trua|chieu|toi|am|pm))?"
_HOURS = (
    r"(?P<h>\d{1,2}) ?(?:h|g|gio|:) ?(?P<min>\d\d|ruoi)? ?(?:p|ph|phut)?" + _PART,
    r"(?P<h>\d{1,2})[:.](?P<min>\d\d)(?::\d\d)?" + _PART,
    r"(?P<h>\d{1,2}) ?(?P<part>sang|trua|chieu|toi|am|pm)",
)
_BETWEEN = r"[ ,;-]*"
_PATTERNS = tuple(
    re.compile(pattern, re.ASCII)
    for day in _DATES
    for pattern in (day, *(each for hour in _HOURS for each in (hour + _BETWEEN + day, day + _BETWEEN + hour)))
)
_WEEKDAY = re.compile(r"\bthu (?P<name>hai|ba|tu|nam|sau|bay|[2-7])\b(?! ?(?:/|thang))|\b(?P<sunday>chu nhat|cn)\b")
_DAY_NUMBERS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5} | {str(day + 2): day for day in range(6)}
# Words round a day and an hour that change neither.
_FILLERS = re.compile(r"\b(?:ngay|luc|vao|truoc|den|het)\b")


@dataclass(frozen=True)
class WrittenMoment:
    """What a text names: a day, and an hour where it names one."""

    day: date
    hour: time | None = None


def read_moment(text: str, near: date | None = None) -> WrittenMoment | None:
    """The day and hour of a text, None where it is none that exists or could be two different ones.

    A year that is left out is the one that brings the day nearest to `near`; without that it must be written. Raises
    ConflictError where the day of the week that is written is another one.
    """
    if len(text) > LONGEST:
        return None
    plain, weekday = _plain(text)
    found = set(_readings(plain, near))
    if len(found) != 1:
        return None
    (moment,) = found
    if weekday is not None and moment.day.weekday() != weekday:
        raise ConflictError(
            message(
                "«{given}»: ngày {day} không phải là thứ đã ghi; kiểm tra lại ngày.",
                given=text,
                day=f"{moment.day:%d/%m/%Y}",
            )
        )
    return moment


def read_day(text: str, near: date | None = None) -> date | None:
    """The day of a text that names a day alone, as `read_moment` finds it."""
    found = read_moment(text, near)
    return None if found is None or found.hour is not None else found.day


def _plain(text: str) -> tuple[str, int | None]:
    """The text in small letters without marks and words that say nothing, and the number of the weekday it names."""
    plain = without_diacritics(unicodedata.normalize("NFKC", text)).replace("–", "-").replace("—", "-")
    named = _WEEKDAY.search(plain)
    weekday = None if named is None else 6 if named["sunday"] else _DAY_NUMBERS[named["name"]]
    plain = _FILLERS.sub(" ", _WEEKDAY.sub(" ", plain))
    plain = re.sub(r"(?<=\d)t(?=\d\d:)", " ", plain)
    return " ".join(plain.split()).strip(" ,;.()"), weekday


def _readings(plain: str, near: date | None) -> Iterator[WrittenMoment]:
    for pattern in _PATTERNS:
        matched = pattern.fullmatch(plain)
        if matched is None:
            continue
        said = matched.groupdict()
        day = _day(said, near)
        if day is None:
            continue
        if said.get("h") is None:
            yield WrittenMoment(day)
        elif (minutes := _minutes(said)) is not None:
            yield WrittenMoment(day + timedelta(days=minutes // 1440), time(minutes // 60 % 24, minutes % 60))


def _day(said: dict[str, str | None], near: date | None) -> date | None:
    day, month, year = int(said["d"] or 0), int(said["m"] or 0), said["y"]
    if year is not None:
        return _existing(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if near is None:
        return None
    around = (_existing(each, month, day) for each in (near.year - 1, near.year, near.year + 1))
    return min((each for each in around if each is not None), key=lambda each: abs(each - near), default=None)


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _minutes(said: dict[str, str | None]) -> int | None:
    """Minutes since midnight, 24:00 included; None for an hour that no clock shows."""
    hour, part = int(said["h"] or 0), said.get("part")
    minute = 30 if said.get("min") == "ruoi" else int(said.get("min") or 0)
    if part in {"chieu", "toi", "pm"} or (part == "trua" and hour < 10):
        hour += 12 if hour < 12 else 0
    elif part in {"sang", "am"} and hour >= 12:
        return None
    is_shown = minute < 60 and (hour < 24 or (hour == 24 and minute == 0))
    return hour * 60 + minute if is_shown else None
