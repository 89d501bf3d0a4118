"""The story of a quarter in Chromium with a hundred and eighteen units, on a running installation."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from tests.acceptance.test_quarter import FEW, live_through
from tests.soak.test_quarter import MANY

Tell = Callable[[str, object], None]


def test_a_quarter_of_a_hundred_and_eighteen_units(browser: Browser, tmp_path: Path, record_property: Tell) -> None:
    begun = time.monotonic()
    more = [f"D{number:03d}" for number in range(1, MANY - len(FEW) + 1)]
    live_through(browser, tmp_path, (*FEW[:-1], *more, FEW[-1]))
    record_property("quarter_units", MANY)
    record_property("quarter_seconds", round(time.monotonic() - begun))
