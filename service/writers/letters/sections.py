"""The sections of an agency's report in words: headings, sentences of figures, and what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.narrative import FigureLine, figure_lines
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.headings import printed_headings
from service.domain.reporting.report import Report


def sections_of(
    report: Report, kind: AgencyKind, past: Baseline | None, words: Callable[[str], Iterable[Any]],
    line: Callable[[FigureLine], Any],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The sections to print, each with its words by its code; `line` makes of a figure's line what is printed.

    What agencies of that kind are not asked for has no heading either, unless something was written there.
    """
    codes = [section.code for section in report.template.sections]
    lines = {code: [line(item) for item in figure_lines(report, code, kind, past)] for code in codes}
    said = {code: list(words(code)) for code in codes}
    filled = frozenset(code for code in codes if lines[code] or said[code])
    for heading in printed_headings(report.template, filled):
        code = heading.section.code
        if kind not in heading.section.applies_to and code not in filled:
            continue
        yield {
            "level": heading.level,
            "number": heading.number,
            "title": heading.title,
            "lines": lines[code],
            "texts": said[code],
        }
