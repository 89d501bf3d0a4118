"""Tables for spreadsheets, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# Text that a spreadsheet would take for a formula.
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_file(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table of texts, none of which a spreadsheet takes for a formula."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(head)
    writer.writerows([f"'{cell}" if cell.startswith(_RISKY) else cell for cell in row] for row in rows)
    # Excel takes a CSV for UTF-8 only with this mark.
    return ("\ufeff" + target.getvalue()).encode()
