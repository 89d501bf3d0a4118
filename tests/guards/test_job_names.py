"""Jobs are named by strings, so nothing but this test notices a name that leads nowhere."""

from __future__ import annotations

import inspect
import sys
from enum import StrEnum
from pathlib import Path
from typing import cast

import pytest

from service.queue import QUEUES, ROUTES, Job
from service.settings import settings_from
from workers.launcher import Installation, worker_commands
from workers.runtime import function_of
from workers.schedule import PERIODIC


class Lost(StrEnum):
    """Names that lead nowhere."""

    FUNCTION = "workers.jobs.nothing"
    MODULE = "workers.nothing.deliver"


@pytest.mark.parametrize("job", Job)
def test_every_job_is_a_function_of_the_workers(job: Job) -> None:
    function = function_of(job)
    assert inspect.isfunction(function)
    assert f"{function.__module__}.{function.__name__}" == job.value
    assert len(inspect.getsource(function).splitlines()) <= 10


def test_the_guard_sees_a_name_that_leads_nowhere() -> None:
    for lost in Lost:
        with pytest.raises((AttributeError, ImportError)):
            function_of(cast(Job, lost))


@pytest.mark.parametrize("job", Job)
def test_every_job_has_a_route_to_a_served_queue(job: Job) -> None:
    assert ROUTES[job].queue in QUEUES
    assert ROUTES[job].timeout > 0


def test_every_queue_has_a_worker_on_one_machine(tmp_path: Path) -> None:
    commands = worker_commands(Installation(settings_from({}, tmp_path), "127.0.0.1", 8000, None))
    assert {queue: list(command.arguments[1:]) for queue, command in commands.items()} == {
        queue: ["-m", "workers.worker", "--data", str(tmp_path), "--queue", queue] for queue in QUEUES
    }
    assert {command.arguments[0] for command in commands.values()} == {sys.executable}


def test_periodic_jobs_need_no_arguments_and_have_names_of_their_own() -> None:
    assert len({item.name for item in PERIODIC}) == len(PERIODIC)
    for item in PERIODIC:
        assert item.every > 0
        assert not inspect.signature(function_of(item.job)).parameters
