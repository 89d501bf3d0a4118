"""What a browser without scripts sends: every value of the page, under its path."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask import request
from werkzeug.datastructures import MultiDict

from service.domain.errors import UnreadableError, message
from service.domain.reporting.draft import DOCUMENTS, TABLES, Draft, DraftField, FieldEdit, figure_as_typed, typed_text
from service.domain.reporting.form_names import is_not_applicable
from service.domain.reporting.report import NA
from service.domain.reporting.row_table import RowTable

_KEYS = ("indicators.", "notes.", "narratives.", "explanations.")
# Before the path in the name of a field for a remark.
REMARK = "nhan_xet."
_CELLS = ("kind", "number", "date", "title")


def typed_changes(form: MultiDict[str, str], draft: Draft, tables: Iterable[RowTable]) -> list[FieldEdit]:
    """The page's values as changes to the version of the draft that it showed."""
    base = form.get("version", 0, type=int)
    spared = _spared(form, draft, base)
    changes = [
        FieldEdit(path, spared.get(path, _unified(text)), base, is_copied=_is_copied(form, path))
        for path, text in form.items()
        if path.startswith(_KEYS)
    ]
    lists = {DOCUMENTS: _CELLS, **{f"{TABLES}.{item.code}": [each.code for each in item.typed] for item in tables}}
    for path, cells in lists.items():
        if path in form:
            # Chosen whole, where two people had changed the table.
            changes.append(FieldEdit(path, form[path], base))
        elif f"{path}.0.{cells[-1]}" in form:
            rows = [row for row in _rows(form, path, cells) if any(row)]
            changes.append(FieldEdit(path, json.dumps(rows, ensure_ascii=False) if rows else "", base))
    return changes


def previewed_values() -> dict[str, str]:
    """What a file said, as the page of its differences sends it back; raises UnreadableError where it did not."""
    try:
        found = json.loads(request.form["values"])
    except (KeyError, ValueError, RecursionError) as error:
        raise UnreadableError(message("Không đọc được nội dung của tệp: chọn lại tệp rồi gửi lại.")) from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise UnreadableError(message("Không đọc được nội dung của tệp: chọn lại tệp rồi gửi lại."))
    return {path: _unified(value) for path, value in found.items()}


def written_remarks(form: MultiDict[str, str]) -> dict[str, str]:
    """What a page sent of remarks by path, that of the whole report under an empty one."""
    whole = {"": form["reason"]} if "reason" in form else {}
    return whole | remarks_of(form)


def remark_fields(kept: Mapping[str, str]) -> dict[str, str]:
    """Remarks by path under the names of their fields."""
    return {f"{REMARK}{path}" if path else "reason": text for path, text in kept.items()}


def remarks_of(form: MultiDict[str, str]) -> dict[str, str]:
    """The remarks that were typed on a page, by the path of what they are about."""
    return {key.removeprefix(REMARK): text for key, text in form.items() if key.startswith(REMARK)}


def _spared(form: MultiDict[str, str], draft: Draft, base: int) -> dict[str, str]:
    """What the boxes of figures that do not apply make of their fields: a box that was ticked or cleared since the page
    was shown goes before the text that it showed; no box goes before a text that was typed."""
    ticked, shown = set(form.getlist("na")), set(form.getlist("na_shown"))
    cleared = {path: "" for path in shown - ticked if is_not_applicable(form.get(path, ""))}
    spared = {
        path: figure_as_typed(NA) for path in ticked - shown if not _is_typed(form.get(path, ""), draft, path, base)
    }
    return cleared | spared


def _is_typed(text: str, draft: Draft, path: str, base: int) -> bool:
    """Whether the text is not the one that the page showed; of one that somebody else has changed that is not known."""
    known = draft.fields.get(path, DraftField(""))
    return known.version <= base and typed_text(path, text) not in {"", known.value}


def _is_copied(form: MultiDict[str, str], path: str) -> bool:
    """Whether a text that was copied is still as the page showed it."""
    return _unified(form.get(f"copied.{path}", "")) == _unified(form[path]) != ""


def _unified(text: str) -> str:
    """The text with the ends of lines as they are kept: browsers send carriage returns with them."""
    return text.replace("\r\n", "\n")


def _rows(form: MultiDict[str, str], path: str, cells: Sequence[str]) -> Iterator[list[str]]:
    number = 0
    while f"{path}.{number}.{cells[-1]}" in form:
        yield [form.get(f"{path}.{number}.{cell}", "").strip() for cell in cells]
        number += 1
