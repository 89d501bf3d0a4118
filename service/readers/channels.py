"""Which reader understands which bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.domain.reporting.payload import Payload
from service.domain.reporting.submission import Channel
from service.domain.reporting.template import ReportTemplate
from service.readers.excel import read_excel
from service.readers.json import read_json

FindTemplate = Callable[[str, str], ReportTemplate]
READERS: Mapping[Channel, Callable[[bytes, FindTemplate], Payload]] = {
    Channel.JSON: read_json,
    # The form is handed in as the payload of the API.
    Channel.FORM: read_json,
    Channel.EXCEL: read_excel,
}
SUFFIXES: Mapping[str, Channel] = {".json": Channel.JSON, ".xlsx": Channel.EXCEL}


def read(channel: Channel, raw: bytes, find_template: FindTemplate) -> Payload:
    """The payload in the bytes of a channel; raises UnreadableError, WrongTypeError or TooLargeError."""
    return READERS[channel](raw, find_template)
