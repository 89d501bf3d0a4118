"""The headings of a report in words, what it is on, and the paragraphs of its texts."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.reporting.template import ReportTemplate, Section


@dataclass(frozen=True)
class Heading:
    """A section as a report prints it; `level` counts the headings above it."""

    section: Section
    level: int
    number: str
    title: str


def headings(template: ReportTemplate) -> tuple[Heading, ...]:
    """The template's sections in reading order: «I.», below it «1.», below that «a)»."""
    found = []
    for section in template.sections:
        level = len(template.ancestors(section.code))
        last = section.code.rpartition(".")[2]
        number = f"{last})" if level and last.isalpha() and last.islower() else f"{last}."
        found.append(Heading(section, level, number, section.title if level else section.title.upper()))
    return tuple(found)


def printed_headings(template: ReportTemplate, filled: frozenset[str]) -> tuple[Heading, ...]:
    """Those of them that a report prints where figures or words stand in the sections `filled`.

    The parts of a section that says something itself are left out together where none of them says anything.
    """
    alive = filled.union(*(template.ancestors(code) for code in filled))
    with_parts = {template.section_by_code[code].parent for code in alive}
    return tuple(
        heading
        for heading in headings(template)
        if heading.section.parent not in filled or heading.section.parent in with_parts
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a narrative, without empty lines."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def subject_of(template: ReportTemplate) -> str:
    """What the report is on: its title without the word for report."""
    title = template.title
    rest = title.partition(" ")[2] if title.lower().startswith("báo") else title
    rest = rest.removeprefix("cáo ").strip()
    return rest or title
