"""`tonghop report` writes a report that carries its figures; `read` and `consolidate` take them back out of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import openpyxl

from tests.support import carried_reports as made
from tests.support.command import Run
from tests.support.consolidations import real_payload

CODE = "ho_so.tiep_nhan"
UNCONFIRMED = "chưa xác nhận"


def report(folder: Path) -> bytes:
    word = made.write(real_payload(), next(item for item in made.AGENCIES if item.code == "SGTVT"))
    (folder / "own.docx").write_bytes(word)
    return word


def test_read_gives_back_what_the_report_was_made_of(run: Run, tmp_path: Path) -> None:
    word = report(tmp_path)
    result = run("read", tmp_path / "own.docx", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)["payload"]
    wanted = real_payload()
    assert {code: float(value) for code, value in found["indicators"].items()} == {
        code: float(value) for code, value in wanted.indicators.items() if value is not made.NA
    }
    assert (found["agency"], found["period"], found["narratives"]) == ("SGTVT", "2023-Q3", wanted.narratives)
    (tmp_path / "own.docx").write_bytes(made.with_visible_number(word, CODE, "7.267"))
    said = run("read", tmp_path / "own.docx").stdout
    assert f"{CODE}: chưa chắc (7267 hoặc 7266)" in said and "xem cả hai số và chọn" in said


def test_consolidate_uses_what_the_report_shows_and_carries(run: Run, tmp_path: Path) -> None:
    word = report(tmp_path)
    command = ("consolidate", tmp_path / "own.docx", "--period", "2023-Q3", "-o", tmp_path / "all.xlsx", "--json")
    assert run(*command, tmp_path / "all.json").exit_code == 0
    merged = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert merged["indicators"][CODE] == 7266 or merged["indicators"][CODE]["value"] == 7266
    (tmp_path / "own.docx").write_bytes(made.with_visible_number(word, CODE, "7.267"))
    assert run(*command, tmp_path / "changed.json").exit_code == 0
    changed = json.loads((tmp_path / "changed.json").read_text(encoding="utf-8"))["indicators"]
    assert "726" not in json.dumps(changed[CODE]), "neither of the two is taken"
    assert openpyxl.load_workbook(tmp_path / "all.xlsx", read_only=True).sheetnames


def words_of(path: Path) -> str:
    """All cells of a workbook."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_only_a_report_that_was_changed_by_hand_is_marked_as_not_confirmed(run: Run, tmp_path: Path) -> None:
    word = report(tmp_path)
    command = ("consolidate", tmp_path / "own.docx", "--period", "2023-Q3", "-o", tmp_path / "all.xlsx")
    assert run(*command).exit_code == 0
    said = words_of(tmp_path / "all.xlsx")
    assert "mang theo số liệu" in said
    assert UNCONFIRMED not in said and "chưa có người xác nhận" not in said
    (tmp_path / "own.docx").write_bytes(made.with_visible_number(word, CODE, "7.267"))
    assert run(*command).exit_code == 0
    assert UNCONFIRMED in words_of(tmp_path / "all.xlsx")


def test_an_odt_made_of_the_report_has_lost_what_it_carried_and_is_read(run: Run, tmp_path: Path) -> None:
    report(tmp_path)
    soffice = ("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "odt")
    subprocess.run([*soffice, "--outdir", tmp_path, tmp_path / "own.docx"], check=True, timeout=120)
    found = json.loads(run("read", tmp_path / "own.odt", "--json").stdout)
    wanted = real_payload().indicators
    sure = {code: item["value"] for code, item in found["figures"].items() if item["sure"]}
    wrong = {code: value for code, value in sure.items() if float(wanted[code]) != float(value)}
    assert len(sure) > len(wanted) * 0.8 and not wrong
