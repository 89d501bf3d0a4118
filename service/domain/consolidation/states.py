"""Where the making of a merged report or of a workbook stands."""

from __future__ import annotations

from enum import StrEnum

from service.domain.notation.labelled import Labelled


class MergeState(StrEnum):
    """Where the merge of a period stands: nothing to do, asked for, or under way."""

    IDLE = "idle"
    QUEUED = "queued"
    RUNNING = "running"


class BuildState(Labelled):
    """Where a build stands."""

    QUEUED = "queued", "đang chờ"
    BUILDING = "building", "đang lập"
    READY = "ready", "đã xong"
    FAILED = "failed", "không lập được"
    CANCELLED = "cancelled", "đã hủy"
