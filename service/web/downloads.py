"""Files that are handed out."""

from __future__ import annotations

from flask import Response, request

from service.domain.scope import Edition, scope_of
from service.storage.models import WorkbookRow
from service.web.description import PDF, XLSX

_TYPES = {Edition.WORKBOOK: XLSX, Edition.PRINT: PDF}


def download(raw: bytes, media_type: str, name: str) -> Response:
    """Bytes as a file with a plain name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(raw, content_type=media_type, headers=headers)


def workbook_file(row: WorkbookRow, name: str = "") -> Response:
    """A finished build under its own name or another, known by its SHA-256."""
    edition = scope_of(row.scope).edition
    response = download(row.content or b"", _TYPES[edition], f"tong-hop-{name or row.id}.{edition.value}")
    response.set_etag(row.sha256 or "")
    response.make_conditional(request)
    return response
