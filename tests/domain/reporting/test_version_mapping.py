"""A report of 2025-Q3 beside one of 2025-H1 in the earlier version of the template, by figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from service.domain.consolidation.baseline import Baseline, change, total_change
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.report import NA, Figure, Report, Source, SubmittedReport
from service.domain.reporting.version_mapping import figures_in_version, report_in_version, texts_in_version
from service.domain.validation.rules import broken_rules, check_rule
from tests.support.domain import TEMPLATE, TODAYS, figures

# Two departments' half year in the version of 2022.
FIRST = {
    "ho_so.tiep_nhan": 1000, "ho_so.ky_truoc_chuyen_sang": 100, "ho_so.tiep_nhan_moi": 900, "ho_so.dung_han": 880,
    "ho_so.da_giai_quyet_qua_han": 20, "ho_so.chua_den_han": 95, "ho_so.qua_han": 5, "ho_so.moi_truc_tiep": 300,
    "buu_chinh.tiep_nhan": 40, "mot_cua.cong_chuc": 3, "dvctt.muc_do_3": 58, "dvctt.muc_do_4": 62,
    "dvctt.ho_so_truc_tuyen": 600, "dvctt.ho_so_tong": 900, "tthc.tong": 140, "tthc.cap_huyen": 9,
    "ho_so.ty_le_so_hoa": 100, "ho_so.ty_le_dung_han": "97.8", "so_hoa.ty_le_van_ban_dien_tu": 100,
}  # fmt: skip
SECOND = {"ho_so.tiep_nhan": 100, "ho_so.dung_han": 90, "ho_so.chua_den_han": 10, "ho_so.qua_han": 0}


def made(code: str, given: dict[str, object]) -> SubmittedReport:
    return SubmittedReport(Source(code), figures(given), {"I.c": "Đã làm."}, notes={"mot_cua.cong_chuc": "kiêm nhiệm"})


@pytest.fixture
def half_year() -> Report:
    return Report(TEMPLATE, "2025-H1", {"STC": made("STC", FIRST), "SYT": made("SYT", SECOND)})


def test_each_figure_crosses_as_the_mapping_says(half_year: Report) -> None:
    found = report_in_version(half_year, TODAYS)
    assert (found.template.version, found.period) == ("2025", "2025-H1")
    wanted: dict[str, Decimal | None] = {
        "ho_so.tiep_nhan": Decimal(1000),  # the same
        "ho_so.da_giai_quyet": Decimal(900),  # 880 + 20
        "ho_so.dang_giai_quyet": Decimal(100),  # 95 + 5
        "ho_so.da_giai_quyet_qua_han": Decimal(20),  # stays what it was beside its total
        "ho_so.chua_den_han": Decimal(95),
        "ho_so.truoc_han": None,  # 880 were early or on time, and nobody knows how many of each
        "ho_so.dung_han": None,
        "ho_so.moi_truc_tiep": None,
        "ho_so.moi_buu_chinh": Decimal(40),  # was counted apart under another code
        "ttpvhcc.cong_chuc": Decimal(3),
        "dvctt.mot_phan": Decimal(58),
        "dvctt.toan_trinh": Decimal(62),
        "dvctt.ho_so_toan_trinh": None,
        "dvctt.ho_so_mot_phan": None,
        "so_hoa.ho_so": None,
        "ho_so.ty_le_dung_han": Decimal("97.8"),  # as it was stated
        "tthc.tong": Decimal(140),
    }
    assert {code: found.figure_of("STC", code) for code in wanted} == wanted
    assert set(found.filings["STC"].figures) <= set(TODAYS.by_code)
    assert found.filings["STC"].narratives == {"I.c": "Đã làm."}


def test_totals_and_their_ratio_cross(half_year: Report) -> None:
    """97,98 % of 990 settled: 880 + 20 and 90, of which 20 late."""
    found = report_in_version(half_year, TODAYS)
    assert (found.number("ho_so.da_giai_quyet"), found.number("ho_so.tiep_nhan")) == (Decimal(990), Decimal(1100))
    assert found.number("ho_so.ty_le_dung_han") == half_year.number("ho_so.ty_le_dung_han") == Decimal("97.98")
    assert found.figure("dvctt.ty_le_ho_so_truc_tuyen") is None


def test_a_quarter_compares_with_the_half_year_of_the_earlier_version(half_year: Report) -> None:
    now = Report(
        TODAYS, "2025-Q3", {"STC": SubmittedReport(Source("STC"), figures({"ttpvhcc.cong_chuc": 5, "dvctt.mot_phan": 50,
                     "ho_so.da_giai_quyet": 450, "ho_so.da_giai_quyet_qua_han": 9, "ho_so.dang_giai_quyet": 130}))}
    )  # fmt: skip
    unit = Agency("STC", "Sở Tài chính", AgencyKind.SO, date(1997, 1, 1))
    past = Baseline(TODAYS.schedule.period("2025-H1"), report_in_version(half_year, TODAYS), {}, {"STC": unit})
    assert total_change(now, past, "ttpvhcc.cong_chuc") == (Decimal(2), Decimal("66.7"))
    assert total_change(now, past, "dvctt.mot_phan") == (Decimal(-8), Decimal("-13.8"))
    assert total_change(now, past, "ho_so.dang_giai_quyet") == (Decimal(20), Decimal("18.2"))  # 130 of 100 + 10
    # A quarter's work is not compared with that of half a year, in whatever version.
    assert total_change(now, past, "ho_so.da_giai_quyet") is None
    assert change(now.number("ho_so.ty_le_dung_han"), past.total("ho_so.ty_le_dung_han")) == (
        Decimal("0.02"), Decimal("0.0"),
    )  # fmt: skip


@pytest.mark.parametrize(("carried", "verdict"), [(100, True), (95, False)])
def test_a_rule_looks_back_across_versions(half_year: Report, carried: int, *, verdict: bool) -> None:
    """Carried over is what was not yet due and overdue: 95 + 5."""
    mine = replace(half_year, filings={"STC": half_year.filings["STC"]})
    given = {"ho_so.ky_truoc_chuyen_sang": carried, "tthc.tong": 141, "tthc.cong_bo_moi": 2, "tthc.bai_bo_thay_the": 1}
    now = Report(TODAYS, "2025-Q3", {"STC": SubmittedReport(Source("STC"), figures(given))})
    earlier = EarlierReports(report_in_version(mine, TODAYS))
    assert check_rule(TODAYS.rule_by_id["R05"], now, earlier) is verdict
    assert check_rule(TODAYS.rule_by_id["R17"], now, earlier) is True
    assert [item.rule for item in broken_rules(now, earlier)] == ([] if verdict else ["R05"])


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ({"ho_so.dung_han": 880, "ho_so.da_giai_quyet_qua_han": 20}, Decimal(900)),
        ({"ho_so.dung_han": 880}, Decimal(880)),  # what may be left blank counts as nothing beside what is there
        ({"ho_so.dung_han": 880, "ho_so.da_giai_quyet_qua_han": "n/a"}, Decimal(880)),
        ({"ho_so.da_giai_quyet_qua_han": 20}, None),  # without what is required nothing is known
        ({"ho_so.dung_han": "n/a", "ho_so.da_giai_quyet_qua_han": "n/a"}, NA),
        ({}, None),
    ],
)
def test_a_sum_is_known_where_its_required_parts_are(given: dict[str, object], total: Figure | None) -> None:
    assert figures_in_version(figures(given), "2022", TODAYS).get("ho_so.da_giai_quyet") == total


def test_words_beside_a_figure_follow_its_code() -> None:
    notes = {"mot_cua.cong_chuc": "kiêm nhiệm", "ho_so.dung_han": "cả trước hạn", "tthc.tong": "đủ"}
    assert texts_in_version(notes, "2022", TODAYS) == {"ttpvhcc.cong_chuc": "kiêm nhiệm", "tthc.tong": "đủ"}


def test_a_report_of_the_same_version_stays_as_it_is(half_year: Report) -> None:
    assert report_in_version(half_year, TEMPLATE) is half_year
    assert figures_in_version(half_year.filings["STC"].figures, "2025", TODAYS) == half_year.filings["STC"].figures
