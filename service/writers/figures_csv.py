"""Figures as CSV that a Vietnamese Excel opens by a double click: UTF-8 with BOM, semicolons, decimal commas.

Where decimals have a comma, Excel takes semicolons for the borders of cells, and dots for thousands. A line «sep=;»
would make it forget the encoding. Numbers have no signs between thousands, so every program reads them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from service.domain.consolidation.figure_table import FigureRecord
from service.writers.figure_columns import COLUMNS, values_of

BOM = "\ufeff"
SEPARATOR = ";"
MANY = 2000
# What a spreadsheet would take for a formula where it begins a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def figures_csv(lines: Iterable[FigureRecord]) -> Iterator[bytes]:
    """The file piece by piece, its head first."""
    return csv_pieces([column.name for column in COLUMNS], map(values_of, lines))


def csv_pieces(head: Sequence[str], lines: Iterable[Iterable[Decimal | int | str | None]]) -> Iterator[bytes]:
    """Such a file piece by piece, its head first."""
    target = io.StringIO(newline="")
    target.write(BOM)
    writer = csv.writer(target, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow([csv_cell(name) for name in head])
    for number, line in enumerate(lines, 1):
        writer.writerow([csv_cell(value) for value in line])
        if number % MANY == 0:
            yield _taken(target)
    yield _taken(target)


def _taken(target: io.StringIO) -> bytes:
    piece = target.getvalue().encode()
    target.seek(0)
    target.truncate()
    return piece


def csv_cell(value: Decimal | int | str | None) -> str:
    """A value as the cell of such a file; no text is taken for a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
    return "" if value is None else format(Decimal(value), "f").replace(".", ",")
