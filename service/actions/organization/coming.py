"""What was decided of units for a day to come: written down, done on that day, or withdrawn before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.agencies import merge_open_periods, record_agencies
from service.actions.transaction import SYSTEM, Actor, Transaction
from service.domain.audit import AuditEvent
from service.domain.errors import NotFoundError, message
from service.domain.organization.agency import Agency
from service.domain.organization.coming import ComingChange, coming_change, with_coming
from service.domain.reporting.coming_words import coming_words
from service.domain.reporting.period import VIETNAM
from service.storage.organization.agencies import get_agency, lock_agencies, put_agencies, put_version
from service.storage.organization.coming import coming_changes, forget_coming, put_coming


def write_down(session: Session, before: Iterable[Agency], changed: Iterable[Agency], day: date) -> None:
    """Keep what these units become on the day; `before` are all as they are today.

    What is again as it was the day before needs no change any more.
    """
    until_then = with_coming(before, coming_changes(session), day - timedelta(days=1))
    known = {agency.code: agency for agency in until_then}
    for agency in changed:
        change = coming_change(known[agency.code], agency, day)
        forget_coming(session, agency.code, day)
        if not change.is_empty:
            put_coming(session, change)


def let_changes_come(context: Context) -> None:
    """Make units what they were decided to be from today or an earlier day on; may be run any number of times."""
    today = context.clock.now().astimezone(VIETNAM).date()
    with context.database.reading() as session:
        if not coming_changes(session, today):
            return
    with context.transaction(SYSTEM) as tx:
        known = {agency.code: agency for agency in lock_agencies(tx.session)}
        for change in coming_changes(tx.session, today):
            known[change.agency] = _come(tx, known[change.agency], change)
        merge_open_periods(tx)


def _come(tx: Transaction, old: Agency, change: ComingChange) -> Agency:
    """The unit from then on; one that is no more on that day stays what it was."""
    forget_coming(tx.session, change.agency, change.since)
    if old.is_over_on(change.since):
        tx.record(AuditEvent.AGENCY_CHANGE_WITHDRAWN, agency=old.code, subject=_subject(change))
        return old
    new = change.applied(old)
    put_version(tx.session, old, change.since - timedelta(days=1))
    put_agencies(tx.session, [new])
    record_agencies(tx, [old], [new])
    return new


def withdraw_change(context: Context, actor: Actor, agency: str, since: date) -> None:
    """What was decided of a unit for that day does not come; raises NotFoundError where nothing was."""
    with context.transaction(actor) as tx:
        lock_agencies(tx.session)
        get_agency(tx.session, agency)
        found = [item for item in coming_changes(tx.session) if (item.agency, item.since) == (agency, since)]
        if not found:
            raise NotFoundError(message("Không còn thay đổi sắp tới này: đã có hiệu lực hoặc đã được hủy."))
        forget_coming(tx.session, agency, since)
        tx.record(AuditEvent.AGENCY_CHANGE_WITHDRAWN, agency=agency, subject=_subject(found[0]))


def _subject(change: ComingChange) -> str:
    return str(coming_words(change))[:200]
