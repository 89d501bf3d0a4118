"""Everything on one machine, for `tonghop up`.

`python -m workers.launcher --data DIR --port N [--host H] [--demo YEAR]`
"""

from __future__ import annotations

import gc
import http.client
import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import redis
from rq import Queue, Worker

from service.domain.errors import TonghopError, message
from service.queue import QUEUES, ROUTES, connect_briefly
from service.settings import Settings, address_notice
from service.web.server import local_address, reachable, require_free_port, web_command
from workers.runtime import entry, function_of, own_settings, run_entry
from workers.supervisor import FORKS_ARE_SAFE, Command, SupervisedProcess, Supervisor
from workers.valkey import FolderLock, ping, valkey_command

VALKEY_WAIT = 20.0
READY_WAIT = 60.0
# What the processes need and is loaded once for all of them: the web's application, the steps' command, the server.
LOADED = ("service.app", "service.cli.command", "granian.cli")
END_WAIT = 6.0

Check = Callable[[], bool]


@dataclass(frozen=True)
class Installation:
    """Settings, host and port of one installation."""

    settings: Settings
    host: str
    port: int
    demo: str | None

    @property
    def address(self) -> str:
        """What people open in their browser on this machine."""
        return local_address(self.host, self.port)

    def command(
        self, name: str, arguments: Sequence[str], end: signal.Signals = signal.SIGTERM, *, talks: bool = False
    ) -> Command:
        """One of our modules over the same data, as `python -m` runs it, ended by that signal."""
        environment = {
            "TONGHOP_DATA": str(self.settings.data),
            "TONGHOP_ADDRESS": os.environ.get("TONGHOP_ADDRESS") or self.address,
        }
        return Command(name, list(arguments), environment, end, talks=talks, forks=True)

    def module(
        self, name: str, module: str, *arguments: str, end: signal.Signals = signal.SIGTERM, talks: bool = False
    ) -> Command:
        """One of our modules over the same data."""
        return self.command(name, [sys.executable, "-m", module, *arguments], end, talks=talks)

    @property
    def folder(self) -> tuple[str, str]:
        """The option that names the data."""
        return "--data", str(self.settings.data)


def main() -> None:
    """Run until asked to end; exit code 0 after a clean end, 1 where something could not start."""
    parser = entry("tonghop up")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--demo")  # the step that loads it knows which there are
    given = parser.parse_args()
    run_entry(lambda: run(Installation(own_settings(given.data), given.host, given.port, given.demo)))


def run(site: Installation) -> None:
    """Lock, prepare, start, watch and end; raises TonghopError where the data or the port is taken."""
    supervisor = Supervisor()
    supervisor.listen_to_signals()
    lock = FolderLock(site.settings.data)
    valkey: SupervisedProcess | None = None
    try:
        require_free_port(site.host, site.port)
        if FORKS_ARE_SAFE:
            load()
        prepare(site, supervisor)
        if site.settings.redis_url is None and not supervisor.asked_to_end:
            valkey = start_valkey(site, supervisor, lock)
        checks = start_rest(site, supervisor)
        announce(site, supervisor, checks)
        while not supervisor.asked_to_end:
            supervisor.tick()
    finally:
        supervisor.end(END_WAIT, last=valkey)
        lock.release()


def load() -> None:
    """Load what all processes need, so that those that are forked need not."""
    for module in LOADED:
        importlib.import_module(module)
    for job in ROUTES:
        function_of(job)
    # What is never let go need not be looked through, and stays shared.
    gc.collect()
    gc.freeze()


def prepare(site: Installation, supervisor: Supervisor) -> None:
    """Bring the database up to date and load the demonstration.

    Raises TonghopError where that fails, or where what would be started could not run.
    """
    steps = [site.module("db", "service.cli", "db", "upgrade")]
    if site.demo:
        steps.append(site.module("demo", "service.cli", "demo", "load", site.demo, talks=True))
    for step in steps:
        if not supervisor.asked_to_end and not supervisor.run(step) and not supervisor.asked_to_end:
            raise TonghopError(
                message("Không chuẩn bị được dữ liệu ở bước «{step}», xem lý do ở trên.", step=step.name)
            )


def start_valkey(site: Installation, supervisor: Supervisor, lock: FolderLock) -> SupervisedProcess:
    """Start the queues' server and wait for its answer; raises TonghopError where none comes."""
    child = supervisor.start(valkey_command(site.settings, lock))
    deadline = time.monotonic() + VALKEY_WAIT
    while not supervisor.asked_to_end and not ping(site.settings):
        if time.monotonic() >= deadline:
            log = site.settings.data / "valkey" / "valkey.log"
            raise TonghopError(message("Máy chủ hàng đợi không khởi động được, xem «{log}».", log=log))
        supervisor.tick()
    return child


def start_rest(site: Installation, supervisor: Supervisor) -> dict[str, Check]:
    """Start web, one worker a queue and the schedule; returns what tells whether each is ready."""
    if supervisor.asked_to_end:
        return {}
    supervisor.start(site.command("web", web_command(site.host, site.port, site.settings.web_workers)))
    checks: dict[str, Check] = {"web": partial(http_healthy, reachable(site.host), site.port)}
    checks["valkey"] = partial(ping, site.settings)
    for queue, command in worker_commands(site).items():
        checks[command.name] = partial(is_registered, site.settings, queue, supervisor.start(command))
    supervisor.start(site.module("schedule", "workers.schedule", *site.folder))
    return checks


def worker_commands(site: Installation) -> dict[str, Command]:
    """One worker for each queue, since RQ's safety net covers workers with a single queue only.

    A worker may be killed at any time, whereas the others have something to end in order.
    """
    return {
        queue: site.module(f"worker {queue}", "workers.worker", *site.folder, "--queue", queue, end=signal.SIGKILL)
        for queue in QUEUES
    }


def announce(site: Installation, supervisor: Supervisor, checks: dict[str, Check]) -> None:
    """Print the address once everything answers; after a minute say what does not, and go on trying."""
    waiting = dict(checks)
    deadline = time.monotonic() + READY_WAIT
    while waiting and not supervisor.asked_to_end:
        supervisor.tick()
        waiting = {name: check for name, check in waiting.items() if not check()}
        if waiting and time.monotonic() >= deadline:
            late = message("Chưa sẵn sàng, đang thử lại: {parts}.", parts=", ".join(waiting))
            print(late, file=sys.stderr, flush=True)
            deadline = time.monotonic() + READY_WAIT
    if not supervisor.asked_to_end:
        if (notice := address_notice(site.settings, site.address)) is not None:
            print(f"Chú ý: {notice}", file=sys.stderr, flush=True)
        print(message("tonghop chạy tại {address}", address=site.address), flush=True)


def http_healthy(host: str, port: int) -> bool:
    """Whether the web server says that it lives."""
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def is_registered(settings: Settings, queue: str, worker: SupervisedProcess) -> bool:
    """Whether this very worker process serves its queue, and not one that died without a word."""
    connection = connect_briefly(settings.queue_url)
    try:
        known = Worker.all(queue=Queue(queue, connection=connection))
        return worker.pid in {each.pid for each in known}
    except redis.RedisError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
