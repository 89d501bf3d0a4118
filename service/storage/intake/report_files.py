"""Files that lie with a unit's draft or a submission, and the readings that wait for confirmation, in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session, undefer

from service.batches import batched
from service.domain.errors import NotFoundError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.reading.proposal import Choices, Proposal
from service.domain.reporting.evidence import Examination
from service.storage.engine.conditional_update import MANY, conditional_update
from service.storage.intake.proposal_codec import decode, decode_choices, encode_choices
from service.storage.models import ReportFileRow, ReportReadingRow

# A file lies with the draft while it is not handed in, proves no adjustment, and nobody has to confirm what was read.
_LIES = (
    ReportFileRow.submission.is_(None),
    ReportFileRow.adjustment.is_(None),
    ~exists().where(ReportReadingRow.file.in_([ReportFileRow.id, ReportFileRow.read_with])),
)


@dataclass(frozen=True)
class PendingReading:
    """A reading that its bringer has still to confirm."""

    file: ReportFileRow
    proposal: Proposal
    choices: Choices


def add_file(
    session: Session, period: str, agency: str, name: str, raw: bytes, by: str, now: datetime, *, is_read: bool,
    about: str = "", examined: Examination | None = None, submission: str | None = None, adjustment: int | None = None,
    read_with: int | None = None,
) -> ReportFileRow:  # fmt: skip
    """Keep a file with the unit's draft, with a submission, with an adjustment, or with the file it is `read_with`."""
    row = ReportFileRow(
        period=period, agency=agency, submission=submission, name=name, sha256=sha256_of(raw), size=len(raw),
        is_read=is_read, brought_by=by, brought_at=now, raw=raw, about=about, examined=examined,
        adjustment=adjustment, read_with=read_with,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def files_of_draft(session: Session, period: str, agency: str) -> tuple[ReportFileRow, ...]:
    """The files that go with what the unit hands in next, in the order in which they came."""
    return tuple(session.scalars(select(ReportFileRow).where(*_of_draft(period, agency)).order_by(ReportFileRow.id)))


def files_of_submission(session: Session, submission: str) -> tuple[ReportFileRow, ...]:
    """The files that were handed in with a submission."""
    query = select(ReportFileRow).where(ReportFileRow.submission == submission)
    return tuple(session.scalars(query.order_by(ReportFileRow.id)))


def files_of_adjustments(session: Session, numbers: Iterable[int]) -> tuple[ReportFileRow, ...]:
    """The files that prove these adjustments."""
    query = select(ReportFileRow).where(ReportFileRow.adjustment.in_(list(numbers)))
    return tuple(session.scalars(query.order_by(ReportFileRow.id)))


def files_with_bytes(session: Session, start: str) -> tuple[ReportFileRow, ...]:
    """The files handed in whose fingerprint, in small letters, begins so, the first first; 20 at most."""
    query = select(ReportFileRow).where(
        ReportFileRow.sha256 >= start,
        ReportFileRow.sha256 <= start.ljust(64, "f"),
        ReportFileRow.submission.is_not(None),
    )
    return tuple(session.scalars(query.order_by(ReportFileRow.id).limit(20)))


def files_of_submissions(session: Session, submissions: Iterable[str]) -> dict[str, tuple[ReportFileRow, ...]]:
    """The files handed in with each of these submissions; those without any are left out."""
    found: dict[str, list[ReportFileRow]] = {}
    for some in batched(submissions, MANY):
        query = select(ReportFileRow).where(ReportFileRow.submission.in_(some)).order_by(ReportFileRow.id)
        for row in session.scalars(query):
            found.setdefault(row.submission or "", []).append(row)
    return {submission: tuple(rows) for submission, rows in found.items()}


def files_to_examine(session: Session) -> tuple[int, ...]:
    """All files, by number, those that nobody has looked at first."""
    return tuple(
        session.scalars(select(ReportFileRow.id).order_by(ReportFileRow.examined.is_not(None), ReportFileRow.id))
    )


def keep_examination(session: Session, number: int, examined: Examination) -> None:
    """What was found of a file."""
    session.execute(update(ReportFileRow).where(ReportFileRow.id == number).values(examined=examined))


def find_file(session: Session, number: int) -> ReportFileRow:
    """A file with its bytes; raises NotFoundError."""
    row = session.get(ReportFileRow, number, options=[undefer(ReportFileRow.raw)])
    if row is None:
        raise NotFoundError(message("Không có tệp này."))
    return row


def remove_file(session: Session, number: int) -> bool:
    """Let a file go that was not handed in; False where there is none such."""
    return conditional_update(session, delete(ReportFileRow).where(ReportFileRow.id == number, *_LIES))


def hand_in_files(session: Session, period: str, agency: str, submission: str) -> None:
    """The draft's files belong to the submission from now on."""
    session.execute(
        update(ReportFileRow)
        .where(*_of_draft(period, agency))
        .values(submission=submission)
        .execution_options(synchronize_session=False)
    )


def add_reading(session: Session, file: ReportFileRow, account: int, proposal: str, choices: Choices) -> None:
    """Keep what was read from a file until its bringer has confirmed it; an earlier reading of theirs goes.

    `choices` are what is chosen of it already.
    """
    drop_readings(session, file.period, file.agency, account)
    session.add(
        ReportReadingRow(
            file=file.id,
            period=file.period,
            agency=file.agency,
            account=account,
            proposal=proposal,
            choices=encode_choices(choices),
        )
    )
    session.flush()


def find_reading(session: Session, period: str, agency: str, account: int) -> PendingReading | None:
    """What a person has to confirm, None where there is nothing."""
    row = session.scalar(select(ReportReadingRow).where(*_of_person(period, agency, account)))
    if row is None:
        return None
    file = session.get_one(ReportFileRow, row.file)
    return PendingReading(file, decode(row.proposal), decode_choices(row.choices))


def has_reading(session: Session, period: str, agency: str, account: int) -> bool:
    """Whether a person has something to confirm."""
    return bool(session.scalar(select(exists().where(*_of_person(period, agency, account)))))


def keep_choices(session: Session, number: int, account: int, choices: Choices) -> bool:
    """Store what was decided of a file's reading; False where that is there no more."""
    return conditional_update(
        session,
        update(ReportReadingRow)
        .where(ReportReadingRow.file == number, ReportReadingRow.account == account)
        .values(choices=encode_choices(choices)),
    )


def end_reading(session: Session, number: int, account: int) -> bool:
    """The reading of a file was used; False where somebody was faster. Its files lie with the draft then."""
    session.execute(update(ReportFileRow).where(ReportFileRow.read_with == number).values(read_with=None))
    return conditional_update(
        session,
        delete(ReportReadingRow).where(ReportReadingRow.file == number, ReportReadingRow.account == account),
    )


def drop_readings(session: Session, period: str, agency: str | None = None, account: int | None = None) -> None:
    """Remove unconfirmed readings with their files: of a period, or of one person in it."""
    whose = (ReportReadingRow.period == period,) if agency is None else _of_person(period, agency, account)
    for number in session.scalars(select(ReportReadingRow.file).where(*whose)).all():
        session.execute(delete(ReportReadingRow).where(ReportReadingRow.file == number))
        session.execute(delete(ReportFileRow).where(ReportFileRow.read_with == number))
        session.execute(delete(ReportFileRow).where(ReportFileRow.id == number))


def _of_draft(period: str, agency: str) -> tuple[ColumnElement[bool], ...]:
    return ReportFileRow.period == period, ReportFileRow.agency == agency, *_LIES


def _of_person(period: str, agency: str, account: int | None) -> tuple[ColumnElement[bool], ...]:
    return ReportReadingRow.period == period, ReportReadingRow.agency == agency, ReportReadingRow.account == account
