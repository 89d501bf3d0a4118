"""Figures as data, of one period or of many, for programs and spreadsheets outside: always of the merged report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import PeriodSnapshot, baselines_of, consolidate, period_snapshot
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.figure_table import FigureRecord, FigureTable
from service.domain.consolidation.table_lines import table_lines
from service.domain.errors import NotFoundError, message
from service.domain.reporting.indicator import Indicator
from service.storage.periods.periods import all_periods, get_period
from service.writers.figures_csv import figures_csv
from service.writers.tables_csv import table_csv, tables_csv


class Paging(NamedTuple):
    """Which page of how many lines; the first one is 1."""

    page: int = 1
    size: int = 1000

    @property
    def start(self) -> int:
        """How many lines lie before it."""
        return (self.page - 1) * self.size


@dataclass(frozen=True)
class FigurePage:
    """Some of all lines, in the order of periods, agencies and indicators."""

    lines: tuple[FigureRecord, ...]
    total: int
    paging: Paging

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.paging.size))


def figures_of_period(context: Context, period: str, indicators: Sequence[str], paging: Paging) -> FigurePage:
    """A page of a period's lines, of all indicators where none is named; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        for code in indicators:
            view.template.indicator(code)
        return _page(session, context, [view], indicators, paging)


def figures_of_periods(
    context: Context, indicators: Sequence[str], since: str | None, until: str | None, paging: Paging
) -> FigurePage:  # fmt: skip
    """A page of the lines of all opened periods from one to another, the oldest first; raises NotFoundError.

    A period whose report template has none of the indicators is passed over.
    """
    with context.database.reading() as session:
        views = list(_between(session, context, since, until))
        for code in indicators:
            if views and not any(code in view.template.by_code for view in views):
                raise NotFoundError(message("Các kỳ này không có chỉ tiêu «{code}».", code=code))
        return _page(session, context, views, indicators, paging)


def period_csv(context: Context, period: str, edition: int | None = None) -> bytes:
    """All of a period's lines as CSV, or of one of its editions; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period, edition)
        table = _table(session, context, view, view.template.indicators)
    return b"".join(figures_csv(table.lines()))


def period_table_csv(context: Context, period: str, code: str, edition: int | None = None) -> bytes:
    """All rows of a period's table with rows as CSV, or of one of its editions; raises NotFoundError."""
    merged = merged_period(context, period, edition)
    table = merged.report.template.table_by_code.get(code)
    if table is None:
        raise NotFoundError(message("Biểu mẫu không có bảng «{code}».", code=code))
    return b"".join(table_csv(merged.period.code, table, table_lines(merged, table)))


def period_tables_csv(context: Context, period: str, edition: int | None = None) -> bytes:
    """All of a period's tables with rows as CSV, cell by cell, or of one of its editions; raises NotFoundError."""
    return b"".join(tables_csv(merged_period(context, period, edition)))


def merged_period(context: Context, period: str, edition: int | None = None) -> Consolidation:
    """A period's merged report as it stands, or one of its editions; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period, edition)
        return consolidate(session, view, context.settings.province)


def _between(session: Session, context: Context, since: str | None, until: str | None) -> Iterator[PeriodSnapshot]:
    for code in (since, until):
        if code is not None:
            get_period(session, code)
    views = [period_snapshot(session, context.catalogue, opened.code) for opened in all_periods(session)]
    ends = {view.period.code: view.period.window.last for view in views}
    for view in sorted(views, key=lambda each: (each.period.window.last, each.period.code)):
        last = view.period.window.last
        if (since is None or ends[since] <= last) and (until is None or last <= ends[until]):
            yield view


def _page(
    session: Session, context: Context, views: Iterable[PeriodSnapshot], codes: Sequence[str], paging: Paging
) -> FigurePage:  # fmt: skip
    """Only the periods that have lines on the page are merged."""
    found: list[FigureRecord] = []
    before = 0
    for view in views:
        indicators = [item for item in view.template.indicators if not codes or item.code in codes]
        count = len(view.agencies) * len(indicators)
        start, stop = max(0, paging.start - before), min(count, paging.start + paging.size - before)
        if start < stop:
            found += _table(session, context, view, indicators).lines(start, stop)
        before += count
    return FigurePage(tuple(found), before, paging)


def _table(session: Session, context: Context, view: PeriodSnapshot, indicators: Sequence[Indicator]) -> FigureTable:
    merged = consolidate(session, view, context.settings.province)
    pasts = baselines_of(session, context.catalogue, view)
    return FigureTable(replace(merged, previous=pasts.previous, last_year=pasts.last_year), indicators)
