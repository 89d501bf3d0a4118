"""Home Affairs asks an agency about one figure, the agency answers, and Home Affairs marks it done or asks again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.decision_notices import notify_agencies, notify_home_affairs
from service.actions.periods.obligations import (
    ReportingObligation,
    outstanding_obligations,
    require_open,
    standing_report,
)
from service.domain.audit import LONGEST_SUBJECT, AuditEvent
from service.domain.errors import ConflictError, ForbiddenError, message
from service.domain.organization.access import Caller
from service.domain.reporting.figure_thread import FigureThread, ThreadStep, require_step
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.report import Figure, Report
from service.storage.intake import figure_threads as storage
from service.storage.intake.standing import standing_submission
from service.storage.periods.periods import get_period, lock_period

ACTS = {
    ThreadStep.ASKED: AuditEvent.FIGURE_ASKED,
    ThreadStep.ANSWERED: AuditEvent.FIGURE_ANSWERED,
    ThreadStep.DONE: AuditEvent.FIGURE_SETTLED,
}


@dataclass(frozen=True)
class OpenedThread:
    """A thread with the figure as it is now, and the submission that it stands in; None where none is valid."""

    terms: ReportingObligation
    indicator: Indicator
    thread: FigureThread
    figure: Figure | None
    submission: str | None
    is_closed: bool

    @property
    def has_changed(self) -> bool:
        """Whether the figure is another one than when it was last asked about."""
        return self.thread.has_changed(self.figure)


@dataclass(frozen=True)
class _Asked:
    """The agency that is asked in a period, with its report that counts, for however many figures."""

    terms: ReportingObligation
    report: Report | None
    submission: str | None
    is_closed: bool

    def about(self, indicator: Indicator, thread: FigureThread) -> OpenedThread:
        """The thread on one of its figures."""
        figure = None if self.report is None else self.report.figure_of(self.terms.agency.code, indicator.code)
        return OpenedThread(self.terms, indicator, thread, figure, self.submission, self.is_closed)


def figure_thread(context: Context, caller: Caller, period: str, agency: str, code: str) -> OpenedThread:
    """What was said about one figure; raises NotFoundError, or ForbiddenError for another agency's."""
    caller.require_unit(agency)
    with context.database.reading() as session:
        return _opened(session, context, period, agency, code)


def threads_of(context: Context, caller: Caller, period: str, agency: str) -> tuple[OpenedThread, ...]:
    """All of an agency in a period; raises as `figure_thread` does."""
    caller.require_unit(agency)
    with context.database.reading() as session:
        asked = _asked(session, context, period, agency)
        known = asked.terms.template.by_code
        return tuple(
            asked.about(known[one.indicator], one)
            for one in storage.threads_in(session, period, agency)
            if one.indicator in known
        )


def steps_by_indicator(context: Context, period: str, agency: str) -> Mapping[str, FigureThread]:
    """The threads of an agency in a period, by indicator, to be shown beside its figures."""
    with context.database.reading() as session:
        return {thread.indicator: thread for thread in storage.threads_in(session, period, agency)}


def say_about_figure(
    context: Context, caller: Caller, period: str, agency: str, code: str, step: ThreadStep, text: str = "",
    seen: int | None = None,
) -> None:  # fmt: skip
    """Ask, answer or settle; `seen` is the number of the last entry that the caller has read.

    Raises NotFoundError, ForbiddenError for the other side's step, EntryError without words, and ConflictError where
    the period is closed, there is nothing to ask about or to answer, or somebody said something since.
    """
    caller.require_unit(agency)
    if (step is ThreadStep.ANSWERED) is not caller.role.has_unit:
        raise ForbiddenError(message("Sở Nội vụ hỏi và kết thúc trao đổi; đơn vị trả lời."))
    with context.transaction(caller) as tx:
        get_period(tx.session, period)
        lock_period(tx.session, period)
        require_open(tx.session, period)
        found = _opened(tx.session, context, period, agency, code)
        said = require_step(found.thread, step, text, seen)
        if step is ThreadStep.ASKED and found.submission is None:
            raise ConflictError(
                message("{name} chưa có báo cáo hợp lệ trong kỳ này.", name=found.terms.agency.name)
            )  # fmt: skip
        storage.add_entry(tx.session, period, agency, code, step, said, found.figure, tx.actor_name, tx.now)
        item = found.indicator
        subject = f"{item.number}. {item.name}"[:LONGEST_SUBJECT]
        tx.record(ACTS[step], period=period, agency=agency, subject=subject, reason=said)
        path = f"/hoi-dap/{period}/{agency}/{code}"
        about: dict[str, Any] = {"indicator": item.name, "number": item.number, "remarks": (said,) if said else ()}
        if step is ThreadStep.ANSWERED:
            notify_home_affairs(context, tx, ACTS[step], period, found.terms.agency, path, **about)
        else:
            notify_agencies(context, tx, ACTS[step], period, [agency], path, **about)


def _opened(session: Session, context: Context, period: str, agency: str, code: str) -> OpenedThread:
    asked = _asked(session, context, period, agency)
    indicator = asked.terms.template.indicator(code)
    return asked.about(indicator, storage.thread_on(session, period, agency, code))


def _asked(session: Session, context: Context, period: str, agency: str) -> _Asked:
    terms = outstanding_obligations(session, context.catalogue, period, agency)
    standing = standing_submission(session, period, agency)
    return _Asked(
        terms,
        standing_report(session, context.catalogue, period, terms.agency),
        None if standing is None else standing[0].id,
        get_period(session, period).closed_at is not None,
    )
