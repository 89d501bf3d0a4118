"""Accept a submission: read, commit, then enqueue its validation; a duplicate gets the first receipt.

A key is a promise of whoever sends: the same key, the same bytes. Where it comes with others, whoever sends has made a
mistake that would lose a report, and is told so whatever the others say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.intake.on_behalf_notices import held_and_told
from service.actions.intake.quota import require_room
from service.actions.intake.resubmission import check_where_due
from service.actions.periods.late_filing import require_open_to
from service.actions.transaction import Transaction
from service.actions.work.bounded import read_bounded
from service.actions.work.sizes import require_size
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import (
    ConflictError,
    Finding,
    Level,
    Message,
    UnreadableError,
    UsedKeyError,
    message,
)
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.numbers import shorten
from service.domain.notation.text import one_line
from service.domain.organization.access import Caller
from service.domain.organization.agency import Agency
from service.domain.organization.quota import QuotaError
from service.domain.reporting.decisions import LONGEST_REASON
from service.domain.reporting.evidence import EvidenceFile, missing_signed_report
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import Period
from service.domain.reporting.template import ReportTemplate
from service.domain.reporting.version_mapping import payload_in_version
from service.queue import Job
from service.readers.formats import IntakeFormat
from service.storage.intake.receiving import (
    NewSubmission,
    find_duplicate,
    insert_submission,
    keep_key,
    submission_of_key,
    submission_target,
)

# Of several filings of one unit in the same moment each try lets one in.
TRIES = 20
# What belongs to a new filing and is committed with it or not at all: it takes hold of what it needs before the filing
# is inserted, in the order in which checks do, and the rest is done once there is a receipt.
Beside = Callable[[Transaction], Callable[[Receipt], None]]

log = structlog.get_logger()


@dataclass(frozen=True)
class SubmissionRequest:
    """A submission as it arrives; `files` are those that go with it, already known or kept once it is accepted.

    `reason` is why it is filed for the unit by somebody who is not of it, `newest` the unit's newest filing that they
    have seen, empty for none; None where they have not looked. `beside` is how many bytes of files come along that are
    not kept yet.
    """

    period: str
    agency: str
    format: IntakeFormat
    raw: bytes
    file_name: str = ""
    idempotency_key: str | None = None
    files: tuple[EvidenceFile, ...] = ()
    reason: str = ""
    newest: str | None = None
    beside: int = 0


def submit_report(
    context: Context, caller: Caller, handed: SubmissionRequest, beside: Beside | None = None
) -> tuple[Receipt, bool]:
    """The receipt, and whether the filing is new; `beside` is done in the transaction that takes in a new one.

    Raises ForbiddenError, NotFoundError, ConflictError (closed period), UsedKeyError, TooLargeError, WrongTypeError,
    QuotaError, or UnreadableError naming every place.
    """
    caller.require_unit(handed.agency)
    require_small(context, handed)
    new = NewSubmission(
        period=handed.period,
        agency=handed.agency,
        channel=handed.format.channel,
        file_name=one_line(handed.file_name[:1000])[:255],
        sha256=sha256_of(handed.raw),
        idempotency_key=handed.idempotency_key,
        raw=handed.raw,
        filed_by=caller.name,
        filer=caller.account,
        beside=handed.beside,
    )
    if new.idempotency_key is not None and (earlier := _earlier(context, new)) is not None:
        return _again(context, caller, new, earlier), False
    found = context.recent.get(("desk", new.period, new.agency), lambda: _find_target(context, new))
    template, period, agency, asks_signed_report = found
    payload = payload_in_version(read_bounded(context.catalogue, handed.format, handed.raw), template, agency)
    require_fitting(payload, template, period, agency)
    if asks_signed_report and _earlier(context, new) is None:
        require_signed_report(handed.files)
    if caller.agency is None and _earlier(context, new) is None:
        new = replace(new, on_behalf=require_reason_on_behalf(handed.reason))
        beside = held_and_told(context, handed.period, handed.agency, handed.newest, beside)
    receipt, is_new = _commit(context, caller, new, beside)
    if not is_new:
        return _again(context, caller, new, receipt), False
    return receipt, True


def require_fitting(payload: Payload, template: ReportTemplate, period: Period, agency: Agency) -> None:
    """Raises UnreadableError where the payload is of another template, period or unit, or of a unit that owes none."""
    expected = {
        "template": (payload.template, template.code, message("biểu mẫu")),
        "template_version": (payload.template_version, template.version, message("phiên bản biểu mẫu")),
        "period": (payload.period, period.code, message("kỳ báo cáo")),
        "agency": (payload.agency, agency.code, message("đơn vị")),
    }
    problems = [
        _problem(
            payload,
            key,
            message("Báo cáo ghi {what} «{given}», cần «{wanted}».", what=what, given=shorten(given), wanted=wanted),
        )
        for key, (given, wanted, what) in expected.items()
        if given != wanted
    ]
    if not period.is_open_to(agency):
        said = message(
            "{name} không thuộc diện báo cáo {period}: không có hiệu lực tại ngày {day}.",
            name=agency.name,
            period=period.title,
            day=f"{period.window.last:%d/%m/%Y}",
        )
        problems.append(_problem(payload, "agency", said))
    if problems:
        raise UnreadableError(problems[0].message, problems)


def _problem(payload: Payload, key: str, said: Message) -> Finding:
    return Finding("envelope", Level.ERROR, said, (f"$.{key}",), payload.place(f"$.{key}"))


def require_signed_report(files: Iterable[EvidenceFile]) -> None:
    """Raises UnreadableError with what is missing where the signed report is not among the files."""
    missing = missing_signed_report(files)
    if missing is not None:
        raise UnreadableError(missing.message, [missing])


def require_reason_on_behalf(reason: str) -> str:
    """Why a unit's report is filed for it, as it is kept; raises UnreadableError without a word."""
    said = one_line(reason)[:LONGEST_REASON].strip()
    if not said:
        fault = message("Sở Nội vụ nộp thay đơn vị phải ghi lý do: thêm tham số reason vào địa chỉ.")
        raise UnreadableError(fault, [Finding("reason", Level.ERROR, fault, place="reason")])
    return said


