"""What the image's health check says of each command that a container may run."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from rq import Worker

from service.queue import SUBMISSIONS, connect
from service.settings import Settings
from tests.support.processes import free_port
from workers.health import is_healthy
from workers.supervisor import SupervisedProcess

BEFORE = ("tini", "--", "tonghop")


class Alive(http.server.BaseHTTPRequestHandler):
    """Answers as the web server's sign of life does."""

    def do_GET(self) -> None:
        """Say that it lives."""
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing else."""


@pytest.fixture
def port() -> Iterator[str]:
    """The port of something that answers."""
    with http.server.HTTPServer(("127.0.0.1", 0), Alive) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield str(server.server_address[1])
        server.shutdown()


@pytest.mark.parametrize("command", ["up", "web"])
def test_a_web_server_is_well_while_it_answers(settings: Settings, port: str, command: str) -> None:
    assert is_healthy([*BEFORE, command, "--host", "0.0.0.0", "--port", port], settings)
    assert not is_healthy([*BEFORE, command, "--port", str(free_port())], settings)
    assert not is_healthy([*BEFORE, command, "--port", "x"], settings)
    assert is_healthy([*BEFORE, command, f"--port={port}", "--host=0.0.0.0"], settings)
    assert is_healthy([*BEFORE, command, "--port=x", "--port", port], settings)
    assert not is_healthy([*BEFORE, command, f"--port={free_port()}"], settings)
    assert not is_healthy([*BEFORE, command, "--port"], settings)


def test_a_worker_is_well_while_it_is_registered(settings: Settings, valkey: SupervisedProcess) -> None:
    words = [*BEFORE, "worker", "--queue", SUBMISSIONS]
    assert not is_healthy(words, settings)
    with connect(settings.queue_url) as connection:
        worker = Worker([SUBMISSIONS], connection=connection)
        worker.register_birth()
        assert is_healthy(words, settings)
        worker.register_death()
    assert not is_healthy(words, settings)


def test_a_schedule_is_well_while_its_queues_answer(settings: Settings, valkey: SupervisedProcess) -> None:
    assert is_healthy([*BEFORE, "schedule"], settings)


@pytest.mark.parametrize("command", ["worker", "schedule"])
def test_without_its_queues_neither_is_well(settings: Settings, command: str) -> None:
    assert not is_healthy([*BEFORE, command], settings)
