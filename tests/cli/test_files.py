"""`tonghop consolidate`, `check` and `template`: exit codes, what is said where, and no server or database."""

from __future__ import annotations

import csv
import itertools
import json
import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from service.catalogue import load_catalogue
from service.demo import AGENCIES_CSV
from service.demo.todays_filings import todays_payloads
from service.templates_folder import TEMPLATES
from service.writers.printout import first_pages
from tests.support.command import Run
from tests.support.files import BAD, good_folder, mixed_folder, write
from tests.support.filings import changed, of_agency, real_report
from tests.support.word import figure_rows, opened
from tests.support.workbooks import typed

# Somebody's notes lie among the reports.
PASSED = "Bỏ qua vì không phải dạng tệp báo cáo: ghi-chu.txt.\n"


def cells(path: Path) -> list[object]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    found = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    book.close()
    return found


def test_a_folder_of_good_files_becomes_a_workbook(run: Run, tmp_path: Path) -> None:
    folder = good_folder(tmp_path / "nop")
    result = run("consolidate", folder, "--period", "2023-Q3", "-o", "tong-hop.xlsx", "--json", "tong-hop.json")
    assert (result.exit_code, result.stderr) == (0, PASSED)
    assert result.stdout == "Đã tổng hợp 2/2 đơn vị vào tong-hop.xlsx.\n"
    said = json.loads((tmp_path / "tong-hop.json").read_text(encoding="utf-8"))
    assert (said["period"], said["expected"], said["contributing"]) == ("2023-Q3", 2, 2)
    assert (said["missing"], said["refused"]) == ([], [])
    assert said["indicators"]["ho_so.tiep_nhan"] == {"value": 14532, "contributing": 2}
    assert said["indicators"]["tai_chinh.dau_tu_cong_ke_hoach"] == {"value": 8271.8, "contributing": 2}
    assert 14532 in cells(tmp_path / "tong-hop.xlsx")
    assert not (tmp_path / "data").exists()


def test_refused_files_are_listed_everywhere(run: Run, tmp_path: Path) -> None:
    folder = mixed_folder(tmp_path / "nop")
    result = run("consolidate", folder, "--period", "2023-Q3", "-o", "tong-hop.xlsx", "--json", "tong-hop.json")
    assert result.exit_code == 1
    assert result.stdout == "Đã tổng hợp 2/2 đơn vị vào tong-hop.xlsx.\n"
    said = json.loads((tmp_path / "tong-hop.json").read_text(encoding="utf-8"))
    assert {file["file"] for file in said["refused"]} == set(BAD)
    assert all(file["reasons"] and file["reasons"][0]["message"] for file in said["refused"])
    words = [str(cell) for cell in cells(tmp_path / "tong-hop.xlsx")]
    for name in BAD:
        assert f"Không nhận {name}:\n" in result.stderr
        assert any(name in cell for cell in words)
    assert "Lỗi [R02] $.indicators.tthc.tong: Tổng số TTHC (141)" in result.stderr
    assert any("Tổng số TTHC (141)" in cell for cell in words)


def test_what_was_not_confirmed_and_what_was_passed_over_is_said(run: Run, tmp_path: Path) -> None:
    folder = good_folder(tmp_path / "nop")
    (folder / "danh-ba.csv").write_text("Mã,Tên", encoding="utf-8")
    (tmp_path / "SXD.txt").write_bytes((Path(__file__).parents[1] / "corpus" / "s01-so-xay-dung.txt").read_bytes())
    outputs = ("-o", "nop/tong-hop.xlsx", "--csv", "nop/so-lieu.csv")
    result = run("consolidate", folder, "SXD.txt", "--period", "2023-Q3", *outputs)
    assert (result.exit_code, result.stdout) == (0, "Đã tổng hợp 3/3 đơn vị vào nop/tong-hop.xlsx.\n")
    unconfirmed, passed = result.stderr.splitlines()
    assert unconfirmed.startswith("Đọc từ văn bản, chưa xác nhận: ") and unconfirmed.endswith(" (SXD.txt).")
    assert passed == "Bỏ qua vì không phải dạng tệp báo cáo: danh-ba.csv; ghi-chu.txt."


