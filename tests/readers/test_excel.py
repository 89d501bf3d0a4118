"""The filled form comes back as it was meant, and a wrong file or cell is named."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from service.domain.errors import Level, TonghopError, TooLargeError, UnreadableError, WrongTypeError
from service.domain.notation import text
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA
from service.readers.excel import read_excel
from tests.support import workbooks
from tests.support.consolidations import CATALOGUE, TEMPLATE, real_payload
from tests.support.office import resaved
from tests.support.workbooks import edited, filled, form, typed

FILLED = filled()


def read(raw: bytes) -> Payload:
    """The payload in a form of the shipped template."""
    return read_excel(raw, CATALOGUE.get)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office program's profile."""
    return tmp_path_factory.mktemp("office")


def test_the_filled_form_says_what_the_json_says() -> None:
    assert read(FILLED) == real_payload()
    assert read(FILLED).findings == ()


def test_an_office_program_may_save_it_again(office: Path) -> None:
    assert read(resaved(FILLED, office)) == real_payload()


def test_every_value_knows_its_cell() -> None:
    payload = read(FILLED)
    book = openpyxl.load_workbook(io.BytesIO(FILLED))
    sheet, _, cell = payload.place("$.indicators.ho_so.tiep_nhan").partition("!")
    assert book[sheet][cell].value == 7266
    sheet, _, cell = payload.place("$.documents[0].number").partition("!")
    assert book[sheet][cell].value == "74/QĐ-SGTVT"


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        (7266, Decimal(7266)), ("7.266", Decimal(7266)), ("09", Decimal(9)), ("Không phát sinh", Decimal(0)),
        ("Không", Decimal(0)), ("n/a", NA), ("N/A", NA), ("không áp dụng", NA), (7266.0, Decimal(7266)),
    ],
)  # fmt: skip
def test_counts_as_people_type_them(written: object, figure: object) -> None:
    assert read(typed(FILLED, ho_so__tiep_nhan=written)).indicators["ho_so.tiep_nhan"] == figure


@pytest.mark.parametrize(
    ("written", "figure"),
    [("4.135,9", "4135.9"), (4135.9, "4135.9"), (28.400000000000002, "28.4"), ("1.174", "1174"), (0.1 + 0.2, "0.3")],
)
def test_money_is_exact(written: object, figure: str) -> None:
    payload = read(typed(FILLED, tai_chinh__dau_tu_cong_ke_hoach=written))
    assert payload.indicators["tai_chinh.dau_tu_cong_ke_hoach"] == Decimal(figure)


def test_a_cell_shown_as_percent_holds_a_share() -> None:
    def show(book: Workbook) -> None:
        sheet, place = next(book.defined_names["ct.tai_chinh.ty_le_giai_ngan"].destinations)
        cell = book[sheet][place.replace("$", "")]
        cell.value, cell.number_format = 0.284, "0.0%"

    assert read(edited(FILLED, show)).indicators["tai_chinh.ty_le_giai_ngan"] == Decimal("28.4")
    as_text = typed(FILLED, tai_chinh__ty_le_giai_ngan="28,4%")
    assert read(as_text).indicators["tai_chinh.ty_le_giai_ngan"] == Decimal("28.4")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("8.5", "có phải là 8,5?"), ("hơn 2.040", "không phải là số"), ("1.456/1.625", "không phải là số"),
        (True, "TRUE/FALSE"), (date(2023, 1, 1), "ngày tháng"), ("#N/A", "đang báo lỗi"),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_number_is_named(written: object, said: str) -> None:
    payload = read(typed(FILLED, ho_so__tiep_nhan=written))
    (finding,) = payload.findings
    assert finding.level is Level.ERROR
    assert finding.place == payload.place("$.indicators.ho_so.tiep_nhan")
    assert finding.place.startswith("II.2!E") and finding.place in str(finding.message)
    assert said in str(finding.message)
    assert "ho_so.tiep_nhan" not in payload.indicators


