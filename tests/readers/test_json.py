"""The JSON payload: read exactly, or refused with every place named."""

from __future__ import annotations

import json
import time
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.errors import Level, TonghopError, UnreadableError
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA
from service.readers.json import read_json
from tests.support.consolidations import CATALOGUE, real_payload
from tests.support.filings import changed, raw, real_report

ENVELOPE = {"template": "cchc", "template_version": "2022", "period": "2023-Q3", "agency": "SGTVT"}


def read(content: bytes | dict[str, Any]) -> Payload:
    """The payload in bytes or in a report."""
    return read_json(content if isinstance(content, bytes) else raw(content), CATALOGUE.get)


def figure(written: str) -> Payload:
    """A payload with one figure as it is written in JSON."""
    return read(json.dumps({**ENVELOPE, "indicators": {"tthc.tong": "HERE"}}).replace('"HERE"', written).encode())


def faults(content: bytes | dict[str, Any]) -> dict[str, str]:
    """What is said of each place that is refused."""
    with pytest.raises(UnreadableError) as refused:
        read(content)
    assert all(problem.subjects == (problem.place,) for problem in refused.value.problems)
    return {problem.place: str(problem.message) for problem in refused.value.problems}


def test_the_real_report_is_read() -> None:
    payload = real_payload()
    assert (payload.template, payload.template_version) == ("cchc", "2022")
    assert (payload.period, payload.agency) == ("2023-Q3", "SGTVT")
    assert payload.indicators["ho_so.tiep_nhan"] == 7266
    assert payload.documents[0].number == "74/QĐ-SGTVT"
    assert payload.documents[0].date == date(2023, 2, 3)
    assert payload.findings == ()
    assert payload.place("$.indicators.ho_so.tiep_nhan") == "$.indicators.ho_so.tiep_nhan"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("7266", "7266"), ("4135.9", "4135.9"), ('"4135.9"', "4135.9"), ("0.1", "0.1"), ("1e3", "1000"),
        ('"-5"', "-5"), ("0.30000000000000004", "0.30000000000000004"), ("0", "0"), ("9" * 40, "9" * 40),
    ],
)  # fmt: skip
def test_numbers_are_exact(written: str, wanted: str) -> None:
    assert figure(written).indicators["tthc.tong"] == Decimal(wanted)


