"""What the year asks for beside what was reached: on the pages, in the workbook and in the draft, always in words."""

from __future__ import annotations

import io

import openpyxl
import pytest

from service.actions.consolidation.figures import period_csv
from service.actions.consolidation.report_documents import province_report
from service.actions.consolidation.totals import province_totals
from service.actions.intake.drafts import save_draft
from service.actions.periods.lifecycle import open_period
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import FieldEdit
from service.domain.reporting.payload import Payload
from service.writers.consolidated_workbook import write_consolidated
from tests.support.browser import Person
from tests.support.domain import TODAYS, figures
from tests.support.drafts import STRANGER
from tests.support.installation import HOME_AFFAIRS
from tests.support.province import put_payload
from tests.support.web import Web
from tests.support.word import everything, opened

PERIOD, RATIO = "2026-Q1", "so_hoa.ty_le"
# Of 100 applications 80 are digitised, and of 300 237: 317 of 400 in the province are 79,25%.
GIVEN = {"STC": (80, 100), "SYT": (237, 300)}


@pytest.fixture
def filed(web: Web) -> Web:
    """A department that reaches the target, one that does not, and the province, which does not."""
    open_period(web.context, PERIOD)
    for unit, (digitised, received) in GIVEN.items():
        given = figures({"so_hoa.ho_so": digitised, "ho_so.tiep_nhan_moi": received})
        put_payload(web.context, Payload(TODAYS.code, TODAYS.version, PERIOD, unit, given))
    return web


def test_the_totals_say_whether_the_target_is_reached(filed: Web) -> None:
    home = Person(filed.app, filed.context, HOME_AFFAIRS, "cuong@snv.gov.vn")
    row = home.get(f"/ky/{PERIOD}/tong-hop").find(f"//tr[.//strong[@data-total='{RATIO}']]")
    assert [" ".join(mark.text_content().split()) for mark in row.xpath(".//*[contains(@class, 'state-bad')]")] == [
        "chưa đạt 80%"
    ]  # fmt: skip
    page = home.get(f"/ky/{PERIOD}/tong-hop/{RATIO}")
    marks = {
        name: page.texts(f"//tr[th[contains(., '{name}')]]//span[contains(@class, 'state-')]")
        for name in ("Sở Tài chính", "Sở Y tế", "Sở Tư pháp")
    }
    assert marks == {"Sở Tài chính": ["đạt 80%"], "Sở Y tế": ["chưa đạt 80%"], "Sở Tư pháp": []}


def test_a_unit_sees_its_own(web: Web) -> None:
    open_period(web.context, PERIOD)
    officer = Person(web.app, web.context, STRANGER, "van.em.4@stc.gov.vn")
    form = officer.get(f"/bao-cao/{PERIOD}/nhap")
    assert "mục tiêu năm 80%" in form.find(f"//tr[@data-code='{RATIO}']").text_content()
    assert "mục tiêu" not in form.find("//tr[@data-code='ho_so.tiep_nhan']").text_content()
    edits = [FieldEdit("indicators.so_hoa.ho_so", "79", 0), FieldEdit("indicators.ho_so.tiep_nhan_moi", "100", 0)]
    save_draft(web.context, STRANGER, PERIOD, "STC", edits)
    leader = Person(web.app, web.context, Caller("Trần Văn Lãnh", Role.LEADER, "STC"), "lanh@stc.gov.vn")
    page = leader.get(f"/bao-cao/{PERIOD}/xem-lai")
    assert "chưa đạt 80%" in page.words


def test_the_draft_of_the_province_says_it(filed: Web) -> None:
    said = "\n".join(everything(opened(province_report(filed.context, PERIOD))))
    assert "79,25% (chưa đạt 80%)" in said


