"""What a workbook is and of what, as its first sheet says it: final, provisional, or a part of the period."""

from __future__ import annotations

from service.domain.consolidation.consolidation import Consolidation
from service.writers.consolidated_workbook.wording import KINDS

MOST_NAMED = 30


def scope_name(item: Consolidation) -> str:
    """Which part of the period the workbook shows, empty where it is the whole."""
    scope = item.scope
    names = [unit.agency.name for unit in item.units]
    more = f" và {len(names) - MOST_NAMED} đơn vị khác" if len(names) > MOST_NAMED else ""
    parts = [
        *([f"đơn vị {', '.join(KINDS[kind].lower() for kind in scope.kinds)}"] if scope.kinds else []),
        *([f"{'; '.join(names[:MOST_NAMED])}{more}"] if scope.units else []),
        *([f"mục {', '.join(scope.sections)}"] if scope.sections else []),
    ]
    return f"Phạm vi: {'; '.join(parts)}" if parts else ""


def stamp(item: Consolidation) -> str:
    """Whether the workbook may be signed: a part of a period never is the annex itself."""
    if item.scope.is_part:
        return "BẢNG TRÍCH"
    return "CHÍNH THỨC" if item.is_final else "TẠM TỔNG HỢP"
