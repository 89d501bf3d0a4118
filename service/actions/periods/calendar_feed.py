"""The calendar of deadlines behind a secret address: a unit's own, or that of Home Affairs with all."""

from __future__ import annotations

import contextlib
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.obligations import ORDINARY
from service.actions.periods.presence import told_end
from service.domain.audit import AuditEvent
from service.domain.consolidation.edition import PeriodEdition
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
from service.storage.consolidation.editions import (
    FrozenAgency,
    edition_of,
    frozen_agencies,
    frozen_agencies_named,
    frozen_period,
)
from service.storage.intake.standing import valid_moments
from service.storage.organization.agencies import all_agencies, get_agency
from service.storage.periods.calendar_feeds import HOME_AFFAIRS, owner_of_feed, put_feed, sealed_feed
from service.storage.periods.periods import (
    ObligationOverride,
    OpenedPeriod,
    all_periods,
    obligation_of,
    obligations,
)
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
        ended = None if owner == HOME_AFFAIRS else told_end(session, context.clock.now(), owner)
        if ended is not None:
            raise NotFoundError(ended)
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
    """An opened period with its template and dates: those of its edition where it is closed."""

    opened: OpenedPeriod
    template: ReportTemplate
    period: Period
    edition: PeriodEdition | None

    def deadline(self, name: str, at: datetime, *changed: datetime | None) -> CalendarEntry:
        """The deadline of that name; what is said of it changed at these moments, if ever."""
        made_at = None if self.edition is None else self.edition.made_at
        since = _newest(self.opened.opened_at, self.opened.closed_at, made_at, *changed)
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


class _Owing(NamedTuple):
    """A unit that owes a period's report, on its terms; `filed_at` is when its valid one came."""

    agency: Agency
    obligation: ObligationOverride
    filed_at: datetime | None = None


def _openings(context: Context, session: Session) -> Iterator[_Opening]:
    for opened in all_periods(session):
        template = context.catalogue.get(opened.template_code, opened.template_version)
        edition = edition_of(session, opened.code)
        period = opened.period(template) if edition is None else frozen_period(session, edition)
        yield _Opening(opened, template, period, edition)


def _own_deadlines(context: Context, session: Session, agency: Agency) -> Iterator[CalendarEntry]:
    openings = list(_openings(context, session))
    filed = valid_moments(session, [item.opened.code for item in openings if item.edition is None], [agency.code])
    kept = frozen_agencies_named(session, [item.edition for item in openings if item.edition], [agency.code])
    for item in openings:
        code = item.opened.code
        if item.edition is not None:
            owing = _as_closed(kept.get((code, agency.code)))
        elif item.period.is_owed_by(agency):
            owing = _Owing(agency, obligation_of(session, code, agency.code), filed.get((code, agency.code)))
        else:
            owing = None
        if owing is not None and owing.obligation.waived_at is None:
            yield _own_deadline(item, owing)
            yield from item.closing()


def _own_deadline(item: _Opening, owing: _Owing) -> CalendarEntry:
    kind, own = owing.agency.kind, owing.obligation
    set_at = own.extended_at if own.due_at else item.opened.deadlines_since[kind]
    due_at = agency_deadline(item.period, kind, own.due_at)
    due = item.deadline(f"{CalendarEntryKind.DEADLINE}.{owing.agency.code}", due_at, set_at, owing.filed_at)
    usual = item.period.deadline(kind)
    put_off = replace(due, extension=own.extension_reason, usual=usual) if own.due_at else due
    return replace(put_off, filed_at=owing.filed_at)


def _all_deadlines(context: Context, session: Session) -> Iterator[CalendarEntry]:
    agencies = all_agencies(session)
    for item in _openings(context, session):
        owing = list(_owing(session, item, agencies))
        kinds = {unit.agency.kind for unit in owing}
        for kind, due_at in item.period.deadlines.items():
            if kind in kinds:
                due = item.deadline(f"deadlines.{kind}", due_at, item.opened.deadlines_since[kind])
                yield replace(due, whom=Message(kind.label))
        yield from _extensions(item, owing)
        yield from item.closing()


def _owing(session: Session, item: _Opening, agencies: tuple[Agency, ...]) -> Iterator[_Owing]:
    """The period's units, those let off included, as they are or as its edition has them."""
    if item.edition is not None:
        for kept in frozen_agencies(session, item.edition):
            yield _Owing(kept.agency, kept.obligation)
        return
    owed = obligations(session, item.opened.code)
    for agency in agencies:
        if item.period.is_owed_by(agency):
            yield _Owing(agency, owed.get(agency.code, ORDINARY))


def _as_closed(kept: FrozenAgency | None) -> _Owing | None:
    if kept is None:
        return None
    return _Owing(kept.agency, kept.obligation, None if kept.status is None else kept.status.valid_at)


def _extensions(item: _Opening, owing: list[_Owing]) -> Iterator[CalendarEntry]:
    """The units that were given more time, those with one deadline together."""
    groups: defaultdict[datetime, list[_Owing]] = defaultdict(list)
    for unit in owing:
        if unit.obligation.due_at and unit.obligation.waived_at is None:
            groups[unit.obligation.due_at].append(unit)
    for due_at, members in sorted(groups.items()):
        name = f"extension.{due_at.astimezone(UTC):%Y%m%dT%H%M}"
        due = item.deadline(name, due_at, *(unit.obligation.extended_at for unit in members))
        yield replace(due, whom=_named([unit.agency for unit in members]), extension="")


def _named(agencies: list[Agency]) -> Message | str:
    names = [agency.name for agency in sorted(agencies, key=lambda agency: agency.sort_key)]
    more, first = len(names) - MOST_NAMED, "; ".join(names[:MOST_NAMED])
    return message("{names} và {more} đơn vị khác", names=first, more=more) if more > 0 else first


def _newest(*moments: datetime | None) -> datetime:
    return max(moment for moment in moments if moment is not None)
