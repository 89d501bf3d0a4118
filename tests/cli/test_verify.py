"""`tonghop verify`: exit 0 for an intact workbook, 1 for a changed one, 2 for what cannot be verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.actions.consolidation.build import build_workbook, choose_scope, finished_workbook, request_workbook
from service.actions.context import Context
from tests.support.command import Run
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.workbooks import edited, filled


def test_the_exit_code_and_the_words_say_what_a_workbook_is(
    run: Run, sqlite_context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_context.settings.database_url)
    hand_in_and_check(sqlite_context, real_report())
    row, _ = request_workbook(sqlite_context, HOME_AFFAIRS, PERIOD, choose_scope(sqlite_context, PERIOD))
    build_workbook(sqlite_context, row.id)
    raw = finished_workbook(sqlite_context, row.id).content or b""
    for name, content in (
        ("nguyen.xlsx", raw),
        ("luu-lai.xlsx", edited(raw, lambda book: None)),
        ("sua.xlsx", edited(raw, lambda book: book["Biểu tổng hợp"].__setitem__("D8", 5))),
        ("doi-ten.xlsx", edited(raw, lambda book: setattr(book["II.2"], "title", "Khác"))),
        ("bieu-mau.xlsx", filled()),
    ):
        (tmp_path / name).write_bytes(content)
    for name in ("nguyen.xlsx", "luu-lai.xlsx"):
        assert (run("verify", name).exit_code, run("verify", name).stdout) == (0, f"Bảng {row.id}: nguyên vẹn.\n")
    changed = run("verify", "sua.xlsx", "--json")
    said = json.loads(changed.stdout)
    assert (changed.exit_code, said["intact"], said["changed"]) == (1, False, 1)
    assert said["changes"][0]["place"] == "D8" and "bị thay bằng giá trị «5»" in said["changes"][0]["said"]
    renamed = run("verify", "doi-ten.xlsx")
    assert renamed.exit_code == 1 and "Trang tính «II.2» bị đổi tên thành «Khác»." in renamed.stdout
    unknown = run("verify", "bieu-mau.xlsx")
    assert unknown.exit_code == 2 and "không có dấu vân tay" in unknown.stderr


def test_without_a_database_nothing_can_be_verified(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tep.xlsx").write_bytes(filled())
    result = run("verify", "tep.xlsx")
    assert result.exit_code == 2 and result.stderr.startswith("Lỗi: ")
