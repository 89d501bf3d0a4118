"""Rules over a report: which are broken, said with the figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal

from service.domain.errors import Finding, Message, message
from service.domain.notation.numbers import shown_in_words
from service.domain.reporting.expression import Operand, comparisons, holds, operands, value_of
from service.domain.reporting.report import NA, Figure, Report
from service.domain.reporting.template import ReportTemplate, Rule

DIFFERENCE = "difference"
# Figures of any length are compared before anybody says that they are too long.
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)


def broken_rules(report: Report, previous: Report | None) -> Iterator[Finding]:
    """A finding for each rule of the template that the report breaks, in the template's order."""
    for rule in report.template.rules:
        if check_rule(rule, report, previous) is False:
            yield _finding(rule, report, previous)


def check_rule(rule: Rule, report: Report, previous: Report | None) -> bool | None:
    """Whether the rule holds; None where it is skipped.

    It is skipped without a previous report where it asks for one, where a required figure is missing
    (which is reported by itself), and where a whole side of its comparison is missing.
    """
    for operand in operands(rule.condition):
        if operand.previous and previous is None:
            return None
        if report.template.by_code[operand.code].required and _figure(operand, report, previous) is None:
            return None
    return holds(rule.condition, lambda operand: _number(operand, report, previous))


def _figure(operand: Operand, report: Report, previous: Report | None) -> Figure | None:
    source = previous if operand.previous else report
    return source.stated(operand.code) if source is not None and operand.code in source.template.by_code else None


def _number(operand: Operand, report: Report, previous: Report | None) -> Decimal | None:
    figure = _figure(operand, report, previous)
    return figure if isinstance(figure, Decimal) else None


def _finding(rule: Rule, report: Report, previous: Report | None) -> Finding:
    shown = {str(operand): _shown(_figure(operand, report, previous)) for operand in operands(rule.condition)}
    return Finding(
        rule=rule.id,
        level=rule.level,
        message=Message(rule.text, {**shown, DIFFERENCE: _difference(rule, report, previous)}),
        subjects=tuple(
            dict.fromkeys(
                f"$.indicators.{operand.code}" for operand in operands(rule.condition) if not operand.previous
            )
        ),
        operands={name: str(figure) for name, figure in shown.items()},
    )


def _difference(rule: Rule, report: Report, previous: Report | None) -> str:
    """How far the sides of the first comparison that fails are apart."""
    for comparison in comparisons(rule.condition):
        left = value_of(comparison.left, lambda operand: _number(operand, report, previous))
        right = value_of(comparison.right, lambda operand: _number(operand, report, previous))
        if left is not None and right is not None and left != right:
            return shown_in_words(abs(left - right).quantize(Decimal("1.0000"), context=_WIDE).normalize())
    return "0"


def _shown(figure: Figure | None) -> str | Message:
    if figure is None:
        return message("bỏ trống")
    return message("không áp dụng") if figure is NA else shown_in_words(figure)


def gaps(template: ReportTemplate, rule_operands: Iterator[Operand]) -> set[str]:
    """The gaps that a rule's message may have."""
    return {DIFFERENCE, *(str(operand) for operand in rule_operands if operand.code in template.by_code)}
