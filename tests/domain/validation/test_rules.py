"""Every rule of the shipped template, by cases written by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from service.domain.errors import Level
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.earlier import NO_EARLIER, EarlierReports
from service.domain.reporting.expression import parse_condition
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.report import Report, Source, report_of
from service.domain.reporting.template import ReportTemplate, Rule
from service.domain.validation.rules import broken_rules, check_rule
from tests.support.domain import TEMPLATE, TODAYS, report


def cases_in(file: str) -> dict[str, dict[str, Any]]:
    """The cases of a file by rule."""
    return tomllib.loads((Path(__file__).parent / file).read_text(encoding="utf-8"), parse_float=str)


CASES, TODAYS_CASES = cases_in("rule_cases.toml"), cases_in("rule_cases_2025.toml")
BOTH = [*((TEMPLATE, rule_id) for rule_id in CASES), *((TODAYS, rule_id) for rule_id in TODAYS_CASES)]
EARLIER = {"previous", "last_year"}


def case_of(template: ReportTemplate, rule_id: str) -> tuple[dict[str, Any], Callable[[str], Report], EarlierReports]:
    """A case, its reports by name, and what they are compared with, all of one version of the template."""
    case = (CASES if template is TEMPLATE else TODAYS_CASES)[rule_id]
    year = 2023 if template is TEMPLATE else 2026

    def made(name: str, period: str = "Q3", back: int = 0) -> Report:
        return replace(report(case[name], period=f"{year - back}-{period}"), template=template)

    earlier = EarlierReports(
        made("previous", "H1") if "previous" in case else None,
        made("last_year", "Q3", 1) if "last_year" in case else None,
    )
    return case, made, earlier


@pytest.mark.parametrize(
    ("template", "rule_id"), BOTH, ids=lambda part: part if isinstance(part, str) else part.version
)
def test_a_rule_holds(template: ReportTemplate, rule_id: str) -> None:
    _, made, earlier = case_of(template, rule_id)
    assert check_rule(template.rule_by_id[rule_id], made("holds"), earlier) is True


@pytest.mark.parametrize(
    ("template", "rule_id"), BOTH, ids=lambda part: part if isinstance(part, str) else part.version
)
def test_a_broken_rule_says_its_figures(template: ReportTemplate, rule_id: str) -> None:
    case, made, earlier = case_of(template, rule_id)
    found = {finding.rule: finding for finding in broken_rules(made("broken"), earlier)}
    assert str(found[rule_id].message) == case["said"]
    assert found[rule_id].level is template.rule_by_id[rule_id].level


@pytest.mark.parametrize("rule_id", [rule_id for rule_id, case in CASES.items() if EARLIER & case.keys()])
def test_a_rule_that_looks_back_is_skipped_without_an_earlier_report(rule_id: str) -> None:
    assert check_rule(TEMPLATE.rule_by_id[rule_id], report(CASES[rule_id]["broken"]), NO_EARLIER) is None


def test_a_rule_is_skipped_where_a_required_figure_is_missing() -> None:
    given = {"tthc.tong": 140, "tthc.cap_tinh": 100, "tthc.cap_huyen": 9}
    assert check_rule(TEMPLATE.rule_by_id["R02"], report(given), NO_EARLIER) is None


def test_a_rule_is_skipped_where_a_whole_side_is_missing() -> None:
    assert check_rule(TEMPLATE.rule_by_id["R18"], report({"ho_so.tiep_nhan_moi": 5}), NO_EARLIER) is None
    assert check_rule(TEMPLATE.rule_by_id["R15"], report({"bien_che.co_mat": 5}), NO_EARLIER) is None


def test_a_ratio_without_its_parts_is_not_compared() -> None:
    assert check_rule(TEMPLATE.rule_by_id["R08"], report({"tai_chinh.ty_le_giai_ngan": 28}), NO_EARLIER) is None
    nothing_planned = {
        "tai_chinh.ty_le_giai_ngan": 0,
        "tai_chinh.dau_tu_cong_giai_ngan": 0,
        "tai_chinh.dau_tu_cong_ke_hoach": 0,
    }
    assert check_rule(TEMPLATE.rule_by_id["R08"], report(nothing_planned), NO_EARLIER) is None


def test_no_report_is_asked_for_what_does_not_apply() -> None:
    given = {"tthc.tong": 260, "tthc.cap_tinh": "n/a", "tthc.cap_huyen": 240, "tthc.cap_xa": 20}
    assert check_rule(TEMPLATE.rule_by_id["R02"], report(given), NO_EARLIER) is True


def with_rule(scope: str, expression: str) -> Rule:
    """A warning that looks back."""
    return Rule("X", Level.WARNING, scope, expression, parse_condition(expression), "")


def test_dossiers_are_compared_with_the_same_period_last_year() -> None:
    rule = TEMPLATE.rule_by_id["R16"]
    now, half_year = report({"ho_so.tiep_nhan": 7266}), report({"ho_so.tiep_nhan": 15253}, period="2023-H1")
    assert check_rule(rule, now, EarlierReports(previous=half_year)) is None
    last_year = report({"ho_so.tiep_nhan": 7000}, period="2022-Q3")
    assert check_rule(rule, now, EarlierReports(half_year, last_year)) is True
    doubled = report({"ho_so.tiep_nhan": 14000}, period="2022-Q3")
    (found,) = broken_rules(now, EarlierReports(last_year=replace_figures(doubled, 15000)))
    assert "so với cùng kỳ năm trước (Quý III năm 2022: 15.000)" in str(found.message)


def replace_figures(past: Report, dossiers: int) -> Report:
    """Last year's report with so many dossiers."""
    return report({"ho_so.tiep_nhan": dossiers}, period=past.period)


