"""What the administrator's forms send, as values; what will not do is said in words."""

from __future__ import annotations

from datetime import date, datetime

from flask import request

from service.domain.errors import ConflictError, EntryError, message
from service.domain.notation.moments import WrittenMoment, read_moment
from service.domain.notation.text import clean
from service.domain.organization.access import Role
from service.domain.organization.agency import AgencyKind
from service.domain.reminders.working_time import CLOSES
from service.domain.reporting.period import VIETNAM
from service.web.request_context import context

LONGEST_COUNT = 9


def parse_text(name: str) -> str:
    """A field's text."""
    return clean(request.form.get(name, ""))[0]


def parse_optional(name: str) -> str | None:
    """A field's text, None where it is empty."""
    return parse_text(name) or None


def parse_codes(name: str) -> tuple[str, ...]:
    """The codes in a field, with blanks, commas or semicolons between them."""
    return tuple(parse_text(name).replace(",", " ").replace(";", " ").split())


def parse_count(name: str, label: str) -> int:
    """A whole number; raises EntryError."""
    given = parse_text(name)
    if not given.isdecimal() or len(given) > LONGEST_COUNT:
        raise EntryError(name, message("{label}: «{given}» không phải số nguyên.", label=label, given=given))
    return int(given)


def parse_date(name: str, label: str) -> date | None:
    """A day, None where the field is empty; raises EntryError."""
    given = parse_text(name)
    if not given:
        return None
    found = _written(name, given, None)
    if found is None or found.hour is not None:
        raise EntryError(
            name,
            message("{label}: «{given}» không phải ngày hợp lệ (ghi theo dạng 03/02/2023).", label=label, given=given),
        )
    return found.day


def parse_datetime(name: str, label: str) -> datetime:
    """A moment of Vietnam time, the end of the working day where a day alone is given; raises EntryError."""
    given = parse_text(name)
    if not given:
        raise EntryError(name, message("{label}: cần ghi giờ và ngày, ví dụ 17:00 20/09/2023.", label=label))
    found = _written(name, given, context().clock.now().astimezone(VIETNAM).date())
    if found is None:
        raise EntryError(
            name,
            message(
                "{label}: «{given}» không phải giờ và ngày (ghi ví dụ 17:00 20/09/2023, hoặc 17h00 ngày 20/9/2023).",
                label=label,
                given=given,
            ),
        )
    return datetime.combine(found.day, CLOSES if found.hour is None else found.hour, VIETNAM)


def _written(name: str, given: str, near: date | None) -> WrittenMoment | None:
    try:
        return read_moment(given, near)
    except ConflictError as error:
        raise EntryError(name, error.said) from error


def parse_role(name: str) -> Role:
    """A role; raises EntryError."""
    try:
        return Role(parse_text(name))
    except ValueError as error:
        raise EntryError(name, message("Chọn vai trò.")) from error


def parse_kind(name: str) -> AgencyKind:
    """A kind of unit; raises ConflictError."""
    try:
        return AgencyKind(parse_text(name))
    except ValueError as error:
        raise ConflictError(message("Chọn cấp đơn vị.")) from error
