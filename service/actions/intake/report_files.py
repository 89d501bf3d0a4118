"""The files that go with a report: the one that figures were read from, and other evidence."""

from __future__ import annotations

from pathlib import PurePath

from service.actions.context import Context
from service.actions.intake.drafts import change_evidence
from service.actions.review.lookups import find_submission
from service.actions.transaction import Transaction
from service.domain.errors import ConflictError, NotFoundError, TooLargeError, UnreadableError, WrongTypeError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.text import one_line
from service.domain.organization.access import Caller
from service.settings import MEGABYTE
from service.storage.intake.report_files import add_file, files_of_draft, find_file, remove_file
from service.storage.models import ReportFileRow

MOST_FILES = 10
EVIDENCE = (".pdf", ".docx", ".doc", ".odt", ".rtf", ".txt", ".xlsx", ".xls", ".jpg", ".jpeg", ".png", ".p7s")


def attach_file(context: Context, caller: Caller, period: str, agency: str, name: str, raw: bytes) -> None:
    """Keep a file with the draft, to be handed in with it; the same bytes once more change nothing.

    Raises WrongTypeError, TooLargeError, or ConflictError where there are as many as there may be.
    """
    shown = one_line(name)[-255:]
    if PurePath(shown).suffix.lower() not in EVIDENCE:
        raise WrongTypeError(
            message("Tệp kèm theo «{name}» không đúng loại: chỉ nhận {kinds}.", name=shown, kinds=", ".join(EVIDENCE))
        )
    if not raw:
        raise UnreadableError(message("Tệp kèm theo «{name}» trống: chọn đúng tệp.", name=shown))
    if len(raw) > context.settings.max_upload:
        limit = context.settings.max_upload // MEGABYTE
        raise TooLargeError(message("Tệp kèm theo lớn hơn {limit} MB.", limit=limit))

    def attach(tx: Transaction) -> bool:
        known = files_of_draft(tx.session, period, agency)
        if any(row.sha256 == sha256_of(raw) for row in known):
            return False
        if len(known) >= MOST_FILES:
            raise ConflictError(message("Mỗi báo cáo kèm tối đa {limit} tệp: bỏ bớt tệp cũ.", limit=MOST_FILES))
        add_file(tx.session, period, agency, shown, raw, caller.name, tx.now, is_read=False)
        return True

    change_evidence(context, caller, period, agency, attach)


def detach_file(context: Context, caller: Caller, period: str, agency: str, number: int) -> None:
    """Let a file of the draft go; raises NotFoundError where it is not there, or was handed in."""
    _file_of_draft(context, caller, period, agency, number)
    change_evidence(context, caller, period, agency, lambda tx: remove_file(tx.session, number))


def draft_files(context: Context, caller: Caller, period: str, agency: str) -> tuple[ReportFileRow, ...]:
    """The files that go with what the unit hands in next."""
    caller.require_unit(agency)
    with context.database.reading() as session:
        return files_of_draft(session, period, agency)


def draft_file(context: Context, caller: Caller, period: str, agency: str, number: int) -> tuple[str, bytes]:
    """Name and bytes of a file of the draft; raises NotFoundError."""
    row = _file_of_draft(context, caller, period, agency, number)
    return row.name, row.raw


def submitted_file(context: Context, caller: Caller, submission: str, number: int) -> tuple[str, bytes]:
    """Name and bytes of a file that was handed in with a submission; raises NotFoundError."""
    found = find_submission(context, caller, submission)
    with context.database.reading() as session:
        row = find_file(session, number)
    if row.submission != found.row.id:
        raise NotFoundError(message("Không có tệp này."))
    return row.name, row.raw


def _file_of_draft(context: Context, caller: Caller, period: str, agency: str, number: int) -> ReportFileRow:
    caller.require_unit(agency)
    with context.database.reading() as session:
        row = find_file(session, number)
    if (row.period, row.agency, row.submission) != (period, agency, None):
        raise NotFoundError(message("Không có tệp này."))
    return row