@pytest.mark.parametrize(("period", "previous", "asked"), [
    ("2023-Q1", "2022-Y", False), ("2023-H1", "2022-Y", False), ("2023-Q3", "2023-H1", False),
    ("2023-Y", "2022-Y", True),
])  # fmt: skip
def test_what_happened_in_a_period_is_compared_with_one_as_long_and_a_stock_with_any(
    period: str, previous: str, asked: bool
) -> None:
    now, then = report({"pakn.tiep_nhan": 5, "tthc.tong": 5}, period=period), {"pakn.tiep_nhan": 4, "tthc.tong": 4}
    earlier = EarlierReports(previous=report(then, period=previous))
    of_the_period = with_rule("previous", "pakn.tiep_nhan <= previous.pakn.tiep_nhan")
    assert check_rule(of_the_period, now, earlier) is (False if asked else None)
    assert check_rule(with_rule("previous", "tthc.tong <= previous.tthc.tong"), now, earlier) is False


@pytest.mark.parametrize("spared", ["tthc.cong_bo_moi", "tthc.bai_bo_thay_the", "tthc.tong"])
def test_nothing_is_compared_with_earlier_where_a_part_does_not_apply(spared: str) -> None:
    given = {"tthc.tong": 400, "tthc.cong_bo_moi": 0, "tthc.bai_bo_thay_the": 0}
    earlier = EarlierReports(previous=report({"tthc.tong": 380}, period="2023-H1"))
    rule = TEMPLATE.rule_by_id["R17"]
    assert check_rule(rule, report(given), earlier) is False
    assert check_rule(rule, report({**given, spared: "n/a"}), earlier) is None
    nothing_then = EarlierReports(previous=report({"tthc.tong": "n/a"}, period="2023-H1"))
    assert check_rule(rule, report(given), nothing_then) is None


def test_the_period_before_is_named() -> None:
    earlier = EarlierReports(previous=report({"tthc.tong": 380}, period="2023-H1"))
    given = {"tthc.tong": 400, "tthc.cong_bo_moi": 0, "tthc.bai_bo_thay_the": 0}
    found = next(finding for finding in broken_rules(report(given), earlier) if finding.rule == "R17")
    assert "kỳ trước (6 tháng đầu năm 2023: 380)" in str(found.message)


@pytest.mark.parametrize("kind", [AgencyKind.HUYEN, AgencyKind.XA])
def test_no_kind_of_unit_is_asked_to_compare_with_earlier_what_it_does_not_report(kind: AgencyKind) -> None:
    """All its figures have moved; a rule that needs another kind's figure as well says nothing, the others do."""
    unit = Agency("X", "Đơn vị", kind, date(1997, 1, 1))

    def filed(figure: int, period: str) -> Report:
        given = {item.code: Decimal(figure) for item in TEMPLATE.indicators if kind in item.applies_to}
        payload = Payload("cchc", "2022", period, "X", indicators=given)
        return report_of(TEMPLATE, period, submitted_report(payload, TEMPLATE, unit, Source("X")))

    broken = broken_rules(filed(90, "2023-Q3"), EarlierReports(filed(7, "2023-H1"), filed(7, "2022-Q3")))
    asked = {finding.rule for finding in broken if TEMPLATE.rule_by_id[finding.rule].is_retrospective}
    assert asked == {"R05", "R16"}, "R17 adds what departments alone announce and abolish"
