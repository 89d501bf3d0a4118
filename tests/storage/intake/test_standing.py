"""The database says of thousands of units what the domain says of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.domain.reporting.payload import Payload
from service.domain.reporting.standing import SubmissionHistory
from service.domain.reporting.submission import Review, State
from service.storage.intake import payload_codec as content
from service.storage.intake.standing import (
    being_checked,
    has_valid_submission,
    returned_submissions,
    standing_submission,
    standing_submissions,
    valid_moments,
)
from service.storage.intake.submissions import submissions_of_agency
from service.storage.models import SubmissionRow
from tests.support.installation import PERIOD

UNITS = ("SGTVT", "SNV", "STC")
NOW = datetime(2023, 9, 18, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Filed:
    """A submission as it stands in the end; only what is valid is ever reviewed."""

    unit: str
    state: State
    review: Review
    minutes: int


FILED = st.builds(
    lambda unit, state, review, minutes: Filed(
        unit, state, review if state is State.VALID else Review.PENDING, minutes
    ),
    st.sampled_from(UNITS),
    st.sampled_from(State),
    st.sampled_from(Review),
    st.integers(0, 600),
)


def write(session: Session, filed: list[Filed]) -> None:
    for number, item in enumerate(filed):
        revision = 1 + sum(earlier.unit == item.unit for earlier in filed[:number])
        moment = NOW + timedelta(minutes=item.minutes)
        session.add(
            SubmissionRow(
                id=f"{PERIOD}-{item.unit}-{revision}", period=PERIOD, agency=item.unit, revision=revision,
                channel="json", file_name="", sha256=f"{number:064}", raw=b"", received_at=moment, filed_by="",
                state=item.state.value, state_since=moment, review=item.review.value,
                reviewed_at=None if item.review is Review.PENDING else moment,
                content=content.encode(Payload("cchc", "2022", PERIOD, item.unit, {})),
            )
        )  # fmt: skip
    session.flush()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filed=st.lists(FILED, max_size=14))
def test_any_history_is_judged_alike_by_the_domain_and_by_the_database(context: Context, filed: list[Filed]) -> None:
    with context.database.reading() as session:  # so that nothing stays
        write(session, filed)
        histories = {unit: SubmissionHistory(submissions_of_agency(session, PERIOD, unit)) for unit in UNITS}
        counted = {unit: found.standing.id for unit, found in histories.items() if found.standing is not None}
        returned = {unit: found.returned.reviewed_at for unit, found in histories.items() if found.returned is not None}
        first = {(PERIOD, unit): at for unit, found in histories.items() if (at := found.valid_at) is not None}

        assert {row.agency: row.id for row, _ in standing_submissions(session, PERIOD)} == counted
        for unit in UNITS:
            one = standing_submission(session, PERIOD, unit)
            assert (one and one[0].id) == counted.get(unit)
            assert has_valid_submission(session, PERIOD, unit) == (unit in counted)
        assert valid_moments(session, [PERIOD], UNITS) == first
        assert dict(returned_submissions(session, PERIOD)) == returned
        assert being_checked(session, PERIOD) == {unit for unit in UNITS if histories[unit].is_being_checked}
