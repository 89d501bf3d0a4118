"""Whatever is handed in wrongly is answered in words that name the place, and a good filing is taken afterwards."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import close_period, open_period
from tests.support.filings import changed, raw, real_report
from tests.support.installation import PERIOD
from tests.support.web import Web, pointers, refused, submissions

MILLION = 1_000_000


@pytest.fixture
def sturdy(web: Web) -> Iterator[Web]:
    """The application, which must take a good filing after whatever a test did to it."""
    yield web
    answer = web.file_json()
    assert answer.status_code == 202, answer.get_data(as_text=True)
    submission = answer.get_json()["id"]
    validate_submission(web.context, submission)
    assert web.get(f"/submissions/{submission}").get_json()["state"] == "valid"


def figure(written: str) -> bytes:
    """The real report with one figure as it is written in JSON."""
    return raw(changed(tthc__tong="HERE")).replace(b'"HERE"', written.encode())


def without(key: str) -> dict[str, Any]:
    """The real report without a key."""
    return {name: value for name, value in real_report().items() if name != key}


def with_document(**fields: object) -> dict[str, Any]:
    """The real report with other fields of its first document."""
    report = real_report()
    report["documents"][0] |= fields
    return report


def with_text(text: str) -> dict[str, Any]:
    """The real report with another text of its last section."""
    report = real_report()
    report["narratives"]["V"] = text
    return report


def checked(web: Web, report: dict[str, Any] | bytes) -> dict[str, Any]:
    """A filing that is accepted, once it was checked."""
    answer = web.file_json(report)
    assert answer.status_code == 202, answer.get_data(as_text=True)
    validate_submission(web.context, answer.get_json()["id"])
    found: dict[str, Any] = web.get(f"/submissions/{answer.get_json()['id']}").get_json()
    return found


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 422, "Nội dung gửi lên trống"),
        (b"   \r\n", 422, "Nội dung gửi lên trống"),
        (b"ho_so.tiep_nhan: 7266", 422, "không phải JSON: sai ở dòng 1, cột 1"),
        (raw(real_report())[:-1], 422, "không phải JSON"),
        (b"\xff\xfe{\x00}\x00", 422, "không phải UTF-8"),
        (b" " * (60 * MILLION), 413, "lớn hơn mức cho phép (tệp: 20 MB, JSON: 4 MB)"),
        (b'{"a": "' + b"x" * (5 * MILLION) + b'"}', 413, "Báo cáo lớn hơn 4 MB"),
        (b"[" * 10_000 + b"]" * 10_000, 422, "lồng nhau quá sâu"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 422, "lồng nhau quá sâu"),
        (b'{"template": "cchc", "template": "cchc"}', 422, "Khóa «template» có hai lần"),
        (figure('1, "tthc.tong": 2'), 422, "Khóa «tthc.tong» có hai lần"),
        (b'{"a": "\\ud800"}', 422, "nửa ký tự Unicode"),
        (b'{"\\ud800": 1, "\\ud800": 2}', 422, "hai lần"),
    ],
    ids=[
        "empty", "blank", "no json", "cut short", "utf-16", "60 MB", "5 MB of json", "10000 lists deep",
        "10000 objects deep", "a key twice", "a code twice", "half a letter", "half a letter twice",
    ],
)  # fmt: skip
def test_bytes_that_are_no_report_are_refused(sturdy: Web, content: bytes, status: int, said: str) -> None:
    assert said in refused(sturdy.file_json(content), status)["detail"]


@pytest.mark.parametrize(
    ("report", "pointer", "said"),
    [
        ({**real_report(), "thua": 1}, "$.thua", "khóa không có trong cấu trúc"),
        (without("indicators"), "$.indicators", "thiếu khóa này"),
        (without("period"), "$.period", "thiếu khóa này"),
        ([real_report()], "$", "Cần một đối tượng JSON"),
        (changed(bcdn__loi_nhuan=5), "$.indicators.bcdn.loi_nhuan", "Biểu mẫu không có chỉ tiêu «bcdn.loi_nhuan»"),
        ({**real_report(), "template": "bcdn"}, "$.template", "Không có biểu mẫu «bcdn»"),
        ({**real_report(), "template_version": "1999"}, "$.template", "phiên bản «1999»"),
        ({**real_report(), "narratives": {"XI": "x"}}, "$.narratives.XI", "Biểu mẫu không có mục «XI»"),
        ({**real_report(), "explanations": {"R99": "x"}}, "$.explanations.R99", "không có quy tắc «R99»"),
        (changed(tthc__tong="một trăm bốn mươi"), "$.indicators.tthc.tong", "«một trăm bốn mươi»"),
        (changed(tthc__tong="1.174,5"), "$.indicators.tthc.tong", "«1.174,5»"),
        (changed(tthc__tong=True), "$.indicators.tthc.tong", "đang là true/false"),
        (changed(tthc__tong="NaN"), "$.indicators.tthc.tong", "«NaN»"),
        (changed(tthc__tong="1e400"), "$.indicators.tthc.tong", "vượt xa mọi số liệu có thể có"),
        ({**real_report(), "period": "2023-H1"}, "$.period", "ghi kỳ báo cáo «2023-H1», cần «2023-Q3»"),
        ({**real_report(), "agency": "STC"}, "$.agency", "ghi đơn vị «STC», cần «SGTVT»"),
        (with_document(date="2023-02-31"), "$.documents[0].date", "«2023-02-31» không phải ngày hợp lệ"),
        (with_document(date="31/02/2023"), "$.documents[0].date", "«31/02/2023» không phải ngày hợp lệ"),
        (with_document(ngay="2023-02-03"), "$.documents[0].ngay", "không có khóa «ngay»"),
    ],
    ids=[
        "unknown key", "no indicators", "no period", "a list", "a code of another template", "another template",
        "another version", "unknown section", "unknown rule", "number as words", "Vietnamese notation", "true", "NaN",
        "1e400", "wrong period", "wrong unit", "31 February", "31/02/2023", "unknown key of a document",
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_understood_is_refused_by_its_place(
    sturdy: Web, report: dict[str, Any], pointer: str, said: str
) -> None:
    problem = refused(sturdy.file_json(raw(report)), 422)
    assert pointers(problem) == [pointer]
    assert said in problem["errors"][0]["message"]
    assert problem["detail"]


@pytest.mark.parametrize(
    ("written", "said"),
    [("1e400", "vượt xa"), ("-1e400", "vượt xa"), ("1E-400", "vượt xa"), ("1e99999999999999999999", "vượt xa"),
     ("NaN", "Cần số (4135.9)"), ("-Infinity", "Cần số (4135.9)")],
)  # fmt: skip
def test_what_is_beyond_all_measure_or_no_number_is_refused_by_its_place(sturdy: Web, written: str, said: str) -> None:
    problem = refused(sturdy.file_json(figure(written)), 422)
    assert pointers(problem) == ["$.indicators.tthc.tong"]
    assert said in problem["errors"][0]["message"]


def test_several_faults_are_named_in_one_answer(sturdy: Web) -> None:
    report = {**changed(tthc__tong="x"), "narratives": {"V": 5}}
    problem = refused(sturdy.file_json(report), 422)
    assert problem["detail"].startswith("Không đọc được báo cáo: 2 chỗ cần sửa")
    assert pointers(problem) == ["$.indicators.tthc.tong", "$.narratives.V"]


def test_very_many_faults_make_a_short_answer(sturdy: Web) -> None:
    report = {**real_report(), "indicators": {f"a.b{number}": 0 for number in range(100_000)}}
    answer = sturdy.file_json(report)
    assert "100.000 chỗ cần sửa" in refused(answer, 422)["detail"]
    assert len(answer.data) < 200_000


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("-5", "là -5: không được âm"),
        ("140.123456789012", "phải là số nguyên"),
        ("9" * 40, "nhiều hơn 15 chữ số"),
        ("140." + "0" * 40 + "1", "phải là số nguyên"),
        ('"140.5"', "phải là số nguyên"),
        ("1e16", "nhiều hơn 15 chữ số"),
    ],
    ids=["negative", "12 decimals", "40 digits", "41 decimals", "a half", "1e16"],
)
def test_a_number_out_of_range_makes_the_filing_invalid(sturdy: Web, written: str, said: str) -> None:
    found = checked(sturdy, figure(written))
    assert found["state"] == "invalid"
    finding = next(item for item in found["findings"] if item["rule"] == "range")
    assert (finding["level"], finding["place"]) == ("error", "$.indicators.tthc.tong")
    assert said in finding["message"]


def test_a_share_above_a_hundred_makes_the_filing_invalid(sturdy: Web) -> None:
    found = checked(sturdy, changed(tai_chinh__ty_le_giai_ngan=284))
    assert found["state"] == "invalid"
    finding = next(item for item in found["findings"] if item["rule"] == "range")
    assert "không thể lớn hơn 100" in finding["message"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("1823-06-15", "ngày 15/06/1823 phải từ 01/01/1990 đến 18/09/2023"),
        ("2023-09-19", "ngày 19/09/2023 phải từ 01/01/1990 đến 18/09/2023"),
        ("9999-12-31", "ngày 31/12/9999 phải từ"),
    ],
    ids=["1823", "tomorrow", "9999"],
)
def test_a_date_of_another_age_makes_the_filing_invalid(sturdy: Web, given: str, said: str) -> None:
    found = checked(sturdy, with_document(date=given))
    assert found["state"] == "invalid"
    (finding,) = [item for item in found["findings"] if item["rule"] == "date"]
    assert finding["place"] == "$.documents[0].date"
    assert said in finding["message"]


def test_a_document_dated_today_is_taken(sturdy: Web) -> None:
    assert checked(sturdy, with_document(date="2023-09-18"))["state"] == "valid"


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("Không\u0000 có", "control", "ký tự điều khiển"),
        ("Không\u001b[31m có", "control", "ký tự điều khiển"),
        ("C«ng t¸c c¶i c¸ch hµnh chÝnh nhµ n-íc", "encoding", "TCVN3 hoặc VNI"),
        ("Caûi caùch haønh chính ñöôïc thöïc hieän", "encoding", "TCVN3 hoặc VNI"),
        ("x" * 200_001, "length", "200.001 ký tự: tối đa 200.000"),
    ],
    ids=["nul", "escape", "tcvn3", "vni", "long"],
)
def test_a_text_that_cannot_be_printed_makes_the_filing_invalid(sturdy: Web, text: str, rule: str, said: str) -> None:
    found = checked(sturdy, with_text(text))
    assert found["state"] == "invalid"
    (finding,) = [item for item in found["findings"] if item["level"] == "error"]
    assert (finding["rule"], finding["place"]) == (rule, "$.narratives.V")
    assert said in finding["message"]
    assert "\x00" not in json.dumps(found, ensure_ascii=False)


def test_a_decomposed_text_is_composed(sturdy: Web) -> None:
    text = "Không có kiến nghị, đề xuất"
    found = checked(sturdy, with_text(unicodedata.normalize("NFD", text)))
    assert (found["state"], found["content"]["narratives"]["V"]) == ("valid", text)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+84", "-5", "@x", "<script>alert(1)</script>", "{{ 7*7 }}"])
def test_a_text_stays_the_text_that_it_is(sturdy: Web, text: str) -> None:
    found = checked(sturdy, with_text(text))
    assert (found["state"], found["content"]["narratives"]["V"]) == ("valid", text)


def test_a_unit_that_does_not_exist_at_the_periods_end_is_refused(sturdy: Web) -> None:
    report = {**real_report(), "agency": "SNNMT"}
    problem = refused(sturdy.file_json(report, role="home_affairs", path=submissions(agency="SNNMT")), 422)
    assert pointers(problem) == ["$.agency"]
    assert "không có hiệu lực tại ngày 14/09/2023" in problem["errors"][0]["message"]


def test_a_closed_period_is_refused_and_an_open_one_taken(sturdy: Web) -> None:
    open_period(sturdy.context, "2023-H1")
    close_period(sturdy.context, "2023-H1")
    answer = sturdy.file_json({**real_report(), "period": "2023-H1"}, path=submissions("2023-H1"))
    assert "2023-H1 đã khóa" in refused(answer, 409)["detail"]


@pytest.mark.parametrize("period", ["2023-Q2", "2023", "../2023-Q3", "2023-Q3 ", "2022-Q3", "x" * 5000])
def test_a_period_that_is_not_open_is_refused(sturdy: Web, period: str) -> None:
    refused(sturdy.file_json({**real_report(), "period": period}, path=submissions(period)), 404)
    assert sturdy.get("/periods").get_json()["periods"][0]["code"] == PERIOD


@pytest.mark.parametrize(
    "make",
    [
        lambda: {f"truong{number}": "x" for number in range(2000)},
        lambda: {"file": "x" * (2 * MILLION)},
    ],
    ids=["many fields", "a long field"],
)
def test_a_form_of_another_measure_is_refused(sturdy: Web, make: Callable[[], dict[str, str]]) -> None:
    answer = sturdy.file_form(make())
    refused(answer, 413)
