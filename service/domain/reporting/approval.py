"""A draft before the unit's leader: one version, until the leader files it or sends it back, or somebody edits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.domain.notation.labelled import Labelled


class ApprovalState(Labelled):
    """What became of it."""

    PENDING = "pending", "chờ lãnh đạo duyệt"
    WITHDRAWN = "withdrawn", "đã rút lại"
    SENT_BACK = "sent_back", "lãnh đạo trả lại"
    FILED = "filed", "đã nộp"


@dataclass(frozen=True)
class ApprovalRequest:
    """The draft's version `version`, put before the leader by somebody whose account is `requester`.

    `ended_by` and `ended_at` say who ended it and when, once it is no longer pending; `reason` is what the leader wrote
    who sent it back.
    """

    id: int
    version: int
    requested_by: str
    requester: int | None
    requested_at: datetime
    state: ApprovalState = ApprovalState.PENDING
    ended_by: str = ""
    ended_at: datetime | None = None
    reason: str = ""
