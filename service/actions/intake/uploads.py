"""A file that a unit brings on the web: read into its draft, or handed in as it is; and given back with comments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from service.actions.context import Context
from service.actions.intake.drafts import Saved, findings_on, import_payload, open_draft, require_may_file
from service.actions.intake.resubmission import require_news
from service.actions.intake.submit import SubmissionRequest, require_fitting, require_size, submit_report
from service.actions.review.lookups import find_submission
from service.actions.work.bounded import annotate_bounded, read_bounded
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import ConflictError, Finding, WrongTypeError, message
from service.domain.organization.access import Caller
from service.domain.reporting.draft import as_values
from service.readers.formats import FORMATS, IntakeFormat, any_of


@dataclass(frozen=True)
class ImportResult:
    """What of a file went into the draft, what clashed there, and what could not be read."""

    figures: int
    texts: int
    documents: int
    saved: Saved
    not_taken: tuple[Finding, ...]


def import_file(
    context: Context,
    caller: Caller,
    period: str,
    agency: str,
    intake: IntakeFormat,
    raw: bytes,
    seen: int | None = None,
) -> ImportResult:
    """Read the file into the draft, over what its bringer had `seen`; raises as handing it in would."""
    require_size(context, SubmissionRequest(period, agency, intake, raw))
    form_state = open_draft(context, caller, period, agency)
    payload = read_bounded(context.catalogue, intake, raw)
    require_fitting(payload, form_state.terms.template, form_state.terms.period, form_state.agency)
    values = as_values(payload, form_state.terms.template)
    return ImportResult(
        figures=sum(path.startswith("indicators.") for path in values),
        texts=sum(path.startswith(("narratives.", "notes.", "explanations.")) for path in values),
        documents=len(payload.documents),
        saved=import_payload(context, caller, payload, seen),
        not_taken=payload.findings,
    )


def check_uploaded_file(context: Context, caller: Caller, handed: SubmissionRequest) -> tuple[str, bytes] | None:
    """The file with all findings at the cells, and its name, before anything is handed in; None where all fits.

    Raises WrongTypeError for another kind of file, TooLargeError where it has too much in it to be written again, and
    as handing it in would.
    """
    _require_annotated(handed.format)
    require_size(context, handed)
    form_state = open_draft(context, caller, handed.period, handed.agency)
    payload = read_bounded(context.catalogue, handed.format, handed.raw)
    require_fitting(payload, form_state.terms.template, form_state.terms.period, form_state.agency)
    findings = findings_on(context, replace(form_state, payload=payload))
    return _annotated(handed.file_name, handed.raw, findings, context.clock.now()) if findings else None


def submit_file(context: Context, caller: Caller, handed: SubmissionRequest) -> Receipt:
    """File what was brought as it is.

    Raises ForbiddenError where the leader is to do that, ConflictError where this very file was handed in before and
    does not count, and as accepting does.
    """
    require_may_file(context, caller, handed.agency)
    receipt, is_new = submit_report(context, caller, handed)
    if not is_new:
        require_news(context, receipt)
    return receipt


def original_file(context: Context, caller: Caller, submission: str) -> tuple[str, bytes]:
    """A filing's name and bytes as they came in; raises NotFoundError or ForbiddenError."""
    row = find_submission(context, caller, submission).row
    with context.database.reading() as session:
        row = session.merge(row, load=False)
        intake = FORMATS.find(row.channel)
        return row.file_name or f"{row.id}{intake.suffixes[0] if intake else ''}", row.raw


def annotated_file(context: Context, caller: Caller, submission: str) -> tuple[str, bytes]:
    """A filing with its findings at the cells.

    Raises WrongTypeError for a format that cannot be annotated, and TooLargeError where it has too much in it to be
    written again.
    """
    found = find_submission(context, caller, submission)
    _require_annotated(FORMATS.get(found.row.channel))
    if not found.findings:
        raise ConflictError(message("Lần nộp này không có chỗ nào cần sửa."))
    return _annotated(*original_file(context, caller, submission), found.findings, found.row.received_at)


def _require_annotated(intake: IntakeFormat) -> None:
    if not intake.can_be_annotated:
        kinds = any_of(entry.label for entry in FORMATS if entry.can_be_annotated)
        raise WrongTypeError(message("Chỉ {kinds} mới có bản đánh dấu chỗ cần sửa.", kinds=kinds))


def _annotated(name: str, raw: bytes, findings: tuple[Finding, ...], moment: datetime) -> tuple[str, bytes]:
    return f"can-sua-{name}", annotate_bounded(raw, findings, moment)
