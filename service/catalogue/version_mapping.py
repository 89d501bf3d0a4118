"""`mapping.csv` beside a report template: what became of each indicator of the version before."""

from __future__ import annotations

from pathlib import Path

from service.catalogue.table import CsvRow, read_rows
from service.domain.errors import CatalogueError, message
from service.domain.reporting.template import MappedCode, MappingKind, ReportTemplate, VersionMapping

MAPPING = "mapping.csv"
COLUMNS = ("old", "new", "how")
_FILLING = (MappingKind.SAME, MappingKind.RENAMED)


def load_mapping(folder: Path, before: ReportTemplate, template: ReportTemplate) -> VersionMapping:
    """The mapping of a template's folder; without a file an indicator of the same code is the same.

    Raises CatalogueError where a code of the version before is lost or taken twice, naming row, column and what is
    expected.
    """
    if not (folder / MAPPING).exists():
        codes = [code for code in before.by_code if code in template.by_code]
        return VersionMapping(before, tuple(MappedCode(code, code, MappingKind.SAME) for code in codes))
    found: list[MappedCode] = []
    for row in read_rows(folder, MAPPING, COLUMNS):
        mapped = _mapped(row, before, template)
        _require_single(row, mapped, found)
        found.append(mapped)
    lost = sorted(set(before.by_code) - {item.old for item in found})
    if lost:
        raise CatalogueError(
            message(
                "{file}: thiếu chỉ tiêu {codes} của phiên bản {version}; không còn hỏi thì ghi «dropped».",
                file=MAPPING,
                codes=", ".join(lost),
                version=before.version,
            )
        )
    return VersionMapping(before, tuple(found))


def _mapped(row: CsvRow, before: ReportTemplate, template: ReportTemplate) -> MappedCode:
    kind, old, new = row.choice("how", MappingKind), row.text("old"), row.optional("new")
    if old not in before.by_code:
        raise row.fault("old", f"phiên bản {before.version} không có chỉ tiêu «{old}»")
    if kind is MappingKind.DROPPED:
        if new:
            raise row.fault("new", "chỉ tiêu không còn hỏi (dropped) thì để trống")
        return MappedCode(old, "", kind)
    if new not in template.by_code:
        raise row.fault("new", f"phiên bản {template.version} không có chỉ tiêu «{new}»")
    if (kind is MappingKind.SAME) != (old == new) and kind in _FILLING:
        raise row.fault("how", "«same» là cùng mã, «renamed» là mã khác")
    if kind is not MappingKind.SPLIT and before.by_code[old].kind is not template.by_code[new].kind:
        raise row.fault("new", f"«{old}» và «{new}» khác loại số liệu, không mang sang được")
    return MappedCode(old, new, kind)


def _require_single(row: CsvRow, mapped: MappedCode, above: list[MappedCode]) -> None:
    """Raises CatalogueError where an old figure would be taken twice, or a new one given twice."""
    for other in above:
        if other.old == mapped.old and not _go_together(other, mapped):
            raise row.fault("old", f"chỉ tiêu «{mapped.old}» đã có ở trên")
        gives_both = MappingKind.SPLIT not in {other.kind, mapped.kind} and mapped.new
        if gives_both and other.new == mapped.new and {other.kind, mapped.kind} != {MappingKind.SUM}:
            raise row.fault("new", f"chỉ tiêu «{mapped.new}» đã có số liệu từ dòng trên")


def _go_together(one: MappedCode, other: MappedCode) -> bool:
    """Whether two rows may speak of one old code: parts of a split, or a total that a figure goes into besides."""
    kinds = {one.kind, other.kind}
    if kinds == {MappingKind.SPLIT}:
        return one.new != other.new
    return MappingKind.SUM in kinds and len(kinds) == 2 and MappingKind.DROPPED not in kinds
