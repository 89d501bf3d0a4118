"""Reports in words: the text of a Word, OpenDocument, PDF or text file, with its headings, lists and tables.

What a file is shows in its first bytes, whatever its name says. Reading what strangers send takes bounds: call it
through `service.actions.work.bounded`.
"""

from __future__ import annotations

from service.domain.reading.document import ReportDocument
from service.readers.document.kinds import FileKind, kind_of_file


def read_document(name: str, content: bytes) -> ReportDocument:
    """The document in a file; `name` only helps to tell people what is wrong.

    Raises UnreadableDocumentError (whose reason tells a scan from a damaged file), WrongTypeError, TooLargeError.
    """
    # Each reader brings its library along, and most files are of one kind.
    match kind_of_file(name, content):
        case FileKind.DOCX:
            from service.readers.document.docx import read_docx  # noqa: PLC0415

            return read_docx(content)
        case FileKind.ODT:
            from service.readers.document.odt import read_odt  # noqa: PLC0415

            return read_odt(content)
        case FileKind.PDF:
            from service.readers.document.pdf import read_pdf  # noqa: PLC0415

            return read_pdf(content)
        case FileKind.DOC | FileKind.RTF as kind:
            from service.readers.document.legacy_office import read_legacy  # noqa: PLC0415

            return read_legacy(kind.value, content)
        case FileKind.TEXT:
            from service.readers.document.text import read_text  # noqa: PLC0415

            return read_text(content)
