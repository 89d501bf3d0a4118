"""What the administrator's forms send, as values; what will not do is said in words."""

from __future__ import annotations

from datetime import date, datetime

from flask import request

from service.domain.errors import ConflictError, message
from service.domain.notation.text import clean
from service.domain.organization.access import Role
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM


def parse_text(name: str) -> str:
    """A field's text."""
    return clean(request.form.get(name, ""))[0]


def parse_optional(name: str) -> str | None:
    """A field's text, None where it is empty."""
    return parse_text(name) or None


def parse_date(name: str, label: str) -> date | None:
    """A day, None where the field is empty; raises ConflictError."""
    given = parse_text(name)
    try:
        return datetime.strptime(given, "%d/%m/%Y").replace(tzinfo=VIETNAM).date() if given else None
    except ValueError as error:
        raise ConflictError(
            message("{label}: «{given}» không phải ngày hợp lệ (ghi theo dạng 03/02/2023).", label=label, given=given)
        ) from error


def parse_datetime(name: str, label: str) -> datetime:
    """A moment of Vietnam time; raises ConflictError."""
    given = parse_text(name)
    try:
        return datetime.strptime(given, "%H:%M %d/%m/%Y").replace(tzinfo=VIETNAM)
    except ValueError as error:
        raise ConflictError(
            message("{label}: «{given}» không phải giờ và ngày dạng 17:00 20/09/2023.", label=label, given=given)
        ) from error


def parse_role(name: str) -> Role:
    """A role; raises ConflictError."""
    try:
        return Role(parse_text(name))
    except ValueError as error:
        raise ConflictError(message("Chọn vai trò.")) from error


def parse_kind(name: str) -> AgencyKind:
    """A kind of unit; raises ConflictError."""
    try:
        return AgencyKind(parse_text(name))
    except ValueError as error:
        raise ConflictError(message("Chọn cấp đơn vị.")) from error
