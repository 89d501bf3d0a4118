"""What Home Affairs watches: the state of a unit, how it met earlier deadlines, and the counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from service.domain.consolidation.board import Board, BoardRow, BoardState, DeadlineOutcome, board_state, past
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.submission import Review

DUE = datetime(2023, 9, 20, 17, 0, tzinfo=VIETNAM)
INSTANT = timedelta(microseconds=1)


def status(state: AgencyState, code: str = "SGTVT", kind: AgencyKind = AgencyKind.SO, **more: object) -> AgencyStatus:
    agency = Agency(code, f"Đơn vị {code}", kind, date(2000, 1, 1))
    return replace(AgencyStatus(agency, DUE, state), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "review", "expected"),
    [
        (AgencyState.CHECKING, Review.PENDING, BoardState.CHECKING),
        (AgencyState.INVALID, Review.PENDING, BoardState.INVALID),
        (AgencyState.VALID, Review.PENDING, BoardState.PENDING),
        (AgencyState.VALID, Review.ACCEPTED, BoardState.ACCEPTED),
        (AgencyState.RETURNED, Review.RETURNED, BoardState.RETURNED),
    ],
)
@pytest.mark.parametrize("passed", [timedelta(days=-3), timedelta(days=3)])
@pytest.mark.parametrize("has_draft", [False, True])
def test_whoever_filed_is_shown_by_the_filing_whatever_the_time(
    state: AgencyState, review: Review, expected: BoardState, passed: timedelta, has_draft: bool
) -> None:
    assert board_state(status(state, review=review), DUE + passed, has_draft=has_draft) is expected


@pytest.mark.parametrize(
    ("passed", "has_draft", "expected"),
    [
        (-INSTANT, False, BoardState.MISSING),
        (-INSTANT, True, BoardState.DRAFT),
        (timedelta(), True, BoardState.DRAFT),
        (timedelta(), False, BoardState.MISSING),
        (INSTANT, False, BoardState.OVERDUE),
        (INSTANT, True, BoardState.OVERDUE),
    ],
)
def test_whoever_filed_nothing_is_overdue_from_the_moment_after_the_deadline(
    passed: timedelta, has_draft: bool, expected: BoardState
) -> None:
    assert board_state(status(AgencyState.MISSING), DUE + passed, has_draft=has_draft) is expected


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (None, DeadlineOutcome.MISSING),
        (DUE - INSTANT, DeadlineOutcome.ON_TIME),
        (DUE, DeadlineOutcome.ON_TIME),
        (DUE + INSTANT, DeadlineOutcome.LATE),
    ],
)
def test_a_deadline_is_met_up_to_its_very_moment(came: datetime | None, expected: DeadlineOutcome) -> None:
    assert past(DUE, came) is expected


def board() -> Board:
    rows = [
        (status(AgencyState.VALID, "A", valid_at=DUE), BoardState.PENDING),
        (status(AgencyState.VALID, "B", valid_at=DUE + INSTANT), BoardState.PENDING),
        (status(AgencyState.MISSING, "C"), BoardState.OVERDUE),
        (status(AgencyState.VALID, "D", AgencyKind.XA, valid_at=DUE), BoardState.PENDING),
    ]
    return Board(tuple(BoardRow(*row, is_overdue=row[1] is BoardState.OVERDUE) for row in rows))


def test_units_are_counted_by_kind_and_state() -> None:
    found = board()
    assert found.count(BoardState.PENDING) == 3
    assert found.count(BoardState.PENDING, AgencyKind.SO) == 2
    assert found.count(BoardState.PENDING, AgencyKind.XA) == 1
    assert found.count(BoardState.PENDING, AgencyKind.HUYEN) == 0
    assert found.count(BoardState.MISSING) == 0
    assert sum(found.count(state) for state in BoardState) == len(found.rows)


def test_only_the_kinds_that_there_are_get_a_line_in_order() -> None:
    assert board().kinds == (AgencyKind.SO, AgencyKind.XA)
    assert Board(()).kinds == ()


def test_the_board_counts_as_the_period_does() -> None:
    done = board().completeness
    assert (done.expected, done.valid, done.on_time, done.late, done.missing) == (4, 3, 2, 1, 1)


def test_every_state_says_something_else() -> None:
    for kind in (BoardState, DeadlineOutcome):
        assert len({item.label for item in kind}) == len(kind)
