"""Exports of one-stop systems in many layouts, each with the figures that a person reads out of it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

Row = Sequence[object]
DAYS = "Từ ngày 15/06/2025 đến ngày 14/09/2025"
OWN = "SỞ XÂY DỰNG"
NAMES = {
    "total": "ho_so.tiep_nhan", "carried": "ho_so.ky_truoc_chuyen_sang", "new": "ho_so.tiep_nhan_moi",
    "online": "ho_so.moi_truc_tuyen", "direct": "ho_so.moi_truc_tiep", "post": "ho_so.moi_buu_chinh",
    "done": "ho_so.da_giai_quyet", "early": "ho_so.truoc_han", "on_time": "ho_so.dung_han",
    "late": "ho_so.da_giai_quyet_qua_han", "open": "ho_so.dang_giai_quyet", "in_time": "ho_so.chua_den_han",
    "overdue": "ho_so.qua_han", "returned": "ho_so.tra_lai_rut", "sorry": "ho_so.xin_loi",
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """Files as they come from a system, and the figures in them by their short names."""

    files: tuple[tuple[str, bytes], ...]
    figures: Mapping[str, str]

    @property
    def by_code(self) -> dict[str, str]:
        """The figures by the codes of indicators."""
        return {NAMES[name]: value for name, value in self.figures.items()}


def workbook(
    sheets: Mapping[str, Sequence[Row]],
    merged: Mapping[str, Sequence[str]] | None = None,
    hidden: Mapping[str, Sequence[int]] | None = None,
    shares: str = "",
) -> bytes:
    """A workbook with these rows a sheet; the column `shares` is shown in percent."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value not in {None, ""}:
                    sheet.cell(number, column, value)
        for area in (merged or {}).get(title, ()):
            sheet.merge_cells(area)
        for number in (hidden or {}).get(title, ()):
            sheet.row_dimensions[number].hidden = True
        for cell in sheet[shares] if shares else ():
            cell.number_format = "0.0%"
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def csv_text(rows: Sequence[Row], separator: str) -> str:
    """The rows as lines of a CSV file."""
    return "".join(separator.join(str(value) for value in row) + "\r\n" for row in rows)


