"""The states of a filing: every change that is allowed, and that no other is."""

from __future__ import annotations

from itertools import product

import pytest

from service.domain.errors import ConflictError
from service.domain.reporting.submission import REVIEWS, Review, State, require_transition

ALLOWED = {
    ("received", "validating"), ("validating", "valid"), ("validating", "invalid"), ("validating", "failed"),
    ("validating", "received"), ("failed", "received"), ("invalid", "received"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_a_filing_changes_its_state_in_the_allowed_ways_only(before: State, after: State) -> None:
    if (before.value, after.value) in ALLOWED:
        require_transition(before, after)
    else:
        with pytest.raises(ConflictError, match=f"«{before.label}» không thể chuyển thành «{after.label}»"):
            require_transition(before, after)


def test_every_state_can_be_reached_and_a_valid_filing_stays_valid() -> None:
    reached = {after for _, after in ALLOWED} | {"received"}
    assert reached == {state.value for state in State}
    assert "valid" not in {before for before, _ in ALLOWED}


def test_a_review_never_goes_back_to_pending() -> None:
    assert all(after is not Review.PENDING for _, after in REVIEWS)
