"""The demonstration's filings: the real report, and generated ones that say so in every narrative."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from service.catalogue import Catalogue
from service.demo.figures import Figures, figures
from service.demo.sgtvt import SGTVT
from service.demo.world import AGENCIES_CSV, PERIODS, SGTVT_REPORT, DemoPeriod, moment
from service.domain.organization.agency import Agency, in_table_order
from service.domain.reporting.period import Period
from service.domain.reporting.template import ReportTemplate
from service.readers.agencies import read_agencies

# Every text that was made up begins with the first and says the second.
MARK = "Số liệu minh họa: "
DISCLAIMER = "số liệu minh họa, không phải số liệu thật của đơn vị"
OPEN = "2023-Q3"
REAL = (OPEN, SGTVT)
NOT_YET_FILED = frozenset({"SYT", "SVHTTDL", "HKC", "HPC"})
LATE = {("2022-Q3", "HTL"): moment(2022, 9, 22, 10, 15), ("2023-H1", "SVHTTDL"): moment(2023, 6, 21, 8, 40)}
# What a filing is there to show, where it shows something.
NOTES = {
    REAL: "Báo cáo thật của đơn vị: một cảnh báo chưa giải trình (R06).",
    ("2022-Q3", "HTL"): f"{MARK}nộp sau hạn.",
    ("2023-H1", "SVHTTDL"): f"{MARK}nộp sau hạn.",
    (OPEN, "SCT"): f"{MARK}có lỗi, tổng số hồ sơ tiếp nhận không khớp (R03).",
    (OPEN, "SNNPTNT"): f"{MARK}một cảnh báo đã giải trình (R06).",
    (OPEN, "HVL"): f"{MARK}một cảnh báo chưa giải trình (R15).",
    (OPEN, "STC"): f"{MARK}bỏ trống một chỉ tiêu không bắt buộc.",
    (OPEN, "BQLKCN"): f"{MARK}có chỉ tiêu không áp dụng và chỉ tiêu bằng 0.",
}
SECTIONS = {
    "I.a": "đơn vị đã ban hành kế hoạch CCHC năm và giao nhiệm vụ cụ thể cho từng phòng",
    "I.c": "các nhiệm vụ trong kế hoạch được kiểm tra, đôn đốc hằng tháng",
    "I.g": "nhiệm vụ được giao được theo dõi trên hệ thống và báo cáo đúng hạn",
    "II.1": "văn bản quy phạm pháp luật được rà soát, tham mưu ban hành đúng tiến độ",
    "II.2": "thủ tục hành chính được công khai và giải quyết tại Bộ phận Một cửa",
    "II.3": "tổ chức bộ máy được sắp xếp theo quy định",
    "II.4": "công chức, viên chức được tuyển dụng, đào tạo và đánh giá theo quy định",
    "II.5": "vốn đầu tư công được giải ngân theo kế hoạch; tài sản công được quản lý đúng quy định",
    "II.6": "văn bản điện tử được ký số; dịch vụ công trực tuyến được tuyên truyền rộng rãi",
    "III.1": "công tác CCHC được chỉ đạo thường xuyên",
    "III.2": "một số hồ sơ còn quá hạn do phải phối hợp nhiều cơ quan",
    "IV": "tiếp tục thực hiện kế hoạch CCHC năm và nâng tỷ lệ hồ sơ trực tuyến",
    "V": "không có kiến nghị",
}


@dataclass(frozen=True)
class DemoSubmission:
    """One filing of the demonstration, in the API's form; `note` says what it is there to show."""

    period: str
    agency: str
    received_at: datetime
    payload: dict[str, Any]
    note: str


def demo_payloads(catalogue: Catalogue) -> Iterator[DemoSubmission]:
    """Every filing, period by period, in table order of the units."""
    return filings_of(catalogue, AGENCIES_CSV, PERIODS, NOT_YET_FILED, _filing)


def filings_of(
    catalogue: Catalogue, agencies_csv: bytes, periods: Iterable[DemoPeriod], absent: Container[str],
    make: Callable[[ReportTemplate, Period, Agency], DemoSubmission],
) -> Iterator[DemoSubmission]:  # fmt: skip
    """What `make` files for every unit that owes it, in the open period without those that are `absent`."""
    agencies = read_agencies(agencies_csv)
    for opened in periods:
        template, period = catalogue.for_period(opened.code)
        for agency in in_table_order(agency for agency in agencies if period.is_owed_by(agency)):
            if opened.closed_at is not None or agency.code not in absent:
                yield make(template, period, agency)


def generated_payload(
    template: ReportTemplate, period: Period, agency: Agency, indicators: Figures, sections: Mapping[str, str]
) -> dict[str, Any]:
    """A filing in the API's form, whose every text says that it is made up."""
    return {
        "template": template.code,
        "template_version": template.version,
        "period": period.code,
        "agency": agency.code,
        "indicators": indicators,
        "narratives": {code: f"{MARK}{text} ({DISCLAIMER})." for code, text in sections.items()},
        "documents": generated_documents(period, agency),
    }


