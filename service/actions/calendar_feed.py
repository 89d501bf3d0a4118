"""The calendar of deadlines behind a secret address: a unit's own, or that of Home Affairs with all."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.domain.access import Caller
from service.domain.agency import Agency
from service.domain.deadline_calendar import DeadlineCalendar, Entry, EntryKind
from service.domain.errors import NotFoundError, message
from service.domain.period import Period
from service.domain.template import ReportTemplate
from service.domain.urging import ISSUER
from service.storage.agencies import all_agencies, get_agency
from service.storage.calendar_feeds import HOME_AFFAIRS, owner_of_feed, put_feed, token_of_feed
from service.storage.events import Event, add_event
from service.storage.periods import OpenedPeriod, all_periods, obligation_of, obligations
from service.storage.submissions import first_valid
from service.writers.deadline_calendar import write_calendar

# So many units that were given more time are named; a calendar is read on a phone.
MOST_NAMED = 20


def feed_token(context: Context, caller: Caller) -> str | None:
    """What the caller's address ends in, None where nobody asked for one yet."""
    with context.database.reading() as session:
        return token_of_feed(session, _owner(caller))


def renew_feed(context: Context, caller: Caller) -> str:
    """A new address for the caller's calendar; the one before leads nowhere from now on."""
    token = secrets.token_urlsafe(32)
    with context.database.writing() as session:
        put_feed(session, _owner(caller), token, context.clock.real())
        add_event(session, Event(context.clock.now(), caller.name, "calendar.renewed", agency=caller.agency))
    return token


def calendar_file(context: Context, token: str) -> bytes:
    """The calendar behind an address, in iCalendar form as of now; raises NotFoundError where none is there."""
    with context.database.reading() as session:
        owner = owner_of_feed(session, token)
        if owner is None:
            raise NotFoundError(message("Địa chỉ lịch này không có hoặc đã được thay bằng địa chỉ mới."))
        return write_calendar(_calendar(context, session, owner))


def _owner(caller: Caller) -> str:
    return caller.agency or HOME_AFFAIRS


def _calendar(context: Context, session: Session, owner: str) -> DeadlineCalendar:
    address = context.settings.address
    if owner == HOME_AFFAIRS:
        return DeadlineCalendar(ISSUER, address, f"{address}/ky", tuple(_all_deadlines(context, session)))
    agency = get_agency(session, owner)
    return DeadlineCalendar(agency.name, address, f"{address}/bao-cao", tuple(_own_deadlines(context, session, agency)))


def _periods(context: Context, session: Session) -> Iterator[tuple[OpenedPeriod, ReportTemplate, Period]]:
    for opened in all_periods(session):
        template = context.catalogue.get(opened.template_code, opened.template_version)
        yield opened, template, opened.period(template)


def _own_deadlines(context: Context, session: Session, agency: Agency) -> Iterator[Entry]:
    owed = [item for item in _periods(context, session) if item[2].is_owed_by(agency)]
    filed = first_valid(session, [opened.code for opened, *_ in owed], [agency.code])
    for opened, template, period in owed:
        own = obligation_of(session, opened.code, agency.code)
        if own.waived_at is not None:
            continue
        usual, filed_at = period.deadline(agency.kind), filed.get((opened.code, agency.code))
        set_at = own.extended_at if own.due_at else opened.deadlines_since[agency.kind]
        yield Entry(
            key=f"{opened.code}.{EntryKind.DEADLINE}.{agency.code}",
            kind=EntryKind.DEADLINE,
            template=template,
            period=period,
            at=own.due_at or usual,
            since=_newest(opened.opened_at, set_at, filed_at, opened.closed_at),
            extension=own.extension_reason if own.due_at else None,
            usual=usual if own.due_at else None,
            filed_at=filed_at,
            is_closed=opened.closed_at is not None,
        )
        yield from _closing(opened, template, period)


def _all_deadlines(context: Context, session: Session) -> Iterator[Entry]:
    agencies = all_agencies(session)
    for opened, template, period in _periods(context, session):
        kinds = {agency.kind for agency in agencies if period.is_owed_by(agency)}
        for kind, due_at in period.deadlines.items():
            if kind in kinds:
                yield Entry(
                    key=f"{opened.code}.deadlines.{kind}",
                    kind=EntryKind.DEADLINE,
                    template=template,
                    period=period,
                    at=due_at,
                    since=_newest(opened.opened_at, opened.deadlines_since[kind], opened.closed_at),
                    whom=kind.label,
                    is_closed=opened.closed_at is not None,
                )
        yield from _extensions(session, opened, template, period, agencies)
        yield from _closing(opened, template, period)


def _extensions(
    session: Session, opened: OpenedPeriod, template: ReportTemplate, period: Period, agencies: tuple[Agency, ...]
) -> Iterator[Entry]:
    """The units that were given more time, those with one deadline together."""
    owed = obligations(session, opened.code)
    groups: defaultdict[datetime, list[Agency]] = defaultdict(list)
    for agency in agencies:
        own = owed.get(agency.code)
        if own is not None and own.due_at and own.waived_at is None and period.is_owed_by(agency):
            groups[own.due_at].append(agency)
    for due_at, members in sorted(groups.items()):
        yield Entry(
            key=f"{opened.code}.extension.{due_at.astimezone(UTC):%Y%m%dT%H%M}",
            kind=EntryKind.DEADLINE,
            template=template,
            period=period,
            at=due_at,
            since=_newest(opened.opened_at, opened.closed_at, *(owed[unit.code].extended_at for unit in members)),
            whom=_named(members),
            extension="",
            is_closed=opened.closed_at is not None,
        )


def _closing(opened: OpenedPeriod, template: ReportTemplate, period: Period) -> Iterator[Entry]:
    if opened.closed_at is not None:
        key = f"{opened.code}.{EntryKind.CLOSING}"
        yield Entry(key, EntryKind.CLOSING, template, period, opened.closed_at, opened.closed_at, is_closed=True)


def _named(agencies: list[Agency]) -> str:
    names = [agency.name for agency in sorted(agencies, key=lambda agency: agency.sort_key)]
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f" và {more} đơn vị khác" if more > 0 else "")


def _newest(*moments: datetime | None) -> datetime:
    return max(moment for moment in moments if moment is not None)
