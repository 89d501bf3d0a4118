"""What a unit owes and has handed in, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.late_filing import late_until
from service.actions.periods.obligations import ReportingObligation, obligations_of_period
from service.actions.periods.status import agency_status
from service.actions.review.decide import open_remarks
from service.domain.consolidation.consolidation import AgencyStatus
from service.domain.errors import ForbiddenError, Message, message
from service.domain.organization.access import Caller, may_file
from service.domain.reporting.draft import Draft
from service.domain.reporting.figure_thread import FigureThread, ThreadStep
from service.domain.reporting.period import Period
from service.domain.reporting.standing import SubmissionHistory
from service.domain.reporting.submission import NOT_CHECKED, State
from service.storage.consolidation.publications import published_periods
from service.storage.intake.approvals import newest_request, unanswered_return
from service.storage.intake.comments import Comment
from service.storage.intake.drafts import find_draft
from service.storage.intake.figure_threads import threads_in
from service.storage.intake.submissions import submissions_of_agency
from service.storage.models import SubmissionRow
from service.storage.organization.agencies import get_agency, officer_files
from service.storage.periods.adjustments import adjustments_of
from service.storage.periods.periods import all_periods


@dataclass(frozen=True)
class ReportEntry:
    """One report that a unit owes, with what there is of it; the newest filing comes first.

    `remarks` are what Home Affairs said when it returned the filing that counts, `adjusted` how many of its figures it
    adjusted; `may_file` tells whether who looks may hand the report in, or puts it before the leader; the draft
    `came_back` where the leader has sent it back and nobody has put it there again. Once an edition of the period was
    published, the unit sees what the province came to. A unit that is let in after the closing may file until
    `late_until`.
    """

    terms: ReportingObligation
    is_closed: bool
    status: AgencyStatus
    filings: tuple[SubmissionRow, ...]
    draft: Draft | None
    remarks: tuple[Comment, ...]
    is_published: bool
    may_file: bool
    adjusted: int = 0
    questions: tuple[FigureThread, ...] = ()
    came_back: bool = False
    late_until: datetime | None = None

    @property
    def period(self) -> Period:
        """The period."""
        return self.terms.period

    @property
    def note(self) -> Message | None:
        """What there is to say where the check of the newest filing came to no end."""
        newest = SubmissionHistory(self.filings).newest
        return NOT_CHECKED if newest is not None and newest.state is State.FAILED else None


def my_reports(context: Context, caller: Caller) -> tuple[ReportEntry, ...]:
    """The unit's reports, open periods first, then the newest first; raises ForbiddenError for one without a unit."""
    if caller.agency is None:
        raise ForbiddenError(message("Tài khoản này không thuộc đơn vị nào."))
    with context.database.reading() as session:
        agency = get_agency(session, caller.agency)
        found, published = [], published_periods(session)
        is_filer = may_file(caller.role, officers=officer_files(session, agency.code))
        for opened in reversed(all_periods(session)):
            terms = obligations_of_period(session, context.catalogue, opened.code, agency)
            if terms.is_owed:
                filings = submissions_of_agency(session, opened.code, agency.code)
                late = late_until(session, opened, agency.code, context.clock.now())
                found.append(
                    ReportEntry(
                        terms=terms,
                        is_closed=opened.closed_at is not None and late is None,
                        late_until=late,
                        status=agency_status(terms, SubmissionHistory(filings)),
                        filings=tuple(reversed(filings)),
                        draft=find_draft(session, opened.code, agency.code),
                        remarks=open_remarks(session, filings),
                        is_published=opened.code in published,
                        adjusted=_adjusted(session, filings),
                        questions=_questions(session, opened.code, agency.code),
                        may_file=is_filer,
                        came_back=_came_back(session, opened.code, agency.code, filings),
                    )
                )
    return tuple(sorted(found, key=lambda owed: owed.is_closed))


def _came_back(session: Session, period: str, agency: str, filings: Sequence[SubmissionRow]) -> bool:
    """Whether the last that happened to the draft between officer and leader is that it was sent back."""
    newest, returned = newest_request(session, period, agency), unanswered_return(session, period, agency, filings)
    return newest is not None and returned is not None and newest.id == returned.request.id


def _questions(session: Session, period: str, agency: str) -> tuple[FigureThread, ...]:
    """What Home Affairs asks about single figures and nobody has answered."""
    return tuple(one for one in threads_in(session, period, agency) if one.step is ThreadStep.ASKED)


def _adjusted(session: Session, filings: Sequence[SubmissionRow]) -> int:
    """How many figures of the filing that counts stand adjusted."""
    standing = SubmissionHistory(filings).standing
    if standing is None:
        return 0
    return sum(item.ended_at is None for item in adjustments_of(session, standing.id))
