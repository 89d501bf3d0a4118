"""The list of agencies: code, name, abbreviation, kind, parent, valid_from, valid_to, successor."""

from __future__ import annotations

from datetime import date

from service.domain.errors import UnreadableError, message
from service.domain.notation.numbers import shorten
from service.domain.notation.text import without_diacritics
from service.domain.organization.agency import Agency, AgencyKind, is_agency_code
from service.readers.dates import day_in, with_whole_year, without_midnight
from service.readers.list_table import REST, CellProblems, ListColumns, read_table

# What people call the columns; the page of agencies uses the first of each.
_HEADINGS = {
    "code": ("ma", "ma don vi"),
    "name": ("ten", "ten don vi", "don vi"),
    "abbreviation": ("ten viet tat", "viet tat"),
    "kind": ("cap", "loai", "loai don vi", "cap don vi"),
    "parent": ("truc thuoc", "don vi cap tren", "don vi truc thuoc", "ma don vi cap tren"),
    "valid_from": ("hieu luc tu", "co hieu luc tu", "ngay co hieu luc", "tu ngay"),
    "valid_to": ("hieu luc den", "het hieu luc", "ngay het hieu luc", "den ngay"),
    "successor": ("ke thua boi", "don vi ke thua", "ma don vi ke thua"),
}
_COLUMNS = ListColumns(
    title=message("Danh sách đơn vị"),
    headings=_HEADINGS,
    needed=("code", "name", "kind", "valid_from"),
    expected=message(
        "Danh sách đơn vị: dòng 1 cần các cột {columns} (hoặc Mã, Tên, Tên viết tắt, Cấp, Trực thuộc, "
        "Hiệu lực từ, Hiệu lực đến, Kế thừa bởi).",
        columns=",".join(_HEADINGS),
    ),
)
_MOST_UNITS = 20_000
_LONGEST = {"code": 64, "name": 200, "abbreviation": 50}
# A kind as it is coded, as pages name it, and each of the words in that name.
_KINDS = {
    without_diacritics(word): kind
    for kind in AgencyKind
    for word in (kind.value, str(kind.label), *str(kind.label).split(", "))
}


def read_agencies(raw: bytes) -> tuple[Agency, ...]:
    """The units; several successors are separated by `|`. Raises UnreadableError naming lines and columns."""
    table = read_table(raw, _COLUMNS)
    problems = CellProblems("agencies", table.headings)
    found: dict[str, Agency] = {}
    for line, cells in table.rows:
        agency = _agency(line, cells, problems)
        if agency is not None and agency.code in found:
            problems.note(line, "code", message("mã «{code}» đã có ở dòng trên", code=agency.code))
        elif agency is not None:
            found[agency.code] = agency
        if problems.is_full:
            break
        if len(found) > _MOST_UNITS:
            raise UnreadableError(message("Danh sách có hơn {limit} đơn vị: chia thành nhiều tệp.", limit=_MOST_UNITS))
    if problems:
        first = next(iter(problems))
        raise UnreadableError(
            message("Danh sách đơn vị: {place}: {what}.", place=first.place, what=first.message), tuple(problems)
        )
    return tuple(found.values())


def _agency(line: int, cells: dict[str, str], problems: CellProblems) -> Agency | None:
    before = len(problems)
    if cells[REST]:
        rest = shorten(cells[REST])
        said = message("có chữ «{text}» sau cột cuối: dấu phẩy trong tên cần đặt trong nháy kép", text=rest)
        problems.note(line, "successor", said)
    for column in ("code", "name"):
        if not cells[column]:
            problems.note(line, column, message("không được để trống"))
    for column, limit in _LONGEST.items():
        if len(cells[column]) > limit:
            problems.note(line, column, message("dài quá {limit} ký tự", limit=limit))
    if 0 < len(cells["code"]) <= _LONGEST["code"] and not is_agency_code(cells["code"]):
        said = message("«{code}» chỉ được gồm chữ cái không dấu, chữ số, «-» và «_»", code=shorten(cells["code"]))
        problems.note(line, "code", said)
    kind = _KINDS.get(without_diacritics(cells["kind"]))
    if kind is None:
        said = message("«{kind}» không hợp lệ, cần một trong: {kinds}", kind=shorten(cells["kind"]),
                       kinds=", ".join(sorted(known.value for known in AgencyKind)))  # fmt: skip
        problems.note(line, "kind", said)
    for column in ("parent", "successor"):
        if cells["code"] and cells["code"] in cells[column].split("|"):
            problems.note(line, column, message("đơn vị không thể trực thuộc hoặc kế thừa chính mình"))
    valid_from = _date(line, "valid_from", cells["valid_from"], problems)
    valid_to = _date(line, "valid_to", cells["valid_to"], problems) if cells["valid_to"] else None
    if valid_from and valid_to and valid_to < valid_from:
        said = message("ngày hết hiệu lực {last} trước ngày có hiệu lực {first}", last=valid_to, first=valid_from)
        problems.note(line, "valid_to", said)
    if len(problems) > before or kind is None or valid_from is None:
        return None
    return Agency(
        code=cells["code"],
        name=cells["name"],
        kind=kind,
        valid_from=valid_from,
        valid_to=valid_to,
        abbreviation=cells["abbreviation"],
        parent=cells["parent"] or None,
        successors=tuple(dict.fromkeys(part for part in cells["successor"].split("|") if part)),
    )


def _date(line: int, column: str, text: str, problems: CellProblems) -> date | None:
    try:
        day = without_midnight(text)
        return day_in(with_whole_year(day)) or date.fromisoformat(day)
    except ValueError:
        said = message("«{text}» không phải ngày dạng 31/12/2025 hoặc 2025-12-31", text=shorten(text))
        problems.note(line, column, said)
        return None