def test_the_workbook_says_it_and_follows_a_correction(filed: Web) -> None:
    target = io.BytesIO()
    write_consolidated(province_totals(filed.context, PERIOD).consolidation, target)
    sheet = openpyxl.load_workbook(io.BytesIO(target.getvalue()))["Tổng quan"]
    shown = openpyxl.load_workbook(io.BytesIO(target.getvalue()), data_only=True)["Tổng quan"]
    number = TODAYS.by_code[RATIO].number
    line = [row for row in shown.iter_rows() if str(row[0].value).startswith(f"{number}.") and row[2].value == "80%"]
    assert [cell.value for cell in line[0][1:6]] == [79.25, "80%", "chưa đạt 80%", "1/2", "Sở Y tế"]
    formula = sheet.cell(line[0][3].row, 4).value
    assert formula.startswith("=IF(ISNUMBER(") and '>=80,"đạt 80%","chưa đạt 80%")' in formula
    coloured = {str(place.sqref) for place in sheet.conditional_formatting}
    assert any(place.startswith("D") for place in coloured)


def test_the_section_sheet_says_it_beside_each_unit_and_follows_a_correction(filed: Web) -> None:
    target = io.BytesIO()
    write_consolidated(province_totals(filed.context, PERIOD).consolidation, target)
    section = TODAYS.by_code[RATIO].section
    live = openpyxl.load_workbook(io.BytesIO(target.getvalue()))[section]
    shown = openpyxl.load_workbook(io.BytesIO(target.getvalue()), data_only=True)[section]
    number = TODAYS.by_code[RATIO].number
    heads = {cell.value: cell.column for cell in shown[5]}
    figure, result = heads[number], heads[f"{number} (mục tiêu)"]
    rows = {str(row[1].value).partition(" (")[0]: row[0].row for row in shown.iter_rows(min_row=8)}
    said = {name: shown.cell(rows[name], result).value for name in ("TOÀN TỈNH", "Sở Tài chính", "Sở Y tế")}
    assert said == {"TOÀN TỈNH": "chưa đạt 80%", "Sở Tài chính": "đạt 80%", "Sở Y tế": "chưa đạt 80%"}
    # Of whoever has no figure nothing is said until there is one.
    assert not shown.cell(rows["Sở Tư pháp"], result).value
    place = live.cell(rows["Sở Tư pháp"], figure).coordinate
    formula = f'=IF(ISNUMBER({place}),IF({place}>=80,"đạt 80%","chưa đạt 80%"),"")'
    assert live.cell(rows["Sở Tư pháp"], result).value == formula
    letter = live.cell(1, result).column_letter
    assert not live.column_dimensions[letter].hidden
    assert any(str(each.sqref).startswith(f"{letter}8:") for each in live.conditional_formatting)


def test_the_figures_as_data_say_it(filed: Web) -> None:
    lines = [line.split(";") for line in period_csv(filed.context, PERIOD).decode("utf-8-sig").split("\r\n")]
    found = {line[1]: line[-2:] for line in lines if len(line) > 6 and line[6] == RATIO}
    assert lines[0][-2:] == ["Mục tiêu năm", "Kết quả"]
    assert found["STC"] == ["80%", "đạt 80%"] and found["SYT"] == ["80%", "chưa đạt 80%"]
    assert found["STP"] == ["80%", ""]
    given = filed.get(f"/periods/{PERIOD}/figures?indicator={RATIO}", "home_affairs").get_json()["figures"]
    source = "Quyết định số 766/QĐ-TTg ngày 23/6/2022, chỉ số 4.2"
    goal = {"value": 80, "direction": "at_least", "source": source}
    targets = {line["agency"]: line["target"] for line in given}
    assert targets["SYT"] == {**goal, "met": False, "said": "chưa đạt 80%"}
    assert targets["STP"] == {**goal, "met": None, "said": None}
    totals = filed.get(f"/periods/{PERIOD}/comparison", "home_affairs").get_json()["indicators"]
    (whole,) = [line["target"] for line in totals if line["indicator"] == RATIO]
    assert whole == {**goal, "met": False, "said": "chưa đạt 80%"}
