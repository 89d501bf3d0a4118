"""The targets of the year on «Tổng quan»: what the province reaches, and how many agencies do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle

from service.domain.consolidation.consolidation import Consolidation
from service.domain.organization.agency import Agency
from service.domain.reporting.target import Target, TargetDirection, target_result
from service.writers.excel_style import GREEN_FILL, RED_FILL

NOTHING = "chưa có"
_MOST_NAMED = 12


@dataclass(frozen=True)
class TargetLine:
    """An indicator with a target: the province's, None where it has none of its own, and the agencies' results."""

    code: str
    whole: Target | None
    goals: str
    met: tuple[Agency, ...]
    missed: tuple[Agency, ...]

    @property
    def missed_names(self) -> str:
        """Who does not reach it, the many counted."""
        names = "; ".join(agency.name for agency in self.missed[:_MOST_NAMED])
        more = len(self.missed) - _MOST_NAMED
        return f"{names}; và {more} đơn vị khác" if more > 0 else names or "–"


def target_lines(item: Consolidation) -> Iterator[TargetLine]:
    """The indicators shown that have a target in the year of the period, in order."""
    template, year = item.report.template, item.period.year
    for indicator in template.indicators:
        if not item.shows_indicator(indicator.code):
            continue
        whole = template.target(indicator.code, year, None)
        met: list[Agency] = []
        missed: list[Agency] = []
        goals = dict.fromkeys([str(whole.goal)] if whole else [])
        for unit in item.units:
            target = template.target(indicator.code, year, unit.agency.kind)
            if target is None:
                continue
            goals[str(target.goal)] = None
            figure = item.report.figure_of(unit.agency.code, indicator.code)
            if isinstance(figure, Decimal):
                (met if target.is_met(figure) else missed).append(unit.agency)
        if goals:
            yield TargetLine(indicator.code, whole, "; ".join(goals), tuple(met), tuple(missed))


def result_formula(target: Target, cell: str, nothing: str = NOTHING) -> str:
    """Whether the figure of a cell reaches the target, in words; `nothing` where it is no number."""
    sign = ">=" if target.direction is TargetDirection.AT_LEAST else "<="
    met, missed = (str(target.outcome(is_met=is_met)).replace('"', '""') for is_met in (True, False))
    return f'IF(ISNUMBER({cell}),IF({cell}{sign}{target.value:f},"{met}","{missed}"),"{nothing}")'


def result_words(target: Target, figure: object, nothing: str = NOTHING) -> str:
    """The same for a figure."""
    said = target_result(target, figure)
    return nothing if said is None else str(said)


def colours(first_cell: str) -> Iterator[Rule]:
    """Red and green for cells of results from this one on; the words say the same."""
    for begin, colour in (("chưa đạt", RED_FILL), ("đạt", GREEN_FILL)):
        look = DifferentialStyle(fill=PatternFill("solid", bgColor=colour))
        yield Rule(
            "beginsWith", operator="beginsWith", text=begin, dxf=look,
            formula=[f'LEFT({first_cell},{len(begin)})="{begin}"'],
        )  # fmt: skip
