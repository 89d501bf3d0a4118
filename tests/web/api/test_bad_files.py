"""Wrong Excel files over HTTP: refused in words, or found to be invalid; a good one is taken afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from service.actions.intake.validate import validate_submission
from tests.support import workbooks
from tests.support.filings import raw, real_report
from tests.support.web import Web, pointers, refused
from tests.support.workbooks import edited, filled, form, typed

FILLED = filled()


@pytest.fixture
def sturdy(web: Web) -> Iterator[Web]:
    """The application, which must take a good form after whatever a test did to it."""
    yield web
    assert checked(web, FILLED)["state"] == "valid"


@pytest.fixture
def any_sturdy(any_web: Web) -> Iterator[Web]:
    """The same over each kind of database, for what one of them may not be able to store."""
    yield any_web
    assert checked(any_web, FILLED)["state"] == "valid"


def checked(web: Web, content: bytes) -> dict[str, Any]:
    """A file that is accepted, once it was checked."""
    answer = web.file_upload(content)
    assert answer.status_code in {200, 202}, answer.get_data(as_text=True)
    submission = answer.get_json()["id"]
    validate_submission(web.context, submission)
    found: dict[str, Any] = web.get(f"/submissions/{submission}").get_json()
    return found


def in_documents(cell: str, value: object) -> bytes:
    """The form with another value in its list of documents."""

    def write(book: Workbook) -> None:
        book["Văn bản"][cell].value = value

    return edited(FILLED, write)


def in_narratives(value: str) -> bytes:
    """The form with another first narrative."""

    def write(book: Workbook) -> None:
        book["Nội dung báo cáo"]["C8"].value = value

    return edited(FILLED, write)


def spelt(form_with_mark: bytes, written: str) -> bytes:
    """The form with «HERE» spelt as Excel spells what XML cannot hold."""
    content = workbooks.parts(form_with_mark)
    name = next(name for name, part in content.items() if b"HERE" in part)
    return workbooks.zipped({**content, name: content[name].replace(b"HERE", written.encode())})


def of_another_version() -> bytes:
    """The form as if it had been made for a template that is not here."""

    def change(book: Workbook) -> None:
        book["_tonghop"]["B3"].value = "1999"

    return edited(FILLED, change)


def without_rows() -> bytes:
    """The form after the row of one indicator was deleted."""

    def delete(book: Workbook) -> None:
        row = next(row for row in range(8, 60) if book["II.2"].cell(row, 1).value == "II.2.7")
        book["II.2"].delete_rows(row)
        book.defined_names["ct.ho_so.tiep_nhan"].attr_text = "'II.2'!#REF!"

    return edited(FILLED, delete)


@pytest.mark.parametrize(
    ("make", "status", "said"),
    [
        (lambda: b"", 422, "Tệp trống"),
        (lambda: FILLED[: len(FILLED) // 2], 422, "bị hỏng hoặc tải lên chưa hết"),
        (lambda: FILLED[:30], 422, "bị hỏng"),
        (lambda: b"PK\x03\x04" + b"\x00" * 1000, 422, "bị hỏng"),
        (lambda: workbooks.encrypted(FILLED), 415, "đặt mật khẩu mở"),
        (lambda: workbooks.OLD_XLS, 415, "kiểu cũ (.xls)"),
        (lambda: workbooks.with_macros(FILLED), 415, "có macro"),
        (workbooks.bomb, 413, "quá nhiều dữ liệu"),
        (lambda: workbooks.without_hidden_sheet(FILLED), 422, "thiếu trang tính ẩn «_tonghop»"),
        (lambda: workbooks.without_names(FILLED), 422, "không còn tên ô"),
        (lambda: workbooks.CSV, 415, "tệp CSV"),
        (lambda: raw(real_report()), 415, "không phải tệp Excel"),
        (lambda: b"%PDF-1.7 ", 415, "không phải tệp Excel"),
        (lambda: workbooks.zipped({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), 415, "tải từ hệ"),
        (of_another_version, 422, "phiên bản 1999 không dùng ở đây"),
        (lambda: b"PK" + b"x" * (20 * 1024 * 1024), 413, "lớn hơn"),
    ],
    ids=[
        "empty", "half", "stub", "no archive", "encrypted", "old xls", "macros", "bomb", "no hidden sheet", "no names",
        "csv", "json", "pdf", "word", "another version", "too large",
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_advice(sturdy: Web, make: Callable[[], bytes], status: int, said: str) -> None:
    assert said in refused(sturdy.file_upload(make()), status)["detail"]


@pytest.mark.parametrize("name", ["bao-cao.csv", "bao-cao.xls", "bao-cao.xlsm", "bao-cao", ".xlsx", "bao-cao.xlsx.exe"])
def test_a_file_of_another_ending_is_refused_by_its_name(sturdy: Web, name: str) -> None:
    detail = refused(sturdy.file_upload(FILLED, name), 415)["detail"]
    assert detail == (
        f"Tệp «{name}» không đúng loại, chỉ nhận .json, .xlsx: điền biểu mẫu Excel tải từ hệ thống, "
        "hoặc mở tệp bằng Excel và lưu thành .xlsx."
    )


def test_a_form_of_another_unit_is_refused_by_its_hidden_sheet(sturdy: Web) -> None:
    problem = refused(sturdy.file_upload(form(agency="STC")), 422)
    assert pointers(problem) == ["_tonghop"]
    assert "ghi đơn vị «STC», cần «SGTVT»" in problem["detail"]


@pytest.mark.parametrize(
    ("make", "rule", "place", "said"),
    [
        (lambda: workbooks.without_values(FILLED), None, "II.2!E", "chưa có kết quả"),
        (lambda: typed(FILLED, ho_so__tiep_nhan="bảy nghìn"), None, "II.2!E", "«bảy nghìn» không phải là số"),
        (lambda: typed(FILLED, ho_so__tiep_nhan="8.5"), None, "II.2!E", "có phải là 8,5?"),
        (lambda: typed(FILLED, ho_so__tiep_nhan=-5), "range", "II.2!E", "không được âm"),
        (lambda: typed(FILLED, ho_so__tiep_nhan=7266.123456789012), "range", "II.2!E", "phải là số nguyên"),
        (lambda: typed(FILLED, ho_so__tiep_nhan="7.266,123456789012"), "range", "II.2!E", "phải là số nguyên"),
        (lambda: typed(FILLED, ho_so__tiep_nhan="9" * 40), "range", "II.2!E", "nhiều hơn 15 chữ số"),
        (lambda: typed(FILLED, ho_so__tiep_nhan="9" * 5000), "number", "II.2!E", "vượt xa mọi số liệu"),
        (lambda: typed(FILLED, ho_so__tiep_nhan=1e300), "number", "II.2!E", "vượt xa mọi số liệu"),
        (lambda: typed(FILLED, ho_so__tiep_nhan="#N/A"), None, "II.2!E", "đang báo lỗi"),
        (lambda: in_documents("D8", "31/02/2023"), None, "Văn bản!D8", "31/02/2023"),
        (lambda: in_documents("E8", None), "required", "Văn bản!E8", "chưa có trích yếu"),
        (lambda: in_documents("D8", date(2024, 1, 5)), "date", "Văn bản!D8", "05/01/2024"),
        (lambda: in_documents("D8", "15/06/1823"), "date", "Văn bản!D8", "15/06/1823"),
        (lambda: in_narratives("C«ng t¸c c¶i c¸ch hµnh chÝnh"), "encoding", "Nội dung báo cáo!C8", "TCVN3"),
        (without_rows, "removed", "", "II.2.7"),
    ],
    ids=[
        "formula without a value", "words", "a dot", "negative", "12 decimals", "12 decimals as text", "40 digits",
        "5000 digits", "a huge number",
        "an error", "no date", "no title", "a future date",
        "an old date", "tcvn3", "a deleted row",
    ],
)  # fmt: skip
def test_a_wrong_cell_makes_the_filing_invalid_and_is_named(
    sturdy: Web, make: Callable[[], bytes], rule: str | None, place: str, said: str
) -> None:
    found = checked(sturdy, make())
    assert found["state"] == "invalid"
    finding = next(item for item in found["findings"] if item["level"] == "error" and said in item["message"])
    assert finding["place"].startswith(place)
    assert rule in {None, finding["rule"]}


@pytest.mark.parametrize(
    "make", [lambda: in_narratives("Không\x7f có"), lambda: spelt(in_narratives("HERE"), "Không_x0000_ có")]
)
def test_a_sign_that_nobody_sees_makes_no_filing_invalid(sturdy: Web, make: Callable[[], bytes]) -> None:
    found = checked(sturdy, make())
    assert found["state"] == "valid"
    told = next(item for item in found["findings"] if item["rule"] == "control")
    assert (told["level"], told["place"]) == ("warning", "Nội dung báo cáo!C8")


@pytest.mark.parametrize("written", ["_x0000_7", "_x001B_", "_xD800_", "_xFFFF_1", "7&#9;", "&#xFFFD;"])
def test_a_figure_with_an_unprintable_sign_is_named_and_can_be_stored(any_sturdy: Web, written: str) -> None:
    found = checked(any_sturdy, spelt(typed(FILLED, ho_so__tiep_nhan="HERE"), written))
    if written != "7&#9;":  # a blank around a figure is none of its own
        assert found["state"] == "invalid"
        assert any(item["place"].startswith("II.2!E") for item in found["findings"])


@pytest.mark.parametrize("make", [lambda: workbooks.far_cell(FILLED), lambda: workbooks.many_rows(FILLED, 200_000)])
def test_what_lies_beyond_the_form_does_no_harm(sturdy: Web, make: Callable[[], bytes]) -> None:
    assert checked(sturdy, make())["state"] == "valid"


def test_a_million_rows_are_read_past_or_refused_soon(sturdy: Web) -> None:
    content = workbooks.many_rows(FILLED)
    begun = time.process_time()
    assert checked(sturdy, content)["state"] == "valid"
    assert time.process_time() - begun < 30