def test_zero_missing_and_not_applicable_are_three_things() -> None:
    assert figure("0").indicators == {"tthc.tong": Decimal(0)}
    assert figure("null").indicators == {}
    assert figure('"n/a"').indicators == {"tthc.tong": NA}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"bảy nghìn"', "«bảy nghìn»"), ('"4.135,9"', "«4.135,9»"), ('"1_000"', "«1_000»"), ('" 5"', "« 5»"),
        ('"٣"', "«٣»"), ('"NaN"', "«NaN»"), ('"Infinity"', "«Infinity»"), ('""', "«»"), ("true", "true/false"),
        ("[]", "danh sách"), ("{}", "đối tượng"), ('"N/A"', "«N/A»"),
        ("NaN", "«NaN»"), ("-Infinity", "«-Infinity»"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_named(written: str, said: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        figure(written)
    (problem,) = refused.value.problems
    assert problem.place == "$.indicators.tthc.tong"
    assert said in str(problem.message) and "Cần số (4135.9)" in str(problem.message)


@pytest.mark.parametrize(
    "written",
    ["1e400", '"1e400"', "-1e400", "1e-400", "9" * 5000, "1e99999999999999999999", "-1e-99999999999999999999"],
)
def test_numbers_beyond_all_measure_are_named(written: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        figure(written)
    (problem,) = refused.value.problems
    assert problem.place == "$.indicators.tthc.tong"
    assert "vượt xa mọi số liệu có thể có" in str(problem.message)
    assert len(str(problem.message)) < 200


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Nội dung gửi lên trống"),
        (b" \n\t", "Nội dung gửi lên trống"),
        (b'{"template": "cchc",\n  oops}', "sai ở dòng 2, cột 3"),
        (b"PK\x03\x04", "không phải JSON"),
        (b'{"a": "\xff"}', "không phải UTF-8 (sai ở byte 7)"),
        ('{"a": 1}'.encode("utf-16"), "không phải UTF-8"),
        (b"[" * 10_000 + b"]" * 10_000, "lồng nhau quá sâu"),
        (b'{"a":' * 10_000, "lồng nhau quá sâu"),
        (b'{"a": 1, "b": 2, "a": 3}', "Khóa «a» có hai lần"),
        (b'{"a": {"b": 2, "b": 2}}', "Khóa «b» có hai lần"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "Khóa «?» có hai lần"),
        (b'{"a": "\\ud800"}', "nửa ký tự Unicode"),
        (b'{"\\uDFFF": 1}', "nửa ký tự Unicode"),
    ],
)
def test_what_is_no_json_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(content)
    assert said in str(refused.value)


@pytest.mark.parametrize("content", [b"[]", b"1", b"null", b'"x"', b"true"])
def test_what_is_no_object_is_refused(content: bytes) -> None:
    assert faults(content) == {"$": "Cần một đối tượng JSON {…} chứa báo cáo."}


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read(b"\xef\xbb\xbf" + raw(real_report())) == real_payload()


def test_a_letter_beyond_the_first_plane_is_a_letter() -> None:
    report = {**ENVELOPE, "indicators": {}, "narratives": {"V": "\U00020001 Không"}}
    assert "\\ud840" in json.dumps(report)
    assert read(json.dumps(report).encode()).narratives["V"] == "\U00020001 Không"


@pytest.mark.parametrize("key", ["template", "template_version", "period", "agency", "indicators"])
def test_a_missing_key_is_named(key: str) -> None:
    report = real_report()
    del report[key]
    assert faults(report) == {f"$.{key}": f"Khóa «{key}»: thiếu khóa này."}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("period", 2023, "cần chuỗi ký tự, đang là số"), ("agency", None, "Khóa «agency»"),
        ("indicators", [], "cần đối tượng {…}, đang là danh sách […]"),
        ("narratives", "x", "cần đối tượng {…}, đang là chuỗi ký tự"),
        ("documents", {}, "cần danh sách […], đang là đối tượng {…}"),
        ("explanations", True, "cần đối tượng {…}, đang là true/false"),
    ],
)  # fmt: skip
def test_a_key_of_another_kind_is_named(key: str, value: object, said: str) -> None:
    found = faults({**real_report(), key: value})
    assert list(found) == [f"$.{key}"] and said in found[f"$.{key}"]


@pytest.mark.parametrize(
    ("key", "code", "value", "said"),
    [
        ("indicators", "bcdn.lai", 1, "Biểu mẫu không có chỉ tiêu «bcdn.lai»."),
        ("narratives", "IX", "x", "Biểu mẫu không có mục «IX»."),
        ("explanations", "R99", "x", "Biểu mẫu không có quy tắc «R99»."),
        ("notes", "x.y", "x", "Biểu mẫu không có chỉ tiêu «x.y»."),
        ("narratives", "V", 5, "Cần chuỗi ký tự, đang là số."),
        ("notes", "tthc.tong", ["x"], "Cần chuỗi ký tự, đang là danh sách […]."),
    ],
)
def test_unknown_codes_and_texts_of_another_kind_are_named(key: str, code: str, value: object, said: str) -> None:
    report = real_report()
    report.setdefault(key, {})[code] = value
    assert faults(report) == {f"$.{key}.{code}": said}


def test_unknown_keys_are_named() -> None:
    found = faults({**real_report(), "thua": 1, "zz": 2})
    assert found == {f"$.{key}": f"Khóa «{key}»: khóa không có trong cấu trúc báo cáo." for key in ("thua", "zz")}


@pytest.mark.parametrize(("code", "version"), [("cchc", "1999"), ("bcdn", "2022"), ("x" * 5000, "2022")])
def test_an_unknown_template_is_named(code: str, version: str) -> None:
    found = faults({**real_report(), "template": code, "template_version": version})
    assert list(found) == ["$.template"]
    assert f"phiên bản «{version}»" in found["$.template"] and len(found["$.template"]) < 200


