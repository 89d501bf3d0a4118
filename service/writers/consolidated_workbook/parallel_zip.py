"""The output file: a second thread compresses and hashes while the next rows are produced."""

from __future__ import annotations

import gc
import hashlib
import sys
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import IO, BinaryIO

from service.writers.reproducible_zip import fixed_entry

# A second thread waits for its turn at each step, so that it is given much at once or nothing; and not for long.
LARGE, SMALL = 2_000_000, 200_000
MOST_WAITING = 8
TURN = 0.0005  # seconds, where the interpreter's own choice is ten times that


@contextmanager
def tuned_interpreter() -> Iterator[None]:
    """Lower the GIL switch interval and disable GC while writing."""
    turn, collects = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(TURN)
    gc.disable()
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        if collects:
            gc.enable()


class Output:
    """A workbook's file; its parts are written in the order of the calls, so its bytes are always the same.

    What fails in the second thread is raised by the next call, at the latest at the end of the `with`.
    """

    def __init__(self, target: BinaryIO, compress_level: int) -> None:
        self._book = zipfile.ZipFile(target, "w")
        self._level = compress_level
        self._part: IO[bytes] | None = None
        self._seen = hashlib.sha256()
        self._thread = ThreadPoolExecutor(1, "workbook")
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        # Each step is taken even where one before it fails, as on a full disk.
        with ExitStack() as steps:
            steps.callback(self._book.close)
            steps.callback(self._close)
            steps.callback(self._thread.shutdown, cancel_futures=True)
            if error is None:
                self._settle()

    def part(self, name: str, pieces: Iterable[bytes], *, hashed: bool) -> None:
        """A part made of these pieces; those that are hashed make the fingerprint."""
        gathered: list[bytes] = []
        size = 0
        for piece in pieces:
            gathered.append(piece)
            size += len(piece)
            if size >= LARGE:
                self._later(name, b"".join(gathered), hashed, False)
                gathered, size = [], 0
        self._later(name, b"".join(gathered), hashed, True)

    def fingerprint(self, last: Iterable[bytes]) -> str:
        """The SHA-256 of all hashed pieces so far and of the last ones."""
        self._settle()
        for piece in last:
            self._seen.update(piece)
        return self._seen.hexdigest()

    def _later(self, name: str, piece: bytes, hashed: bool, is_last: bool) -> None:
        while self._waiting and (len(self._waiting) >= MOST_WAITING or self._waiting[0].done()):
            self._waiting.popleft().result()
        if len(piece) < SMALL and not self._waiting:
            self._write(name, piece, hashed, is_last)
        else:
            self._waiting.append(self._thread.submit(self._write, name, piece, hashed, is_last))

    def _settle(self) -> None:
        while self._waiting:
            self._waiting.popleft().result()

    def _write(self, name: str, piece: bytes, hashed: bool, is_last: bool) -> None:
        if self._part is None:
            self._part = self._book.open(fixed_entry(name, self._level), "w")
        self._part.write(piece)
        if hashed:
            self._seen.update(piece)
        if is_last:
            self._close()

    def _close(self) -> None:
        if self._part is not None:
            self._part.close()
            self._part = None
