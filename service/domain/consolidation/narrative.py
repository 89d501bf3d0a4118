"""A report in words: each figure as a sentence that follows from the template's rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from service.domain.consolidation.baseline import (
    CHANGE_DECIMALS,
    Baseline,
    change,
    is_share,
    unlike_counts,
    unlike_days,
)
from service.domain.consolidation.formatting import POINTS, show_figure, show_number
from service.domain.notation.numbers import format_vietnamese
from service.domain.reporting.period import Period
from service.domain.reporting.report import NA, Figure, Report
from service.domain.reporting.template import Aggregate, Indicator, TimeFrame


@dataclass(frozen=True)
class FigureLine:
    """An indicator's line in the list of its section: the number stands between the other words."""

    indicator: str
    before: str
    number: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.number}{self.after}"


def figure_lines(report: Report, section: str, past: Baseline | None, *, of_many: bool) -> Iterator[FigureLine]:
    """The lines of a section's figures: a list, whose last line ends the sentence."""
    lines = list(_lines(report, section, past, of_many=of_many))
    for number, line in enumerate(lines, 1):
        yield replace(line, after=f"{line.after}{'.' if number == len(lines) else ';'}")


def _lines(report: Report, section: str, past: Baseline | None, *, of_many: bool) -> Iterator[FigureLine]:
    """What the figures of a section say, and of how many units where the report is `of_many`.

    A total that is missing is said to be so; a unit's own report is silent on what it did not give.
    """
    for indicator in report.template.indicators_of(section):
        total = report.totals[indicator.code]
        figure = total.figure if of_many else report.stated(indicator.code)
        is_silent = indicator.aggregate is Aggregate.NONE if of_many else True
        if is_silent and not isinstance(figure, Decimal):
            continue
        number, unit = _value(figure, indicator, of_many=of_many)
        moved = _moved(report, figure, past, indicator)
        counts = _counts(report, past, indicator) if of_many and isinstance(figure, Decimal) else ""
        after = f"{unit}{moved and f', {moved}'}{counts and f' ({counts})'}"
        yield FigureLine(indicator.code, f"{indicator.name}: ", number, after)


def _counts(report: Report, past: Baseline | None, indicator: Indicator) -> str:
    """Of how many units a figure is where not of all, and of how many that was with which it is compared."""
    total = report.totals[indicator.code]
    unlike = None if past is None else unlike_counts(report, past.report, indicator.code)
    if past is None or unlike is None:
        is_whole = total.contributing == total.applicable
        return "" if is_whole else f"{total.contributing}/{total.applicable} đơn vị có số liệu"
    return f"{total.contributing}/{total.applicable} đơn vị có số liệu; {_against(report, past)} {unlike[0]} đơn vị"


def _value(figure: Figure | None, indicator: Indicator, *, of_many: bool) -> tuple[str, str]:
    """A total as tables show it; a unit's own figure as it gave it, and apart from it the unit of measure."""
    if figure is None:
        return "chưa có số liệu", ""
    if figure is NA:
        return "không áp dụng", ""
    if of_many:
        return show_figure(figure, indicator), ""
    return format_vietnamese(figure), "%" if is_share(indicator) else f" {indicator.unit}"


def _moved(report: Report, figure: Figure | None, past: Baseline | None, indicator: Indicator) -> str:
    if past is None or not past.is_matched:
        return ""
    moved = change(figure, past.total(indicator.code))
    if moved is None:
        return ""
    against = _against(report, past)
    if moved.difference == 0:
        return f"bằng {against}"
    verb = "tăng" if moved.difference > 0 else "giảm"
    size = show_number(abs(moved.difference), indicator.kind)
    if is_share(indicator):
        return f"{verb} {size} {POINTS} so với {against}"
    percent = "" if moved.percent is None else f" ({format_vietnamese(abs(moved.percent), CHANGE_DECIMALS)}%)"
    return f"{verb} {size}{percent} so với {against}"


def compared_words(report: Report, now: Period, past: Baseline, indicator: Indicator) -> str:
    """How a total of many moved since then, in words that follow the figures, and what makes the two unlike.

    A figure of the period's own time is not compared with one of a longer or shorter time.
    """
    against, total = _against(report, past), report.totals[indicator.code]
    moved = _moved(report, total.figure, past, indicator)
    if not moved:
        return f"chưa so sánh được với {against}"
    days = unlike_days(now, past) if indicator.time is not TimeFrame.CUT_OFF else None
    if days is not None:
        return f"không so sánh với {against} (kỳ {days} ngày)"
    unlike = unlike_counts(report, past.report, indicator.code)
    return moved if unlike is None else f"{moved} ({unlike[1]} đơn vị, {against} {unlike[0]})"


def _against(report: Report, past: Baseline) -> str:
    """What an earlier period is to the report's own."""
    is_last_year = report.template.schedule.period(report.period).last_year == past.period.code
    return "cùng kỳ năm trước" if is_last_year else "kỳ trước"
