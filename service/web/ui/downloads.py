"""Files that are handed out."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response as BaseResponse

from service.actions.review.downloads import record_download, record_file_download
from service.domain.audit import AuditEvent
from service.domain.consolidation.scope import WorkbookFormat, scope_of
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.text import one_line, without_diacritics
from service.storage.models import WorkbookRow
from service.web.media_types import PDF, XLSX
from service.web.request_context import caller, context

Answer = TypeVar("Answer", bound=BaseResponse)
_TYPES = {WorkbookFormat.XLSX: XLSX, WorkbookFormat.PDF: PDF}


def download(raw: bytes, media_type: str, name: str) -> Response:
    """Bytes as a file, by a name of any letters; what no header can carry of it is left out."""
    shown = one_line(name) or "tep"
    plain = shown if shown.isascii() else without_diacritics(shown).encode("ascii", "replace").decode()
    names = {"filename": plain} if plain == shown else {"filename": plain, "filename*": f"UTF-8''{quote(shown)}"}
    headers = {"Content-Disposition": dump_options_header("attachment", names)}
    return Response(raw, content_type=media_type, headers=headers)


def recorded(
    response: Response, action: AuditEvent, subject: str, *, period: str | None = None, agency: str | None = None
) -> Response:
    """The answer, which is put on record where it hands something out."""
    if response.status_code == HTTPStatus.OK and request.method != "HEAD":
        record_download(context(), caller(), action, subject, period=period, agency=agency)
    return response


def file_of_submission(response: Answer, submission: str, name: str) -> Answer:
    """A file of a filing, which is on record where it goes to others than its unit."""
    if request.method != "HEAD":
        record_file_download(context(), caller(), submission, name)
    return response


def known_by_content(response: Response) -> Response:
    """The answer with the SHA-256 of its content as ETag; 304 without content to whoever has it."""
    response.set_etag(sha256_of(response.get_data()))
    response.make_conditional(request)
    return response


def workbook_file(row: WorkbookRow, name: str = "") -> Response:
    """A finished build under its own name or another, known by its SHA-256."""
    file_format = scope_of(row.scope).file_format
    response = download(row.content or b"", _TYPES[file_format], f"tong-hop-{name or row.id}.{file_format.value}")
    response.set_etag(row.sha256 or "")
    response.make_conditional(request)
    return response
