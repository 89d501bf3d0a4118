"""Two filings of one unit, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from service.actions.context import Context
from service.domain.consolidation.submission_diff import SubmissionDiff, diff_submissions
from service.domain.errors import NotFoundError, message
from service.domain.reporting.template import ReportTemplate
from service.storage.intake.submissions import payload_of, submissions_of_agency
from service.storage.models import SubmissionRow
from service.storage.periods.periods import get_period


@dataclass(frozen=True)
class SubmissionComparison:
    """Two filings with what differs; `filings` are all that can be chosen, which are those that were understood."""

    template: ReportTemplate
    filings: tuple[SubmissionRow, ...]
    before: SubmissionRow
    after: SubmissionRow
    comparison: SubmissionDiff


def compare_submissions(
    context: Context, period: str, agency: str, before: int | None, after: int | None
) -> SubmissionComparison:
    """The unit's revisions compared, the newest two that were understood unless told; raises NotFoundError."""
    with context.database.reading() as session:
        opened = get_period(session, period)
        payloads = {row: payload_of(session, row.id) for row in submissions_of_agency(session, period, agency)}
    understood = {row: payload for row, payload in payloads.items() if payload is not None}
    filings = tuple(understood)
    if len(filings) < 2:
        raise NotFoundError(message("Cần hai lần nộp mà hệ thống đọc được nội dung thì mới so sánh được."))
    first = filings[-2] if before is None else _revision(filings, before)
    second = filings[-1] if after is None else _revision(filings, after)
    template = context.catalogue.get(opened.template_code, opened.template_version)
    return SubmissionComparison(
        template, filings, first, second, diff_submissions(template, understood[first], understood[second])
    )


def _revision(filings: tuple[SubmissionRow, ...], revision: int) -> SubmissionRow:
    for row in filings:
        if row.revision == revision:
            return row
    raise NotFoundError(message("Không có lần nộp {revision} để so sánh.", revision=revision))
