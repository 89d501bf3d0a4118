"""A faulty report template stops the start and is named by file, row, column and what is expected there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.actions.context import build_context
from service.actions.periods.lifecycle import open_period
from service.catalogue import load_catalogue
from service.catalogue.report_template import load_template
from service.catalogue.table import without_words
from service.domain.errors import CatalogueError
from service.settings import Settings
from service.storage.engine.database import Database
from service.storage.engine.migrate import upgrade
from tests.support.templates import own_copy, replace

REPORT, INDICATORS, RULES = "report.toml", "indicators.csv", "rules.csv"
NEW_INDICATOR = "x.moi,IX.1,I,Chỉ tiêu mới,việc,count,ky,sum,,,so|huyen|xa,no"
NEW_RULE = "R90,error,report,tthc.tong <= ho_so.tiep_nhan,Thử {tthc.tong}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good template of the province's own."""
    return own_copy(tmp_path / "own")


def said(folder: Path) -> str:
    """What the start is stopped with."""
    with pytest.raises(CatalogueError) as stopped:
        load_catalogue(folder.parent.parent)
    return str(stopped.value)


def with_line(folder: Path, name: str, line: str) -> int:
    """Add a line to a CSV file; its number."""
    file = folder / name
    text = file.read_text(encoding="utf-8").rstrip("\n")
    file.write_text(f"{text}\n{line}\n", encoding="utf-8")
    return text.count("\n") + 2


def changed(line: str, column: int, value: str) -> str:
    """The line with another cell."""
    cells = line.split(",")
    cells[column] = value
    return ",".join(cells)


def test_a_good_template_is_loaded_beside_the_shipped_one(folder: Path) -> None:
    with_line(folder, INDICATORS, NEW_INDICATOR)
    with_line(folder, RULES, NEW_RULE)
    catalogue = load_catalogue(folder.parent.parent)
    template = catalogue.get("bcdn", "1")
    assert template.by_code["x.moi"].number == "IX.1"
    assert template.rule_by_id["R90"].expression == "tthc.tong <= ho_so.tiep_nhan"
    assert catalogue.get("cchc", "2022").digest != template.digest


@pytest.mark.parametrize(
    ("position", "value", "column", "expected"),
    [
        (0, "tthc.tong", "code", "«tthc.tong» đã có ở dòng "),
        (0, "", "code", "không được để trống"),
        (0, "tong", "code", "cần dạng nhom.ten_chi_tieu"),
        (0, "X.Moi", "code", "cần dạng nhom.ten_chi_tieu"),
        (0, "chỉ.tiêu", "code", "cần dạng nhom.ten_chi_tieu"),
        (0, "previous.x", "code", "cần dạng nhom.ten_chi_tieu"),
        (1, "I.1.1", "number", "«I.1.1» đã có ở dòng 2"),
        (1, "", "number", "không được để trống"),
        (2, "XI", "section", "«XI» không hợp lệ, cần một trong: I, I.a"),
        (3, "", "name", "không được để trống"),
        (4, "", "unit", "không được để trống"),
        (5, "number", "kind", "«number» không hợp lệ, cần một trong: count"),
        (6, "nam", "time", "«nam» không hợp lệ, cần một trong: "),
        (7, "average", "aggregate", "«average» không hợp lệ, cần một trong: "),
        (8, "tthc.tong", "numerator", "chỉ chỉ tiêu có cột «aggregate» là ratio"),
        (9, "tthc.tong", "denominator", "chỉ chỉ tiêu có cột «aggregate» là ratio"),
        (10, "so|thon", "applies_to", "«thon» không hợp lệ, cần một trong: "),
        (10, "", "applies_to", "không được để trống"),
        (11, "có", "required", "«có» không hợp lệ, cần một trong: no, yes"),
    ],
)
def test_a_wrong_cell_of_an_indicator_is_named(
    folder: Path, position: int, value: str, column: str, expected: str
) -> None:
    line = with_line(folder, INDICATORS, changed(NEW_INDICATOR, position, value))
    assert said(folder).startswith(f"indicators.csv, dòng {line}, cột «{column}»: {expected}")


