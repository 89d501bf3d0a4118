"""The list of figures that two sides tell for the same thing: indicator, counting, leaving, reason."""

from __future__ import annotations

from service.domain.consolidation.overlaps import Overlap, OverlapSide
from service.domain.errors import UnreadableError, message
from service.domain.notation.numbers import shorten
from service.domain.organization.agency import AgencyKind
from service.readers.list_table import REST, CellProblems, ListColumns, read_table

_HEADINGS = {
    "indicator": ("chi tieu", "ma chi tieu"),
    "counting": ("noi duoc tinh", "tinh theo"),
    "leaving": ("noi khong cong", "khong cong"),
    "reason": ("ly do",),
}
_COLUMNS = ListColumns(
    title=message("Danh sách số liệu tính trùng"),
    headings=_HEADINGS,
    needed=tuple(_HEADINGS),
    expected=message(
        "Danh sách số liệu tính trùng: dòng 1 cần các cột {columns} (hoặc Chỉ tiêu, Nơi được tính, Nơi không cộng, "
        "Lý do).",
        columns=",".join(_HEADINGS),
    ),
)
# All units of a kind are written so; any other side is a unit's code.
_KIND = "cap:"


def read_overlaps(raw: bytes) -> tuple[Overlap, ...]:
    """The pairs, in order; a side is a unit's code, or `cap:so`. Raises UnreadableError naming lines and columns."""
    table = read_table(raw, _COLUMNS)
    problems = CellProblems("overlaps", table.headings)
    found = []
    for line, cells in table.rows:
        if cells[REST]:
            said = message("có chữ «{text}» sau cột cuối: lý do có dấu phẩy cần đặt trong nháy kép",
                           text=shorten(cells[REST]))  # fmt: skip
            problems.note(line, "reason", said)
        for column in _HEADINGS:
            if not cells[column]:
                problems.note(line, column, message("không được để trống"))
        counting, leaving = (_side(line, column, cells[column], problems) for column in ("counting", "leaving"))
        found.append(Overlap(cells["indicator"], counting, leaving, cells["reason"]))
        if problems.is_full:
            break
    if problems:
        first = next(iter(problems))
        said = message("Danh sách số liệu tính trùng: {place}: {what}.", place=first.place, what=first.message)
        raise UnreadableError(said, tuple(problems))
    return tuple(found)


def _side(line: int, column: str, text: str, problems: CellProblems) -> OverlapSide:
    if not text.startswith(_KIND):
        return OverlapSide(text)
    kind = text.removeprefix(_KIND)
    if kind not in list(AgencyKind):
        said = message("«{kind}» không hợp lệ, cần một trong: {kinds}", kind=shorten(text),
                       kinds=", ".join(sorted(f"{_KIND}{known.value}" for known in AgencyKind)))  # fmt: skip
        problems.note(line, column, said)
    return OverlapSide(kind, is_kind=True)
