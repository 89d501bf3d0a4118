"""A Python module run as a program of its own in a fork of this process, which has loaded what it needs.

Starting Python anew and loading the service takes seconds of a processor and a hundred megabytes for each program; a
fork has both at once, and shares the memory.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import runpy
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from setproctitle import setproctitle

from service.parent_death import die_with_parent

# Seconds between two looks at whether it has ended.
LOOK = 0.02
# File descriptors.
STANDARD_INPUT, STANDARD_OUTPUT, STANDARD_ERROR, FIRST_OTHER = range(4)
# What the fork must not hear as the one that it was forked from does.
HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ForkedProcess:
    """`python -m MODULE ARGUMENT…` in a fork, in a process group of its own; used as a Popen is.

    It gets `death_signal` when this process ends, sees `environment` beside what this process does, keeps no file of it
    open, and where it does not talk its standard output is its standard error.
    """

    def __init__(
        self, program: Sequence[str], environment: Mapping[str, str], death_signal: signal.Signals, *, talks: bool
    ) -> None:
        self.args = list(program)
        self.returncode: int | None = None
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        # Heard by the fork only once it has its own ears.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
        self.pid = os.fork()
        if not self.pid:
            with _ending():
                die_with_parent(parent, death_signal)
                _part(environment, talks=talks)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                _run(program)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def poll(self) -> int | None:
        """Its exit code, negative of the signal that ended it; None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code once it has ended; raises TimeoutExpired where it runs for longer than these seconds."""
        ends = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if ends is not None and time.monotonic() >= ends:
                raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
            time.sleep(LOOK)
        return code

    def terminate(self) -> None:
        """Send SIGTERM, unless it has ended."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL, unless it has ended."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    """End this process with what is done in it, as Python ends a program: it never returns to where it was forked."""
    code = 1
    try:
        yield
        code = 0
    except SystemExit as wish:
        code = wish.code if isinstance(wish.code, int) else int(wish.code is not None)
        if isinstance(wish.code, str):
            print(wish.code, file=sys.stderr)
    except BaseException:  # noqa: BLE001 - which Python would print as well, and end
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _part(environment: Mapping[str, str], *, talks: bool) -> None:
    """Part with what belongs to the one that this process was forked from."""
    os.setpgid(0, 0)
    for number in HANDLED:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), STANDARD_INPUT)
    if not talks:
        os.dup2(STANDARD_ERROR, STANDARD_OUTPUT)
    # What nobody holds any more would else close, some day, what has its number by then.
    gc.collect()
    for descriptor in [int(each.name) for each in Path("/proc/self/fd").iterdir()]:
        if descriptor >= FIRST_OTHER:
            with contextlib.suppress(OSError):  # the one through which they were listed
                os.close(descriptor)
    os.environ.update(environment)


def _run(program: Sequence[str]) -> None:
    """Run the module as `python -m` does, under whose name it is seen."""
    setproctitle(" ".join(program))
    _python, _option, module, *arguments = program
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
