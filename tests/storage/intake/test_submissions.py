"""Filings: no double ones, one worker for each, and an outcome that is stored once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError

from service.actions.context import Context
from service.domain.errors import Finding, Level, NotFoundError, message
from service.domain.reporting.payload import Payload
from service.domain.reporting.submission import State
from service.storage.intake.checks import expired_validations
from service.storage.intake.receiving import (
    NewSubmission,
    find_duplicate,
    insert_submission,
    submission_of_key,
    submission_target,
)
from service.storage.intake.standing import standing_submission, standing_submissions
from service.storage.intake.submissions import (
    claim_validation,
    explained_before,
    findings_of,
    finish_validation,
    get_submission,
    payload_of,
    submissions_of_period,
    submissions_with_bytes,
)
from service.storage.leases import CHECKS
from service.storage.models import SubmissionRow
from tests.support.installation import PERIOD
from tests.support.threads import at_once

NOW = datetime(2023, 9, 18, 1, 0, tzinfo=UTC)
REAL = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
LEASE = CHECKS.lasts


def new(sha256: str = "a" * 64, key: str | None = None, agency: str = "SGTVT", raw: bytes = b"{}") -> NewSubmission:
    return NewSubmission(PERIOD, agency, "json", "tep.json", sha256, key, raw, "Cán bộ")


def add(context: Context, filing: NewSubmission, real: datetime = REAL) -> str:
    with context.database.writing_once() as cursor:
        added = insert_submission(cursor, filing, NOW, real)
        assert added is not None
        return added.submission


def claim(context: Context, submission: str, real: datetime = REAL) -> SubmissionRow | None:
    with context.database.writing() as session:
        return claim_validation(session, submission, real)


def finish(context: Context, submission: str, attempt: int, outcome: State, **more: object) -> bool:
    with context.database.writing() as session:
        return finish_validation(session, submission, attempt, outcome, NOW, REAL, **more)  # type: ignore[arg-type]


def payload(figure: int = 1, agency: str = "SGTVT") -> Payload:
    return Payload("cchc", "2022", PERIOD, agency, {"ho_so.tiep_nhan": Decimal(figure)})


def decided(context: Context, filing: NewSubmission, outcome: State, figure: int = 1, **more: object) -> str:
    submission = add(context, filing)
    claim(context, submission)
    assert finish(context, submission, 1, outcome, payload=payload(figure, filing.agency), **more)
    return submission


def test_revisions_count_up_for_each_unit(context: Context) -> None:
    ids = [add(context, new(sha256=letter * 64)) for letter in "abc"]
    assert ids == ["2023-Q3-SGTVT-1", "2023-Q3-SGTVT-2", "2023-Q3-SGTVT-3"]
    assert add(context, new(agency="STC")) == "2023-Q3-STC-1"
    with context.database.reading() as session:
        row = get_submission(session, ids[1])
        assert (row.revision, row.state, row.attempts, row.review) == (2, "received", 0, "pending")
        assert (row.received_at, row.state_since) == (NOW, REAL)
        assert [row.id for row in submissions_of_period(session, PERIOD)] == [*ids, "2023-Q3-STC-1"]


def test_the_same_bytes_twice_are_refused(context: Context) -> None:
    add(context, new())
    with pytest.raises(IntegrityError):
        add(context, new())
    add(context, new(agency="STC"))  # another unit's may be equal


def test_the_same_key_twice_is_refused(context: Context) -> None:
    add(context, new(key="k1"))
    with pytest.raises(IntegrityError):
        add(context, new(sha256="b" * 64, key="k1"))
    add(context, new(sha256="c" * 64, key="k1", agency="STC"))


def test_no_key_is_not_the_same_key(context: Context) -> None:
    add(context, new(sha256="a" * 64))
    assert add(context, new(sha256="b" * 64)) == "2023-Q3-SGTVT-2"


def test_the_same_revision_twice_is_refused(context: Context) -> None:
    first = add(context, new())
    second = add(context, new(sha256="b" * 64))
    with pytest.raises(IntegrityError), context.database.writing() as session:
        session.execute(update(SubmissionRow).where(SubmissionRow.id == second).values(revision=1))
    with context.database.reading() as session:
        assert get_submission(session, first).revision == 1


def test_a_filing_of_a_unit_or_period_that_does_not_exist_is_refused(context: Context) -> None:
    with pytest.raises(IntegrityError):
        add(context, new(agency="KHONG-CO"))
    with context.database.reading() as session, pytest.raises(NotFoundError, match="Không có đơn vị «KHONG-CO»"):
        submission_target(session, PERIOD, "KHONG-CO")
    with context.database.reading() as session, pytest.raises(NotFoundError, match="«2023-Y» chưa được mở"):
        submission_target(session, "2023-Y", "SGTVT")


def test_the_desk_knows_the_unit_and_whether_the_period_is_open(context: Context) -> None:
    with context.database.reading() as session:
        desk = submission_target(session, PERIOD, "SGTVT")
        assert (desk.template, desk.agency.code) == (("cchc", "2022"), "SGTVT")
        assert desk.agency.name == "Sở Giao thông vận tải"


def test_the_earlier_filing_is_found_by_bytes_or_key(context: Context) -> None:
    add(context, new(key="k1"))
    add(context, new(sha256="b" * 64))
    with context.database.reading() as session:
        by_bytes = find_duplicate(session, new(sha256="b" * 64, key="k2"))
        by_key = submission_of_key(session, new(sha256="c" * 64, key="k1"))
        assert by_bytes is not None and by_bytes.revision == 2
        assert by_key is not None and (by_key.revision, by_key.sha256) == (1, "a" * 64)
        assert by_key.received_at == NOW
        assert find_duplicate(session, new(sha256="c" * 64)) is None
        assert find_duplicate(session, new(sha256="b" * 64, agency="STC")) is None


def test_of_many_workers_exactly_one_gets_a_filing(context: Context) -> None:
    submission = add(context, new(raw=b"the bytes"))
    got = [row for row in at_once(8, lambda _: claim(context, submission)) if row is not None]
    assert [(row.state, row.attempts, row.raw) for row in got] == [("validating", 1, b"the bytes")]


def test_a_claim_is_held_for_the_lease_and_then_taken_over_by_one(context: Context) -> None:
    submission = add(context, new())
    assert claim(context, submission) is not None
    assert claim(context, submission, REAL + LEASE) is None
    later = REAL + LEASE + timedelta(microseconds=1)
    got = [row for row in at_once(6, lambda _: claim(context, submission, later)) if row is not None]
    assert [row.attempts for row in got] == [2]


def test_only_the_present_attempt_stores_its_outcome(context: Context) -> None:
    submission = add(context, new())
    claim(context, submission)
    claim(context, submission, REAL + timedelta(minutes=1))
    late = Finding("range", Level.ERROR, message("muộn"))
    assert not finish(context, submission, 1, State.INVALID, findings=[late])
    assert finish(context, submission, 2, State.VALID, payload=payload())
    assert not finish(context, submission, 2, State.INVALID, findings=[late])
    with context.database.reading() as session:
        assert get_submission(session, submission).state == "valid"
        assert findings_of(session, [submission]) == {submission: ()}
    assert claim(context, submission, REAL + timedelta(days=1)) is None


def test_findings_come_back_as_they_were_in_order(context: Context) -> None:
    said = [
        Finding(
            rule="R06",
            level=Level.WARNING,
            message=message("Lệch {a.b}", **{"a.b": 2}),
            subjects=("$.indicators.a",),
            place="F!C7",
            operands={"a.b": "2"},
            explanation="vì",
        ),
        Finding("range", Level.ERROR, message("Không được âm")),
    ]
    submission = decided(context, new(), State.INVALID, findings=said)
    with context.database.reading() as session:
        assert findings_of(session, [submission, "none"]) == {submission: tuple(said), "none": ()}
        assert str(findings_of(session, [submission])[submission][0].message) == "Lệch 2"


def test_the_newest_valid_filing_stands_whatever_came_after(context: Context) -> None:
    decided(context, new("a" * 64), State.VALID, 1)
    stands = decided(context, new("b" * 64), State.VALID, 2)
    decided(context, new("c" * 64), State.INVALID, 3)
    decided(context, new("d" * 64), State.FAILED, 4)
    add(context, new("e" * 64))
    decided(context, new("f" * 64, agency="STC"), State.INVALID)
    other = decided(context, new("a" * 64, agency="SXD"), State.VALID)
    with context.database.reading() as session:
        assert [(row.id, said.agency) for row, said in standing_submissions(session, PERIOD)] == [
            (stands, "SGTVT"),
            (other, "SXD"),
        ]
        found = standing_submission(session, PERIOD, "SGTVT")
        assert found is not None and found[1] == payload(2)
        assert standing_submission(session, PERIOD, "STC") is None
        assert standing_submission(session, "2023-H1", "SGTVT") is None


def test_a_filing_is_found_by_its_checksum_by_an_index(context: Context) -> None:
    filed = add(context, new("ab" * 32))
    add(context, new("ac" * 32))
    asked: list[tuple[str, Any]] = []
    engine = context.database.engine

    def note(*given: Any) -> None:
        asked.append((given[2], given[3]))

    event.listen(engine, "before_cursor_execute", note)
    with context.database.reading() as session:
        assert [row.id for row in submissions_with_bytes(session, "abab")] == [filed]
    event.remove(engine, "before_cursor_execute", note)
    (question,) = [each for each in asked if "sha256 >=" in each[0]]
    with engine.connect() as connection:
        if not context.database.is_sqlite:
            connection.exec_driver_sql("SET enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if context.database.is_sqlite else "EXPLAIN "
        plan = " ".join(str(row) for row in connection.exec_driver_sql(explain + question[0], question[1]))
    assert "submission_sha256" in plan


def test_what_was_explained_before_comes_newest_last(context: Context) -> None:
    for letter, words in (("a", "trước"), ("b", ""), ("c", "sau")):
        finding = Finding("R06", Level.WARNING, message("Lệch"), explanation=words)
        decided(context, new(letter * 64), State.VALID, findings=[finding])
    with context.database.reading() as session:
        assert [said.explanation for said in explained_before(session, PERIOD, "SGTVT", 4)] == ["trước", "sau"]
        assert [said.explanation for said in explained_before(session, PERIOD, "SGTVT", 3)] == ["trước"]
        assert explained_before(session, PERIOD, "STC", 4) == ()


def test_a_filing_that_was_not_understood_has_no_content(context: Context) -> None:
    submission = add(context, new())
    claim(context, submission)
    finish(context, submission, 1, State.INVALID, findings=[Finding("unreadable", Level.ERROR, message("Hỏng"))])
    with context.database.reading() as session:
        assert payload_of(session, submission) is None
    understood = decided(context, new("b" * 64), State.INVALID, 5)
    with context.database.reading() as session:
        assert payload_of(session, understood) == payload(5)


def test_an_unknown_filing_is_named(context: Context) -> None:
    with context.database.reading() as session, pytest.raises(NotFoundError, match="Không có lần nộp «x»"):
        get_submission(session, "x")
    assert claim(context, "x") is None


def test_forgotten_filings_are_those_that_wait_or_whose_worker_is_gone(context: Context) -> None:
    waiting = add(context, new("a" * 64), REAL)
    add(context, new("b" * 64), REAL + timedelta(seconds=50))
    gone = add(context, new("c" * 64), REAL - timedelta(seconds=90))
    claim(context, gone, REAL - timedelta(seconds=60))
    busy = add(context, new("d" * 64), REAL - timedelta(seconds=90))
    claim(context, busy, REAL + timedelta(seconds=50))
    now = REAL + timedelta(minutes=1)
    with context.database.writing() as session:
        lost = expired_validations(session, now)
    assert lost == ([waiting], [gone])
    with context.database.writing() as session:  # the waiting one waits anew, the other is still without a worker
        assert expired_validations(session, now) == ([], [gone])
    with context.database.reading() as session:
        state_since = session.scalar(select(SubmissionRow.state_since).where(SubmissionRow.id == waiting))
    assert state_since == now


def test_a_long_queue_is_asked_for_in_portions(context: Context) -> None:
    ids = [add(context, new(f"{n:064}"), REAL + timedelta(seconds=n)) for n in range(5)]
    now = REAL + timedelta(hours=1)
    with context.database.writing() as session:
        portions = [expired_validations(session, now, limit=2) for _ in range(4)]
    assert portions == [(ids[:2], []), (ids[2:4], []), (ids[4:], []), ([], [])]
