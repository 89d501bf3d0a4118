"""Process supervision: start, restart after death, and stop with bounded waits.

Everything runs in the main thread: on Linux the wish to die with the parent is tied to the thread that started a child.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from workers.forked import STANDARD_ERROR, ForkedProcess

FIRST_WAIT = 0.2
LONGEST_WAIT = 5.0
LIVED_WELL = 30.0
TICK = 0.05
# Elsewhere the system's libraries may be used by one of a process and its fork only.
FORKS_ARE_SAFE = sys.platform == "linux"

log = structlog.get_logger()


@dataclass(frozen=True)
class Command:
    """A program to run: `death_signal` is what it gets when the supervisor dies, `files` are descriptors it keeps.

    `talks` says that its standard output is for people; otherwise what it prints is a log. `repair` is called each time
    before the program is started, to put aside what it could not start with. What `forks` is a Python module of which
    the supervisor has loaded what it needs; where forks are safe it is run in one.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    death_signal: signal.Signals = signal.SIGTERM
    files: tuple[int, ...] = ()
    talks: bool = False
    repair: Callable[[], None] | None = None
    forks: bool = False


class SupervisedProcess:
    """One process and its state; waits between restarts grow from 0.2 to 5 s until it has lived for 30 s."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | ForkedProcess | None = None
        self.restarts = 0
        self._started = 0.0
        self._wait = FIRST_WAIT
        self._not_before = 0.0

    @property
    def pid(self) -> int | None:
        """The process id while a process is known."""
        return self.process.pid if self.process else None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Launch the program in a process group of its own, so that a terminal's Ctrl-C reaches the supervisor only."""
        if self.command.repair is not None:
            self.command.repair()
        self.process = self._forked() if self.command.forks and FORKS_ARE_SAFE else self._launched()
        self._started = time.monotonic()

    def _forked(self) -> ForkedProcess:
        command = self.command
        return ForkedProcess(command.arguments, command.environment, command.death_signal, talks=command.talks)

    def _launched(self) -> subprocess.Popen[bytes]:
        launcher = [sys.executable, "-m", "service.parent_death", str(os.getpid()), str(int(self.command.death_signal))]
        return subprocess.Popen(  # noqa: S603 - the commands are our own
            [*launcher, *self.command.arguments],
            stdin=subprocess.DEVNULL,
            stdout=None if self.command.talks else STANDARD_ERROR,
            env={**os.environ, **self.command.environment},
            pass_fds=self.command.files,
            process_group=0,
        )

    def keep_alive(self) -> None:
        """Restart a dead process after its back-off."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._not_before:
                self.restarts += 1
                self.start()
        elif (code := self.process.poll()) is not None:
            self._wait = FIRST_WAIT if now - self._started >= LIVED_WELL else self._wait
            log.warning("process ended, starting it again", process=self.command.name, code=code, wait=self._wait)
            self._end_group()
            self.process = None
            self._not_before = now + self._wait
            self._wait = min(self._wait * 2, LONGEST_WAIT)

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for the end until the monotonic `deadline`, then kill the process with its group."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self._end_group()
        self.process.wait()
        self.process = None

    def _end_group(self) -> None:
        # What a dead web server left in its group would hold the port.
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Children in the order of their start; SIGTERM, SIGINT and SIGHUP ask for the end of all."""

    def __init__(self) -> None:
        self.children: list[SupervisedProcess] = []
        self.asked_to_end = False

    def listen_to_signals(self) -> None:
        """Let Ctrl-C, SIGTERM and the closing of the terminal end everything."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_end)
        # Whoever starts it under nohup wants it to outlive the terminal.
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._ask_to_end)

    def _ask_to_end(self, _number: int, _frame: object) -> None:
        self.asked_to_end = True

    def start(self, command: Command) -> SupervisedProcess:
        """Start a child that is kept alive."""
        child = SupervisedProcess(command)
        child.start()
        self.children.append(child)
        return child

    def run(self, command: Command) -> bool:
        """Run a program to its end; False where it failed or the end was asked for meanwhile."""
        child = SupervisedProcess(command)
        child.start()
        assert child.process is not None
        while child.process.poll() is None and not self.asked_to_end:
            time.sleep(TICK)
        code = child.process.poll()
        child.ask_to_end()
        child.end(time.monotonic() + 5)
        return code == 0

    def tick(self) -> None:
        """Check every child once."""
        for child in self.children:
            child.keep_alive()
        time.sleep(TICK)

    def end(self, seconds: float, last: SupervisedProcess | None = None, last_seconds: float = 3.0) -> None:
        """End all children in reverse order within `seconds`, and then `last`, which the others need."""
        others = [child for child in reversed(self.children) if child is not last]
        for child in others:
            child.ask_to_end()
        deadline = time.monotonic() + seconds
        for child in others:
            child.end(deadline)
        if last is not None:
            last.ask_to_end()
            last.end(time.monotonic() + last_seconds)
        self.children.clear()
