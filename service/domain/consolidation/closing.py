"""What stands before a period's closing: what is still open, what of it was waived, and whether it has moved since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from service.domain.bilingual import Bilingual
from service.domain.errors import Message, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.labelled import Labelled
from service.domain.organization.access import Role
from service.domain.reporting.period import VIETNAM, Period

# Signs of a fingerprint by which two lists are told apart.
MARK = 12
TASKS, FIGURES, PHASE = "tasks", "figures", "phase"


class ClosingCheck(Labelled):
    """What is looked at before a period is closed, in the order in which a report goes its way."""

    MISSING = "missing", "Đơn vị chưa nộp báo cáo"
    EARLY = "early", "Đơn vị chưa nộp mà hạn nộp chưa qua"
    CHECKING = "checking", "Báo cáo đang kiểm tra"
    FAILED = "failed", "Báo cáo không kiểm tra được"
    INVALID = "invalid", "Báo cáo có lỗi, chưa được tính"
    CORRECTING = "correcting", "Lần nộp lại chưa hợp lệ, đang tính lần trước"
    UNREAD = "unread", "Báo cáo hợp lệ chưa được tiếp nhận"
    RETURNED = "returned", "Báo cáo đã trả lại, chưa nộp lại"
    ENDED = "ended", "Đơn vị kết thúc trong kỳ, có đơn vị kế thừa, chưa có báo cáo phần cuối"
    UNEXPLAINED = "unexplained", "Đơn vị còn cảnh báo chưa giải trình"
    CONTAINED = "contained", "Đơn vị kế thừa chưa trả lời đã gồm số liệu của đơn vị trước chưa"
    RULES = "rules", "Số liệu toàn tỉnh trái quy tắc của biểu mẫu"
    DOUBTS = "doubts", "Cảnh báo về số liệu toàn tỉnh"
    UNUSUAL = "unusual", "Số liệu toàn tỉnh thay đổi bất thường"
    QUESTIONS = "questions", "Câu hỏi về số liệu chưa xong"
    OVERLAPS = "overlaps", "Số liệu hai nơi cùng báo cáo nhưng khác nhau"

    @property
    def blocks(self) -> bool:
        """Whether the period cannot be approved while something of it is open."""
        return self not in _WORTH_A_LOOK

    @property
    def may_be_waived(self) -> bool:
        """Whether a reason is enough: what is being checked is waited for."""
        return self.blocks and self is not ClosingCheck.CHECKING


_WORTH_A_LOOK = frozenset(
    {
        ClosingCheck.EARLY, ClosingCheck.UNEXPLAINED, ClosingCheck.DOUBTS, ClosingCheck.UNUSUAL, ClosingCheck.OVERLAPS,
        ClosingCheck.QUESTIONS, ClosingCheck.ENDED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class ClosingEntry:
    """One thing that is open: a unit, with its submission if it has one, or an indicator of the province's.

    `key` is what it is told from others by: another submission of the same unit is another thing.
    """

    key: str
    said: Message
    submission: str = ""
    indicator: str = ""


@dataclass(frozen=True)
class ClosingWaiver:
    """Why a check need not be clear; it holds for what was open then (`mark`) and for nothing that came since."""

    check: ClosingCheck
    mark: str
    count: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ClosingItem:
    """A check with what is open of it, and its waiver where one holds."""

    check: ClosingCheck
    entries: tuple[ClosingEntry, ...]
    waiver: ClosingWaiver | None = None

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self.entries)

    @cached_property
    def mark(self) -> str:
        """By which a list is known."""
        return mark_of(entry.key for entry in self.entries)

    @property
    def is_blocking(self) -> bool:
        """Whether it stands in the way."""
        return self.check.blocks and bool(self.entries) and self.waiver is None


@dataclass(frozen=True)
class ClosingTask:
    """A task of the province's own: whose it is, when it is due, what has to be done before, and whether it blocks.

    `days` are counted from the day by which every kind of unit has to file.
    """

    name: str
    title: Bilingual
    owner: Role
    days: int
    after: tuple[str, ...]
    blocks: bool

    def due(self, period: Period) -> date:
        """The day by which it is to be done: never after the one on which the province owes its own report."""
        due = max(period.deadlines.values()).astimezone(VIETNAM).date() + timedelta(days=self.days)
        return due if period.province_due is None else min(due, period.province_due.astimezone(VIETNAM).date())


@dataclass(frozen=True)
class DoneTask:
    """Who said that a task is done, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class TaskStanding:
    """A task in a period; `waits_for` are the tasks before it that are not done."""

    task: ClosingTask
    due: date
    done: DoneTask | None
    waits_for: tuple[ClosingTask, ...]

    @property
    def is_blocking(self) -> bool:
        """Whether it stands in the way."""
        return self.task.blocks and self.done is None


