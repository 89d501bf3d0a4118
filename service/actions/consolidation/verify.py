"""Saying of a copy which workbook it is, and whether anything in it was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.work.bounded import compared, marks_of
from service.domain.consolidation.copy_check import Differences
from service.domain.errors import UnreadableError, message
from service.domain.notation.fingerprint import sha256_of
from service.storage.consolidation.workbooks import build_of_copy
from service.storage.models import WorkbookRow

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
    sha256 = sha256_of(raw)
    with context.database.reading() as session:
        known = build_of_copy(session, sha256, "")
        if known is not None:
            return Verdict(known, None)
    if raw.startswith(PDF):
        raise UnreadableError(
            message("Bản in này không phải do hệ thống lập, hoặc đã bị thay đổi: chỉ bản nguyên vẹn mới nhận ra được.")
        )
    named, digests = marks_of(raw)
    with context.database.reading() as session:
        row, content = _original(session, named, digests)
    return Verdict(row, compared(content, raw))


def _original(session: Session, named: str, digests: Sequence[str]) -> tuple[WorkbookRow, bytes]:
    """The workbook that a copy names by its fingerprint; where its name is gone, whatever looks like one is tried."""
    for digest in dict.fromkeys([*([named] if named else []), *digests]):
        row = build_of_copy(session, "", digest)
        if row is not None and row.content is not None:
            return row, row.content
    if named:
        raise UnreadableError(
            message(
                "Dấu vân tay trong tệp không khớp với bảng nào do hệ thống lập: dấu vân tay đã bị sửa, hoặc tệp là "
                "bảng tổng hợp lập ở nơi khác."
            )
        )
    raise UnreadableError(
        message("Tệp này không có dấu vân tay: không phải bảng tổng hợp do hệ thống lập, hoặc dấu vân tay đã bị xóa.")
    )
