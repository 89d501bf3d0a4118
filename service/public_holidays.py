"""Vietnam's public holidays, as the library of that name knows them: Tết by the lunar calendar, days off in lieu."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from functools import cache

import holidays


@cache
def public_holidays() -> Container[date]:
    """The holidays of any year, computed as they are asked for."""
    return holidays.country_holidays("VN")


@cache
def holidays_of(year: int, language: str) -> Mapping[date, str]:
    """The holidays of a year with their names, in Vietnamese (`vi`) or in any other language in English."""
    found = holidays.country_holidays("VN", years=year, language="vi" if language == "vi" else "en_US")
    return dict(sorted(found.items()))
