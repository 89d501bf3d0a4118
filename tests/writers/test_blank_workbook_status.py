"""The form's first sheet says what is still missing and wrong, and a mark beside each figure says it of that figure."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.indicator import Aggregate
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import Source, SubmittedReport, report_of
from service.domain.validation.checks import is_valid
from service.domain.validation.findings import check_payload
from service.readers.excel import read_excel
from tests.support.consolidations import CATALOGUE, TEMPLATE, real_payload
from tests.support.office import resaved
from tests.support.workbooks import AGENCIES, edited, form, typed

PLAN, SPENT = "tai_chinh.dau_tu_cong_ke_hoach", "tai_chinh.dau_tu_cong_giai_ngan"
BEFORE = report_of(
    TEMPLATE, "2023-H1", SubmittedReport(Source("SGTVT"), {PLAN: Decimal("4135.9"), SPENT: Decimal("1174")})
)
EARLIER = EarlierReports(previous=BEFORE)


def computed(raw: bytes, office: Path) -> Any:
    return openpyxl.load_workbook(io.BytesIO(resaved(raw, office)), data_only=True)


def marks(book: Any) -> dict[str, str]:
    """The marks of the section sheets by indicator."""
    found = {}
    for item in TEMPLATE.indicators:
        for row in book[item.section].iter_rows(min_row=8, values_only=True):
            if row[0] == item.number and item.code not in found:
                found[item.code] = row[6] or ""
    return found


def counted(book: Any) -> dict[str, tuple[int, ...]]:
    rows = book["Còn thiếu"].iter_rows(min_row=10, max_col=7, values_only=True)
    return {str(row[0]): tuple(int(value) for value in row[2:7]) for row in rows if isinstance(row[2], int | float)}


def test_the_form_opens_with_what_is_missing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    assert book.sheetnames[:2] == ["Còn thiếu", "Hướng dẫn"] and book.active.title == "Còn thiếu"
    assert book["II.5"]["G7"].value == "Trạng thái"


def test_of_an_empty_form_everything_that_is_required_is_missing(office: Path) -> None:
    book = computed(form(), office)
    required = [item for item in TEMPLATE.indicators if item.required]
    found = marks(book)
    assert {code for code, mark in found.items() if mark == "Thiếu"} == {item.code for item in required}
    for section, (missing, wrong, doubtful, broken, unexplained) in counted(book).items():
        if section in TEMPLATE.by_section:
            assert missing == sum(item.section == section for item in required), section
        assert (wrong, doubtful, broken, unexplained) == (0, 0, 0, 0), section
    texts = sum(item.required and AGENCIES["SGTVT"].kind in item.applies_to for item in TEMPLATE.sections)
    assert counted(book)["Nội dung"][0] == texts
    assert str(book["Còn thiếu"]["A7"].value).startswith(
        f"Còn thiếu {len(required) + texts} số liệu, nội dung bắt buộc"
    )


def test_marks_and_counts_say_what_is_wrong_with_which_figure(office: Path) -> None:
    wrong = {"giao_viec__tong": "bảy", "chi_dao__nhiem_vu_ke_hoach": -1, "tthc__tong": 2.5}
    book = computed(typed(form(real_payload()), **wrong, ho_so__tiep_nhan="7.266"), office)
    found = marks(book)
    assert {found[name.replace("__", ".")] for name in wrong} == {"Sai"}
    assert found["ho_so.tiep_nhan"] == "✓"
    assert sum(counts[1] for counts in counted(book).values()) == 3
    # The rule R06 is broken and not explained.
    assert sum(counts[4] for counts in counted(book).values()) == 1


def test_an_explained_warning_and_a_ratio_of_given_parts_leave_nothing_to_do(office: Path) -> None:
    ratios = [item for item in TEMPLATE.indicators if item.aggregate is Aggregate.RATIO and item.required]
    raw = typed(form(real_payload()), **{item.code.replace(".", "__"): None for item in ratios})
    book = computed(edited(raw, lambda book: _explain(book, "R06")), office)
    found = marks(book)
    assert {found[item.code] for item in ratios} <= {"✓"}
    assert sum(counts[4] for counts in counted(book).values()) == 0


def _explain(book: Any, rule: str) -> None:
    sheet, place = next(book.defined_names[f"gt.{rule}"].destinations)
    book[sheet][place.replace("$", "")].value = "Hai thủ tục đang chuyển mức độ"


@pytest.mark.parametrize(
    ("earlier", "plan", "spent"),
    [
        (EARLIER, (4.1359, "Hỏi lại"), (1.174, "Hỏi lại")),
        (EARLIER, (4135.9, "✓"), (974.125, "✓")),
        (EarlierReports(), (39202.672, "✓"), (1.174, "Hỏi lại")),
    ],
)
def test_money_typed_with_a_dot_between_thousands_is_asked_about_beside_it(
    earlier: EarlierReports, plan: tuple[float, str], spent: tuple[float, str], office: Path
) -> None:
    cells = {"tai_chinh__dau_tu_cong_ke_hoach": plan[0], "tai_chinh__dau_tu_cong_giai_ngan": spent[0]}
    found = marks(computed(typed(form(real_payload(), earlier=earlier), **cells), office))
    assert (found[PLAN], found[SPENT]) == (plan[1], spent[1])


@pytest.mark.parametrize(
    ("given", "guess"),
    [("1.174", "1.174"), ("4.1359", "4.135,9"), ("1174", None), ("1.17", None), ("974.125", None)],
)
def test_a_figure_a_thousandfold_too_small_is_asked_about(given: str, guess: str | None) -> None:
    payload = real_payload()
    indicators = {**payload.indicators, SPENT: Decimal(given), PLAN: Decimal("5000")}
    indicators.pop("tai_chinh.ty_le_giai_ngan")
    found = findings(payload, indicators)
    asked = [finding for finding in found if finding.rule == "thousandfold"]
    assert len(asked) == (guess is not None)
    if guess:
        assert f"có phải là {guess}?" in str(asked[0].message) and "1.174" in str(asked[0].message)
    assert is_valid(found)


def findings(payload: Payload, indicators: Any) -> Any:
    report = report_of(TEMPLATE, "2023-Q3", SubmittedReport(Source("SGTVT"), indicators, payload.narratives))
    return check_payload(
        payload, report, EARLIER, agency=AGENCIES["SGTVT"], today=TEMPLATE.schedule.period("2023-Q3").window.last
    )


def test_the_marks_do_not_disturb_what_is_read() -> None:
    assert read_excel(form(real_payload()), CATALOGUE.get).indicators == real_payload().indicators
