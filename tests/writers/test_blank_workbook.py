"""The form that a unit fills in: its marks agree with the rules, and it is locked where nothing is to be typed."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from service.demo import demo_payloads
from service.domain.reporting.earlier import NO_EARLIER, EarlierReports
from service.domain.reporting.payload import submitted_report
from service.domain.reporting.report import NA, Report, Source, report_of
from service.domain.validation.rules import check_rule
from service.readers.json import read_json
from tests.support.consolidations import CATALOGUE, TEMPLATE, real_payload
from tests.support.office import resaved
from tests.support.workbooks import AGENCIES, form, typed

MARKS = {True: "✓", False: "✗", None: "–"}


def earlier_report(period: str) -> Report:
    """An earlier report of the same unit."""
    content = next(f.payload for f in demo_payloads(CATALOGUE) if (f.period, f.agency) == (period, "SGTVT"))
    payload = read_json(json.dumps(content).encode(), CATALOGUE.get)
    return report_of(TEMPLATE, period, submitted_report(payload, TEMPLATE, AGENCIES["SGTVT"], Source("SGTVT")))


def earlier_reports() -> EarlierReports:
    """The half year's report and last year's."""
    return EarlierReports(earlier_report("2023-H1"), earlier_report("2022-Q3"))


def marks(raw: bytes) -> dict[str, str]:
    """What the form shows for each rule."""
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    rules = TEMPLATE.rule_by_id
    return {
        str(row[0]): str(row[3])
        for sheet in book
        if sheet.max_column >= 4
        for row in sheet.iter_rows(values_only=True)
        if row[0] in rules
    }


def expected(earlier: EarlierReports, **figures: Decimal) -> dict[str, str]:
    """What the rules say of the real report with these figures changed."""
    filing = submitted_report(real_payload(), TEMPLATE, AGENCIES["SGTVT"], Source("SGTVT"))
    changes = {name.replace("__", "."): value for name, value in figures.items()}
    report = report_of(TEMPLATE, "2023-Q3", type(filing)(filing.source, {**filing.figures, **changes}))
    return {rule.id: MARKS[check_rule(rule, report, earlier)] for rule in TEMPLATE.rules}


@pytest.mark.parametrize("earlier", [earlier_reports(), NO_EARLIER], ids=["with earlier reports", "without"])
def test_the_marks_say_what_the_rules_say(office: Path, earlier: EarlierReports) -> None:
    shown = marks(resaved(form(real_payload(), earlier=earlier), office))
    assert shown == expected(earlier)
    assert shown["R06"] == "✗" and shown["R03"] == "✓"
    assert (shown["R05"], shown["R16"]) == (("✓", "✓") if earlier.previous else ("–", "–"))


def test_no_mark_compares_what_does_not_apply(office: Path) -> None:
    payload = replace(real_payload(), indicators={**real_payload().indicators, "tthc.bai_bo_thay_the": NA})
    shown = marks(resaved(form(payload, earlier=earlier_reports()), office))
    assert shown["R17"] == "–"


def test_beside_a_mark_stands_what_the_rule_asks_for_and_not_what_is_wrong() -> None:
    """A check mark beside «is larger than» would say the opposite of what is right."""
    book = openpyxl.load_workbook(io.BytesIO(form(real_payload())))
    asked = {rule.id: str(rule.requirement) for rule in TEMPLATE.rules}
    shown = {row[0]: row[1] for sheet in book for row in sheet.iter_rows(values_only=True) if row[0] in asked}
    assert shown == asked
    assert shown["R15"] == "Biên chế có mặt không lớn hơn biên chế được giao"
    assert shown["R16"] == "Số hồ sơ tiếp nhận tăng, giảm không quá 50 % so với cùng kỳ năm trước"
    offence = re.compile(r"(?<!không )(lớn hơn|quá 50|vượt)|\bkhác\b|không khớp|chênh lệch|thay đổi trên")
    assert not [text for text in shown.values() if offence.search(text)]


def test_more_documents_than_there_are_rows_take_inserted_ones_as_the_guide_says() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    told = " ".join(str(row[1]) for row in book["Hướng dẫn"].iter_rows(values_only=True))
    assert "riêng trang tính «Văn bản» chèn thêm dòng được" in told
    # The protection lists what stays forbidden: inserting rows is allowed there and nowhere else.
    free = {sheet.title for sheet in book if not sheet.protection.insertRows}
    assert free == {"Văn bản"}


def test_the_period_before_is_named_above_its_figures() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form(earlier=earlier_reports())))
    assert book["II.2"]["D7"].value == "Kỳ trước (6 tháng đầu năm 2023)"


def test_cells_for_words_keep_them_as_typed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form(real_payload())))
    texts = [name for name in book.defined_names if name.startswith(("tt.", "gc.", "gt."))]
    cells = [book[sheet][place.replace("$", "")] for name in texts
             for sheet, place in book.defined_names[name].destinations]  # fmt: skip
    assert len(cells) > 100 and {cell.number_format for cell in cells} == {"@"}
    assert {book["Văn bản"].cell(60, column).number_format for column in range(2, 6)} == {"@"}
    assert book["Văn bản"]["D8"].number_format == "dd/mm/yyyy"


def test_the_marks_follow_what_is_typed(office: Path) -> None:
    changes = {"ho_so__tiep_nhan": 7000, "dvctt__muc_do_3": 60, "ho_so__moi_truc_tuyen": 6000}
    shown = marks(resaved(typed(form(real_payload()), **changes), office))
    assert shown == expected(NO_EARLIER, **{name: Decimal(value) for name, value in changes.items()})
    assert (shown["R03"], shown["R06"], shown["R18"]) == ("✗", "✓", "✗")


def sheet_cells(book: Any) -> dict[str, Any]:
    """The input cells by the name of their indicator."""
    found = {}
    for name, item in book.defined_names.items():
        if name.startswith("ct."):
            sheet, place = next(item.destinations)
            found[name.removeprefix("ct.")] = book[sheet][place.replace("$", "")]
    return found


def test_only_inputs_are_open() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    inputs = sheet_cells(book)
    assert len(inputs) == len(TEMPLATE.indicators) - 1  # one is for districts
    assert all(not cell.protection.locked for cell in inputs.values())
    assert all(sheet.protection.sheet for sheet in book)
    assert book["II.2"]["B8"].protection.locked
    assert book["_tonghop"].sheet_state == "veryHidden"


def test_a_spared_unit_is_not_asked() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form(agency="TTT")))
    inputs = sheet_cells(book)
    assert "ho_so.tiep_nhan" not in inputs and "giao_viec.tong" in inputs
    shown = [row for row in book["II.2"].iter_rows(values_only=True) if row[0] == "II.2.7"]
    assert shown[0][4] == "Không áp dụng"


def test_previous_figures_stand_beside_the_inputs() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form(earlier=earlier_reports())))
    shown = [row for row in book["II.2"].iter_rows(values_only=True) if row[0] == "II.2.8.3"]
    assert shown[0][3] == 986


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert form(real_payload()) == form(real_payload())
