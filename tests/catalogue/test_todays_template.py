"""The template of 2025: nothing abolished is asked, each figure is explained, and periods choose by validity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.catalogue import load_catalogue
from service.catalogue.report_template import load_template
from service.demo import AGENCIES_CSV
from service.domain.errors import CatalogueError, Level
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.definition import Evidence
from service.domain.reporting.expression import operands
from service.domain.reporting.indicator import Aggregate, ValueType
from service.readers.agencies import read_agencies
from tests.support.domain import CATALOGUE, TEMPLATE, TODAYS
from tests.support.processes import ROOT

COMMUNES = (ROOT / "service" / "demo" / "communes-2025.csv").read_bytes()
ABOLISHED = re.compile(r"huyện|mức độ [34]|cấp độ [34]|NĐ 61|61/2018", re.IGNORECASE)
# Which figures other systems export, by the first word of their code.
EXPORTED = {"giao_viec", "tthc", "ho_so", "dvctt"}


def words() -> Iterator[str]:
    """All that people read of it."""
    yield from (item.name for item in TODAYS.indicators)
    yield from (section.title for section in TODAYS.sections)
    yield from (rule.text for rule in TODAYS.rules)
    yield from (item.text for item in TODAYS.definitions.values())


@pytest.mark.parametrize(
    ("period", "version"),
    [
        ("2022-Q1", "2022"), ("2023-Q3", "2022"), ("2024-Y", "2022"), ("2025-Q1", "2022"), ("2025-H1", "2022"),
        ("2025-Q3", "2025"), ("2025-Y", "2025"), ("2026-Q1", "2025"), ("2026-Y", "2025"),
    ],
)  # fmt: skip
def test_a_period_has_the_version_that_is_valid_at_its_end(period: str, version: str) -> None:
    template, found = CATALOGUE.for_period(period)
    assert (template.version, found.code) == (version, period)


def test_nothing_is_asked_that_was_abolished() -> None:
    assert [text for text in words() if ABOLISHED.search(text)] == []
    kinds = {kind for item in TODAYS.indicators for kind in item.applies_to}
    kinds |= {kind for section in TODAYS.sections for kind in section.applies_to} | set(TODAYS.schedule.deadlines)
    assert kinds == {AgencyKind.SO, AgencyKind.XA}


def test_each_figure_says_what_it_means_and_on_what_it_rests() -> None:
    assert set(TODAYS.definitions) == set(TODAYS.by_code)
    assert {item.evidence for item in TODAYS.definitions.values()} == set(Evidence)
    for code, item in TODAYS.definitions.items():
        assert item.text and item.source and item.example, code
        assert bool(item.formula) >= (TODAYS.by_code[code].aggregate is Aggregate.RATIO), code


def test_no_percentage_is_typed() -> None:
    typed = [item.code for item in TODAYS.indicators if item.kind is ValueType.PERCENT]
    assert all(TODAYS.by_code[code].aggregate is Aggregate.RATIO for code in typed)
    headlines = {
        "dvctt.ty_le_toan_trinh", "so_hoa.ty_le", "so_hoa.ty_le_tai_su_dung", "so_hoa.ty_le_kq_dien_tu",
        "thanh_toan.ty_le_ho_so", "hai_long.ty_le", "pakn.ty_le_dung_han",
    }  # fmt: skip
    assert headlines <= set(typed)


def test_sums_of_figures_that_other_systems_export_are_warnings() -> None:
    for rule in TODAYS.rules:
        groups = {operand.code.partition(".")[0] for operand in operands(rule.condition)}
        if "==" in rule.expression and groups <= EXPORTED:
            assert rule.level is Level.WARNING, rule.id


def test_every_figure_is_read_from_words_too() -> None:
    assert TODAYS.reading is not None
    assert {item.indicator for item in TODAYS.reading.figures} == set(TODAYS.by_code)


def test_each_unit_of_2026_is_asked_for_what_its_level_has() -> None:
    """Hưng Yên's departments and communes at the end of 2026; the districts owe nothing any more."""
    template, period = CATALOGUE.for_period("2026-Y")
    units = [unit for unit in (*read_agencies(AGENCIES_CSV), *read_agencies(COMMUNES)) if period.is_owed_by(unit)]
    assert Counter(unit.kind for unit in units) == {AgencyKind.SO: 13, AgencyKind.XA: 104}
    asked = {
        unit.code: {item.code for item in template.indicators if not template.is_exempt(item, unit)} for unit in units
    }
    of_communes = {"tai_chinh.thu_ngan_sach", "ho_so.tiep_nhan_tai_trung_tam"}
    of_departments = {"tthc.cap_tinh", "tthc.cong_bo_moi", "tthc.bai_bo_thay_the", "tthc.sua_doi"}
    for unit in units:
        elsewhere = of_communes if unit.kind is AgencyKind.SO else of_departments
        assert not elsewhere & asked[unit.code], unit.code
    assert of_communes | {"tthc.cap_xa", "ho_so.truoc_han"} <= asked["x-tien-lu"]
    assert of_departments | {"tthc.cap_xa", "ho_so.truoc_han"} <= asked["STC"]
    # The Office and the Inspectorate settle no applications; the provincial centre is the Office's.
    assert "ho_so.tiep_nhan" not in asked["VPUBND"] | asked["TTT"]
    assert ("ttpvhcc.cong_chuc" in asked["VPUBND"], "ttpvhcc.cong_chuc" in asked["TTT"]) == (True, False)


def settle(folder: Path, line: str) -> Path:
    """A province's own folder in which one indicator is settled."""
    target = folder / "cchc" / "2025"
    target.mkdir(parents=True)
    head = "code,definition,formula,source,example,evidence\n"
    (target / "definitions.csv").write_text(head + line, encoding="utf-8")
    return folder


def test_the_province_settles_what_an_indicator_rests_on(tmp_path: Path) -> None:
    own = settle(tmp_path, "van_ban.di,Văn bản đi,,Công văn số 12/SNV-CCHC,7,S\n")
    settled = load_catalogue(own).get("cchc", "2025")
    assert settled.definitions["van_ban.di"].evidence is Evidence.SOURCE
    assert settled.definitions["van_ban.di"].source == "Công văn số 12/SNV-CCHC"
    assert settled.definitions["ho_so.tiep_nhan"] == TODAYS.definitions["ho_so.tiep_nhan"]
    assert settled.digest == TODAYS.digest


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("van_ban.dii,a,,b,7,S\n", "definitions.csv, dòng 2, cột «code»: biểu mẫu không có chỉ tiêu «van_ban.dii»."),
        ("van_ban.di,a,,b,7,S\nvan_ban.di,a,,b,7,S\n", "dòng 3, cột «code»: chỉ tiêu «van_ban.di» đã có ở trên."),
        ("van_ban.di,a,,b,7,X\n", "dòng 2, cột «evidence»: «X» không hợp lệ, cần một trong: K, S."),
        ("van_ban.di,,,b,7,S\n", "dòng 2, cột «definition»: không được để trống."),
    ],
)
def test_a_faulty_definition_is_refused_with_its_place(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(settle(tmp_path, line))
    assert said in str(refused.value)


def test_the_version_of_2022_is_what_it_was() -> None:
    assert TEMPLATE.digest == "e5f56c04579e0f8d4c157a8fcea871ee700eee0b56b5978c6b7afa86397f8a51"
    assert load_template(ROOT / "templates" / "reports" / "cchc" / "2022").definitions == {}
