"""Which columns of an export's table tell which figures: by the heads that are known, or as was confirmed before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from service.domain.organization.agency import AgencyKind
from service.domain.reading.export_tables import ExportColumn, ExportTable, is_numbering
from service.domain.reporting.export_guide import ExportFigure, ExportGuide, HeadPattern, plain_words

_MOST_WAYS = 4
# What was confirmed of a layout: the heads of the columns that a figure was taken from.
Confirmed = Mapping[str, tuple[str, ...]]
Way = tuple[ExportColumn, ...]
Path = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Matched:
    """The columns that a figure may be taken from, several to be added up; `known` says that this was confirmed."""

    ways: tuple[Way, ...]
    known: bool = False


def match_columns(table: ExportTable, guide: ExportGuide, kind: AgencyKind, confirmed: Confirmed) -> dict[str, Matched]:
    """The columns for each figure of a kind of unit; a figure that no column tells is left out."""
    columns = figure_columns(table, guide)
    found = dict(_known(columns, confirmed, guide.asked(kind)))
    taken = {column for matched in found.values() for column in matched.ways[0]}
    free = [column for column in columns if column not in taken]
    paths = {column: guide.path(column.heads) for column in free}
    best = {column: _best(path, guide.figures, kind) for column, path in paths.items()}
    for figure in guide.figures:
        if kind in figure.kinds and figure.indicator not in found and (ways := _ways(figure, paths, best)):
            found[figure.indicator] = Matched(ways)
    return found


def figure_columns(table: ExportTable, guide: ExportGuide) -> list[ExportColumn]:
    """The columns that hold numbers and are neither running numbers nor shares nor anything else that is no count."""
    return [
        column for column in table.columns
        if column.number in table.figures and not is_numbering(column, guide) and not _holds_shares(table, column)
        and not any(guide.says(phrase, column.heads[-1]) for phrase in (guide.names, guide.ignored))
    ]  # fmt: skip


def _known(
    columns: Sequence[ExportColumn], confirmed: Confirmed, asked: frozenset[str]
) -> Iterator[tuple[str, Matched]]:
    """What was confirmed, where its heads stand here once each."""
    for code, keys in confirmed.items():
        found = [[column for column in columns if column.words == plain_words(key)] for key in keys]
        if code in asked and keys and all(len(each) == 1 for each in found):
            yield code, Matched((tuple(each[0] for each in found),), known=True)


def _best(path: Path, figures: Iterable[ExportFigure], kind: AgencyKind) -> int:
    """How well a column's heads fit the figure that they fit best."""
    parts = (part for figure in figures if kind in figure.kinds for part in figure.parts)
    return max((_fit(part, path) for part in parts), default=0)


def _ways(
    figure: ExportFigure, paths: Mapping[ExportColumn, Path], best: Mapping[ExportColumn, int]
) -> tuple[Way, ...]:
    """The columns for each part of a figure in every choice; none where a part has no column."""
    choices = []
    for part in figure.parts:
        fitting = {column: _fit(part, path) for column, path in paths.items()}
        own = {column: fit for column, fit in fitting.items() if fit and fit == best[column]}
        choices.append([column for column, fit in own.items() if fit == max(own.values())])
    ways = (way for way in product(*choices) if len(set(way)) == len(way))
    return tuple(islice(ways, _MOST_WAYS))


def _fit(part: Iterable[HeadPattern], path: Path) -> int:
    return max((pattern.fit(path) for pattern in part), default=0)


def _holds_shares(table: ExportTable, column: ExportColumn) -> bool:
    first, last = table.rows
    cells = [
        cell for row in range(first, last + 1)
        if (cell := table.sheet.cells.get((row, column.number))) is not None and cell.number is not None
    ]  # fmt: skip
    return 2 * sum(cell.is_share for cell in cells) > len(cells)
