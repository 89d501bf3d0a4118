"""Vietnam's public holidays, as the library of that name knows them: Tết by the lunar calendar, days off in lieu."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from functools import cache

import holidays


@cache
def public_holidays() -> Container[date]:
    """The holidays of any year, computed as they are asked for."""
    return holidays.country_holidays("VN")