def test_an_empty_cell_is_missing_and_zero_is_not() -> None:
    assert "ho_so.tiep_nhan" not in read(typed(FILLED, ho_so__tiep_nhan=None)).indicators
    assert read(typed(FILLED, ho_so__tiep_nhan=0)).indicators["ho_so.tiep_nhan"] == 0


def test_a_formula_without_its_value_is_an_error_and_with_it_a_warning(office: Path) -> None:
    raw = workbooks.without_values(FILLED)
    (finding,) = read(raw).findings
    assert finding.level is Level.ERROR and "chưa có kết quả" in str(finding.message)
    computed = read(resaved(raw, office))
    assert computed.indicators["ho_so.tiep_nhan"] == 7266
    (finding,) = computed.findings
    assert finding.level is Level.WARNING and "đã lấy kết quả 7.266" in str(finding.message)


def test_inserted_rows_do_not_move_figures() -> None:
    """What an office program does when somebody inserts two rows: cells and names move together."""

    def insert(book: Workbook) -> None:
        sheet = book["II.2"]
        sheet.insert_rows(8, 2)
        for item in book.defined_names.values():
            if item.attr_text.startswith("'II.2'!"):
                column, row = item.attr_text.removeprefix("'II.2'!$").split("$")
                item.attr_text = f"'II.2'!${column}${int(row) + 2}"

    assert read(edited(FILLED, insert)) == real_payload()


def test_a_deleted_row_is_an_error() -> None:
    def delete(book: Workbook) -> None:
        row = next(row for row in range(8, 60) if book["II.2"].cell(row, 1).value == "II.2.7")
        book["II.2"].delete_rows(row)
        book.defined_names["ct.ho_so.tiep_nhan"].attr_text = "'II.2'!#REF!"

    (finding,) = [finding for finding in read(edited(FILLED, delete)).findings if finding.level is Level.ERROR]
    assert finding.rule == "removed" and "II.2.7" in str(finding.message)


@pytest.mark.parametrize("typed", ["31/02/2023", 3022023, 20230203, 1e300, "hôm qua", "2023-02-03"])
def test_impossible_dates_are_named(typed: object) -> None:
    def write(book: Workbook) -> None:
        book["Văn bản"]["D8"].value = typed
        book["Văn bản"]["D8"].number_format = "dd/mm/yyyy"
        book["Văn bản"]["D9"].value = "6/1/2023"

    payload = read(edited(FILLED, write))
    (finding,) = payload.findings
    assert finding.place == "Văn bản!D8" and str(typed) in str(finding.message)
    assert "không phải ngày hợp lệ (ghi theo dạng 03/02/2023)" in str(finding.message)
    assert payload.documents[1].date == date(2023, 1, 6)


def test_control_characters_are_taken_out_and_need_no_mending() -> None:
    def write(book: Workbook) -> None:
        book["Nội dung báo cáo"]["C8"].value = "Không\x7f có"

    payload = read(edited(FILLED, write))
    (finding,) = payload.findings
    assert payload.narratives["I"] == "Không có"
    assert finding.rule == "control" and finding.place.startswith("Nội dung báo cáo!C")
    assert finding.level is Level.WARNING


def test_what_nobody_sees_in_a_cell_is_no_matter() -> None:
    def write(book: Workbook) -> None:
        book["Nội dung báo cáo"]["C8"].value = "Công\xad tác chỉ\xad đạo\xad_x000B_điều\u200b hành"
        book["I"]["E8"].value = "5\u200b7"

    payload = read(edited(FILLED, write))
    assert payload.narratives["I"] == "Công tác chỉ đạo\nđiều hành"
    assert payload.indicators["chi_dao.nhiem_vu_ke_hoach"] == 57
    assert payload.findings == ()


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (lambda: b"", UnreadableError, "Tệp trống"),
        (lambda: FILLED[: len(FILLED) // 2], UnreadableError, "bị hỏng"),
        (lambda: workbooks.encrypted(FILLED), WrongTypeError, "đặt mật khẩu"),
        (lambda: workbooks.OLD_XLS, WrongTypeError, ".xls"),
        (lambda: workbooks.with_macros(FILLED), WrongTypeError, "macro"),
        (lambda: workbooks.CSV, WrongTypeError, "CSV"),
        (workbooks.bomb, TooLargeError, "quá nhiều dữ liệu"),
        (lambda: workbooks.without_hidden_sheet(FILLED), UnreadableError, "thiếu trang tính ẩn"),
        (lambda: workbooks.without_names(FILLED), UnreadableError, "tên ô"),
    ],
)
def test_wrong_files_are_refused_with_advice(make: Callable[[], bytes], kind: type[TonghopError], said: str) -> None:
    with pytest.raises(kind) as caught:
        read(make())
    assert said in str(caught.value)


