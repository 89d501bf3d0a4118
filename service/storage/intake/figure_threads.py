"""What is said about single figures of a period, in the database: only added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.reporting.figure_thread import FigureThread, ThreadEntry, ThreadStep
from service.domain.reporting.report import Figure
from service.storage.intake.payload_codec import figure_of, figure_text
from service.storage.models import FigureQuestionRow


def add_entry(
    session: Session, period: str, agency: str, indicator: str, step: ThreadStep, text: str, figure: Figure | None,
    by: str, now: datetime,
) -> None:  # fmt: skip
    """Store what was said, and the figure as it is."""
    session.add(
        FigureQuestionRow(
            period=period,
            agency=agency,
            indicator=indicator,
            step=step,
            text=text,
            by=by,
            at=now,
            figure=None if figure is None else figure_text(figure),
        )
    )
    session.flush()


def threads_in(session: Session, period: str, agency: str | None = None) -> tuple[FigureThread, ...]:
    """All threads of a period, or of one agency in it, by agency and by who was asked first."""
    query = select(FigureQuestionRow).where(FigureQuestionRow.period == period).order_by(FigureQuestionRow.id)
    found: dict[tuple[str, str], list[ThreadEntry]] = {}
    for row in session.scalars(query if agency is None else query.where(FigureQuestionRow.agency == agency)):
        figure = None if row.figure is None else figure_of(row.figure)
        found.setdefault((row.agency, row.indicator), []).append(
            ThreadEntry(row.id, row.step, row.text, row.by, row.at, figure)
        )
    return tuple(FigureThread(*key, tuple(entries)) for key, entries in found.items())


def thread_on(session: Session, period: str, agency: str, indicator: str) -> FigureThread:
    """That of one figure; empty where nobody has asked."""
    found = (thread for thread in threads_in(session, period, agency) if thread.indicator == indicator)
    return next(found, FigureThread(agency, indicator))


def open_threads(session: Session, period: str) -> tuple[FigureThread, ...]:
    """Those of a period that are not done."""
    return tuple(thread for thread in threads_in(session, period) if thread.is_open)
