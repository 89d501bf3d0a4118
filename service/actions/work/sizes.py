"""How large a file may be that somebody brings, said in one way."""

from __future__ import annotations

from service.domain.errors import Message, TooLargeError, message
from service.setting_values import MEGABYTE


def require_size(what: Message | str, size: int, largest: int, advice: Message) -> None:
    """Raises TooLargeError where so many bytes are more than may be; `what` begins the sentence."""
    if size > largest:
        raise TooLargeError(
            message("{what} lớn hơn {limit} MB: {advice}.", what=what, limit=largest // MEGABYTE, advice=advice)
        )
