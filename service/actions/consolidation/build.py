"""Asking for a province workbook, building it in the background, and handing out the newest."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import BinaryIO

import structlog

from service.actions.consolidation.history import history_of
from service.actions.consolidation.merge import store_consolidation
from service.actions.consolidation.workbook_changes import changes_to, require_comparable
from service.actions.context import Context
from service.actions.periods.status import baselines_of, consolidate, evidence_of, period_snapshot
from service.actions.transaction import SYSTEM, Actor
from service.actions.work.attempts import given_back
from service.domain.audit import AuditEvent
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.edition import LIVE
from service.domain.consolidation.scope import WHOLE, Scope, WorkbookFormat, chosen_scope, scope_of
from service.domain.consolidation.states import BuildState
from service.domain.errors import ConflictError, NotFoundError, TonghopError, UnavailableError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.access import Caller
from service.queue import Job
from service.storage.consolidation.editions import edition_of
from service.storage.consolidation.workbooks import (
    add_build,
    build_of_edition,
    build_under_way,
    builds_of,
    cancel_build,
    claim_build,
    finish_build,
    get_build,
    newest_workbook,
)
from service.storage.leases import BUILDS
from service.storage.models import WorkbookRow
from service.storage.periods.periods import get_period, lock_period
from service.watch import WatchedTask, Work
from service.writers.consolidated_workbook import write_consolidated
from service.writers.printout import print_workbook, require_office

# Where a copy is verified, below the installation's address.
VERIFY = "/xac-minh-bang"
# How much of the whole work the writing is: the printout is then made from the workbook.
_WRITING = {WorkbookFormat.XLSX: Decimal(1), WorkbookFormat.PDF: Decimal("0.5")}
GIVEN_UP = message("Đã thử nhiều lần mà không lập xong: báo quản trị xem nhật ký.")
MAX_ATTEMPTS = 3

log = structlog.get_logger()


class _TakenAwayError(Exception):
    """The build was cancelled, or another attempt has it now."""


def request_workbook(
    context: Context, caller: Caller, period: str, scope: Scope = WHOLE, edition: int | None = None
) -> tuple[WorkbookRow, bool]:
    """The build of that scope under way for the period, begun now where there was none, and whether it is new.

    Of a closed period it is of its newest edition, or of the one named, and the finished one where there is one.
    Raises NotFoundError for an edition that there is not, and ConflictError for a printout where no office
    program is installed.
    """
    if scope.file_format is WorkbookFormat.PDF:
        require_office()
    with context.transaction(caller) as tx:
        get_period(tx.session, period)
        if scope.since:
            require_comparable(tx.session, period, scope.since)
        lock_period(tx.session, period)
        found = edition_of(tx.session, period, edition)
        if found is None:
            row = build_under_way(tx.session, period, scope)
        else:
            row = build_of_edition(tx.session, period, scope, found.number)
        is_new = row is None
        if row is None:
            number = LIVE if found is None else found.number
            row = add_build(tx.session, period, caller.name, tx.now, tx.utcnow, scope, number)
            tx.enqueue(Job.BUILD_WORKBOOK, row.id)
    return row, is_new


def choose_scope(
    context: Context, period: str, *, kinds: Sequence[str] = (), units: Sequence[str] = (),
    sections: Sequence[str] = (), file_format: str = WorkbookFormat.XLSX.value, since: str = "",
    parts: Sequence[str] = (),
) -> Scope:  # fmt: skip
    """What somebody chose of a period; raises NotFoundError, or ConflictError naming what there is not."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
    agencies = {agency.code: agency.kind for agency in view.agencies}
    return chosen_scope(
        view.template, agencies, kinds=kinds, units=units, sections=sections, file_format=file_format, since=since,
        parts=parts,
    )  # fmt: skip


def build_workbook(context: Context, workbook: str) -> None:
    """Build the workbook unless another worker does or it is done; may be run any number of times."""
    with context.transaction(SYSTEM) as tx:
        row = claim_build(tx.session, workbook, tx.utcnow)
    if row is None:
        return
    if row.attempts > MAX_ATTEMPTS:
        log.error("building a workbook failed too often", workbook=row.id, attempts=row.attempts)
        _finish_failed(context, row, GIVEN_UP.text)
        return
    undone = given_back(
        context, lambda session: BUILDS.give_back(session, row.id, row.attempts, context.clock.real(), counted=False)
    )
    with context.watch.over(Work(WatchedTask.BUILD, row.id, row.attempts)), undone:
        _build(context, row)


def cancel_workbook(context: Context, actor: Actor, workbook: str) -> None:
    """Give a build up; a worker that is at it notices with its next progress.

    Raises NotFoundError, or ConflictError where it is under way no more.
    """
    with context.transaction(actor) as tx:
        row = get_build(tx.session, workbook)
        if not cancel_build(tx.session, workbook, tx.utcnow):
            raise ConflictError(
                message("Lần lập bảng «{id}» đã kết thúc nên không hủy được: tải lại trang.", id=workbook)
            )
        tx.record(AuditEvent.WORKBOOK_CANCELLED, period=row.period, subject=row.id)


def list_builds(context: Context, period: str) -> tuple[WorkbookRow, ...]:
    """A period's builds, the newest first; raises NotFoundError."""
    with context.database.reading() as session:
        get_period(session, period)
        return builds_of(session, period)


