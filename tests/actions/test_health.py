"""Signs of life: the database is needed, the queue is not, and the counts say what waits."""

from __future__ import annotations

from dataclasses import replace

from service.actions.build_workbook import request_workbook
from service.actions.context import Context
from service.actions.health import Health, counts, health
from service.queue import CONSOLIDATION, MAIL, SUBMISSIONS, UPKEEP, Job, JobQueue, connect
from service.storage.database import Database
from tests.support.filings import changed, hand_in, hand_in_and_check, real_report
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.valkey import running_valkey


def test_without_a_queue_filings_can_still_be_taken_in(context: Context) -> None:
    assert health(context) == Health(database=True, queue=False)
    assert health(context).is_ready


def test_without_a_database_nothing_can(sqlite_context: Context) -> None:
    gone = Database("postgresql+psycopg://tonghop@127.0.0.1:1/tonghop?connect_timeout=2")
    answer = health(replace(sqlite_context, database=gone))
    assert answer == Health(database=False, queue=False)
    assert not answer.is_ready


def test_the_counts_say_what_is_in_which_state(context: Context) -> None:
    assert counts(context) == {}
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, changed(tthc__tong=141))
    hand_in(context, changed(sang_kien__so_luong=2))
    hand_in(context, changed(sang_kien__so_luong=3))
    request_workbook(context, HOME_AFFAIRS, PERIOD)
    assert counts(context) == {
        ("submissions", "valid"): 1,
        ("submissions", "invalid"): 1,
        ("submissions", "received"): 2,
        ("workbooks", "queued"): 1,
    }


def test_with_a_queue_its_lengths_are_counted(sqlite_context: Context) -> None:
    settings = sqlite_context.settings
    with running_valkey(settings):
        assert health(sqlite_context) == Health(database=True, queue=True)
        context = replace(sqlite_context, queue=JobQueue(connect(settings.queue_url)))
        hand_in(context, real_report())
        assert context.queue.enqueue(Job.MERGE_PERIOD, PERIOD)
        assert context.queue.enqueue(Job.MERGE_PERIOD, PERIOD)
        assert counts(context) == {
            ("submissions", "received"): 1,
            ("queue", SUBMISSIONS): 1,
            ("queue", CONSOLIDATION): 2,
            ("queue", UPKEEP): 0,
            ("queue", MAIL): 0,
        }
