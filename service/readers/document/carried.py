"""The values that an agency's own report carries: a custom XML part of a Word file, or a file within a PDF.

What they are is told by their namespace. Nothing is believed here: the reading holds them against the words.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from service.domain.errors import Message, TooLargeError, WrongTypeError, message
from service.domain.reading.refusal import UnreadableDocumentError
from service.domain.reporting.carried_report import (
    NAMESPACE,
    PROVINCE_NAMESPACE,
    VERSION,
    CarriedDocument,
    CarriedReport,
)
from service.readers.document.container import Package, parsed, require_readable

# A report of the largest size that is taken has a megabyte.
MOST_CARRIED = 4 * 1024 * 1024
TOO_MUCH = message("Phần số liệu mang theo trong tệp quá lớn: tải lại báo cáo từ hệ thống rồi thử lại.")
_DAMAGED = message(
    "Phần số liệu mang theo trong tệp bị hỏng nên không dùng được: số liệu được đọc từ câu chữ, cần xem lại."
)
_NEWER = message(
    "Phần số liệu mang theo trong tệp do phiên bản khác của hệ thống ghi: số liệu được đọc từ câu chữ, cần xem lại."
)
_FIELDS = ("kind", "number", "date", "title")
_OF_THE_PROVINCE = message(
    "Đây là báo cáo của tỉnh do hệ thống lập từ báo cáo của các đơn vị, không phải báo cáo của một đơn vị: "
    "chọn tệp báo cáo của đơn vị."
)


@dataclass(frozen=True)
class Found:
    """What a file carries, if anything, and what people should know of it."""

    report: CarriedReport | None = None
    notices: tuple[Message, ...] = ()


def keeps_none(form: str) -> Message:
    """That files of a form keep no such part, so that a report of ours saved as one is read by its words alone."""
    return message(
        "Tệp .{form} không giữ được phần số liệu mang theo của báo cáo Word, PDF do hệ thống xuất ra nên số liệu được "
        "dò từ câu chữ: cần xem lại, hoặc dùng tệp .docx, .pdf.",
        form=form,
    )


def carried_in(package: Package, relations: dict[str, tuple[str, str, bool]]) -> Found:
    """What a Word file carries; raises UnreadableDocumentError or TooLargeError where the part is hostile.

    Raises WrongTypeError for the report of the whole province, whose figures are no unit's.
    """
    for kind, target, is_outside in relations.values():
        if kind == "customXml" and not is_outside and target in package.names:
            content = package.bytes_of(target) or b""
            if PROVINCE_NAMESPACE.encode() in content:
                raise WrongTypeError(_OF_THE_PROVINCE)
            if _is_ours(content) or _is_ours(_properties_of(package, target)):
                return read_carried(target, content)
    return Found()


def _properties_of(package: Package, part: str) -> bytes:
    """What describes a part, which is of use where the part itself is damaged."""
    for kind, target, is_outside in package.relations(part).values():
        if kind == "customXmlProps" and not is_outside:
            return package.bytes_of(target) or b""
    return b""


def _is_ours(content: bytes) -> bool:
    return any(NAMESPACE.encode(code) in content for code in ("ascii", "utf-16-le", "utf-16-be"))


def read_carried(part: str, content: bytes) -> Found:
    """The values in the XML of a part; where it is damaged a notice says so.

    Raises TooLargeError, or UnreadableDocumentError where it declares entities.
    """
    if len(content) > MOST_CARRIED:
        raise TooLargeError(TOO_MUCH)
    try:
        root = parsed(content)
        if root.tag != _name("report"):
            return Found(notices=(_DAMAGED,))
        if root.get("version") != VERSION:
            return Found(notices=(_NEWER,))
        return Found(_report(part, root))
    except UnreadableDocumentError as error:
        require_readable(error)
        return Found(notices=(_DAMAGED,))
    except LookupError:
        return Found(notices=(_DAMAGED,))


def _report(part: str, root: etree._Element) -> CarriedReport:
    """Raises KeyError where something is missing."""
    return CarriedReport(
        part=part,
        template=_attribute(root, "template"),
        template_version=_attribute(root, "template-version"),
        period=_attribute(root, "period"),
        agency=_attribute(root, "agency"),
        agency_name=_attribute(root, "agency-name"),
        indicators=_values(root, "indicator", "code"),
        narratives={
            _attribute(entry, "section"): "\n".join(map(_line, entry.iterfind(_name("line"))))
            for entry in root.iterfind(f"{_name('narratives')}/{_name('narrative')}")
        },
        documents=tuple(
            CarriedDocument(*(entry.findtext(_name(field)) or "" for field in _FIELDS))
            for entry in root.iterfind(f"{_name('documents')}/{_name('document')}")
        ),
        notes=_values(root, "note", "code"),
        explanations=_values(root, "explanation", "rule"),
    )


def _values(root: etree._Element, kind: str, key: str) -> dict[str, str]:
    """The values of a list by their keys; raises KeyError for one without a key, or with another one's."""
    found: dict[str, str] = {}
    for entry in root.iterfind(f"{_name(f'{kind}s')}/{_name(kind)}"):
        code = _attribute(entry, key)
        if code in found:
            raise KeyError(code)
        found[code] = entry.findtext(_name("value")) or ""
    return found


def _attribute(element: etree._Element, name: str) -> str:
    found = element.get(name)
    if found is None:
        raise KeyError(name)
    return str(found)


def _line(entry: etree._Element) -> str:
    return f"{entry.get('before', '')}{entry.findtext(_name('value')) or ''}{entry.get('after', '')}"


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"
