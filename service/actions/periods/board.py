"""What Home Affairs watches: every unit's standing, page by page, with how it met earlier deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.containment import OpenQuestion, open_questions
from service.actions.periods.late_filing import LateFiling, late_filings
from service.actions.periods.status import PeriodSnapshot, agency_statuses, drafts_begun, period_snapshot
from service.batches import page_range
from service.domain.consolidation.board import Board, BoardRow, BoardState, DeadlineOutcome, board_state, past
from service.domain.consolidation.consolidation import AgencyState
from service.domain.consolidation.edition import PeriodEdition
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.organization.coming import ComingChange
from service.domain.reporting.deadline import agency_deadline
from service.domain.reporting.figure_thread import FigureThread
from service.domain.reporting.period import Period
from service.domain.validation.review_score import Concern, ScoreSummary
from service.storage.consolidation.editions import frozen_agencies_named, newest_editions
from service.storage.consolidation.review_scores import concerns_of, score_summaries
from service.storage.intake.figure_threads import open_threads
from service.storage.intake.review_claims import ReviewClaim, claims_of
from service.storage.intake.standing import valid_moments
from service.storage.organization.coming import changes_by_agency
from service.storage.periods.periods import ObligationOverride, OpenedPeriod, all_periods, obligations_in

PAGE = 50
EARLIER = 8


@dataclass(frozen=True)
class BoardFilter:
    """Which units are looked for; `text` without diacritics, `unfiled` those from which nothing has come.

    `clean` are submissions that may be accepted together, or those that may not; `reader` is the account of whoever
    reviews them, `unclaimed` those that wait for somebody. By their scores the units come that deserve a look first.
    """

    text: str = ""
    kind: AgencyKind | None = None
    state: BoardState | None = None
    late: bool = False
    unfiled: bool = False
    page: int = 1
    clean: bool | None = None
    reader: int | None = None
    unclaimed: bool = False
    by_score: bool = False


@dataclass(frozen=True)
class ReviewState:
    """What is known of the reviews of a period: scores by submission, and by agency who has taken which."""

    scores: Mapping[str, ScoreSummary] = field(default_factory=dict)
    claims: Mapping[str, ReviewClaim] = field(default_factory=dict)

    def score(self, row: BoardRow) -> ScoreSummary | None:
        """The score of the submission that counts; None where there is none, or it was not merged yet."""
        return None if row.status.receipt is None else self.scores.get(row.status.receipt.submission)

    def in_order(self, rows: Iterable[BoardRow]) -> list[BoardRow]:
        """The units whose submissions deserve a look first, otherwise in the order of tables."""
        return sorted(rows, key=lambda row: -1 if (score := self.score(row)) is None else score.points, reverse=True)


@dataclass(frozen=True)
class BoardPage:
    """A page of the board: all counts, and the units that were looked for with their earlier periods.

    `left_out` are units that were let off although they have a valid filing, whose figures count no more; `late` those
    let in after the closing. `concerns` are, by submission, why it deserves a look, `questions` what is asked about
    single figures of units that owe a report and is not done; `coming` is what units of an open period become.
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
    reviews: ReviewState = field(default_factory=ReviewState)
    concerns: Mapping[str, tuple[Concern, ...]] = field(default_factory=dict)
    questions: tuple[FigureThread, ...] = ()
    coming: Mapping[str, tuple[ComingChange, ...]] = field(default_factory=dict)
    unanswered: tuple[OpenQuestion, ...] = ()

    def unanswered_of(self, agency: str) -> tuple[str, ...]:
        """The ended units of which the unit has not said whether its figures contain theirs, by name."""
        return tuple(item.agency.name for item in self.unanswered if item.successor.code == agency)

    def asked(self, agency: str) -> int:
        """How many questions about the unit's figures are not done."""
        return sum(thread.agency == agency for thread in self.questions)


