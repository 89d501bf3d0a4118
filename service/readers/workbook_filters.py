"""The filters of a sheet, as spreadsheet programs write them."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries

from service.domain.consolidation.sheet_filters import (
    Average,
    Compared,
    Criterion,
    Extremes,
    Listed,
    NotJudged,
    SheetFilter,
)

_TRUE = {"1", "true"}
_UNITS = ("year", "month", "day")
_AVERAGES = {"aboveAverage": True, "belowAverage": False}


def sheet_filter(item: Any) -> SheetFilter:
    """What an element `autoFilter` says."""
    left, top, _, bottom = range_boundaries(item.get("ref", "").replace("$", ""))
    criteria = {
        get_column_letter((left or 1) + int(column.get("colId", "0"))): _criterion(column[0])
        for column in item.iterfind("{*}filterColumn")
        if len(column)
    }
    return SheetFilter(top or 1, bottom or 1, criteria)


def _criterion(item: Any) -> Criterion:
    match item.tag.rpartition("}")[2]:
        case "filters":
            return _listed(item)
        case "customFilters":
            conditions = [
                (one.get("operator", "equal"), one.get("val", "")) for one in item.iterfind("{*}customFilter")
            ]
            return Compared(tuple(conditions), item.get("and") in _TRUE)
        case "top10":
            is_top, is_percent = item.get("top", "1") in _TRUE, item.get("percent") in _TRUE
            return Extremes(int(float(item.get("val", "10"))), is_top, is_percent)
        case "dynamicFilter" if item.get("type") in _AVERAGES:
            return Average(_AVERAGES[item.get("type")])
        case _:
            return NotJudged()


def _listed(item: Any) -> Criterion:
    """The texts that were ticked; a moment finer than a day cannot be judged."""
    days = list(item.iterfind("{*}dateGroupItem"))
    if any(day.get("dateTimeGrouping") not in _UNITS for day in days):
        return NotJudged()
    return Listed(
        frozenset(one.get("val", "") for one in item.iterfind("{*}filter")),
        item.get("blank") in _TRUE,
        frozenset(tuple(int(day.get(unit)) for unit in _UNITS if day.get(unit)) for day in days),
    )