def test_with_a_list_of_units_the_missing_are_listed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "don-vi.csv").write_bytes(AGENCIES_CSV)
    result = run("consolidate", good_folder(tmp_path / "nop"), "--period", "2023-Q3", "--agencies", "don-vi.csv",
                 "-o", "o.xlsx", "--json", "o.json")  # fmt: skip
    assert (result.exit_code, result.stdout) == (0, "Đã tổng hợp 2/28 đơn vị vào o.xlsx.\n")
    said = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert (said["expected"], len(said["missing"])) == (28, 26)
    assert "Sở Giao thông vận tải" in cells(tmp_path / "o.xlsx")


def test_the_same_files_give_the_same_bytes(run: Run, tmp_path: Path) -> None:
    folder = mixed_folder(tmp_path / "nop")
    for name in ("1.xlsx", "2.xlsx"):
        run("consolidate", folder, "--period", "2023-Q3", "-o", name)
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["khong-co", "--period", "2023-Q3", "-o", "o.xlsx"], "Không có tệp hay thư mục «khong-co»"),
        (
            [".", "--period", "2023-Q9", "-o", "o.xlsx"],
            "«2023-Q9». Mã kỳ có dạng: 2023-Q1, 2023-H1, 2023-Q3, 2023-9M, 2023-10M, 2023-Y.",
        ),
        ([".", "-o", "o.xlsx"], "thiếu tùy chọn «--period»"),
        ([".", "--period", "2023-Q3"], "thiếu tùy chọn «--output»"),
        (["--period", "2023-Q3", "-o", "o.xlsx"], "thiếu «PATHS"),
        ([".", "--period", "2023-Q3", "-o", "khong-co/o.xlsx"], "không dùng được «khong-co/o.xlsx»: không có tệp"),
        ([".", "--period", "2023-Q3", "-o", "o.xlsx", "--agencies", "khong-co.csv"],
         "tùy chọn «--agencies» «khong-co.csv» không hợp lệ"),
        ([".", "--period", "2023-Q3", "-o", "o.xlsx", "--print", "rules"], "--print chọn phần của bản in: cần nêu cả"),
        ([".", "--period", "2023-Q3", "-o", "o.xlsx", "--pdf", "o.pdf", "--print", "data"], "không có phần «data»"),
        ([".", "--period", "2023-Q3", "-o", "o.xlsx", "--pdf", "o.xlsx"], "cần là các tệp khác nhau"),
        ([".", "--period", "2023-Q3", "-o", "."], "tùy chọn «--output» «.» không hợp lệ"),
    ],
)  # fmt: skip
def test_a_wrong_call_ends_with_2_and_a_sentence(run: Run, tmp_path: Path, words: list[str], said: str) -> None:
    result = run("consolidate", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Lỗi: ")
    assert said in result.stderr
    assert not (tmp_path / "o.xlsx").exists()


def test_what_an_earlier_run_wrote_is_no_report(run: Run, tmp_path: Path) -> None:
    folder = good_folder(tmp_path / "nop")
    words = ["consolidate", folder, "--period", "2023-Q3", "-o", folder / "o.xlsx", "--json", folder / "o.json"]
    first = run(*words), (folder / "o.xlsx").read_bytes(), (folder / "o.json").read_bytes()
    second = run(*words), (folder / "o.xlsx").read_bytes(), (folder / "o.json").read_bytes()
    assert (first[0].exit_code, second[0].exit_code, second[0].stderr) == (0, 0, PASSED)
    assert first[1:] == second[1:]


@pytest.mark.parametrize("name", ["SGTVT.json", *BAD])
def test_what_was_handed_in_is_never_overwritten_damaged_or_not(run: Run, tmp_path: Path, name: str) -> None:
    folder = mixed_folder(tmp_path / "nop")
    before = (folder / name).read_bytes()
    outputs = {".json": ["-o", "o.xlsx", "--json", folder / name], ".xlsx": ["-o", folder / name, "--json", "o.json"]}
    result = run("consolidate", folder, "--period", "2023-Q3", *outputs[Path(name).suffix])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Lỗi: «{name}» nằm trong các tệp báo cáo đưa vào và không phải bảng do lần chạy trước ghi ra: "
        "chọn tên khác cho tệp ghi ra.\n"
    )
    assert (folder / name).read_bytes() == before
    assert not list(tmp_path.glob("o.*"))


