"""Renewing a report of the province that people edited: bound places alone, and all other words as they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from service.domain.consolidation.bound_keys import TABLE
from service.domain.consolidation.bound_texts import EDITION, BoundText, bound_texts, label_of
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.province_words import ProvinceWords
from service.domain.consolidation.renewal import Renewal, RenewedText
from service.domain.errors import ConflictError, UnreadableError, message
from service.domain.notation.text import clean, first_sentences
from service.domain.reporting.template import ReportTemplate
from service.readers.document.container import MALFORMED, Package, damaged, parsed
from service.writers.letters.bound_part import MARK, bound_part, texts_in
from service.writers.reproducible_zip import fixed_entry

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DOCUMENT = "word/document.xml"
_LONGEST_QUOTE = 240
# What follows from who wrote what, was adjusted or gave a row of a table, and from the closing; where it is new, the
# document has no place.
_MAY_BE_NEW = ("said.", "nothing.", "silent.", "more.", "subject.", "adjusted.", f"{TABLE}.", EDITION)
_NOT_OURS = message(
    "Tệp này không phải báo cáo của tỉnh do hệ thống lập, hoặc phần số liệu đi kèm đã mất khi sao chép sang tệp khác: "
    "sửa tiếp trên đúng tệp đã tải từ hệ thống."
)
_UNBOUND = message(
    "Văn bản không còn ô số liệu nào: chương trình soạn thảo đã bỏ hết khi ghi tệp, nên hệ thống không biết số nào là "
    "số liệu và không thay gì. Dùng bản .docx do Word hoặc LibreOffice ghi, hoặc tải dự thảo mới rồi chép lời văn sang."
)
_SIGNED = message("Văn bản này đã ký số: cập nhật sẽ làm mất chữ ký. Cập nhật trên bản chưa ký rồi ký lại.")


def period_in(raw: bytes) -> str:
    """The period of a report of the province; raises UnreadableError where it is none, TooLargeError, ConflictError."""
    return _opened(Package(raw))[1]


def renew_report(raw: bytes, item: Consolidation, replaces_edited: bool) -> Renewal:
    """The report with today's texts in its bound places; what was overwritten by hand stays unless asked otherwise.

    Raises UnreadableError, WrongTypeError, TooLargeError or ConflictError.
    """
    package = Package(raw)
    part, period, written = _opened(package)
    document = package.xml(_DOCUMENT)
    if document is None:
        raise damaged()
    texts = bound_texts(item, ProvinceWords(item), written)
    work = _Work(dict(written), texts, replaces_edited, item.report.template)
    for control, place in _controls(document, _heading_styles(package)):
        work.renew(control, place)
    if not work.seen:
        raise UnreadableError(_UNBOUND)
    changed = {
        _DOCUMENT: etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True),
        part: bound_part(period, work.now).content,
    }
    return Renewal(
        content=_rewritten(raw, changed),
        period=period,
        moved=tuple(dict.fromkeys(work.moved)),
        edited=tuple(dict.fromkeys(work.edited)),
        deleted=tuple(
            texts[key].label if key in texts else label_of(key, work.template)
            for key in written
            if key not in work.seen
        ),
        gone=tuple(dict.fromkeys(work.gone)),
        added=tuple(_added(texts, written)),
        replaced_edited=replaces_edited,
    )


def _added(texts: Mapping[str, BoundText], written: Mapping[str, str]) -> Iterator[str]:
    """What a report of today prints beside the figures and the document has no place for."""
    there = {texts[key].place for key in written if key in texts}
    for key, text in texts.items():
        if key.startswith(_MAY_BE_NEW) and text.place == key and key not in there:
            yield f"{text.label}: {text.text}"


def _opened(package: Package) -> tuple[str, str, dict[str, str]]:
    """The name of the part with what was written, the period, and the texts."""
    if any(name.startswith("_xmlsignatures/") for name in package.names):
        raise ConflictError(_SIGNED)
    for name in sorted(package.names):
        if name.startswith("customXml/") and name.endswith(".xml") and "itemProps" not in name:
            content = package.bytes_of(name) or b""
            if MARK in content:
                return name, *texts_in(parsed(content))
    raise UnreadableError(_NOT_OURS)


@dataclass
class _Work:
    """Bound places one after the other; `now` is what the part will say was written."""

    now: dict[str, str]
    texts: Mapping[str, BoundText]
    replaces_edited: bool
    template: ReportTemplate
    seen: set[str] = field(default_factory=set)
    moved: list[RenewedText] = field(default_factory=list)
    edited: list[RenewedText] = field(default_factory=list)
    gone: list[RenewedText] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._written = dict(self.now)

    def renew(self, control: etree._Element, place: str) -> None:
        """One place; what is no place of the part is left alone."""
        key = _key(control)
        if key not in self._written:
            return
        self.seen.add(key)
        before, found = self._written[key], _text(control)
        if key not in self.texts:
            self.gone.append(RenewedText(label_of(key, self.template), place, _paragraph(control) or found, ""))
            return
        wanted = clean(self.texts[key].text)[0]
        self.now[key] = wanted
        line = RenewedText(self.texts[key].label, place, found, wanted)
        if found == wanted:
            return
        if found != before:
            self.edited.append(line)
            if not self.replaces_edited:
                return
        else:
            self.moved.append(line)
        _write(control, wanted)


def _key(control: etree._Element) -> str:
    """The key of a content control, by its tag or else by its title, which older LibreOffice keeps alone."""
    properties = control.find(f"{_W}sdtPr")
    for name in ("tag", "alias") if properties is not None else ():
        found = properties.find(f"{_W}{name}") if properties is not None else None
        if found is not None and found.get(f"{_W}val"):
            return found.get(f"{_W}val") or ""
    return ""


def _text(control: etree._Element) -> str:
    """What people see in a control; the hint of an empty one is no text."""
    if control.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None:
        return ""
    return "".join(found.text or "" for found in control.iter(f"{_W}t"))


def _paragraph(control: etree._Element) -> str:
    """The words of the paragraph that a control stands in, so many that people know it again."""
    within = next(control.iterancestors(f"{_W}p"), None)
    text = "" if within is None else " ".join("".join(found.text or "" for found in within.iter(f"{_W}t")).split())
    return first_sentences(text, _LONGEST_QUOTE)


def _write(control: etree._Element, text: str) -> None:
    """Let the control show the text in the looks of its first letters."""
    content = control.find(f"{_W}sdtContent")
    if content is None:
        content = etree.SubElement(control, f"{_W}sdtContent")
    hint = control.find(f"{_W}sdtPr/{_W}showingPlcHdr")
    if hint is not None:
        control.find(f"{_W}sdtPr").remove(hint)  # type: ignore[union-attr]
    first, *others = list(content.iter(f"{_W}r")) or [_new_run(content)]
    for run in others:
        run.getparent().remove(run)  # type: ignore[union-attr]
    for child in list(first):
        if child.tag != f"{_W}rPr" or hint is not None:
            first.remove(child)
    shown = etree.SubElement(first, f"{_W}t")
    shown.text = text
    shown.set(_SPACE, "preserve")


def _new_run(content: etree._Element) -> etree._Element:
    inner = content.find(f".//{_W}p")
    return etree.SubElement(content if inner is None else inner, f"{_W}r")


def _controls(document: etree._Element, heading_styles: frozenset[str]) -> Iterator[tuple[etree._Element, str]]:
    """The content controls with the heading that stands above each."""
    heading = ""
    for element in document.iter(f"{_W}p", f"{_W}sdt"):
        if element.tag == f"{_W}sdt":
            yield element, heading
            continue
        style = element.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val") in heading_styles:
            heading = "".join(found.text or "" for found in element.iter(f"{_W}t"))


def _heading_styles(package: Package) -> frozenset[str]:
    """The ids of the styles of headings: Word names them in the language of its user."""
    styles = package.xml("word/styles.xml")
    found = () if styles is None else styles.iter(f"{_W}style")
    return frozenset(
        style.get(f"{_W}styleId", "")
        for style in found
        if (name := style.find(f"{_W}name")) is not None
        and (name.get(f"{_W}val") or "").casefold().startswith("heading ")
    )


def _rewritten(raw: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The package with these parts anew and all others byte by byte."""
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w") as whole:
            for name in dict.fromkeys(source.namelist()):
                whole.writestr(fixed_entry(name), changed[name] if name in changed else source.read(name))
    except MALFORMED as error:
        raise damaged() from error
    return target.getvalue()
