"""How much one agency may hand in: so many submissions an hour and so many bytes a day, as far as they are kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.errors import Message, message
from service.domain.organization.throttle import SlowDownError, in_words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Quota:
    """What one agency may hand in; nought sets no limit."""

    submissions_an_hour: int
    bytes_a_day: int


NO_QUOTA = Quota(0, 0)


@dataclass(frozen=True)
class HandedIn:
    """Something that an agency handed in and that is kept: a submission, or a file beside one."""

    at: datetime
    size: int
    is_submission: bool


class QuotaError(SlowDownError):
    """An agency or a program has used up what it may; `seconds` is how long to wait."""


def require_quota(
    quota: Quota, earlier: Sequence[HandedIn], now: datetime, size: int, *, is_submission: bool = False
) -> None:
    """Raises QuotaError where so many bytes more are too much beside what was handed in within a day.

    Whoever handed in nothing may always hand in one thing, however large. What bears a later moment than now comes
    from a clock that was set back, and does not count.
    """
    known = sorted((item for item in earlier if now - DAY < item.at <= now), key=lambda item: item.at)
    _require_rate(quota, [item.at for item in known if item.is_submission], now, is_submission=is_submission)
    _require_room(quota, known, now, size)


def _require_rate(quota: Quota, moments: Sequence[datetime], now: datetime, *, is_submission: bool) -> None:
    lately = [moment for moment in moments if moment > now - HOUR]
    if not is_submission or not quota.submissions_an_hour or len(lately) < quota.submissions_an_hour:
        return
    seconds = _seconds(lately[-quota.submissions_an_hour] + HOUR - now)
    said = message(
        "Đơn vị đã nộp {count} lần trong một giờ qua, đủ mức cho phép: nội dung này chưa được nộp, chờ {wait} rồi nộp "
        "lại.",
        count=len(lately),
        wait=in_words(seconds),
    )
    raise QuotaError(said, seconds)


def _require_room(quota: Quota, known: Sequence[HandedIn], now: datetime, size: int) -> None:
    used = sum(item.size for item in known)
    if not quota.bytes_a_day or not used or used + size <= quota.bytes_a_day:
        return
    left, until = used, now
    for item in known:
        left -= item.size
        until = item.at + DAY
        if not left or left + size <= quota.bytes_a_day:
            break
    seconds = _seconds(until - now)
    said = message(
        "Đơn vị đã gửi {used} trong 24 giờ qua, thêm nội dung này ({size}) là quá mức {limit} một ngày: nội dung này "
        "chưa được lưu, chờ {wait} rồi gửi lại.",
        used=size_of(used),
        size=size_of(size),
        limit=size_of(quota.bytes_a_day),
        wait=in_words(seconds),
    )
    raise QuotaError(said, seconds)


def calls_used_up(limit: int, seconds: int) -> QuotaError:
    """The error of a program that called too often within a minute."""
    said = message(
        "Mã truy cập này đã gọi {limit} lần trong một phút, đủ mức cho phép: chờ {wait} rồi gọi lại.",
        limit=limit,
        wait=in_words(seconds),
    )
    return QuotaError(said, seconds)


def bytes_used_up(limit: int, size: int, seconds: int) -> QuotaError:
    """The error of a program that sent too much within a day; `size` is what it wanted to send."""
    said = message(
        "Mã truy cập này gửi thêm {size} là quá mức {limit} một ngày: nội dung này chưa được lưu, chờ {wait} rồi gửi "
        "lại.",
        size=size_of(size),
        limit=size_of(limit),
        wait=in_words(seconds),
    )
    return QuotaError(said, seconds)


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))


def size_of(count: int) -> Message:
    """A number of bytes as people say it, rounded up."""
    return message("{count} MB", count=math.ceil(count / _MEGABYTE))
