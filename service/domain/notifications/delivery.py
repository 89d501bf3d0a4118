"""Messages on their way to people: by which means, under which id, how fast, and when to try again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Means(StrEnum):
    """How a message reaches somebody: a mail, a notice on the pages, a call of the province's message bus."""

    MAIL = "mail"
    NOTICE = "notice"
    WEBHOOK = "webhook"


@dataclass(frozen=True)
class Enclosure:
    """A Word file attached to a message."""

    name: str
    content: bytes


class NotTakenError(Exception):
    """A message was not taken; `is_away` says that whoever takes messages cannot be reached, for this one or others."""

    def __init__(self, why: str, *, is_away: bool) -> None:
        super().__init__(why)
        self.is_away = is_away


@dataclass(frozen=True)
class Pace:
    """At most `count` messages in any stretch of time that is `within` long."""

    count: int
    within: timedelta


def pace(per_minute: int) -> Pace:
    """So many a minute at most, spread over the minute, so that what is urgent does not wait for the next one."""
    count = max(1, per_minute // 6)
    # Rounded up, or one stretch more would fit into the minute.
    return Pace(count, -(timedelta(minutes=-1) // (per_minute // count)))


class Fate(StrEnum):
    """What became of a reminder, or of a step for which none was written."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"
    UNREACHABLE = "unreachable"

    @property
    def label(self) -> str:
        """What it says to a reader."""
        return {
            Fate.WAITING: "chờ gửi",
            Fate.SENT: "đã gửi",
            Fate.KEPT: "chưa gửi (giữ ở Hộp thư)",
            Fate.FAILED: "không gửi được",
            Fate.WITHDRAWN: "không cần gửi nữa",
            Fate.OVERTAKEN: "đã thay bằng mốc sau",
            Fate.UNREACHABLE: "không có ai nhận",
        }[self]


# Growing waits after failures: a mail server that is down for a day costs nobody a message.
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 15, 60, 120, 240, 480, 720, 1440))


def next_try(attempts: int) -> timedelta | None:
    """Delay after that many failed attempts; None when no retry is left."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def message_id(*parts: str) -> str:
    """The id of a message, the same for the same parts, so that mail servers recognise what comes twice."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
