"""Reading one file from disk without any server, by its ending."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from service.actions.context import Context
from service.actions.work.bounded import read_bounded
from service.catalogue import Catalogue
from service.domain.errors import TonghopError, TooLargeError, UnreadableError, WrongTypeError, message
from service.domain.reporting.payload import Payload
from service.os_errors import why
from service.readers.formats import FORMATS
from service.settings import MEGABYTE

FEW = 8


@dataclass(frozen=True)
class ReadFile:
    """A file's payload with the bytes that it came from."""

    channel: str
    raw: bytes
    payload: Payload


@dataclass(frozen=True)
class ReaderConfig:
    """What a reader needs, picklable for another process."""

    catalogue: Catalogue
    max_upload: int


def reader_config(context: Context) -> ReaderConfig:
    """The reader configuration of this installation."""
    return ReaderConfig(context.catalogue, context.settings.max_upload)


def read_file(config: ReaderConfig, path: Path) -> ReadFile:
    """The payload in a file; raises UnreadableError, WrongTypeError, TooLargeError or NotFoundError."""
    intake = FORMATS.of_file(path.name)
    if intake is None:
        raise WrongTypeError(
            message("{name}: chỉ đọc được tệp {kinds}.", name=path.name, kinds=", ".join(FORMATS.suffixes()))
        )
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError(message("{name} không phải là tệp.", name=path.name))
        if found.st_size > config.max_upload:
            limit = config.max_upload // MEGABYTE
            raise TooLargeError(message("{name} lớn hơn {limit} MB.", name=path.name, limit=limit))
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(message("Không đọc được tệp {name}: {why}.", name=path.name, why=why(error))) from error
    return ReadFile(intake.channel, raw, read_bounded(config.catalogue, intake, raw))


def read_files(context: Context, paths: Sequence[Path]) -> Iterator[ReadFile | TonghopError]:
    """Each file's payload, or why it cannot be read, in the given order; many files on all processors.

    Raises UnreadableError where a reading process is ended from outside.
    """
    config = reader_config(context)
    if len(paths) < FEW or (os.cpu_count() or 1) == 1:
        yield from (_outcome(config, path) for path in paths)
        return
    try:
        with ProcessPoolExecutor(initializer=_begin, initargs=(config,)) as pool:
            yield from pool.map(_outcome_here, paths, chunksize=4)
    except BrokenProcessPool as error:
        raise UnreadableError(message("Tiến trình đọc tệp bị dừng đột ngột: chạy lại với ít tệp hơn.")) from error


def _outcome(config: ReaderConfig, path: Path) -> ReadFile | TonghopError:
    try:
        return read_file(config, path)
    except TonghopError as error:
        return error


_desks: list[ReaderConfig] = []


def _begin(config: ReaderConfig) -> None:
    """In a reading process: keep what is needed for every file."""
    _desks.append(config)


def _outcome_here(path: Path) -> ReadFile | TonghopError:
    return _outcome(_desks[0], path)