@pytest.mark.parametrize(
    ("numerator", "denominator", "column", "expected"),
    [
        ("", "ho_so.tiep_nhan", "numerator", "không được để trống"),
        ("ho_so.dung_han", "", "denominator", "không được để trống"),
        ("khong.co", "ho_so.tiep_nhan", "numerator", "không có chỉ tiêu «khong.co»"),
        ("ho_so.dung_han", "ho_so.ty_le_dung_han", "denominator", "«ho_so.ty_le_dung_han» cần là chỉ tiêu được cộng"),
        ("previous.ho_so.dung_han", "ho_so.tiep_nhan", "numerator", "«previous.ho_so.dung_han» cần là chỉ tiêu"),
        ("sum(ho_so.dung_han)", "ho_so.tiep_nhan", "numerator", "không thuộc ngôn ngữ quy tắc"),
        ("ho_so.dung_han >", "ho_so.tiep_nhan", "numerator", "biểu thức «ho_so.dung_han >» sai cú pháp"),
        ("ho_so.dung_han == 1", "ho_so.tiep_nhan", "numerator", "không thuộc ngôn ngữ quy tắc"),
    ],
)
def test_a_wrong_side_of_a_ratio_is_named(
    folder: Path, numerator: str, denominator: str, column: str, expected: str
) -> None:
    line = with_line(folder, INDICATORS, f"x.moi,IX.1,I,Mới,%,percent,ky,ratio,{numerator},{denominator},so,no")
    found = said(folder)
    assert found.startswith(f"indicators.csv, dòng {line}, cột «{column}»: ")
    assert expected in found


@pytest.mark.parametrize(
    ("position", "value", "column", "expected"),
    [
        (0, "R01", "id", "«R01» đã có ở dòng 2"),
        (0, "", "id", "không được để trống"),
        (1, "fatal", "level", "«fatal» không hợp lệ, cần một trong: error, warning"),
        (2, "", "scope", "không được để trống"),
        (2, "next", "scope", "«next» không hợp lệ, cần một trong: previous, report, same_period_last_year"),
        (2, "previous", "scope", "cần là previous hoặc same_period_last_year đúng như trong biểu thức"),
        (3, "tthc.tong == previous.tthc.tong", "scope", "cần là previous hoặc same_period_last_year"),
        (3, "tthc.tong <= khong.co", "expression", "không có chỉ tiêu «khong.co»"),
        (3, "", "expression", "không được để trống"),
        (3, "tthc.tong", "expression", "«tthc.tong» không thuộc ngôn ngữ quy tắc; cần một phép so sánh"),
        (3, "tthc.tong <=", "expression", "biểu thức «tthc.tong <=» sai cú pháp"),
        (3, "tthc.tong in ho_so.tiep_nhan", "expression", "không thuộc ngôn ngữ quy tắc"),
        (3, "__import__('os').system('x') == 0", "expression", "không thuộc ngôn ngữ quy tắc"),
        (3, "tthc.tong.__class__ == 0", "expression", "không có chỉ tiêu «tthc.tong.__class__»"),
        (3, "tthc.tong ** 9 == 1", "expression", "không thuộc ngôn ngữ quy tắc"),
        (3, "tthc['tong'] == 1", "expression", "không thuộc ngôn ngữ quy tắc"),
        (3, "(lambda: 1)() == 1", "expression", "không thuộc ngôn ngữ quy tắc"),
        (3, "tthc.tong == 'x'", "expression", "không thuộc ngôn ngữ quy tắc"),
        (3, "tthc.tong == True", "expression", "không thuộc ngôn ngữ quy tắc"),
        (3, "tthc.tong == 1e3", "expression", "cần một số thập phân như 0.5"),
        (3, "tthc.tong == 0x10", "expression", "cần một số thập phân như 0.5"),
        (3, "abs() == 1", "expression", "cần đúng một giá trị"),
        (3, "max(tthc.tong) == 1", "expression", "cần 2 giá trị trở lên"),
        (3, "1 == " + "(" * 900 + "1" + ")" * 900, "expression", "sai cú pháp"),
        (3, "1 + " * 600 + "1 == 2", "expression", "dài quá 2000 ký tự"),
        (4, "", "message", "không được để trống"),
        (4, "Thử {ho_so.dung_han}", "message", "«{ho_so.dung_han}» không có trong biểu thức"),
        (4, "Thử {}", "message", "«{}» không có trong biểu thức"),
    ],
)
def test_a_wrong_cell_of_a_rule_is_named(folder: Path, position: int, value: str, column: str, expected: str) -> None:
    line = with_line(folder, RULES, changed(NEW_RULE, position, value))
    found = said(folder)
    assert found.startswith(f"rules.csv, dòng {line}, cột «{column}»: ")
    assert expected in found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("R90,error", "cần 5 ô, đang có 2"),
        (NEW_RULE + ",English,Yêu cầu,Requirement,thừa", "cần 8 ô, đang có 9"),
        ('R90,error,"report"x,a,b', "dòng CSV sai dấu ngoặc kép"),
        ("", "cần 5 ô, đang có 0"),
    ],
)
def test_a_line_of_another_length_is_named(folder: Path, line: str, expected: str) -> None:
    with_line(folder, RULES, line + "\nR91,error,report,1 == 1,Thử")
    found = said(folder)
    assert found.startswith("rules.csv, dòng ")
    assert expected in found


