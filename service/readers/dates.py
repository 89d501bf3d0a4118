"""Days as people type them."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")

_SHORT_YEAR = re.compile(r"(\d{1,2}[/.-]\d{1,2}[/.-])(\d{2})")
_FIRST_OF_LAST_CENTURY = "30"
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")


def with_whole_year(typed: str) -> str:
    """A day like 03/02/97 with the year that spreadsheets mean by it, from 1930 to 2029; any other text as it is."""
    matched = _SHORT_YEAR.fullmatch(typed)
    if matched is None:
        return typed
    return f"{matched[1]}{'19' if matched[2] >= _FIRST_OF_LAST_CENTURY else '20'}{matched[2]}"


def without_midnight(typed: str) -> str:
    """A day that a spreadsheet wrote as a moment, like 03/02/2023 00:00, without its hour; any other text as it is."""
    return _MIDNIGHT.sub("", typed)


def day_in(typed: str) -> date | None:
    """The day in a text like 03/02/2023, None where it is none that exists."""
    matched = _DAY.fullmatch(typed)
    if matched is None:
        return None
    try:
        return date(int(matched[3]), int(matched[2]), int(matched[1]))
    except ValueError:
        return None
