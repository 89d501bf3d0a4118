"""What the tests of a run count and measure: told by `record_property` under these names, one table at the end."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import psutil

Figures = dict[str, float]

# The rows of the table in order: the name under which a test tells a figure, and what it is.
WORDS = {
    "kills": "processes killed at random",
    "disturbances": "queues stopped or lost, disks filled, clocks set",
    "accepted": "filings with a receipt",
    "turned_away": "times that a client was refused or not answered",
    "lost": "filings lost",
    "doubled": "filings doubled",
    "altered": "filings with other bytes or another result than undisturbed",
    "half": "filings there although they were refused",
    "files_tried": "changed files tried",
    "files_refused": "of them refused in words",
    "files_crashed": "of them ended by anything else",
    "slowest_file": "slowest file (seconds of a processor)",
    "largest_file": "largest file (MB of memory)",
    "routes_by_roles": "routes tried, times roles",
    "api_cases": "API cases generated",
    "sequences": "sequences of random gestures in the form",
    "forgeries": "forged workbooks found",
    "savings": "honest savings of a workbook not accused",
    "carried_as_word": "reports carried through Word",
    "carried_as_pdf": "reports carried through PDF",
    "provinces": "random provinces on whose outputs all agree",
    "quarter_units": "units of the quarter that was lived through in a browser",
    "quarter_seconds": "seconds that it took",
}
# Of these the largest counts; of all others the sum.
LARGEST = {"slowest_file", "largest_file"}


def gathered(told: Iterable[tuple[str, object]]) -> Figures:
    """All figures that the tests told, each put together; other properties are left out."""
    found: Figures = {}
    for name, value in told:
        if name in WORDS and isinstance(value, int | float):
            before = found.get(name, 0)
            found[name] = max(before, value) if name in LARGEST else before + value
    return found


def table(figures: Mapping[str, float]) -> list[str]:
    """The lines of the table, with the day and the machine's size."""
    width = max(map(len, WORDS.values()))
    rows = [f"{words:<{width}}  {_shown(figures[name]):>9}" for name, words in WORDS.items() if name in figures]
    return [f"{datetime.now(UTC):%Y-%m-%d}, {machine()}", *rows]


def machine() -> str:
    """How large the machine is."""
    return f"{os.cpu_count()} processors, {psutil.virtual_memory().total / 2**30:.0f} GB of memory"


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if float(figure).is_integer() else f"{figure:,.2f}"


def keep(file: Path, figures: Figures) -> None:
    """Put the figures where another process finds them."""
    file.write_text(json.dumps(figures), encoding="utf-8")


def kept(file: Path) -> Figures:
    """The figures in a file; none where nothing was kept."""
    found: Figures = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found
