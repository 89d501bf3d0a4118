"""Rules over a report: which are broken, said with the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal

from service.domain.errors import Finding, Message, message
from service.domain.notation.numbers import shown_in_words
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Operand, Past, comparisons, holds, operands, value_of
from service.domain.reporting.indicator import Indicator, TimeFrame
from service.domain.reporting.report import NA, SAID_NOT_APPLICABLE, Figure, Report
from service.domain.reporting.template import ReportTemplate, Rule

DIFFERENCE = "difference"
# Figures of any length are compared before anybody says that they are too long.
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)


def broken_rules(report: Report, earlier: EarlierReports) -> Iterator[Finding]:
    """A finding for each rule of the template that the report breaks, in the template's order."""
    for rule in report.template.rules:
        if check_rule(rule, report, earlier) is False:
            yield _finding(rule, report, earlier)


def check_rule(rule: Rule, report: Report, earlier: EarlierReports) -> bool | None:
    """Whether the rule holds; None where it is skipped.

    It is skipped where a required figure is missing (which is reported by itself), where a whole side of its comparison
    is missing, and where it compares with an earlier report that does not compare.
    """
    for operand in operands(rule.condition):
        if report.template.by_code[operand.code].required and _figure(operand, report, earlier) is None:
            return None
        if rule.is_retrospective and _figure(operand, report, earlier) is NA:
            return None
    if not is_comparable(rule, report, earlier):
        return None
    return holds(rule.condition, lambda operand: _number(operand, report, earlier))


def concerns(rule: Rule, template: ReportTemplate, is_exempt: Callable[[Indicator], bool]) -> bool:
    """Whether a unit that is spared some indicators can break the rule: false where `check_rule` skips it for these."""
    spared = [is_exempt(template.by_code[operand.code]) for operand in operands(rule.condition)]
    return not (any(spared) if rule.is_retrospective else all(spared))


def is_comparable(rule: Rule, report: Report, earlier: EarlierReports) -> bool:
    """Whether the earlier report that a rule asks for is there, of a period as long as this one.

    The length matters to figures of what happened in the period, and not to those of a moment or since New Year. A
    unit that took others over in this period is not held against the period before.
    """
    own = earlier.window or report.template.schedule.period(report.period).window
    for operand in operands(rule.condition):
        if operand.past is None:
            continue
        then = earlier.of(operand.past)
        if then is None or (earlier.takes_over and operand.past is Past.PREVIOUS):
            return False
        window = then.template.schedule.period(then.period).window
        is_of_its_time = report.template.by_code[operand.code].time is TimeFrame.PERIOD
        if is_of_its_time and not window.is_as_long_as(own):
            return False
    return True


def _figure(operand: Operand, report: Report, earlier: EarlierReports) -> Figure | None:
    source = report if operand.past is None else earlier.of(operand.past)
    return source.stated(operand.code) if source is not None and operand.code in source.template.by_code else None


def _number(operand: Operand, report: Report, earlier: EarlierReports) -> Decimal | None:
    figure = _figure(operand, report, earlier)
    return figure if isinstance(figure, Decimal) else None


def _finding(rule: Rule, report: Report, earlier: EarlierReports) -> Finding:
    used = tuple(operands(rule.condition))
    shown = {str(operand): _shown(_figure(operand, report, earlier)) for operand in used}
    titles = {operand.past.value: earlier.title(operand.past) for operand in used if operand.past}
    return Finding(
        rule=rule.id,
        level=rule.level,
        message=Message(rule.text, {**shown, **titles, DIFFERENCE: _difference(rule, report, earlier)}),
        subjects=tuple(dict.fromkeys(f"$.indicators.{operand.code}" for operand in used if not operand.past)),
        operands={name: str(figure) for name, figure in shown.items()},
    )


def _difference(rule: Rule, report: Report, earlier: EarlierReports) -> str:
    """How far the sides of the first comparison that fails are apart."""
    for comparison in comparisons(rule.condition):
        left = value_of(comparison.left, lambda operand: _number(operand, report, earlier))
        right = value_of(comparison.right, lambda operand: _number(operand, report, earlier))
        if left is not None and right is not None and left != right:
            return shown_in_words(abs(left - right).quantize(Decimal("1.0000"), context=_WIDE).normalize())
    return "0"


def _shown(figure: Figure | None) -> str | Message:
    if figure is None:
        return message("bỏ trống")
    return SAID_NOT_APPLICABLE if figure is NA else shown_in_words(figure)
