"""Nobody adds a rule without a case that it passes and one that it fails."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.domain.reporting.template import ReportTemplate
from tests.support.domain import TEMPLATE, TODAYS

FOLDER = Path(__file__).resolve().parents[1] / "domain" / "validation"
FILE = FOLDER / "rule_cases.toml"


def without_cases(cases: dict[str, Any], template: ReportTemplate = TEMPLATE) -> set[str]:
    """The rules that lack a passing or a failing case."""
    return {rule.id for rule in template.rules if not {"holds", "broken", "said"} <= cases.get(rule.id, {}).keys()}


@pytest.mark.parametrize(("template", "name"), [(TEMPLATE, FILE.name), (TODAYS, "rule_cases_2025.toml")])
def test_every_rule_has_a_passing_and_a_failing_case(template: ReportTemplate, name: str) -> None:
    cases = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert without_cases(cases, template) == set()
    assert set(cases) == {rule.id for rule in template.rules}


def test_the_guard_misses_a_case_that_is_taken_away() -> None:
    cases = tomllib.loads(FILE.read_text(encoding="utf-8"))
    del cases["R07"]["broken"]
    assert without_cases(cases) == {"R07"}
