"""A draft: an agency's unfinished report, kept value by value so that two people can edit at once.

A value is known by its path: `indicators.<code>`, `notes.<code>`, `narratives.<section>`, `explanations.<rule>`,
or `documents`, whose value is a JSON list of [kind, number, date, title], and `tables.<code>`, a JSON list of rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from service.domain.errors import Message, NotFoundError, UnreadableError, message
from service.domain.notation.numbers import NumberNotationError, format_vietnamese, parse_vietnamese
from service.domain.notation.text import clean
from service.domain.organization.agency import Agency
from service.domain.reporting.approval import ApprovalRequest
from service.domain.reporting.form_names import is_not_applicable
from service.domain.reporting.indicator import Aggregate, Indicator, ValueType
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, SAID_NOT_APPLICABLE, Figure
from service.domain.reporting.template import DocumentTable, ReportTemplate

DOCUMENTS, TABLES = "documents", "tables"
# Letters of a value that a person may have written; what is said to be too long is shorter than that.
_LONGEST = {"indicators": 10_000, "notes": 20_000, "explanations": 20_000, "narratives": 300_000}
_LONGEST_CELL, _LONGEST_TABLE = 5_000, 1_500_000


@dataclass(frozen=True)
class DraftField:
    """One value of a draft; `version` is the draft's when it was changed, `is_copied` until somebody edits it."""

    value: str
    version: int = 0
    is_copied: bool = False
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Draft:
    """A unit's draft for a period; `filed_version` is what was handed in last, 0 where nothing was.

    `filed_as` is the submission with that content, however it came; empty where there is none.
    `request` is the one by which it lies before the leader, where it does.
    """

    period: str
    agency: str
    fields: Mapping[str, DraftField] = field(default_factory=dict)
    version: int = 0
    filed_version: int = 0
    changed_by: str = ""
    changed_at: datetime | None = None
    request: ApprovalRequest | None = None
    filed_as: str = ""

    @property
    def awaits_leader(self) -> bool:
        """Whether it lies before the leader."""
        return self.request is not None

    @property
    def values(self) -> Mapping[str, str]:
        """The values by path."""
        return {path: typed.value for path, typed in self.fields.items()}

    @property
    def has_news(self) -> bool:
        """Whether something was written since it was handed in."""
        return self.version > self.filed_version


@dataclass(frozen=True)
class FieldEdit:
    """A new value for a path by somebody who had seen the draft's version `base`."""

    path: str
    value: str
    base: int
    is_copied: bool = False


@dataclass(frozen=True)
class Clash:
    """A change that would overwrite what somebody else wrote meanwhile."""

    change: FieldEdit
    theirs: DraftField


def sort_changes(draft: Draft, changes: Iterable[FieldEdit]) -> tuple[tuple[FieldEdit, ...], tuple[Clash, ...]]:
    """The changes to make, and those that clash; what changes nothing is neither."""
    wanted: list[FieldEdit] = []
    clashes: list[Clash] = []
    for change in changes:
        known = draft.fields.get(change.path, DraftField(""))
        if known.value == change.value and known.is_copied == change.is_copied:
            continue
        if known.version > change.base and known.value != change.value:
            clashes.append(Clash(change, known))
        else:
            wanted.append(change)
    return tuple(wanted), tuple(clashes)


class ImportMode(StrEnum):
    """What a brought file does to the draft: it takes its place, or fills in what is empty there."""

    REPLACE = "replace"
    FILL = "fill"


@dataclass(frozen=True)
class DraftDifferences:
    """A draft beside a file, by path: what only the file has, what both have otherwise, what only the draft has."""

    added: Mapping[str, str]
    changed: Mapping[str, tuple[str, str]]
    missing: Mapping[str, str]
    same: int

    @property
    def is_empty(self) -> bool:
        """Whether the file says what the draft says."""
        return not (self.added or self.changed or self.missing)

    def edits(self, mode: ImportMode, seen: int) -> tuple[FieldEdit, ...]:
        """The changes that the file makes to the draft as its bringer had seen it."""
        wanted = dict(self.added)
        if mode is ImportMode.REPLACE:
            wanted |= {path: new for path, (_, new) in self.changed.items()} | dict.fromkeys(self.missing, "")
        return tuple(FieldEdit(path, value, seen) for path, value in wanted.items())


def compare_values(draft: Mapping[str, str], brought: Mapping[str, str], template: ReportTemplate) -> DraftDifferences:
    """How the values of a file differ from those of a draft; empty ones are none, and 1174 is 1.174."""
    mine = {path: value for path, value in draft.items() if value}
    theirs = {path: value for path, value in brought.items() if value}
    both = mine.keys() & theirs.keys()
    same = {path for path in both if _means(path, mine[path], template) == _means(path, theirs[path], template)}
    return DraftDifferences(
        added={path: value for path, value in theirs.items() if path not in mine},
        changed={path: (mine[path], theirs[path]) for path in theirs if path in both - same},
        missing={path: value for path, value in mine.items() if path not in theirs},
        same=len(same),
    )


def _means(path: str, typed: str, template: ReportTemplate) -> Figure | str:
    """What a value says, however it was written; a text that is no figure says its words."""
    key, _, code = path.partition(".")
    if key != "indicators":
        return typed
    if is_not_applicable(typed):
        return NA
    try:
        return parse_vietnamese(typed, count=template.by_code[code].kind is ValueType.COUNT)
    except NumberNotationError:
        return typed


