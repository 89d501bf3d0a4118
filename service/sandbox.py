"""Work on what strangers send, in a child process with bounds: what it may take of memory, processor and time.

A child serves one call after another, since starting one takes a second; whatever goes beyond its bounds ends the
child and becomes an error for the caller, and the next call gets another child. Children end with their parent.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import structlog

from service.domain.errors import Message, TonghopError, TooLargeError, UnavailableError, UnreadableError, message

T = TypeVar("T")
MEGABYTE = 1024 * 1024
# Of the threads of a server process so many may be at work here, so that others are always left for everybody else.
MOST_CALLERS, MOST_CHILDREN, MOST_HEAVY = 6, 2, 1
# Seconds that a call waits for its turn: to come in at all, and for a child.
AT_THE_DOOR, IN_LINE = 0.9, 5.0
# A child that has served so many calls, or has kept so much memory, is let go.
MOST_CALLS, MOST_KEPT = 1000, 128 * MEGABYTE
# What a child loads before its first call.
PREPARED = "service.actions.work.bounded"

log = structlog.get_logger()


@dataclass(frozen=True)
class Bounds:
    """What one call may take: bytes of memory, seconds of a processor, seconds by the clock.

    `said` is for the person whose file wants more; of `heavy` calls only one runs at a time.
    """

    memory: int
    processor: int
    time: float
    said: Message
    heavy: bool = False


class NotBegunError(EOFError):
    """The child had ended before the call reached it."""


class SandboxProcess:
    """A process that calls functions; forked where nothing else runs in this process, else started anew."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._forked = 0
        self._started: subprocess.Popen[bytes] | None = None
        if _is_single_threaded():
            self._forked = os.fork()
            if not self._forked:
                ours.close()
                _live_forked(theirs.detach())
        else:
            command = [sys.executable, "-m", "service.sandbox", str(theirs.fileno())]
            self._started = subprocess.Popen(command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL)  # noqa: S603
        theirs.close()
        self._connection = Connection(ours.detach())
        self.parent = os.getpid()
        self.stays = True

    @property
    def pid(self) -> int:
        """The process."""
        return self._started.pid if self._started else self._forked

    @property
    def is_idle(self) -> bool:
        """Whether it waits for a call; one that has ended does not."""
        return not self._connection.poll(0)

    def call(self, bounds: Bounds, function: Callable[..., T], args: tuple[Any, ...]) -> tuple[bool, Any]:
        """Whether the function returned, and its value or what it raised; raises EOFError where the child ended.

        Raises NotBegunError where it had ended before, and TimeoutError where it takes too long.
        """
        try:
            self._connection.send((bounds.memory, bounds.processor, function, args))
            self._connection.recv()
        except (EOFError, OSError) as error:
            raise NotBegunError from error
        try:
            if not self._connection.poll(bounds.time):
                raise TimeoutError
            is_done, outcome, self.stays = self._connection.recv()
        except ConnectionResetError as error:
            raise EOFError from error
        return is_done, outcome

    def end(self) -> None:
        """End it at once, whatever it does."""
        self.forget()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        if self._started:
            self._started.wait()
        else:
            os.waitpid(self._forked, 0)

    def forget(self) -> None:
        """Hang up, upon which an idle child ends by itself."""
        self._connection.close()


class SandboxPool:
    """The children of this process: who wants one waits for it, within bounds."""

    def __init__(self) -> None:
        self._idle: list[SandboxProcess] = []
        self._lock = threading.Lock()
        self._door = threading.BoundedSemaphore(MOST_CALLERS)
        self._slots = threading.BoundedSemaphore(MOST_CHILDREN)
        self._heavy = threading.BoundedSemaphore(MOST_HEAVY)

    @contextlib.contextmanager
    def lent(self, *, heavy: bool) -> Iterator[SandboxProcess]:
        """A child of one's own; it is ended where an error leaves it in the midst of something."""
        with contextlib.ExitStack() as turns:
            _take(self._door, AT_THE_DOOR, turns)
            if heavy:
                _take(self._heavy, IN_LINE, turns)
            _take(self._slots, IN_LINE, turns)
            child = self._next()
            try:
                yield child
            except BaseException:
                child.end()
                raise
            if child.stays:
                with self._lock:
                    self._idle.append(child)
            else:
                child.end()

    def begin(self) -> None:
        """Have all children ready for the first calls."""
        begun = [SandboxProcess() for _ in range(MOST_CHILDREN)]
        with self._lock:
            self._idle += begun

    def pids(self) -> tuple[int, ...]:
        """The processes that wait for a call."""
        with self._lock:
            return tuple(child.pid for child in self._idle)

    def _next(self) -> SandboxProcess:
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return SandboxProcess()
            if child.parent != os.getpid():
                child.forget()  # a child of the process that this one was forked from
            elif child.is_idle:
                return child
            else:
                child.end()


