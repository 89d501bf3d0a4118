"""Whether a unit's figures contain those of the units that ended within the period and that it comes after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.obligations import load_period, require_open
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, NotFoundError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.access import Caller
from service.domain.organization.agency import Agency
from service.domain.reporting.period import Period
from service.queue import Job
from service.storage.intake.standing import standing_submission
from service.storage.organization.agencies import agencies_of, get_agency, predecessors_named
from service.storage.periods.containment import unanswered_containments
from service.storage.periods.periods import content_changed, lock_period, obligation_of, put_obligation


class LastReport(NamedTuple):
    """The valid report of a unit that ended, and the unit whose figures contain it.

    `contained_in` is empty where none does, None where nobody has said; `seen` is the mark of both.
    """

    agency: Agency
    revision: int
    contained_in: str | None
    seen: str


def last_reports_before(session: Session, period: Period, agency: str) -> tuple[LastReport, ...]:
    """Of the units that the agency comes after; those that were let off or left out of the totals are none."""
    return tuple(_asked_about(session, period, predecessors_named(session, agency)))


def _asked_about(session: Session, period: Period, predecessors: Iterable[Agency]) -> Iterable[LastReport]:
    for unit in predecessors:
        owed = obligation_of(session, period.code, unit.code)
        found = standing_submission(session, period.code, unit.code)
        if found is None or not period.is_last_of(unit) or owed.waived_at or owed.excluded_at:
            continue
        seen = sha256_of(f"{found[0].id} {owed.contained_in}".encode())
        yield LastReport(unit, found[0].revision, owed.contained_in, seen)


def reports_before(context: Context, caller: Caller, period: str, agency: str) -> tuple[LastReport, ...]:
    """The same for whoever may see the unit's report; raises ForbiddenError or NotFoundError."""
    caller.require_unit(agency)
    with context.database.reading() as session:
        _, dates = load_period(session, context.catalogue, period)
        return last_reports_before(session, dates, get_agency(session, agency).code)


class OpenQuestion(NamedTuple):
    """A successor that has not said whether its figures contain the last report of a unit, which came at a moment."""

    agency: Agency
    successor: Agency
    since: datetime


def open_questions(session: Session, period: Period) -> tuple[OpenQuestion, ...]:
    """All of a period that is open, by the unit that ended; only who reports for the period is asked."""
    rows = unanswered_containments(session, period.code, period.window)
    units = agencies_of(session, {code for row in rows for code in (row.agency, row.successor)})
    return tuple(
        OpenQuestion(units[row.agency], units[row.successor], row.since)
        for row in rows
        if period.is_last_of(units[row.agency]) and period.is_open_to(units[row.successor])
    )


def first_questions(session: Session, period: Period) -> dict[str, datetime]:
    """Since when each successor has something to answer, by its code."""
    since: dict[str, datetime] = {}
    for question in open_questions(session, period):
        code = question.successor.code
        since[code] = min(question.since, since.get(code, question.since))
    return since


def answer_containment(
    context: Context, caller: Caller, period: str, agency: str, predecessor: str, *, contained: bool, seen: str
) -> None:
    """The unit says whether its figures contain those of the unit before it, which are then shown and not added.

    Raises ForbiddenError, NotFoundError for a unit that is not asked about, or ConflictError where the period is closed
    or either report or answer is another than was `seen`.
    """
    caller.require_unit(agency)
    with context.transaction(caller) as tx:
        lock_period(tx.session, period)
        require_open(tx.session, period)
        _, dates = load_period(tx.session, context.catalogue, period)
        asked = {item.agency.code: item for item in last_reports_before(tx.session, dates, agency)}
        if predecessor not in asked:
            raise NotFoundError(message("Không có báo cáo phần cuối của đơn vị «{code}» ở kỳ này.", code=predecessor))
        if asked[predecessor].seen != seen:
            raise ConflictError(message("Báo cáo hoặc câu trả lời vừa thay đổi: tải lại trang, xem lại rồi trả lời."))
        put_containment(tx, period, asked[predecessor].agency, agency if contained else "")


def put_containment(tx: Transaction, period: str, unit: Agency, contained_in: str) -> None:
    """Store and record in which unit's figures those of the ended one are contained, empty for none."""
    known = obligation_of(tx.session, period, unit.code)
    if known.contained_in == contained_in:
        return
    put_obligation(tx.session, period, unit.code, replace(known, contained_in=contained_in))
    action = AuditEvent.UNIT_CONTAINED if contained_in else AuditEvent.UNIT_NOT_CONTAINED
    tx.record(action, period=period, agency=unit.code, subject=contained_in)
    if content_changed(tx.session, period, tx.utcnow):
        tx.enqueue(Job.MERGE_PERIOD, period)
