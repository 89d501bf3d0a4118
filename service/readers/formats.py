"""In what reports come in: one entry a format, asked by everything that takes, lists or names one.

Adding a format is a reader in a file of its own and an entry in FORMATS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import attrgetter
from pathlib import PurePath

from service.domain.errors import Message, WrongTypeError, message
from service.domain.reporting.payload import Payload
from service.domain.reporting.template import ReportTemplate
from service.readers.excel import read_excel
from service.readers.json import read_json
from service.registry import Registry
from service.settings import Settings

FindTemplate = Callable[[str, str], ReportTemplate]
Reader = Callable[[bytes, FindTemplate], Payload]


@dataclass(frozen=True)
class IntakeFormat:
    """One way in which a report comes in; `channel` is its name in the database, at most 16 letters.

    `label` names it on pages and in the workbook. The first of `suffixes` is what a filing without a file's name is
    given back under. `brought` is what a person is asked to choose; None where nobody brings it as a file. `is_body`:
    a program may send it as the body of a request. `is_document`: people open it, so pages offer it as it came in.
    `reads_apart`: its reader runs in a process of its own, within bounds.
    """

    channel: str
    label: Message
    reader: Reader
    suffixes: tuple[str, ...]
    media_type: str
    largest: Callable[[Settings], int] = attrgetter("max_upload")
    brought: Message | None = None
    is_body: bool = False
    is_document: bool = False
    can_be_annotated: bool = False
    reads_apart: bool = True


@dataclass(frozen=True)
class Lookalike:
    """Files that people send for reports and nobody reads: refused, with advice what to do instead."""

    suffixes: tuple[str, ...]
    advice: Message


class IntakeFormats(Registry[IntakeFormat]):
    """The formats that reports are taken in, and what is refused with advice."""

    def __init__(self, formats: Iterable[IntakeFormat], lookalikes: Iterable[Lookalike], advice: Message) -> None:
        super().__init__(formats, attrgetter("channel"))
        self._lookalikes = {suffix: kind for kind in lookalikes for suffix in kind.suffixes}
        self._advice = advice

    def get(self, channel: str) -> IntakeFormat:
        """The format of that name; raises WrongTypeError where it is not taken, or not any more."""
        found = self.find(channel)
        if found is None:
            raise WrongTypeError(
                message("Hệ thống không đọc loại báo cáo «{kind}»: nộp lại bằng {kinds}.", kind=channel,
                        kinds=any_of(entry.label for entry in self))
            )  # fmt: skip
        return found

    def label(self, channel: str) -> Message | str:
        """How people call the way in which a filing came in, which may not be taken any more."""
        found = self.find(channel)
        return channel if found is None else found.label

    def of_file(self, name: str) -> IntakeFormat | None:
        """The format of a file of that name, None where such files are not taken."""
        suffix = PurePath(name).suffix.lower()
        return next((entry for entry in self.brought() if suffix in entry.suffixes), None)

    def of_body(self, media_type: str) -> IntakeFormat | None:
        """The format of a request's body of that media type, None where such bodies are not taken."""
        return next((entry for entry in self.bodies() if entry.media_type == media_type), None)

    def brought(self) -> tuple[IntakeFormat, ...]:
        """Those that come as files."""
        return tuple(entry for entry in self if entry.brought is not None)

    def bodies(self) -> tuple[IntakeFormat, ...]:
        """Those that programs send as the body of a request."""
        return tuple(entry for entry in self if entry.is_body)

    def suffixes(self) -> tuple[str, ...]:
        """The endings of the files that are taken, in order."""
        return tuple(sorted(suffix for entry in self.brought() for suffix in entry.suffixes))

    def is_sent_as_report(self, name: str) -> bool:
        """Whether people send files of that name as reports, so that one which is not read is refused in words."""
        return PurePath(name).suffix.lower() in {*self.suffixes(), *self._lookalikes}

    def advice(self, name: str) -> Message:
        """What to do with a file of that name instead of sending it."""
        found = self._lookalikes.get(PurePath(name).suffix.lower())
        return self._advice if found is None else found.advice


def any_of(words: Iterable[Message | str]) -> Message | str:
    """The words as a choice: a, b or c."""
    return reduce(lambda one, other: message("{one} hoặc {other}", one=one, other=other), words)


# The form is handed in as the payload of the API.
FORM = IntakeFormat(
    channel="form",
    label=message("biểu mẫu web"),
    reader=read_json,
    suffixes=(".json",),
    media_type="application/json",
    reads_apart=False,
)
EXCEL = IntakeFormat(
    channel="excel",
    label=message("tệp Excel"),
    reader=read_excel,
    suffixes=(".xlsx",),
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    brought=message("tệp đã điền (.xlsx)"),
    is_document=True,
    can_be_annotated=True,
)
# Its reader takes no longer than length and number of values allow, which are looked at first.
JSON = IntakeFormat(
    channel="json",
    label=message("API"),
    reader=read_json,
    suffixes=(".json",),
    media_type="application/json",
    largest=attrgetter("max_json"),
    brought=message("tệp .json từ phần mềm của đơn vị"),
    is_body=True,
    reads_apart=False,
)


def _unconfirmed(_raw: bytes, _templates: FindTemplate) -> Payload:
    raise WrongTypeError(message("Báo cáo bằng văn bản được đọc rồi xác nhận từng số liệu trước khi nộp."))


# What `consolidate` reads out of a report in words; nobody confirmed it.
IN_PROSE = IntakeFormat(
    channel="word",
    label=message("đọc từ văn bản, chưa xác nhận"),
    reader=_unconfirmed,
    suffixes=(".docx",),
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    is_document=True,
)
# The same of a report that carries its values and was not changed since: they are what the agency filed.
CARRIED = replace(IN_PROSE, channel="carried", label=message("báo cáo Word, PDF mang theo số liệu"))
_AS_XLSX = message("điền biểu mẫu Excel tải từ hệ thống, hoặc mở tệp bằng Excel và lưu thành .xlsx")
_TYPED = message("chép số liệu và nội dung vào biểu mẫu trên web hoặc biểu mẫu Excel tải từ hệ thống")
_UNPACKED = message("giải nén rồi gửi tệp báo cáo ở bên trong")
FORMATS = IntakeFormats(
    (FORM, EXCEL, JSON, IN_PROSE, CARRIED),
    (
        Lookalike((".xls", ".xlsm", ".xlsb", ".ods"), _AS_XLSX),
        Lookalike((".doc", ".docx", ".odt", ".rtf", ".pdf"), _TYPED),
        Lookalike((".zip", ".rar", ".7z"), _UNPACKED),
    ),
    _AS_XLSX,
)
