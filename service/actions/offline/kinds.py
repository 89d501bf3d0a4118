"""Of which kind a unit is that no list names: that which its report fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from service.domain.errors import Finding, Level
from service.domain.organization.agency import Agency
from service.domain.reporting.period import Period

Checked = TypeVar("Checked")


def checked_as_fitting(
    agency: Agency, period: Period, check: Callable[[Agency], tuple[Checked, tuple[Finding, ...]]]
) -> tuple[Agency, Checked, tuple[Finding, ...]]:
    """The unit as the kind that owes what it gave, with what `check` says of it then.

    What is asked of a department is not asked of a commune: its errors would send people for figures that they do
    not owe. Of several kinds with as many errors the first one holds, in the order of tables.
    """
    tried: list[tuple[int, int, Agency, Checked, tuple[Finding, ...]]] = []
    for kind in period.deadlines:
        known = replace(agency, kind=kind)
        outcome, findings = check(known)
        errors = sum(finding.level is Level.ERROR for finding in findings)
        if not errors:
            return known, outcome, findings
        tried.append((errors, len(tried), known, outcome, findings))
    _, _, known, outcome, findings = min(tried, key=lambda one: one[:2])
    return known, outcome, findings
