"""Wrong entries in the web form: kept as they were typed, named at their place, and never handed in."""

from __future__ import annotations

import io
import json
import unicodedata
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from service.domain.reporting.draft import DOCUMENTS
from service.setting_values import MEGABYTE
from tests.support import workbooks
from tests.support.browser import HOME, Page, Person
from tests.support.drafts import TEXT, TONG, opened, real_values, write
from tests.support.installation import PERIOD
from tests.support.web import Web

FORM, SAVE, FILE = f"/bao-cao/{PERIOD}/nhap", f"/bao-cao/{PERIOD}/luu", f"/bao-cao/{PERIOD}/tep"
REVIEW = f"/bao-cao/{PERIOD}/xem-lai"
ROW = ["Công văn", "5/SGTVT", "03/02/2023", "Trả lời"]


def save(person: Person, path: str, value: str, base: int) -> list[dict[str, Any]]:
    """The errors that are told of a value when it is saved while one types."""
    body = {"seen": base, "changes": [{"path": path, "value": value, "base": base}]}
    answer = person.autosave(SAVE, body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [item for item in answer.get_json()["findings"] if item["level"] == "error" and not item["isQuiet"]]


def assert_not_handed_in(web: Web, leader: Person, said: str) -> None:
    """Pressing the button in spite of it is refused in the same words, and nothing is filed."""
    page = leader.get(REVIEW)
    assert said in page.words
    assert page.find("//main//form/button[text()='Nộp báo cáo']").get("disabled") is not None
    refused = leader.press(page, f"{REVIEW}/nop")
    assert (refused.status, said in refused.words) == (422, True), refused.words
    assert opened(web.context).filings == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("một trăm bốn mươi", "«một trăm bốn mươi» không phải là số"),
        ("-5", "là -5: không được âm"),
        ("1e400", "«1e400» không phải là số"),
        ("NaN", "«NaN» không phải là số"),
        ("140,123456789012", "là 140,123456789012: phải là số nguyên"),
        ("9" * 40, "nhiều hơn 15 chữ số"),
        ("9" * 5_000, "vượt xa mọi số liệu có thể có"),
        ("140.5", "có phải là 140,5?"),
    ],
    ids=["words", "negative", "1e400", "NaN", "12 decimals", "40 digits", "5000 digits", "a dot"],
)
def test_a_wrong_figure_is_named_beside_its_field_and_stays_as_it_was_typed(
    web: Web, officer: Person, leader: Person, typed: str, said: str
) -> None:
    write(web.context, real_values())
    told = [item for item in save(officer, TONG, typed, 1) if said in item["message"]]
    assert [item["place"] for item in told] == ["#o-indicators-tthc-tong"]
    page = officer.fill(officer.get(FORM), FORM, {})
    assert page.form()[TONG] == opened(web.context).draft.values[TONG] == typed
    assert said in " ".join(page.texts("//*[@id='f-indicators-tthc-tong']"))
    assert_not_handed_in(web, leader, said)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("31/02/2023", "«31/02/2023» không phải ngày hợp lệ (ghi theo dạng 03/02/2023)"),
        ("19/09/2023", "ngày 19/09/2023 phải từ 01/01/1990 đến 18/09/2023"),
        ("15/06/1823", "ngày 15/06/1823 phải từ 01/01/1990 đến 18/09/2023"),
    ],
    ids=["31 February", "tomorrow", "1823"],
)
def test_a_wrong_date_is_named_with_its_document_and_stays_as_it_was_typed(
    web: Web, officer: Person, leader: Person, day: str, said: str
) -> None:
    rows = json.dumps([[*ROW[:2], day, ROW[3]]], ensure_ascii=False)
    write(web.context, {**real_values(), DOCUMENTS: rows})
    told = save(officer, TEXT, "Không", 1)
    assert [said in item["message"] for item in told] == [True]
    page = officer.fill(officer.get(FORM), FORM, {})
    assert page.form()["documents.0.date"] == day
    assert json.loads(opened(web.context).draft.values[DOCUMENTS])[0][2] == day
    assert_not_handed_in(web, leader, said)


def test_a_text_of_an_old_font_is_named_at_its_section(web: Web, officer: Person, leader: Person) -> None:
    write(web.context, real_values())
    (told,) = save(officer, TEXT, "C«ng t¸c c¶i c¸ch hµnh chÝnh nhµ n-íc", 1)
    assert (told["place"], "TCVN3 hoặc VNI" in told["message"]) == ("#o-narratives-II-6", True)
    assert_not_handed_in(web, leader, "TCVN3 hoặc VNI")


@pytest.mark.parametrize(
    "typed",
    [unicodedata.normalize("NFD", "Đã số hóa"), "Đã\0 số hóa", "Đã số\ud800 hóa"],
    ids=["decomposed", "NUL", "half a letter"],
)
def test_a_text_that_can_be_mended_without_a_question_is_mended(web: Web, officer: Person, typed: str) -> None:
    write(web.context, real_values())
    assert save(officer, TEXT, typed, 1) == []
    assert opened(web.context).draft.values[TEXT] == "Đã số hóa"


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 422, "Tệp trống"),
        (workbooks.filled()[:5_000], 422, "bị hỏng hoặc tải lên chưa hết"),
        (workbooks.encrypted(workbooks.filled()), 415, "đặt mật khẩu mở"),
        (workbooks.OLD_XLS, 415, "kiểu cũ (.xls)"),
        (workbooks.with_macros(workbooks.filled()), 415, "có macro"),
        (workbooks.bomb(), 413, "quá nhiều dữ liệu"),
        (workbooks.without_hidden_sheet(workbooks.filled()), 422, "thiếu trang tính ẩn"),
        (workbooks.CSV, 415, "tệp CSV"),
    ],
    ids=["empty", "cut short", "encrypted", "old xls", "macros", "bomb", "no hidden sheet", "csv"],
)  # fmt: skip
def test_a_wrong_file_leaves_the_draft_as_it_was(
    web: Web, officer: Person, content: bytes, status: int, said: str
) -> None:
    write(web.context, {TONG: "140"})
    page = officer.upload(FILE, content, "Quý III.xlsx", what="take")
    assert (page.status, said in page.words) == (status, True), page.words
    assert opened(web.context).draft.values == {TONG: "140"}


def test_a_file_that_is_too_large_is_refused_with_the_limit(web: Web, officer: Person) -> None:
    write(web.context, {TONG: "140"})
    file = FileStorage(io.BytesIO(b"PK" + b"x" * (21 * MEGABYTE)), "Quý III.xlsx")
    boundary, body = encode_multipart({**officer.get(FILE).form(FILE), "what": "take", "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    page = Page(officer.client.post(FILE, data=body, content_type=kind, base_url=HOME))
    assert (page.status, page.texts("//h1")) == (413, ["Nội dung quá lớn"])
    assert "(tệp: 20 MB, JSON: 4 MB)" in page.words
    assert opened(web.context).draft.values == {TONG: "140"}
