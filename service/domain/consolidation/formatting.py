"""How figures, their changes and percentages are shown: one way for pages, letters and the workbook's cover.

Tables of the workbook say the same by their number formats. Nothing that was rounded before is rounded here again:
a ratio has RATIO_DECIMALS and a percentage CHANGE_DECIMALS from where they are computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from service.domain.consolidation.baseline import CHANGE_DECIMALS
from service.domain.errors import Message, message
from service.domain.notation.numbers import digits_of, format_vietnamese, round_half_up, signed
from service.domain.reporting.indicator import Indicator, ValueType
from service.domain.reporting.template import RATIO_DECIMALS

MONEY_DECIMALS = 3
POINTS = message("điểm phần trăm")


def show_number(value: Decimal, kind: ValueType) -> str:
    """A figure without its unit, as tables show it: money with three decimals at most, percentages always with two."""
    if kind is ValueType.PERCENT:
        return format_vietnamese(value, RATIO_DECIMALS)
    return format_vietnamese(_shortened(value, kind))


def show_figure(value: Decimal, indicator: Indicator) -> str:
    """A figure with its unit: «7.266 hồ sơ», «99,94%»."""
    number = show_number(value, indicator.kind)
    return f"{number}%" if indicator.kind is ValueType.PERCENT else f"{number} {indicator.unit}"


def show_difference(value: Decimal, kind: ValueType) -> str | Message:
    """By how much a figure moved: «+766», «−0,50 điểm phần trăm»."""
    if kind is ValueType.PERCENT:
        return Message("{change} {points}", {"change": signed(value, RATIO_DECIMALS), "points": POINTS})
    return signed(_shortened(value, kind))


def show_percent(percent: Decimal) -> str:
    """By how many percent a figure moved: «+11,8%», «−9,0%»."""
    return f"{signed(percent, CHANGE_DECIMALS)}%"


def money_decimals(amounts: Iterable[Decimal]) -> int:
    """With how many decimals these are written below each other: one at least, MONEY_DECIMALS at most."""
    most = max((digits_of(amount)[1] for amount in amounts), default=1)
    return min(MONEY_DECIMALS, max(1, most))


def _shortened(value: Decimal, kind: ValueType) -> Decimal:
    is_long = kind is ValueType.MONEY and digits_of(value)[1] > MONEY_DECIMALS
    return round_half_up(value, MONEY_DECIMALS) if is_long else value
