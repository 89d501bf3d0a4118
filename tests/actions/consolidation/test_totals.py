"""The province's totals with change, and each total's units."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from service.actions.consolidation.totals import (
    AgencyFigure,
    ProvinceTotals,
    TotalRow,
    province_totals,
    total_by_agency,
)
from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import open_period, set_obligation
from service.actions.review.decide import return_for_correction
from service.domain.consolidation.baseline import change
from service.domain.errors import NotFoundError
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import NA
from service.domain.reporting.template import Chart, Overview
from tests.support.domain import TEMPLATE
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD
from tests.support.province import put_valid
from tests.support.units import units_csv

RECEIVED, RATIO = "ho_so.tiep_nhan", "ho_so.ty_le_dung_han"


def total(province: ProvinceTotals, code: str) -> TotalRow:
    return next(row for _, rows in province.sections for row in rows if row.indicator.code == code)


def parts(context: Context, code: str = RECEIVED) -> dict[str, AgencyFigure]:
    return {unit.agency.code: unit for unit in total_by_agency(context, PERIOD, code)[2]}


def test_totals_are_those_of_the_filings_that_count(context: Context) -> None:
    put_valid(context, ["STC", "SXD"])
    put_valid(context, ["SGTVT"], ho_so__tiep_nhan=10)
    put_valid(context, ["SGTVT"], revision=2, ho_so__tiep_nhan=20)
    hand_in_and_check(context, of_agency("SYT", tthc__tong=1))  # invalid
    row = total(province_totals(context, PERIOD), RECEIVED)
    assert (row.figure, row.contributing) == (Decimal(2 * 7266 + 20), 3)
    assert row.applicable >= row.contributing


def test_what_was_returned_still_counts(context: Context) -> None:
    put_valid(context, ["STC"])
    return_for_correction(context, HOME_AFFAIRS, f"{PERIOD}-STC-1", "Chưa khớp.")
    assert total(province_totals(context, PERIOD), RECEIVED).figure == 7266


def test_every_indicator_is_in_its_section_once(sqlite_context: Context) -> None:
    sections = province_totals(sqlite_context, PERIOD).sections
    codes = [row.indicator.code for _, rows in sections for row in rows]
    template = sqlite_context.catalogue.get("cchc", "2022")
    assert sorted(codes) == sorted(item.code for item in template.indicators)
    assert all(row.indicator.section == section.code for section, rows in sections for row in rows)


def test_change_is_told_against_the_period_before_and_the_same_period_last_year(context: Context) -> None:
    for period, count in (("2023-H1", 7000), ("2022-Q3", 9000)):
        open_period(context, period)
        put_valid(context, ["STC"], period, ho_so__tiep_nhan=count)
    put_valid(context, ["STC"])
    row = total(province_totals(context, PERIOD), RECEIVED)
    assert row.previous is not None and row.last_year is not None and row.last_year.moved is not None
    assert (row.previous.figure, row.last_year.figure, row.last_year.moved.difference) == (7000, 9000, 7266 - 9000)
    # Half a year is longer than a quarter: what happened in it is shown and not compared.
    assert row.previous.moved is None


def test_totals_of_more_or_fewer_units_than_now_say_of_how_many(context: Context) -> None:
    for period, agencies in (("2023-H1", ["STC", "SXD", "SYT"]), ("2022-Q3", ["STC"])):
        open_period(context, period)
        put_valid(context, agencies, period)
    put_valid(context, ["STC", "SXD"])
    province = province_totals(context, PERIOD)
    row = total(province, RECEIVED)
    assert row.previous is not None and row.last_year is not None
    assert (row.contributing, row.previous.contributing, row.last_year.contributing) == (2, 3, 1)
    assert province.is_unlike and row.is_unlike(row.previous) and row.is_unlike(row.last_year)
    put_valid(context, ["SYT"])
    row = total(province_totals(context, PERIOD), RECEIVED)
    assert row.previous is not None and row.last_year is not None
    assert (row.is_unlike(row.previous), row.is_unlike(row.last_year)) == (False, True)


def on_time(context: Context) -> tuple[tuple[str, Decimal], ...]:
    """The first chart's ratios, the highest first."""
    chart = province_totals(context, PERIOD).charts[0]
    assert chart.title == "Hồ sơ giải quyết đúng hạn theo đơn vị, phần trăm"
    return chart.shares


def test_the_charts_are_those_that_the_overview_names(sqlite_context: Context) -> None:
    put_valid(sqlite_context, ["STC"])
    charts = province_totals(sqlite_context, PERIOD).charts
    assert [chart.title for chart in charts] == [chart.title for chart in TEMPLATE.overview.page_charts]
    key = ("cchc", "2022")
    other = replace(TEMPLATE, chosen_overview=Overview(page_charts=(Chart("tai_chinh.ty_le_giai_ngan", "Giải ngân"),)))
    catalogue = replace(sqlite_context.catalogue, templates={**sqlite_context.catalogue.templates, key: other})
    (chart,) = province_totals(replace(sqlite_context, catalogue=catalogue), PERIOD).charts
    assert (chart.title, [name for name, _ in chart.shares]) == ("Giải ngân", ["Sở Tài chính"])


