"""The files that go with a report: the one that figures were read from, and other evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

from service.actions.context import Context
from service.actions.intake.drafts import change_evidence
from service.actions.intake.quota import require_room
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.periods.obligations import load_period
from service.actions.review.lookups import find_submission
from service.actions.transaction import ADMINISTRATION, Actor, Transaction
from service.actions.work.bounded import examine_bounded
from service.actions.work.sizes import require_size
from service.domain.audit import LONGEST_SUBJECT, AuditEvent
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import ConflictError, NotFoundError, UnreadableError, WrongTypeError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.text import one_line
from service.domain.organization.access import Caller
from service.domain.reporting.evidence import WHOLE, Examination, require_about
from service.domain.reporting.submission import Review
from service.storage.intake.report_files import (
    add_file,
    files_of_draft,
    files_of_submission,
    files_to_examine,
    find_file,
    keep_examination,
    remove_file,
)
from service.storage.intake.submissions import get_submission
from service.storage.models import ReportFileRow
from service.storage.periods.periods import lock_period

MOST_FILES = 10
EVIDENCE = (".pdf", ".docx", ".doc", ".odt", ".rtf", ".txt", ".xlsx", ".xls", ".jpg", ".jpeg", ".png", ".p7s")


@dataclass(frozen=True)
class BroughtFile:
    """A file that somebody brings, looked at."""

    name: str
    raw: bytes
    about: str
    examined: Examination | None
    is_read: bool = False

    @property
    def sha256(self) -> str:
        """By what its bytes are known."""
        return sha256_of(self.raw)


def look_at(context: Context, period: str, about: str, name: str, raw: bytes) -> BroughtFile:
    """The file with what is found of it.

    Raises WrongTypeError, UnreadableError, TooLargeError, or NotFoundError where it can be about no such thing.
    """
    shown = one_line(name)[-255:]
    with context.database.reading() as session:
        template, _ = load_period(session, context.catalogue, period)
    require_about(template, about)
    if PurePath(shown).suffix.lower() not in EVIDENCE:
        raise WrongTypeError(
            message("Tệp kèm theo «{name}» không đúng loại: chỉ nhận {kinds}.", name=shown, kinds=", ".join(EVIDENCE))
        )
    if not raw:
        raise UnreadableError(message("Tệp kèm theo «{name}» trống: chọn đúng tệp.", name=shown))
    advice = message("chụp hoặc quét lại ở độ phân giải thấp hơn")
    require_size(message("Tệp kèm theo"), len(raw), context.settings.max_upload, advice)
    return BroughtFile(shown, raw, about, examine_bounded(raw, context.settings.authorities, context.clock.real()))


def attach_file(
    context: Context, caller: Caller, period: str, agency: str, name: str, raw: bytes, about: str = WHOLE
) -> None:
    """Keep a file with the draft, to be handed in with it; the same bytes for the same thing change nothing.

    Raises as looking at it does, ConflictError where there are as many as there may be, or QuotaError.
    """
    caller.require_unit(agency)
    brought = look_at(context, period, about, name, raw)

    def attach(tx: Transaction) -> bool:
        known = files_of_draft(tx.session, period, agency)
        if any((row.sha256, row.about) == (brought.sha256, about) for row in known):
            return False
        if len(known) >= MOST_FILES:
            raise ConflictError(message("Mỗi báo cáo kèm tối đa {limit} tệp: bỏ bớt tệp cũ.", limit=MOST_FILES))
        require_room(context, tx.session, agency, len(raw))
        _add(tx, caller, period, agency, brought)
        tx.record(AuditEvent.EVIDENCE_ATTACHED, period=period, agency=agency, subject=brought.name[:LONGEST_SUBJECT])
        return True

    change_evidence(context, caller, period, agency, attach)


def submit_with_files(
    context: Context, caller: Caller, handed: SubmissionRequest, sent: Collection[tuple[str, str, bytes]]
) -> tuple[Receipt, bool]:
    """File what a program sends, with files that prove it: what each is about, its name and bytes.

    The same filing once more gets the first receipt, and its files where it had none. Raises as filing and looking at
    a file do, or ConflictError where other files came with it before or there are too many.
    """
    caller.require_unit(handed.agency)
    if len(sent) > MOST_FILES:
        raise ConflictError(message("Mỗi báo cáo kèm tối đa {limit} tệp: bỏ bớt tệp cũ.", limit=MOST_FILES))
    brought = tuple(look_at(context, handed.period, *item) for item in sent)
    wanted = {(item.sha256, item.about): item for item in brought}

    def beside(tx: Transaction) -> Callable[[Receipt], None]:
        return lambda receipt: _add_all(tx, caller, handed, wanted.values(), receipt.submission)

    request = replace(handed, files=brought, beside=sum(len(item.raw) for item in wanted.values()))
    receipt, is_new = submit_report(context, caller, request, beside if wanted else None)
    if wanted and not is_new:
        with context.transaction(caller) as tx:
            if _takes_files(tx, handed.period, receipt, wanted.keys()):
                _add_all(tx, caller, handed, wanted.values(), receipt.submission)
                tx.record(
                    AuditEvent.EVIDENCE_ATTACHED, period=handed.period, agency=handed.agency,
                    subject=receipt.submission,
                )  # fmt: skip
    return receipt, is_new


def _takes_files(tx: Transaction, period: str, receipt: Receipt, wanted: Collection[tuple[str, str]]) -> bool:
    """Whether content that came once more has none of these files yet; raises ConflictError where it has others."""
    lock_period(tx.session, period)
    known = {(row.sha256, row.about) for row in files_of_submission(tx.session, receipt.submission)}
    if known.issuperset(wanted):
        return False
    if known or get_submission(tx.session, receipt.submission).review is not Review.PENDING:
        said = message(
            "Nội dung này đã nộp với số biên nhận {submission}; tệp kèm theo của lần nộp đó không thay đổi được nữa.",
            submission=receipt.submission,
        )
        raise ConflictError(said)
    return True


def _add_all(
    tx: Transaction, caller: Caller, handed: SubmissionRequest, files: Iterable[BroughtFile], submission: str
) -> None:
    for item in files:
        _add(tx, caller, handed.period, handed.agency, item, submission)


def _add(
    tx: Transaction, caller: Caller, period: str, agency: str, item: BroughtFile, submission: str | None = None
) -> None:
    add_file(
        tx.session, period, agency, item.name, item.raw, caller.name, tx.now, is_read=False, about=item.about,
        examined=item.examined, submission=submission,
    )  # fmt: skip


def examine_again(context: Context, actor: Actor = ADMINISTRATION) -> int:
    """Look at every file once more, by the authorities that are trusted now; how many there were."""
    with context.database.reading() as session:
        numbers = files_to_examine(session)
    for number in numbers:
        with context.database.reading() as session:
            raw = find_file(session, number).raw
        examined = examine_bounded(raw, context.settings.authorities, context.clock.real())
        with context.transaction(actor) as tx:
            keep_examination(tx.session, number, examined)
    with context.transaction(actor) as tx:
        tx.record(AuditEvent.EVIDENCE_CHECKED, subject=str(len(numbers)))
    return len(numbers)


def detach_file(context: Context, caller: Caller, period: str, agency: str, number: int) -> None:
    """Let a file of the draft go; raises NotFoundError where it is not there, or was handed in."""
    name = _file_of_draft(context, caller, period, agency, number).name

    def detach(tx: Transaction) -> bool:
        if not remove_file(tx.session, number):
            return False
        tx.record(AuditEvent.EVIDENCE_DETACHED, period=period, agency=agency, subject=name[:LONGEST_SUBJECT])
        return True

    change_evidence(context, caller, period, agency, detach)


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
