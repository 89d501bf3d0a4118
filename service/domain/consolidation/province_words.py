"""What the agencies of a province wrote, section by section: shared texts, who has nothing to tell, who is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.similar_texts import SharedText, group_texts, says_nothing
from service.domain.notation.text import first_sentences
from service.domain.organization.agency import Agency
from service.domain.reporting.headings import paragraphs
from service.domain.reporting.template import Section

# Authors of one text that are named; the others are counted.
MOST_AUTHORS = 4
# So many of an agency's paragraphs are looked at in one section, so many characters of each, and of all agencies'.
MOST_PARAGRAPHS, LONGEST, LONGEST_WHOLE = 40, 4_000, 15_000_000
# Of one section so many texts of a single agency are printed.
MOST_SINGLE = 1
OTHERS = "Nội dung khác"
# Lines of the printed report that are left for texts and their headings, and the letters of one.
MOST_LINES, LETTERS = 240, 84
# Letters that are said of a text beside its authors, and lines between two paragraphs.
_BESIDE, _BETWEEN = 54, 0.4


class Room(NamedTuple):
    """How much is printed: shared texts of a section, texts of a subject of the proposals, characters of a text.

    `names` are the agencies that are named where they have nothing to tell; the others are counted.
    """

    texts: int
    proposals: int
    longest: int
    names: int


# From the widest to the narrowest; the first in which everything fits is taken.
ROOMS = (
    Room(3, 5, 170, 12), Room(2, 4, 150, 12), Room(2, 3, 110, 8), Room(1, 3, 80, 6), Room(1, 2, 75, 4),
    Room(1, 1, 70, 3),
)  # fmt: skip


@dataclass(frozen=True)
class SectionWords:
    """`nothing` are the agencies that have nothing to tell, `silent` those that wrote nothing where it is asked for."""

    section: Section
    shared: tuple[SharedText, ...]
    nothing: tuple[Agency, ...]
    silent: tuple[Agency, ...]
    is_proposals: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to print."""
        return not (self.shared or self.nothing or self.silent)


class ProvinceWords:
    """The words of a consolidation; every text stands in a filing.

    Of very many long texts the beginnings are looked at: then `is_shortened`, once the sections were asked for.
    """

    def __init__(self, item: Consolidation) -> None:
        self._item = item
        self._template = item.report.template
        parts = max(1, len(item.report.filings) * len(self._template.sections))
        self._longest = max(LONGEST // MOST_PARAGRAPHS, LONGEST_WHOLE // parts)
        self.is_shortened = False

    @cached_property
    def sections(self) -> dict[str, SectionWords]:
        """Each section's words, by its code."""
        return {section.code: self._section(section) for section in self._template.sections}

    def printed(self, section: str) -> tuple[SharedText, ...]:
        """The texts of a section that the report prints: those of most agencies, or else the first."""
        return self._chosen(section, self.room)

    @cached_property
    def room(self) -> Room:
        """How much of it the report prints, so that it stays short however much was written."""
        return next((room for room in ROOMS if self._lines(room) <= MOST_LINES), ROOMS[-1])

    def _chosen(self, section: str, room: Room) -> tuple[SharedText, ...]:
        if self.is_collected(section):
            return tuple(text for _, texts in self.by_subject(section) for text in texts[: room.proposals])
        shared = self.sections[section].shared
        several = tuple(item for item in shared if item.count > 1)[: room.texts]
        return several or shared[:MOST_SINGLE]

    def _lines(self, room: Room) -> float:
        """How many lines the texts take, the names of who has nothing to tell, and the headings of both."""
        told = [
            min(len(text.text), room.longest) + len(named(text.agencies, MOST_AUTHORS)) + _BESIDE
            for section in self.sections
            for text in self._chosen(section, room)
        ]
        quiet = [
            len(named(agencies, room.names)) + _BESIDE
            for section in self.sections.values()
            for agencies in (section.nothing, section.silent)
            if agencies
        ]
        headings = [LETTERS for section in self.sections.values() if not section.is_empty]
        return sum(-(-letters // LETTERS) + _BETWEEN for letters in (*told, *quiet, *headings))

    def is_collected(self, section: str) -> bool:
        """Whether the section's texts are collected by subject."""
        return section == self._template.guide.proposals and bool(self._template.guide.subjects)

    def by_subject(self, section: str) -> Iterator[tuple[str, tuple[SharedText, ...]]]:
        """The texts of a section by subject, in the order of the template; a text has the first that it speaks of."""
        subjects = self._template.guide.subjects
        found: dict[str, list[SharedText]] = {subject.title: [] for subject in subjects}
        for shared in self.sections[section].shared:
            told = shared.text.casefold()
            title = next((one.title for one in subjects if any(word in told for word in one.words)), OTHERS)
            found.setdefault(title, []).append(shared)
        return ((title, tuple(texts)) for title, texts in found.items() if texts)

    def _section(self, section: Section) -> SectionWords:
        said: list[tuple[Agency, str]] = []
        nothing, silent = [], []
        for agency in self._agencies:
            texts = self._texts(agency, section.code)
            content = [text for text in texts if not says_nothing(text, agency)]
            # What only leads to the lines below it says nothing alone.
            said.extend((agency, text) for text in content if not text.endswith(":"))
            if texts and not content:
                nothing.append(agency)
            elif not texts and self._is_asked(section, agency):
                silent.append(agency)
        is_proposals = section.code == self._template.guide.proposals
        return SectionWords(section, group_texts(said), tuple(nothing), tuple(silent), is_proposals)

    @cached_property
    def _agencies(self) -> tuple[Agency, ...]:
        """Those whose texts are used: not of an agency whose figures are left out."""
        filings = self._item.report.filings
        return tuple(
            unit.agency
            for unit in self._item.units
            if unit.agency.code in filings and not filings[unit.agency.code].source.excluded
        )

    def _texts(self, agency: Agency, section: str) -> tuple[str, ...]:
        whole = self._item.report.filings[agency.code].narratives.get(section, "")
        found = paragraphs(first_sentences(whole, self._longest))
        self.is_shortened |= len(whole) > self._longest or len(found) > MOST_PARAGRAPHS
        return tuple(
            first_sentences(text.removeprefix("- ").removeprefix("+ "), LONGEST) for text in found[:MOST_PARAGRAPHS]
        )

    def _is_asked(self, section: Section, agency: Agency) -> bool:
        """Whether the section is asked of the agency, which wrote nothing below it either."""
        if agency.kind not in section.applies_to:
            return False
        if not (section.required or section.code == self._template.guide.proposals):
            return False
        written = self._item.report.filings[agency.code].narratives
        return not any(
            text.strip() and (code == section.code or section.code in self._template.ancestors(code))
            for code, text in written.items()
            if code in self._template.section_by_code
        )


def named(agencies: tuple[Agency, ...], most: int) -> str:
    """The agencies by name, the many counted: «Sở Y tế, Sở Xây dựng và 7 đơn vị khác»."""
    names = ", ".join(agency.name for agency in agencies[:most])
    rest = len(agencies) - most
    return f"{names} và {rest} đơn vị khác" if rest > 0 else names
