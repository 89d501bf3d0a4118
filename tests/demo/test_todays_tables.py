"""The made-up tables of applications by field add up to the made-up figures."""

from __future__ import annotations

import json

from service.catalogue import load_catalogue
from service.demo.todays_filings import todays_payloads
from service.demo.todays_tables import TABLE
from service.demo.world import TODAYS_AGENCIES_CSV
from service.domain.reporting.payload import submitted_report
from service.domain.reporting.report import Source
from service.domain.validation.row_tables import check_tables
from service.readers.agencies import read_agencies
from service.readers.json import read_json


def test_some_units_have_the_table_and_nothing_is_to_be_said_of_it() -> None:
    catalogue = load_catalogue()
    agencies = {agency.code: agency for agency in read_agencies(TODAYS_AGENCIES_CSV)}
    given = 0
    for item in todays_payloads(catalogue):
        payload = read_json(json.dumps(item.payload).encode(), catalogue.get)
        template, agency = catalogue.get("cchc", "2025"), agencies[item.agency]
        filing = submitted_report(payload, template, agency, Source(agency.code))
        given += TABLE in payload.tables
        assert list(check_tables(filing, template, agency, ())) == [], item.agency
    assert given == 34
