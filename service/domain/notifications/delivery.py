"""Messages on their way to people: by which means, under which id, how fast, and when to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.labelled import Labelled

# The channel by which everybody with an account can be reached.
BY_MAIL = "mail"


@dataclass(frozen=True)
class Attachment:
    """A Word file attached to a message."""

    name: str
    content: bytes


class DeliveryError(Exception):
    """A message was not taken; `is_away` says that whoever takes messages cannot be reached, for this one or others."""

    def __init__(self, why: str, *, is_away: bool) -> None:
        super().__init__(why)
        self.is_away = is_away


@dataclass(frozen=True)
class RateLimit:
    """At most `count` messages in any stretch of time that is `within` long."""

    count: int
    within: timedelta


def rate_limit(per_minute: int) -> RateLimit:
    """So many a minute at most, spread over the minute, so that what is urgent does not wait for the next one."""
    count = max(1, per_minute // 6)
    # Rounded up, or one stretch more would fit into the minute.
    return RateLimit(count, -(timedelta(minutes=-1) // (per_minute // count)))


class MessageState(StrEnum):
    """Where a message stands; withdrawn where by the time of sending there was no reason for it any more."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class DeliveryStatus(Labelled):
    """What became of a reminder, or of a step for which none was written."""

    WAITING = "waiting", "chờ gửi"
    SENT = "sent", "đã gửi"
    KEPT = "kept", "chưa gửi (giữ ở Hộp thư)"
    FAILED = "failed", "không gửi được"
    WITHDRAWN = "withdrawn", "không cần gửi nữa"
    OVERTAKEN = "overtaken", "đã thay bằng mốc sau"
    UNREACHABLE = "unreachable", "không có ai nhận"


# Growing waits after failures: a mail server that is down for a day costs nobody a message.
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 15, 60, 120, 240, 480, 720, 1440))


def next_try(attempts: int) -> timedelta | None:
    """Delay after that many failed attempts; None when no retry is left."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def message_id(*parts: str) -> str:
    """The id of a message, the same for the same parts, so that mail servers recognise what comes twice."""
    return sha256_of("\x1f".join(parts))[:32]
