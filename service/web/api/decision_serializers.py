"""What was decided about a unit and its figures, as the values that the API answers with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.actions.periods.administration import AgencyDecisions
from service.actions.periods.overlaps import ListedOverlap, PeriodOverlaps
from service.actions.review.adjustments import ListedAdjustment
from service.actions.review.figure_threads import OpenedThread
from service.domain.reporting.report import Figure
from service.storage.intake.payload_codec import json_figure


def decisions(found: AgencyDecisions) -> dict[str, Any]:
    """What was decided about one unit."""
    owed, late = found.unit.obligation, found.late
    return {
        "period": found.period,
        "agency": found.unit.agency.code,
        "due_at": found.unit.due_at,
        "extension_reason": owed.extension_reason if owed.due_at is not None else None,
        "waiver_reason": owed.waiver_reason if owed.waived_at is not None else None,
        "exclusion_reason": owed.exclusion_reason if owed.excluded_at is not None else None,
        "late_until": None if late is None else late.until,
        "late_reason": None if late is None else late.reason,
        "seen": found.seen,
    }


def adjustments(listed: Iterable[ListedAdjustment]) -> dict[str, Any]:
    """The adjusted figures of a submission."""
    return {"adjustments": [_adjustment(item) for item in listed]}


def _adjustment(item: ListedAdjustment) -> dict[str, Any]:
    kept, made = item.kept, item.made
    return {
        "number": kept.id,
        "indicator": kept.indicator,
        "filed": None if made.filed is None else json_figure(made.filed),
        "value": json_figure(made.figure),
        "reference": made.reference,
        "reason": made.reason,
        "by": made.by,
        "at": made.at,
        "until": kept.until,
        "holds": item.holds,
        "ended_at": kept.ended_at,
        "end_reason": kept.end_reason,
        "answer": kept.answer.value,
        "answer_text": kept.answer_text,
    }


def overlaps(found: PeriodOverlaps) -> dict[str, Any]:
    """The pairs of a period that two sides tell."""
    listed = [_overlap(item) for item in found.listed]
    return {"period": found.period.code, "overlaps": listed, "seen": found.seen}


def _overlap(item: ListedOverlap) -> dict[str, Any]:
    kept, pair, story = item.kept, item.kept.overlap, item.story
    told = (None, None, None) if story is None else (story.counted, story.left_out, story.difference)
    counted, left_out, difference = map(_number, told)
    return {
        "number": kept.number,
        "indicator": pair.indicator,
        "counting": pair.counting.code,
        "leaving": pair.leaving.code,
        "of_kinds": pair.counting.is_kind,
        "reason": pair.reason,
        "since": kept.since,
        "until": kept.until,
        "by": kept.made_by,
        "at": kept.made_at,
        "counted": counted,
        "left_out": left_out,
        "difference": difference,
    }


def threads(found: Iterable[OpenedThread]) -> dict[str, Any]:
    """The questions about the figures of a unit."""
    return {"threads": [_thread(item) for item in found]}


def _thread(item: OpenedThread) -> dict[str, Any]:
    """All that was said about one figure."""
    return {
        "indicator": item.indicator.code,
        "figure": _number(item.figure),
        "changed": item.has_changed,
        "open": item.thread.is_open,
        "seen": item.thread.seen,
        "entries": [
            {"step": one.step.value, "text": one.text, "by": one.by, "at": one.at, "figure": _number(one.figure)}
            for one in item.thread.entries
        ],
    }


def _number(value: Figure | None) -> int | float | str | None:
    return None if value is None else json_figure(value)