@pytest.mark.parametrize(
    ("document", "place", "said"),
    [
        ({"kind": "Quyết định", "title": "x", "date": "2023-02-31"}, ".date", "«2023-02-31» không phải ngày hợp lệ"),
        ({"kind": "Quyết định", "title": "x", "date": "31/02/2023"}, ".date", "«31/02/2023» không phải ngày hợp lệ"),
        ({"kind": "Quyết định", "title": "x", "date": 20230203}, ".date", "không phải ngày hợp lệ"),
        ({"kind": "Quyết định", "title": "x", "date": "2023-W05-1"}, ".date", "không phải ngày hợp lệ"),
        ({"kind": "Quyết định"}, ".title", "thiếu khóa «title»"),
        ({"title": "x"}, ".kind", "thiếu khóa «kind»"),
        ({"kind": "Quyết định", "title": None}, ".title", "Cần chuỗi ký tự, đang là null"),
        ({"kind": "Quyết định", "title": "x", "so": "1"}, ".so", "không có khóa «so»"),
        ({"kind": 1, "title": "x"}, ".kind", "Cần chuỗi ký tự, đang là số"),
        ("Quyết định", "", "Cần đối tượng kind, number, date, title, đang là chuỗi ký tự"),
    ],
)
def test_a_wrong_document_is_named(document: object, place: str, said: str) -> None:
    found = faults({**real_report(), "documents": [document]})
    assert list(found) == [f"$.documents[0]{place}"]
    assert said in found[f"$.documents[0]{place}"]


def test_every_place_is_named_at_once_and_counted() -> None:
    report = changed(tthc__tong="x", ho_so__tiep_nhan=[])
    report["narratives"]["V"] = 1
    report["documents"][0]["date"] = "hôm qua"
    with pytest.raises(UnreadableError, match=r"4 chỗ cần sửa, bắt đầu từ \$\.indicators\.") as refused:
        read(report)
    assert {problem.place for problem in refused.value.problems} == {
        "$.indicators.tthc.tong", "$.indicators.ho_so.tiep_nhan", "$.narratives.V", "$.documents[0].date",
    }  # fmt: skip


def test_text_becomes_composed_and_loses_control_characters_with_a_finding() -> None:
    report = real_report()
    report["narratives"]["V"] = unicodedata.normalize("NFD", "Không có kiến nghị")
    report["narratives"]["IV"] = "Tiếp\u0000 tục\r\nthực hiện\t"
    payload = read(report)
    assert payload.narratives["V"] == unicodedata.normalize("NFC", "Không có kiến nghị")
    assert payload.narratives["IV"] == "Tiếp tục\nthực hiện"
    (finding,) = payload.findings
    assert (finding.rule, finding.level, finding.subjects) == ("control", Level.ERROR, ("$.narratives.IV",))
    assert "ký tự điều khiển" in str(finding.message)


def test_a_key_twice_among_very_many_costs_little() -> None:
    content = "{" + ",".join(f'"{number:x}":0' for number in range(200_000)) + ',"30d3f":0}'
    begun = time.process_time()
    with pytest.raises(UnreadableError, match="«30d3f» có hai lần"):
        read(content.encode())
    assert time.process_time() - begun < 5


def test_of_very_many_faults_the_first_are_named_and_all_are_counted() -> None:
    report = {**ENVELOPE, "indicators": {f"x.a{number}": 1 for number in range(20_000)}}
    with pytest.raises(UnreadableError, match=r"20\.000 chỗ cần sửa") as refused:
        read(report)
    assert len(refused.value.problems) == 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150)
@given(key=st.sampled_from([*ENVELOPE, "indicators", "narratives", "documents", "explanations", "notes"]), value=JSON)
def test_whatever_stands_in_a_key_is_read_or_refused_in_words(key: str, value: object) -> None:
    try:
        payload = read(json.dumps({**real_report(), key: value}).encode())
    except TonghopError as error:
        assert str(error).encode()
        assert all(str(problem.message).encode() and problem.place for problem in error.problems)
    else:
        assert payload.template == "cchc"


@settings(max_examples=150)
@given(position=st.integers(0, 10**6), written=st.binary(min_size=1, max_size=8))
def test_damaged_bytes_are_read_or_refused_in_words(position: int, written: bytes) -> None:
    content = bytearray(raw(real_report()))
    start = position % len(content)
    content[start : start + len(written)] = written
    try:
        read(bytes(content))
    except TonghopError as error:
        assert str(error).encode()


def test_what_is_no_figure_is_refused_with_what_can_be_written_and_what_it_means() -> None:
    with pytest.raises(UnreadableError) as refused:
        figure('"KTP"')
    said = 'Cần số (4135.9), null (chưa có số liệu) hoặc "n/a" (không áp dụng), đang là «KTP».'
    assert [str(item.message) for item in refused.value.problems] == [said]
