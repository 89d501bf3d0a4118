"""Taking a filing in, in as few statements as it needs: thousands come in the last hour before a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import NotFoundError, message
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.organization.quota import DAY, HOUR, NO_QUOTA, Quota
from service.domain.reporting.submission import Review, State
from service.storage.engine.compiled import Statements
from service.storage.models import (
    AgencyRow,
    IdempotencyKeyRow,
    ObligationRow,
    PeriodRow,
    ReportFileRow,
    SubmissionRow,
)
from service.storage.organization.agencies import IS_REAL

# Who has handed in as many within the hour waits for all others anyway.
_LAST_TURN = 200
_RECEIPT = (
    SubmissionRow.id,
    SubmissionRow.revision,
    SubmissionRow.sha256,
    SubmissionRow.received_at,
    SubmissionRow.channel,
    SubmissionRow.filed_by,
    SubmissionRow.on_behalf,
)


@dataclass(frozen=True)
class NewSubmission:
    """What is known of a filing when it is handed in; `on_behalf` is why somebody else files it for the unit.

    `beside` is how many bytes of files come with it.
    """

    period: str
    agency: str
    channel: str
    file_name: str
    sha256: str
    idempotency_key: str | None
    raw: bytes
    filed_by: str
    filer: int | None = None
    on_behalf: str = ""
    beside: int = 0


@dataclass(frozen=True)
class SubmissionTarget:
    """What a filing is held against before it is taken in; the unit comes without parent and successors."""

    template: tuple[str, str]
    agency: Agency
    asks_signed_report: bool = False


def submission_target(session: Session, period: str, agency: str) -> SubmissionTarget:
    """The period's template and the unit; raises NotFoundError for either."""
    row = session.execute(
        select(
            PeriodRow.template_code,
            PeriodRow.template_version,
            PeriodRow.asks_signed_report,
            AgencyRow.name,
            AgencyRow.kind,
            AgencyRow.valid_from,
            AgencyRow.valid_to,
        )
        .select_from(PeriodRow)
        .outerjoin(AgencyRow, and_(AgencyRow.code == agency, IS_REAL))
        .where(PeriodRow.code == period)
    ).first()
    if row is None:
        raise NotFoundError(message("Kỳ báo cáo «{code}» chưa được mở.", code=period))
    if row.name is None:
        raise NotFoundError(message("Không có đơn vị «{code}».", code=agency))
    unit = Agency(agency, row.name, AgencyKind(row.kind), row.valid_from, row.valid_to)
    return SubmissionTarget((row.template_code, row.template_version), unit, row.asks_signed_report)


def find_duplicate(session: Session, new: NewSubmission) -> Receipt | None:
    """The receipt of the unit's filing with the same bytes."""
    return _receipt(session, _of_unit(new).where(SubmissionRow.sha256 == new.sha256))


def submission_of_key(session: Session, new: NewSubmission) -> Receipt | None:
    """The receipt of the unit's filing that the same key came with, when it was filed or sent again."""
    own = _receipt(session, _of_unit(new).where(SubmissionRow.idempotency_key == new.idempotency_key))
    sent_again = _of_unit(new).join(IdempotencyKeyRow, IdempotencyKeyRow.submission == SubmissionRow.id)
    of_unit = and_(IdempotencyKeyRow.period == new.period, IdempotencyKeyRow.agency == new.agency)
    return own or _receipt(session, sent_again.where(of_unit, IdempotencyKeyRow.key == new.idempotency_key))


def keep_key(session: Session, new: NewSubmission, submission: str) -> None:
    """Remember the key with which the bytes of that filing came again; raises IntegrityError where it is there."""
    key = new.idempotency_key
    session.add(IdempotencyKeyRow(period=new.period, agency=new.agency, key=key, submission=submission))
    session.flush()


def _of_unit(new: NewSubmission) -> Select[*tuple[Any, ...]]:
    return select(*_RECEIPT).where(SubmissionRow.period == new.period, SubmissionRow.agency == new.agency)


def _receipt(session: Session, query: Select[*tuple[Any, ...]]) -> Receipt | None:
    row = session.execute(query.limit(1)).first()
    if row is None:
        return None
    return Receipt(row.id, row.revision, row.sha256, row.received_at, row.channel, row.filed_by, row.on_behalf)


