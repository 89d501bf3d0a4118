"""What a unit sees of a published edition: the province's totals, its own figures and place, and no other unit's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import PeriodSnapshot, consolidate, period_snapshot
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.edition import PeriodEdition
from service.domain.consolidation.ranking import Rank, rank_among_kind
from service.domain.errors import NotFoundError, message
from service.domain.notation.text import without_diacritics
from service.domain.organization.agency import Agency
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.period import Period
from service.domain.reporting.report import Figure, Report
from service.domain.reporting.template import Section
from service.storage.consolidation.editions import edition_of
from service.storage.consolidation.publications import Publication, publications_of
from service.storage.periods.periods import get_period


class PublishedFigure(NamedTuple):
    """A total of the province's, of how many units it is, and the unit's own figure."""

    indicator: Indicator
    total: Figure | None
    contributing: int
    own: Figure | None

    def is_named(self, bare: str) -> bool:
        """Whether the indicator's number or name holds these words in letters without diacritics."""
        name = self.indicator.name
        return any(bare in without_diacritics(f"{self.indicator.number}. {said}") for said in (name, name.english))


class CorrectedFigure(NamedTuple):
    """A figure of the unit's that is another one than in the edition published before."""

    indicator: Indicator
    before: Figure | None
    after: Figure | None


@dataclass(frozen=True)
class PublishedResults:
    """The newest published edition as one unit sees it, or as nobody's where `agency` is None.

    `was_counted` says whether a report of the unit's is in it, and `is_reopened` that the period takes reports again;
    `before` is the edition that was published before, with what of the unit's was corrected since.
    """

    period: Period
    edition: PeriodEdition
    publication: Publication
    agency: Agency | None
    was_counted: bool
    is_reopened: bool
    sections: tuple[tuple[Section, tuple[PublishedFigure, ...]], ...]
    ranks: tuple[tuple[Indicator, Rank], ...]
    before: Publication | None
    corrected: tuple[CorrectedFigure, ...]

    def matching(self, wanted: str) -> tuple[tuple[Section, tuple[PublishedFigure, ...]], ...]:
        """The sections with what is called so in either language, with or without diacritics; none that is empty."""
        bare = without_diacritics(wanted.strip())
        found = ((section, tuple(row for row in rows if row.is_named(bare))) for section, rows in self.sections)
        return tuple((section, rows) for section, rows in found if rows)


def published_results(context: Context, period: str, agency: str | None) -> PublishedResults:
    """What was published last of the period; raises NotFoundError where nothing was."""
    with context.database.reading() as session:
        published = publications_of(session, period)
        if not published:
            raise NotFoundError(message("Kết quả toàn tỉnh của kỳ này chưa được công bố."))
        edition = edition_of(session, period, published[0].number)
        assert edition is not None
        view, merged = _merged(context, session, period, edition.number)
        is_reopened = get_period(session, period).closed_at is None
        before = published[1] if len(published) > 1 else None
        earlier = None if before is None else _merged(context, session, period, before.number)[1].report
    report = merged.report
    return PublishedResults(
        period=view.period,
        edition=edition,
        publication=published[0],
        agency=next((unit for unit in view.agencies if unit.code == agency), None),
        was_counted=agency in report.filings,
        is_reopened=is_reopened,
        sections=_sections(report, agency),
        ranks=_ranks(view, report, agency),
        before=before,
        corrected=() if earlier is None or agency is None else _corrected(earlier, report, agency),
    )


def _merged(context: Context, session: Session, period: str, number: int) -> tuple[PeriodSnapshot, Consolidation]:
    view = period_snapshot(session, context.catalogue, period, number)
    return view, consolidate(session, view, context.settings.province)


def _sections(report: Report, agency: str | None) -> tuple[tuple[Section, tuple[PublishedFigure, ...]], ...]:
    template = report.template
    return tuple(
        (section, tuple(_figure(report, item, agency) for item in template.indicators_of(section.code)))
        for section in template.indicator_sections
    )


def _figure(report: Report, item: Indicator, agency: str | None) -> PublishedFigure:
    total = report.totals[item.code]
    own = None if agency is None else report.figure_of(agency, item.code)
    return PublishedFigure(item, total.figure, total.contributing, own)


def _ranks(view: PeriodSnapshot, report: Report, agency: str | None) -> tuple[tuple[Indicator, Rank], ...]:
    """The unit's place by each ratio that the page of totals has a chart of."""
    unit = next((unit for unit in view.agencies if unit.code == agency), None)
    if unit is None:
        return ()
    codes = dict.fromkeys(chart.indicator for chart in report.template.page_charts)
    found = ((code, rank_among_kind(report, view.agencies, unit, code)) for code in codes)
    return tuple((report.template.by_code[code], rank) for code, rank in found if rank is not None)


def _corrected(before: Report, after: Report, agency: str) -> tuple[CorrectedFigure, ...]:
    pairs = (
        (item, before.figure_of(agency, item.code), after.figure_of(agency, item.code))
        for item in after.template.indicators
    )
    return tuple(CorrectedFigure(item, was, now) for item, was, now in pairs if was != now)
