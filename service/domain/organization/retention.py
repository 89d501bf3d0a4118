"""How long what an installation keeps is kept, kind by kind; what the law on archives wants is kept for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from service.domain.errors import Message, message
from service.domain.notation.labelled import Labelled


class RetentionKind(Labelled):
    """What may go after a time. Reports that count, editions and decisions are of no kind here: they never go."""

    FILINGS = "filings", "tệp gốc của các lần nộp đã được thay bằng lần nộp sau, ở kỳ đã khóa"
    WORKBOOKS = "workbooks", "bảng tổng hợp lập khi kỳ còn mở, trừ bảng mới nhất của kỳ"
    CONSOLIDATIONS = "consolidations", "kết quả tổng hợp trung gian đã được thay bằng kết quả sau"
    MAILS = "mails", "nội dung thư đã gửi hoặc không còn cần gửi"
    EVENTS = "events", "nhật ký đăng nhập, truy cập bị từ chối và tải tệp"
    LINKS = "links", "liên kết đặt mật khẩu và phiên đăng nhập đã hết hạn"


# Days; nought keeps for ever.
DEFAULT_DAYS: Mapping[RetentionKind, int] = {
    RetentionKind.FILINGS: 0,
    RetentionKind.WORKBOOKS: 0,
    RetentionKind.CONSOLIDATIONS: 90,
    RetentionKind.MAILS: 0,
    RetentionKind.EVENTS: 0,
    RetentionKind.LINKS: 30,
}


@dataclass(frozen=True)
class Retention:
    """After how many days what is of each kind goes; nought for never."""

    days: Mapping[RetentionKind, int] = field(default_factory=lambda: dict(DEFAULT_DAYS))

    def age(self, kind: RetentionKind) -> timedelta | None:
        """How old it becomes; None where it is kept for ever."""
        days = self.days[kind]
        return timedelta(days=days) if days else None

    def in_words(self, kind: RetentionKind) -> Message:
        """How long it is kept."""
        days = self.days[kind]
        return message("{count} ngày", count=days) if days else message("không xóa")


@dataclass(frozen=True)
class Expired:
    """What of a kind is older than it may become: how much, and how many bytes of files that is."""

    kind: RetentionKind
    count: int
    size: int = 0
