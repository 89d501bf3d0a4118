"""Small reports for tests of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from service.catalogue import load_catalogue
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.report import NA, Figure, Report, Source, SubmittedReport

CATALOGUE = load_catalogue()
TEMPLATE, TODAYS = CATALOGUE.get("cchc", "2022"), CATALOGUE.get("cchc", "2025")
PERIOD = "2023-Q3"
UNIT = Agency("SGTVT", "Sở Giao thông vận tải", AgencyKind.SO, date(1997, 1, 1))


def figures(given: Mapping[str, object]) -> dict[str, Figure]:
    """Figures from plain numbers, strings and "n/a"."""
    return {code: NA if value == "n/a" else Decimal(str(value)) for code, value in given.items()}


def report(given: Mapping[str, object], agency: str = "SGTVT", period: str = PERIOD, **source: object) -> Report:
    """The report of one unit."""
    filing = SubmittedReport(Source(agency, **source), figures(given))  # type: ignore[arg-type]
    return Report(TEMPLATE, period, {agency: filing})
