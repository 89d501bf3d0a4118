"""The values of a report as an XML part of its own Word file, bound to the numbers and texts that people see."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from service.domain.notation.numbers import format_vietnamese
from service.domain.notation.text import clean
from service.domain.organization.agency import Agency
from service.domain.reporting.carried_report import NAMESPACE, VERSION
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import official_day
from service.domain.reporting.report import NA

# By this name the controls of the template find the part; it is the same in every file.
STORE_ITEM = "{5C4C6D0E-8B2F-4E0A-9A53-7B0F6C1D2E31}"
PART, _PROPERTIES = "customXml/item2.xml", "customXml/itemProps2.xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_LONGEST_TAG = 64  # what Word takes
# LibreOffice writes what was typed in a control into the part as if it were XML, and with these it loses all of it.
_UNBOUND = re.compile("[<&]")
_FIELDS = ("kind", "number", "date", "title")


@dataclass(frozen=True)
class CustomPart:
    """A custom XML part: its content, the name by which controls find it, and its namespace."""

    content: bytes
    store_item: str = STORE_ITEM
    namespace: str = NAMESPACE


class CarriedPart:
    """The part of one report, and for each of its values what a content control needs to show it."""

    def __init__(self, payload: Payload, agency: Agency) -> None:
        self._root = etree.fromstring(f'<report xmlns="{NAMESPACE}"/>')
        for name, value in (
            ("version", VERSION), ("template", payload.template), ("template-version", payload.template_version),
            ("period", payload.period), ("agency", payload.agency), ("agency-name", agency.name),
        ):  # fmt: skip
            self._root.set(name, value)
        self._count = 0
        self._figures = self._entries("indicator", "code")
        for code, figure in payload.indicators.items():
            _add_value(self._figures.add(code), NA.value if figure is NA else format_vietnamese(figure))
        self._narratives = self._entries("narrative", "section")
        for code, text in payload.narratives.items():
            _add_lines(self._narratives.add(code), _printable(text))
        self._documents = self._entries("document", "")
        for item in payload.documents:
            entry = self._documents.add("")
            day = official_day(item.date) if item.date else ""
            for field, text in zip(_FIELDS, (item.kind, item.number, day, item.title), strict=True):
                etree.SubElement(entry, _name(field)).text = _printable(text)
        for kind, texts in (("note", payload.notes), ("explanation", payload.explanations)):
            entries = self._entries(kind, "rule" if kind == "explanation" else "code")
            for code, text in texts.items():
                _add_value(entries.add(code), _printable(text))

    @property
    def xml(self) -> CustomPart:
        """The part."""
        return CustomPart(etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True))

    def figure(self, code: str) -> dict[str, Any]:
        """The control of an indicator's number."""
        element, path = self._figures.found(code)
        return self._control(f"indicators.{code}", element[0], f"{path}/r:value[1]")

    def lines(self, section: str) -> Iterator[dict[str, Any]]:
        """The controls of a narrative's paragraphs."""
        if self._narratives.has(section):
            narrative, path = self._narratives.found(section)
            for place, line in enumerate(narrative, 1):
                if len(line):
                    yield self._control(f"narratives.{section}", line[0], f"{path}/r:line[{place}]/r:value[1]")

    def document(self, index: int) -> dict[str, dict[str, Any] | None]:
        """The controls of a document's cells, None where nothing stands in one: Word would show its own hint there."""
        fields, path = self._documents.at(index)
        return {
            name: self._control(f"documents.{index + 1}.{name}", entry, f"{path}/r:{name}[1]") if entry.text else None
            for name, entry in zip(_FIELDS, fields, strict=True)
        }

    def _entries(self, kind: str, key: str) -> _Entries:
        return _Entries(etree.SubElement(self._root, _name(f"{kind}s")), kind, key)

    def _control(self, tag: str, element: etree._Element, path: str) -> dict[str, Any]:
        self._count += 1
        return {
            "text": element.text or "",
            "is_bound": not _UNBOUND.search(element.text or ""), "tag": tag[:_LONGEST_TAG], "id": self._count,
            "path": path, "prefixes": f"xmlns:r='{NAMESPACE}'", "store": STORE_ITEM,
        }  # fmt: skip


class _Entries:
    """A list in the part, whose entries are known by a key; their paths go by places, as Word itself writes them."""

    def __init__(self, parent: etree._Element, kind: str, key: str) -> None:
        self._parent, self._kind, self._key = parent, kind, key
        self._places: dict[str, int] = {}

    def add(self, code: str) -> etree._Element:
        element = etree.SubElement(self._parent, _name(self._kind), {self._key: code} if self._key else {})
        self._places[code] = len(self._parent) - 1
        return element

    def has(self, code: str) -> bool:
        return code in self._places

    def found(self, code: str) -> tuple[etree._Element, str]:
        return self.at(self._places[code])

    def at(self, index: int) -> tuple[etree._Element, str]:
        return self._parent[index], f"/r:report[1]/r:{self._kind}s[1]/r:{self._kind}[{index + 1}]"


def embed(document: bytes, part: CustomPart) -> bytes:
    """The Word file with the part in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(target, "w") as whole:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = _with(
                    content, f"{{{_TYPES}}}Override", {"PartName": f"/{_PROPERTIES}", "ContentType": _PROPERTIES_TYPE}
                )
            elif name == "word/_rels/document.xml.rels":
                content = _with(content, *_relation("rIdCarried", "customXml", f"../{PART}"))
            whole.writestr(name, content)
        whole.writestr(PART, part.content)
        whole.writestr(_PROPERTIES, _properties(part))
        empty = f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
        whole.writestr(
            "customXml/_rels/item2.xml.rels", _with(empty, *_relation("rId1", "customXmlProps", "itemProps2.xml"))
        )
    return target.getvalue()


def _properties(part: CustomPart) -> bytes:
    name = f"{_OFFICE}/customXml"
    root = etree.Element(f"{{{name}}}datastoreItem", nsmap={"ds": name})
    root.set(f"{{{name}}}itemID", part.store_item)
    schemas = etree.SubElement(root, f"{{{name}}}schemaRefs")
    etree.SubElement(schemas, f"{{{name}}}schemaRef").set(f"{{{name}}}uri", part.namespace)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False)


def _relation(mark: str, kind: str, target: str) -> tuple[str, dict[str, str]]:
    return f"{{{_RELATIONS}}}Relationship", {"Id": mark, "Type": f"{_OFFICE}/relationships/{kind}", "Target": target}


def _with(content: bytes, name: str, attributes: dict[str, str]) -> bytes:
    root = etree.fromstring(content)
    etree.SubElement(root, name, attributes)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add_lines(parent: etree._Element, text: str) -> None:
    """A text line by line, each without the blanks around it, which are kept apart: nobody sees them."""
    for line in text.split("\n") if text else ():
        seen = line.strip()
        element = etree.SubElement(parent, _name("line"))
        if seen:
            _add_value(element, seen)
        before, _, after = line.partition(seen) if seen else (line, "", "")
        for name, blanks in (("before", before), ("after", after)):
            if blanks:
                element.set(name, blanks)


def _add_value(parent: etree._Element, text: str) -> None:
    """The element that a control shows, without attributes: LibreOffice drops those of what it writes into."""
    etree.SubElement(parent, _name("value")).text = text


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _printable(text: str) -> str:
    return clean(text)[0]