def require_path(template: ReportTemplate, path: str) -> None:
    """Raises NotFoundError where the template has no such value to type; ratios are computed and not typed."""
    key, _, code = path.partition(".")
    indicator = template.by_code.get(code)
    is_known = (
        (key == "indicators" and indicator is not None and indicator.aggregate is not Aggregate.RATIO)
        or (key == "notes" and indicator is not None)
        or (key == "narratives" and code in template.section_by_code)
        or (key == "explanations" and code in template.explainable)
        or (key == TABLES and code in template.table_by_code)
        or path == DOCUMENTS
    )
    if not is_known:
        raise NotFoundError(message("Biểu mẫu không có ô «{path}».", path=clean(path[:80])[0]))


def require_remark_path(template: ReportTemplate, path: str) -> None:
    """Raises NotFoundError where a report has no such place; a remark may also be about a ratio."""
    key, _, code = path.partition(".")
    if not (key == "indicators" and code in template.by_code):
        require_path(template, path)


def typed_text(path: str, text: str) -> str:
    """Clean a typed text; raises UnreadableError beyond the length limit of its field."""
    _require_length(message("Ô «{path}»", path=path), text, _LONGEST[path.partition(".")[0]])
    return clean(text)[0]


def require_table_size(name: Message, value: str) -> None:
    """Limit the size of a list as text; raises UnreadableError."""
    _require_length(name, value, _LONGEST_TABLE)


def require_rows(name: Message, rows: Sequence[Sequence[str]], too_many: Message | None) -> None:
    """Limit the cells of a list, and its rows where there is something to say of them; raises UnreadableError."""
    if too_many is not None:
        raise UnreadableError(too_many)
    for number, row in enumerate(rows, 1):
        for cell in row:
            _require_length(message("{name}, dòng {row}: một ô", name=name, row=number), cell, _LONGEST_CELL)


def too_many_documents(table: DocumentTable, count: int) -> Message | None:
    """What is said of a list of documents that is too long."""
    if count <= table.max_rows:
        return None
    return message(
        "Danh mục có {count} văn bản: tối đa {limit}.",
        count=format_vietnamese(Decimal(count)),
        limit=format_vietnamese(Decimal(table.max_rows)),
    )


def _require_length(name: Message, text: str, limit: int) -> None:
    if len(text) > limit:
        count, most = format_vietnamese(Decimal(len(text))), format_vietnamese(Decimal(limit))
        raise UnreadableError(message("{name} dài {count} ký tự: tối đa {limit}.", name=name, count=count, limit=most))


def as_values(payload: Payload, template: ReportTemplate) -> dict[str, str]:
    """A payload as draft values, in Vietnamese notation."""
    ratios = {item.code for item in template.indicators if item.aggregate is Aggregate.RATIO}
    found = {
        f"indicators.{code}": figure_as_typed(figure)
        for code, figure in payload.indicators.items()
        if code not in ratios
    }
    for key, texts in (
        ("notes", payload.notes),
        ("narratives", payload.narratives),
        ("explanations", payload.explanations),
    ):
        found |= {f"{key}.{code}": text for code, text in texts.items() if text}
    if payload.documents:
        rows = [
            [item.kind, item.number, f"{item.date:%d/%m/%Y}" if item.date else "", item.title]
            for item in payload.documents
        ]
        found[DOCUMENTS] = json.dumps(rows, ensure_ascii=False)
    for table in template.tables:
        if given := payload.tables.get(table.code):
            cells = [[str(column.called(row.get(column.code))) for column in table.typed] for row in given]
            found[f"{TABLES}.{table.code}"] = json.dumps(cells, ensure_ascii=False)
    return found


def figure_as_typed(figure: Figure) -> str:
    """A figure in Vietnamese notation; one that does not apply in the words that people read."""
    return str(SAID_NOT_APPLICABLE) if figure is NA else format_vietnamese(figure)


@dataclass(frozen=True)
class Progress:
    """How much of a part of the report is there: figures given of those asked for, and texts still owed."""

    given: int
    asked: int
    texts_owed: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.given == self.asked and not self.texts_owed


def typed_indicators(
    template: ReportTemplate, section: str, agency: Agency, exempt: tuple[str, ...]
) -> tuple[Indicator, ...]:
    """The figures that the unit is asked for in a section."""
    return tuple(
        item
        for item in template.indicators_of(section)
        if item.aggregate is not Aggregate.RATIO and not template.is_exempt(item, agency, exempt)
    )


def progress(
    template: ReportTemplate, agency: Agency, exempt: tuple[str, ...], values: Mapping[str, str], owed: Iterable[str]
) -> dict[str, Progress]:
    """The progress of each heading of the contents; `owed` are the sections whose text is missing."""
    missing = [template.part_of[code] for code in owed]
    found = {}
    for part in template.parts:
        asked = [
            item
            for section in template.sections
            if template.part_of[section.code] == part.code
            for item in typed_indicators(template, section.code, agency, exempt)
        ]
        given = sum(bool(values.get(f"indicators.{item.code}")) for item in asked)
        found[part.code] = Progress(given, len(asked), missing.count(part.code))
    return found
