"""With what a unit's report is compared when units were merged, divided or renamed since."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import open_period
from service.actions.periods.obligations import earlier_reports
from service.actions.periods.status import baselines_of, period_snapshot
from service.domain.reporting.report import Report
from service.storage.organization.agencies import get_agency
from tests.support.consolidations import real_payload
from tests.support.province import put_payload
from tests.support.units import units_csv

NOW, THEN, CODE = "2023-Q3", "2022-Q3", "ho_so.tiep_nhan"
ENDED, BEGUN = "2000-01-01,2023-06-30", "2000-01-01,"


@pytest.fixture
def province(sqlite_context: Context) -> Context:
    """A and B became M, which was before as well; Q was divided into X and Y; R was renamed N; O is as it was."""
    lines = (
        f"A,Đơn vị A,,huyen,,{ENDED},M", f"B,Đơn vị B,,huyen,,{ENDED},M", f"M,Đơn vị M,,huyen,,{BEGUN},",
        f"Q,Đơn vị Q,,huyen,,{ENDED},X|Y", f"X,Đơn vị X,,huyen,,{BEGUN},", f"Y,Đơn vị Y,,huyen,,{BEGUN},",
        f"R,Đơn vị R,,huyen,,{ENDED},N", "N,Đơn vị N,,huyen,,2023-07-01,,", f"O,Đơn vị O,,huyen,,{BEGUN},",
    )  # fmt: skip
    import_agencies(sqlite_context, units_csv(*lines))
    open_period(sqlite_context, THEN)
    filed = {"A": 3000, "B": 6000, "M": 104, "Q": 1000, "R": 70, "O": 5}
    for agency, figure in filed.items():
        payload = replace(real_payload(), period=THEN, agency=agency, indicators={CODE: Decimal(figure)})
        put_payload(sqlite_context, payload)
    return sqlite_context


def compared(context: Context, agency: str) -> Report | None:
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, NOW)
        return earlier_reports(
            session, context.catalogue, view.template, view.period, get_agency(session, agency)
        ).last_year


@pytest.mark.parametrize(("agency", "figure"), [("M", 9104), ("N", 70), ("O", 5), ("X", None), ("Y", None)])
def test_checks_and_comparison_hold_a_merged_unit_against_the_same(
    province: Context, agency: str, figure: int | None
) -> None:
    """The sum of those it comes from, its own before included; what was divided is compared with nothing."""
    report = compared(province, agency)
    assert (None if report is None else report.number(CODE)) == figure
    with province.database.reading() as session:
        view = period_snapshot(session, province.catalogue, NOW)
        past = baselines_of(session, province.catalogue, view).last_year
    assert past is not None
    assert (None if agency in past.divided else past.figure(agency, CODE)) == figure


def test_a_check_is_asked_for_again_where_another_predecessor_counts(province: Context) -> None:
    """What a verdict depends on names the submissions of all of them."""
    report = compared(province, "M")
    assert report is not None
    named = report.ordered[0].source.submission
    assert all(f"{THEN}-{code}-1" in named for code in ("A", "B", "M"))
