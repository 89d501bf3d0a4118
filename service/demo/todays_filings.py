"""The filings of the scene on the map of two levels, in the template of 2025; each says that it is generated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from service.catalogue import Catalogue
from service.demo.figures import Figures
from service.demo.generated import (
    MARK,
    SECTIONS,
    DemoSubmission,
    at_work,
    filings_of,
    generated_payload,
    reported,
)
from service.demo.todays_figures import todays_figures
from service.demo.todays_tables import todays_tables
from service.demo.world import TODAYS_AGENCIES_CSV, TODAYS_PERIODS, moment
from service.domain.organization.agency import Agency
from service.domain.reporting.period import Period
from service.domain.reporting.template import ReportTemplate

OPEN = "2026-Q1"
NOT_YET_FILED = frozenset({"SYT", "SVHTTDL", "x-tan-hung", "x-me-so", "x-tien-hung", "p-tran-lam"})
LATE = {("2025-Y", "SVHTTDL"): moment(2025, 12, 17, 8, 40), ("2025-Y", "x-hong-quang"): moment(2025, 12, 18, 10, 15)}
NOTES = {
    ("2025-Y", "SVHTTDL"): f"{MARK}nộp sau hạn.",
    ("2025-Y", "x-hong-quang"): f"{MARK}nộp sau hạn.",
    (OPEN, "SCT"): f"{MARK}có lỗi, số phản ánh đã xử lý lớn hơn số đã tiếp nhận (R14).",
    (OPEN, "SNNMT"): f"{MARK}một cảnh báo đã giải trình (R06).",
    (OPEN, "x-an-thi"): f"{MARK}một cảnh báo chưa giải trình (R15).",
    (OPEN, "STC"): f"{MARK}bỏ trống một chỉ tiêu không bắt buộc.",
    (OPEN, "BQLKCN"): f"{MARK}có chỉ tiêu không áp dụng và chỉ tiêu bằng 0.",
}
TODAYS_SECTIONS = {
    **SECTIONS,
    "II.2": "thủ tục hành chính được công khai và giải quyết tại Trung tâm Phục vụ hành chính công, Bộ phận Một cửa",
    "II.3": "tổ chức bộ máy được sắp xếp theo mô hình chính quyền địa phương hai cấp",
    "II.6": "văn bản điện tử được ký số; dữ liệu số hóa được khai thác, sử dụng lại khi giải quyết hồ sơ",
    "IV": "tiếp tục thực hiện kế hoạch CCHC năm và nâng tỷ lệ hồ sơ trực tuyến toàn trình",
}


def todays_payloads(catalogue: Catalogue) -> Iterator[DemoSubmission]:
    """Every filing, period by period, in table order of the units."""
    return filings_of(catalogue, TODAYS_AGENCIES_CSV, TODAYS_PERIODS, NOT_YET_FILED, _filing)


def _filing(template: ReportTemplate, period: Period, agency: Agency) -> DemoSubmission:
    given = _indicators(template, period, agency)
    payload = generated_payload(template, period, agency, given, TODAYS_SECTIONS)
    if tables := todays_tables(template, period, agency, given):
        payload["tables"] = tables
    match period.code, agency.code:
        case (code, "SNNMT") if code == OPEN:
            said = f"{MARK}một thủ tục đang chuyển từ một phần sang toàn trình nên chưa tính vào loại nào."
            payload["explanations"] = {"R06": said}
        case (code, "BQLKCN") if code == OPEN:
            payload["notes"] = {"tthc.cap_xa": f"{MARK}ban quản lý chỉ giải quyết thủ tục hành chính cấp tỉnh"}
    note = NOTES.get((period.code, agency.code), f"{MARK}đầy đủ, không có cảnh báo.")
    return DemoSubmission(period.code, agency.code, _received_at(period, agency), payload, note)


def _indicators(template: ReportTemplate, period: Period, agency: Agency) -> Figures:
    given = reported(template, agency, todays_figures(agency, period.code))
    if agency.code == "BQLKCN":  # not applicable and zero are different answers
        given["tthc.tong"] = given["tthc.cap_tinh"]
        given["tthc.cap_xa"] = "n/a" if period.code == OPEN else 0
        given["khao_sat.so_phieu"] = 0
    if period.code == OPEN:
        _make_special(agency, given)
    return given


def _make_special(agency: Agency, given: Figures) -> None:
    """The filings of the open period that show what checking is for."""
    match agency.code:
        case "SCT":  # more handled than there were: an error
            given["pakn.da_xu_ly"] = int(given["pakn.tiep_nhan"]) + 3
        case "SNNMT":  # a warning, explained
            given["dvctt.tong_tthc"] = int(given["dvctt.tong_tthc"]) + 1
        case "x-an-thi":  # a warning, not explained
            given["bien_che.co_mat"] = int(given["bien_che.duoc_giao"]) + 2
        case "STC":  # an optional figure left out
            del given["ho_so.xin_loi"]


def _received_at(period: Period, agency: Agency) -> datetime:
    """In the working hours of the two working days after the cut-off, unless this is one of the late ones."""
    if (period.code, agency.code) in LATE:
        return LATE[period.code, agency.code]
    draw = Random(f"nop/{period.code}/{agency.code}")  # noqa: S311 - data to look at, not secrets
    # Both cut-offs lie at a week's end; the open period's filings are there when the clock starts.
    due = period.deadline(agency.kind)
    day = due.date() - timedelta(days=1 if period.code == OPEN else draw.randint(0, 1))
    return at_work(day, draw)
