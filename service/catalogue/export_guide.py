"""`export.toml` beside a report template: how one-stop systems head the columns that its dossier figures come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from service.catalogue.table import CsvTable, read_toml
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.export_guide import BELOW, ExportFigure, ExportGuide, HeadPattern, Phrase, plain_words
from service.domain.reporting.indicator import Indicator

EXPORT = "export.toml"
_HEADS, _TOGETHER = "heads", "together"


def load_export_guide(folder: Path, indicators: Mapping[str, Indicator]) -> ExportGuide | None:
    """The heads of a template's folder, None where it has none; raises CatalogueError."""
    if not (folder / EXPORT).exists():
        return None
    top = CsvTable(EXPORT, "", read_toml(folder, EXPORT))
    top.only("passed_over", "columns", "rows", "heads", "figures")
    columns, rows, heads = top.table("columns"), top.table("rows"), top.table(_HEADS)
    columns.only("numbering", "names", "ignored")
    rows.only("totals", "addressed")
    words = frozenset(word for text in top.texts("passed_over") for word in plain_words(text))
    known = {name: _phrase(heads, name, words) for name in heads.content}
    return ExportGuide(
        figures=tuple(_figures(top, indicators, known)),
        passed_over=words,
        numbering=_phrase(columns, "numbering", words),
        names=_phrase(columns, "names", words),
        ignored=_phrase(columns, "ignored", words),
        totals=_phrase(rows, "totals", words),
        addressed=_phrase(rows, "addressed", words),
    )


def _figures(top: CsvTable, indicators: Mapping[str, Indicator], known: Mapping[str, Phrase]) -> Iterator[ExportFigure]:
    for item in top.tables("figures"):
        item.only("indicator", "kinds", "heads", "together")
        code = item.get("indicator", str)
        if code not in indicators:
            raise item.fault("indicator", f"biểu mẫu không có chỉ tiêu «{code}»")
        if (_HEADS in item.content) == (_TOGETHER in item.content):
            raise item.fault(_HEADS, f"cần một trong hai khóa «{_HEADS}», «{_TOGETHER}»")
        parts = [item] if _HEADS in item.content else item.tables(_TOGETHER)
        yield ExportFigure(code, tuple(_patterns(part, known) for part in parts), _kinds(item, indicators[code]))


def _kinds(item: CsvTable, indicator: Indicator) -> frozenset[AgencyKind]:
    """The kinds that the entry names, else all that the indicator asks."""
    if "kinds" not in item.content:
        return indicator.applies_to
    allowed = {kind.value for kind in indicator.applies_to}
    for name in item.texts("kinds"):
        if name not in allowed:
            raise item.fault("kinds", f"chỉ tiêu «{indicator.code}» không hỏi cấp «{name}»")
    return frozenset(AgencyKind(name) for name in item.texts("kinds"))


def _patterns(item: CsvTable, known: Mapping[str, Phrase]) -> tuple[HeadPattern, ...]:
    """The patterns of a column, each the names of heads from the outer one: `da_giai_quyet > dung_han`."""
    found = []
    for text in item.texts(_HEADS):
        names = [name.strip() for name in text.split(BELOW)]
        for name in names:
            if name not in known:
                raise item.fault(_HEADS, f"«{name}» không có trong [{_HEADS}]")
        found.append(HeadPattern(tuple(known[name] for name in names)))
    return tuple(found)


def _phrase(table: CsvTable, key: str, passed_over: frozenset[str]) -> Phrase:
    try:
        return Phrase.of(table.texts(key), passed_over)
    except ValueError as error:
        raise table.fault(key, f"«{error}» cần dạng: từ (từ|từ khác) [từ có thể có] *") from error