def insert_submission(
    statements: Statements, new: NewSubmission, now: datetime, real: datetime, quota: Quota = NO_QUOTA
) -> Receipt | None:
    """Insert the unit's next revision; None where the period takes no more of it, or it is beyond the unit's quota.

    The same statement looks at both. The unique constraints refuse a double filing or revision.
    """
    given = {
        **vars(new), **vars(quota), "size": len(new.raw), "received_at": now, "state_since": real,
        "hour_ago": now - HOUR, "day_ago": now - DAY,
    }  # fmt: skip
    if statements.write(_INSERT, given) == 0:
        return None
    id_, revision = statements.one(_NUMBER, vars(new))
    return Receipt(id_, revision, new.sha256, now, new.channel, new.filed_by, new.on_behalf)


def _insert() -> Insert:
    """One statement, so that a database with a single writer is held for as short as can be."""
    newest = (
        select(func.coalesce(func.max(SubmissionRow.revision), 0) + 1)
        .where(SubmissionRow.period == bindparam("period"), SubmissionRow.agency == bindparam("agency"))
        .scalar_subquery()
    )
    table = SubmissionRow.__table__
    given = ("period", "agency", "channel", "file_name", "sha256", "idempotency_key", "raw", "filed_by", "filer",
             "on_behalf", "received_at", "state_since", "size")  # fmt: skip
    columns: dict[str, ColumnElement[Any]] = {name: bindparam(name, type_=table.c[name].type) for name in given}
    columns |= {
        "revision": newest,
        "id": bindparam("period", type_=String) + "-" + bindparam("agency", type_=String) + "-" + cast(newest, String),
        "state": literal(State.RECEIVED.value),
        "attempts": literal(0),
        "deaths": literal(0),
        "interruptions": literal(0),
        "review": literal(Review.PENDING.value),
        "turn": _turn(),
    }
    let_in = exists().where(
        ObligationRow.period == bindparam("period"),
        ObligationRow.agency == bindparam("agency"),
        ObligationRow.late_until > bindparam("received_at", type_=table.c.received_at.type),
    )
    open_period = (
        select(*columns.values())
        .select_from(PeriodRow)
        .where(PeriodRow.code == bindparam("period"), or_(PeriodRow.closed_at.is_(None), let_in), *_within_quota())
        # The period stays as it is until this is committed.
        .with_for_update(read=True, of=PeriodRow)
    )
    return insert(SubmissionRow).from_select(list(columns), open_period)


def _turn() -> ScalarSelect[int]:
    """How many filings the unit has handed in within the hour; not counted beyond what puts it behind all others."""
    lately = select(SubmissionRow.id).where(_since(SubmissionRow.agency, SubmissionRow.received_at, "hour_ago"))
    return select(func.count()).select_from(lately.limit(_LAST_TURN).subquery()).scalar_subquery()


def _within_quota() -> tuple[ColumnElement[bool], ...]:
    """The conditions that the unit may hand in one more, and so many bytes more; nought is no limit."""
    most, largest = (bindparam(name, type_=Integer) for name in ("submissions_an_hour", "bytes_a_day"))
    lately = select(func.count()).where(_since(SubmissionRow.agency, SubmissionRow.received_at, "hour_ago"))
    filed = select(func.coalesce(func.sum(SubmissionRow.size), 0)).where(
        _since(SubmissionRow.agency, SubmissionRow.received_at, "day_ago")
    )
    brought = select(func.coalesce(func.sum(ReportFileRow.size), 0)).where(
        _since(ReportFileRow.agency, ReportFileRow.brought_at, "day_ago")
    )
    used = filed.scalar_subquery() + brought.scalar_subquery()
    arriving = bindparam("size", type_=Integer) + bindparam("beside", type_=Integer)
    return (
        case((most == 0, true()), else_=lately.scalar_subquery() < most),
        case((largest == 0, true()), else_=or_(used == 0, used + arriving <= largest)),
    )


def _since(
    agency: InstrumentedAttribute[str], moment: InstrumentedAttribute[datetime], since: str
) -> ColumnElement[bool]:
    """The condition that the unit did it after that moment; what seems to come later comes from another clock."""
    after, until = (bindparam(name, type_=SubmissionRow.received_at.type) for name in (since, "received_at"))
    return and_(agency == bindparam("agency", type_=String), moment > after, moment <= until)


# Made once: building the statement costs more than running it.
_INSERT = _insert()
# Asked apart: SQLite would stay locked while a thread that is to be told of what it inserted waits for its turn.
_NUMBER = select(SubmissionRow.id, SubmissionRow.revision).where(
    SubmissionRow.period == bindparam("period"),
    SubmissionRow.agency == bindparam("agency"),
    SubmissionRow.sha256 == bindparam("sha256"),
)