def reported(template: ReportTemplate, agency: Agency, drawn: Figures) -> Figures:
    """Those of the figures that the template asks the unit for, in its order."""
    return {
        item.code: drawn[item.code]
        for item in template.indicators
        if item.code in drawn and not template.is_exempt(item, agency)
    }


def at_work(day: date, draw: Random) -> datetime:
    """Some minute of the day's working hours."""
    return moment(day.year, day.month, day.day, draw.choice((8, 9, 10, 11, 13, 14, 15, 16)), draw.randint(0, 59))


def _filing(template: ReportTemplate, period: Period, agency: Agency) -> DemoSubmission:
    if (period.code, agency.code) == REAL:
        return DemoSubmission(*REAL, moment(2023, 9, 15, 9, 42), json.loads(SGTVT_REPORT), NOTES[REAL])
    payload = generated_payload(template, period, agency, _indicators(template, period, agency), SECTIONS)
    payload |= _explanations(period, agency)
    if (period.code, agency.code) == (OPEN, "BQLKCN"):
        reason = f"{MARK}ban quản lý chỉ giải quyết thủ tục hành chính cấp tỉnh"
        payload["notes"] = {"tthc.cap_huyen": reason, "tthc.cap_xa": reason}
    note = NOTES.get((period.code, agency.code), f"{MARK}đầy đủ, không có cảnh báo.")
    return DemoSubmission(period.code, agency.code, _received_at(period, agency), payload, note)


def _indicators(template: ReportTemplate, period: Period, agency: Agency) -> Figures:
    given = reported(template, agency, figures(agency, period.code))
    if agency.code == "BQLKCN":  # not applicable and zero are different answers
        given["tthc.tong"] = given["tthc.cap_tinh"]
        given["tthc.cap_huyen"] = given["tthc.cap_xa"] = "n/a" if period.code == OPEN else 0
        given["khao_sat.so_phieu"] = 0
    if period.code == OPEN:
        _make_special(agency, given)
    return given


def _make_special(agency: Agency, given: Figures) -> None:
    """The filings of the open period that show what checking is for."""
    match agency.code:
        case "SCT":  # a total that does not fit: an error
            for code in ("ho_so.tiep_nhan_moi", "ho_so.moi_truc_tiep"):
                given[code] = int(given[code]) + 90
        case "SNNPTNT":  # a warning, explained
            given["dvctt.tong_tthc"] = int(given["dvctt.tong_tthc"]) + 1
        case "HVL":  # a warning, not explained
            given["bien_che.co_mat"] = int(given["bien_che.duoc_giao"]) + 2
        case "STC":  # an optional figure left out
            del given["ho_so.xin_loi"]


def _explanations(period: Period, agency: Agency) -> dict[str, Any]:
    if (period.code, agency.code) != (OPEN, "SNNPTNT"):
        return {}
    said = f"{MARK}một thủ tục đang chuyển từ mức độ 3 lên mức độ 4 nên chưa tính vào mức nào."
    return {"explanations": {"R06": said}}


def generated_documents(period: Period, agency: Agency) -> list[dict[str, str]]:
    """A few documents that the unit issued in the part of the period in which it is there."""
    first = max(period.window.first, agency.valid_from)
    draw = Random(f"van-ban/{period.code}/{agency.code}")  # noqa: S311 - data to look at, not secrets
    symbol = agency.abbreviation or agency.code
    found = []
    for kind, mark, title in (
        ("Kế hoạch", "KH", "Kế hoạch cải cách hành chính năm"),
        ("Quyết định", "QĐ", "Giao nhiệm vụ cải cách hành chính"),
        ("Báo cáo", "BC", "Kết quả kiểm tra cải cách hành chính"),
    ):
        issued = first + timedelta(days=draw.randint(0, (period.window.last - first).days))
        found.append(
            {
                "kind": kind,
                "number": f"{draw.randint(11, 980)}/{mark}-{symbol}",
                "date": issued.isoformat(),
                "title": f"{title} (minh họa)",
            }
        )
    return found


def _received_at(period: Period, agency: Agency) -> datetime:
    """In the working hours of the days between cut-off and deadline, unless this is one of the late ones."""
    if (period.code, agency.code) in LATE:
        return LATE[period.code, agency.code]
    draw = Random(f"nop/{period.code}/{agency.code}")  # noqa: S311
    # The deadline is on the sixth day at 17:00; the open period's filings are there when the clock starts.
    day = period.window.last + timedelta(days=draw.randint(0, 3) if period.code == OPEN else draw.randint(1, 6))
    return at_work(day, draw)
