"""What stood in the bound places of a report when it was written: a part of its own in the Word file.

The places are content controls, which Word and LibreOffice keep while the words around them are edited. They are known
by tag and title, of which older LibreOffice keeps the title only.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from service.domain.notation.text import clean
from service.domain.reporting.carried_report import PROVINCE_NAMESPACE as NAMESPACE
from service.writers.letters.carried import CustomPart

STORE_ITEM = "{7E0B2C55-3A1D-4B8E-9C46-2D5F8A6B9E10}"
MARK = NAMESPACE.encode()


def bound_part(period: str, texts: Mapping[str, str]) -> CustomPart:
    """The part that says what was written under each key."""
    root = etree.Element(f"{{{NAMESPACE}}}texts", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    root.set("period", period)
    for key, text in texts.items():
        entry = etree.SubElement(root, f"{{{NAMESPACE}}}text")
        entry.set("key", key)
        entry.text = clean(text)[0]
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return CustomPart(content, STORE_ITEM, NAMESPACE)


def texts_in(root: etree._Element) -> tuple[str, dict[str, str]]:
    """The period of a part, and what was written under each key."""
    entries = root.iterfind(f"{{{NAMESPACE}}}text")
    return root.get("period", ""), {entry.get("key", ""): entry.text or "" for entry in entries}
