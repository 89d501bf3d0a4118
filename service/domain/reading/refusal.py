"""Why a file cannot be read as a report in words."""

from __future__ import annotations

from enum import StrEnum

from service.domain.errors import Message, UnreadableError, message

OF_THE_PROVINCE = message(
    "Đây là báo cáo của tỉnh, lập từ báo cáo của các đơn vị, không phải báo cáo của một đơn vị: chọn tệp báo cáo của "
    "đơn vị."
)


class Reason(StrEnum):
    """What is the matter; each asks something else of the person."""

    EMPTY = "empty"
    SCAN = "scan"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    HOSTILE = "hostile"
    UNKNOWN_LETTERS = "unknown_letters"


class UnreadableDocumentError(UnreadableError):
    """A file of a kind that is read, out of which no text comes; a scan may still be kept as evidence."""

    def __init__(self, reason: Reason, said: Message) -> None:
        super().__init__(said)
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadableDocumentError], tuple[Reason, Message]]:  # type: ignore[override]
        """What another process needs to raise the same error."""
        return type(self), (self.reason, self.said)
