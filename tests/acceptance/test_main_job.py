"""The main job from outside: a real report goes in, a province's workbook comes out."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl

from tests.support.filings import real_report
from tests.support.stack import Stack

OFFICER, HOME_AFFAIRS = "demo-sgtvt", "demo-snv"
PERIOD = "2023-Q3"
SUBMISSIONS = "/periods/2023-Q3/agencies/SGTVT/submissions"


def test_the_real_report_goes_in_and_the_province_workbook_comes_out(stack: Stack) -> None:
    report = real_report()
    report["narratives"]["V"] = "Không có kiến nghị, đề xuất."
    status, receipt = stack.call("POST", SUBMISSIONS, OFFICER, report)
    assert status == 202
    filing = stack.finished(receipt["id"], OFFICER)
    assert filing["state"] == "valid"
    assert [finding["rule"] for finding in filing["findings"]] == ["R06"]
    assert filing["findings"][0]["message"] == (
        "Tổng số TTHC trực tuyến (122) khác tổng mức độ 3 (58) và mức độ 4 (62): chênh lệch 2"
    )
    raw = stack.workbook(PERIOD, HOME_AFFAIRS)
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    row = next(
        [cell.value for cell in cells]
        for cells in book["II.2"].iter_rows()
        if any(str(cell.value).startswith("Sở Giao thông vận tải") for cell in cells)
    )
    assert 7266 in row
    money = next(
        [cell.value for cell in cells]
        for cells in book["II.5"].iter_rows()
        if any(str(cell.value).startswith("Sở Giao thông vận tải") for cell in cells)
    )
    assert Decimal(str(next(value for value in money if value in {28.4, 28.39}))) == Decimal("28.4")


def test_the_consolidation_says_what_the_workbook_says(stack: Stack) -> None:
    merged = stack.call("GET", "/periods/2023-Q3/consolidation", HOME_AFFAIRS)[1]
    assert merged["contributing"] + len(merged["missing"]) == merged["expected"]
    book = openpyxl.load_workbook(io.BytesIO(stack.workbook(PERIOD, HOME_AFFAIRS)), data_only=True)
    lines = {str(row[0]): row for row in book["Biểu tổng hợp"].iter_rows(values_only=True) if row[0]}
    template = stack.call("GET", "/templates/cchc/2022", OFFICER)[1]
    compared = 0
    for indicator in template["indicators"]:
        value = merged["indicators"][indicator["code"]]["value"]
        if isinstance(value, int | float):
            assert value in lines[indicator["number"]], indicator["code"]
            compared += 1
    assert compared > 30
