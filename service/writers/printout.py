"""A workbook as PDF for printing, by the office program where it is installed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf

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


# With headings and tables marked, so that a screen reader can find its way.
_TAGGED = 'pdf:calc_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


def first_pages(pdf: bytes) -> Mapping[str, int]:
    """On which page each sheet of a print begins, by its title: LibreOffice makes a bookmark of each."""
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(opened.pages, 1)}
        places = {item.title: _page(item) for item in outline.root}
        return {title: numbers[page.objgen] for title, page in places.items() if page is not None}


def _page(item: pikepdf.OutlineItem) -> Any:
    place = item.destination if item.action is None else item.action.get("/D")
    return place[0] if isinstance(place, pikepdf.Array) else None


def print_workbook(
    workbook: bytes, with_pages: Callable[[Mapping[str, int]], tuple[bytes, str]], breath: Callable[[], None]
) -> tuple[bytes, str]:
    """A workbook as PDF whose contents name the pages, and its fingerprint; it is converted twice, as `to_pdf` does.

    What stands on which page is known once it is printed: `with_pages` then writes it anew, with its fingerprint.
    """
    again, fingerprint = with_pages(first_pages(to_pdf(workbook, breath)))
    return to_pdf(again, breath), fingerprint


def to_pdf(workbook: bytes, breath: Callable[[], None], longest: float = LONGEST) -> bytes:
    """The workbook as PDF; `breath` is called every few seconds meanwhile. Raises TonghopError where it fails."""
    done = convert(require_office(), workbook, "xlsx", _TAGGED, longest, breath)
    if done.is_late:
        raise TonghopError(message("LibreOffice không lập xong bản in PDF trong thời gian cho phép."))
    if done.content is None:
        raise TonghopError(message("LibreOffice không lập được bản in PDF: {said}", said=done.said or "không rõ lý do"))
    return done.content
