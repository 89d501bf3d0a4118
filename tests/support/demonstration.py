"""A filing of the demonstration with all that checking it gives."""

from __future__ import annotations

from dataclasses import dataclass

from service.demo import DemoSubmission
from service.domain.errors import Finding
from service.domain.organization.agency import Agency
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import Period
from service.domain.reporting.report import Report


@dataclass(frozen=True)
class Checked:
    """A filing with all that follows from it; `earlier` are the unit's valid earlier reports."""

    filing: DemoSubmission
    agency: Agency
    period: Period
    payload: Payload
    report: Report
    earlier: EarlierReports
    findings: tuple[Finding, ...]


Key = tuple[str, str]
