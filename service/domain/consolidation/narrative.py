"""A report in words: its sections in order, and each figure as a sentence that follows from the template's rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from service.domain.consolidation.baseline import (
    CHANGE_DECIMALS,
    Baseline,
    FigureDelta,
    change,
    is_share,
    unlike_counts,
)
from service.domain.consolidation.formatting import POINTS, show_figure, show_number
from service.domain.consolidation.matching import MatchedAgencies
from service.domain.notation.numbers import format_vietnamese
from service.domain.reporting.report import NA, Figure, Report
from service.domain.reporting.template import Aggregate, Indicator, ReportTemplate, Section


@dataclass(frozen=True)
class Heading:
    """A section as a report prints it; `level` counts the headings above it."""

    section: Section
    level: int
    number: str
    title: str


def headings(template: ReportTemplate) -> tuple[Heading, ...]:
    """The template's sections in reading order: «I.», below it «1.», below that «a)»."""
    found = []
    for section in template.sections:
        level = len(template.ancestors(section.code))
        last = section.code.rpartition(".")[2]
        number = f"{last})" if level and last.isalpha() and last.islower() else f"{last}."
        found.append(Heading(section, level, number, section.title if level else section.title.upper()))
    return tuple(found)


def printed_headings(template: ReportTemplate, filled: frozenset[str]) -> tuple[Heading, ...]:
    """Those of them that a report prints where figures or words stand in the sections `filled`.

    The parts of a section that says something itself are left out together where none of them says anything.
    """
    alive = filled.union(*(template.ancestors(code) for code in filled))
    with_parts = {template.section_by_code[code].parent for code in alive}
    return tuple(
        heading
        for heading in headings(template)
        if heading.section.parent not in filled or heading.section.parent in with_parts
    )


def sentences(
    report: Report, section: str, past: Baseline | None, matched: MatchedAgencies | None
) -> Iterator[str]:  # fmt: skip
    """The lines of a section's figures: a list, whose last line ends the sentence.

    `matched` holds what of them compares like with like where the report is of many; a unit's own has none.
    """
    lines = list(_lines(report, section, past, matched))
    yield from (f"{line}{'.' if number == len(lines) else ';'}" for number, line in enumerate(lines, 1))


def _lines(report: Report, section: str, past: Baseline | None, matched: MatchedAgencies | None) -> Iterator[str]:
    """What the figures of a section say, and of how many units where the report is of many.

    A total that is missing is said to be so; a unit's own report is silent on what it did not give.
    """
    of_many = matched is not None
    for indicator in report.template.indicators_of(section):
        total = report.totals[indicator.code]
        figure = total.figure if of_many else report.stated(indicator.code)
        is_silent = indicator.aggregate is Aggregate.NONE if of_many else True
        if is_silent and not isinstance(figure, Decimal):
            continue
        parts = [f"{indicator.name}: {_value(figure, indicator, of_many=of_many)}"]
        if moved := _moved(report, figure, past, indicator):
            parts.append(moved)
        counts = "" if matched is None or not isinstance(figure, Decimal) else _counts(report, past, indicator, matched)
        yield f"{', '.join(parts)}{counts and f' ({counts})'}"


def _counts(report: Report, past: Baseline | None, indicator: Indicator, matched: MatchedAgencies) -> str:
    """Of how many units a figure is where not of all, of how many that was with which it is compared, and of both."""
    total = report.totals[indicator.code]
    unlike = None if past is None else unlike_counts(report, past.report, indicator.code)
    alike = matched.beside(indicator.code)
    parts = []
    if unlike is not None or total.contributing != total.applicable:
        parts.append(f"{total.contributing}/{total.applicable} đơn vị có số liệu")
    if past is not None and unlike is not None:
        parts.append(f"{_against(report, past)} {unlike[0]} đơn vị")
    if past is not None and alike is not None:
        moved = _said(alike.change, indicator, _against(report, past))
        parts.append(f"trên {alike.agencies} đơn vị có ở cả hai kỳ: {moved}")
    return "; ".join(parts)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a narrative, without empty lines."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def subject_of(template: ReportTemplate) -> str:
    """What the report is on: its title without the word for report."""
    title = template.title
    rest = title.partition(" ")[2] if title.lower().startswith("báo") else title
    rest = rest.removeprefix("cáo ").strip()
    return rest or title


def _value(figure: Figure | None, indicator: Indicator, *, of_many: bool) -> str:
    """A total as tables show it; a unit's own figure as it gave it."""
    if figure is None:
        return "chưa có số liệu"
    if figure is NA:
        return "không áp dụng"
    if of_many:
        return show_figure(figure, indicator)
    number = format_vietnamese(figure)
    return f"{number}%" if is_share(indicator) else f"{number} {indicator.unit}"


def _moved(report: Report, figure: Figure | None, past: Baseline | None, indicator: Indicator) -> str:
    if past is None or not past.is_matched or not past.compares(report, indicator.code):
        return ""
    moved = change(figure, past.total(indicator.code))
    return "" if moved is None else _said(moved, indicator, _against(report, past))


def _said(moved: FigureDelta, indicator: Indicator, against: str) -> str:
    """How a figure moved, such as «tăng 766 (11,8%) so với cùng kỳ năm trước»."""
    if moved.difference == 0:
        return f"bằng {against}"
    verb = "tăng" if moved.difference > 0 else "giảm"
    size = show_number(abs(moved.difference), indicator.kind)
    if is_share(indicator):
        return f"{verb} {size} {POINTS} so với {against}"
    percent = "" if moved.percent is None else f" ({format_vietnamese(abs(moved.percent), CHANGE_DECIMALS)}%)"
    return f"{verb} {size}{percent} so với {against}"


def _against(report: Report, past: Baseline) -> str:
    """What an earlier period is to the report's own."""
    is_last_year = report.template.schedule.period(report.period).last_year == past.period.code
    return "cùng kỳ năm trước" if is_last_year else "kỳ trước"
