"""The story of a quarter with a hundred and eighteen departments."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from tests.support.units import units_csv
from tests.web.test_quarter import FEW, live_through, story_of

MANY = 118


def test_a_quarter_of_a_hundred_and_eighteen_departments(sqlite_context: Context) -> None:
    more = [f"D{number:03d}" for number in range(1, MANY - len(FEW) + 1)]
    import_agencies(sqlite_context, units_csv(*(f"{code},Đơn vị {code},,so,,2000-01-01,," for code in more)))
    live_through(story_of(sqlite_context, (*FEW[:-1], *more, FEW[-1])))
