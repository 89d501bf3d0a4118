"""Nobody adds a rule without a case that it passes and one that it fails."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tests.support.domain import TEMPLATE

FILE = Path(__file__).resolve().parents[1] / "domain" / "validation" / "rule_cases.toml"


def without_cases(cases: dict[str, Any]) -> set[str]:
    """The rules that lack a passing or a failing case."""
    return {rule.id for rule in TEMPLATE.rules if not {"holds", "broken", "said"} <= cases.get(rule.id, {}).keys()}


def test_every_rule_has_a_passing_and_a_failing_case() -> None:
    cases = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert without_cases(cases) == set()
    assert set(cases) == {rule.id for rule in TEMPLATE.rules}


def test_the_guard_misses_a_case_that_is_taken_away() -> None:
    cases = tomllib.loads(FILE.read_text(encoding="utf-8"))
    del cases["R07"]["broken"]
    assert without_cases(cases) == {"R07"}
