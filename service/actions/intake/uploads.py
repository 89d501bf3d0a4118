"""A file that a unit brings on the web: read into its draft, or handed in as it is; and given back with comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from service.actions.context import Context
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.drafts import Saved, save_draft
from service.actions.intake.filed_drafts import settle_submission, submit_as_draft
from service.actions.intake.form_state import FormState, findings_on, open_draft, require_may_file, require_sound
from service.actions.intake.submit import SubmissionRequest, require_fitting, require_small
from service.actions.review.lookups import find_submission
from service.actions.work.bounded import annotate_bounded, read_bounded
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import (
    ConflictError,
    Finding,
    NotFoundError,
    TooLargeError,
    UnreadableError,
    WrongTypeError,
    message,
)
from service.domain.organization.access import Caller
from service.domain.reporting.draft import DraftDifferences, ImportMode, as_values, compare_values
from service.domain.reporting.payload import Payload
from service.domain.reporting.version_mapping import payload_in_version
from service.readers.formats import EXCEL, FORMATS, IntakeFormat, any_of
from service.storage.intake.submissions import explained_before, no_submission
from service.storage.models import SubmissionRow


@dataclass(frozen=True)
class FilePreview:
    """What a file would change in the draft as it is now, and what could not be read; nothing is changed yet.

    `values` is all that the file says, by the draft's paths; `submission` is the filing where it is one and no file.
    """

    form_state: FormState
    values: Mapping[str, str]
    differences: DraftDifferences
    unread: tuple[Finding, ...]
    submission: SubmissionRow | None = None

    def count(self, *kinds: str) -> int:
        """How many values of these kinds the file has: indicators, narratives, notes, explanations."""
        return sum(path.partition(".")[0] in kinds for path in self.values)


def open_with_file(context: Context, caller: Caller, handed: SubmissionRequest) -> FormState:
    """What is on the unit's desk with the file in the draft's place; raises as handing it in would."""
    require_small(context, handed)
    form_state = open_draft(context, caller, handed.period, handed.agency)
    given = read_bounded(context.catalogue, handed.format, handed.raw)
    payload = payload_in_version(given, form_state.terms.template, form_state.agency)
    require_fitting(payload, form_state.terms.template, form_state.terms.period, form_state.agency)
    return replace(form_state, payload=payload, findings=())


def preview_file(
    context: Context, caller: Caller, period: str, agency: str, intake: IntakeFormat, raw: bytes
) -> FilePreview:
    """Read the file and hold it against the draft; raises as handing it in would."""
    form_state = open_with_file(context, caller, SubmissionRequest(period, agency, intake, raw))
    values = as_values(form_state.payload, form_state.terms.template)
    differences = compare_values(form_state.draft.values, values, form_state.terms.template)
    return FilePreview(form_state, values, differences, form_state.payload.findings)


def import_values(
    context: Context, caller: Caller, period: str, agency: str, values: Mapping[str, str], mode: ImportMode, seen: int
) -> Saved:
    """Put what a file says into the draft that its bringer had `seen`; what somebody wrote since then stays."""
    form_state = open_draft(context, caller, period, agency)
    differences = compare_values(form_state.draft.values, values, form_state.terms.template)
    return save_draft(context, caller, period, agency, differences.edits(mode, seen))


def preview_submission(context: Context, caller: Caller, period: str, agency: str, submission: str) -> FilePreview:
    """What a filing of the unit would change in the draft; raises NotFoundError where none was understood."""
    form_state = open_draft(context, caller, period, agency)
    found = find_submission(context, caller, submission)
    if found.payload is None or (found.row.period, found.row.agency) != (period, agency):
        raise NotFoundError(no_submission(submission))
    values = as_values(found.payload, form_state.terms.template)
    looked = replace(form_state, payload=found.payload, findings=())
    differences = compare_values(form_state.draft.values, values, form_state.terms.template)
    return FilePreview(looked, values, differences, (), found.row)


def take_submission(
    context: Context, caller: Caller, period: str, agency: str, submission: str, mode: ImportMode | None, seen: int
) -> Saved:
    """Put what a filing says into the draft that somebody had `seen`, or leave it out; raises NotFoundError."""
    found = preview_submission(context, caller, period, agency, submission)
    assert found.submission is not None
    return settle_submission(context, caller, found.submission, found.differences, mode, seen)


def check_uploaded_file(context: Context, caller: Caller, handed: SubmissionRequest) -> tuple[str, bytes] | None:
    """The file with all findings at the cells, and its name, before anything is handed in; None where all fits.

    Raises WrongTypeError for another kind of file, and as handing it in would.
    """
    _require_annotated(handed.format)
    form_state = open_with_file(context, caller, handed)
    findings = findings_on(context, form_state)
    if not findings:
        return None
    return _annotated(context, handed.file_name, handed.raw, form_state.payload, findings, context.clock.now())


def submit_file(context: Context, caller: Caller, handed: SubmissionRequest, seen: int) -> Receipt:
    """File what was brought as it is, under the duties of the form, with the files that lie with the draft.

    It becomes the draft where that is still as its bringer had `seen` it, and waits for no leader.

    Raises ForbiddenError where the leader is to do that, UnreadableError with errors and what asks for an explanation,
    ConflictError where this very file was handed in before and does not count, and as accepting does.
    """
    require_may_file(context, caller, handed.agency)
    form_state = open_with_file(context, caller, handed)
    with context.database.reading() as session:
        before = explained_before(session, handed.period, handed.agency)
    require_sound(replace(form_state, findings=findings_on(context, form_state, before)))
    return submit_as_draft(context, caller, replace(handed, files=form_state.files), form_state.payload, seen)


def original_file(context: Context, caller: Caller, submission: str) -> tuple[str, bytes]:
    """A filing's name and bytes as they came in; raises NotFoundError or ForbiddenError."""
    row = find_submission(context, caller, submission).row
    with context.database.reading() as session:
        row = session.merge(row, load=False)
        intake = FORMATS.find(row.channel)
        if not row.raw:
            raise NotFoundError(
                message(
                    "Tệp gốc của lần nộp này đã xóa theo thời hạn lưu; số liệu, biên nhận và mã SHA-256 vẫn còn.",
                )
            )
        return row.file_name or f"{row.id}{intake.suffixes[0] if intake else ''}", row.raw


