"""A figure that Home Affairs sets in place of what an agency filed, and what the agency says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from service.domain.errors import EntryError, Message, message
from service.domain.notation.labelled import Labelled
from service.domain.notation.numbers import NumberNotationError, parse_vietnamese
from service.domain.reporting.indicator import Aggregate, Indicator, ValueType
from service.domain.reporting.report import Figure, Report
from service.domain.reporting.template import ReportTemplate

LONGEST_REFERENCE = 200


class AdjustmentAnswer(Labelled):
    """What the agency said of it."""

    OPEN = "open", "đơn vị chưa trả lời"
    CONFIRMED = "confirmed", "đơn vị xác nhận"
    OBJECTED = "objected", "đơn vị không đồng ý"


@dataclass(frozen=True)
class WantedAdjustment:
    """What somebody wants to set: the indicator's code, its value, by which letter or call, why, and until when."""

    indicator: str
    value: Decimal
    reference: str
    reason: str
    until: datetime | None = None


def require_reference(text: str) -> str:
    """By what it is adjusted, as it is kept; raises EntryError without a word."""
    said = " ".join(text.split())
    if not said:
        raise EntryError("reference", message("Ghi căn cứ: số công văn, hoặc điện thoại ngày nào, của ai."))
    return said[:LONGEST_REFERENCE]


def require_adjustable(template: ReportTemplate, code: str) -> Indicator:
    """The indicator; raises EntryError for one that is not there, or is computed from others."""
    indicator = template.by_code.get(code)
    if indicator is None:
        raise EntryError("indicator", message("Chọn chỉ tiêu cần điều chỉnh."))
    if indicator.aggregate is Aggregate.RATIO:
        raise EntryError(
            "indicator",
            message(
                "{name} được tính từ số liệu khác: điều chỉnh các số liệu đó, tỷ lệ tự tính lại.", name=indicator.name
            ),
        )
    return indicator


def written_value(indicator: Indicator, text: str) -> Decimal:
    """The value that somebody wrote as people write numbers; raises EntryError."""
    try:
        return parse_vietnamese(text, count=indicator.kind is ValueType.COUNT)
    except NumberNotationError as error:
        raise EntryError("value", error.said) from error


def require_value(indicator: Indicator, value: Decimal, now: Figure | None) -> None:
    """Raises EntryError for what no figure of the indicator can be, or what it is already."""
    said: Message | None = None
    if value < 0:
        said = message("Số liệu không được âm.")
    elif indicator.kind is ValueType.COUNT and value != value.to_integral_value():
        said = message("Số liệu này phải là số nguyên.")
    elif indicator.kind.maximum is not None and value > indicator.kind.maximum:
        said = message("Số liệu này không thể lớn hơn {most}.", most=indicator.kind.maximum)
    elif value == now:
        said = message("Số liệu đang được cộng đã là số này.")
    if said is not None:
        raise EntryError("value", said)


def figure_now(report: Report, code: str) -> Figure | None:
    """What goes into the totals of one agency's report."""
    return report.ordered[0].figures.get(code)
