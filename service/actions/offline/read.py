"""Reading one file from disk without any server, by its ending."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from service.actions.context import Context
from service.actions.intake.reading import payload_of
from service.actions.work.bounded import read_bounded, read_report_bounded
from service.actions.work.sizes import require_size
from service.catalogue import Catalogue
from service.domain.errors import TonghopError, UnreadableError, WrongTypeError, message
from service.domain.organization.agency import Agency
from service.domain.reading.reading import ReportReading
from service.domain.reporting.payload import Payload
from service.os_errors import why
from service.readers.formats import CARRIED, FORMATS, IN_PROSE
from service.storage.organization.agencies import all_agencies

FEW = 8
# Reports in words: they are read, and what was read is nobody's word yet.
IN_WORDS = frozenset({".docx", ".pdf", ".txt", ".odt", ".doc"})


@dataclass(frozen=True)
class ReadFile:
    """A file's payload with the bytes that it came from."""

    channel: str
    raw: bytes
    payload: Payload
    reading: ReportReading | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether people wrote the figures into a form or a payload, which a report may carry as it was made."""
        return self.reading is None or self.reading.carried.is_whole


@dataclass(frozen=True)
class ReaderConfig:
    """What a reader needs, picklable for another process."""

    catalogue: Catalogue
    max_upload: int
    agencies: tuple[Agency, ...] = ()
    period: str = ""
    in_words: bool = False


def reader_config(context: Context) -> ReaderConfig:
    """The reader configuration of this installation."""
    return ReaderConfig(context.catalogue, context.settings.max_upload)


def config_for_words(context: Context, agencies: Iterable[Agency] = (), period: str = "") -> ReaderConfig:
    """A configuration for reports in words too; agencies and period help where a report does not say them itself."""
    return ReaderConfig(context.catalogue, context.settings.max_upload, tuple(agencies), period, in_words=True)


def read_file(config: ReaderConfig, path: Path) -> ReadFile:
    """The payload in a file; raises UnreadableError, WrongTypeError, TooLargeError or NotFoundError."""
    intake = FORMATS.of_file(path.name)
    if intake is None and not (config.in_words and path.suffix.lower() in IN_WORDS):
        kinds = ", ".join(sorted({*FORMATS.suffixes(), *(IN_WORDS if config.in_words else ())}))
        raise WrongTypeError(message("{name}: chỉ đọc được tệp {kinds}.", name=path.name, kinds=kinds))
    raw = read_bytes(config, path)
    if intake is None:
        reading = read_report_bounded(config.catalogue, path.name, raw, config.agencies, config.period)
        channel = CARRIED if reading.carried.is_whole else IN_PROSE
        return ReadFile(channel.channel, raw, payload_of(reading), reading)
    return ReadFile(intake.channel, raw, read_bounded(config.catalogue, intake, raw))


def read_bytes(config: ReaderConfig, path: Path) -> bytes:
    """The bytes of a file of the allowed size; raises UnreadableError or TooLargeError."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError(message("{name} không phải là tệp.", name=path.name))
        advice = message("chỉ gửi đúng tệp báo cáo, không kèm ảnh")
        require_size(path.name, found.st_size, config.max_upload, advice)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(message("Không đọc được tệp {name}: {why}.", name=path.name, why=why(error))) from error


def read_files(config: ReaderConfig, paths: Sequence[Path]) -> Iterator[ReadFile | TonghopError]:
    """Each file's payload, or why it cannot be read, in the given order; many files on all processors.

    Raises UnreadableError where a reading process is ended from outside.
    """
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


def read_words(
    context: Context, path: Path, agencies: Iterable[Agency] | None, period: str, *, with_database: bool
) -> ReportReading:
    """The reading of a report in words, whatever its ending; without a list, by the units of the database if any.

    Raises UnreadableError where it is no report, WrongTypeError or TooLargeError.
    """
    if agencies is None and with_database:
        with context.database.reading() as session:
            agencies = all_agencies(session)
    config = config_for_words(context, agencies or (), period)
    return read_report_bounded(config.catalogue, path.name, read_bytes(config, path), config.agencies, config.period)