def three_heads() -> Layout:
    """Three rows of merged heads, a row that numbers the columns, a total below, titles and signatures around."""
    rows: list[Row] = [
        ["UBND TỈNH HƯNG YÊN", "", "", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        [OWN, "", "", "", "", "Độc lập - Tự do - Hạnh phúc"],
        ["TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC"],
        [f"({DAYS})"],
        ["STT", "Lĩnh vực", "Số hồ sơ nhận giải quyết", "", "", "", "", "Kết quả giải quyết", "", "", "",
         "Đang giải quyết", ""],
        ["", "", "Tổng số", "Trong đó", "", "", "", "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", "Trong hạn",
         "Quá hạn"],
        ["", "", "", "Kỳ trước chuyển sang", "Trực tuyến", "Trực tiếp", "BCCI"],
        ["(1)", "(2)", "(3)=(4)+(5)+(6)+(7)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)", "(11)", "(12)", "(13)"],
        [1, "Nhà ở", 1174, 74, 1000, 90, 10, 1100, 800, 290, 10, 70, 4],
        [2, "Quy hoạch", 736, 36, 600, 90, 10, 700, 500, 195, 5, 36, 0],
        ["TỔNG CỘNG", "", 1910, 110, 1600, 180, 20, 1800, 1300, 485, 15, 106, 4],
        ["", "Người lập biểu", "", "", "", "", "", "", "", "THỦ TRƯỞNG ĐƠN VỊ"],
    ]  # fmt: skip
    merged = ["A3:M3", "A4:M4", "A5:A7", "B5:B7", "C5:G5", "C6:C7", "D6:G6", "H5:K5", "L5:M5", "A11:B11",
              *(f"{column}6:{column}7" for column in "HIJKLM")]  # fmt: skip
    return Layout(
        (("tong-hop.xlsx", workbook({"Tổng hợp": rows}, {"Tổng hợp": merged})),),
        {"total": "1.910", "carried": "110", "new": "1.800", "online": "1.600", "direct": "180", "post": "20",
         "done": "1.800", "early": "1.300", "on_time": "485", "late": "15", "in_time": "106", "overdue": "4"},
    )  # fmt: skip


def total_above() -> Layout:
    """Two rows of heads, a blank first column, a total above, a share and a remark among the columns."""
    rows: list[Row] = [
        [],
        ["", f"Đơn vị: {OWN.title()}"],
        ["", "Từ ngày:", "15/06/2025", "Đến ngày:", "14/09/2025"],
        ["", "TT", "Tên thủ tục", "Tiếp nhận", "", "Đã giải quyết", "", "Tỷ lệ đúng hạn", "Ghi chú"],
        ["", "", "", "Kỳ trước", "Mới tiếp nhận", "Đúng hạn", "Quá hạn"],
        ["", "", "Tổng số", 12, 88, 90, 5, 0.947],
        ["", 1, "Cấp phép xây dựng", 8, 60, 61, 4, 0.938, "3"],
        ["", 2, "Thẩm định thiết kế", 4, 28, 29, 1, 0.967],
    ]
    merged = ["B4:B5", "C4:C5", "D4:E4", "F4:G4", "H4:H5", "I4:I5"]
    return Layout(
        (("thong-ke.xlsx", workbook({"Sheet1": rows}, {"Sheet1": merged}, shares="H")),),
        {"carried": "12", "new": "88", "on_time": "90", "late": "5"},
    )


def groups() -> Layout:
    """Sub-totals by group above their rows, and heads that are printed again on the second page."""
    heads: Row = ["STT", "Lĩnh vực", "Tồn kỳ trước", "Tiếp nhận mới", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    rows: list[Row] = [
        [OWN], [DAYS], heads,
        ["I", "Lĩnh vực đất đai", 5, 45, 40, 3],
        [1, "Đăng ký đất đai", 2, 25, 22, 1],
        [2, "Giao đất", 3, 20, 18, 2],
        heads,
        ["II", "Lĩnh vực nhà ở", 1, 10, 9, 0],
        [1, "Bán nhà ở", 1, 10, 9, 0],
        ["", "Cộng", 6, 55, 49, 3],
    ]  # fmt: skip
    figures = {"carried": "6", "new": "55", "on_time": "49", "late": "3"}
    return Layout((("nhom.xlsx", workbook({"BC": rows})),), figures)


def many_sheets() -> Layout:
    """Instructions first, then the same dossiers twice: by field and by procedure."""
    heads: Row = ["STT", "Nội dung", "Số hồ sơ tiếp nhận mới", "Số văn bản xin lỗi"]
    fields: list[Row] = [[OWN], [DAYS], heads, [1, "Nhà ở", 30, 1], [2, "Đô thị", 12, 0]]
    procedures: list[Row] = [
        [OWN], [DAYS], heads, [1, "Mua nhà", 20, 1], [2, "Thuê nhà", 10, 0], [3, "Cây xanh", 12, 0],
    ]  # fmt: skip
    raw = workbook(
        {"Hướng dẫn": [["Xuất từ Hệ thống thông tin giải quyết TTHC"]], "Lĩnh vực": fields, "Thủ tục": procedures}
    )
    return Layout((("ba-trang.xlsx", raw),), {"new": "42", "sorry": "1"})


def two_systems() -> Layout:
    """The province's system as a workbook and a ministry's as CSV, with other heads and another order."""
    provinces: list[Row] = [
        [OWN], [DAYS], ["STT", "Lĩnh vực", "Kỳ trước chuyển sang", "Mới tiếp nhận", "Trả lại"],
        [1, "Nhà ở", 4, 120, 3], [2, "Đô thị", 6, 80, 0], ["", "Tổng cộng", 10, 200, 3],
    ]  # fmt: skip
    ministrys: list[Row] = [
        [OWN, "", "", ""], [DAYS, "", "", ""],
        ["Tên lĩnh vực", "Số hồ sơ xin rút", "Tiếp nhận trong kỳ", "Từ kỳ trước"],
        ["Đăng kiểm", 2, "1.050", 7],
    ]  # fmt: skip
    return Layout(
        (("tinh.xlsx", workbook({"Tổng hợp": provinces})), ("bo.csv", csv_text(ministrys, ",").encode("utf-8"))),
        {"carried": "17", "new": "1.250", "returned": "5"},
    )


def unicode_text() -> Layout:
    """What spreadsheets call Unicode Text: UTF-16 with tabs, numbers as text with dots, merged heads fallen apart."""
    rows: list[Row] = [
        [OWN, "", "", "", "", "", ""], ["Quý III năm 2025", "", "", "", "", "", ""],
        ["STT", "Lĩnh vực", "Tiếp nhận", "", "", "Đang giải quyết", ""],
        ["", "", "Tổng số", "Qua DVC", "Trực tiếp", "Chưa đến hạn", "Quá hạn"],
        ["1", "Nhà ở", "2.100", "2.000", "100", "Không", "1"],
        ["2", "Đô thị", "1.174", "1.074", "100", "12", "-"],
    ]  # fmt: skip
    return Layout(
        (("mang.txt", csv_text(rows, "\t").encode("utf-16")),),
        {"total": "3.274", "online": "3.074", "direct": "200", "in_time": "12", "overdue": "1"},
    )


def semicolons() -> Layout:
    """CSV of a spreadsheet set to Vietnamese: BOM, semicolons, columns in another order."""
    rows: list[Row] = [
        [f"Đơn vị: {OWN}; ", "", "", "", ""], [DAYS, "", "", "", ""],
        ["Quá hạn chưa giải quyết", "Giải quyết quá hạn", "Giải quyết đúng hạn", "Giải quyết trước hạn", "Lĩnh vực"],
        [1, 2, 30, 40, "Nhà ở"], [0, 1, 20, "1.100", "Đô thị"], [1, 3, 50, "1.140", "Tổng cộng"],
    ]  # fmt: skip
    text = csv_text([[f'"{rows[0][0]}"', *rows[0][1:]], *rows[1:]], ";")
    return Layout(
        (("ban-quyen.csv", text.encode("utf-8-sig")),),
        {"overdue": "1", "late": "3", "on_time": "50", "early": "1.140"},
    )


def hidden_rows() -> Layout:
    """Two rows hidden by a filter; the total of the system counts them too."""
    rows: list[Row] = [
        [OWN], [DAYS], ["STT", "Lĩnh vực", "Tổng số đang giải quyết", "Đang giải quyết quá hạn"],
        [1, "Nhà ở", 15, 1], [2, "Đô thị", 4, 0], [3, "Cây xanh", 1, 1], ["", "Tổng cộng", 20, 2],
    ]  # fmt: skip
    raw = workbook({"Lọc": rows}, hidden={"Lọc": [5, 6]})
    return Layout((("loc.xlsx", raw),), {"open": "20", "overdue": "2"})


def units() -> Layout:
    """A row for each unit of the province, and the total of all of them."""
    rows: list[Row] = [
        ["UBND TỈNH HƯNG YÊN"], [DAYS], ["STT", "Đơn vị", "Hồ sơ tiếp nhận", "", "Hồ sơ đã giải quyết", ""],
        ["", "", "Tổng số", "Kỳ trước chuyển sang", "Tổng số", "Trễ hạn"],
        [1, "Sở Tài chính", 500, 10, 480, 2], [2, "Sở Xây dựng", 310, 7, 300, 1], [3, "UBND xã Ân Thi", 90, 1, 88, 0],
        ["", "Tổng cộng", 900, 18, 868, 3],
    ]  # fmt: skip
    merged = ["A3:A4", "B3:B4", "C3:D3", "E3:F3"]
    raw = workbook({"Đơn vị": rows}, {"Đơn vị": merged})
    return Layout((("toan-tinh.xlsx", raw),), {"total": "310", "carried": "7", "done": "300", "late": "1"})


def official_form() -> Layout:
    """Form II.06 of the one-stop regime: letters above columns, groups by level and letter, wording of its own."""
    rows: list[Row] = [
        ["Biểu số II.06a/VPCP/KSTT", "", "", f"Đơn vị báo cáo: {OWN.title()}"],
        ["TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC", "", "", "Kính gửi: Sở Tài chính"],
        ["Kỳ báo cáo: Quý III năm 2025"],
        ["STT", "Lĩnh vực giải quyết", "Số lượng hồ sơ tiếp nhận", "", "", "", "Số lượng hồ sơ đã giải quyết", "", "",
         "", "Số lượng hồ sơ đang giải quyết", "", ""],
        ["", "", "Tổng số", "Trong kỳ", "", "Từ kỳ trước", "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", "Tổng số",
         "Trong hạn", "Quá hạn"],
        ["", "", "", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính"],
        ["A", "B", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        ["A", "Cấp tỉnh", 60, 40, 15, 5, 55, 30, 24, 1, 5, 5, 0],
        [1, "Nhà ở", 40, 30, 8, 2, 37, 20, 17, 0, 3, 3, 0],
        [2, "Đô thị", 20, 10, 7, 3, 18, 10, 7, 1, 2, 2, 0],
        ["B", "Cấp xã", 10, 10, 0, 0, 8, 8, 0, 0, 2, 1, 1],
        [1, "Hộ tịch", 10, 10, 0, 0, 8, 8, 0, 0, 2, 1, 1],
        ["Tổng cộng", "", 70, 50, 15, 5, 63, 38, 24, 1, 7, 6, 1],
    ]  # fmt: skip
    merged = ["A4:A6", "B4:B6", "C4:F4", "C5:C6", "D5:E5", "F5:F6", "G4:J4", "K4:M4", "A13:B13",
              *(f"{column}5:{column}6" for column in "GHIJKLM")]  # fmt: skip
    return Layout(
        (("bieu-06a.xlsx", workbook({"06a": rows}, {"06a": merged})),),
        {"total": "70", "carried": "5", "new": "65", "online": "50", "done": "63", "early": "38", "on_time": "24",
         "late": "1", "open": "7", "in_time": "6", "overdue": "1"},
    )  # fmt: skip


LAYOUTS = {
    item.__name__: item
    for item in (
        three_heads, total_above, groups, many_sheets, two_systems, unicode_text, semicolons, hidden_rows, units,
        official_form,
    )
}  # fmt: skip