def test_a_file_that_is_named_alone_is_not_overwritten_either(run: Run, tmp_path: Path) -> None:
    form = tmp_path / "mau.xlsx"
    assert run("template", "cchc", "--period", "2023-Q3", "--agency", "SGTVT", "-o", form).exit_code == 0
    before = form.read_bytes()
    assert run("consolidate", form, "--period", "2023-Q3", "-o", form).exit_code == 2
    assert form.read_bytes() == before


@pytest.mark.parametrize("words", [["--json", "./o.xlsx"], ["--agencies", "o.xlsx"]])
def test_files_that_would_replace_each_other_are_refused(run: Run, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "o.xlsx").write_bytes(AGENCIES_CSV)
    result = run("consolidate", good_folder(tmp_path / "nop"), "--period", "2023-Q3", "-o", "o.xlsx", *words)
    assert (result.exit_code, result.stderr) == (
        2,
        "Lỗi: --output, --json, --word, --csv, --pdf và --agencies cần là các tệp khác nhau.\n",
    )
    assert (tmp_path / "o.xlsx").read_bytes() == AGENCIES_CSV


def test_files_of_any_name_and_content_are_listed(run: Run, tmp_path: Path) -> None:
    folder = good_folder(tmp_path / "nop")
    names = [b"h\xffng.json", b"xu\nng \x1b[31m.json", b"=1+1.json"]
    for name in names:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"{")
    result = run("consolidate", folder, "--period", "2023-Q3", "-o", "o.xlsx", "--json", "o.json")
    assert result.exit_code == 1
    said = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    listed = {file["file"] for file in said["refused"]}
    assert listed == {"h\ufffdng.json", "xu ng [31m.json", "=1+1.json"}
    assert "\x1b" not in result.stderr
    assert listed <= set(cells(tmp_path / "o.xlsx"))


def test_a_faulty_list_of_units_is_named_by_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "don-vi.csv").write_bytes(AGENCIES_CSV + "A,Sở Một,,bo,,2020-01-01,,\n".encode())
    result = run("consolidate", ".", "--period", "2023-Q3", "--agencies", "don-vi.csv", "-o", "o.xlsx")
    assert result.exit_code == 2
    assert "dòng 31, cột «kind»" in result.stderr


def test_check_says_valid_with_its_warnings(run: Run, tmp_path: Path) -> None:
    result = run("check", write(tmp_path / "a.json", real_report()))
    assert (result.exit_code, result.stderr) == (0, "")
    warning, verdict = result.stdout.splitlines()
    assert warning.startswith("  Cảnh báo [R06] $.indicators.dvctt.tong_tthc: Tổng số TTHC trực tuyến (122)")
    assert verdict == "Hợp lệ."


def test_check_ends_with_1_where_there_are_errors(run: Run, tmp_path: Path) -> None:
    result = run("check", write(tmp_path / "a.json", changed(tthc__tong=141)))
    assert result.exit_code == 1
    assert "  Lỗi [R02] $.indicators.tthc.tong: " in result.stdout
    assert result.stdout.endswith("Có lỗi: sửa các chỗ trên rồi nộp.\n")


def test_check_ends_with_2_where_the_file_cannot_be_understood(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"{")
    result = run("check", "a.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Lỗi: ")
    assert run("check", "khong-co.json").exit_code == 2


def test_check_answers_a_program_in_json(run: Run, tmp_path: Path) -> None:
    good = run("check", "--json", write(tmp_path / "a.json", real_report()))
    bad = run("check", "--json", write(tmp_path / "b.json", changed(tthc__tong=141)))
    odd = run("check", "--json", write(tmp_path / "c.json", {**real_report(), "thua": 1}))
    assert [answer.exit_code for answer in (good, bad, odd)] == [0, 1, 2]
    assert [json.loads(answer.stdout)["valid"] for answer in (good, bad, odd)] == [True, False, False]
    (finding,) = json.loads(good.stdout)["findings"]
    assert (finding["rule"], finding["level"], finding["explanation"]) == ("R06", "warning", "")
    assert [item["rule"] for item in json.loads(bad.stdout)["findings"]] == ["R02", "R06", "contradiction"]
    assert json.loads(odd.stdout)["error"]
    assert any("thua" in item["place"] for item in json.loads(odd.stdout)["findings"])


