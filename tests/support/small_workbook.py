"""A workbook with every kind of sheet and cell, and few units: quick to open, change and compare by the hundred."""

from __future__ import annotations

import io

from service.domain.consolidation.scope import Scope
from service.writers.consolidated_workbook import write_consolidated
from tests.support.consolidations import dated_consolidation, rich_consolidation

UNITS = ("SGTVT", "SKHCN", "STC", "SYT", "STP", "HTL")


def small_workbook() -> bytes:
    """Its bytes."""
    item = dated_consolidation(rich_consolidation())
    target = io.BytesIO()
    write_consolidated(item.within(Scope(units=UNITS)), target, verify_at="https://x.vn/xac-minh-bang")
    return target.getvalue()