@pytest.mark.parametrize(("name", "columns"), [(INDICATORS, "code, number"), (RULES, "id, level")])
@pytest.mark.parametrize("content", ["", "a,b\n1,2\n"])
def test_another_header_is_named_with_the_columns_that_are_needed(
    folder: Path, name: str, columns: str, content: str
) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    found = said(folder)
    assert found.startswith(f"{name}, dòng 1: cần các cột {columns}")
    assert ("đang là a, b" if content else "đang là trống") in found


def test_a_template_without_indicators_is_refused(folder: Path) -> None:
    header = (folder / INDICATORS).read_text(encoding="utf-8").splitlines()[0]
    (folder / INDICATORS).write_text(header + "\n", encoding="utf-8")
    assert said(folder) == "indicators.csv, dòng 2: cần ít nhất một chỉ tiêu."


@pytest.mark.parametrize("name", [REPORT, INDICATORS, RULES])
def test_a_file_that_is_not_utf8_is_named(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content + "á".encode("latin-1"))
    assert said(folder) == f"{name}, byte {len(content)}: cần mã hóa UTF-8."


@pytest.mark.parametrize("name", [INDICATORS, RULES])
def test_a_file_that_is_missing_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert said(folder) == f"{name}, thư mục {folder}: thiếu tệp này."


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        ('title = "Báo', 'titel = "Báo', "titel", "khóa không dùng đến; cần một trong: code, version, title"),
        ('title = "Báo cáo cải cách hành chính định kỳ"\n', "", "title", "thiếu khóa này"),
        ("valid_from = 2022-01-01", 'valid_from = "2022-01-01"', "valid_from", "cần kiểu date, đang là str"),
        ("so = { days_after = 6", 'so = { days_after = "6"', "deadlines.so.days_after", "cần kiểu int, đang là str"),
        ("so = { days_after", "thon = { days_after", "deadlines.thon", "khóa không dùng đến"),
        ("at = 17:00:00", "at = 17", "deadlines.so.at", "cần kiểu time, đang là int"),
        ('first = "-1:12-15"', 'first = "15/12"', "periods[1].first", "cần dạng 06-15, hoặc -1:12-15"),
        ('last = "03-14"', 'last = "02-30"', "periods[1].last", "cần dạng 06-15, hoặc -1:12-15"),
        ('title = "Quý I năm {year}"', "", "periods[1].title", "thiếu khóa này"),
        ("max_rows = 500", 'max_rows = "500"', "documents.max_rows", "cần kiểu int, đang là str"),
        ("earliest = 1990-01-01", "earliest = 1990", "documents.earliest", "cần kiểu date, đang là int"),
        ('indicators = ["tthc.*"', 'indicator = ["tthc.*"', "exemptions[1].indicator", "khóa không dùng đến"),
        ('code = "I.a"', 'code = "I"', "sections[2].code", "mục «I» đã có ở trên"),
        ('parent = "I"', 'parent = "IX"', "sections[2].parent", "mục «IX» chưa có ở trên"),
        ('applies_to = ["so", "huyen", "xa"]', "applies_to = []", "sections[1].applies_to", "cần một hoặc nhiều"),
        ('applies_to = ["so", "huyen", "xa"]', 'applies_to = ["thon"]', "sections[1].applies_to", "cần một hoặc"),
        ('applies_to = ["so"', 'applies_to = [["so"]', "sections[1].applies_to[1]", "cần kiểu str, đang là list"),
        ("kinds = [\n", "kinds = [\n5,", "documents.kinds[1]", "cần kiểu str, đang là int"),
        ("max_rows", "max_row = 1\nmax_rows", "documents.max_row", "khóa không dùng đến"),
        ("{ days_after = 6,", "{ days_after = 6, gio = 1,", "deadlines.so.gio", "khóa không dùng đến"),
        ('agencies = ["VPUBND"', 'agencies = [1, "VPUBND"', "exemptions[1].agencies[1]", "cần kiểu str"),
        ('"tthc.*"', '"khong_co.*"', "exemptions[1].indicators", "không chỉ tiêu nào khớp «khong_co.*»"),
        ('code = "H1"', 'code = "Q1"', "periods[2].code", "kỳ «Q1» đã có ở trên"),
        ('code = "Q1"', 'code = "Quý 1"', "periods[1].code", "cần chữ không dấu và chữ số"),
        ("Quý I năm {year}", "Quý I năm {nam}", "periods[1].title", "chỗ trống duy nhất là {year}"),
        ('first = "06-15"', 'first = "09-15"', "periods[3].last", "cần không sớm hơn «first»"),
        ("required = true", 'required = "yes"', "sections[1].required", "cần kiểu bool, đang là str"),
    ],
)
def test_a_wrong_key_of_the_report_is_named(folder: Path, old: str, new: str, place: str, expected: str) -> None:
    replace(folder, REPORT, old, new)
    found = said(folder)
    assert found.startswith(f"report.toml, mục {place}: ")
    assert expected in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("code = ", "report.toml, cú pháp TOML: "),
        ('code = "bcdn"\ncode = "x"', "report.toml, cú pháp TOML: "),
        ("sections = 1", "cần kiểu list, đang là int"),
        ("sections = [1]", "report.toml, mục sections[1]"),
        ("deadlines = 1", "report.toml"),
        ("", "report.toml, mục sections: cần ít nhất một mục"),
    ],
)
def test_a_report_of_another_form_is_named(folder: Path, text: str, expected: str) -> None:
    (folder / REPORT).write_text(text, encoding="utf-8")
    assert expected in said(folder)


