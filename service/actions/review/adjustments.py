"""Home Affairs adjusts a figure of what a unit filed, by telephone or letter; the unit is told and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.decision_notices import notify_agencies, notify_home_affairs
from service.actions.periods.lifecycle import require_seen
from service.actions.periods.obligations import earlier_reports, outstanding_obligations, require_open
from service.actions.periods.status import PeriodSnapshot, merged_report, period_snapshot
from service.actions.review.lookups import find_submission
from service.actions.transaction import SYSTEM, Actor, Transaction
from service.domain.audit import AuditEvent
from service.domain.consolidation.corrections import Correction, adjustment_words, corrected, moved_words
from service.domain.consolidation.workbook_changes import TotalChange, total_changes
from service.domain.errors import ConflictError, EntryError, Finding, NotFoundError, message
from service.domain.organization.access import Caller
from service.domain.reporting.adjustment import (
    AdjustmentAnswer,
    WantedAdjustment,
    figure_now,
    require_adjustable,
    require_reference,
    require_value,
)
from service.domain.reporting.decisions import LONGEST_REASON, require_reason
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Adjustment, Report
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.findings import check_payload
from service.queue import Job
from service.storage.intake.report_files import files_of_adjustments
from service.storage.intake.standing import standing_submission
from service.storage.intake.submissions import findings_of, get_submission
from service.storage.models import ReportFileRow, SubmissionRow
from service.storage.organization.agencies import get_agency
from service.storage.periods.adjustments import (
    KeptAdjustment,
    add_adjustment,
    adjustments_of,
    end_adjustment,
    get_adjustment,
    lapsed_adjustments,
)
from service.storage.periods.adjustments import answer_adjustment as store_answer
from service.storage.periods.periods import content_changed, get_period, lock_period

REPLACED = "Thay bằng điều chỉnh mới"
LAPSED = "Hết thời hạn điều chỉnh"


@dataclass(frozen=True)
class AdjustmentPreview:
    """What an adjustment would do: the figure now and then, the totals that move, and what the rules say anew.

    `resolved` is what they say of the figures as they are and would say no more; `until` is when it would end at last.
    """

    indicator: Indicator
    now: Adjustment
    changes: tuple[TotalChange, ...]
    findings: tuple[Finding, ...]
    resolved: tuple[Finding, ...]
    until: datetime | None


@dataclass(frozen=True)
class _Counted:
    """A submission that counts, in its period, with what it says and what goes into the totals of it."""

    view: PeriodSnapshot
    row: SubmissionRow
    payload: Payload
    report: Report

    def then(self, wanted: WantedAdjustment, by: str, now: datetime) -> PeriodSnapshot:
        """The period with the figure set."""
        item = Adjustment(wanted.value, wanted.reference, wanted.reason, by, now)
        held = {**self.view.adjustments.get(self.row.id, {}), wanted.indicator: item}
        return replace(self.view, adjustments={**self.view.adjustments, self.row.id: held})


def preview_adjustment(
    context: Context, caller: Caller, submission: str, wanted: WantedAdjustment
) -> AdjustmentPreview:  # fmt: skip
    """What it would do, before it is done; raises as doing it does."""
    with context.database.reading() as session:
        found, wanted = _adjustable(session, context, submission, wanted)
        then = found.then(wanted, caller.name, context.clock.now())
        indicator = found.view.template.indicator(wanted.indicator)
        before, after = merged_report(session, found.view), merged_report(session, then)
        adjusted = after.filings[found.row.agency].adjusted[wanted.indicator]
        old = findings_of(session, [submission])[submission]
        new = _findings(session, context, found, then)
    return AdjustmentPreview(
        indicator,
        adjusted,
        total_changes(before, after, found.view.template.indicators),
        _only_in(new, old),
        _only_in(old, new),
        wanted.until,
    )


def adjust_figure(
    context: Context, caller: Caller, submission: str, wanted: WantedAdjustment, seen: int | None = None
) -> int:
    """Set a figure in place of what a valid submission says; the number of the adjustment.

    It holds until it is taken back, its time is over, or the unit's next report counts. Raises NotFoundError,
    EntryError for what will not do, or ConflictError where the submission counts no more or the period is closed.
    """
    with context.transaction(caller) as tx:
        row = get_submission(tx.session, submission)
        require_seen(tx.session, row.period, seen, agency=row.agency)
        found, wanted = _adjustable(tx.session, context, submission, wanted)
        for held in adjustments_of(tx.session, submission):
            if held.ended_at is None and held.indicator == wanted.indicator:
                end_adjustment(tx.session, held.id, caller.name, REPLACED, tx.now)
        number = add_adjustment(tx.session, row.period, row.agency, submission, wanted, caller.name, tx.now)
        _merge(tx, row.period)
        after = merged_report(tx.session, found.then(wanted, caller.name, tx.now))
        item = after.filings[row.agency].adjusted[wanted.indicator]
        _tell(context, tx, AuditEvent.FIGURE_ADJUSTED, found, wanted.indicator, item, wanted.reason)
    return number


def withdraw_adjustment(
    context: Context, caller: Caller, submission: str, number: int, reason: str, seen: int | None = None
) -> None:
    """Take it back, so that the figure is what was filed; raises NotFoundError, EntryError or ConflictError."""
    why = require_reason(reason)
    with context.transaction(caller) as tx:
        kept = get_adjustment(tx.session, submission, number)
        require_seen(tx.session, kept.period, seen, agency=kept.agency)
        _end(context, tx, kept, caller, why)


def end_lapsed_adjustments(context: Context) -> None:
    """End those of open periods whose time is over, each with word to its unit where it counted until now."""
    with context.database.reading() as session:
        lapsed = lapsed_adjustments(session, context.clock.now())
    for kept in lapsed:
        with context.transaction(SYSTEM) as tx:
            lock_period(tx.session, kept.period)
            if get_period(tx.session, kept.period).closed_at is not None:
                continue
            if _counts(tx.session, context, kept):
                _end(context, tx, kept, SYSTEM, LAPSED)
            else:
                end_adjustment(tx.session, kept.id, SYSTEM, LAPSED, tx.now)


def answer_adjustment(
    context: Context, caller: Caller, submission: str, number: int, *, agrees: bool, text: str = ""
) -> None:
    """The unit confirms an adjustment, or objects in its own words, which Home Affairs is told.

    Raises NotFoundError for another unit's, EntryError for an objection without words, ConflictError where it holds no
    more.
    """
    said = text.strip()[:LONGEST_REASON]
    find_submission(context, caller, submission)
    with context.transaction(caller) as tx:
        kept = get_adjustment(tx.session, submission, number)
        if kept.agency != caller.agency:
            raise NotFoundError(message("Không có điều chỉnh này."))
        if not agrees and not said:
            raise EntryError("text", message("Ghi rõ vì sao đơn vị không đồng ý và số liệu đúng là bao nhiêu."))
        require_open(tx.session, kept.period)
        found = _counted(tx.session, context, kept.submission)
        item = found.report.ordered[0].adjusted.get(kept.indicator)
        if kept.ended_at is not None or item is None:
            raise ConflictError(message("Điều chỉnh này không còn hiệu lực."))
        answer = AdjustmentAnswer.CONFIRMED if agrees else AdjustmentAnswer.OBJECTED
        store_answer(tx.session, number, answer, said, caller.name, tx.now)
        action = AuditEvent.ADJUSTMENT_CONFIRMED if agrees else AuditEvent.ADJUSTMENT_OBJECTED
        indicator = found.view.template.indicator(kept.indicator)
        subject = _subject(indicator, item)
        tx.record(action, period=kept.period, agency=kept.agency, subject=subject, reason=said)
        if not agrees:
            about = _words(found.view.template, kept.indicator, item)
            unit, path = get_agency(tx.session, kept.agency), f"/duyet/{kept.submission}"
            objected = AuditEvent.ADJUSTMENT_OBJECTED
            notify_home_affairs(context, tx, objected, kept.period, unit, path, reason=said, **about)


def _adjustable(
    session: Session, context: Context, submission: str, wanted: WantedAdjustment
) -> tuple[_Counted, WantedAdjustment]:
    """The submission with what is wanted as it is kept; raises where that cannot be."""
    found = _counted(session, context, submission)
    template = found.view.template
    indicator = require_adjustable(template, wanted.indicator)
    terms = found.view.terms(get_agency(session, found.row.agency))
    if template.is_exempt(indicator, terms.agency, terms.obligation.exempt):
        said = message("{agency} không phải báo cáo chỉ tiêu này.", agency=terms.agency.name)
        raise EntryError("indicator", said)
    require_value(indicator, wanted.value, figure_now(found.report, indicator.code))
    if wanted.until is not None and wanted.until <= context.clock.now():
        raise EntryError("until", message("Thời hạn này đã qua."))
    kept = replace(wanted, reference=require_reference(wanted.reference), reason=require_reason(wanted.reason))
    return found, kept


def _counted(session: Session, context: Context, submission: str) -> _Counted:
    """The submission where it counts in an open period; raises NotFoundError or ConflictError."""
    row = get_submission(session, submission)
    require_open(session, row.period)
    view = period_snapshot(session, context.catalogue, row.period)
    standing = standing_submission(session, row.period, row.agency)
    agency = next((unit for unit in view.agencies if unit.code == row.agency), None)
    if agency is None or standing is None or standing[0].id != submission:
        raise ConflictError(
            message("Lần nộp này không được tính nữa: đơn vị đã nộp lại hoặc được miễn nộp. Xem lần nộp mới nhất.")
        )
    make = partial(view.terms(agency).report, row)
    return _Counted(view, row, standing[1], corrected(make, standing[1], view.correction(row.agency, row.id)))


def _findings(session: Session, context: Context, found: _Counted, then: PeriodSnapshot) -> tuple[Finding, ...]:
    """What the rules say of the submission with its adjusted figures."""
    row = found.row
    terms = outstanding_obligations(session, context.catalogue, row.period, row.agency)
    adjusted = Correction(adjusted=then.adjustments[row.id])
    report = corrected(partial(terms.report, row), found.payload, adjusted)
    payload = replace(found.payload, indicators=report.ordered[0].figures)
    compared = earlier_reports(session, context.catalogue, terms.template, terms.period, terms.agency)
    today = row.received_at.astimezone(VIETNAM).date()
    return check_payload(
        payload, report, compared, agency=terms.agency, today=today, exempt=terms.obligation.exempt
    )  # fmt: skip


def _only_in(these: Iterable[Finding], those: Iterable[Finding]) -> tuple[Finding, ...]:
    """What these say and those do not."""
    said = set(map(_said, those))
    return tuple(item for item in these if _said(item) not in said)


def _said(finding: Finding) -> tuple[str, str]:
    return finding.rule, str(finding.message)


def _end(context: Context, tx: Transaction, kept: KeptAdjustment, by: Actor, reason: str) -> None:
    found = _counted(tx.session, context, kept.submission)
    item = found.report.ordered[0].adjusted.get(kept.indicator)
    name = by if isinstance(by, str) else by.name
    if item is None or not end_adjustment(tx.session, kept.id, name, reason, tx.now):
        raise ConflictError(message("Điều chỉnh này không còn hiệu lực."))
    _merge(tx, kept.period)
    _tell(context, tx, AuditEvent.FIGURE_ADJUSTMENT_ENDED, found, kept.indicator, item, reason)


def _counts(session: Session, context: Context, kept: KeptAdjustment) -> bool:
    """Whether it is in the totals: the unit was not let off, and has not submitted again since."""
    view = period_snapshot(session, context.catalogue, kept.period)
    standing = standing_submission(session, kept.period, kept.agency)
    is_owing = any(unit.code == kept.agency for unit in view.agencies)
    return is_owing and standing is not None and standing[0].id == kept.submission


def _merge(tx: Transaction, period: str) -> None:
    if content_changed(tx.session, period, tx.utcnow):
        tx.enqueue(Job.MERGE_PERIOD, period)


def _subject(indicator: Indicator, item: Adjustment) -> str:
    """What is on record of it."""
    return f"{indicator.number} {adjustment_words(item, indicator)}"[:200]


def _tell(
    context: Context, tx: Transaction, action: AuditEvent, found: _Counted, code: str, item: Adjustment, reason: str
) -> None:
    row, indicator = found.row, found.view.template.indicator(code)
    tx.record(action, period=row.period, agency=row.agency, subject=_subject(indicator, item), reason=reason)
    about = _words(found.view.template, code, item)
    notify_agencies(context, tx, action, row.period, [row.agency], f"/lan-nop/{row.id}", reason=reason, **about)


def _words(template: ReportTemplate, code: str, item: Adjustment) -> Mapping[str, Any]:
    """What a letter says of the figure."""
    indicator = template.indicator(code)
    return {
        "indicator": indicator.name, "number": indicator.number, "adjusted": moved_words(item, indicator),
        "reference": item.reference,
    }  # fmt: skip


def counted_submission(context: Context, period: str, agency: str) -> str:
    """The submission by which a unit's figures count; raises NotFoundError where it has none, or for either name."""
    with context.database.reading() as session:
        get_period(session, period)
        unit = get_agency(session, agency)
        standing = standing_submission(session, period, agency)
    if standing is None:
        raise NotFoundError(message("{name} chưa có báo cáo hợp lệ trong kỳ này.", name=unit.name))
    return standing[0].id


class ListedAdjustment(NamedTuple):
    """An adjustment with its indicator, what it stands in place of, whether it holds, and the files that prove it."""

    kept: KeptAdjustment
    indicator: Indicator
    made: Adjustment
    holds: bool
    files: tuple[ReportFileRow, ...]


def adjustments_on(context: Context, caller: Caller, submission: str) -> tuple[ListedAdjustment, ...]:
    """All of a submission, the newest first; raises NotFoundError, also for another unit's."""
    found = find_submission(context, caller, submission)
    filed = {} if found.report is None else found.report.ordered[0].figures
    with context.database.reading() as session:
        kept = adjustments_of(session, submission)
        standing = standing_submission(session, found.row.period, found.row.agency)
        files = files_of_adjustments(session, [item.id for item in kept])
    counts = standing is not None and standing[0].id == submission
    return tuple(
        ListedAdjustment(
            item,
            found.terms.template.indicator(item.indicator),
            replace(item.adjustment, filed=filed.get(item.indicator)),
            item.ended_at is None and counts,
            tuple(file for file in files if file.adjustment == item.id),
        )
        for item in kept
    )
