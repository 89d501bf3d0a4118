"""`catalogue check` names every fault of a folder at once: file, line and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.catalogue import load_catalogue
from service.catalogue.check import check_folder
from service.domain.errors import CatalogueError, NotFoundError
from tests.support.templates import own_copy, replace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good template of the province's own."""
    return own_copy(tmp_path / "own")


def said(folder: Path) -> list[str]:
    return [str(item) for item in check_folder(folder.parent.parent)]


def test_a_good_folder_has_no_faults(folder: Path) -> None:
    assert said(folder) == []


def test_every_fault_is_named_at_once(folder: Path) -> None:
    replace(folder, "report.toml", 'applies_to = ["so", "huyen", "xa"]', 'applies_to = ["thon"]')
    replace(folder, "report.toml", "required = true", 'required = "yes"')
    replace(folder, "indicators.csv", "tthc.tong,II.2.3,II.2,", "tthc.tong,II.2.3,II.99,")
    replace(folder, "indicators.csv", "nhiệm vụ,count,thoi_diem,sum,,,so|huyen|xa,yes", "nhiệm vụ,so,khi,sum,,,thon,có")
    replace(folder, "rules.csv", "R03,error", "R03,sai")
    replace(folder, "rules.csv", "<=", "<<=")
    found = said(folder)
    assert all(item.startswith("bcdn/1/") for item in found)
    for place, expected in (
        ("report.toml, mục sections[1].applies_to", "cần một hoặc nhiều trong: huyen, so, xa"),
        ("report.toml, mục sections[1].required", "cần kiểu bool, đang là str"),
        ("indicators.csv, dòng 2, cột «kind»", "«so» không hợp lệ, cần một trong: count, decimal, money, percent"),
        ("indicators.csv, dòng 2, cột «time»", "«khi» không hợp lệ"),
        ("indicators.csv, dòng 2, cột «applies_to»", "«thon» không hợp lệ"),
        ("indicators.csv, dòng 2, cột «required»", "«có» không hợp lệ, cần một trong: no, yes"),
        ("cột «section»", "«II.99» không hợp lệ"),
        ("rules.csv, dòng 4, cột «level»", "«sai» không hợp lệ, cần một trong: error, warning"),
        ("cột «expression»", ""),
    ):
        assert [item for item in found if place in item and expected in item], (place, found)
    assert len(found) == 9


def test_a_fault_does_not_bring_others_with_it(folder: Path) -> None:
    """What refers to a faulty line is right: rules, ratios and definitions are not blamed for it."""
    replace(folder, "indicators.csv", "ho_so.tiep_nhan,II.2.7,II.2,", "ho_so.tiep_nhan,II.2.7,II.98,")
    assert [item.partition(": ")[2] for item in said(folder) if "II.98" not in item] == []


def test_a_line_of_another_length_hides_no_other(folder: Path) -> None:
    rules = folder / "rules.csv"
    lines = rules.read_text("utf-8").splitlines()
    lines[1], lines[3] = "R01,error", lines[3].replace("R03,error", "R03,sai")
    rules.write_text("\n".join(lines) + "\n", "utf-8")
    assert [item.partition(": ")[0] for item in said(folder)] == [
        "bcdn/1/rules.csv, dòng 2", "bcdn/1/rules.csv, dòng 4, cột «level»",
    ]  # fmt: skip


def test_the_start_is_stopped_with_all_of_them(folder: Path) -> None:
    replace(folder, "rules.csv", "R03,error", "R03,sai")
    replace(folder, "rules.csv", "R01,error", "R01,sai")
    with pytest.raises(CatalogueError, match="dòng 2") as stopped:
        load_catalogue(folder.parent.parent)
    assert ["dòng 4" in str(problem.message) for problem in stopped.value.problems] == [True]


def test_faults_of_several_templates_and_of_what_they_share(folder: Path) -> None:
    other = own_copy(folder.parent.parent, "khac")
    assert ["cùng dùng mã kỳ" in item for item in said(folder)] == [True]
    for one in (folder, other):
        replace(one, "rules.csv", "R03,error", "R03,sai")
    (folder.parent.parent / "closing.csv").write_text("task,title\n", "utf-8")
    assert [item.partition(", dòng")[0] for item in said(folder)] == [
        "closing.csv", "bcdn/1/rules.csv", "khac/1/rules.csv",
    ]  # fmt: skip


def test_an_empty_folder_is_no_good_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="không có biểu mẫu nào"):
        check_folder(tmp_path)
