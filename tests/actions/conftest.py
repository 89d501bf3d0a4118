"""The demonstration's filings, to hand in as what came before; a period with people, and their mail server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from service.actions.context import Context
from service.actions.periods.lifecycle import open_period
from service.clock import FixedClock
from service.demo import demo_payloads
from service.domain.errors import NotFoundError
from service.storage.periods.periods import get_period
from tests.support.filings import hand_in_and_check
from tests.support.mail_server import Box, serving
from tests.support.reminding import with_people


@pytest.fixture
def file_demo() -> Callable[..., str]:
    """Opens the period if need be, hands in what the demonstration has of the unit, and checks it."""

    def file(context: Context, period: str, agency: str, **figures: Any) -> str:
        try:
            with context.database.reading() as session:
                get_period(session, period)
        except NotFoundError:
            open_period(context, period)
        found = next(f for f in demo_payloads(context.catalogue) if (f.period, f.agency) == (period, agency))
        for name, value in figures.items():
            found.payload["indicators"][name.replace("__", ".")] = value
        return hand_in_and_check(replace(context, clock=FixedClock(moment=found.received_at)), found.payload)

    return file


@pytest.fixture
def box() -> Box:
    """A mail server that does not run yet."""
    return Box()


@pytest.fixture
def serving_box(box: Box) -> Iterator[Box]:
    """A mail server that runs."""
    with serving(box):
        yield box


@pytest.fixture
def year(context: Context, box: Box) -> Context:
    """The year's period, open since 1 December 2023 and due on Wednesday the 20th at 17:00, on each database."""
    return with_people(context, box)


@pytest.fixture
def plain_year(sqlite_context: Context, box: Box) -> Context:
    """The same on SQLite only."""
    return with_people(sqlite_context, box)
