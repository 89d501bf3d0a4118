"""What a scope says to people, and the scope that a form or a call chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.actions.consolidation.build import choose_scope
from service.domain.consolidation.scope import PrintPart, Scope, WorkbookFormat, scope_of
from service.storage.models import WorkbookRow
from service.web.request_context import context
from service.web.ui.i18n import _, translate


def scope_name(row: WorkbookRow) -> str:
    """Which part of the period a build shows, in words."""
    scope = scope_of(row.scope)
    parts = [
        *(translate(kind.label) for kind in scope.kinds),
        *([_("%(count)s đơn vị được chọn", count=len(scope.units))] if scope.units else []),
        *([_("mục %(sections)s", sections=", ".join(scope.sections))] if scope.sections else []),
        *([_("bản in PDF")] if scope.file_format is WorkbookFormat.PDF else []),
        *([_("in thêm %(parts)s", parts=_names(scope.parts))] if scope.parts else []),
        *([_("thay đổi từ %(since)s", since=scope.since)] if scope.since else []),
    ]
    return "; ".join(parts) or _("toàn tỉnh")


def _names(parts: Sequence[PrintPart]) -> str:
    return ", ".join(f"«{translate(part.label)}»" for part in parts)


def scope_from(period: str, lists: Mapping[str, Sequence[str]], single: Mapping[str, Any]) -> Scope:
    """The scope in what was sent; raises ConflictError naming what there is not."""
    return choose_scope(
        context(), period, kinds=lists.get("kinds", ()), units=lists.get("units", ()),
        sections=lists.get("sections", ()), file_format=single.get("edition", WorkbookFormat.XLSX.value),
        since=single.get("since") or "", parts=lists.get("parts", ()),
    )  # fmt: skip
