"""An agency's own report as PDF, by the office program where it is installed; the values go with it as a file."""

from __future__ import annotations

import io
import json
import zipfile
from typing import BinaryIO

import pikepdf

from service.domain.errors import ConflictError, TonghopError, message
from service.domain.reporting.carried_report import ATTACHMENT
from service.libreoffice import convert, find_office
from service.writers.letters.carried import PART

LONGEST = 90.0  # seconds
# PDF/A-3, which may hold other files; the controls of the Word file are words here and no fields to fill in.
_OPTIONS = {
    "SelectPdfVersion": {"type": "long", "value": "3"},
    "ExportFormFields": {"type": "boolean", "value": "false"},
}
FILTER = f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS, separators=(',', ':'))}"


def write_report_pdf(document: bytes, target: BinaryIO) -> None:
    """Write the Word file of an agency's report as PDF with the values that it carries.

    Raises ConflictError where the office program is not installed, and TonghopError where it fails.
    """
    office = find_office()
    if office is None:
        raise ConflictError(
            message("Máy chủ chưa cài LibreOffice nên chưa lập được bản PDF: tải bản Word, hoặc nhờ quản trị cài đặt.")
        )
    done = convert(office, document, "docx", FILTER, LONGEST, lambda: None)
    if done.is_late:
        raise TonghopError(message("LibreOffice không lập xong bản PDF trong thời gian cho phép."))
    if done.content is None:
        raise TonghopError(message("LibreOffice không lập được bản PDF: {said}", said=done.said or "không rõ lý do"))
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        carried = archive.read(PART)
    attach(done.content, carried, target)


def attach(document: bytes, carried: bytes, target: BinaryIO) -> None:
    """Write the PDF with the carried values as a file within it that belongs to the whole document."""
    with pikepdf.open(io.BytesIO(document)) as file:
        spec = pikepdf.AttachedFileSpec(
            file, carried, filename=ATTACHMENT, mime_type="text/xml", description="Số liệu của báo cáo",
            relationship=pikepdf.Name.Data,
        )  # fmt: skip
        file.attachments[ATTACHMENT] = spec
        file.Root.AF = pikepdf.Array([file.attachments[ATTACHMENT].obj])
        file.save(target)
