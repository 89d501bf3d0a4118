"""Units one by one, as the administrator's page changes them."""

from __future__ import annotations

from dataclasses import dataclass

from service.actions.context import Context
from service.domain.errors import ConflictError, message
from service.domain.organization.agency import Agency, in_table_order, is_agency_code, require_no_circle
from service.queue import Job
from service.storage.events import Event, add_event
from service.storage.organization.agencies import (
    all_agencies,
    get_agency,
    hold_agencies,
    let_officer_file,
    officer_files,
    put_agencies,
)
from service.storage.periods.periods import all_periods, content_changed


@dataclass(frozen=True)
class Listed:
    """A unit, and whether its officers may hand in without the leader."""

    agency: Agency
    officer_files: bool


def list_agencies(context: Context) -> list[Listed]:
    """Every unit that ever was, by kind and name."""
    with context.database.reading() as session:
        units = in_table_order(all_agencies(session))
        return [Listed(unit, officer_files(session, unit.code)) for unit in units]


def change_agency(context: Context, actor: str, agency: Agency) -> None:
    """Add the unit or change it; raises ConflictError or NotFoundError where something will not do."""
    _require_sound(agency)
    with context.database.writing() as session:
        for code in (agency.parent, *agency.successors):
            if code is not None:
                get_agency(session, code)
                if code == agency.code:
                    raise ConflictError(message("Đơn vị không thể trực thuộc hoặc kế thừa chính mình."))
        require_no_circle([*hold_agencies(session), agency], [agency.code])
        put_agencies(session, [agency])
        add_event(session, Event(context.clock.now(), actor, "agency.changed", agency=agency.code, subject=agency.name))
        now = context.clock.real()
        changed = [
            p.code for p in all_periods(session) if p.closed_at is None and content_changed(session, p.code, now)
        ]
    for period in changed:
        context.queue.enqueue(Job.MERGE_PERIOD, period)


def permit_officers(context: Context, agency: str, *, may: bool) -> None:
    """Let the unit's officers hand in without the leader, or no more; raises NotFoundError."""
    with context.database.writing() as session:
        get_agency(session, agency)
        let_officer_file(session, agency, may=may)


def _require_sound(agency: Agency) -> None:
    if not is_agency_code(agency.code):
        raise ConflictError(message("Mã đơn vị chỉ gồm chữ không dấu, số, gạch nối: «{code}».", code=agency.code[:64]))
    if not agency.name or len(agency.name) > 200 or len(agency.abbreviation) > 50:
        raise ConflictError(message("Tên đơn vị không được trống, dài tối đa 200 ký tự; viết tắt tối đa 50."))
    if agency.valid_to is not None and agency.valid_to < agency.valid_from:
        raise ConflictError(message("Ngày hết hiệu lực phải từ ngày bắt đầu hiệu lực trở đi."))
