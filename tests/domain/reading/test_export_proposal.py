"""Exports of one-stop systems are read as a person reads them, whatever their layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest

from service.domain.errors import UnreadableError
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reading.export_columns import Confirmed
from service.domain.reading.export_identity import Wanted
from service.domain.reading.export_proposal import confirmed_columns, propose_export
from service.domain.reading.proposal import Choices, Proposal
from service.readers.export import read_export
from tests.support.exports import DAYS, LAYOUTS, OWN, Row, three_heads, workbook
from tests.support.installation import _catalogue

CATALOGUE = _catalogue()
SINCE = date(2020, 1, 1)
HEADS: Row = ["STT", "Lĩnh vực", "Kỳ trước chuyển sang", "Mới tiếp nhận"]
CARRIED, NEW = "ho_so.ky_truoc_chuyen_sang", "ho_so.tiep_nhan_moi"


def unit(code: str, name: str, kind: AgencyKind = AgencyKind.SO) -> Agency:
    return Agency(code, name, kind, SINCE)


SXD = unit("SXD", "Sở Xây dựng")
OTHERS = (
    unit("STC", "Sở Tài chính"),
    unit("anthi", "UBND xã Ân Thi", AgencyKind.XA),
    unit("TT", "Thanh tra Sở Xây dựng"),
)


def read(
    *files: tuple[str, bytes],
    agency: Agency = SXD,
    period: str = "2025-Q3",
    confirmed: Mapping[str, Confirmed] | None = None,
) -> Proposal:
    """What the files offer for the unit."""
    template, window = CATALOGUE.for_period(period)
    guide = CATALOGUE.export_guides[template.code, template.version]
    others = tuple(item for item in (SXD, *OTHERS) if item != agency)
    return propose_export(
        [read_export(*file) for file in files], guide, Wanted(agency, others, window), confirmed or {}
    )


def best(proposal: Proposal) -> dict[str, str]:
    """The first number for each figure."""
    return {code: figure.values[0].value for code, figure in proposal.figures.items()}


def table(*rows: Row, heads: Row = HEADS, title: str = OWN, days: str = DAYS) -> tuple[str, bytes]:
    """A file with one plain table."""
    return "bang.xlsx", workbook({"Sheet1": [[title], [days], heads, *rows]})


def said(proposal: Proposal) -> str:
    return "\n".join(str(item) for item in (*proposal.notices, *proposal.misfits))


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_layout_gives_the_figures_that_a_person_reads(name: str) -> None:
    layout = LAYOUTS[name]()
    found = read(*layout.files)
    assert best(found) == layout.by_code
    assert all(figure.sure for figure in found.figures.values())
    assert found.misfits == ()


def test_the_column_its_heads_and_the_rows_are_told() -> None:
    found = read(*three_heads().files)
    assert found.figures[CARRIED].values[0].sentence == (
        "Tổng hợp!D: Số hồ sơ nhận giải quyết › Trong đó › Kỳ trước chuyển sang"
    )
    assert said(found) == (
        "«tong-hop.xlsx, Tổng hợp»: cộng 2 dòng (9–10); không cộng dòng 8 (đánh số cột), dòng 11 (dòng tổng), "
        "dòng 12 (không có số)."
    )


def test_what_is_done_and_under_way_is_understood_without_the_word_total() -> None:
    heads: Row = ["STT", "Lĩnh vực", "Đã giải quyết", "Đang xử lý"]
    found = read(table([1, "Nhà ở", 40, 5], ["", "Tổng cộng", 40, 5], heads=heads))
    assert best(found) == {"ho_so.da_giai_quyet": "40", "ho_so.dang_giai_quyet": "5"}


def test_the_version_of_2022_adds_early_to_on_time_and_post_to_direct() -> None:
    rows: list[Row] = [["Sở Xây dựng"], ["Từ 15/6/2023 đến 14/9/2023"],
                       ["Lĩnh vực", "Trực tuyến", "Trực tiếp", "BCCI", "Giải quyết trước hạn", "Giải quyết đúng hạn"],
                       ["Nhà ở", 5, 3, 2, 4, 1]]  # fmt: skip
    older = best(read(("cu.xlsx", workbook({"A": rows})), period="2023-Q3"))
    assert older == {"ho_so.tiep_nhan_moi": "10", "ho_so.moi_truc_tuyen": "5", "ho_so.moi_truc_tiep": "5",
                     "ho_so.dung_han": "5"}  # fmt: skip


def test_a_total_that_says_something_else_is_asked_about_and_never_added() -> None:
    found = read(table([1, "Nhà ở", 3, 1000], [2, "Đô thị", 4, 910], ["", "TỔNG CỘNG", 7, 1912]))
    assert found.figures[CARRIED].sure
    figure = found.figures[NEW]
    assert not figure.sure
    assert [item.value for item in figure.values] == ["1.910", "1.912"]
    assert str(figure.values[1].note) == "dòng «TỔNG CỘNG» của tệp, ô Sheet1!D6"
    assert "«TỔNG CỘNG» của tệp (ô Sheet1!D6) là 1.912, các dòng cộng lại 1.910." in said(found)


def test_a_group_that_says_something_else_than_its_rows_is_asked_about() -> None:
    found = read(table(["I", "Đất đai", 5, 50], [1, "Giao đất", 2, 30], [2, "Thuê đất", 2, 20]))
    assert [item.value for item in found.figures[CARRIED].values] == ["4", "5"]
    assert found.figures[NEW].sure
    assert "nhóm «Đất đai» (ô Sheet1!C4) ghi 5, các dòng của nhóm cộng lại 4." in said(found)


def test_hidden_rows_without_a_total_are_asked_about() -> None:
    rows: list[Row] = [[OWN], [DAYS], HEADS, [1, "Nhà ở", 3, 10], [2, "Đô thị", 4, 20]]
    found = read(("an.xlsx", workbook({"A": rows}, hidden={"A": [5]})))
    assert [item.value for item in found.figures[NEW].values] == ["30", "10"]
    assert not found.figures[NEW].sure
    assert str(found.figures[NEW].values[1].note) == "không kể dòng ẩn 5"


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("1,174", "ô Sheet1!D4: Chưa rõ số «1,174»: có phải là 1.174?"),
        (1.174, "ô Sheet1!D4 là 1,174, cần số nguyên từ 0"),
        (-3, "ô Sheet1!D4 là -3, cần số nguyên từ 0"),
        ("chưa có", "ô Sheet1!D4 ghi «chưa có», cần số"),
        ("=1+1", "ô Sheet1!D4: công thức chưa có kết quả"),
    ],
)
def test_a_cell_that_is_no_count_keeps_its_column_out_and_is_named(cell: object, what: str) -> None:
    found = read(table([1, "Nhà ở", 3, cell], [2, "Đô thị", 4, 20]))
    assert NEW not in found.figures
    assert best(found)[CARRIED] == "7"
    assert f"Không lấy cột Sheet1!D «Mới tiếp nhận»: {what}" in said(found)


@pytest.mark.parametrize(
    ("days", "place"),
    [
        ("Từ ngày 15/03/2025 đến ngày 14/06/2025", "ô Sheet1!A2"),
        ("Từ ngày 01/01/2025 đến ngày 14/09/2025", "ô Sheet1!A2"),
        ("Quý II năm 2025", "ô Sheet1!A2"),
        ("Tháng 9 năm 2025", "ô Sheet1!A2"),
        ("Quý III/2024", "ô Sheet1!A2"),
    ],
)
def test_an_export_of_other_days_is_refused_with_its_place_and_what_is_wanted(days: str, place: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(table([1, "Nhà ở", 3, 10], days=days))
    assert str(refused.value) == (
        f"Tệp «bang.xlsx», {place} ghi «{days}»: cần số liệu Quý III năm 2025, từ 15/6/2025 đến 14/9/2025. "
        "Xuất lại tệp đúng thời gian này."
    )


def test_an_export_of_another_unit_is_refused() -> None:
    with pytest.raises(UnreadableError, match=re.escape("ô Sheet1!A1 ghi «SỞ TÀI CHÍNH»: đây là số liệu của Sở Tài")):
        read(table([1, "Nhà ở", 3, 10], title="SỞ TÀI CHÍNH"))
    with pytest.raises(UnreadableError, match=re.escape("dòng 4 ghi «Sở Tài chính»: bảng chia theo đơn vị và không")):
        read(table([1, "Sở Tài chính", 3, 10], title="TỔNG HỢP TOÀN TỈNH"))
    with pytest.raises(UnreadableError, match="đây là số liệu của Thanh tra Sở Xây dựng"):
        read(table([1, "Nhà ở", 3, 10], title="THANH TRA SỞ XÂY DỰNG"))


def test_what_an_export_does_not_say_is_asked() -> None:
    found = read(table([1, "Nhà ở", 3, 10], title="BÁO CÁO", days="Ngày xuất: 20/09/2025"))
    assert [str(item) for item in found.misfits] == [
        "Tệp «bang.xlsx» không ghi tên đơn vị ở trên bảng: xem lại có đúng là số liệu của Sở Xây dựng.",
        "Tệp «bang.xlsx» không ghi thời gian của số liệu ở trên bảng: xem lại có đúng là từ 15/6/2025 đến 14/9/2025.",
    ]


def test_tables_that_say_different_things_are_asked_about() -> None:
    rows: list[Row] = [[OWN], [DAYS], HEADS]
    found = read(("hai.xlsx", workbook({"A": [*rows, [1, "Nhà ở", 3, 10]], "B": [*rows, [1, "Đô thị", 4, 10]]})))
    assert [item.value for item in found.figures[CARRIED].values] == ["7", "3", "4"]
    assert not found.figures[CARRIED].sure


def test_a_figure_that_only_one_of_two_systems_tells_is_asked_about() -> None:
    other = ("bo.csv", f"{OWN}\n{DAYS}\nLĩnh vực,Mới tiếp nhận,Xin rút\nĐăng kiểm,5,1\n".encode())
    found = read(table([1, "Nhà ở", 3, 10]), other)
    assert best(found)[NEW] == "15"
    assert found.figures[NEW].values[0].sentence == (
        "bang.xlsx, Sheet1!D: Mới tiếp nhận (10) + bo.csv, B: Mới tiếp nhận (5)"
    )
    assert found.figures[NEW].sure and not found.figures[CARRIED].sure
    assert str(found.figures[CARRIED].values[0].note) == "tệp «bo.csv» không có cột này"


def test_a_column_that_no_head_is_known_for_is_offered_and_remembered_once_confirmed() -> None:
    file = table([1, "Nhà ở", 3, 10], heads=["STT", "Lĩnh vực", "Kỳ trước", "Số hồ sơ vào sổ"])
    found = read(file)
    assert found.export is not None
    assert [(item.value, item.sentence) for item in found.export.spare] == [("10", "Sheet1!D: Số hồ sơ vào sổ")]
    confirmed = confirmed_columns(found, Choices({NEW: "10", CARRIED: "3"}, columns={NEW: 0}))
    (layout,) = confirmed
    assert confirmed == {layout: {NEW: ("Số hồ sơ vào sổ",), CARRIED: ("Kỳ trước",)}}
    again = read(
        table([1, "Đô thị", 8, 90], heads=["STT", "LĨNH VỰC", "Số hồ sơ  vào sổ", "Kỳ trước"]), confirmed=confirmed
    )
    assert best(again) == {CARRIED: "90", NEW: "8"}
    assert all(figure.known and figure.sure for figure in again.figures.values())


def test_a_number_that_was_typed_is_not_remembered_as_a_columns() -> None:
    found = read(table([1, "Nhà ở", 3, 10]))
    assert confirmed_columns(found, Choices({NEW: "11", CARRIED: ""})) == {}


def test_a_file_without_any_such_table_is_refused_with_what_is_expected() -> None:
    with pytest.raises(UnreadableError, match="không có bảng hồ sơ nào đọc được: cần bảng có các cột như «Kỳ trước"):
        read(("khac.xlsx", workbook({"A": [["STT", "Họ tên", "Tuổi"], [1, "An", 30], [2, "Bình", 40]]})))


def test_the_table_is_shown_with_letters_and_row_numbers_and_the_number_leads_to_its_head() -> None:
    found = read(*three_heads().files)
    heading, block = found.blocks
    assert heading.text == "tong-hop.xlsx › Tổng hợp"
    value = found.figures[CARRIED].values[0]
    cell = next(item for item in block.cells if (item.row, item.column) == (value.row, value.column))
    assert (value.block, cell.text) == (block.place.number, "Kỳ trước chuyển sang")
    assert [item.text for item in block.cells if item.row == 1][:4] == ["", "A", "B", "C"]
