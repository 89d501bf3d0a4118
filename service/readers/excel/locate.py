"""Where the value of each subject stands: beside its number, with the workbook's hidden name as second witness.

People see numbers and not names. A cell that was cut and pasted takes its name along, a row that was sorted leaves it
behind; in both cases what stands in the row of I.6.1 is what was meant for I.6.1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.errors import message
from service.domain.reporting.form_names import (
    EXPLANATION_HEAD,
    META_SHEET,
    NARRATIVE_HEAD,
    NOTE_HEAD,
    NUMBER_HEAD,
    RULE_HEAD,
    SECTION_HEAD,
    VALUE_HEAD,
    explanation_name,
    indicator_name,
    narrative_name,
    note_name,
)
from service.domain.reporting.template import ReportTemplate
from service.readers.excel.tables import code_of, find_tables
from service.readers.excel.values import Notes
from service.readers.excel.workbook import Place, WorkbookReader, place_name

_NAMED = 5  # rows that a sentence names before it stops


@dataclass(frozen=True)
class FormField:
    """A value that the form asks for: its JSON path, its name in the workbook, the number and head it stands at."""

    path: str
    name: str
    number: str
    key_head: str
    value_head: str


def fields_of(template: ReportTemplate, exempt: frozenset[str]) -> list[FormField]:
    """All that the unit could fill in."""
    found: list[FormField] = []
    for item in template.indicators:
        if item.code not in exempt:
            figure = FormField(
                f"$.indicators.{item.code}", indicator_name(item.code), item.number, NUMBER_HEAD, VALUE_HEAD
            )
            note = FormField(f"$.notes.{item.code}", note_name(item.code), item.number, NUMBER_HEAD, NOTE_HEAD)
            found += (figure, note)
    for section in template.sections:
        name = narrative_name(section.code)
        found.append(FormField(f"$.narratives.{section.code}", name, section.code, SECTION_HEAD, NARRATIVE_HEAD))
    for rule in template.explainable:
        name = explanation_name(rule)
        found.append(FormField(f"$.explanations.{rule}", name, rule, RULE_HEAD, EXPLANATION_HEAD))
    return found


def named_places(book: WorkbookReader, subjects: list[FormField]) -> dict[str, Place]:
    """Where the workbook's names point to, by the subject's path."""
    boxes = {subject.path: book.box(subject.name) for subject in subjects}
    return {path: (box.sheet, box.first_row, box.first_column) for path, box in boxes.items() if box is not None}


def locate(
    book: WorkbookReader, subjects: list[FormField], named: Mapping[str, Place], notes: Notes
) -> dict[str, Place]:
    """The cell of each subject that has one; what does not fit together is noted."""
    rows = _numbered_rows(book, subjects, {place[0] for place in named.values()})
    by_row = {
        subject.path: _row_of(book, subject, rows.get((subject.key_head, subject.value_head, code_key(subject)), []),
                              named.get(subject.path), notes)
        for subject in subjects
    }  # fmt: skip
    taken = {place for place in by_row.values() if place is not None}
    found: dict[str, Place] = {}
    moved: defaultdict[str, list[FormField]] = defaultdict(list)
    for subject in subjects:
        beside, name = by_row[subject.path], named.get(subject.path)
        if beside is None:
            # The number is gone; the name alone speaks, unless it points to what belongs to another number.
            if name is not None and name not in taken:
                found[subject.path] = name
            continue
        found[subject.path] = beside
        if name is not None and name != beside:
            _note_stray(book, subject, beside, name, taken, notes)
            if _holds(book, beside) or _holds(book, name):
                moved[beside[0]].append(subject)
    _note_moved(moved, found, notes)
    return found


def code_key(subject: FormField) -> str:
    """The subject's number as it is compared."""
    return subject.number.casefold()


