"""`targets.csv` beside a report template: what figures should reach in a year. No figure depends on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from service.catalogue.faults import Faults
from service.catalogue.table import CsvRow, read_rows
from service.domain.notation.numbers import NumberNotationError, parse_vietnamese
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.target import Target, TargetDirection, TargetKey
from service.domain.reporting.template import Aggregate, Indicator, ValueType

TARGETS = "targets.csv"
COLUMNS = ("indicator", "year", "kinds", "value", "direction", "source")
# The whole province beside the kinds of agency.
PROVINCE = "tinh"
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
    kind = None if name == PROVINCE else AgencyKind(name)
    if kind is not None and kind not in indicator.applies_to:
        raise row.fault("kinds", f"chỉ tiêu «{indicator.code}» không hỏi cấp «{name}»")
    if kind is None and indicator.aggregate is Aggregate.NONE:
        raise row.fault("kinds", f"chỉ tiêu «{indicator.code}» không cộng toàn tỉnh, không có mục tiêu cho «{name}»")
    return Target(
        indicator=indicator.code,
        year=year,
        kind=kind,
        value=_value(row, indicator),
        direction=row.choice("direction", TargetDirection),
        source=row.text("source"),
        unit="%" if indicator.kind is ValueType.PERCENT else f" {indicator.unit}",
    )


def _year(row: CsvRow, years: range) -> int:
    text = row.text("year")
    if not _YEAR.fullmatch(text) or int(text) not in years:
        raise row.fault("year", f"«{text}» không hợp lệ, cần một năm từ {years[0]} đến {years[-1]}")
    return int(text)


def _value(row: CsvRow, indicator: Indicator) -> Decimal:
    text = row.text("value")
    try:
        value = parse_vietnamese(text)
    except NumberNotationError as error:
        raise row.fault("value", f"«{text}» không hợp lệ, cần một số, như 80 hoặc 99,5") from error
    most = indicator.kind.maximum
    if value < 0 or (most is not None and value > most):
        raise row.fault("value", f"«{text}» không hợp lệ, cần số từ 0{f' đến {most}' if most else ' trở lên'}")
    return value
