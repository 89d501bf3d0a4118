"""What the file says of itself: title, organisation, language, and charts in words for those who cannot see them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from openpyxl import Workbook

from service.domain.consolidation.consolidation import Consolidation

_FRAME = re.compile(rb'<(?P<tag>[\w:]*cNvPr) id="(?P<id>\d+)" name="Chart \d+"\s*/>')
_APPLICATION = re.compile(rb"<Application>[^<]*</Application>")


def organization_of(consolidation: Consolidation) -> str:
    """Whose workbook it is."""
    return f"Sở Nội vụ {consolidation.province}".strip()


def describe(workbook: Workbook, consolidation: Consolidation) -> None:
    """The document properties."""
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = organization_of(consolidation)
    properties.title = f"{consolidation.report.template.title}, {consolidation.period.title}"
    properties.subject = f"Bảng tổng hợp số liệu {consolidation.period.window.said}"
    properties.keywords = f"{consolidation.report.template.code}, {consolidation.period.code}"
    properties.language = "vi-VN"
    if consolidation.audit_hash:
        properties.identifier = f"tonghop-audit:{consolidation.audit_hash}"


def with_organization(part: bytes, consolidation: Consolidation) -> bytes:
    """The extended properties with the program that wrote them and the organisation that hands them out."""
    said = f"<Application>tonghop</Application><Company>{html.escape(organization_of(consolidation))}</Company>"
    return _APPLICATION.sub(said.encode(), part, count=1)


def with_alt_texts(part: bytes, texts: Sequence[str]) -> bytes:
    """A drawing whose charts are told in words, one text a chart in their order."""
    remaining = iter(enumerate(texts, 1))

    def said(found: re.Match[bytes]) -> bytes:
        number, text = next(remaining)
        name, words = f"Biểu đồ {number}".encode(), html.escape(text).encode()
        return b'<%s id="%s" name="%s" descr="%s"/>' % (found["tag"], found["id"], name, words)

    return _FRAME.sub(said, part)
