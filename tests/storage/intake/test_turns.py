"""The order in which filings are checked: nobody waits for whoever hands in hundreds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from service.actions.context import Context
from service.actions.intake.validate import validate_in_turn
from service.queue import ROUTES, Job
from service.storage.intake.checks import next_in_turn
from service.storage.intake.receiving import NewSubmission, insert_submission
from service.storage.intake.submissions import claim_validation, get_submission
from service.storage.models import SubmissionRow
from tests.support.filings import changed, hand_in, of_agency
from tests.support.installation import MORNING, PERIOD

UNITS = ("SGTVT", "STC", "SXD")


def arrive(context: Context, units: list[str], seconds: int = 1) -> list[str]:
    """A filing of each of these units, one after the other."""
    ids = []
    for number, unit in enumerate(units):
        new = NewSubmission(PERIOD, unit, "json", "", f"{number:064}", None, b"{}", "Cán bộ")
        with context.database.writing_once() as cursor:
            added = insert_submission(cursor, new, MORNING + timedelta(seconds=number * seconds), MORNING)
        assert added is not None
        ids.append(added.submission)
    return ids


def order(context: Context, limit: int = 1000) -> list[str]:
    with context.database.reading() as session:
        return next_in_turn(session, limit)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(UNITS), max_size=25))
def test_a_units_nth_filing_comes_before_the_next_of_every_other(sqlite_context: Context, units: list[str]) -> None:
    ids = arrive(sqlite_context, units)
    found, unit_of = order(sqlite_context), dict(zip(ids, units, strict=True))
    assert sorted(found) == sorted(ids)
    before: Counter[str] = Counter()
    for submission in found:
        unit = unit_of[submission]
        before[unit] += 1
        assert int(submission.rpartition("-")[2]) == before[unit], "a unit's own are checked as they came"
        assert all(count <= before[unit] for count in before.values()), "no other unit has had more of its own checked"
    with sqlite_context.database.writing() as session:
        session.execute(delete(SubmissionRow))


def test_a_flood_of_one_unit_lets_the_first_of_another_pass(context: Context) -> None:
    flood = arrive(context, ["SGTVT"] * 60)
    late = arrive(context, ["STC"])[0]
    assert order(context, 2) == [flood[0], late]


def test_whoever_was_checked_often_within_the_hour_comes_after_others_too(context: Context) -> None:
    flood = arrive(context, ["SGTVT"] * 30)
    with context.database.writing() as session:
        for submission in flood[:29]:
            assert claim_validation(session, submission, MORNING)
    late = arrive(context, ["STC"] * 3)
    assert order(context) == [*late, flood[29]]


def test_after_an_hour_the_turns_begin_anew(context: Context) -> None:
    early = arrive(context, ["SGTVT"] * 3, seconds=3601)
    with context.database.reading() as session:
        assert [get_submission(session, submission).turn for submission in early] == [0, 0, 0]


def test_a_worker_checks_as_many_as_it_was_asked_for_in_the_order_of_turns(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROUTES, Job.VALIDATE_SUBMISSIONS, replace(ROUTES[Job.VALIDATE_SUBMISSIONS], at_once=1))
    flood = [hand_in(context, changed(sang_kien__so_luong=n)) for n in range(4)]
    late = hand_in(context, of_agency("STC"))
    validate_in_turn(context, flood[2:])
    assert order(context) == flood[1:]
    with context.database.reading() as session:
        assert {get_submission(session, item).state for item in (flood[0], late)} == {"valid"}
    validate_in_turn(context, [*flood, late, late])
    assert order(context) == []


def test_a_worker_that_is_asked_for_one_checks_as_many_as_a_job_may_take(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROUTES, Job.VALIDATE_SUBMISSIONS, replace(ROUTES[Job.VALIDATE_SUBMISSIONS], at_once=3))
    flood = [hand_in(context, changed(sang_kien__so_luong=n)) for n in range(4)]
    validate_in_turn(context, flood[:1])
    assert order(context) == flood[3:]
