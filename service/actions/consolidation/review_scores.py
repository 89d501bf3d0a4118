"""How much each submission of a period deserves a look: by its findings, its own past, its peers and its limits."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from service.actions.periods.status import PeriodSnapshot, baselines_of
from service.catalogue import Catalogue
from service.domain.consolidation.consolidation import Consolidation
from service.domain.validation.figure_concerns import figure_concerns
from service.domain.validation.figures_at_limits import figures_at_limits
from service.domain.validation.review_score import ReviewScore, review_score


def scores_of(
    session: Session, catalogue: Catalogue, view: PeriodSnapshot, merged: Consolidation
) -> Mapping[str, ReviewScore]:
    """The scores of all submissions that count, by submission; `merged` is the view's, with its findings."""
    report, pasts = merged.report, baselines_of(session, catalogue, view)
    checks = catalogue.limit_checks.get((view.template.code, view.template.version), ())
    counted = {unit.agency.code: unit for unit in merged.units if unit.agency.code in report.filings}
    kinds = {agency: unit.agency.kind for agency, unit in counted.items()}
    figures = figure_concerns(report, kinds, pasts.last_year, pasts.previous)
    found = {}
    for agency, unit in counted.items():
        of_figures = (*figures[agency].concerns, *figures_at_limits(report, agency, checks))
        submission = report.filings[agency].source.submission
        found[submission] = review_score(view.template, unit.findings, of_figures, figures[agency].moved)
    return found