def require_small(context: Context, handed: SubmissionRequest) -> None:
    """Raises TooLargeError where it is larger than its format may be."""
    largest, advice = handed.format.largest(context.settings), message("chỉ gửi đúng tệp báo cáo, không kèm ảnh")
    require_size(message("Báo cáo"), len(handed.raw), largest, advice)


def _commit(context: Context, caller: Caller, new: NewSubmission, beside: Beside | None) -> tuple[Receipt, bool]:
    """Insert the filing; where somebody else was faster with the same one, theirs is the receipt."""
    faster: IntegrityError | None = None
    for _ in range(TRIES):
        try:
            added = _insert(context, caller, new) if beside is None else _insert_with(context, caller, new, beside)
            if added is not None:
                return added, True
        except IntegrityError as error:
            # The same filing is there already, or somebody else got the revision, or began the draft beside it.
            faster = error
        except QuotaError:
            # What is there already gets its receipt all the same; whatever else is refused below.
            log.info("an agency has used up its quota", period=new.period, agency=new.agency)
        earlier = _earlier(context, new)
        if earlier is not None:
            return earlier, False
        with context.database.reading() as session:
            _require_taken(context, session, new)
    said = message("Nhiều lần nộp của {agency} đến cùng lúc: gửi lại sau ít phút.", agency=new.agency)
    raise ConflictError(said) from faster


def _insert(context: Context, caller: Caller, new: NewSubmission) -> Receipt | None:
    with context.statement_transaction(caller) as tx:
        added = insert_submission(tx, new, tx.now, tx.utcnow, context.settings.quota)
        if added is not None:
            tx.enqueue(Job.VALIDATE_SUBMISSIONS, added.submission)
    return added


def _insert_with(context: Context, caller: Caller, new: NewSubmission, beside: Beside) -> Receipt | None:
    """The same with what belongs to it, so that a crash leaves both or neither."""
    with context.transaction(caller) as tx:
        settle = beside(tx)
        with context.database.statements(tx.session) as statements:
            added = insert_submission(statements, new, tx.now, tx.utcnow, context.settings.quota)
        if added is None:
            _require_taken(context, tx.session, new)
            return None
        tx.enqueue(Job.VALIDATE_SUBMISSIONS, added.submission)
        settle(added)
    return added


def _earlier(context: Context, new: NewSubmission) -> Receipt | None:
    """The receipt of the same bytes; raises UsedKeyError where the key came with others."""
    with context.database.reading() as session:
        of_key = None if new.idempotency_key is None else submission_of_key(session, new)
        if of_key is None or of_key.sha256 == new.sha256:
            return of_key or find_duplicate(session, new)
    said = message(
        "Idempotency-Key «{key}» đã dùng cho lần nộp {submission} có nội dung khác, nên nội dung này chưa được nộp: "
        "mỗi nội dung mới cần một khóa mới.",
        key=shorten(new.idempotency_key or ""),
        submission=of_key.submission,
    )
    raise UsedKeyError(said, [Finding("idempotency_key", Level.ERROR, said, place="Idempotency-Key")])


def _again(context: Context, caller: Caller, new: NewSubmission, receipt: Receipt) -> Receipt:
    """The first receipt of bytes that came once more, with their key remembered and their check begun anew if due."""
    with context.database.reading() as session:
        is_known = new.idempotency_key is None or submission_of_key(session, new) is not None
    if not is_known:
        try:
            with context.transaction(caller) as tx:
                keep_key(tx.session, new, receipt.submission)
        except IntegrityError:
            _earlier(context, new)  # in the same moment it came once more, perhaps with other bytes
    check_where_due(context, caller, receipt)
    return receipt


def _find_target(context: Context, new: NewSubmission) -> tuple[ReportTemplate, Period, Agency, bool]:
    """The template, period and unit that a filing is held against, and whether the signed report has to come along."""
    with context.database.reading() as session:
        target = submission_target(session, new.period, new.agency)
    template = context.catalogue.get(*target.template)
    return template, template.schedule.period(new.period), target.agency, target.asks_signed_report


def _require_taken(context: Context, session: Session, new: NewSubmission) -> None:
    """Raises ConflictError or QuotaError where it was not taken in for the period's or the unit's sake."""
    require_open_to(session, new.period, new.agency, context.clock.now())
    require_room(context, session, new.agency, len(new.raw) + new.beside, is_submission=True)
