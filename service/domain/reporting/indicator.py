"""One figure of a report template: its code, what kind of number it is, and what it covers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from service.domain.bilingual import Bilingual
from service.domain.notation.labelled import Labelled
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.expression import Node
from service.domain.reporting.period import Window


class ValueType(StrEnum):
    """The kind of number of an indicator; decides how it is checked and shown."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DECIMAL = "decimal"

    @property
    def decimals(self) -> int:
        """How many decimals a figure may have: tỷ đồng down to the đồng would be nine."""
        return {ValueType.COUNT: 0, ValueType.MONEY: 9, ValueType.PERCENT: 4, ValueType.DECIMAL: 4}[self]

    @property
    def maximum(self) -> Decimal | None:
        """The largest figure that makes sense."""
        return Decimal(100) if self is ValueType.PERCENT else None


class TimeFrame(Labelled):
    """What the figure covers."""

    PERIOD = "ky", "trong kỳ"
    CUMULATIVE = "luy_ke", "lũy kế từ đầu năm"
    CUT_OFF = "thoi_diem", "tại thời điểm chốt số liệu"


class Aggregate(StrEnum):
    """How the figures of many units become one."""

    SUM = "sum"
    RATIO = "ratio"
    NONE = "none"


@dataclass(frozen=True)
class Indicator:
    """One figure of the report; a ratio is 100 * numerator / denominator."""

    code: str
    number: str
    section: str
    name: Bilingual
    unit: Bilingual
    kind: ValueType
    time: TimeFrame
    aggregate: Aggregate
    applies_to: frozenset[AgencyKind]
    required: bool = False
    numerator: Node | None = None
    denominator: Node | None = None

    def compares(self, now: Window, then: Window) -> bool:
        """Whether figures of two windows are of about as many days; shares and what stands at a moment always are."""
        if self.kind is ValueType.PERCENT or self.time is TimeFrame.CUT_OFF:
            return True
        if self.time is TimeFrame.CUMULATIVE:
            now, then = now.since_new_year, then.since_new_year
        return now.is_as_long_as(then)
