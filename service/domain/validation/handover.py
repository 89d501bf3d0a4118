"""What a unit that took others over is handed by them, which it states once as it was handed over."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Operand, Past, comparisons, operands, value_of
from service.domain.reporting.expression.nodes import Node
from service.domain.reporting.template import Indicator, ReportTemplate


class HandedOver(NamedTuple):
    """An indicator that carries over what was pending, and what was by the reports of the period before."""

    indicator: Indicator
    reported: Decimal | None


def handed_over(template: ReportTemplate, earlier: EarlierReports) -> tuple[HandedOver, ...]:
    """The figures that otherwise equal figures of the period before, where the unit took others over in this one."""
    if not earlier.takes_over:
        return ()
    return tuple(
        HandedOver(template.by_code[code], value_of(side, lambda operand: _reported(operand, earlier)))
        for code, side in _carried(template)
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
    report = earlier.previous
    return report.number(operand.code) if report is not None and operand.code in report.template.by_code else None
