"""The administrator's choices for the whole installation."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from service.storage.models import OptionRow


class Option(StrEnum):
    """What may be chosen; a choice that was never made is off."""

    HOME_AFFAIRS_SECOND_FACTOR = "home_affairs_second_factor"
    HOME_AFFAIRS_LEADER_SECOND_FACTOR = "home_affairs_leader_second_factor"
    ADMIN_SECOND_FACTOR = "admin_second_factor"
    LEADER_SECOND_FACTOR = "leader_second_factor"


def is_on(session: Session, option: Option) -> bool:
    """Whether the administrator chose it."""
    row = session.get(OptionRow, option.value)
    return row is not None and row.value == "on"


def put_option(session: Session, option: Option, *, on: bool) -> None:
    """Choose it or not."""
    row = session.get(OptionRow, option.value) or OptionRow(name=option.value)
    row.value = "on" if on else "off"
    session.add(row)
    session.flush()


def marked_day(session: Session, name: str) -> str | None:
    """On which day something that is done once a day was done last; None where it never was."""
    row = session.get(OptionRow, name)
    return None if row is None else row.value


def mark_day(session: Session, name: str, day: str) -> None:
    """It was done on that day."""
    row = session.get(OptionRow, name) or OptionRow(name=name)
    row.value = day
    session.add(row)
    session.flush()


def try_to_write(session: Session, text: str) -> None:
    """Put a text in and take it out again: a database that takes no more says so."""
    name = f"probe-{uuid4()}"
    session.execute(insert(OptionRow).values(name=name, value=text))
    session.execute(delete(OptionRow).where(OptionRow.name == name))
