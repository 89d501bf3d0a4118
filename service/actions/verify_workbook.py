"""Saying of a copy which workbook it is, and whether anything in it was changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from service.actions.bounded_work import differences, fingerprint_of
from service.actions.context import Context
from service.domain.copies import Differences
from service.domain.errors import UnreadableError, message
from service.storage.models import WorkbookRow
from service.storage.workbooks import build_of_copy

PDF = b"%PDF"


@dataclass(frozen=True)
class Verdict:
    """What a copy is; `differences` is None where its bytes are those that were handed out."""

    build: WorkbookRow
    differences: Differences | None

    @property
    def is_intact(self) -> bool:
        """Whether it says nothing else than what was handed out."""
        return self.differences is None or self.differences.is_same


def verify_workbook(context: Context, raw: bytes) -> Verdict:
    """The verdict; raises UnreadableError for what is no workbook of this installation, or no workbook at all."""
    sha256 = hashlib.sha256(raw).hexdigest()
    with context.database.reading() as session:
        known = build_of_copy(session, sha256, "")
        if known is not None:
            return Verdict(known, None)
    if raw.startswith(PDF):
        raise UnreadableError(
            message("Bản in này không phải do hệ thống lập, hoặc đã bị thay đổi: chỉ bản nguyên vẹn mới nhận ra được.")
        )
    fingerprint = fingerprint_of(raw)
    with context.database.reading() as session:
        row = build_of_copy(session, sha256, fingerprint)
    if row is None or row.content is None:
        raise UnreadableError(
            message("Tệp này không phải bảng tổng hợp do hệ thống lập: không có dấu vân tay nào được biết.")
        )
    return Verdict(row, differences(row.content, raw))
