"""When and where the demonstration takes place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.domain.reporting.period import VIETNAM

_FOLDER = Path(__file__).parent
AGENCIES_CSV = (_FOLDER / "agencies.csv").read_bytes()
SGTVT_REPORT = (_FOLDER / "sgtvt-2023-q3.json").read_bytes()


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of Vietnam time."""
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


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
