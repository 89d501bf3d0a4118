"""Days as people type them."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def day_in(typed: str) -> date | None:
    """The day in a text like 03/02/2023, None where it is none that exists."""
    matched = _DAY.fullmatch(typed)
    if matched is None:
        return None
    try:
        return date(int(matched[3]), int(matched[2]), int(matched[1]))
    except ValueError:
        return None
