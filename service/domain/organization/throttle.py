"""How long to wait after wrong passwords and codes: a little at first, longer each time, and never for good."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, IPv6Network, ip_address

from service.domain.errors import Message, TonghopError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.account import email_form

_DOUBLED_MOST = 30


class CounterKind(StrEnum):
    """What a failure counter is kept for."""

    PAIR = "pair"
    ACCOUNT = "account"
    NETWORK = "network"
    CODE = "code"
    CURRENT = "current"


@dataclass(frozen=True)
class BackoffPolicy:
    """So many wrong answers are free; then the wait doubles up to the longest. What is old is forgotten."""

    free: int
    first: timedelta
    longest: timedelta
    memory: timedelta

    def wait(self, wrong: int) -> timedelta:
        """How long the next answer waits after so many wrong ones."""
        over = wrong - self.free
        if over < 0:
            return timedelta()
        return min(self.longest, self.first * (1 << min(over, _DOUBLED_MOST)))


BACKOFF_POLICIES = {
    # Whoever guesses one person's password from one place.
    CounterKind.PAIR: BackoffPolicy(5, timedelta(seconds=5), timedelta(minutes=15), timedelta(hours=6)),
    # Guesses from many places must not keep the person out, so these waits stay short.
    CounterKind.ACCOUNT: BackoffPolicy(20, timedelta(seconds=2), timedelta(minutes=1), timedelta(hours=6)),
    # An office behind one address makes many honest mistakes.
    CounterKind.NETWORK: BackoffPolicy(30, timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)),
    CounterKind.CODE: BackoffPolicy(5, timedelta(seconds=10), timedelta(minutes=5), timedelta(hours=24)),
    CounterKind.CURRENT: BackoffPolicy(5, timedelta(seconds=5), timedelta(minutes=5), timedelta(hours=6)),
}
# What a new password by link makes an end of.
PASSWORD_KINDS = frozenset({CounterKind.PAIR, CounterKind.ACCOUNT, CounterKind.CURRENT})
LONGEST_MEMORY = max(pace.memory for pace in BACKOFF_POLICIES.values())


@dataclass(frozen=True, order=True)
class Counter:
    """What is counted: for whom, which is a digest, and from where; empty means for everybody, from everywhere."""

    kind: CounterKind
    who: str = ""
    network: str = ""


class SlowDownError(TonghopError):
    """Too many wrong answers; `seconds` is how long to wait."""

    def __init__(self, said: Message, seconds: int = 0) -> None:
        super().__init__(said)
        self.seconds = seconds

    def __reduce__(self) -> tuple[type[SlowDownError], tuple[Message, int]]:  # type: ignore[override]
        """What another process needs to raise the same error."""
        return type(self), (self.said, self.seconds)


def slow_down(kind: CounterKind, wait: timedelta) -> SlowDownError:
    """The error that says how long to wait, and what works at once."""
    seconds = max(1, math.ceil(wait.total_seconds()))
    said = {
        CounterKind.CODE: message(
            "Đã nhập sai mã nhiều lần: chờ {wait} rồi thử lại. Nếu mất điện thoại, liên hệ quản trị viên để thiết lập "
            "lại.",
            wait=in_words(seconds),
        ),
        CounterKind.CURRENT: message(
            "Đã nhập sai mật khẩu hiện tại nhiều lần: chờ {wait} rồi thử lại.", wait=in_words(seconds)
        ),
    }.get(kind)
    return SlowDownError(
        said
        or message(
            "Đã nhập sai nhiều lần: chờ {wait} rồi thử lại. Nếu quên mật khẩu, bấm «Quên mật khẩu?» ở trang đăng nhập: "
            "đặt mật khẩu mới bằng liên kết trong thư có tác dụng ngay, không phải chờ.",
            wait=in_words(seconds),
        ),
        seconds,
    )


def in_words(seconds: int) -> Message:
    """A wait as people say it, rounded up."""
    if seconds <= 90:
        return message("{count} giây", count=seconds)
    if seconds <= 120 * 60:
        return message("{count} phút", count=math.ceil(seconds / 60))
    return message("{count} giờ", count=math.ceil(seconds / 3600))


def who_is(email: str) -> str:
    """By what an account is counted, whether there is one of that address or not; people mistype secrets there."""
    return sha256_of(email_form(email[:1000]))


def network_of(address: str | None) -> str:
    """The network that an address stands for: itself, or the /64 of an IPv6 one, which is one customer's."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "?"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, 64), strict=False))


def password_counters(email: str, network: str) -> tuple[Counter, Counter, Counter]:
    """What a wrong password at sign-in counts for: the person from there, the person, and the place."""
    who = who_is(email)
    return (
        Counter(CounterKind.PAIR, who, network),
        Counter(CounterKind.ACCOUNT, who),
        Counter(CounterKind.NETWORK, "", network),
    )
