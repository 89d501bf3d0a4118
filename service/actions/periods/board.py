"""What Home Affairs watches: every unit's standing, page by page, with how it met earlier deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.late_filing import LateFiling, late_filings
from service.actions.periods.status import PeriodSnapshot, agency_statuses, drafts_begun, period_snapshot
from service.batches import page_range
from service.domain.consolidation.board import Board, BoardRow, BoardState, DeadlineOutcome, board_state, past
from service.domain.consolidation.consolidation import AgencyState
from service.domain.consolidation.edition import PeriodEdition
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.deadline import agency_deadline
from service.domain.reporting.period import Period
from service.storage.consolidation.editions import edition_of, frozen_agencies_named
from service.storage.intake.standing import valid_moments
from service.storage.periods.periods import ObligationOverride, OpenedPeriod, all_periods, get_period, obligations

PAGE = 50
EARLIER = 8


@dataclass(frozen=True)
class BoardFilter:
    """Which units are looked for; `text` without diacritics, `unfiled` those from which nothing has come."""

    text: str = ""
    kind: AgencyKind | None = None
    state: BoardState | None = None
    late: bool = False
    unfiled: bool = False
    page: int = 1


@dataclass(frozen=True)
class BoardPage:
    """A page of the board: all counts, and the units that were looked for with their earlier periods.

    `left_out` are units that were let off although they have a valid filing, whose figures count no more; `late` those
    let in after the closing.
    """

    view: PeriodSnapshot
    opened: OpenedPeriod
    board: Board
    found: int
    rows: tuple[BoardRow, ...]
    pages: int
    earlier: tuple[Period, ...]
    history: Mapping[str, tuple[DeadlineOutcome, ...]]
    wanted: BoardFilter
    left_out: frozenset[str] = frozenset()
    late: tuple[LateFiling, ...] = ()


def load_board(context: Context, period: str, wanted: BoardFilter) -> BoardPage:
    """The board of a period; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        board = whole_board(context, session, view)
        found = _found(board, wanted)
        shown = page_range(len(found), wanted.page, PAGE)
        rows = tuple(found[shown.items])
        earlier = _earlier(context, session, view)
        history = _history(session, earlier, [row.agency for row in rows])
        opened = get_period(session, period)
        moments = valid_moments(session, [period], [agency.code for agency in view.waived])
        late = late_filings(session, opened)
    return BoardPage(
        view, opened, board, len(found), rows, shown.pages, tuple(item.period for item in earlier), history,
        BoardFilter(wanted.text, wanted.kind, wanted.state, wanted.late, wanted.unfiled, shown.page),
        frozenset(agency for _, agency in moments), late,
    )  # fmt: skip


def found_agencies(context: Context, period: str, wanted: BoardFilter) -> tuple[str, ...]:
    """The codes of all units that are looked for, whatever page they stand on; raises NotFoundError."""
    with context.database.reading() as session:
        board = whole_board(context, session, period_snapshot(session, context.catalogue, period))
    return tuple(row.agency.code for row in _found(board, wanted))


def next_pending(context: Context, period: str, after: str) -> str | None:
    """The next filing that waits for an answer, from that unit on in table order and round again; None without one.

    Raises NotFoundError.
    """
    with context.database.reading() as session:
        rows = whole_board(context, session, period_snapshot(session, context.catalogue, period)).rows
    begin = next((number for number, row in enumerate(rows, 1) if row.agency.code == after), 0)
    waiting = (row for row in rows[begin:] + rows[:begin] if row.state is BoardState.PENDING)
    return next((row.status.receipt.submission for row in waiting if row.status.receipt is not None), None)


def whole_board(context: Context, session: Session, view: PeriodSnapshot) -> Board:
    """Every unit of the period."""
    drafts = drafts_begun(session, view)
    now = context.clock.now() if view.edition is None else view.edition.made_at
    return Board(
        tuple(
            BoardRow(
                status,
                board_state(status, now, has_draft=status.agency.code in drafts),
                is_overdue=status.is_overdue(now),
            )
            for status in agency_statuses(session, view, with_findings=False)
        )
    )


def _found(board: Board, wanted: BoardFilter) -> list[BoardRow]:
    return [row for row in board.rows if _is_wanted(row, wanted)]


def _is_wanted(row: BoardRow, wanted: BoardFilter) -> bool:
    return (
        (wanted.kind is None or row.agency.kind is wanted.kind)
        and (wanted.state is None or row.is_in(wanted.state))
        and (not wanted.late or row.status.is_late)
        and (not wanted.unfiled or row.status.state is AgencyState.MISSING)
        and (not wanted.text or row.agency.is_named(wanted.text))
    )


@dataclass(frozen=True)
class _Earlier:
    """An earlier period with what single units owed in it, and its edition where it is closed."""

    period: Period
    owed: Mapping[str, ObligationOverride]
    edition: PeriodEdition | None


def _earlier(context: Context, session: Session, view: PeriodSnapshot) -> list[_Earlier]:
    """The last periods of the same report before this one, the oldest first."""
    before = [
        period
        for item in all_periods(session)
        if item.template_code == view.template.code
        and (period := item.period(context.catalogue.get(item.template_code, item.template_version))).window.last
        < view.period.window.last
    ]
    return [
        _Earlier(period, obligations(session, period.code), edition_of(session, period.code))
        for period in before[-EARLIER:]
    ]


def _history(
    session: Session, earlier: list[_Earlier], agencies: list[Agency]
) -> dict[str, tuple[DeadlineOutcome, ...]]:
    codes = [agency.code for agency in agencies]
    moments = valid_moments(session, [item.period.code for item in earlier if item.edition is None], codes)
    kept = frozen_agencies_named(session, [item.edition for item in earlier if item.edition is not None], codes)

    def outcome(item: _Earlier, agency: Agency) -> DeadlineOutcome:
        key = (item.period.code, agency.code)
        if item.edition is not None:
            status = kept[key].status if key in kept else None
            return DeadlineOutcome.NOT_OWED if status is None else past(status.due_at, status.valid_at)
        obligation = item.owed.get(agency.code, ObligationOverride())
        if not item.period.is_owed_by(agency) or obligation.waived_at is not None:
            return DeadlineOutcome.NOT_OWED
        return past(agency_deadline(item.period, agency.kind, obligation.due_at), moments.get(key))

    return {agency.code: tuple(outcome(item, agency) for item in earlier) for agency in agencies}
