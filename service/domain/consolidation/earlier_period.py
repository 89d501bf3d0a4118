"""A period before the one that is shown: what its totals were, and who filed in time, late or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from service.domain.notation.labelled import Labelled
from service.domain.reporting.period import Period
from service.domain.reporting.report import Figure


class Punctuality(Labelled):
    """Whether a unit filed what it owed."""

    ON_TIME = "on_time", "đúng hạn"
    LATE = "late", "nộp muộn"
    MISSING = "missing", "thiếu"


@dataclass(frozen=True)
class EarlierPeriod:
    """The totals of its merged report by indicator, and how each unit that owed it filed, by code."""

    period: Period
    figures: Mapping[str, Figure] = field(default_factory=dict)
    filings: Mapping[str, Punctuality] = field(default_factory=dict)

    @property
    def without_totals(self) -> EarlierPeriod:
        """The same beside chosen units, whose totals of then are not kept."""
        return replace(self, figures={})
