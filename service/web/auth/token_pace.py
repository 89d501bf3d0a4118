"""How often a program may call with one token: counted by the queues' server, for all web processes together."""

from __future__ import annotations

import math
import time
from threading import Lock

import redis
import structlog
from flask import current_app
from limits import RateLimitItemPerMinute

from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.quota import calls_used_up
from service.queue import REST
from service.web.auth.security import limiter

MINUTE = 60
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
    """Count a call; raises QuotaError beyond so many within a minute. `now` is the moment of real time.

    Nobody is kept waiting for a server that does not answer: then calls are not counted.
    """
    if not calls_per_minute or not _rest().is_over:
        return
    allowed, counted = RateLimitItemPerMinute(calls_per_minute), ("token", sha256_of(token))
    try:
        if limiter.limiter.hit(allowed, *counted):
            return
        reset = limiter.limiter.get_window_stats(allowed, *counted).reset_time
    except redis.RedisError as error:
        _rest().begin()
        log.warning("calls of the API are not counted", error=str(error))
        return
    raise calls_used_up(calls_per_minute, min(MINUTE, max(1, math.ceil(reset - now))))
