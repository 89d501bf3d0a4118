"""Every sheet of the workbook sorted by every head."""

from __future__ import annotations

import io
from pathlib import Path

from service.writers.consolidated_workbook import write_consolidated
from tests.support.consolidations import dated_consolidation, rich_consolidation
from tests.support.sorting import heads, require_units_kept_together


def test_every_head_of_every_sheet_sorts_safely(tmp_path: Path) -> None:
    target = io.BytesIO()
    write_consolidated(dated_consolidation(rich_consolidation()), target)
    raw = target.getvalue()
    require_units_kept_together(raw, list(heads(raw)), tmp_path)
