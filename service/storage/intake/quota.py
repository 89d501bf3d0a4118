"""What an agency has handed in lately, in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.organization.quota import DAY, HandedIn
from service.storage.models import ReportFileRow, SubmissionRow


def handed_in_lately(session: Session, agency: str, now: datetime) -> list[HandedIn]:
    """What of the last day is kept of the agency's submissions and of the files beside them."""
    filed = select(SubmissionRow.received_at, SubmissionRow.size).where(
        SubmissionRow.agency == agency, SubmissionRow.received_at > now - DAY, SubmissionRow.received_at <= now
    )
    brought = select(ReportFileRow.brought_at, ReportFileRow.size).where(
        ReportFileRow.agency == agency, ReportFileRow.brought_at > now - DAY, ReportFileRow.brought_at <= now
    )
    return [
        HandedIn(at, size, is_submission)
        for query, is_submission in ((filed, True), (brought, False))
        for at, size in session.execute(query)
    ]
