"""Messages on their way to people: by which means, under which id, and when to try again."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import StrEnum


class Means(StrEnum):
    """How a message reaches somebody."""

    MAIL = "mail"


# Growing waits after failures: a mail server that is down for a day costs nobody a message.
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 15, 60, 120, 240, 480, 720, 1440))


def next_try(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts, None where the message is given up."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def message_id(*parts: str) -> str:
    """The id of a message, the same for the same parts, so that mail servers recognise what comes twice."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
