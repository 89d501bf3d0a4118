"""Retention: what is older than the settings want is shown, and taken out by an act that is on record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import structlog
from sqlalchemy.exc import ProgrammingError

from service.actions.context import Context
from service.actions.organization.personal_data import is_not_permitted
from service.actions.transaction import SYSTEM, Actor
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, message
from service.domain.organization.retention import Expired, RetentionKind
from service.domain.reporting.period import VIETNAM
from service.storage.organization.options import mark_day, marked_day
from service.storage.retention import find_expired, take_out

# Of the province's clock: after the night's backup, before anybody works.
AT = time(2)
MARK = "retention"
LONGEST_PAUSE = timedelta(days=31)
# These go by the days on which people acted; what keeps signing in safe goes by real time.
_OF_BUSINESS = frozenset(
    {RetentionKind.FILINGS, RetentionKind.WORKBOOKS, RetentionKind.CONSOLIDATIONS, RetentionKind.EVENTS}
)
log = structlog.get_logger()


def preview_retention(context: Context) -> tuple[Expired, ...]:
    """What would be taken out now, kind by kind; nothing changes."""
    with context.database.reading() as session:
        return tuple(
            find_expired(session, kind, before)
            for kind in RetentionKind
            if (before := _before(context, kind)) is not None
        )


def apply_retention(context: Context, actor: Actor) -> tuple[Expired, ...]:
    """Take it out, each kind in a transaction of its own; what was taken out.

    Raises ConflictError where the log's protection on PostgreSQL does not let its events be taken out.
    """
    done = tuple(found for kind in RetentionKind if (found := _apply(context, actor, kind)) is not None)
    with context.transaction(actor) as tx:
        mark_day(tx.session, MARK, f"{_local(context):%Y-%m-%d}")
    return done


def apply_retention_when_due(context: Context) -> None:
    """Once a day, in the night or as soon as it runs again.

    After a pause as long as none should be, the clock may be wrong by years: then somebody has to ask for it.
    """
    local = _local(context)
    if local.time() < AT:
        return
    day = f"{local:%Y-%m-%d}"
    with context.database.reading() as session:
        marked = marked_day(session, MARK)
    if marked == day:
        return
    if marked is not None and local.date() - date.fromisoformat(marked) > LONGEST_PAUSE:
        log.warning("not taken out: check the clock, then run «tonghop retention»", last=marked, today=day)
        return
    for kind in RetentionKind:
        try:
            _apply(context, SYSTEM, kind)
        except ConflictError as error:
            log.warning("not taken out", kind=kind.value, why=str(error))
    with context.transaction(SYSTEM) as tx:
        mark_day(tx.session, MARK, day)


def _local(context: Context) -> datetime:
    """The moment of real time, by the province's clock."""
    return context.clock.real().astimezone(VIETNAM)


def _before(context: Context, kind: RetentionKind) -> datetime | None:
    """What is from before that moment goes; None where nothing does."""
    age = context.settings.retention.age(kind)
    now = context.clock.now() if kind in _OF_BUSINESS else context.clock.real()
    return None if age is None else now - age


def _apply(context: Context, actor: Actor, kind: RetentionKind) -> Expired | None:
    before = _before(context, kind)
    if before is None:
        return None
    try:
        with context.transaction(actor) as tx:
            found = find_expired(tx.session, kind, before)
            if found.count:
                batch = take_out(tx.session, kind, before)
                tx.record(AuditEvent.RETENTION_APPLIED, subject=f"{kind.value} {found.count}", reason=batch)
    except ProgrammingError as error:
        if not is_not_permitted(error):
            raise
        raise ConflictError(
            message(
                "Nhật ký được bảo vệ trong PostgreSQL: chạy «tonghop retention» với DATABASE_URL của vai trò giữ các "
                "bảng nhật ký."
            )
        ) from error
    if found.count:
        log.info("taken out", kind=kind.value, count=found.count, before=str(before.date()))
    return found
