"""Reading what an API caller asks for: filings, standings, merged reports, builds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.actions.context import Context
from service.actions.standings import unit_statuses, view_period
from service.domain.access import Caller
from service.domain.consolidation import UnitStatus
from service.domain.errors import Finding, NotFoundError, message
from service.domain.payload import Payload
from service.domain.period import VIETNAM, Period
from service.storage.consolidations import newest_consolidation
from service.storage.demonstration import is_demonstration
from service.storage.models import ConsolidationRow, SubmissionRow, WorkbookRow
from service.storage.periods import OpenedPeriod, all_periods, get_period
from service.storage.submissions import findings_of, get_submission, payload_of
from service.storage.workbooks import get_build


@dataclass(frozen=True)
class Found:
    """A filing with what was understood of it and said to it."""

    row: SubmissionRow
    findings: tuple[Finding, ...]
    payload: Payload | None


def find_submission(context: Context, caller: Caller, submission: str) -> Found:
    """A filing; raises NotFoundError, or ForbiddenError for another unit's."""
    with context.database.reading() as session:
        row = get_submission(session, submission)
        caller.require_unit(row.agency)
        return Found(row, findings_of(session, [row.id])[row.id], payload_of(session, row.id))


def find_standings(context: Context, period: str) -> tuple[UnitStatus, ...]:
    """Every unit's standing in a period; raises NotFoundError."""
    with context.database.reading() as session:
        return unit_statuses(session, view_period(session, context.catalogue, period), with_findings=False)


def find_consolidation(context: Context, period: str) -> ConsolidationRow:
    """The newest merged report of a period; raises NotFoundError."""
    with context.database.reading() as session:
        get_period(session, period)
        row = newest_consolidation(session, period)
    if row is None:
        raise NotFoundError(message("Kỳ {period} chưa có số liệu tổng hợp.", period=period))
    return row


def find_workbook(context: Context, workbook: str) -> WorkbookRow:
    """A build; raises NotFoundError."""
    with context.database.reading() as session:
        return get_build(session, workbook)


def list_periods(context: Context) -> list[tuple[OpenedPeriod, Period]]:
    """Every opened period, the newest last."""
    with context.database.reading() as session:
        opened = all_periods(session)
    return [(item, item.period(context.catalogue.get(item.template_code, item.template_version))) for item in opened]


@dataclass(frozen=True)
class FrontPage:
    """What everybody may know: the open periods with their deadlines, and the demonstration's business time."""

    province: str
    periods: tuple[Period, ...]
    demonstration_time: datetime | None


def front_page(context: Context) -> FrontPage:
    """What the front page shows."""
    with context.database.reading() as session:
        demonstration = is_demonstration(session)
    return FrontPage(
        province=context.settings.province,
        periods=tuple(period for opened, period in list_periods(context) if opened.closed_at is None),
        demonstration_time=context.clock.now().astimezone(VIETNAM) if demonstration else None,
    )
