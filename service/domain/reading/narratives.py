"""Each section's text as the report has it, without headings, tables and what stands beside the text."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.reading.document import BlockKind
from service.domain.reading.outline import Located
from service.domain.reporting.template import ReportTemplate

_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING, BlockKind.TEXT_BOX})


def narratives_of(located: Iterable[Located], template: ReportTemplate) -> dict[str, str]:
    """The text of each section that has any, by code, in the template's order; paragraphs end in a line break."""
    lines: dict[str, list[str]] = {}
    for item in located:
        block = item.block
        if item.section not in template.section_by_code or block.kind not in _TEXT:
            continue
        if item.heading and not _says_more(item):
            continue
        text = _rest(item) if item.begins else f"{block.label} {block.text}"
        if text.strip():
            lines.setdefault(item.section, []).append(text.strip())
    return {section.code: "\n".join(lines[section.code]) for section in template.sections if section.code in lines}


def _says_more(item: Located) -> bool:
    """Whether a heading goes on after a colon."""
    return item.begins and bool(item.block.text.partition(":")[2].strip())


def _rest(item: Located) -> str:
    """A section's first paragraph, without its heading where that is all that stands before the colon."""
    block = item.block
    _, colon, rest = block.text.partition(":")
    if colon and "." not in item.section:
        return rest.strip(" .").strip() and rest.strip()
    return f"{block.label} {block.text}"
