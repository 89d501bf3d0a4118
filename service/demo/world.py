"""When and where the demonstration takes place: in 2023, or in 2026 on the map of two levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.domain.reporting.period import VIETNAM

_FOLDER = Path(__file__).parent
AGENCIES_CSV = (_FOLDER / "agencies.csv").read_bytes()
COMMUNES_CSV = (_FOLDER / "communes-2025.csv").read_bytes()
SGTVT_REPORT = (_FOLDER / "sgtvt-2023-q3.json").read_bytes()
# Of the communes every so many take part, so that the scene is loaded as fast as the one of 2023.
_EVERY = 4


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of Vietnam time."""
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


def todays_units(departments: bytes, communes: bytes) -> bytes:
    """The departments that are there since March 2025 and some of the communes, as the list that is imported."""
    header, *rows = departments.decode("utf-8-sig").splitlines()
    kept = [row for row in rows if ",so," in row and row.endswith(",,")]
    _, *more = communes.decode("utf-8-sig").splitlines()
    return "\n".join([header, *kept, *more[::_EVERY], ""]).encode()


@dataclass(frozen=True)
class DemoPeriod:
    """A period of the demonstration; an open one has no closing moment."""

    code: str
    opened_at: datetime
    closed_at: datetime | None = None


CLOCK_START = moment(2023, 9, 18, 8)
PERIODS = (
    DemoPeriod("2022-Q3", moment(2022, 9, 1, 8), moment(2022, 9, 30, 17)),
    DemoPeriod("2023-H1", moment(2023, 6, 1, 8), moment(2023, 6, 30, 17)),
    DemoPeriod("2023-Q3", moment(2023, 9, 1, 8)),
)
TODAYS_AGENCIES_CSV = todays_units(AGENCIES_CSV, COMMUNES_CSV)
TODAYS_CLOCK_START = moment(2026, 3, 17, 8)
TODAYS_PERIODS = (
    DemoPeriod("2025-Y", moment(2025, 12, 1, 8), moment(2025, 12, 31, 17)),
    DemoPeriod("2026-Q1", moment(2026, 3, 2, 8)),
)
