"""What is wrong with a JSON payload, by its places, and what its values are instead."""

from __future__ import annotations

import re
from datetime import date

from service.domain.errors import Finding, FirstFindings, Level, Message, message
from service.domain.notation.numbers import shorten
from service.domain.notation.text import clean

OBJECT, LIST, STRING = message("đối tượng {…}"), message("danh sách […]"), message("chuỗi ký tự")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_KINDS: dict[type, Message | str] = {
    dict: OBJECT, list: LIST, str: STRING, bool: "true/false", type(None): "null",
}  # fmt: skip


class JsonFaults:
    """Collects what is wrong, so that one answer names every place."""

    def __init__(self) -> None:
        self.unreadable = FirstFindings()
        self.findings = FirstFindings()

    def refuse(self, path: str, said: Message) -> None:
        """The value cannot be understood, which refuses the payload."""
        self.unreadable.add(Finding("format", Level.ERROR, said, (path,), path))

    def text(self, path: str, value: object) -> str:
        """The value as clean text; control characters are taken out and reported."""
        if not isinstance(value, str):
            self.refuse(path, message("Cần chuỗi ký tự, đang là {kind}.", kind=kind_of(value)))
            return ""
        cleaned, had_control = clean(value)
        if had_control:
            said = message("Văn bản chứa ký tự điều khiển (không in được): xóa và gõ lại đoạn này.")
            self.findings.add(Finding("control", Level.ERROR, said, (path,)))
        return cleaned


def day_of(path: str, value: object, faults: JsonFaults) -> date | None:
    """The day in a text like 2023-02-03, None where it is empty or none."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    faults.refuse(
        path,
        message(
            "«{shown}» không phải ngày hợp lệ (ghi theo dạng năm-tháng-ngày, ví dụ 2023-02-03).",
            shown=shorten(str(value)),
        ),
    )
    return None


def kind_of(value: object) -> Message | str:
    """What a value is, in words."""
    return _KINDS.get(type(value), message("số"))
