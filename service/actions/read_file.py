"""Reading one file from disk without any server, by its ending."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.actions.context import Context
from service.domain.errors import TooLargeError, UnreadableError, WrongTypeError, message
from service.domain.payload import Payload
from service.domain.submission import Channel
from service.readers.channels import SUFFIXES, read
from service.settings import MEGABYTE


@dataclass(frozen=True)
class ReadFile:
    """A file's payload with the bytes that it came from."""

    channel: Channel
    raw: bytes
    payload: Payload


def read_file(context: Context, path: Path) -> ReadFile:
    """The payload in a file; raises UnreadableError, WrongTypeError, TooLargeError or NotFoundError."""
    channel = SUFFIXES.get(path.suffix.lower())
    if channel is None:
        raise WrongTypeError(
            message("{name}: chỉ đọc được tệp {kinds}.", name=path.name, kinds=", ".join(sorted(SUFFIXES)))
        )
    try:
        if path.stat().st_size > context.settings.max_upload:
            limit = context.settings.max_upload // MEGABYTE
            raise TooLargeError(message("{name} lớn hơn {limit} MB.", name=path.name, limit=limit))
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            message("Không đọc được tệp {name}: {why}.", name=path.name, why=error.strerror)
        ) from error
    return ReadFile(channel, raw, read(channel, raw, context.catalogue.get))
