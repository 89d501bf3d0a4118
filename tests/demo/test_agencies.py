"""The lists of units that are shipped can be imported as they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import service.demo
from service.demo import AGENCIES_CSV
from service.domain.organization.agency import AgencyKind
from service.readers.agencies import read_agencies

COMMUNES_CSV = Path(service.demo.__file__).with_name("communes-2025.csv").read_bytes()


def test_the_units_of_hung_yen() -> None:
    units = {agency.code: agency for agency in read_agencies(AGENCIES_CSV)}
    assert len(units) == 29
    kinds = [agency.kind for agency in units.values() if agency.is_valid_on(date(2023, 9, 14))]
    assert (kinds.count(AgencyKind.SO), kinds.count(AgencyKind.HUYEN), len(kinds)) == (18, 10, 28)
    assert units["SGTVT"].successors == ("SXD",)
    assert all(successor in units for agency in units.values() for successor in agency.successors)


def test_the_communes_since_july_2025() -> None:
    communes = read_agencies(COMMUNES_CSV)
    assert len(communes) == 104
    assert {(commune.kind, commune.valid_from) for commune in communes} == {(AgencyKind.XA, date(2025, 7, 1))}
    assert not {commune.code for commune in communes} & {agency.code for agency in read_agencies(AGENCIES_CSV)}
