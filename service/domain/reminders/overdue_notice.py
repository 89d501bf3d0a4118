"""Whom Home Affairs urges by an official letter: the units past their own deadline without a valid filing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from service.domain.consolidation.consolidation import AgencyStatus
from service.domain.reporting.period import Period
from service.domain.reporting.template import ReportTemplate

# Who writes the letter, and is not urged by itself.
ISSUER = "Sở Nội vụ"


@dataclass(frozen=True)
class OverdueNotice:
    """What the letter says as of a moment: the late units in table order, and how many have a valid filing.

    `address` is where reports are handed in.
    """

    template: ReportTemplate
    period: Period
    province: str
    address: str
    as_of: datetime
    expected: int
    valid: int
    late: tuple[AgencyStatus, ...]


def late_agencies(
    units: Iterable[AgencyStatus], now: datetime, among: Collection[str] | None = None
) -> tuple[AgencyStatus, ...]:
    """Those that are overdue as the board counts them, but for the issuer; perhaps only `among` these codes."""
    return tuple(
        unit
        for unit in units
        if unit.is_overdue(now) and unit.agency.name != ISSUER and (among is None or unit.agency.code in among)
    )
