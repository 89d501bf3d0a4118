"""A filing that could not be checked: where it stands for everybody, and how it is tried once more."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from service.actions.intake.unfinished_checks import ask_for_rest, retry_check
from service.actions.intake.validate import validate_submission
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.lifecycle import close_period
from service.actions.review.lookups import find_submission
from service.domain.consolidation.board import BoardState
from service.domain.errors import ConflictError, NotFoundError
from service.queue import Job
from service.storage.events import events_of
from tests.support.filings import changed, give_up_on, hand_in, hand_in_and_check, real_report
from tests.support.hints import recording
from tests.support.installation import ADMIN, HOME_AFFAIRS, PERIOD


def test_on_the_board_it_has_a_state_of_its_own(context: Context) -> None:
    give_up_on(context, hand_in(context, real_report()))
    found = load_board(context, PERIOD, BoardFilter(state=BoardState.FAILED))
    assert [(row.agency.code, row.state.label) for row in found.rows] == [("SGTVT", "không kiểm tra được")]
    assert found.board.count(BoardState.CHECKING) == 0
    assert found.board.completeness.valid == 0


def test_a_valid_filing_stands_beside_a_later_one_that_could_not_be_checked(context: Context) -> None:
    hand_in_and_check(context, real_report())
    give_up_on(context, hand_in(context, changed(sang_kien__so_luong=2)))
    found = load_board(context, PERIOD, BoardFilter(state=BoardState.PENDING))
    assert [row.agency.code for row in found.rows] == ["SGTVT"]


def test_home_affairs_has_it_checked_once_more_which_is_noted(context: Context) -> None:
    context, recorder = recording(context)
    submission = hand_in(context, real_report())
    give_up_on(context, submission)
    recorder.take()
    retry_check(context, HOME_AFFAIRS, submission)
    assert recorder.take() == [(Job.VALIDATE_ALONE, submission)]
    with pytest.raises(ConflictError, match="«đã nhận»"):
        retry_check(context, HOME_AFFAIRS, submission)
    validate_submission(context, submission)
    assert find_submission(context, ADMIN, submission).row.state == "valid"
    with context.database.reading() as session:
        noted = [(event.action, event.actor) for event in events_of(session, PERIOD, "SGTVT")]
    assert [item for item in noted if item[0].startswith("filing.")] == [
        ("filing.checked_again", HOME_AFFAIRS.name), ("filing.failed", "hệ thống"),
    ]  # fmt: skip


def test_another_try_begins_from_nothing(context: Context) -> None:
    submission = hand_in(context, real_report())
    for _ in range(3):
        give_up_on(context, submission)
        assert find_submission(context, ADMIN, submission).row.state == "failed"
        retry_check(context, HOME_AFFAIRS, submission)
        row = find_submission(context, ADMIN, submission).row
        assert (row.state, row.deaths, row.interruptions, row.failure) == ("received", 0, 0, None)


def test_only_what_failed_in_an_open_period_is_tried_once_more(context: Context) -> None:
    submission = hand_in_and_check(context, real_report())
    with pytest.raises(ConflictError, match="«hợp lệ»"):
        retry_check(context, HOME_AFFAIRS, submission)
    failed = hand_in(context, changed(sang_kien__so_luong=2))
    give_up_on(context, failed)
    close_period(context, PERIOD)
    with pytest.raises(ConflictError, match="đã khóa"):
        retry_check(context, HOME_AFFAIRS, failed)
    with pytest.raises(NotFoundError):
        retry_check(context, HOME_AFFAIRS, f"{PERIOD}-SGTVT-99")


def test_of_a_group_whose_process_died_only_those_are_asked_for_that_nobody_came_to(context: Context) -> None:
    done = hand_in_and_check(context, real_report())
    tried = hand_in(context, changed(sang_kien__so_luong=2))
    give_up_on(context, tried)
    rest = [hand_in(context, changed(sang_kien__so_luong=n)) for n in (3, 4)]
    context, recorder = recording(context)
    ask_for_rest(context, (done, tried, *rest))
    assert recorder.take() == [(Job.VALIDATE_SUBMISSIONS, *rest)]
    ask_for_rest(context, (done, tried))
    assert recorder.take() == []