@dataclass(frozen=True)
class ClosingState:
    """All that is looked at, the tasks, and a mark of the figures that would be closed; `phase` is open or closed."""

    items: tuple[ClosingItem, ...]
    tasks: tuple[TaskStanding, ...]
    figures: str
    phase: str

    @property
    def blocking(self) -> tuple[Message, ...]:
        """What stands in the way, in words."""
        open_items = (counted(item) for item in self.items if item.is_blocking)
        open_tasks = (message("Chưa xong: {task}", task=one.task.title) for one in self.tasks if one.is_blocking)
        return (*open_items, *open_tasks)

    @property
    def needed(self) -> int:
        """How many checks and tasks have to be clear."""
        return sum(item.check.blocks for item in self.items) + sum(one.task.blocks for one in self.tasks)

    @property
    def settled(self) -> int:
        """How many of those are clear, done or waived."""
        return self.needed - len(self.blocking)

    @cached_property
    def token(self) -> str:
        """What a page carries along, by which it is known what its reader saw."""
        return ";".join(f"{name}={count}.{mark}" for name, (count, mark) in self._parts.items())

    @cached_property
    def _parts(self) -> Mapping[str, tuple[str, str]]:
        # What comes about by the clock alone is nobody's change.
        seen = [item for item in self.items if item.check is not ClosingCheck.EARLY]
        done = sorted(one.task.name for one in self.tasks if one.task.blocks and one.done is not None)
        return {
            PHASE: (self.phase, ""),
            **{item.check.value: (str(item.count), f"{item.mark}{'w' if item.waiver else ''}") for item in seen},
            TASKS: (str(len(done)), mark_of(done)),
            FIGURES: ("", self.figures),
        }

    def changes_since(self, token: str) -> tuple[Message, ...]:
        """What has moved since the page with that token; empty where nothing has."""
        before = dict(_read(token))
        return tuple(
            _moved(name, before.get(name, ("", ""))[0], now[0])
            for name, now in self._parts.items()
            if before.get(name, _NOTHING) != now
        )


@dataclass(frozen=True)
class ClosingRecord:
    """What of it is kept with an edition: what was open and waived, the tasks that were done, and the approval."""

    open: tuple[tuple[ClosingCheck, int], ...]
    waivers: tuple[ClosingWaiver, ...]
    tasks: tuple[tuple[str, DoneTask], ...]
    approval: DoneTask | None


def record_of(state: ClosingState, approval: DoneTask | None) -> ClosingRecord:
    """What is kept of the state."""
    return ClosingRecord(
        tuple((item.check, item.count) for item in state.items if item.entries),
        tuple(item.waiver for item in state.items if item.waiver is not None),
        tuple((one.task.title, one.done) for one in state.tasks if one.done is not None),
        approval,
    )


def counted(item: ClosingItem) -> Message:
    """A check with how many are open."""
    return message("{what}: {count}", what=Message(item.check.label), count=item.count)


def listed(lines: Sequence[Message]) -> Message:
    """Several in one sentence."""
    names = [f"part{number}" for number in range(len(lines))]
    return Message("; ".join(f"{{{name}}}" for name in names), dict(zip(names, lines, strict=True)))


def with_waivers(items: Iterable[ClosingItem], waivers: Iterable[ClosingWaiver]) -> tuple[ClosingItem, ...]:
    """The checks with the waivers that hold still: those of exactly what is open now."""
    known = {(waiver.check, waiver.mark): waiver for waiver in waivers}
    return tuple(
        ClosingItem(item.check, item.entries, known.get((item.check, item.mark)) if item.entries else None)
        for item in items
    )


def standing_tasks(
    tasks: Sequence[ClosingTask], done: Mapping[str, DoneTask], period: Period
) -> tuple[TaskStanding, ...]:
    """The tasks as they stand in a period."""
    by_name = {task.name: task for task in tasks}
    return tuple(
        TaskStanding(
            task, task.due(period), done.get(task.name), tuple(by_name[name] for name in task.after if name not in done)
        )
        for task in tasks
    )


def mark_of(keys: Iterable[str]) -> str:
    """By which a list of keys is known, in whatever order it comes."""
    return sha256_of("\n".join(sorted(keys)))[:MARK]


# What a token says nothing of was no check yet when its page was made.
_NOTHING = ("0", mark_of(()))


def _read(token: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for part in token.split(";"):
        name, _, value = part.partition("=")
        count, _, mark = value.partition(".")
        yield name, (count, mark)


def _moved(name: str, before: str, now: str) -> Message:
    """In words what moved; where the number is the same, it is others that are open, or a waiver came or went."""
    if name == PHASE:
        return message("Kỳ báo cáo đã được khóa, mở lại hoặc lập ấn bản khác")
    if name == FIGURES:
        return message("Số liệu được tổng hợp đã thay đổi")
    what = message("Việc của tỉnh đã xong") if name == TASKS else Message(ClosingCheck(name).label)
    if before == now:
        return message("{what}: vẫn {count} nhưng nội dung đã khác", what=what, count=now)
    return message("{what}: {before} → {now}", what=what, before=before or "–", now=now)
