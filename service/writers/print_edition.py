"""A workbook as PDF for printing, by the office program where it is installed."""

from __future__ import annotations

from collections.abc import Callable

from service.domain.errors import ConflictError, TonghopError, message
from service.libreoffice import convert, find_office

LONGEST = 900.0  # seconds


def require_office() -> str:
    """The office program; raises ConflictError saying that there is none."""
    if found := find_office():
        return found
    raise ConflictError(
        message("Máy chủ chưa cài LibreOffice nên chưa lập được bản in PDF: chọn bản Excel, hoặc nhờ quản trị cài đặt.")
    )


def to_pdf(workbook: bytes, breath: Callable[[], None], longest: float = LONGEST) -> bytes:
    """The workbook as PDF; `breath` is called every few seconds meanwhile. Raises TonghopError where it fails."""
    done = convert(require_office(), workbook, "xlsx", "pdf", longest, breath)
    if done.is_late:
        raise TonghopError(message("LibreOffice không lập xong bản in PDF trong thời gian cho phép."))
    if done.content is None:
        raise TonghopError(message("LibreOffice không lập được bản in PDF: {said}", said=done.said or "không rõ lý do"))
    return done.content
