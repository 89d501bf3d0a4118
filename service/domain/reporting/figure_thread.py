"""What Home Affairs and an agency say to each other about one figure of a period: asked, answered, done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.domain.errors import ConflictError, EntryError, message
from service.domain.notation.labelled import Labelled
from service.domain.reporting.report import Figure

LONGEST_TEXT = 2000


class ThreadStep(Labelled):
    """What somebody did last, and whom it waits for."""

    ASKED = "asked", "chờ đơn vị trả lời"
    ANSWERED = "answered", "đơn vị đã trả lời"
    DONE = "done", "đã xong"


@dataclass(frozen=True)
class ThreadEntry:
    """What one side said; `figure` is the agency's figure as it then was, None where there was none."""

    number: int
    step: ThreadStep
    text: str
    by: str
    at: datetime
    figure: Figure | None


@dataclass(frozen=True)
class FigureThread:
    """All of one figure, the oldest first; it goes on over new submissions."""

    agency: str
    indicator: str
    entries: tuple[ThreadEntry, ...] = ()

    @property
    def step(self) -> ThreadStep | None:
        """What was done last; None where nobody has asked yet."""
        return self.entries[-1].step if self.entries else None

    @property
    def is_open(self) -> bool:
        """Whether a question was asked and is not done."""
        return self.step in {ThreadStep.ASKED, ThreadStep.ANSWERED}

    @property
    def seen(self) -> int:
        """The number of the last entry, 0 where there is none."""
        return self.entries[-1].number if self.entries else 0

    def asked_about(self) -> ThreadEntry | None:
        """The last question."""
        return next((entry for entry in reversed(self.entries) if entry.step is ThreadStep.ASKED), None)

    def has_changed(self, now: Figure | None) -> bool:
        """Whether the figure is another one than when it was last asked about."""
        asked = self.asked_about()
        return asked is not None and asked.figure != now


def require_step(thread: FigureThread, step: ThreadStep, text: str, seen: int | None) -> str:
    """What is said as it is kept.

    Raises ConflictError where somebody said something since the entry `seen`, or there is no open question to answer or
    to close; EntryError without words, which only «done» needs none of, or for too many.
    """
    if seen is not None and seen != thread.seen:
        raise ConflictError(
            message("Trao đổi về số liệu này đã có thêm nội dung sau khi trang này được mở: xem lại rồi gửi. "
                    "Những gì vừa ghi vẫn còn ở dưới.")
        )  # fmt: skip
    if step is not ThreadStep.ASKED and not thread.is_open:
        raise ConflictError(message("Không có câu hỏi nào về số liệu này đang chờ."))
    said = text.strip()
    if len(said) > LONGEST_TEXT:
        raise EntryError(
            "text", message("Nội dung trao đổi dài {count} ký tự: tối đa {limit}.", count=len(said), limit=LONGEST_TEXT)
        )
    if not said and step is not ThreadStep.DONE:
        raise EntryError("text", message("Cần ghi nội dung trao đổi."))
    return said
