"""Trying changed rules on what agencies filed for a period, before anybody is held to them; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.obligations import earlier_reports
from service.actions.periods.status import PeriodSnapshot, period_snapshot
from service.catalogue.rule_files import rules_in
from service.domain.consolidation.edition import LIVE
from service.domain.reporting.period import Period
from service.domain.validation.rehearsal import FiledReport, RehearsedRule, RuleChange, rehearse_rules
from service.storage.intake.standing import standing_submissions


@dataclass(frozen=True)
class Rehearsal:
    """The rules with what they would have said; `filed` is how many agencies have a valid report of the period."""

    period: Period
    filed: int
    rules: tuple[RehearsedRule, ...]

    @property
    def changed(self) -> tuple[RehearsedRule, ...]:
        """Those that differ from today's."""
        return tuple(item for item in self.rules if item.change is not RuleChange.UNCHANGED)


def rehearse(context: Context, period: str, raw: bytes) -> Rehearsal:
    """What the rules of a file, `rules.csv`, would say to the valid reports of a period.

    Raises NotFoundError for a period that was never opened, and CatalogueError naming all faults of the file.
    """
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period, LIVE)
        rules = rules_in(raw, view.template)
        filed = list(_filed(session, context, view))
    return Rehearsal(view.period, len(filed), rehearse_rules(rules, view.template.rules, filed))


def _filed(session: Session, context: Context, view: PeriodSnapshot) -> Iterator[FiledReport]:
    """The valid reports in table order, each beside the earlier ones of its agency."""
    found = {row.agency: (row, payload) for row, payload in standing_submissions(session, view.period.code)}
    for agency in view.agencies:
        if agency.code in found:
            report = view.terms(agency).report(*found[agency.code])
            yield agency, report, earlier_reports(session, context.catalogue, view.template, view.period, agency)
