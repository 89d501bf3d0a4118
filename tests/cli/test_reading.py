"""`tonghop read`, and reports in words among the files that `tonghop consolidate` merges."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from tests.support.command import Run
from tests.support.processes import ROOT

REPORT = ROOT / "tests" / "data" / "sgtvt-2023-q3.txt"
EXPECTED = json.loads((ROOT / "tests" / "data" / "sgtvt-2023-q3.expected.json").read_text(encoding="utf-8"))
ASKED = "cong_vu.tuyen_dung_vien_chuc"  # 11 and 18 in two places


def test_the_real_report_is_read_with_its_sentences(run: Run) -> None:
    result = run("read", REPORT, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    sure = {code: figure for code, figure in found["figures"].items() if figure["sure"]}
    wanted = {code: value for code, value in EXPECTED["indicators"].items() if code != ASKED}
    assert {code: float(figure["value"]) for code, figure in sure.items()} == wanted
    assert found["payload"]["indicators"].keys() == wanted.keys()
    asked = found["figures"][ASKED]
    assert not asked["sure"]
    assert {11, 18} <= {item["value"] for item in asked["candidates"]}
    assert all(figure["sentence"] for figure in found["figures"].values())


def test_the_real_reports_documents_and_frame(run: Run) -> None:
    found = json.loads(run("read", REPORT, "--json").stdout)
    own = [(item["number"], item["date"]) for item in found["documents"]["own"]]
    assert own == [(item["number"], item["date"]) for item in EXPECTED["documents_issued_by_the_department"]]
    cited = {item["number"] for item in found["documents"]["cited"]}
    assert cited == {item["number"] for item in EXPECTED["documents_cited_from_others"]}
    assert found["report"]["window"] == EXPECTED["data_window"]
    assert (found["payload"]["period"], found["payload"]["agency"]) == ("2023-Q3", "SGTVT")


def test_without_json_each_figure_is_a_line_with_its_sentence(run: Run) -> None:
    result = run("read", REPORT)
    assert "ho_so.tiep_nhan: 7266\n    «" in result.stdout
    assert f"{ASKED}: chưa chắc (11 hoặc 18" in result.stdout


def test_a_file_that_is_no_report_says_so(run: Run, tmp_path: Path) -> None:
    letter = tmp_path / "thu-moi.txt"
    letter.write_text("Kính mời đồng chí dự họp lúc 8 giờ ngày 20/9/2023.", encoding="utf-8")
    result = run("read", letter, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Lỗi: ")


def test_reports_in_words_are_merged_and_marked_as_not_confirmed(run: Run, tmp_path: Path) -> None:
    result = run("consolidate", REPORT, "--period", "2023-Q3", "-o", "tong-hop.xlsx", "--json", "tong-hop.json")
    assert (result.exit_code, result.stderr) == (0, f"Đọc từ văn bản, chưa xác nhận: SGTVT ({REPORT.name}).\n")
    said = json.loads((tmp_path / "tong-hop.json").read_text(encoding="utf-8"))
    assert said["indicators"]["ho_so.tiep_nhan"] == {"value": 7266, "contributing": 1}
    assert said["indicators"][ASKED]["contributing"] == 0
    book = openpyxl.load_workbook(tmp_path / "tong-hop.xlsx", read_only=True, data_only=True)
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("chưa xác nhận" in cell for cell in cells)
    assert any("chưa có người xác nhận" in cell for cell in cells)


def test_a_report_of_another_period_is_refused_in_words(run: Run) -> None:
    result = run("consolidate", REPORT, "--period", "2023-H1", "-o", "tong-hop.xlsx")
    assert result.exit_code == 1
    assert "2023-Q3" in result.stderr
