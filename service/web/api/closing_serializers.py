"""What stands before a closing, and published results, as the values that the API answers with."""

from __future__ import annotations

from typing import Any

from service.actions.consolidation.published import PublishedResults
from service.actions.periods.closing import ClosingOverview
from service.domain.consolidation.closing import ClosingItem, TaskStanding
from service.domain.consolidation.closing_request import ClosingRequest
from service.domain.reporting.report import Figure
from service.storage.intake.payload_codec import json_figure
from service.web.ui.i18n import translate


def closing(item: ClosingOverview) -> dict[str, Any]:
    """The checklist of a period."""
    return {
        "period": item.period.code,
        "closed": item.closed_at is not None,
        "needs_approval": item.needs_approval,
        "cleared": item.is_cleared,
        "settled": item.state.settled,
        "needed": item.state.needed,
        "checks": [_check(entry) for entry in item.state.items],
        "tasks": [_task(one) for one in item.state.tasks],
        "request": None if item.request is None else _request(item.request),
        "moved": [translate(line) for line in item.moved],
        "publications": [{"edition": one.number, "by": one.by, "at": one.at} for one in item.publications],
    }


def results(item: PublishedResults) -> dict[str, Any]:
    """What was published, as one agency sees it."""
    return {
        "period": item.period.code,
        "edition": item.edition.number,
        "fingerprint": item.edition.fingerprint,
        "published_at": item.publication.at,
        "agency": None if item.agency is None else item.agency.code,
        "counted": item.was_counted,
        "indicators": [
            {
                "indicator": row.indicator.code, "value": _json(row.total), "contributing": row.contributing,
                "own": _json(row.own),
            }
            for _, rows in item.sections
            for row in rows
        ],
        "ranks": [
            {"indicator": indicator.code, "value": _json(rank.share), "place": rank.place, "of": rank.of}
            for indicator, rank in item.ranks
        ],
        "corrected": [
            {"indicator": one.indicator.code, "before": _json(one.before), "after": _json(one.after)}
            for one in item.corrected
        ],
    }  # fmt: skip


def _check(item: ClosingItem) -> dict[str, Any]:
    waiver = item.waiver
    return {
        "check": item.check.value,
        "title": translate(item.check.label),
        "count": item.count,
        "required": item.check.blocks,
        "blocking": item.is_blocking,
        "waiver": None if waiver is None else {"reason": waiver.reason, "by": waiver.by, "at": waiver.at},
        "entries": [
            {
                "said": translate(entry.said), "submission": entry.submission or None,
                "indicator": entry.indicator or None,
            }
            for entry in item.entries
        ],
    }  # fmt: skip


def _task(one: TaskStanding) -> dict[str, Any]:
    return {
        "task": one.task.name,
        "title": translate(one.task.title),
        "owner": one.task.owner.value,
        "due": one.due,
        "after": list(one.task.after),
        "required": one.task.blocks,
        "done_by": None if one.done is None else one.done.by,
        "done_at": None if one.done is None else one.done.at,
    }


def _request(request: ClosingRequest) -> dict[str, Any]:
    return {
        "state": request.state.value,
        "correction": request.is_correction,
        "reason": request.reason,
        "requested_by": request.requested_by,
        "requested_at": request.requested_at,
        "ended_by": request.ended_by or None,
        "ended_at": request.ended_at,
        "remarks": request.remarks,
    }


def _json(figure: Figure | None) -> int | float | str | None:
    return None if figure is None else json_figure(figure)
