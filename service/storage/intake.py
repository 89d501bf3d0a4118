"""Taking a filing in, in as few statements as it needs: thousands come in the last hour before a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, insert, or_, select
from sqlalchemy.orm import Session

from service.domain.agency import Agency, AgencyKind
from service.domain.consolidation import Receipt
from service.domain.errors import NotFoundError, message
from service.domain.submission import Channel, Review, State
from service.storage.models import AgencyRow, PeriodRow, SubmissionRow

_RECEIPT = (
    SubmissionRow.id,
    SubmissionRow.revision,
    SubmissionRow.sha256,
    SubmissionRow.received_at,
    SubmissionRow.channel,
    SubmissionRow.filed_by,
)


@dataclass(frozen=True)
class NewFiling:
    """What is known of a filing when it is handed in."""

    period: str
    agency: str
    channel: str
    file_name: str
    sha256: str
    idempotency_key: str | None
    raw: bytes
    filed_by: str


@dataclass(frozen=True)
class Desk:
    """What a filing is held against before it is taken in; the unit comes without parent and successors."""

    template: tuple[str, str]
    agency: Agency


def desk_of(session: Session, period: str, agency: str) -> Desk:
    """The period's template and the unit; raises NotFoundError for either."""
    row = session.execute(
        select(
            PeriodRow.template_code,
            PeriodRow.template_version,
            AgencyRow.name,
            AgencyRow.kind,
            AgencyRow.valid_from,
            AgencyRow.valid_to,
        )
        .select_from(PeriodRow)
        .outerjoin(AgencyRow, and_(AgencyRow.code == agency))
        .where(PeriodRow.code == period)
    ).first()
    if row is None:
        raise NotFoundError(message("Kỳ báo cáo «{code}» chưa được mở.", code=period))
    if row.name is None:
        raise NotFoundError(message("Không có đơn vị «{code}».", code=agency))
    unit = Agency(agency, row.name, AgencyKind(row.kind), row.valid_from, row.valid_to)
    return Desk((row.template_code, row.template_version), unit)


def same_filing(session: Session, new: NewFiling) -> Receipt | None:
    """The receipt of the earlier filing with the same bytes or the same key."""
    same = SubmissionRow.sha256 == new.sha256
    if new.idempotency_key is not None:
        same = or_(SubmissionRow.idempotency_key == new.idempotency_key, same)
    row = session.execute(
        select(*_RECEIPT)
        .where(SubmissionRow.period == new.period, SubmissionRow.agency == new.agency, same)
        .order_by(SubmissionRow.revision)
        .limit(1)
    ).first()
    if row is None:
        return None
    return Receipt(row.id, row.revision, row.sha256, row.received_at, Channel(row.channel), row.filed_by)


def gate(session: Session, period: str, agency: str) -> tuple[bool, int]:
    """Whether the period takes no more filings, which stays so until the transaction ends; and the newest revision."""
    row = session.connection().execute(_GATE, {"period_": period, "agency_": agency}).one()
    return row[0] is not None, row[1] or 0


def add_filing(session: Session, new: NewFiling, revision: int, now: datetime, real: datetime) -> Receipt:
    """Insert that revision; the unique constraints refuse a double one."""
    submission = f"{new.period}-{new.agency}-{revision}"
    session.connection().execute(
        _INSERT,
        {
            **vars(new),
            "id": submission,
            "revision": revision,
            "received_at": now,
            "state": State.RECEIVED.value,
            "state_since": real,
            "attempts": 0,
            "review": Review.PENDING.value,
        },
    )
    return Receipt(submission, revision, new.sha256, now, Channel(new.channel), new.filed_by)


# Made once: building a statement costs more than running it.
_INSERT = insert(SubmissionRow.__table__)  # type: ignore[arg-type]
_GATE = (
    select(
        PeriodRow.closed_at,
        select(func.max(SubmissionRow.revision))
        .where(SubmissionRow.period == bindparam("period_"), SubmissionRow.agency == bindparam("agency_"))
        .scalar_subquery(),
    )
    .where(PeriodRow.code == bindparam("period_"))
    .with_for_update(read=True, of=PeriodRow)
)
