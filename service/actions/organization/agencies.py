"""Units one by one, as the administrator's page changes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.kept_reports import require_reports_kept
from service.actions.organization.last_reports import ask_last_reports
from service.actions.periods.presence import earliest_reporting_day, told_end
from service.actions.transaction import Actor, Transaction
from service.domain.audit import AuditEvent, Change, Property, differences
from service.domain.errors import ConflictError, EntryError, message
from service.domain.organization.agency import Agency, in_table_order, is_agency_code, require_no_circle
from service.domain.organization.coming import ComingChange, with_coming
from service.domain.reporting.period import VIETNAM, official_day
from service.queue import Job
from service.storage.organization.agencies import (
    all_agencies,
    get_agency,
    hold_agency,
    let_officer_file,
    lock_agencies,
    officer_files,
    put_agencies,
)
from service.storage.organization.coming import changes_by_agency, coming_changes
from service.storage.periods.periods import all_periods, content_changed


@dataclass(frozen=True)
class ListedAgency:
    """A unit as it is today, whether its officers may hand in without the leader, and what it becomes later."""

    agency: Agency
    officer_files: bool
    coming: tuple[ComingChange, ...] = ()


@dataclass(frozen=True)
class AgencyEdit:
    """A unit as it is to be, whether it is new, and which of its properties change; none where it stays as it is."""

    agency: Agency
    is_new: bool
    changes: tuple[Change, ...]

    @property
    def is_removed(self) -> bool:
        """Whether it is not to begin, and goes."""
        return self.agency.is_void


def list_agencies(context: Context) -> list[ListedAgency]:
    """Every unit that ever was, by kind and name."""
    with context.database.reading() as session:
        units = in_table_order(all_agencies(session))
        coming = changes_by_agency(session)
        return [ListedAgency(unit, officer_files(session, unit.code), coming.get(unit.code, ())) for unit in units]


def agencies_of_today(context: Context) -> list[ListedAgency]:
    """Those that there are today, by kind and name."""
    today = context.clock.now().astimezone(VIETNAM).date()
    return [item for item in list_agencies(context) if item.agency.is_valid_on(today)]


def present_agencies(context: Context) -> tuple[Agency, ...]:
    """Those to which people and programs can be added, by kind and name: they exist, will, or still owe a report."""
    with context.database.reading() as session:
        day = earliest_reporting_day(session, context.clock.now())
        return in_table_order(unit for unit in all_agencies(session) if not unit.is_over_on(day))


def require_present(session: Session, now: datetime, code: str) -> None:
    """Raises NotFoundError, or EntryError where the unit has ended and owes nothing any more.

    Nobody takes the unit away before the end of the transaction.
    """
    hold_agency(session, code)
    if (said := told_end(session, now, code)) is not None:
        raise EntryError("agency", said)


def change_agency(context: Context, actor: Actor, agency: Agency) -> None:
    """Add the unit or change it; raises ConflictError or NotFoundError where something will not do."""
    _require_sound(agency)
    with context.transaction(actor) as tx:
        for code in (agency.parent, *agency.successors):
            if code is not None:
                get_agency(tx.session, code)
                if code == agency.code:
                    raise ConflictError(message("Đơn vị không thể trực thuộc hoặc kế thừa chính mình."))
        before = lock_agencies(tx.session)
        require_no_circle_ever(tx.session, before, [agency])
        require_reports_kept(tx.session, context.catalogue, before, [agency])
        put_agencies(tx.session, [agency])
        record_agencies(tx, before, [agency])
        ask_last_reports(context, tx, before, [agency])
        merge_open_periods(tx)


def require_no_circle_ever(session: Session, before: Iterable[Agency], changed: Iterable[Agency]) -> None:
    """Raises ConflictError where a unit would be its own parent or successor, now or once all that comes has come."""
    made = tuple(changed)
    everybody = tuple({agency.code: agency for agency in (*before, *made)}.values())
    require_no_circle(everybody, [agency.code for agency in made])
    coming = coming_changes(session)
    starts = {*(agency.code for agency in made), *(change.agency for change in coming)}
    require_no_circle(with_coming(everybody, coming), starts)


def record_agencies(tx: Transaction, before: Iterable[Agency], changed: Iterable[Agency]) -> None:
    """Put each unit on record that was removed or added, or that is another than before; those added come last."""
    for edit in sorted(agency_edits(before, changed), key=lambda edit: edit.is_new):
        if edit.changes:
            known = AuditEvent.AGENCY_REMOVED if edit.is_removed else AuditEvent.AGENCY_CHANGED
            action = AuditEvent.AGENCY_ADDED if edit.is_new else known
            tx.record(action, agency=edit.agency.code, subject=edit.agency.name, changes=edit.changes)


def agency_edits(before: Iterable[Agency], agencies: Iterable[Agency]) -> list[AgencyEdit]:
    """What becomes of each of the units where they are put beside those that are there."""
    known = {agency.code: agency for agency in before}
    return [
        AgencyEdit(
            agency,
            agency.code not in known,
            differences(_properties_of(known[agency.code]) if agency.code in known else {}, _properties_of(agency)),
        )
        for agency in agencies
    ]


def _properties_of(agency: Agency) -> dict[Property, str]:
    if agency.is_void:
        return {}
    return {
        Property.NAME: agency.name,
        Property.ABBREVIATION: agency.abbreviation,
        Property.KIND: agency.kind.label,
        Property.PARENT: agency.parent or "",
        Property.VALID_FROM: official_day(agency.valid_from),
        Property.VALID_TO: "" if agency.valid_to is None else official_day(agency.valid_to),
        # Their order says nothing.
        Property.SUCCESSORS: ", ".join(sorted(agency.successors)),
    }


def merge_open_periods(tx: Transaction) -> None:
    """The units have changed, so every open period is to be merged anew."""
    for period in all_periods(tx.session):
        if period.closed_at is None and content_changed(tx.session, period.code, tx.utcnow):
            tx.enqueue(Job.MERGE_PERIOD, period.code)


def permit_officers(context: Context, actor: Actor, agency: str, *, may: bool) -> None:
    """Let the unit's officers hand in without the leader, or no more; raises NotFoundError."""
    with context.transaction(actor) as tx:
        unit = get_agency(tx.session, agency)
        if officer_files(tx.session, agency) is may:
            return
        let_officer_file(tx.session, agency, may=may)
        action = AuditEvent.AGENCY_OFFICERS_PERMITTED if may else AuditEvent.AGENCY_OFFICERS_RESTRICTED
        tx.record(action, agency=agency, subject=unit.name)


def _require_sound(agency: Agency) -> None:
    if not is_agency_code(agency.code):
        raise ConflictError(message("Mã đơn vị chỉ gồm chữ không dấu, số, gạch nối: «{code}».", code=agency.code[:64]))
    if not agency.name or len(agency.name) > 200 or len(agency.abbreviation) > 50:
        raise ConflictError(message("Tên đơn vị không được trống, dài tối đa 200 ký tự; viết tắt tối đa 50."))
    if agency.valid_to is not None and agency.valid_to < agency.valid_from:
        raise ConflictError(message("Ngày hết hiệu lực phải từ ngày bắt đầu hiệu lực trở đi."))
