"""Prepared statements do what SQLAlchemy would do with them, on either database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, delete, insert, literal, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.actions.context import Context
from service.domain.reporting.period import VIETNAM
from service.storage.models import PeriodRow, SubmissionRow
from tests.support.filings import hand_in, real_report
from tests.support.installation import PERIOD

CLOSE = update(PeriodRow).where(PeriodRow.code == bindparam("which")).values(closed_at=bindparam("moment"))
CLOSED = select(PeriodRow.code, PeriodRow.template_code, literal("là %s và 100%")).where(
    PeriodRow.code == bindparam("which"), PeriodRow.closed_at == bindparam("moment", type_=PeriodRow.closed_at.type)
)
MOMENT = datetime(2023, 9, 18, 8, 0, 0, 5, tzinfo=VIETNAM)


def closed_at(context: Context, period: str = PERIOD) -> datetime | None:
    with context.database.reading() as session:
        return session.scalar(select(PeriodRow.closed_at).where(PeriodRow.code == period))


def test_parameters_are_stored_by_their_types_and_constants_stay(context: Context) -> None:
    with context.database.writing_once() as cursor:
        assert cursor.write(CLOSE, {"which": PERIOD, "moment": MOMENT}) == 1
        assert cursor.write(CLOSE, {"which": "không có", "moment": MOMENT}) == 0
    found = closed_at(context)
    assert found == MOMENT
    assert found.tzinfo is UTC
    with context.database.writing_once() as cursor:
        assert tuple(cursor.one(CLOSED, {"which": PERIOD, "moment": MOMENT})) == (PERIOD, "cchc", "là %s và 100%")


def test_the_same_statement_takes_other_parameters_each_time(context: Context) -> None:
    for moment in (MOMENT, None, MOMENT.replace(year=2024)):
        with context.database.writing_once() as cursor:
            cursor.write(CLOSE, {"which": PERIOD, "moment": moment})
        assert closed_at(context) == moment


def test_a_moment_without_a_zone_is_refused_here_too(context: Context) -> None:
    with pytest.raises(ValueError, match="time zone"), context.database.writing_once() as cursor:
        cursor.write(CLOSE, {"which": PERIOD, "moment": MOMENT.replace(tzinfo=None)})


def test_errors_are_those_of_sqlalchemy_and_the_connection_serves_on(context: Context) -> None:
    submission = hand_in(context, real_report())
    again = insert(SubmissionRow).from_select(
        [column.name for column in SubmissionRow.__table__.columns], select(SubmissionRow.__table__)
    )
    for _ in range(3):
        with pytest.raises(IntegrityError), context.database.writing_once() as cursor:
            cursor.write(again, {})
    with pytest.raises(DBAPIError, match="khong_co"), context.database.writing_once() as cursor:
        cursor.write(text("DELETE FROM khong_co"), {})
    with context.database.writing_once() as cursor:
        assert cursor.write(delete(SubmissionRow).where(SubmissionRow.id == bindparam("id_")), {"id_": submission}) == 1


def test_one_row_means_one(context: Context) -> None:
    with pytest.raises(ValueError, match="not enough values"), context.database.writing_once() as cursor:
        cursor.one(CLOSED, {"which": "không có", "moment": MOMENT})
