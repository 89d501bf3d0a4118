"""What an edition keeps of the checklist before its closing, as JSON."""

from __future__ import annotations

from datetime import datetime

from service.domain.consolidation.closing import ClosingCheck, ClosingRecord, ClosingWaiver, DoneTask
from service.storage.consolidation.edition_codec import Json


def closing_json(record: ClosingRecord) -> Json:
    """The record as it is stored; `docs/edition.md` describes it."""
    return {
        "open": [[check.value, count] for check, count in record.open],
        "waivers": [
            {
                "check": waiver.check.value, "mark": waiver.mark, "count": waiver.count, "reason": waiver.reason,
                "by": waiver.by, "at": waiver.at.isoformat(),
            }
            for waiver in record.waivers
        ],
        "tasks": [{"title": str(title), **_done_json(done)} for title, done in record.tasks],
        "approval": None if record.approval is None else _done_json(record.approval),
    }  # fmt: skip


def closing_of(kept: Json) -> ClosingRecord:
    """The record that was stored."""
    return ClosingRecord(
        tuple((ClosingCheck(check), count) for check, count in kept["open"]),
        tuple(
            ClosingWaiver(
                ClosingCheck(one["check"]), one["mark"], one["count"], one["reason"], one["by"],
                datetime.fromisoformat(one["at"]),
            )
            for one in kept["waivers"]
        ),
        tuple((one["title"], _done(one)) for one in kept["tasks"]),
        None if kept["approval"] is None else _done(kept["approval"]),
    )  # fmt: skip


def _done_json(done: DoneTask) -> Json:
    return {"by": done.by, "at": done.at.isoformat()}


def _done(kept: Json) -> DoneTask:
    return DoneTask(kept["by"], datetime.fromisoformat(kept["at"]))
