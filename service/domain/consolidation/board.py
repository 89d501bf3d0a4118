"""Where every unit of a period stands, as Home Affairs watches it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Completeness, completeness
from service.domain.notation.labelled import Labelled
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.submission import Review


class BoardState(Labelled):
    """What there is to do about a unit, in the order in which a report goes its way."""

    MISSING = "missing", "chưa nộp"
    DRAFT = "draft", "bản nháp"
    CHECKING = "checking", "đang kiểm tra"
    FAILED = "failed", "không kiểm tra được"
    INVALID = "invalid", "lỗi"
    PENDING = "pending", "chờ tiếp nhận"
    ACCEPTED = "accepted", "đã tiếp nhận"
    RETURNED = "returned", "trả lại"
    OVERDUE = "overdue", "quá hạn"


class DeadlineOutcome(Labelled):
    """How an agency met the deadline of an earlier period."""

    ON_TIME = "on_time", "đúng hạn"
    LATE = "late", "muộn"
    MISSING = "missing", "không nộp"
    NOT_OWED = "not_owed", "không phải nộp"


class BoardColumn(Labelled):
    """What the board may show of a unit beside its state."""

    DUE = "due", "Hạn nộp"
    VALID = "valid", "Nộp hợp lệ"
    REVISIONS = "revisions", "Lần nộp"
    SCORE = "score", "Điểm cần xem"
    WARNINGS = "warnings", "Cảnh báo"
    UNEXPLAINED = "unexplained", "Chưa giải trình"
    CHANGE = "change", "Thay đổi nhiều nhất so với cùng kỳ"
    READER = "reader", "Người xem xét"
    PASTS = "pasts", "Các kỳ trước"


USUAL_COLUMNS = (
    BoardColumn.DUE, BoardColumn.VALID, BoardColumn.REVISIONS, BoardColumn.SCORE, BoardColumn.READER, BoardColumn.PASTS,
)  # fmt: skip


@dataclass(frozen=True)
class BoardRow:
    """A unit with its standing; overdue it is with errors too, whatever else its state says."""

    status: AgencyStatus
    state: BoardState
    is_overdue: bool = False

    @property
    def agency(self) -> Agency:
        """The unit."""
        return self.status.agency

    def is_in(self, state: BoardState) -> bool:
        """Whether it is found under that state: under «quá hạn» all that the urging letter counts, also with errors."""
        return self.is_overdue if state is BoardState.OVERDUE else self.state is state


@dataclass(frozen=True)
class Board:
    """All units of a period."""

    rows: tuple[BoardRow, ...]

    @property
    def completeness(self) -> Completeness:
        """The counts of the period."""
        return completeness(row.status for row in self.rows)

    @property
    def counting(self) -> frozenset[str]:
        """The filings that count, one of each unit that has a valid one."""
        valid = (row.status for row in self.rows if row.status.state in {AgencyState.VALID, AgencyState.RETURNED})
        return frozenset(status.receipt.submission for status in valid if status.receipt is not None)

    @cached_property
    def counts(self) -> Mapping[tuple[AgencyKind, BoardState], int]:
        """How many units of a kind are found under a state."""
        return Counter((row.agency.kind, state) for row in self.rows for state in BoardState if row.is_in(state))

    @property
    def kinds(self) -> tuple[AgencyKind, ...]:
        """The kinds of unit that there are, in order."""
        present = {row.agency.kind for row in self.rows}
        return tuple(kind for kind in AgencyKind if kind in present)

    def count(self, state: BoardState, kind: AgencyKind | None = None) -> int:
        """How many units are in a state, of one kind or of all."""
        return sum(
            count for (of, found), count in self.counts.items() if found is state and (kind is None or of is kind)
        )


def board_state(status: AgencyStatus, now: datetime, *, has_draft: bool) -> BoardState:
    """What there is to do about a unit."""
    match status.state:
        case AgencyState.VALID:
            return BoardState.ACCEPTED if status.review is Review.ACCEPTED else BoardState.PENDING
        case AgencyState.RETURNED:
            return BoardState.RETURNED
        case AgencyState.CHECKING:
            return BoardState.CHECKING
        case AgencyState.FAILED:
            return BoardState.FAILED
        case AgencyState.INVALID:
            return BoardState.INVALID
        case AgencyState.MISSING:
            if status.is_overdue(now):
                return BoardState.OVERDUE
            return BoardState.DRAFT if has_draft else BoardState.MISSING


def past(due_at: datetime, valid_at: datetime | None) -> DeadlineOutcome:
    """How a deadline was met."""
    if valid_at is None:
        return DeadlineOutcome.MISSING
    return DeadlineOutcome.LATE if valid_at > due_at else DeadlineOutcome.ON_TIME
