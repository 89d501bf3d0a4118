"""Last reports of units that ended within a period, of which no successor has said whether its figures contain them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from service.domain.reporting.period import Window
from service.domain.reporting.submission import State
from service.storage.models import AgencyRow, AgencySuccessor, ObligationRow, SubmissionRow


class Unanswered(NamedTuple):
    """The unit that ended, the one that comes after it, and when the report that counts of it came, by their codes."""

    agency: str
    successor: str
    since: datetime


def unanswered_containments(session: Session, period: str, window: Window) -> tuple[Unanswered, ...]:
    """All of a period, by the unit that ended; whoever was let off or left out is not asked about, nor asked."""
    ended, heir = aliased(ObligationRow), aliased(ObligationRow)
    query = (
        select(AgencySuccessor.agency, AgencySuccessor.successor, func.max(SubmissionRow.received_at))
        .join(AgencyRow, AgencyRow.code == AgencySuccessor.agency)
        .join(SubmissionRow, and_(SubmissionRow.agency == AgencyRow.code, SubmissionRow.period == period))
        .join(ended, and_(ended.period == period, ended.agency == AgencyRow.code), isouter=True)
        .join(heir, and_(heir.period == period, heir.agency == AgencySuccessor.successor), isouter=True)
        .where(
            AgencyRow.valid_to >= window.first, AgencyRow.valid_to < window.last, SubmissionRow.state == State.VALID,
            ended.contained_in.is_(None), ended.waived_at.is_(None), ended.excluded_at.is_(None),
            heir.waived_at.is_(None),
        )
        .group_by(AgencySuccessor.agency, AgencySuccessor.successor)
        .order_by(AgencySuccessor.agency, AgencySuccessor.successor)
    )  # fmt: skip
    return tuple(Unanswered(*row) for row in session.execute(query))