def finished_workbook(context: Context, workbook: str) -> WorkbookRow:
    """A finished build with its bytes; raises NotFoundError."""
    with context.database.reading() as session:
        row = get_build(session, workbook)
        if row.content is None and row.state is BuildState.READY:
            raise NotFoundError(message("Bảng tổng hợp «{id}» đã xóa theo thời hạn lưu: lập bảng mới.", id=workbook))
        if row.content is None:
            raise NotFoundError(message("Bảng tổng hợp «{id}» chưa lập xong.", id=workbook))
        return row


def download_workbook(context: Context, caller: Caller, workbook: str) -> WorkbookRow:
    """A finished build with its bytes for somebody, which is noted; raises NotFoundError."""
    row = finished_workbook(context, workbook)
    with context.transaction(caller) as tx:
        tx.record(AuditEvent.WORKBOOK_DOWNLOADED, period=row.period, subject=row.id)
    return row


def latest_workbook(context: Context, period: str) -> WorkbookRow:
    """The period's newest finished workbook with its bytes; raises NotFoundError."""
    with context.database.reading() as session:
        get_period(session, period)
        edition = edition_of(session, period)
        row = newest_workbook(session, period, None if edition is None else edition.number)
        number = LIVE if edition is None else edition.number
        is_under_way = row is None and build_under_way(session, period, WHOLE, number) is not None
    if is_under_way:
        raise NotFoundError(message("Bảng tổng hợp kỳ {period} đang được lập: tải lại sau ít giây.", period=period))
    if row is None:
        raise NotFoundError(
            message("Kỳ {period} chưa có bảng tổng hợp nào: yêu cầu lập bảng trước khi tải.", period=period)
        )
    return row


def _build(context: Context, row: WorkbookRow) -> None:
    stored, consolidation = _merged(context, row)
    scope = scope_of(row.scope)
    try:
        raw, fingerprint = _written(context, row, scope, consolidation)
    except _TakenAwayError:
        log.info("build given up or taken over", workbook=row.id)
        return
    except UnavailableError:
        raise  # is no verdict
    except TonghopError as error:
        _finish_failed(context, row, str(error.said))
        return
    with context.transaction(SYSTEM) as tx:
        finish_build(
            tx.session,
            row.id,
            row.attempts,
            tx.now,
            tx.utcnow,
            consolidation=stored,
            raw=raw,
            sha256=sha256_of(raw),
            fingerprint=fingerprint,
            edition=LIVE if consolidation.edition is None else consolidation.edition.number,
        )


def _merged(context: Context, row: WorkbookRow) -> tuple[int, Consolidation]:
    """The merged report that the build is of with its number: the edition's, also where it was asked for before."""
    with context.database.reading() as session:
        edition = edition_of(session, row.period, row.edition or None)
        if edition is not None:
            view = period_snapshot(session, context.catalogue, row.period, edition.number)
            merged = consolidate(session, view, context.settings.province)
            return edition.consolidation, replace(merged, audit_hash=edition.audit_hash)
    stored, consolidation = store_consolidation(context, row.period)
    return stored.id, replace(consolidation, audit_hash=stored.audit_hash)


def _written(
    context: Context, row: WorkbookRow, scope: Scope, consolidation: Consolidation
) -> tuple[bytes, str]:  # fmt: skip
    """The file and its fingerprint."""
    with context.database.reading() as session:
        edition = LIVE if consolidation.edition is None else consolidation.edition.number
        view = period_snapshot(session, context.catalogue, row.period, edition)
        pasts = baselines_of(session, context.catalogue, view)
        evidence = evidence_of(session, view, consolidation.report)
        history = history_of(session, context, view)
        changes = changes_to(session, context, scope, consolidation) if scope.since else None
    whole = replace(
        consolidation, previous=pasts.previous, last_year=pasts.last_year, evidence=evidence, history=history
    )
    shown, verify_at = whole.within(scope), f"{context.settings.address}{VERIFY}"
    write = partial(write_consolidated, shown, verify_at=verify_at, changes=changes)
    content, fingerprint = _by_disk(
        partial(write, progress=lambda share: _progress(context, row, share * _WRITING[scope.file_format]))
    )
    if scope.file_format is WorkbookFormat.XLSX:
        return content, fingerprint

    def breath() -> None:
        _progress(context, row, _WRITING[scope.file_format])

    return print_workbook(content, lambda pages: _by_disk(partial(write, pages=pages)), breath)


def _by_disk(write: Callable[[BinaryIO], str]) -> tuple[bytes, str]:
    """What is written, and its fingerprint; on the disk meanwhile, for it is long while much else is in memory."""
    with tempfile.TemporaryFile() as target:
        fingerprint = write(target)
        target.seek(0)
        return target.read(), fingerprint


def _progress(context: Context, row: WorkbookRow, share: Decimal) -> None:
    with context.transaction(SYSTEM) as tx:
        now = tx.utcnow
        is_ours = BUILDS.renew(tx.session, row.id, row.attempts, now, progress=int(share * 100))
    if not is_ours:
        raise _TakenAwayError


def _finish_failed(context: Context, row: WorkbookRow, why: str) -> None:
    with context.transaction(SYSTEM) as tx:
        finish_build(
            tx.session, row.id, row.attempts, tx.now, tx.utcnow, failure=why
        )  # fmt: skip
