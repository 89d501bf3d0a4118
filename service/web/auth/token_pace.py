"""How often a program may call with one token, and with how many bytes: counted by the queues' server, for all web
processes together."""

from __future__ import annotations

import math
import time
from threading import Lock

import redis
import structlog
from flask import current_app
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute

from service.clock import SKEW
from service.domain.errors import TooLargeError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.quota import bytes_used_up, calls_used_up, size_of
from service.queue import REST
from service.web.auth.security import limiter

log = structlog.get_logger()


class _Rest:
    """Until when a server that did not answer is left in peace."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until = float("-inf")

    @property
    def is_over(self) -> bool:
        """Whether it may be asked again."""
        with self._lock:
            return time.monotonic() >= self._until

    def begin(self) -> None:
        """It has just not answered."""
        with self._lock:
            self._until = time.monotonic() + REST


def _rest() -> _Rest:
    """That of this application's server."""
    found: _Rest = current_app.extensions.setdefault("token_pace", _Rest())
    return found


def require_pace(token: str, calls_per_minute: int, now: float) -> None:
    """Count a call; raises QuotaError beyond so many within a minute. `now` is the moment of real time."""
    if not calls_per_minute:
        return
    seconds = _count(RateLimitItemPerMinute(calls_per_minute), ("token", sha256_of(token)), 1, now)
    if seconds is not None:
        raise calls_used_up(calls_per_minute, seconds)


def require_volume(token: str, size: int, bytes_a_day: int, now: float) -> None:
    """Count the bytes of a call; raises QuotaError beyond so many within a day, and TooLargeError for more at once."""
    if not bytes_a_day or not size:
        return
    if size > bytes_a_day:
        raise TooLargeError(
            message(
                "Nội dung gửi lên nặng {size}, quá mức {limit} một ngày của mã truy cập này: chia nhỏ rồi gửi lại.",
                size=size_of(size), limit=size_of(bytes_a_day),
            )
        )  # fmt: skip
    seconds = _count(RateLimitItemPerDay(bytes_a_day), ("token-bytes", sha256_of(token)), size, now)
    if seconds is not None:
        raise bytes_used_up(bytes_a_day, size, seconds)


def _count(most: RateLimitItem, counted: tuple[str, str], cost: int, now: float) -> int | None:
    """Count so much; None where that was allowed, else after how many seconds it is.

    Nobody is kept waiting for a server that does not answer: then nothing is counted. What is refused does not count
    where it is more than one.
    """
    if not _rest().is_over:
        return None
    try:
        is_left = cost == 1 or limiter.limiter.test(most, *counted, cost=cost)
        if is_left and limiter.limiter.hit(most, *counted, cost=cost):
            return None
        left = limiter.limiter.get_window_stats(most, *counted).reset_time - now
        if left > most.get_expiry() + SKEW.total_seconds():
            # The window was begun before the server's clock was set back, and would last until that moment.
            limiter.limiter.clear(most, *counted)
            return None
    except redis.RedisError as error:
        _rest().begin()
        log.warning("calls of the API are not counted", error=str(error))
        return None
    return min(most.get_expiry(), max(1, math.ceil(left)))
