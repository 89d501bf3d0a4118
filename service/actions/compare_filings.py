"""Two filings of one unit, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.domain.access import Caller
from service.domain.comparison import Comparison, compare
from service.domain.errors import ForbiddenError, NotFoundError, message
from service.domain.payload import Payload
from service.domain.template import ReportTemplate
from service.storage.models import SubmissionRow
from service.storage.periods import get_period
from service.storage.submissions import filings_of_unit, payload_of


@dataclass(frozen=True)
class Compared:
    """Two filings with what differs; `filings` are all that can be chosen."""

    template: ReportTemplate
    filings: tuple[SubmissionRow, ...]
    before: SubmissionRow
    after: SubmissionRow
    comparison: Comparison


def compare_filings(context: Context, caller: Caller, period: str, before: int | None, after: int | None) -> Compared:
    """The revisions compared, the newest two unless told; raises NotFoundError where there are no two to compare."""
    if caller.agency is None:
        raise ForbiddenError(message("Tài khoản này không thuộc đơn vị nào."))
    with context.database.reading() as session:
        opened = get_period(session, period)
        filings = filings_of_unit(session, period, caller.agency)
        first = _revision(filings, before if before is not None else len(filings) - 1)
        second = _revision(filings, after if after is not None else len(filings))
        template = context.catalogue.get(opened.template_code, opened.template_version)
        found = compare(template, _payload(session, first), _payload(session, second))
    return Compared(template, filings, first, second, found)


def _revision(filings: tuple[SubmissionRow, ...], revision: int) -> SubmissionRow:
    for row in filings:
        if row.revision == revision:
            return row
    raise NotFoundError(message("Không có lần nộp {revision} để so sánh.", revision=revision))


def _payload(session: Session, row: SubmissionRow) -> Payload:
    payload = payload_of(session, row.id)
    if payload is None:
        raise NotFoundError(
            message("Lần nộp {revision} chưa đọc được nội dung nên không so sánh được.", revision=row.revision)
        )
    return payload