def test_a_form_is_written_without_a_database_and_checked_again(run: Run, tmp_path: Path) -> None:
    result = run("template", "cchc", "--period", "2023-Q3", "--agency", "SGTVT", "-o", "mau.xlsx")
    assert (result.exit_code, result.stdout) == (0, "Đã ghi biểu mẫu vào mau.xlsx.\n")
    assert not (tmp_path / "data").exists()
    checked = run("check", "mau.xlsx")
    assert checked.exit_code == 1
    assert "Lỗi [required] " in checked.stdout


def test_a_form_that_was_begun_is_not_replaced_by_an_empty_one(run: Run, tmp_path: Path) -> None:
    words = ["template", "cchc", "--period", "2023-Q3", "--agency", "SGTVT", "-o", "mau.xlsx"]
    form = tmp_path / "mau.xlsx"
    assert [run(*words).exit_code, run(*words).exit_code] == [0, 0]
    empty = form.read_bytes()
    for begun in (typed(empty, tthc__tong=140), typed(empty, tthc__tong="một trăm"), empty[:5_000], b"khac"):
        form.write_bytes(begun)
        result = run(*words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == (
            "Lỗi: «mau.xlsx» đã có và không phải biểu mẫu còn trống: chọn tên khác cho tệp ghi ra.\n"
        )
        assert form.read_bytes() == begun


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["khac", "--period", "2023-Q3", "--agency", "A", "-o", "o.xlsx"], "«khac»"),
        (["cchc", "--period", "2023-Q2", "--agency", "A", "-o", "o.xlsx"], "«2023-Q2»"),
        (["cchc", "--period", "2023-Q3", "-o", "o.xlsx"], "--agency"),
        (["cchc", "--period", "2023-Q3", "--agency", "", "-o", "o.xlsx"], "«» không thể là mã đơn vị"),
        (["cchc", "--period", "2023-Q3", "--agency", "=1\x01", "-o", "o.xlsx"], "«=1» không thể là mã đơn vị"),
    ],
)
def test_a_form_that_does_not_exist_is_named(run: Run, words: list[str], said: str) -> None:
    result = run("template", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_period_of_another_template_is_not_taken_for_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "bieu-mau" / "khac" / "2022"
    shutil.copytree(TEMPLATES / "reports" / "cchc" / "2022", other)
    report = other / "report.toml"
    named = report.read_text(encoding="utf-8").replace('code = "cchc"', 'code = "khac"\nperiod_prefix = "K"', 1)
    report.write_text(named, encoding="utf-8")
    monkeypatch.setenv("TONGHOP_TEMPLATES", str(tmp_path / "bieu-mau"))
    wrong = run("template", "khac", "--period", "2023-Q3", "--agency", "A", "-o", "o.xlsx")
    assert (wrong.exit_code, wrong.stderr) == (2, "Lỗi: Biểu mẫu «khac» không có kỳ báo cáo «2023-Q3».\n")
    assert run("template", "khac", "--period", "K2023-Q3", "--agency", "A", "-o", "o.xlsx").exit_code == 0


def test_with_a_database_units_are_known(installed: Run, tmp_path: Path) -> None:
    stranger = installed("check", write(tmp_path / "a.json", of_agency("DON-VI-LA")))
    assert (stranger.exit_code, stranger.stderr) == (2, "Lỗi: Không có đơn vị «DON-VI-LA».\n")
    assert installed("template", "cchc", "--period", "2023-Q3", "--agency", "SGTVT", "-o", "o.xlsx").exit_code == 0
    assert "Sở Giao thông vận tải" in " ".join(str(cell) for cell in cells(tmp_path / "o.xlsx"))


def test_an_office_without_a_server_compares_writes_word_and_csv_and_prints(run: Run, tmp_path: Path) -> None:
    units = "code,name,kind,parent,valid_from\nP,Sở P,so,,2000-01-01\nC,Chi cục C,so,P,2000-01-01\n"
    (tmp_path / "don-vi.csv").write_text(units, encoding="utf-8")
    for folder, period, count in (("nay", "2023-Q3", 5), ("nam-truoc", "2022-Q3", 4)):
        for agency in ("P", "C"):
            report = {**of_agency(agency, sang_kien__so_luong=count), "period": period}
            write(tmp_path / folder / f"{agency}.json", report)
    result = run(
        "consolidate", tmp_path / "nay", "--period", "2023-Q3", "--agencies", "don-vi.csv",
        "--last-year", tmp_path / "nam-truoc", "--includes-children", "P",
        "-o", "t.xlsx", "--json", "t.json", "--word", "t.docx", "--csv", "t.csv",
        "--pdf", "t.pdf", "--print", "comparison",
    )  # fmt: skip
    assert result.stderr == ""
    printed = first_pages((tmp_path / "t.pdf").read_bytes())
    assert printed["Tổng quan"] == 1 and "So sánh" in printed and "Quy tắc" not in printed
    said = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert said["indicators"]["sang_kien.so_luong"] == {"value": 5, "contributing": 1}
    lines = list(csv.DictReader((tmp_path / "t.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    told = {
        line["Mã đơn vị"]: (line["Giá trị"], line["Tính"], line["Trạng thái"], line["Cùng kỳ năm trước"])
        for line in lines
        if line["Mã chỉ tiêu"] == "sang_kien.so_luong"
    }
    assert told == {"P": ("5", "1", "số liệu", "4"), "C": ("5", "0", "gộp", "4")}
    row = figure_rows(opened((tmp_path / "t.docx").read_bytes()))["I.5.1"]
    assert (row["now"], row["last_year"], row["moved"]) == ("5", "4", "+1 (+25,0%)")


def test_whose_children_are_included_has_to_be_in_the_list(run: Run, tmp_path: Path) -> None:
    folder = good_folder(tmp_path / "nop")
    result = run("consolidate", folder, "--period", "2023-Q3", "--includes-children", "P", "-o", "t.xlsx")
    assert result.exit_code == 2 and "Danh sách đơn vị không có «P»." in result.stderr


def test_tables_with_rows_are_in_the_json_and_in_a_file_beside_the_figures(run: Run, tmp_path: Path) -> None:
    filings = (item for item in todays_payloads(load_catalogue()) if item.period == "2026-Q1")
    given = {item.agency: item.payload for item in filings if "tables" in item.payload}
    chosen = dict(itertools.islice(given.items(), 2))
    for agency, report in chosen.items():
        write(tmp_path / "nop" / f"{agency}.json", report)
    result = run("consolidate", "nop", "--period", "2026-Q1", "-o", "t.xlsx", "--json", "t.json", "--csv", "t.csv")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "Đã tổng hợp 2/2 đơn vị vào t.xlsx.\nĐã ghi các bảng nhiều dòng vào t-bang.csv.\n"
    (table,) = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))["tables"]
    (whole,) = [line["values"]["truc_tuyen"] for line in table["lines"] if line["kind"] == "whole"]
    rows = [row for report in chosen.values() for row in report["tables"]["ho_so_linh_vuc"]]
    assert whole == sum(row.get("truc_tuyen", 0) for row in rows) > 0
    lines = list(csv.DictReader((tmp_path / "t-bang.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    told = [line for line in lines if line["Mã cột"] == "truc_tuyen"]
    assert sum(int(line["Giá trị"]) for line in told if line["Tính"] == "1") == whole
    assert [line["Giá trị"] for line in told if line["Tên dòng"] == "Tổng cộng"] == [str(whole)]


@pytest.mark.parametrize("option", ["-o", "--json", "--agencies"])
def test_the_file_of_tables_replaces_no_other(run: Run, tmp_path: Path, option: str) -> None:
    folder = good_folder(tmp_path / "nop")
    (tmp_path / "t-bang.csv").write_bytes(AGENCIES_CSV)
    outputs = () if option == "-o" else ("-o", "t.xlsx")
    result = run("consolidate", folder, "--period", "2023-Q3", *outputs, option, "t-bang.csv", "--csv", "t.csv")
    assert result.exit_code == 2
    assert result.stderr == "Lỗi: Tệp «t-bang.csv» dành cho các bảng nhiều dòng của --csv: chọn tên khác.\n"
    assert (tmp_path / "t-bang.csv").read_bytes() == AGENCIES_CSV