def annotated_file(context: Context, caller: Caller, submission: str) -> tuple[str, bytes]:
    """A filing with its findings at the cells.

    Raises WrongTypeError for a format that cannot be annotated, and TooLargeError or UnreadableError where it cannot be
    written again and nothing of it was understood.
    """
    found = find_submission(context, caller, submission)
    _require_annotated(FORMATS.get(found.row.channel))
    if not found.findings:
        raise ConflictError(message("Lần nộp này không có chỗ nào cần sửa."))
    name, raw = original_file(context, caller, submission)
    return _annotated(context, name, raw, found.payload, found.findings, found.row.received_at)


def _require_annotated(intake: IntakeFormat) -> None:
    if not intake.can_be_annotated:
        kinds = any_of(entry.label for entry in FORMATS if entry.can_be_annotated)
        raise WrongTypeError(message("Chỉ {kinds} mới có bản đánh dấu chỗ cần sửa.", kinds=kinds))


def _annotated(
    context: Context, name: str, raw: bytes, payload: Payload | None, findings: tuple[Finding, ...], moment: datetime
) -> tuple[str, bytes]:
    """The file with its findings; one that can be read and not be written again gives its content to a fresh form."""
    try:
        marked = annotate_bounded(raw, findings, moment)
    except (UnreadableError, TooLargeError):
        if payload is None:
            raise
        marked = _annotated_afresh(context, payload, findings, moment)
    return f"can-sua-{name}", marked


def _annotated_afresh(context: Context, payload: Payload, findings: tuple[Finding, ...], moment: datetime) -> bytes:
    raw = make_blank_form(context, payload.period, payload.agency, payload)
    fresh = read_bounded(context.catalogue, EXCEL, raw)
    moved = tuple(replace(item, place=fresh.place(item.subjects[0]) if item.subjects else "") for item in findings)
    return annotate_bounded(raw, moved, moment)
