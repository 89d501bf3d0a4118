"""A period's checklist before the leader of Home Affairs: approved as it was seen, or sent back with remarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.domain.notation.labelled import Labelled


class ClosingRequestState(Labelled):
    """What became of it."""

    PENDING = "pending", "chờ lãnh đạo Sở Nội vụ duyệt"
    WITHDRAWN = "withdrawn", "đã rút lại"
    SENT_BACK = "sent_back", "lãnh đạo Sở Nội vụ trả lại"
    APPROVED = "approved", "lãnh đạo Sở Nội vụ đã duyệt"


@dataclass(frozen=True)
class ClosingRequest:
    """Somebody asked for a period to be closed, or corrected (`is_correction`), as `token` says that it stood.

    Once it is decided, `token` is what the leader saw; `remarks` are theirs. `edition` is the number of the edition
    that was made by it, after which it is good for nothing more.
    """

    id: int
    period: str
    is_correction: bool
    reason: str
    token: str
    requested_by: str
    requested_at: datetime
    state: ClosingRequestState
    ended_by: str = ""
    ended_at: datetime | None = None
    remarks: str = ""
    edition: int | None = None

    @property
    def is_pending(self) -> bool:
        """Whether it waits for the leader."""
        return self.state is ClosingRequestState.PENDING

    @property
    def is_approved(self) -> bool:
        """Whether the leader agreed."""
        return self.state is ClosingRequestState.APPROVED
