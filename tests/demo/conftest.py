"""Every filing of the demonstration, read and checked as the service does it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from service.catalogue import Catalogue, load_catalogue
from service.demo import AGENCIES_CSV, demo_payloads
from service.domain.organization.agency import Agency
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.payload import submitted_report
from service.domain.reporting.report import Source, report_of
from service.domain.validation.checks import is_valid
from service.domain.validation.findings import check_payload
from service.readers.agencies import read_agencies
from service.readers.json import read_json
from tests.support.demonstration import Checked, Key


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The templates that are shipped."""
    return load_catalogue()


@pytest.fixture(scope="session")
def agencies() -> Mapping[str, Agency]:
    """Hưng Yên's units by code."""
    return {agency.code: agency for agency in read_agencies(AGENCIES_CSV)}


@pytest.fixture(scope="session")
def checked(catalogue: Catalogue, agencies: Mapping[str, Agency]) -> Mapping[Key, Checked]:
    """The filings by period and unit."""
    found: dict[Key, Checked] = {}
    for filing in demo_payloads(catalogue):
        template, period = catalogue.for_period(filing.period)
        agency = agencies[filing.agency]
        payload = read_json(json.dumps(filing.payload, ensure_ascii=False).encode(), catalogue.get)
        report = report_of(template, period.code, submitted_report(payload, template, agency, Source(agency.code)))
        previous, last_year = (
            before.report if before is not None and is_valid(before.findings) else None
            for before in (found.get((code, agency.code)) for code in (period.previous, period.last_year))
        )
        earlier = EarlierReports(previous, last_year)
        findings = check_payload(payload, report, earlier, agency=agency, today=filing.received_at.date())
        assert (period.code, agency.code) not in found
        found[period.code, agency.code] = Checked(filing, agency, period, payload, report, earlier, findings)
    return found
