"""The rule of what counts, history by history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from service.domain.reporting.standing import SubmissionHistory
from service.domain.reporting.submission import Review, State

START = datetime(2023, 9, 18, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Filed:
    """A submission, an hour after the one before."""

    revision: int
    state: State
    review: Review = Review.PENDING

    @property
    def received_at(self) -> datetime:
        """When it came."""
        return START + timedelta(hours=self.revision)


def history(*states: State) -> SubmissionHistory[Filed]:
    return SubmissionHistory(Filed(number, state) for number, state in enumerate(states, 1))


def numbers(*found: Filed | None) -> list[int | None]:
    return [None if item is None else item.revision for item in found]


@pytest.mark.parametrize(
    ("states", "standing", "shown"),
    [
        ([], None, None),
        ([State.RECEIVED], None, 1),
        ([State.INVALID, State.FAILED], None, 2),
        ([State.VALID, State.INVALID], 1, 1),
        ([State.VALID, State.VALIDATING], 1, 1),
        ([State.VALID, State.FAILED, State.VALID, State.RECEIVED], 3, 3),
    ],
)
def test_a_valid_submission_counts_until_a_newer_one_is_valid(
    states: list[State], standing: int | None, shown: int | None
) -> None:
    found = history(*states)
    assert numbers(found.standing, found.shown) == [standing, shown]
    assert numbers(found.newest) == [len(states) or None]


def test_the_order_in_which_submissions_are_given_says_nothing() -> None:
    given = [Filed(3, State.VALID), Filed(1, State.VALID), Filed(2, State.INVALID)]
    assert numbers(*SubmissionHistory(given).revisions) == [1, 2, 3]
    assert numbers(SubmissionHistory(given).standing) == [3]


def test_the_submission_that_counts_says_whether_the_unit_was_in_time_and_the_first_one_is_known() -> None:
    found = history(State.INVALID, State.VALID, State.VALID, State.INVALID)
    assert found.valid_at == START + timedelta(hours=3)
    assert found.first_valid_at == START + timedelta(hours=2)
    assert history(State.INVALID).valid_at is history(State.INVALID).first_valid_at is None


def test_what_was_returned_is_to_be_answered_until_a_newer_one_is_valid() -> None:
    returned = Filed(1, State.VALID, Review.RETURNED)
    assert SubmissionHistory([returned, Filed(2, State.INVALID)]).returned == returned
    assert SubmissionHistory([returned, Filed(2, State.VALID)]).returned is None
    assert SubmissionHistory[Filed]([]).returned is None


def test_only_the_newest_submission_says_whether_something_is_being_checked() -> None:
    assert history(State.VALID, State.RECEIVED).is_being_checked
    assert not history(State.RECEIVED, State.INVALID).is_being_checked
    assert not history().is_being_checked


def test_a_submission_is_overtaken_by_the_newest_later_one_that_may_count() -> None:
    found = history(State.VALID, State.VALID, State.VALIDATING, State.INVALID)
    assert numbers(*(found.overtaken_by(item) for item in found.revisions)) == [3, 3, None, None]
