"""What differs between two filings: figures, texts word by word, and documents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum

from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import Document, Figure
from service.domain.reporting.row_table import Row, RowTable, Tables
from service.domain.reporting.template import ReportTemplate, Section

# A word carries the blanks before it: blanks alone would meet everywhere, and that takes minutes.
_WORDS = re.compile(r"\s*\S+|\s+")
# Beyond this many words a text is compared paragraph by paragraph, since the time grows with the square.
_MANY = 4000
# Equal words between two changes that are told as part of them.
_ISLAND = 3


class Part(StrEnum):
    """Whether a piece of text stayed, went or came."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class FigureChange:
    """An indicator before and after; `difference` where both are numbers."""

    indicator: Indicator
    before: Figure | None
    after: Figure | None

    @property
    def difference(self) -> Decimal | None:
        """By how much it grew."""
        if isinstance(self.before, Decimal) and isinstance(self.after, Decimal):
            return self.after - self.before
        return None


@dataclass(frozen=True)
class TextChange:
    """A section's text in pieces."""

    section: Section
    pieces: tuple[tuple[Part, str], ...]


@dataclass(frozen=True)
class TableChange:
    """The rows of a table that went, and those that came."""

    table: RowTable
    gone: tuple[Row, ...]
    new: tuple[Row, ...]


@dataclass(frozen=True)
class SubmissionDiff:
    """All that differs, in the template's order."""

    figures: tuple[FigureChange, ...]
    texts: tuple[TextChange, ...]
    gone_documents: tuple[Document, ...]
    new_documents: tuple[Document, ...]
    tables: tuple[TableChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.figures or self.texts or self.gone_documents or self.new_documents or self.tables)


def diff_submissions(template: ReportTemplate, before: Payload, after: Payload) -> SubmissionDiff:
    """What the second filing changed in the first."""
    return SubmissionDiff(
        figures=tuple(
            FigureChange(item, before.indicators.get(item.code), after.indicators.get(item.code))
            for item in template.indicators
            if _differs(item, before.indicators.get(item.code), after.indicators.get(item.code))
        ),
        texts=tuple(
            TextChange(section, tuple(pieces(*(side.narratives.get(section.code, "") for side in (before, after)))))
            for section in changed_sections(template, before.narratives, after.narratives)
        ),
        gone_documents=documents_beyond(before.documents, after.documents),
        new_documents=documents_beyond(after.documents, before.documents),
        tables=tuple(changed_tables(template, before.tables, after.tables)),
    )


def changed_tables(template: ReportTemplate, before: Tables, after: Tables) -> Iterator[TableChange]:
    """The tables whose rows are not the same in both; where only their order differs nothing went and nothing came."""
    for table in template.tables:
        old, new = before.get(table.code, ()), after.get(table.code, ())
        gone, came = (tuple(row for row in rows if row not in other) for rows, other in ((old, new), (new, old)))
        if gone or came:
            yield TableChange(table, gone, came)


def changed_sections(
    template: ReportTemplate, before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[Section, ...]:
    """The sections whose texts, by code, are not the same in both."""
    return tuple(item for item in template.sections if before.get(item.code, "") != after.get(item.code, ""))


def documents_beyond(these: Iterable[Document], others: Collection[Document]) -> tuple[Document, ...]:
    """These documents without the others."""
    return tuple(item for item in these if item not in others)


def _differs(indicator: Indicator, before: Figure | None, after: Figure | None) -> bool:
    """Whether the figure changed; a ratio that was stated once and left to be computed the other time did not."""
    if indicator.aggregate is Aggregate.RATIO and None in (before, after):
        return False
    return before != after


def pieces(before: str, after: str) -> Iterator[tuple[Part, str]]:
    """The texts laid over each other: what stayed, went and came, in reading order."""
    old, new = _split(before), _split(after)
    if max(len(old), len(new)) > _MANY:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(old), len(new)) > _MANY:
        old, new = [before], [after]
    gone = came = ""
    steps = SequenceMatcher(None, old, new).get_opcodes()
    for number, (step, i1, i2, j1, j2) in enumerate(steps):
        # A few equal words between changes make a text that nobody can read.
        is_island = 0 < number < len(steps) - 1 and i2 - i1 < _ISLAND
        if step == "equal" and not is_island:
            yield from _changed(gone, came)
            yield Part.SAME, "".join(old[i1:i2])
            gone = came = ""
        else:
            gone += "".join(old[i1:i2])
            came += "".join(new[j1:j2])
    yield from _changed(gone, came)


def _changed(gone: str, came: str) -> Iterator[tuple[Part, str]]:
    if gone:
        yield Part.GONE, gone
    if came:
        yield Part.NEW, came


def _split(text: str) -> list[str]:
    return _WORDS.findall(text)
