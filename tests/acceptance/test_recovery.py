"""What was accepted is checked exactly once, whatever is killed meanwhile."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil

from service.queue import SUBMISSIONS
from tests.support.processes import none_run, wait_until
from tests.support.stack import Stack, up

PERIOD = "2023-Q3"
TOKEN = "demo-snv"
FILINGS = 40
KILLS = 12
DONE = {"valid", "invalid"}
# Long enough that checking takes a moment, during which a kill can hit.
NARRATIVE = "Công tác cải cách hành chính được triển khai đồng bộ. " * 4000


class Database:
    """Looks into the installation's database without taking part."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """What the query finds."""
        return self.connection.execute(query, values).fetchall()

    def states(self) -> Counter[str]:
        """How many filings are in which state."""
        found = self.rows("SELECT state, count(*) FROM submission WHERE period = ? GROUP BY state", PERIOD)
        return Counter(dict(found))

    def being_checked(self) -> list[str]:
        """The filings that a worker holds."""
        return [row[0] for row in self.rows("SELECT id FROM submission WHERE state = 'validating'")]


@contextlib.contextmanager
def opened(data: Path) -> Iterator[Database]:
    """The database of this installation, for reading."""
    with contextlib.closing(sqlite3.connect(f"file:{data / 'tonghop.sqlite3'}?mode=ro", uri=True, timeout=30)) as found:
        yield Database(found)


def payload(agency: str, number: int) -> dict[str, Any]:
    """A filing without figures, which gets a finding for each that is required."""
    return {
        "template": "cchc",
        "template_version": "2022",
        "period": PERIOD,
        "agency": agency,
        "indicators": {},
        "narratives": {"I": f"Lần {number}. {NARRATIVE}"},
    }


def file_all(stack: Stack) -> list[str]:
    """Hand in many reports of several units at once; the ids of the filings."""
    status, progress = stack.call("GET", f"/periods/{PERIOD}/completeness", TOKEN)
    assert status == 200
    agencies = sorted(unit["agency"] for unit in progress["agencies"])[:10]

    def hand_in(number: int) -> str:
        agency = agencies[number % len(agencies)]
        path = f"/periods/{PERIOD}/agencies/{agency}/submissions?reason=Mat+mang"
        status, receipt = stack.call("POST", path, TOKEN, payload(agency, number))
        assert status == 202, receipt
        return str(receipt["id"])

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(hand_in, range(FILINGS)))


def kill_worker_and_work_horse(stack: Stack) -> None:
    """kill -9 of the worker and of what it forked."""
    hit = stack.processes("workers.worker", SUBMISSIONS)
    for process in hit:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until(lambda: none_run(hit), what="the end of worker and work-horse")


def kill_during_checks(stack: Stack, database: Database) -> str:
    """Kill while a filing is being checked, until one was hit; returns that filing."""
    for _ in range(KILLS):
        wait_until(database.being_checked, 60, "a filing that is being checked")
        kill_worker_and_work_horse(stack)
        left = database.being_checked()
        if left:
            return left[0]
    raise AssertionError(f"no filing was hit by {KILLS} kills; {database.states()}")


def kill_valkey(stack: Stack) -> None:
    """kill -9 of the queues' server, and wait for its successor."""
    (old,) = stack.processes("valkey-server")
    old.kill()
    wait_until(lambda: [new for new in stack.processes("valkey-server") if new.pid != old.pid], what="a new Valkey")


def test_every_filing_is_checked_once_after_kills(tmp_path: Path) -> None:
    with up(tmp_path, "--demo") as stack, opened(tmp_path) as database:
        before = database.states()
        filings = file_all(stack)
        assert len(set(filings)) == FILINGS
        hit = kill_during_checks(stack, database)
        kill_valkey(stack)
        wait_until(lambda: len(stack.processes("workers.worker", SUBMISSIONS)) >= 1, what="a new worker")
        back = time.monotonic()
        wait_until(lambda: database.states()["invalid"] >= before["invalid"] + FILINGS, 60, "the check of every filing")
        print(f"all were checked {time.monotonic() - back:.1f} s after worker and Valkey were back")
        for filing in filings:
            status, shown = stack.call("GET", f"/submissions/{filing}", TOKEN)
            assert (status, shown["state"] in DONE) == (200, True)
            said = [(finding["rule"], *finding["subjects"]) for finding in shown["findings"]]
            assert said
            assert len(said) == len(set(said))
        ((attempts,),) = database.rows("SELECT attempts FROM submission WHERE id = ?", hit)
        assert attempts >= 2
        assert_same_findings(database, filings)


def assert_same_findings(database: Database, filings: list[str]) -> None:
    """The same figures of the same unit have the same findings, interrupted or not."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    for filing in filings:
        ((agency,),) = database.rows("SELECT agency FROM submission WHERE id = ?", filing)
        said = database.rows("SELECT position, rule, place FROM finding WHERE submission = ? ORDER BY 1", filing)
        assert [row[0] for row in said] == list(range(len(said)))
        found.setdefault(agency, set()).add(tuple(said))
    assert all(len(variants) == 1 for variants in found.values())
