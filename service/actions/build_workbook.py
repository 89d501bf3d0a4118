"""Asking for a province workbook, building it in the background, and handing out the newest."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from decimal import Decimal

import structlog

from service.actions.context import Context
from service.actions.merge_period import store_consolidation
from service.domain.access import Caller
from service.domain.errors import ConflictError, NotFoundError, message
from service.queue import Job
from service.storage.models import WorkbookRow
from service.storage.periods import get_period, hold_period
from service.storage.workbooks import (
    add_build,
    build_under_way,
    builds_of,
    cancel_build,
    claim_build,
    finish_build,
    get_build,
    newest_workbook,
    report_progress,
)
from service.writers.consolidated_workbook import write_consolidated

LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 3

log = structlog.get_logger()


class _TakenAwayError(Exception):
    """The build was cancelled, or another attempt has it now."""


def request_workbook(context: Context, caller: Caller, period: str) -> tuple[WorkbookRow, bool]:
    """The build under way for the period, begun now where there was none, and whether it is new."""
    with context.database.writing() as session:
        get_period(session, period)
        hold_period(session, period)
        row = build_under_way(session, period)
        is_new = row is None
        if row is None:
            row = add_build(session, period, caller.name, context.clock.now(), context.clock.real())
    if is_new:
        context.queue.enqueue(Job.BUILD_WORKBOOK, row.id)
    return row, is_new


def build_workbook(context: Context, workbook: str) -> None:
    """Build the workbook unless another worker does or it is done; may be run any number of times."""
    with context.database.writing() as session:
        row = claim_build(session, workbook, context.clock.real(), LEASE)
    if row is None:
        return
    if row.attempts > MAX_ATTEMPTS:
        log.error("building a workbook failed too often", workbook=row.id, attempts=row.attempts)
        _finish_failed(context, row)
        return
    _build(context, row)


def cancel_workbook(context: Context, workbook: str) -> None:
    """Give a build up; a worker that is at it notices with its next progress.

    Raises NotFoundError, or ConflictError where it is under way no more.
    """
    with context.database.writing() as session:
        get_build(session, workbook)
        if not cancel_build(session, workbook, context.clock.real()):
            raise ConflictError(
                message("Lần lập bảng «{id}» đã kết thúc nên không hủy được: tải lại trang.", id=workbook)
            )


def list_builds(context: Context, period: str) -> tuple[WorkbookRow, ...]:
    """A period's builds, the newest first; raises NotFoundError."""
    with context.database.reading() as session:
        get_period(session, period)
        return builds_of(session, period)


def finished_workbook(context: Context, workbook: str) -> WorkbookRow:
    """A finished build with its bytes; raises NotFoundError."""
    with context.database.reading() as session:
        row = get_build(session, workbook)
        if row.content is None:
            raise NotFoundError(message("Bảng tổng hợp «{id}» chưa lập xong.", id=workbook))
        return row


def latest_workbook(context: Context, period: str) -> WorkbookRow:
    """The period's newest finished workbook with its bytes; raises NotFoundError."""
    with context.database.reading() as session:
        get_period(session, period)
        row = newest_workbook(session, period)
    if row is None:
        raise NotFoundError(
            message("Kỳ {period} chưa có bảng tổng hợp nào: yêu cầu lập bảng trước khi tải.", period=period)
        )
    return row


def _build(context: Context, row: WorkbookRow) -> None:
    consolidation_row, consolidation = store_consolidation(context, row.period)
    target = io.BytesIO()
    try:
        write_consolidated(consolidation, target, progress=lambda share: _progress(context, row, share))
    except _TakenAwayError:
        log.info("build given up or taken over", workbook=row.id)
        return
    raw = target.getvalue()
    with context.database.writing() as session:
        finish_build(
            session,
            row.id,
            row.attempts,
            context.clock.now(),
            context.clock.real(),
            consolidation=consolidation_row.id,
            raw=raw,
            sha256=hashlib.sha256(raw).hexdigest(),
        )


def _progress(context: Context, row: WorkbookRow, share: Decimal) -> None:
    with context.database.writing() as session:
        is_ours = report_progress(session, row.id, row.attempts, int(share * 100), context.clock.real())
    if not is_ours:
        raise _TakenAwayError


def _finish_failed(context: Context, row: WorkbookRow) -> None:
    with context.database.writing() as session:
        finish_build(
            session,
            row.id,
            row.attempts,
            context.clock.now(),
            context.clock.real(),
            failure=f"{MAX_ATTEMPTS} attempts ended without a workbook",
        )
