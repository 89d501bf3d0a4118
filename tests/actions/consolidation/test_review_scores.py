"""A merge stores the score of each submission that counts, with its reasons, and forgets those of others."""

from __future__ import annotations

from service.actions.consolidation.merge import merge_period
from service.actions.context import Context
from service.domain.validation.review_score import ConcernKind, ScoreSummary
from service.storage.consolidation.review_scores import find_score, score_summaries
from tests.support.filings import changed, hand_in_and_check, real_report
from tests.support.installation import PERIOD

FIRST, SECOND = f"{PERIOD}-SGTVT-1", f"{PERIOD}-SGTVT-2"


def scores(context: Context) -> dict[str, ScoreSummary]:
    merge_period(context, PERIOD)
    with context.database.reading() as session:
        return score_summaries(session, PERIOD)


def test_the_score_is_that_of_the_submission_that_counts(context: Context) -> None:
    hand_in_and_check(context, real_report())
    assert scores(context) == {FIRST: ScoreSummary(10, 1, 1)}
    said = "Hai thủ tục đang chờ công bố."
    hand_in_and_check(context, changed(sang_kien__so_luong=2) | {"explanations": {"R06": said}})
    assert scores(context) == {SECOND: ScoreSummary(1, 1, 0)}
    with context.database.reading() as session:
        found = find_score(session, SECOND)
        assert find_score(session, FIRST) is None
    assert found is not None
    (concern,) = found.concerns
    assert (concern.kind, concern.points) == (ConcernKind.WARNING, 1)
    assert str(concern.said).startswith("Tổng số TTHC trực tuyến (122) khác tổng mức độ 3 (58)")
