"""An agency that hands in more than its quota is asked to wait, so that the others find room and time."""

from __future__ import annotations

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.domain.organization.quota import require_quota
from service.storage.intake.quota import handed_in_lately


def require_room(context: Context, session: Session, agency: str, size: int, *, is_submission: bool = False) -> None:
    """Raises QuotaError, with how long to wait, where the agency may not hand in so many bytes more just now."""
    now = context.clock.now()
    require_quota(
        context.settings.quota, handed_in_lately(session, agency, now), now, size, is_submission=is_submission
    )
