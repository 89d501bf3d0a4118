"""`targets.csv` beside a report template: what figures should reach in a year. No figure depends on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from service.catalogue.faults import Faults
from service.catalogue.table import CsvRow, read_rows
from service.domain.errors import EntryError
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.target import Target, TargetDirection, TargetKey
from service.domain.reporting.target_entry import PROVINCE, kind_of, target_of

TARGETS = "targets.csv"
COLUMNS = ("indicator", "year", "kinds", "value", "direction", "source")
_YEAR = re.compile(r"20\d\d")
# How far ahead a template without an end may have targets.
_YEARS_AHEAD = 20


def load_targets(
    folder: Path, indicators: Mapping[str, Indicator], valid_from: date, valid_to: date | None, faults: Faults
) -> Mapping[TargetKey, Target]:
    """The targets of a folder, none where it has no file; its faulty rows go to the `faults`."""
    if not (folder / TARGETS).exists():
        return {}
    years = range(valid_from.year, (valid_to.year if valid_to else valid_from.year + _YEARS_AHEAD) + 1)
    above: dict[TargetKey, Target] = {}
    faults.each(
        read_rows(folder, TARGETS, COLUMNS, faults=faults),
        lambda row: above.update(_targets(row, indicators, years, above)),
    )
    return above


def _targets(
    row: CsvRow, indicators: Mapping[str, Indicator], years: range, above: Mapping[TargetKey, Target]
) -> dict[TargetKey, Target]:
    """The targets of a line, one for each kind of agency and for the province."""
    code = row.text("indicator")
    if code not in indicators:
        raise row.fault("indicator", f"biểu mẫu không có chỉ tiêu «{code}»")
    made: dict[TargetKey, Target] = {}
    year = _year(row, years)
    for name in row.some_of("kinds", (*(kind.value for kind in AgencyKind), PROVINCE)):
        target = _target(row, indicators[code], year, name)
        if (key := (code, year, target.kind)) in above:
            raise row.fault("kinds", f"mục tiêu năm {year} của «{code}» cho «{name}» đã có ở trên")
        made[key] = target
    return made


def _target(row: CsvRow, indicator: Indicator, year: int, name: str) -> Target:
    direction, source = row.choice("direction", TargetDirection), row.text("source")
    try:
        return target_of(indicator, year, kind_of(name), row.text("value"), direction, source)
    except EntryError as error:
        raise row.fault(error.field, str(error.said)) from error


def _year(row: CsvRow, years: range) -> int:
    text = row.text("year")
    if not _YEAR.fullmatch(text) or int(text) not in years:
        raise row.fault("year", f"«{text}» không hợp lệ, cần một năm từ {years[0]} đến {years[-1]}")
    return int(text)
