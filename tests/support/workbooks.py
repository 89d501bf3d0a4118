"""Filled forms, and files that are wrong in every way that we know of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import msoffcrypto
import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.workbook import Workbook

from service.demo import AGENCIES_CSV
from service.domain.reporting.earlier import NO_EARLIER, EarlierReports
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import Period
from service.readers.agencies import read_agencies
from service.writers.blank_workbook import write_blank
from tests.support.consolidations import DATES, TEMPLATE, real_payload

AGENCIES = {agency.code: agency for agency in read_agencies(AGENCIES_CSV)}


def form(
    payload: Payload | None = None,
    agency: str = "SGTVT",
    earlier: EarlierReports = NO_EARLIER,
    period: Period = DATES,
) -> bytes:
    """A form for the unit, with the payload written into it."""
    target = io.BytesIO()
    write_blank(TEMPLATE, period, AGENCIES[agency], earlier, target, prefill=payload)
    return target.getvalue()


@cache
def filled() -> bytes:
    """The real report in a form."""
    return form(real_payload())


@cache
def filled_and_explained() -> bytes:
    """The same with its one warning explained: ready to be handed in."""
    return form(replace(real_payload(), explanations={"R06": "Hai thủ tục đang chuyển mức độ"}))


def edited(raw: bytes, edit: Callable[[Workbook], None]) -> bytes:
    """The form after somebody changed it."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def typed(raw: bytes, **cells: object) -> bytes:
    """The form with values typed into inputs; double underscores in a name stand for dots."""

    def type_in(book: Workbook) -> None:
        for name, value in cells.items():
            sheet, place = next(book.defined_names[f"ct.{name.replace('__', '.')}"].destinations)
            cell = book[sheet][place.replace("$", "")]
            cell.value = value

    return edited(raw, type_in)


def parts(raw: bytes) -> dict[str, bytes]:
    """The parts of a workbook file by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(content: dict[str, bytes]) -> bytes:
    """A file of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return target.getvalue()


def encrypted(raw: bytes) -> bytes:
    """The workbook with a password."""
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(raw)).encrypt("mat-khau", target)
    assert msoffcrypto.OfficeFile(io.BytesIO(target.getvalue())).is_encrypted()
    return target.getvalue()


def with_macros(raw: bytes) -> bytes:
    """The workbook with a macro part."""
    return zipped({**parts(raw), "xl/vbaProject.bin": b"macro"})


def form_saying(instead_of: str, words: str) -> bytes:
    """The real report's form with other words in its texts."""
    real = real_payload()
    texts = {code: text.replace(instead_of, words) for code, text in real.narratives.items()}
    return form(replace(real, narratives=texts))


def bomb() -> bytes:
    """A small file that unpacks to a hundred megabytes."""
    return zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b" " * 100_000_000})


def many_rows(raw: bytes, rows: int = 1_000_000) -> bytes:
    """The form with a million rows below its table."""
    content = parts(raw)
    name = "xl/worksheets/sheet3.xml"
    head, _, tail = content[name].partition(b"</sheetData>")
    added = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(6000, 6000 + rows))
    return zipped({**content, name: head + added + b"</sheetData>" + tail})


def far_cell(raw: bytes) -> bytes:
    """The form with one cell at the end of the sheet."""
    content = parts(raw)
    name = "xl/worksheets/sheet3.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return zipped({**content, name: content[name].replace(b"</sheetData>", far)})


def without_values(raw: bytes) -> bytes:
    """The form with a formula in an input that was never computed."""
    return typed(raw, ho_so__tiep_nhan="=989+6277")


def without_hidden_sheet(raw: bytes) -> bytes:
    """The form without the sheet that says what it is."""

    def remove(book: Workbook) -> None:
        del book["_tonghop"]

    return edited(raw, remove)


def without_names(raw: bytes) -> bytes:
    """The form without the names that say what its cells are."""

    def remove(book: Workbook) -> None:
        book.defined_names.clear()

    return edited(raw, remove)


OLD_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
CSV = "Số;Chỉ tiêu;Kỳ này\nI.1.1;Số nhiệm vụ;91\n".encode()
