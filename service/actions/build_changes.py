"""What changed between two builds of a period's workbook: units added and revised, totals that moved."""

from __future__ import annotations

from dataclasses import dataclass

from service.actions.context import Context
from service.actions.standings import view_period
from service.domain.agency import Agency, in_table_order
from service.domain.errors import NotFoundError, message
from service.domain.template import Indicator
from service.storage.agencies import all_agencies
from service.storage.consolidations import get_consolidation, sources_of
from service.storage.models import WorkbookRow
from service.storage.workbooks import BuildState, builds_of

Value = int | float | str | None


@dataclass(frozen=True)
class Moved:
    """A total before and after."""

    indicator: Indicator
    before: Value
    after: Value


@dataclass(frozen=True)
class Changes:
    """What the newer of two builds has that the older has not."""

    before: WorkbookRow
    after: WorkbookRow
    added: tuple[str, ...]
    revised: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[Moved, ...]


def changes_since_last(context: Context, period: str) -> Changes | None:
    """The newest two finished builds compared, None where there are no two."""
    with context.database.reading() as session:
        ready = [row for row in builds_of(session, period) if row.state == BuildState.READY.value]
        if len(ready) < 2:
            return None
        after, before = ready[0], ready[1]
        if after.consolidation is None or before.consolidation is None:
            raise NotFoundError(message("Bảng tổng hợp cũ không còn nguồn số liệu để so sánh."))
        # A unit that is gone owes nothing any more, and still has a name.
        units = in_table_order(all_agencies(session))
        old, new = sources_of(session, before.consolidation), sources_of(session, after.consolidation)
        first, second = (get_consolidation(session, row.consolidation or 0).indicators for row in (before, after))
        template = view_period(session, context.catalogue, period).template
    moved = tuple(
        Moved(item, _value(first, item), _value(second, item))
        for item in template.indicators
        if _value(first, item) != _value(second, item)
    )
    return Changes(
        before=before,
        after=after,
        added=_named(units, new.keys() - old.keys()),
        revised=_named(units, {code for code in new.keys() & old.keys() if new[code] != old[code]}),
        removed=_named(units, old.keys() - new.keys()),
        moved=moved,
    )


def _named(units: tuple[Agency, ...], codes: set[str]) -> tuple[str, ...]:
    return tuple(unit.name for unit in units if unit.code in codes)


def _value(indicators: dict[str, dict[str, Value]], item: Indicator) -> Value:
    return indicators.get(item.code, {}).get("value")
