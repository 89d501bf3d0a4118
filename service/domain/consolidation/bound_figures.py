"""The texts of the province's report that follow from figures: totals beside earlier ones, changes, best and worst."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from service.domain.consolidation.baseline import Baseline, FigureDelta, is_share, total_change
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.formatting import show_difference, show_figure, show_number, show_percent
from service.domain.consolidation.matching import MatchedAgencies
from service.domain.consolidation.narrative import compared_words
from service.domain.notation.text import sort_key
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.report import NA, SAID_NOT_APPLICABLE, Figure
from service.domain.reporting.target import target_words

NONE = "–"
NOT_ADDED = "không cộng"
RANKED = 5


class BoundFigures:
    """What is said of each indicator of a consolidation."""

    def __init__(self, item: Consolidation) -> None:
        self._item = item
        self._previous = MatchedAgencies(item.report, item.previous)
        self._last_year = MatchedAgencies(item.report, item.last_year)

    def of(self, indicator: Indicator) -> Iterator[tuple[str, str, str]]:
        """The kind of each text of an indicator, its label, and the text."""
        item = self._item
        total = item.report.totals[indicator.code]
        figure = total.figure
        is_added = indicator.aggregate is not Aggregate.NONE
        yield "now", "kỳ này", _shown(figure, indicator) if is_added else NOT_ADDED
        yield "count", "số đơn vị có số liệu", f"{total.contributing}/{total.applicable}"
        yield "previous", "kỳ trước", _past(item.previous, indicator)
        yield "last_year", "cùng kỳ năm trước", _past(item.last_year, indicator)
        for ending, past, matched, against in (
            ("", item.last_year, self._last_year, "so với cùng kỳ năm trước"),
            ("_previous", item.previous, self._previous, "so với kỳ trước"),
        ):
            moved = total_change(item.report, past, indicator.code)
            yield f"moved{ending}", against, NONE if moved is None else _difference(moved, indicator)
            alike = f"{against} trên các đơn vị có ở cả hai kỳ"
            yield f"alike{ending}", alike, NONE if moved is None else self._alike(matched, indicator)
        yield "value", "kỳ này", f"{_valued(figure, indicator)}{self._target(indicator, figure, None)}"
        yield "change", "thay đổi", self._change(indicator)

    def ranking(self, indicator: Indicator) -> Iterator[tuple[str, int, str, str]]:
        """The best and the worst agencies, none of them twice: the end, the place, what it is called, and the text.

        A place that nobody has is told by a dash.
        """
        column = {
            unit.agency: figure
            for unit in self._item.units
            if isinstance(figure := self._item.report.figure_of(unit.agency.code, indicator.code), Decimal)
        }
        ordered = sorted(column, key=lambda agency: (-column[agency], sort_key(agency.name)))
        best, rest = ordered[:RANKED], ordered[RANKED:]
        worst = rest[::-1][:RANKED]
        for end, label, agencies in (("best", "cao nhất", best), ("worst", "thấp nhất", worst)):
            for place in range(RANKED):
                text = NONE
                if place < len(agencies):
                    agency = agencies[place]
                    text = f"{self._marked(agency)}: {show_figure(column[agency], indicator)}"
                    text += self._target(indicator, column[agency], agency.kind)
                yield end, place + 1, f"{label} thứ {place + 1}", text

    def _target(self, indicator: Indicator, figure: Figure | None, kind: AgencyKind | None) -> str:
        """Whether the figure of the province or of an agency reaches the year's target, behind it in brackets."""
        target = self._item.report.template.target(indicator.code, self._item.period.year, kind)
        return target_words(target, figure)

    def _marked(self, agency: Agency) -> str:
        """Its name; of one whose figures are left out of totals with a word of that."""
        is_excluded = self._item.report.filings[agency.code].source.excluded
        return f"{agency.name} (không cộng)" if is_excluded else agency.name

    def _alike(self, matched: MatchedAgencies, indicator: Indicator) -> str:
        """How a total moved over the agencies of both periods, where others gave it too."""
        alike = matched.beside(indicator.code)
        if alike is None:
            return NONE
        is_of_all = alike.agencies == self._item.report.totals[indicator.code].contributing
        count = "" if is_of_all else f" [{alike.agencies}]"
        return f"{_difference(alike.change, indicator)}{count}"

    def _change(self, indicator: Indicator) -> str:
        """Against the same of last year, or else against the period before."""
        past, matched = self._item.last_year, self._last_year
        if past is None:
            past, matched = self._item.previous, self._previous
        if past is None:
            return "chưa có số liệu kỳ so sánh"
        return compared_words(self._item.report, past, matched, indicator)


def _valued(figure: Figure | None, indicator: Indicator) -> str:
    return show_figure(figure, indicator) if isinstance(figure, Decimal) else "chưa có số liệu"


def _shown(figure: Figure | None, indicator: Indicator) -> str:
    if isinstance(figure, Decimal):
        number = show_number(figure, indicator.kind)
        return f"{number}%" if is_share(indicator) else number
    return str(SAID_NOT_APPLICABLE) if figure is NA else NONE


def _past(past: Baseline | None, indicator: Indicator) -> str:
    if past is None or not past.is_matched or indicator.aggregate is Aggregate.NONE:
        return NONE
    return _shown(past.total(indicator.code), indicator)


def _difference(moved: FigureDelta, indicator: Indicator) -> str:
    if moved.difference == 0:
        return "không đổi"
    percent = "" if moved.percent is None or is_share(indicator) else f" ({show_percent(moved.percent)})"
    return f"{show_difference(moved.difference, indicator.kind)}{percent}"
