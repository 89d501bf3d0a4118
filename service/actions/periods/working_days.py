"""When the province works: public holidays, days off that it adds, and days on which it makes up for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.transaction import Actor, Transaction
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, EntryError, NotFoundError, message
from service.domain.reminders.working_time import WorkingTime
from service.domain.reporting.period import VIETNAM
from service.public_holidays import AnnouncedDay, announced_days, country_working_time, holidays_of
from service.storage.periods.working_days import WorkingDayOverride, add_own_day, own_days, remove_own_day

LONGEST_NAME = 200


@dataclass(frozen=True)
class Year:
    """The free days of a year: the country's by name, what was announced beside them, and the province's own."""

    year: int
    holidays: Mapping[date, str]
    own: tuple[WorkingDayOverride, ...]
    announced: tuple[AnnouncedDay, ...] = ()

    @property
    def unsure(self) -> tuple[AnnouncedDay, ...]:
        """What was announced, is not sure, and nobody has set."""
        known = {item.day for item in self.own}
        return tuple(item for item in self.announced if not item.is_sure and item.day not in known)


def working_time(session: Session) -> WorkingTime:
    """When reminders are sent."""
    return country_working_time({item.day: item.is_worked for item in own_days(session)})


def free_days(context: Context, language: str) -> tuple[Year, Year]:
    """This year and the next."""
    with context.database.reading() as session:
        own = own_days(session)
    first, second = (
        Year(
            year,
            holidays_of(year, language),
            tuple(item for item in own if item.day.year == year),
            tuple(item for item in announced_days() if item.day.year == year),
        )
        for year in _years(context)
    )
    return first, second


def add_free_day(context: Context, actor: Actor, day: date, name: str, *, is_worked: bool) -> None:
    """Add a day off, or one that is worked; raises ConflictError where it is one already or will not do."""
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise EntryError("name", message("Cần ghi tên ngày, tối đa {most} ký tự.", most=LONGEST_NAME))
    if day.year not in _years(context):
        first, second = _years(context)
        raise EntryError("day", message("Chỉ đặt được ngày của năm {first} và {second}.", first=first, second=second))
    _require_other(day, is_worked=is_worked)
    with context.transaction(actor) as tx:
        if not add_own_day(tx.session, WorkingDayOverride(day, is_worked, name.strip())):
            raise EntryError("day", message("Ngày {day} đã được đặt: xóa trước nếu muốn đổi.", day=f"{day:%d/%m/%Y}"))
        _record(tx, AuditEvent.WORKING_DAY_ADDED, day, name.strip())


def remove_free_day(context: Context, actor: Actor, day: date) -> None:
    """The calendar counts again for that day; raises NotFoundError."""
    with context.transaction(actor) as tx:
        if not remove_own_day(tx.session, day):
            raise NotFoundError(message("Ngày {day} không có trong danh sách.", day=f"{day:%d/%m/%Y}"))
        _record(tx, AuditEvent.WORKING_DAY_REMOVED, day, "")


def _require_other(day: date, *, is_worked: bool) -> None:
    """Raises ConflictError where the calendar says the same of the day."""
    if country_working_time().is_working_day(day) is is_worked:
        said = f"{day:%d/%m/%Y}"
        raise ConflictError(
            message("Ngày {day} vốn là ngày làm việc, không cần đặt làm bù.", day=said)
            if is_worked
            else message("Ngày {day} vốn là ngày nghỉ, không cần đặt thêm.", day=said)
        )


def _years(context: Context) -> tuple[int, int]:
    year = context.clock.now().astimezone(VIETNAM).year
    return year, year + 1


def _record(tx: Transaction, action: AuditEvent, day: date, name: str) -> None:
    tx.record(action, subject=f"{day:%d/%m/%Y}", reason=name)
