"""The list of units as CSV: code,name,abbreviation,kind,parent,valid_from,valid_to,successor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from service.domain.errors import Finding, FirstFindings, Level, Message, UnreadableError, message
from service.domain.notation.numbers import shorten
from service.domain.notation.text import clean
from service.domain.organization.agency import Agency, AgencyKind, is_agency_code

COLUMNS = ("code", "name", "abbreviation", "kind", "parent", "valid_from", "valid_to", "successor")
_WIDTH = len(COLUMNS)
_REST = "rest"
_MOST_UNITS = 20_000
_LONGEST = {"code": 64, "name": 200, "abbreviation": 50}


def read_agencies(raw: bytes) -> tuple[Agency, ...]:
    """The units; several successors are separated by `|`. Raises UnreadableError naming lines and columns."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            message("Danh sách đơn vị chưa ở dạng UTF-8: trong Excel chọn Lưu dưới dạng «CSV UTF-8» rồi gửi lại.")
        ) from error
    problems = FirstFindings()
    found: dict[str, Agency] = {}
    for line, cells in _rows(text):
        agency = _agency(line, cells, problems)
        if agency is not None and agency.code in found:
            problems.add(_problem(line, "code", message("mã «{code}» đã có ở dòng trên", code=agency.code)))
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


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    # Where decimals have a comma, spreadsheets separate cells by semicolons.
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    try:
        header = tuple(name.strip() for name in next(reader, []))
        if header != COLUMNS:
            raise UnreadableError(message("Danh sách đơn vị: dòng 1 cần các cột {columns}.", columns=",".join(COLUMNS)))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                padded = [clean(cell)[0] for cell in cells] + [""] * (len(COLUMNS) - len(cells))
                yield reader.line_num, {**dict(zip(COLUMNS, padded, strict=False)), _REST: "".join(padded[_WIDTH:])}
    except csv.Error as error:
        raise UnreadableError(
            message("Danh sách đơn vị: dòng {line} không đọc được: có dấu nháy kép chưa đóng?", line=reader.line_num)
        ) from error


def _agency(line: int, cells: dict[str, str], problems: FirstFindings) -> Agency | None:
    before = len(problems)
    if cells[_REST]:
        rest = shorten(cells[_REST])
        said = message("có chữ «{text}» sau cột cuối: dấu phẩy trong tên cần đặt trong nháy kép", text=rest)
        problems.add(_problem(line, COLUMNS[-1], said))
    for column in ("code", "name"):
        if not cells[column]:
            problems.add(_problem(line, column, message("không được để trống")))
    for column, limit in _LONGEST.items():
        if len(cells[column]) > limit:
            problems.add(_problem(line, column, message("dài quá {limit} ký tự", limit=limit)))
    if 0 < len(cells["code"]) <= _LONGEST["code"] and not is_agency_code(cells["code"]):
        said = message("«{code}» chỉ được gồm chữ cái không dấu, chữ số, «-» và «_»", code=shorten(cells["code"]))
        problems.add(_problem(line, "code", said))
    kinds = {kind.value for kind in AgencyKind}
    if cells["kind"] not in kinds:
        said = message("«{kind}» không hợp lệ, cần một trong: {kinds}", kind=shorten(cells["kind"]),
                       kinds=", ".join(sorted(kinds)))  # fmt: skip
        problems.add(_problem(line, "kind", said))
    for column in ("parent", "successor"):
        if cells["code"] and cells["code"] in cells[column].split("|"):
            problems.add(_problem(line, column, message("đơn vị không thể trực thuộc hoặc kế thừa chính mình")))
    valid_from = _date(line, "valid_from", cells["valid_from"], problems)
    valid_to = _date(line, "valid_to", cells["valid_to"], problems) if cells["valid_to"] else None
    if valid_from and valid_to and valid_to < valid_from:
        said = message("ngày hết hiệu lực {last} trước ngày có hiệu lực {first}", last=valid_to, first=valid_from)
        problems.add(_problem(line, "valid_to", said))
    if len(problems) > before or valid_from is None:
        return None
    return Agency(
        code=cells["code"],
        name=cells["name"],
        kind=AgencyKind(cells["kind"]),
        valid_from=valid_from,
        valid_to=valid_to,
        abbreviation=cells["abbreviation"],
        parent=cells["parent"] or None,
        successors=tuple(part for part in cells["successor"].split("|") if part),
    )


def _date(line: int, column: str, text: str, problems: FirstFindings) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = message("«{text}» không phải ngày dạng năm-tháng-ngày", text=shorten(text))
        problems.add(_problem(line, column, said))
        return None


def _problem(line: int, column: str, said: Message) -> Finding:
    return Finding("agencies", Level.ERROR, said, (), f"dòng {line}, cột «{column}»")
