"""Signs of life: the database is needed, the queue is not, and the counts say what waits."""

from __future__ import annotations

import signal
import time
from dataclasses import replace

from sqlalchemy import text

from service.actions.consolidation.build import request_workbook
from service.actions.context import Context
from service.actions.operations.health import NO_ANSWER, NO_ANSWER_OF_FOLDER, Health, counts, health
from service.probes import PATIENCE, Probes
from service.queue import CONSOLIDATION, MAIL, QUARANTINE, SUBMISSIONS, UPKEEP, Job, JobQueue, connect
from service.storage.engine.database import Database
from service.storage.engine.faults import BUSY, FULL
from tests.support.databases import full
from tests.support.filings import changed, hand_in, hand_in_and_check, real_report
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.processes import wait_until
from tests.support.valkey import running_valkey


def told(context: Context) -> Health:
    """What is said once the parts have answered, for which a busy machine may need longer than anybody is kept."""
    silent = {str(NO_ANSWER), str(NO_ANSWER_OF_FOLDER)}
    wait_until(lambda: not silent & set(map(str, health(context).reasons)), what="an answer of each part")
    return health(context)


def test_without_a_queue_filings_can_still_be_taken_in(context: Context) -> None:
    assert told(context) == Health(database=True, queue=False)
    assert told(context).is_ready


def test_without_a_database_nothing_can(sqlite_context: Context) -> None:
    gone = Database("postgresql+psycopg://tonghop@127.0.0.1:1/tonghop?connect_timeout=2")
    answer = told(replace(sqlite_context, database=gone))
    assert (answer.database, answer.queue, answer.is_ready) == (False, False, False)
    assert [str(reason) for reason in answer.reasons] == [str(BUSY)]


def test_the_counts_say_what_is_in_which_state(context: Context) -> None:
    assert counts(context) == {}
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, changed(tthc__tong=141))
    hand_in(context, changed(sang_kien__so_luong=2))
    hand_in(context, changed(sang_kien__so_luong=3))
    request_workbook(context, HOME_AFFAIRS, PERIOD)
    assert counts(replace(context, probes=Probes())) == {
        ("submissions", "valid"): 1,
        ("submissions", "invalid"): 1,
        ("submissions", "received"): 2,
        ("workbooks", "queued"): 1,
    }


def test_with_a_queue_its_lengths_are_counted(sqlite_context: Context) -> None:
    settings = sqlite_context.settings
    with running_valkey(settings):
        assert told(sqlite_context) == Health(database=True, queue=True)
        context = replace(sqlite_context, queue=JobQueue(connect(settings.queue_url)))
        hand_in(context, real_report())
        assert context.queue.enqueue(Job.MERGE_PERIOD, PERIOD)
        assert context.queue.enqueue(Job.MERGE_PERIOD, PERIOD)
        assert counts(replace(context, probes=Probes())) == {
            ("submissions", "received"): 1,
            ("queue", SUBMISSIONS): 1,
            # What waits already is not asked for again.
            ("queue", CONSOLIDATION): 1,
            ("queue", QUARANTINE): 0,
            ("queue", UPKEEP): 0,
            ("queue", MAIL): 0,
        }


def test_a_full_database_is_not_ready_and_is_so_again_when_there_is_room(sqlite_context: Context) -> None:
    with full(sqlite_context.database):
        said = told(replace(sqlite_context, probes=Probes()))
        assert (said.database, said.is_ready) == (False, False)
        assert [str(reason) for reason in said.reasons] == [str(FULL)]
    assert told(replace(sqlite_context, probes=Probes())).is_ready


def test_a_data_folder_that_is_gone_is_named(sqlite_context: Context) -> None:
    settings = replace(sqlite_context.settings, data=sqlite_context.settings.data / "mất")
    said = told(replace(sqlite_context, settings=settings))
    assert (said.database, said.folder, said.is_ready) == (True, False, False)
    assert str(said.reasons[0]) == "Không ghi được vào thư mục dữ liệu: không có tệp hay thư mục này."


def test_looking_again_within_a_second_costs_nothing_and_leaves_nothing(sqlite_context: Context) -> None:
    def written() -> int:
        with sqlite_context.database.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM option")).scalar_one())

    assert told(sqlite_context) == told(sqlite_context)
    assert written() == 0
    assert list(sqlite_context.settings.data.glob("tmp*")) == []


def test_a_server_of_queues_that_stands_still_keeps_nobody_waiting(sqlite_context: Context) -> None:
    settings = sqlite_context.settings
    with running_valkey(settings) as (child, _):
        assert child.process is not None
        child.process.send_signal(signal.SIGSTOP)
        try:
            begun = time.monotonic()
            assert not health(replace(sqlite_context, probes=Probes())).queue
            assert ("queue", MAIL) not in counts(replace(sqlite_context, probes=Probes()))
            # Two waits at most; half a minute more for a machine that others use.
            assert time.monotonic() - begun < 2 * PATIENCE + 30
        finally:
            child.process.send_signal(signal.SIGCONT)
