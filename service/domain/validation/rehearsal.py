"""What changed rules would have said to reports that were filed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.notation.labelled import Labelled
from service.domain.organization.agency import Agency
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.report import Report
from service.domain.reporting.template import Rule
from service.domain.validation.rules import check_rule


class RuleChange(Labelled):
    """What became of a rule."""

    ADDED = "added", "quy tắc mới"
    CHANGED = "changed", "quy tắc đã sửa"
    UNCHANGED = "unchanged", "không đổi"
    REMOVED = "removed", "quy tắc bỏ đi"


@dataclass(frozen=True)
class RehearsedRule:
    """A rule with the agencies whose reports break it, and those that broke what it was before."""

    rule: Rule
    change: RuleChange
    broken: tuple[Agency, ...]
    broken_before: tuple[Agency, ...]


# An agency's report beside what it is compared with.
FiledReport = tuple[Agency, Report, EarlierReports]


def rehearse_rules(
    now: Sequence[Rule], then: Sequence[Rule], filed: Iterable[FiledReport]
) -> tuple[RehearsedRule, ...]:
    """Each of the new rules in their order, then those of today that are no more, over all that was filed."""
    reports = list(filed)
    today, later = {rule.id: rule for rule in then}, {rule.id: rule for rule in now}
    return tuple(
        RehearsedRule(
            rule=later.get(name, today.get(name)),  # type: ignore[arg-type]  # one of the two has it
            change=_change(today.get(name), later.get(name)),
            broken=_broken(later.get(name), reports),
            broken_before=_broken(today.get(name), reports),
        )
        for name in {**later, **today}
    )


def _change(before: Rule | None, after: Rule | None) -> RuleChange:
    if before is None or after is None:
        return RuleChange.ADDED if before is None else RuleChange.REMOVED
    is_same = (before.expression, before.level) == (after.expression, after.level)
    return RuleChange.UNCHANGED if is_same else RuleChange.CHANGED


def _broken(rule: Rule | None, reports: Iterable[FiledReport]) -> tuple[Agency, ...]:
    if rule is None:
        return ()
    return tuple(agency for agency, report, earlier in reports if check_rule(rule, report, earlier) is False)