def test_a_million_rows_cost_little() -> None:
    begun = time.process_time()
    raw = workbooks.many_rows(FILLED)
    building = time.process_time() - begun
    begun = time.process_time()
    assert read(raw) == real_payload()
    # Rows below the form are not looked at, so that reading is far cheaper than making them was.
    assert time.process_time() - begun < building


def test_a_cell_at_the_end_of_the_sheet_does_no_harm() -> None:
    assert read(workbooks.far_cell(FILLED)) == real_payload()


def test_an_old_form_is_recognised() -> None:
    def age(book: Workbook) -> None:
        book["_tonghop"]["B4"].value = "0" * 64

    with pytest.raises(UnreadableError, match="bản cũ của biểu mẫu"):
        read(edited(FILLED, age))


def test_a_form_of_another_template_is_recognised() -> None:
    def change(book: Workbook) -> None:
        book["_tonghop"]["B3"].value = "1999"

    with pytest.raises(UnreadableError, match="phiên bản 1999 không dùng ở đây"):
        read(edited(FILLED, change))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9))
def test_damaged_files_are_refused_and_nothing_else_happens(seed: int) -> None:
    draw = random.Random(seed)
    content = workbooks.parts(FILLED)
    name = draw.choice(sorted(content))
    part = bytearray(content[name])
    for _ in range(draw.randint(1, 12)):
        part[draw.randrange(len(part))] = draw.randrange(256)
    if draw.random() < 0.3:
        del part[draw.randrange(len(part)) :]
    try:
        read(workbooks.zipped({**content, name: bytes(part)}))
    except TonghopError as error:
        assert str(error)
    raw = bytearray(FILLED)
    for _ in range(draw.randint(1, 40)):
        raw[draw.randrange(len(raw))] = draw.randrange(256)
    try:
        read(bytes(raw))
    except TonghopError as error:
        assert str(error)


def test_an_entity_is_not_followed() -> None:
    content = workbooks.parts(FILLED)
    attack = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    name = "xl/workbook.xml"
    content[name] = attack + content[name].replace(b"<?xml version='1.0' encoding='utf-8'?>", b"")
    try:
        payload = read(workbooks.zipped(content))
    except UnreadableError:
        return
    assert payload == real_payload()


@settings(max_examples=8)
@given(data=st.data())
def test_what_is_written_can_be_read_back(data: st.DataObject) -> None:
    indicators = data.draw(st.lists(st.sampled_from(TEMPLATE.indicators), unique_by=lambda item: item.code))
    figures = {
        indicator.code: Decimal(data.draw(st.integers(0, 10**12))) / (100 if indicator.kind.decimals else 1)
        for indicator in indicators
        if not TEMPLATE.is_exempt(indicator, workbooks.AGENCIES["SGTVT"])
    }
    letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="_")
    written = data.draw(
        st.dictionaries(st.sampled_from([s.code for s in TEMPLATE.sections]), st.text(letters, min_size=1), max_size=5)
    )
    narratives = {code: text.clean(words)[0] for code, words in written.items()}
    payload = Payload("cchc", "2022", "2023-Q3", "SGTVT", figures, narratives)
    assert read(form(payload)) == payload
