"""Targets as somebody enters them, in a file or on a page: what will not do is said beside its place."""

from __future__ import annotations

from decimal import Decimal

from service.domain.errors import EntryError, message
from service.domain.notation.numbers import NumberNotationError, parse_vietnamese
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.indicator import Aggregate, Indicator, ValueType
from service.domain.reporting.target import Target, TargetDirection

# The whole province beside the kinds of agency.
PROVINCE = "tinh"


def kind_of(name: str) -> AgencyKind | None:
    """The kind of agency of that name, None for the province; raises ValueError for any other name."""
    return None if name == PROVINCE else AgencyKind(name)


def name_of(kind: AgencyKind | None) -> str:
    """The name of a kind, or of the province."""
    return PROVINCE if kind is None else kind.value


def target_of(
    indicator: Indicator, year: int, kind: AgencyKind | None, value: str, direction: TargetDirection, source: str
) -> Target:
    """The target; raises EntryError at `kinds` or `value`."""
    if kind is not None and kind not in indicator.applies_to:
        said = message("chỉ tiêu «{code}» không hỏi cấp «{kind}»", code=indicator.code, kind=name_of(kind))
        raise EntryError("kinds", said)
    if kind is None and indicator.aggregate is Aggregate.NONE:
        said = message(
            "chỉ tiêu «{code}» không cộng toàn tỉnh, không có mục tiêu cho «{kind}»",
            code=indicator.code, kind=name_of(kind),
        )  # fmt: skip
        raise EntryError("kinds", said)
    return Target(indicator.code, year, kind, _value(value, indicator), direction, source, unit_of(indicator))


def unit_of(indicator: Indicator) -> str:
    """What stands behind the number of a target."""
    return "%" if indicator.kind is ValueType.PERCENT else f" {indicator.unit}"


def _value(text: str, indicator: Indicator) -> Decimal:
    try:
        value = parse_vietnamese(text)
    except NumberNotationError as error:
        said = message("«{text}» không hợp lệ, cần một số, như 80 hoặc 99,5", text=text)
        raise EntryError("value", said) from error
    most = indicator.kind.maximum
    if value >= 0 and (most is None or value <= most):
        return value
    if most is None:
        raise EntryError("value", message("«{text}» không hợp lệ, cần số từ 0 trở lên", text=text))
    raise EntryError("value", message("«{text}» không hợp lệ, cần số từ 0 đến {most}", text=text, most=most))
