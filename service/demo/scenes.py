"""The scenes of the demonstration, of which an installation shows one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from service.catalogue import Catalogue
from service.demo.generated import DemoSubmission, demo_payloads
from service.demo.sgtvt import SGTVT
from service.demo.todays_filings import todays_payloads
from service.demo.world import (
    AGENCIES_CSV,
    CLOCK_START,
    PERIODS,
    TODAYS_AGENCIES_CSV,
    TODAYS_CLOCK_START,
    TODAYS_PERIODS,
    DemoPeriod,
)


@dataclass(frozen=True)
class Scene:
    """Units, periods in the order in which they are loaded, their filings, and the moment at which people come in.

    `unit` is the department whose officer and leader have tokens, by its code and name.
    """

    units_csv: bytes
    periods: tuple[DemoPeriod, ...]
    payloads: Callable[[Catalogue], Iterator[DemoSubmission]]
    clock_start: datetime
    unit: tuple[str, str]


USUAL_SCENE = "2023"
# By the year that people name: 2025 is the year of the map and of the template.
SCENES: Mapping[str, Scene] = {
    USUAL_SCENE: Scene(AGENCIES_CSV, PERIODS, demo_payloads, CLOCK_START, (SGTVT, "Sở Giao thông vận tải")),
    "2025": Scene(TODAYS_AGENCIES_CSV, TODAYS_PERIODS, todays_payloads, TODAYS_CLOCK_START, ("SXD", "Sở Xây dựng")),
}