def test_a_folder_of_another_name_is_refused(folder: Path) -> None:
    replace(folder, REPORT, 'version = "1"', 'version = "2"')
    found = said(folder)
    assert f"{folder / REPORT}: «code» và «version» phải trùng tên thư mục" in found


def test_a_template_that_is_there_already_is_refused(tmp_path: Path) -> None:
    folder = own_copy(tmp_path / "own", "cchc", "2022", "BC")
    assert said(folder).endswith("biểu mẫu cchc 2022 đã có.")


def test_period_codes_that_two_templates_share_are_refused(tmp_path: Path) -> None:
    folder = own_copy(tmp_path / "own", prefix="")
    found = said(folder)
    assert "cùng dùng mã kỳ 2023-Q1" in found and "period_prefix" in found


def test_a_folder_of_templates_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="Không có thư mục biểu mẫu"):
        load_catalogue(tmp_path / "khong-co")


def installation(folder: Path, tmp_path: Path) -> Settings:
    """An installation in which a period of that template is open."""
    settings = Settings(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite3'}", own_templates=folder.parent.parent)
    database = Database(settings.database_url)
    upgrade(database)
    database.dispose()
    context = build_context(settings)
    open_period(context, "BC2023-Q3")
    context.database.dispose()
    return settings


def test_a_fault_stops_the_start_of_an_installation(folder: Path, tmp_path: Path) -> None:
    settings = installation(folder, tmp_path)
    with_line(folder, RULES, changed(NEW_RULE, 3, "tthc.tong <= khong.co"))
    with pytest.raises(CatalogueError, match=r"rules\.csv, dòng \d+, cột «expression»"):
        build_context(settings)


@pytest.mark.parametrize("name", [REPORT, INDICATORS, RULES])
def test_a_used_version_that_changed_on_disk_is_refused_and_a_restored_one_taken(
    folder: Path, tmp_path: Path, name: str
) -> None:
    settings = installation(folder, tmp_path)
    before = (folder / name).read_bytes()
    (folder / name).write_bytes(before + b"\n" if name == REPORT else b"\xef\xbb\xbf" + before)
    with pytest.raises(CatalogueError, match="bcdn 1 đang dùng cho kỳ BC2023-Q3 đã thay đổi trên đĩa: khôi phục"):
        build_context(settings)
    (folder / name).write_bytes(before)
    build_context(settings).database.dispose()


def test_a_new_version_beside_the_used_one_is_taken(folder: Path, tmp_path: Path) -> None:
    settings = installation(folder, tmp_path)
    newer = folder.parent / "2"
    shutil.copytree(folder, newer)
    replace(newer, REPORT, 'version = "1"', 'version = "2"')
    with_line(newer, RULES, NEW_RULE)
    context = build_context(settings)
    assert {version for code, version in context.catalogue.templates if code == "bcdn"} == {"1", "2"}
    context.database.dispose()


def test_english_words_are_optional_one_by_one(folder: Path) -> None:
    """What has no English is Vietnamese, and an indicator's line may end before its English."""
    with_line(folder, INDICATORS, NEW_INDICATOR)
    with_line(folder, INDICATORS, NEW_INDICATOR.replace("moi", "cu").replace("IX.1", "IX.2") + ",Old figure")
    by_code = load_catalogue(folder.parent.parent).get("bcdn", "1").by_code
    assert (by_code["x.moi"].name, by_code["x.moi"].name.english) == ("Chỉ tiêu mới", "")
    assert (by_code["x.cu"].name.english, by_code["x.cu"].unit.english) == ("Old figure", "")


def test_a_template_without_words_columns_is_loaded(folder: Path) -> None:
    for name in (INDICATORS, RULES, REPORT):
        (folder / name).write_bytes(without_words(name, (folder / name).read_bytes()))
    template = load_catalogue(folder.parent.parent).get("bcdn", "1")
    assert {item.name.english for item in template.indicators} == {""}
    assert {rule.requirement.english for rule in template.rules} == {""}


def test_what_is_in_english_counts_for_no_version(folder: Path) -> None:
    """A version that is in use stays the same where its English is added, mended or taken away."""
    before = load_template(folder).digest
    replace(folder, INDICATORS, "Applications settled online", "Applications handled online")
    replace(folder, REPORT, 'title_en = "Institutional reform"', 'title_en = "Reform of institutions"')
    replace(folder, RULES, ",Vốn đã giải ngân không lớn hơn kế hoạch vốn,", ",Giải ngân trong phạm vi kế hoạch vốn,")
    assert load_template(folder).digest == before
    for name in (INDICATORS, RULES, REPORT):
        (folder / name).write_bytes(without_words(name, (folder / name).read_bytes()))
    assert load_template(folder).digest == before
    replace(folder, INDICATORS, "Số hồ sơ thanh toán trực tuyến", "Số hồ sơ trả tiền trực tuyến")
    assert load_template(folder).digest != before


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (RULES, "message_en", "message_fr", "rules.csv, dòng 1: cần các cột id, level"),
        (INDICATORS, "name_en,unit_en", "name_en,name_en", "indicators.csv, dòng 1: cần các cột code"),
        (RULES, "differ from the sum of level 3 ({dvctt.muc_do_3}", "differ from the sum of level 3 ({dvctt.x}",
         "rules.csv, dòng 7, cột «message_en»: «{dvctt.x}» không có trong biểu thức"),
        (REPORT, 'title_en = "Quarter III {year}"', 'title_en = "Quarter {n}"',
         "report.toml, mục periods[3].title_en: chỗ trống duy nhất là {year}"),
        (REPORT, 'title_en = "Institutional reform"', "title_en = 5",
         "title_en: cần kiểu str, đang là int"),
        (REPORT, '"Resolution", ', "", "report.toml, mục documents.kinds_en: cần 32 loại như «kinds», đang có 31"),
    ],
)  # fmt: skip
def test_a_fault_in_the_english_is_named(folder: Path, name: str, old: str, new: str, expected: str) -> None:
    replace(folder, name, old, new)
    assert expected in said(folder)
