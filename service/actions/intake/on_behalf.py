"""Home Affairs files a unit's report for it: what a file says, what it would stand in place of, and filing it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from service.actions.context import Context
from service.actions.intake.form_state import FormState, findings_on, open_draft
from service.actions.intake.report_files import submit_with_files
from service.actions.intake.resubmission import require_news
from service.actions.intake.submit import SubmissionRequest
from service.actions.intake.uploads import open_with_file
from service.actions.periods.obligations import closed_error
from service.domain.consolidation.consolidation import Receipt
from service.domain.consolidation.submission_diff import SubmissionDiff, diff_submissions
from service.domain.errors import ConflictError, TonghopError, UnreadableError, message
from service.domain.organization.access import Caller
from service.domain.reporting.decisions import require_reason
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import Adjustment
from service.storage.intake.standing import standing_submission
from service.storage.intake.submissions import explained_before
from service.storage.models import SubmissionRow
from service.storage.periods.adjustments import adjustments_of


@dataclass(frozen=True)
class FilingForUnit:
    """A file that is to be filed for a unit: `form_state` has it in the draft's place, `before` is what counts now.

    `adjusted` are figures of that which Home Affairs set; they hold no longer once the file counts.
    """

    form_state: FormState
    before: SubmissionRow | None
    differences: SubmissionDiff
    adjusted: tuple[tuple[Indicator, Adjustment], ...]

    @property
    def newest(self) -> str:
        """The unit's newest filing, whatever became of it; empty for none."""
        return newest_filing(self.form_state)


def newest_filing(form_state: FormState) -> str:
    """The number of the unit's newest filing; empty for none."""
    return form_state.filings[-1].id if form_state.filings else ""


def form_for_unit(context: Context, caller: Caller, period: str, agency: str) -> tuple[FormState, TonghopError | None]:
    """The unit's form, and why nothing can be filed for it, where that is so.

    Raises NotFoundError, also for a unit that owes no report for the period.
    """
    form_state = open_draft(context, caller, period, agency)
    return form_state, _why_not(form_state)


def _why_not(form_state: FormState) -> TonghopError | None:
    terms = form_state.terms
    if form_state.is_closed:
        return closed_error(terms.period.code)
    if terms.obligation.waived_at is not None:
        said = message(
            "{name} đã được miễn nộp {period} ({why}): bỏ miễn nộp trước khi nộp thay.",
            name=terms.agency.name, period=terms.period.title, why=terms.obligation.waiver_reason,
        )  # fmt: skip
        return ConflictError(said)
    return None


def preview_for_unit(context: Context, caller: Caller, handed: SubmissionRequest) -> FilingForUnit:
    """The file held against what counts of the unit; nothing is changed.

    Raises as filing it does, but for what is wrong with the figures: that stands in the findings.
    """
    _, refusal = form_for_unit(context, caller, handed.period, handed.agency)
    if refusal is not None:
        raise refusal
    form_state = open_with_file(context, caller, handed)
    payload, template = form_state.payload, form_state.terms.template
    with context.database.reading() as session:
        explained = explained_before(session, handed.period, handed.agency)
        found = standing_submission(session, handed.period, handed.agency)
        kept = () if found is None else adjustments_of(session, found[0].id)
    row, before = found or (None, Payload(template.code, template.version, handed.period, handed.agency, {}))
    return FilingForUnit(
        replace(form_state, findings=findings_on(context, form_state, explained)),
        row,
        diff_submissions(template, before, payload),
        tuple((template.indicator(item.indicator), item.adjustment) for item in kept if item.ended_at is None),
    )


def file_for_unit(
    context: Context, caller: Caller, handed: SubmissionRequest, sent: Collection[tuple[str, str, bytes]]
) -> Receipt:
    """File it with what proves it, as `submit_with_files` does; the unit is told at once, its draft stays.

    Raises EntryError without a reason, UnreadableError where the figures have errors, ConflictError where the unit has
    filed since, the same content counts already or the period is closed.
    """
    reason = require_reason(handed.reason)
    errors = preview_for_unit(context, caller, handed).form_state.errors
    if errors:
        said = message("Báo cáo còn {count} lỗi: sửa tệp rồi chọn lại.", count=len(errors))
        raise UnreadableError(said, errors)
    receipt, is_new = submit_with_files(context, caller, replace(handed, reason=reason), sent)
    if not is_new:
        require_news(context, receipt)
        said = message("Nội dung này đã nộp (lần {revision}): không có gì mới để nộp.", revision=receipt.revision)
        raise ConflictError(said)
    return receipt
