"""Reports of Word 97 to 2003 (.doc) and rich text (.rtf), through LibreOffice where it is installed."""

from __future__ import annotations

from dataclasses import replace

from service.domain.errors import TooLargeError, WrongTypeError, message
from service.domain.reading.document import ReportDocument
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.libreoffice import convert, find_office
from service.readers.document.carried import keeps_none
from service.readers.document.docx import read_docx

_LATE = message("Tệp Word kiểu cũ quá lớn hoặc quá phức tạp: mở bằng Word, lưu thành .docx rồi thử lại.")
_DAMAGED = message("Tệp Word kiểu cũ bị hỏng hoặc tải lên chưa hết: mở bằng Word, lưu thành .docx rồi thử lại.")
# Seconds by the clock; the program takes two to start.
LONGEST = 45.0


def read_legacy(form: str, content: bytes) -> ReportDocument:
    """The document in the bytes of a .doc or .rtf file.

    Raises WrongTypeError where LibreOffice is missing, UnreadableDocumentError or TooLargeError.
    """
    office = find_office()
    if office is None:
        said = message(
            "Máy chủ chưa cài LibreOffice nên chưa đọc được tệp Word kiểu cũ (.{form}): mở bằng Word, lưu thành .docx "
            "rồi thử lại.",
            form=form,
        )
        raise WrongTypeError(said)
    done = convert(office, content, form, "docx", LONGEST, lambda: None)
    if done.is_late:
        raise TooLargeError(_LATE)
    if done.content is None:
        raise UnreadableDocumentError(Reason.DAMAGED, _DAMAGED)
    document = read_docx(done.content)
    return replace(document, format=form, notices=(*document.notices, keeps_none(form)))
