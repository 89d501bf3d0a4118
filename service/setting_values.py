"""One variable of the environment: how its text is read, and what is said where it cannot be right."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

from service.domain.errors import TonghopError, message

Value = TypeVar("Value")
MEGABYTE = 1024 * 1024
# A webhook's secret as the convention has it; in bytes.
SECRET_PREFIX, SHORTEST_SECRET = "whsec_", 24
# What signs and seals must not be guessed: letters in all, and different ones.
SHORTEST_KEY, DIFFERENT_LETTERS = 32, 8
# An address that every mail server takes; of a server's own name a domain may be one word.
_SENDER_USER = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_SENDER_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


@dataclass(frozen=True)
class Setting(Generic[Value]):
    """What one variable of the environment may say; left out or empty, it says `default`.

    `read` takes the name and the text, and raises TonghopError where the text cannot be right. `words` and `shown`, the
    default as people write it, are for the README.
    """

    name: str
    read: Callable[[str, str], Value]
    default: Value
    words: str
    shown: str = ""

    def of(self, environment: Mapping[str, str]) -> Value:
        """Its value; raises TonghopError."""
        text = environment.get(self.name)
        return self.read(self.name, text) if text else self.default


def as_text(_name: str, text: str) -> str:
    """The text as it is."""
    return text


def as_database(_name: str, url: str) -> str:
    """The address with the driver that tonghop ships; hosting services write postgres:// or postgresql://."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and scheme in {"postgres", "postgresql"} else url


def as_queue(_name: str, text: str) -> str:
    """The address of a queue server."""
    url = _split(text)
    if url is None or url.scheme not in {"redis", "rediss", "unix"}:
        raise TonghopError(
            message("REDIS_URL cần có dạng redis://máy-chủ:6379/0, rediss://máy-chủ:6379/0 hoặc unix:///đường-dẫn.")
        )
    return text


def as_address(_name: str, text: str) -> str:
    """An address that people open, without a slash at its end."""
    if not _is_address(text, {"http", "https"}):
        raise TonghopError(
            message(
                "TONGHOP_ADDRESS cần có dạng https://máy-chủ, đang là «{text}»: đây là địa chỉ người dùng mở trên "
                "trình duyệt.",
                text=text,
            )
        )
    return text.rstrip("/")


def as_secret(_name: str, text: str) -> str:
    """A secret that cannot be guessed."""
    if len(text) < SHORTEST_KEY or len(set(text)) < DIFFERENT_LETTERS:
        raise TonghopError(
            message(
                "TONGHOP_SECRET quá ngắn hoặc dễ đoán: cần ít nhất {least} ký tự ngẫu nhiên, ví dụ kết quả của lệnh: "
                "openssl rand -base64 48",
                least=SHORTEST_KEY,
            )
        )
    return text


def as_mail_server(_name: str, text: str) -> str:
    """The address of a mail server."""
    if not _is_address(text, {"smtp", "smtps"}):
        raise TonghopError(message("TONGHOP_SMTP_URL cần có dạng smtp://máy-chủ:587 hoặc smtps://máy-chủ:465."))
    return text


def as_sender(_name: str, text: str) -> str:
    """A sender of mails, its name quoted."""
    # The name may have commas, which would part two senders where it is not quoted.
    found = re.fullmatch(r"(?P<name>[^<>]*)<(?P<address>[^<>\s]+)>|(?P<bare>[^<>\s]+)", text.strip())
    address = "" if found is None else found["address"] or found["bare"]
    user, _, domain = address.rpartition("@")
    if found is None or not _SENDER_USER.fullmatch(user) or not _SENDER_DOMAIN.fullmatch(domain):
        raise TonghopError(
            message("TONGHOP_MAIL_SENDER cần có dạng «Tên <dia-chi@ten-mien>», đang là «{text}».", text=text)
        )
    name = (found["name"] or "").strip().strip('"').replace("\\", "").replace('"', "")
    return f'"{name}" <{address}>' if name else address


def as_hook_address(_name: str, text: str) -> str:
    """The address of a webhook."""
    if urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).hostname:
        raise TonghopError(message("TONGHOP_WEBHOOK_URL cần có dạng https://máy-chủ/đường-dẫn."))
    return text


def as_yes(name: str, text: str) -> bool:
    """Yes or no."""
    if text not in {"0", "1"}:
        raise TonghopError(message("{name} cần là 1 (có) hoặc 0 (không), đang là «{text}».", name=name, text=text))
    return text == "1"


def as_words(_name: str, text: str) -> tuple[str, ...]:
    """Words between blanks."""
    return tuple(text.split())


def as_key(_name: str, text: str) -> bytes:
    """The bytes of a webhook's secret."""
    try:
        key = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not text.startswith(SECRET_PREFIX) or len(key) < SHORTEST_SECRET:
        raise TonghopError(
            message(
                "TONGHOP_WEBHOOK_SECRET cần có dạng {prefix} và tiếp theo là ít nhất {least} byte ngẫu nhiên viết ở "
                "dạng base64, ví dụ kết quả của lệnh: echo {prefix}$(openssl rand -base64 32)",
                prefix=SECRET_PREFIX,
                least=SHORTEST_SECRET,
            )
        )
    return key


def as_whole(name: str, text: str) -> int:
    """A whole number, zero too."""
    if not text.isdecimal():
        raise TonghopError(message("{name} cần là số nguyên, đang là «{text}».", name=name, text=text))
    return int(text)


def as_positive(name: str, text: str) -> int:
    """A whole number above zero."""
    found = as_whole(name, text)
    if found == 0:
        raise TonghopError(message("{name} cần là số nguyên dương.", name=name))
    return found


def as_megabytes_or_none(name: str, text: str) -> int:
    """A number of bytes, given in MB; zero for no limit."""
    return as_whole(name, text) * MEGABYTE


def as_megabytes(name: str, text: str) -> int:
    """A number of bytes, given in MB."""
    if not text.isdecimal() or int(text) == 0:
        raise TonghopError(message("{name} cần là số nguyên dương (MB), đang là «{text}».", name=name, text=text))
    return int(text) * MEGABYTE


def _is_address(text: str, schemes: set[str]) -> bool:
    url = _split(text)
    return url is not None and url.scheme in schemes and bool(url.hostname) and not re.search(r"\s", text)


def _split(text: str) -> SplitResult | None:
    """The parts of an address; None where it cannot be one, such as with a port that is no number."""
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        return None
    return url
