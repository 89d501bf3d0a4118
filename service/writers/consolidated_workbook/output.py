"""The file that is written: a second thread compresses and hashes what is made while the next rows are made."""

from __future__ import annotations

import hashlib
import zipfile
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import IO, BinaryIO

from service.writers.fixed_zip import fixed_entry

# What waits to be compressed, in pieces of about a megabyte: enough for both threads, and little memory.
MOST_WAITING = 4


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
        try:
            if error is None:
                self._settle()
        finally:
            self._thread.shutdown(cancel_futures=True)
            self._close()
            self._book.close()

    def part(self, name: str, pieces: Iterable[bytes], *, hashed: bool) -> None:
        """A part made of these pieces; those that are hashed make the fingerprint."""
        self._later(self._open, name)
        for piece in pieces:
            self._later(self._write, piece, hashed)
        self._later(self._close)

    def fingerprint(self) -> str:
        """The SHA-256 of all pieces that were to be hashed so far."""
        self._settle()
        return self._seen.hexdigest()

    def _later(self, work: Callable[..., None], *told: object) -> None:
        while len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(work, *told))

    def _settle(self) -> None:
        while self._waiting:
            self._waiting.popleft().result()

    def _open(self, name: str) -> None:
        self._part = self._book.open(fixed_entry(name, self._level), "w")

    def _write(self, piece: bytes, hashed: bool) -> None:
        assert self._part is not None
        self._part.write(piece)
        if hashed:
            self._seen.update(piece)

    def _close(self) -> None:
        if self._part is not None:
            self._part.close()
            self._part = None
