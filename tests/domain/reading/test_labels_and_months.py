"""Lines that name a figure before a colon, tables numbered A and 1, and reports of the year's months so far."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from service.domain.reading.document import Block, BlockKind, Place, ReportDocument, TableCell
from service.domain.reading.reading import ReportReading, read_report
from service.domain.reporting.period import Window
from tests.support.domain import TEMPLATE

NINE_MONTHS = "Công tác cải cách hành chính 9 tháng đầu năm, nhiệm vụ trọng tâm 3 tháng cuối năm 2023"
QUARTER = "Công tác cải cách hành chính quý III năm 2023"
ROWS = (
    ("STT", "Chỉ tiêu", "9 tháng 2023", "Cùng kỳ 2022"),
    ("A", "Nhiệm vụ UBND tỉnh, Chủ tịch UBND tỉnh giao (lũy kế)", "305", "226"),
    ("1", "Hoàn thành đúng hạn", "271", "211"),
    ("2", "Đang thực hiện trong hạn", "17", "10"),
    ("B", "Giải quyết hồ sơ TTHC", "", ""),
    ("1", "Hồ sơ tiếp nhận (1.1 + 1.2)", "872", "754"),
    ("1.1", "Tồn kỳ trước chuyển sang", "41", "29"),
    ("1.2", "Tiếp nhận mới trong kỳ", "831", "725"),
)


def read(title: str, *lines: str, led: str = "", rows: tuple[tuple[str, ...], ...] = ()) -> ReportReading:
    """The reading of a department's report with these lines, one on how it was led, and a table in its annex."""
    head = ("SỞ CÔNG THƯƠNG", "BÁO CÁO", title, "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", led or "Đã triển khai.")
    texts = (*head, "II. KẾT QUẢ", "2. Cải cách thủ tục hành chính", *lines)
    blocks = [Block(BlockKind.PARAGRAPH, text, Place(number)) for number, text in enumerate(texts, 1)]
    if rows:
        cells = tuple(
            TableCell(text, row, column) for row, line in enumerate(rows, 1) for column, text in enumerate(line, 1)
        )
        for heading in ("III. ĐÁNH GIÁ CHUNG", "IV. PHƯƠNG HƯỚNG", "V. KIẾN NGHỊ, ĐỀ XUẤT", "PHỤ LỤC"):
            blocks.append(Block(BlockKind.HEADING, heading, Place(len(blocks) + 1)))
        blocks.append(Block(BlockKind.TABLE, "", Place(len(blocks) + 1), cells=cells))
    assert TEMPLATE.reading is not None
    return read_report(ReportDocument("docx", tuple(blocks), ()), TEMPLATE, TEMPLATE.reading, (), "2023-Q3")


@pytest.mark.parametrize(
    ("line", "code", "value"),
    [
        ("Văn bản xin lỗi đã gửi tổ chức, cá nhân có hồ sơ quá hạn: 145.", "ho_so.xin_loi", 145),
        ("Hồ sơ thanh toán trực tuyến phí, lệ phí: 21.604 hồ sơ.", "thanh_toan.ho_so", 21604),
    ],
)
def test_what_begins_a_label_names_the_number_behind_its_colon(line: str, code: str, value: int) -> None:
    assert read(QUARTER, "Tiếp nhận mới 128 hồ sơ.", line).sure_values[code] == value


def test_a_label_of_several_names_begins_with_what_is_counted() -> None:
    line = "Đối thoại của lãnh đạo Sở với người dân, doanh nghiệp: 03 cuộc."
    assert read(QUARTER, "Tiếp nhận mới 128 hồ sơ.", led=line).sure_values["doi_thoai.so_cuoc"] == 3


def test_a_label_that_goes_on_with_another_act_does_not() -> None:
    line = "Kiểm tra CCHC tại các phòng, phát hiện tồn tại: 9."
    found = read(QUARTER, "Tiếp nhận mới 128 hồ sơ.", led=line).sure_values
    assert "chi_dao.don_vi_da_kiem_tra" not in found


def test_a_report_of_nine_months_is_the_third_quarters_with_their_window() -> None:
    found = read(NINE_MONTHS, "Trong 9 tháng tiếp nhận mới 831 hồ sơ.")
    assert found.period == "2023-Q3"
    assert found.identity.window == Window(date(2022, 12, 15), date(2023, 9, 14))
    assert found.sure_values["ho_so.tiep_nhan_moi"] == 831


def test_a_report_of_a_quarter_and_nine_months_keeps_the_quarters_window() -> None:
    found = read("Công tác cải cách hành chính quý III và 9 tháng đầu năm 2023", "Tiếp nhận mới 128 hồ sơ.")
    assert found.identity.window == Window(date(2023, 6, 15), date(2023, 9, 14))


def test_lines_numbered_with_figures_belong_to_the_one_with_a_capital_above() -> None:
    found = read(NINE_MONTHS, rows=ROWS).sure_values
    assert {code: found.get(code) for code in ("giao_viec.hoan_thanh_dung_han", "giao_viec.dang_thuc_hien")} == {
        "giao_viec.hoan_thanh_dung_han": Decimal(271), "giao_viec.dang_thuc_hien": Decimal(17),
    }  # fmt: skip
    assert (found["ho_so.tiep_nhan"], found["ho_so.ky_truoc_chuyen_sang"]) == (872, 41)
