"""The calendar of deadlines behind a secret address: a unit's own, or that of Home Affairs with all."""

from __future__ import annotations

import contextlib
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.domain.audit import AuditEvent
from service.domain.errors import Message, NotFoundError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.access import Caller
from service.domain.organization.agency import Agency
from service.domain.reminders.deadline_calendar import CalendarEntry, CalendarEntryKind, DeadlineCalendar
from service.domain.reminders.overdue_notice import ISSUER
from service.domain.reporting.deadline import agency_deadline
from service.domain.reporting.period import Period
from service.domain.reporting.template import ReportTemplate
from service.sealing import SealError, seal_of
from service.storage.intake.standing import valid_moments
from service.storage.organization.agencies import all_agencies, get_agency
from service.storage.periods.calendar_feeds import HOME_AFFAIRS, owner_of_feed, put_feed, sealed_feed
from service.storage.periods.periods import OpenedPeriod, all_periods, obligation_of, obligations
from service.writers.deadline_calendar import write_calendar

# So many units that were given more time are named; a calendar is read on a phone.
MOST_NAMED = 20


def feed_token(context: Context, caller: Caller) -> str | None:
    """What the caller's address ends in; None where nobody asked for one yet, or it was sealed with a lost key."""
    with context.database.reading() as session:
        sealed = sealed_feed(session, _owner(caller))
    with contextlib.suppress(SealError):
        return None if sealed is None else seal_of(context.settings).open(sealed)
    return None


def renew_feed(context: Context, caller: Caller) -> str:
    """A new address for the caller's calendar; the one before leads nowhere from now on."""
    token = secrets.token_urlsafe(32)
    sealed = seal_of(context.settings).close(token)
    with context.transaction(caller) as tx:
        put_feed(tx.session, _owner(caller), sha256_of(token), sealed, tx.utcnow)
        tx.record(AuditEvent.CALENDAR_RENEWED, agency=caller.agency)
    return token


def calendar_file(context: Context, token: str, language: str) -> bytes:
    """The calendar behind an address, in iCalendar form as of now; raises NotFoundError where none is there."""
    with context.database.reading() as session:
        owner = owner_of_feed(session, sha256_of(token))
        if owner is None:
            raise NotFoundError(message("Địa chỉ lịch này không có hoặc đã được thay bằng địa chỉ mới."))
        return write_calendar(_calendar(context, session, owner), language)


def _owner(caller: Caller) -> str:
    return caller.agency or HOME_AFFAIRS


def _calendar(context: Context, session: Session, owner: str) -> DeadlineCalendar:
    address = context.settings.address
    if owner == HOME_AFFAIRS:
        return DeadlineCalendar(Message(ISSUER), address, f"{address}/ky", tuple(_all_deadlines(context, session)))
    agency = get_agency(session, owner)
    return DeadlineCalendar(agency.name, address, f"{address}/bao-cao", tuple(_own_deadlines(context, session, agency)))


@dataclass(frozen=True)
class _Opening:
    """An opened period with its template and dates."""

    opened: OpenedPeriod
    template: ReportTemplate
    period: Period

    def deadline(self, name: str, at: datetime, *changed: datetime | None) -> CalendarEntry:
        """The deadline of that name; what is said of it changed at these moments, if ever."""
        since = _newest(self.opened.opened_at, self.opened.closed_at, *changed)
        is_closed = self.opened.closed_at is not None
        key = f"{self.opened.code}.{name}"
        return CalendarEntry(
            key, CalendarEntryKind.DEADLINE, self.template, self.period, at, since, is_closed=is_closed
        )

    def closing(self) -> Iterator[CalendarEntry]:
        """When no more was taken, where it has come to that."""
        at = self.opened.closed_at
        if at is not None:
            key = f"{self.opened.code}.{CalendarEntryKind.CLOSING}"
            yield CalendarEntry(key, CalendarEntryKind.CLOSING, self.template, self.period, at, at, is_closed=True)


def _openings(context: Context, session: Session) -> Iterator[_Opening]:
    for opened in all_periods(session):
        template = context.catalogue.get(opened.template_code, opened.template_version)
        yield _Opening(opened, template, opened.period(template))


def _own_deadlines(context: Context, session: Session, agency: Agency) -> Iterator[CalendarEntry]:
    owed = [item for item in _openings(context, session) if item.period.is_owed_by(agency)]
    filed = valid_moments(session, [item.opened.code for item in owed], [agency.code])
    for item in owed:
        code = item.opened.code
        own = obligation_of(session, code, agency.code)
        if own.waived_at is not None:
            continue
        usual, filed_at = item.period.deadline(agency.kind), filed.get((code, agency.code))
        set_at = own.extended_at if own.due_at else item.opened.deadlines_since[agency.kind]
        due_at = agency_deadline(item.period, agency.kind, own.due_at)
        due = item.deadline(f"{CalendarEntryKind.DEADLINE}.{agency.code}", due_at, set_at, filed_at)
        put_off = replace(due, extension=own.extension_reason, usual=usual) if own.due_at else due
        yield replace(put_off, filed_at=filed_at)
        yield from item.closing()


def _all_deadlines(context: Context, session: Session) -> Iterator[CalendarEntry]:
    agencies = all_agencies(session)
    for item in _openings(context, session):
        kinds = {agency.kind for agency in agencies if item.period.is_owed_by(agency)}
        for kind, due_at in item.period.deadlines.items():
            if kind in kinds:
                due = item.deadline(f"deadlines.{kind}", due_at, item.opened.deadlines_since[kind])
                yield replace(due, whom=Message(kind.label))
        yield from _extensions(session, item, agencies)
        yield from item.closing()


def _extensions(session: Session, item: _Opening, agencies: tuple[Agency, ...]) -> Iterator[CalendarEntry]:
    """The units that were given more time, those with one deadline together."""
    owed = obligations(session, item.opened.code)
    groups: defaultdict[datetime, list[Agency]] = defaultdict(list)
    for agency in agencies:
        own = owed.get(agency.code)
        if own is not None and own.due_at and own.waived_at is None and item.period.is_owed_by(agency):
            groups[own.due_at].append(agency)
    for due_at, members in sorted(groups.items()):
        name = f"extension.{due_at.astimezone(UTC):%Y%m%dT%H%M}"
        due = item.deadline(name, due_at, *(owed[unit.code].extended_at for unit in members))
        yield replace(due, whom=_named(members), extension="")


def _named(agencies: list[Agency]) -> Message | str:
    names = [agency.name for agency in sorted(agencies, key=lambda agency: agency.sort_key)]
    more, first = len(names) - MOST_NAMED, "; ".join(names[:MOST_NAMED])
    return message("{names} và {more} đơn vị khác", names=first, more=more) if more > 0 else first


def _newest(*moments: datetime | None) -> datetime:
    return max(moment for moment in moments if moment is not None)
