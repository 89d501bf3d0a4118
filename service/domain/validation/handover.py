"""What a unit that took others over is handed by them, which it states once as it was handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Operand, Past, comparisons, operands, value_of
from service.domain.reporting.expression.nodes import Node
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.template import ReportTemplate


class HandedOver(NamedTuple):
    """An indicator that carries over what was pending, and what was by the last reports of all concerned, if known."""

    indicator: Indicator
    reported: Decimal | None


def handed_over(
    template: ReportTemplate, earlier: EarlierReports, is_exempt: Callable[[Indicator], bool]
) -> tuple[HandedOver, ...]:  # fmt: skip
    """The figures that otherwise equal figures of the period before, where the unit took others over in this one.

    Those that it is spared (`is_exempt`) are not asked for.
    """
    if not earlier.takes_over:
        return ()
    return tuple(
        HandedOver(template.by_code[code], value_of(side, lambda operand: _reported(operand, earlier)))
        for code, side in _carried(template)
        if not is_exempt(template.by_code[code])
    )


def _carried(template: ReportTemplate) -> Iterator[tuple[str, Node]]:
    """Each indicator that a rule says to be equal to figures of the period before alone, with these."""
    for rule in template.rules:
        for comparison in comparisons(rule.condition):
            side = comparison.right
            if comparison.operator != "==" or not isinstance(comparison.left, Operand) or comparison.left.past:
                continue
            if {operand.past for operand in operands(side)} == {Past.PREVIOUS}:
                yield comparison.left.code, side


def _reported(operand: Operand, earlier: EarlierReports) -> Decimal | None:
    stated = [report.number(operand.code) for report in earlier.handing if operand.code in report.template.by_code]
    numbers = [number for number in stated if number is not None]
    return sum(numbers, Decimal(0)) if numbers else None
