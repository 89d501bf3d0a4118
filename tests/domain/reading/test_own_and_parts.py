"""Figures of others beside the unit's own, zeros of another kind, and parts stated apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.reading.reading import FigureReading, read_report
from service.readers.document import read_document
from tests.support.domain import TEMPLATE

HEAD = (
    "UBND TỈNH HƯNG YÊN\nSỞ CÔNG THƯƠNG\nSố: 12/BC-SCT\nBÁO CÁO\n"
    "Kết quả công tác cải cách hành chính quý III năm 2023\n"
    "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH\nII. KẾT QUẢ THỰC HIỆN\n"
)


def figure(heading: str, text: str, code: str) -> FigureReading | None:
    """How one indicator is read in a report with that text below a heading."""
    assert TEMPLATE.reading is not None
    content = f"{HEAD}{heading}\n{text}\nIII. ĐÁNH GIÁ CHUNG\n".encode()
    reading = read_report(read_document("bao-cao.txt", content), TEMPLATE, TEMPLATE.reading, (), "2023-Q3")
    return reading.figures.get(code)


@pytest.mark.parametrize(
    "text",
    [
        "Toàn tỉnh trong quý III tiếp nhận 5.000 hồ sơ.",
        "Toàn tỉnh quý III tiếp nhận 5.000 hồ sơ.",
        "Trên địa bàn toàn tỉnh đã tiếp nhận 5.000 hồ sơ.",
        "Tiếp nhận 5.000 hồ sơ của người dân, doanh nghiệp trong toàn tỉnh.",
        "Toàn ngành trong kỳ tiếp nhận 5.000 hồ sơ.",
    ],
)
def test_figures_of_the_whole_province_are_never_sure(text: str) -> None:
    found = figure("2. Cải cách thủ tục hành chính", text, "ho_so.tiep_nhan")
    assert found is None or not found.sure


@pytest.mark.parametrize("own", ["riêng Sở tiếp nhận 320 hồ sơ", "riêng tại Sở tiếp nhận 320 hồ sơ"])
def test_the_units_own_figure_after_the_provinces_is_taken(own: str) -> None:
    text = f"Toàn tỉnh trong quý III tiếp nhận 5.000 hồ sơ, {own}."
    found = figure("2. Cải cách thủ tục hành chính", text, "ho_so.tiep_nhan")
    assert found is not None
    assert (found.value, found.sure) == (320, True)


def test_a_rank_in_the_province_does_not_take_the_figure_away() -> None:
    text = "Tỷ lệ số hóa hồ sơ đạt 99,8%, đứng đầu toàn tỉnh."
    found = figure("2. Cải cách thủ tục hành chính", text, "ho_so.ty_le_so_hoa")
    assert found is not None
    assert (found.value, found.sure) == (Decimal("99.8"), True)


def test_nothing_of_another_kind_is_no_zero() -> None:
    text = "Không có văn bản thuộc diện kiểm tra theo thẩm quyền."
    assert figure("1. Cải cách thể chế", text, "chi_dao.don_vi_thuoc_dien_kiem_tra") is None


@pytest.mark.parametrize(
    "text",
    [
        "Đã giải quyết trước hạn 300 hồ sơ, đúng hạn 150 hồ sơ.",
        "Giải quyết sớm hạn 300 hồ sơ và đúng hạn 150 hồ sơ.",
        "Đã giải quyết 450 hồ sơ (trước hạn 300 hồ sơ; đúng hạn 150 hồ sơ).",
        "Giải quyết 460 hồ sơ: trước hạn 300 hồ sơ, đúng hạn 150 hồ sơ, quá hạn 10 hồ sơ.",
    ],
)
def test_early_and_on_time_stated_apart_are_offered_with_their_sum(text: str) -> None:
    found = figure("2. Cải cách thủ tục hành chính", text, "ho_so.dung_han")
    assert found is not None
    assert not found.sure
    assert {300, 150, 450} <= {item.value for item in found.candidates}


@pytest.mark.parametrize("text", ["Bổ nhiệm lại 02 người, bổ nhiệm mới 01 người.", "Bổ nhiệm 03, bổ nhiệm lại 02."])
def test_appointments_beside_renewed_ones_are_asked_about(text: str) -> None:
    found = figure("4. Cải cách chế độ công vụ", text, "cong_vu.bo_nhiem")
    assert found is not None
    assert not found.sure


def test_long_lines_without_a_full_stop_leave_the_next_heading_alone() -> None:
    long = "Số hồ sơ tiếp nhận là 500 hồ sơ, kết quả giải quyết được công khai trên Cổng thông tin điện tử của Sở " * 2
    text = f"{long.strip()}\nCải cách tổ chức bộ máy\nBiên chế công chức được giao 50, có mặt 48"
    blocks = read_document("bao-cao.txt", f"{HEAD}2. Cải cách thủ tục hành chính\n{text}\n".encode()).blocks
    assert "Cải cách tổ chức bộ máy" in [block.text for block in blocks]


@pytest.mark.parametrize("label", ["Phần I - ", "PHẦN I. ", "Phần thứ nhất: ", "Phần thứ I - "])
def test_a_part_is_a_main_section(label: str) -> None:
    block = read_document("bao-cao.txt", f"{label}CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH\n\nĐã làm.\n".encode()).blocks[0]
    assert (block.label, block.text) == ("I.", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH")