def test_equal_ratios_stand_in_the_order_of_the_names(sqlite_context: Context) -> None:
    put_valid(sqlite_context, ["HYM", "HAT", "HVG"])
    assert [name for name, _ in on_time(sqlite_context)] == [
        "Huyện Ân Thi", "Huyện Văn Giang", "Huyện Yên Mỹ",
    ]  # fmt: skip


@pytest.mark.parametrize("opened", [(), ("2023-H1", "2022-Q3")])
def test_without_earlier_figures_there_is_nothing_to_compare_with(
    sqlite_context: Context, opened: tuple[str, ...]
) -> None:
    for period in opened:
        open_period(sqlite_context, period)
    put_valid(sqlite_context, ["STC"])
    row = total(province_totals(sqlite_context, PERIOD), RECEIVED)
    assert row.figure == 7266
    assert [then and (then.figure, then.moved) for then in (row.previous, row.last_year)] == [None, None]


def test_zero_missing_and_not_applicable_are_three_things_in_a_change() -> None:
    zero, five = Decimal(0), Decimal(5)
    moved = [change(zero, five), change(five, zero)]
    assert [item and item.difference for item in moved] == [-5, 5]
    assert not any([change(NA, five), change(five, NA), change(None, five), change(five, None), change(None, None)])


def test_a_total_opens_into_every_unit_that_owes_a_report(context: Context) -> None:
    put_valid(context, ["STC"])
    put_valid(context, ["SXD"], ho_so__tiep_nhan=0)
    view, row, units, _, _ = total_by_agency(context, PERIOD, RECEIVED)
    assert [unit.agency for unit in units] == list(view.agencies) and len(units) == 28
    by_code = parts(context)
    assert (by_code["STC"].figure, by_code["STC"].submission) == (7266, f"{PERIOD}-STC-1")
    assert (by_code["SXD"].figure, by_code["SXD"].is_counted) == (0, True)
    assert (by_code["SYT"].figure, by_code["SYT"].submission, by_code["SYT"].is_counted) == (None, None, False)
    assert sum(unit.figure for unit in units if isinstance(unit.figure, Decimal)) == row.figure


def test_a_units_ratio_is_computed_from_its_own_figures(sqlite_context: Context) -> None:
    solved = {"STC": (990, 10), "SXD": (3, 3), "SYT": (0, 0)}
    for agency, (in_time, late) in solved.items():
        put_valid(sqlite_context, [agency], ho_so__dung_han=in_time, ho_so__da_giai_quyet_qua_han=late)
    by_code = parts(sqlite_context, RATIO)
    assert [by_code[code].figure for code in ("STC", "SXD", "SYT", "STP")] == [Decimal(99), Decimal(50), None, None]
    assert total_by_agency(sqlite_context, PERIOD, RATIO)[1].figure == Decimal("98.71")  # 993 of 1006
    assert on_time(sqlite_context) == (("Sở Tài chính", 99), ("Sở Xây dựng", 50))


def test_a_child_that_its_parent_includes_is_shown_and_not_added(context: Context) -> None:
    import_agencies(context, units_csv("CON,Chi cục Thuế,,so,STC,2000-01-01,,"))
    set_obligation(context, PERIOD, "STC", includes_children=True)
    put_valid(context, ["STC", "CON"])
    by_code = parts(context)
    assert (by_code["CON"].figure, by_code["CON"].is_counted) == (7266, False)
    assert total_by_agency(context, PERIOD, RECEIVED)[1].figure == 7266


def test_arrivals_add_up_day_by_day_in_vietnam(sqlite_context: Context) -> None:
    for agency, day, hour in (("STC", 15, 8), ("SXD", 15, 9), ("SYT", 17, 0), ("STP", 17, 23)):
        put_valid(sqlite_context, [agency], received_at=datetime(2023, 9, day, hour, 30, tzinfo=VIETNAM))
    put_valid(sqlite_context, ["STC"], revision=2, received_at=MORNING + timedelta(days=4))
    assert province_totals(sqlite_context, PERIOD).arrivals == ((date(2023, 9, 15), 2), (date(2023, 9, 17), 4))


def test_an_empty_province_has_totals_without_figures(sqlite_context: Context) -> None:
    province = province_totals(sqlite_context, PERIOD)
    assert (province.arrivals, province.charts) == ((), ())
    row = total(province, RECEIVED)
    assert (row.figure, row.contributing) == (None, 0)
    assert len(province.consolidation.missing) == 28


def test_what_is_not_there_is_not_found(sqlite_context: Context) -> None:
    with pytest.raises(NotFoundError):
        total_by_agency(sqlite_context, PERIOD, "khong.co")
    with pytest.raises(NotFoundError, match="chưa được mở"):
        province_totals(sqlite_context, "2023-Y")
    with pytest.raises(NotFoundError, match="chưa được mở"):
        total_by_agency(sqlite_context, "2023-Y", RECEIVED)