def _numbered_rows(
    book: WorkbookReader, subjects: list[FormField], sheets: set[str]
) -> dict[tuple[str, str, str], list[Place]]:
    """The cells under a head in the rows of each number; sheets with names first, others where nothing is found."""
    heads = {(subject.key_head, subject.value_head) for subject in subjects}
    keys = {code_key(subject) for subject in subjects}
    found: defaultdict[tuple[str, str, str], list[Place]] = defaultdict(list)
    known = [sheet for sheet in book.sheets if sheet in sheets]
    others = [sheet for sheet in book.sheets if sheet not in sheets and sheet != META_SHEET]
    for group in (known, others):
        fresh: defaultdict[tuple[str, str, str], list[Place]] = defaultdict(list)
        for sheet in group:
            for key_head, value_head in heads:
                for place, number in _rows_of(book, sheet, key_head, value_head, keys):
                    fresh[key_head, value_head, number].append(place)
        for key, places in fresh.items():
            if key not in found:
                found[key] = places
        if len(found) >= len(subjects):
            break
    return found


def _rows_of(
    book: WorkbookReader, sheet: str, key_head: str, value_head: str, keys: set[str]
) -> list[tuple[Place, str]]:
    found = []
    tables = find_tables(book, sheet, (key_head, value_head), (key_head, value_head))
    for index, table in enumerate(tables):
        end = tables[index + 1].head if index + 1 < len(tables) else None
        key_column = table.columns[key_head]
        for (row, column), cell in book.grid(sheet).items():
            if column == key_column and row > table.head and (end is None or row < end):
                number = code_of(cell)
                if number in keys:
                    found.append(((sheet, row, table.columns[value_head]), number))
    return found


def _row_of(
    book: WorkbookReader, subject: FormField, places: list[Place], name: Place | None, notes: Notes
) -> Place | None:
    """The one cell among those beside the number; two that hold different things are an error."""
    if len(places) <= 1:
        return places[0] if places else None
    filled = [place for place in places if _holds(book, place)]
    if len({str(book.cell(place).value) for place in filled}) > 1:
        cells = ", ".join(place_name(*place) for place in filled[:_NAMED])
        said = message(
            "Số {number} đứng ở nhiều dòng với nội dung khác nhau ({cells}): chỉ để lại một dòng.",
            number=subject.number,
            cells=cells,
        )
        notes.error("moved", said, subject.path, place_name(*filled[0]))
    if filled:
        return filled[0] if name not in filled else name
    return name if name in places else places[0]


def _note_stray(
    book: WorkbookReader, subject: FormField, beside: Place, name: Place, taken: set[Place], notes: Notes
) -> None:
    """A value that was moved to where no number stands would be lost."""
    is_lost = name not in taken and _holds(book, name) and not _holds(book, beside)
    # A name that stayed behind when a program inserted a column or rows points to what was printed there.
    is_printed = (name[:2] == beside[:2] and _has_head(book, name)) or _is_head(book, subject, name)
    if is_lost and not is_printed:
        said = message(
            "Nội dung của {number} đã bị chuyển sang ô {stray}, ngoài dòng của nó: chép lại vào ô {place}.",
            number=subject.number,
            stray=place_name(*name),
            place=place_name(*beside),
        )
        notes.error("moved", said, subject.path, place_name(*name))


def _note_moved(moved: Mapping[str, list[FormField]], found: Mapping[str, Place], notes: Notes) -> None:
    for sheet, subjects in moved.items():
        numbers = list(dict.fromkeys(subject.number for subject in subjects))
        shown = ", ".join(numbers[:_NAMED]) + (", …" if len(numbers) > _NAMED else "")
        said = message(
            "Trang tính «{sheet}» có ô hoặc dòng đã chuyển chỗ ({numbers}): "
            "nội dung đứng ở dòng nào được tính cho dòng đó.",
            sheet=sheet,
            numbers=shown,
        )
        first = subjects[0].path
        notes.warn("moved", said, first, place_name(*found[first]))


def _has_head(book: WorkbookReader, place: Place) -> bool:
    """Whether the cell stands in a column of the form's table."""
    sheet, _, column = place
    tables = find_tables(book, sheet, (NUMBER_HEAD, VALUE_HEAD), (NUMBER_HEAD, VALUE_HEAD))
    return any(_holds(book, (sheet, table.head, column)) for table in tables)


def _is_head(book: WorkbookReader, subject: FormField, place: Place) -> bool:
    """Whether the cell stands among the heads of a table of such values."""
    heads = (subject.key_head, subject.value_head)
    return any(table.head == place[1] for table in find_tables(book, place[0], heads, heads))


def _holds(book: WorkbookReader, place: Place) -> bool:
    value = book.cell(place).value
    return value is not None and (not isinstance(value, str) or bool(value.strip()))
