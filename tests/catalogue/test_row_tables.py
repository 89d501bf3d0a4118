"""Tables of a template are rows of three files, whose every fault is named by line and column."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.catalogue.report_template import digest_of, load_template
from service.domain.errors import CatalogueError
from service.domain.reporting.row_table import ColumnKind, RowTable
from tests.support.processes import ROOT

SHIPPED = ROOT / "templates" / "reports" / "cchc" / "2022"
TABLE = "table,title,section,applies_to,required,key,totals,max_rows\n"
COLUMN = "table,column,title,kind,required,choices,sum_of,unit\n"
SUM = "id,level,table,column,equals\n"
LATE = "tre,Hồ sơ trễ hạn,II.2,so|xa,no,ly_do,yes,50\n"
COLUMNS = (
    "tre,ly_do,Lý do,choice,yes,Thiếu hồ sơ|Quá tải,,\ntre,cu,Kỳ trước,count,no,,,hồ sơ\n"
    "tre,moi,Trong kỳ,count,no,,,hồ sơ\ntre,tong,Tổng,count,no,,cu|moi,hồ sơ\ntre,ngay,Ngày,date,no,,,\n"
)
EQUALS = "B1,error,tre,tong,ho_so.qua_han\n"


def folder(where: Path, tables: str = LATE, columns: str = COLUMNS, sums: str = EQUALS) -> Path:
    made = where / "mau"
    shutil.copytree(SHIPPED, made)
    for name, head, lines in (("tables", TABLE, tables), ("table_columns", COLUMN, columns), ("table_sums", SUM, sums)):
        (made / f"{name}.csv").write_text(head + lines, encoding="utf-8")
    return made


def loaded(where: Path) -> RowTable:
    (table,) = load_template(where).tables
    return table


def test_a_table_is_read_with_its_columns_and_sums(tmp_path: Path) -> None:
    table = loaded(folder(tmp_path))
    assert (table.title, table.key, table.max_rows, table.totals, table.required) == (
        "Hồ sơ trễ hạn", "ly_do", 50, True, False,
    )  # fmt: skip
    assert [column.kind for column in table.columns][:2] == [ColumnKind.CHOICE, ColumnKind.COUNT]
    assert table.by_code["ly_do"].choices == ("Thiếu hồ sơ", "Quá tải")
    assert table.by_code["tong"].parts == ("cu", "moi")
    assert (table.sums[0].id, table.sums[0].indicators) == ("B1", ("ho_so.qua_han",))


def test_a_template_without_the_files_is_what_it_was(tmp_path: Path) -> None:
    made = folder(tmp_path)
    assert digest_of(made) != digest_of(SHIPPED)
    for name in ("tables", "table_columns", "table_sums"):
        (made / f"{name}.csv").unlink()
    assert load_template(made).tables == ()
    assert digest_of(made) == digest_of(SHIPPED)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tables": LATE.replace("II.2", "XX")}, "tables.csv, dòng 2, cột «section»"),
        ({"tables": LATE.replace("tre,", "Trễ,")}, "tables.csv, dòng 2, cột «table»"),
        ({"tables": LATE.replace(",50", ",0")}, "tables.csv, dòng 2, cột «max_rows»"),
        ({"tables": LATE.replace("ly_do", "cu")}, "tables.csv, dòng 2, cột «key»"),
        ({"tables": LATE + LATE}, "tables.csv, dòng 3, cột «table»"),
        ({"columns": COLUMNS.replace("choice", "chon")}, "table_columns.csv, dòng 2, cột «kind»"),
        ({"columns": COLUMNS.replace("cu|moi", "cu|xa")}, "table_columns.csv, dòng 5, cột «sum_of»"),
        ({"columns": COLUMNS.replace("Thiếu hồ sơ|Quá tải", "")}, "table_columns.csv, dòng 2, cột «choices»"),
        ({"columns": COLUMNS.replace("tre,moi", "khac,moi")}, "table_columns.csv, dòng 4, cột «table»"),
        ({"columns": COLUMNS.replace("tre,moi", "tre,cu")}, "table_columns.csv, dòng 4, cột «column»"),
        ({"sums": EQUALS.replace("ho_so.qua_han", "a.b")}, "table_sums.csv, dòng 2, cột «equals»"),
        ({"sums": EQUALS.replace("tong", "ngay")}, "table_sums.csv, dòng 2, cột «column»"),
        ({"sums": EQUALS.replace("B1", "R01")}, "table_sums.csv, dòng 2, cột «id»"),
        ({"sums": EQUALS.replace("error", "nặng")}, "table_sums.csv, dòng 2, cột «level»"),
    ],
)
def test_a_fault_is_named_by_file_line_and_column(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_template(folder(tmp_path, **changed))
    assert said in " ".join([str(refused.value.said), *(str(problem.message) for problem in refused.value.problems)])
