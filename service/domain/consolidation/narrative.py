"""A report in words: each figure as a sentence that follows from the template's rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from service.domain.consolidation.baseline import (
    CHANGE_DECIMALS,
    Baseline,
    FigureDelta,
    change,
    is_share,
    total_change,
    unlike_counts,
)
from service.domain.consolidation.formatting import POINTS, show_number
from service.domain.consolidation.matching import MatchedAgencies
from service.domain.notation.numbers import format_vietnamese
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.report import Report
from service.domain.reporting.target import target_words


@dataclass(frozen=True)
class FigureLine:
    """An indicator's line in the list of its section: the number stands between the other words."""

    indicator: str
    before: str
    number: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.number}{self.after}"


def figure_lines(
    report: Report, section: str, kind: AgencyKind, past: Baseline | None
) -> Iterator[FigureLine]:  # fmt: skip
    """The lines of a section's figures in the report of a unit of that kind: a list, whose last line ends the sentence.

    It is silent on what the unit did not give; behind a figure stands whether it reaches the year's target.
    """
    lines = list(_lines(report, section, kind, past))
    for number, line in enumerate(lines, 1):
        yield replace(line, after=f"{line.after}{'.' if number == len(lines) else ';'}")


def _lines(report: Report, section: str, kind: AgencyKind, past: Baseline | None) -> Iterator[FigureLine]:
    year = report.template.schedule.period(report.period).year
    for indicator in report.template.indicators_of(section):
        figure = report.stated(indicator.code)
        if not isinstance(figure, Decimal):
            continue
        unit = "%" if is_share(indicator) else f" {indicator.unit}"
        moved = _moved(report, figure, past, indicator)
        reached = target_words(report.template.target(indicator.code, year, kind), figure)
        yield FigureLine(
            indicator.code, f"{indicator.name}: ", format_vietnamese(figure), f"{unit}{reached}{moved and f', {moved}'}"
        )


def _moved(report: Report, figure: Decimal, past: Baseline | None, indicator: Indicator) -> str:
    """How a unit's own figure moved since then, empty where that cannot be said."""
    if past is None or not past.is_matched or not past.compares(report, indicator.code):
        return ""
    moved = change(figure, past.total(indicator.code))
    return "" if moved is None else f"{_direction(moved, indicator)} so với {_against(report, past)}"


def compared_words(report: Report, past: Baseline, matched: MatchedAgencies, indicator: Indicator) -> str:
    """How a total of many moved since then, in words that follow the figures, and over how many units where unlike.

    A figure of the period's own time is not compared with one of a longer or shorter time.
    """
    against = _against(report, past)
    if not past.compares(report, indicator.code):
        return f"không so sánh với {against} (kỳ {past.period.window.days} ngày)"
    moved = total_change(report, past, indicator.code)
    if moved is None:
        return f"chưa so sánh được với {against}"
    said = f"{_direction(moved, indicator)} so với {against}"
    alike = matched.beside(indicator.code)
    if alike is not None:
        return f"{said}; trên {alike.agencies} đơn vị có ở cả hai kỳ: {_direction(alike.change, indicator)}"
    unlike = unlike_counts(report, past.report, indicator.code)
    return said if unlike is None else f"{said} ({unlike[1]} đơn vị có số liệu, {against} {unlike[0]} đơn vị)"


def _direction(moved: FigureDelta, indicator: Indicator) -> str:
    """How a figure moved, such as «tăng 766 (11,8%)»."""
    if moved.difference == 0:
        return "không đổi"
    verb = "tăng" if moved.difference > 0 else "giảm"
    size = show_number(abs(moved.difference), indicator.kind)
    if is_share(indicator):
        return f"{verb} {size} {POINTS}"
    percent = "" if moved.percent is None else f" ({format_vietnamese(abs(moved.percent), CHANGE_DECIMALS)}%)"
    return f"{verb} {size}{percent}"


def _against(report: Report, past: Baseline) -> str:
    """What an earlier period is to the report's own."""
    is_last_year = report.template.schedule.period(report.period).last_year == past.period.code
    return "cùng kỳ năm trước" if is_last_year else "kỳ trước"
