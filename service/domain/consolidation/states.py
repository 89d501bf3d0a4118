"""Where the making of a merged report or of a workbook stands."""

from __future__ import annotations

from enum import StrEnum


class MergeState(StrEnum):
    """Where the merge of a period stands: nothing to do, asked for, or under way."""

    IDLE = "idle"
    QUEUED = "queued"
    RUNNING = "running"


class BuildState(StrEnum):
    """Where a build stands."""

    QUEUED = "queued"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """What it says to a reader."""
        return {
            BuildState.QUEUED: "đang chờ",
            BuildState.BUILDING: "đang lập",
            BuildState.READY: "đã xong",
            BuildState.FAILED: "không lập được",
            BuildState.CANCELLED: "đã hủy",
        }[self]