CHILDREN = SandboxPool()


def run_bounded(bounds: Bounds, function: Callable[..., T], *args: Any) -> T:
    """What the function returns, called in a child; it stands in a module, and all can be pickled.

    Raises what it raises of TonghopError, TooLargeError(bounds.said) where it wants more than its bounds,
    UnreadableError where it fails in a way that nobody foresaw, and UnavailableError where too many calls wait.
    """
    try:
        is_done, outcome = _called(bounds, function, args)
    except (EOFError, TimeoutError) as error:
        log.warning(
            "a call went beyond its bounds", function=function.__qualname__, late=isinstance(error, TimeoutError)
        )
        raise TooLargeError(bounds.said) from error
    if is_done:
        found: T = outcome
        return found
    if isinstance(outcome, TonghopError):
        raise outcome
    if outcome is None:
        log.warning("a call wanted too much memory", function=function.__qualname__)
        raise TooLargeError(bounds.said)
    log.error("a call failed in an unforeseen way", function=function.__qualname__, trace=outcome)
    raise UnreadableError(
        message("Không xử lý được tệp này: mở bằng chương trình đã tạo ra tệp, lưu lại rồi thử lần nữa.")
    )


def _called(bounds: Bounds, function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[bool, Any]:
    """What a child answers: the next one where the first, which had waited for a call, is no more."""
    for _ in range(MOST_CHILDREN):
        with contextlib.suppress(NotBegunError), CHILDREN.lent(heavy=bounds.heavy) as child:
            return child.call(bounds, function, args)
    with CHILDREN.lent(heavy=bounds.heavy) as child:
        return child.call(bounds, function, args)


def _take(turn: threading.BoundedSemaphore, seconds: float, turns: contextlib.ExitStack) -> None:
    if not turn.acquire(timeout=seconds):
        raise UnavailableError(message("Hệ thống đang xử lý nhiều tệp cùng lúc: thử lại sau ít phút."))
    turns.callback(turn.release)


def _is_single_threaded() -> bool:
    """Whether nothing but the caller runs in this process, so that it may be forked; only Linux tells."""
    return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1


def _live_forked(descriptor: int) -> None:
    """Be the child of a fork: with nothing of the parent but its code. Never returns."""
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX") if sys.platform != "linux" else _last_descriptor() + 1)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        serve(descriptor)
    finally:
        os._exit(0)


def _last_descriptor() -> int:
    return max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())


def serve(descriptor: int) -> None:
    """In a child: answer calls on the socket until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _offer_oneself()
    threading.Thread(target=_end_with_parent, args=(descriptor,), daemon=True).start()
    connection = Connection(descriptor)
    begun_with = _address_space()
    for calls_left in reversed(range(MOST_CALLS)):
        try:
            memory, processor, function, args = connection.recv()
        except (EOFError, OSError):
            return
        _limit(memory, processor)
        connection.send(None)  # what happens from here on is the call's own doing
        is_done, outcome = _outcome(function, args)
        del args
        stays = calls_left > 0 and _address_space() <= begun_with + MOST_KEPT
        connection.send((is_done, outcome, stays))
        del outcome


def _outcome(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[bool, Any]:
    """Whether the function returned, and its value, an error for people, None for want of memory, or a traceback."""
    try:
        return True, function(*args)
    except TonghopError as error:
        error.__cause__ = error.__context__ = error.__traceback__ = None
        return False, error
    except (MemoryError, RecursionError):
        return False, None
    except Exception:  # noqa: BLE001 - the parent says what became of the call, whatever it was
        return False, traceback.format_exc()


def _limit(memory: int, processor: int) -> None:
    """Let the next call have so much more than what was used before it."""
    _lower(resource.RLIMIT_CPU, int(time.process_time()) + 1 + processor)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, _address_space() + memory)


def _lower(what: int, wanted: int) -> None:
    """Set a limit that can be set anew for the next call, within what this process was given."""
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _address_space() -> int:
    """Bytes of address space of this process; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _offer_oneself() -> None:
    """Be the first to go where the machine runs out of memory."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _end_with_parent(descriptor: int) -> None:
    """End this process as soon as the other end of the socket is closed."""
    watched = select.poll()
    watched.register(descriptor, 0)
    watched.poll()
    os._exit(1)


def main(arguments: list[str]) -> None:
    """`python -m service.sandbox DESCRIPTOR`, as a parent starts it."""
    importlib.import_module(PREPARED)
    serve(int(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