def load_board(context: Context, period: str, wanted: BoardFilter) -> BoardPage:
    """The board of a period; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        board = whole_board(context, session, view)
        reviews = review_state(session, period)
        found = _found(board, wanted, reviews)
        shown = page_range(len(found), wanted.page, PAGE)
        rows = tuple(found[shown.items])
        every = all_periods(session)
        opened = next(item for item in every if item.code == period)
        earlier = _earlier(context, session, view, every)
        history = _history(session, earlier, [row.agency for row in rows])
        moments = valid_moments(session, [period], [agency.code for agency in view.waived])
        late = late_filings(session, opened)
        concerns = concerns_of(session, [row.status.receipt.submission for row in rows if row.status.receipt])
        owing = {agency.code for agency in view.agencies}
        questions = tuple(thread for thread in open_threads(session, period) if thread.agency in owing)
        coming = changes_by_agency(session) if view.edition is None else {}
        unanswered = open_questions(session, view.period) if view.edition is None else ()
    return BoardPage(
        view, opened, board, len(found), rows, shown.pages, tuple(item.period for item in earlier), history,
        replace(wanted, page=shown.page), frozenset(agency for _, agency in moments), late, reviews, concerns,
        questions, coming, unanswered,
    )  # fmt: skip


def found_agencies(context: Context, period: str, wanted: BoardFilter) -> tuple[str, ...]:
    """The codes of all units that are looked for, whatever page they stand on; raises NotFoundError."""
    with context.database.reading() as session:
        board = whole_board(context, session, period_snapshot(session, context.catalogue, period))
        reviews = review_state(session, period)
    return tuple(row.agency.code for row in _found(board, wanted, reviews))


def next_pending(context: Context, period: str, after: str, reader: int | None) -> str | None:
    """The next filing that waits for an answer, from that unit on by what deserves a look first and round again.

    What a colleague of the reader has taken is passed over. None without one; raises NotFoundError.
    """
    with context.database.reading() as session:
        board = whole_board(context, session, period_snapshot(session, context.catalogue, period))
        reviews = review_state(session, period)
    rows = reviews.in_order(board.rows)
    begin = next((number for number, row in enumerate(rows, 1) if row.agency.code == after), 0)
    for row in rows[begin:] + rows[:begin]:
        claim = reviews.claims.get(row.agency.code)
        if row.state is BoardState.PENDING and row.status.receipt and (claim is None or claim.account == reader):
            return row.status.receipt.submission
    return None


def review_state(session: Session, period: str) -> ReviewState:
    """The scores of a period as the last merge found them, and who reviews what."""
    return ReviewState(score_summaries(session, period), claims_of(session, period))


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


def _found(board: Board, wanted: BoardFilter, reviews: ReviewState) -> list[BoardRow]:
    found = [row for row in board.rows if _is_wanted(row, wanted) and _is_reviewed_so(row, wanted, reviews)]
    return reviews.in_order(found) if wanted.by_score else found


def _is_reviewed_so(row: BoardRow, wanted: BoardFilter, reviews: ReviewState) -> bool:
    score, claim = reviews.score(row), reviews.claims.get(row.agency.code)
    return (
        (wanted.clean is None or (score is not None and score.is_clean is wanted.clean))
        and (wanted.reader is None or (claim is not None and claim.account == wanted.reader))
        and (not wanted.unclaimed or (claim is None and row.state is BoardState.PENDING))
    )


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


def _earlier(
    context: Context, session: Session, view: PeriodSnapshot, every: Iterable[OpenedPeriod]
) -> list[_Earlier]:  # fmt: skip
    """The last periods of the same report before this one, the oldest first."""
    before = [
        period
        for item in every
        if item.template_code == view.template.code
        and (period := item.period(context.catalogue.get(item.template_code, item.template_version))).window.last
        < view.period.window.last
    ]
    shown = before[-EARLIER:]
    editions = newest_editions(session, [period.code for period in shown])
    owed = obligations_in(session, [period.code for period in shown])
    return [_Earlier(period, owed[period.code], editions.get(period.code)) for period in shown]


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
