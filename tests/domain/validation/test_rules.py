"""Every rule of the shipped template, by cases written by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.domain.validation.rules import broken_rules, check_rule
from tests.support.domain import TEMPLATE, report

CASES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "rule_cases.toml").read_text(encoding="utf-8"),
    parse_float=str,
)


@pytest.mark.parametrize("rule_id", CASES)
def test_a_rule_holds(rule_id: str) -> None:
    case = CASES[rule_id]
    previous = report(case["previous"], period="2023-H1") if "previous" in case else None
    assert check_rule(TEMPLATE.rule_by_id[rule_id], report(case["holds"]), previous) is True


@pytest.mark.parametrize("rule_id", CASES)
def test_a_broken_rule_says_its_figures(rule_id: str) -> None:
    case = CASES[rule_id]
    previous = report(case["previous"], period="2023-H1") if "previous" in case else None
    found = {finding.rule: finding for finding in broken_rules(report(case["broken"]), previous)}
    assert str(found[rule_id].message) == case["said"]
    assert found[rule_id].level is TEMPLATE.rule_by_id[rule_id].level


@pytest.mark.parametrize("rule_id", [rule_id for rule_id, case in CASES.items() if "previous" in case])
def test_a_rule_that_looks_back_is_skipped_without_a_previous_report(rule_id: str) -> None:
    assert check_rule(TEMPLATE.rule_by_id[rule_id], report(CASES[rule_id]["broken"]), None) is None


def test_a_rule_is_skipped_where_a_required_figure_is_missing() -> None:
    given = {"tthc.tong": 140, "tthc.cap_tinh": 100, "tthc.cap_huyen": 9}
    assert check_rule(TEMPLATE.rule_by_id["R02"], report(given), None) is None


def test_a_rule_is_skipped_where_a_whole_side_is_missing() -> None:
    assert check_rule(TEMPLATE.rule_by_id["R18"], report({"ho_so.tiep_nhan_moi": 5}), None) is None
    assert check_rule(TEMPLATE.rule_by_id["R15"], report({"bien_che.co_mat": 5}), None) is None


def test_a_ratio_without_its_parts_is_not_compared() -> None:
    assert check_rule(TEMPLATE.rule_by_id["R08"], report({"tai_chinh.ty_le_giai_ngan": 28}), None) is None
    nothing_planned = {
        "tai_chinh.ty_le_giai_ngan": 0,
        "tai_chinh.dau_tu_cong_giai_ngan": 0,
        "tai_chinh.dau_tu_cong_ke_hoach": 0,
    }
    assert check_rule(TEMPLATE.rule_by_id["R08"], report(nothing_planned), None) is None


def test_no_report_is_asked_for_what_does_not_apply() -> None:
    given = {"tthc.tong": 260, "tthc.cap_tinh": "n/a", "tthc.cap_huyen": 240, "tthc.cap_xa": 20}
    assert check_rule(TEMPLATE.rule_by_id["R02"], report(given), None) is True
