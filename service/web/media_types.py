"""The media types of the files that are handed out."""

from __future__ import annotations

from service.readers.formats import EXCEL

XLSX = EXCEL.media_type
JSON = "application/json"
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
