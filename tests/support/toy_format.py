"""A format that nobody sends: the payload of the API below a line of its own."""

from __future__ import annotations

from service.domain.errors import UnreadableError, message
from service.domain.reporting.payload import Payload
from service.readers.formats import FindTemplate, IntakeFormat
from service.readers.json import read_json
from service.setting_values import MEGABYTE
from service.settings import Settings

HEAD = b"toy\n"


def read_toy(raw: bytes, find_template: FindTemplate) -> Payload:
    """The payload below the first line; raises UnreadableError."""
    if not raw.startswith(HEAD):
        raise UnreadableError(message("Tệp Excel không có dòng đầu."))
    return read_json(raw.removeprefix(HEAD), find_template)


def largest(settings: Settings) -> int:
    """Half of what a file may have."""
    return settings.max_upload // 2 // MEGABYTE * MEGABYTE


TOY = IntakeFormat(
    channel="toy",
    label=message("tệp đồ chơi"),
    reader=read_toy,
    suffixes=(".toy", ".docx"),
    media_type="application/x-toy",
    largest=largest,
    brought=message("tệp đồ chơi (.toy)"),
    is_body=True,
    is_document=True,
)
