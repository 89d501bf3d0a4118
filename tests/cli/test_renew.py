"""`tonghop renew`: the figures of an edited report of the province, and what moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.actions.consolidation.report_documents import province_report
from service.actions.context import Context
from tests.support.command import Run
from tests.support.filings import changed, hand_in_and_check, real_report
from tests.support.installation import PERIOD
from tests.support.word import everything, opened


def test_only_what_moved_is_renewed_and_named(
    run: Run, sqlite_context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_context.settings.database_url)
    hand_in_and_check(sqlite_context, real_report())
    (tmp_path / "cu.docx").write_bytes(province_report(sqlite_context, PERIOD))
    same = run("renew", tmp_path / "cu.docx", "-o", tmp_path / "nhu-cu.docx")
    assert same.exit_code == 0 and same.stdout == f"Đã ghi {tmp_path / 'nhu-cu.docx'}: 0 chỗ thay đổi.\n"
    hand_in_and_check(sqlite_context, changed(sang_kien__so_luong=9))
    result = run("renew", tmp_path / "cu.docx", "-o", tmp_path / "moi.docx")
    assert result.exit_code == 0 and "-> 9\n" in result.stdout and "Mới, chưa có" not in result.stdout
    renewed = opened((tmp_path / "moi.docx").read_bytes())
    assert list(everything(renewed)) == list(everything(opened(province_report(sqlite_context, PERIOD))))


def test_what_is_no_report_of_the_province_is_refused(run: Run, sqlite_context: Context, tmp_path: Path) -> None:
    (tmp_path / "khac.docx").write_bytes(b"xx")
    result = run("renew", tmp_path / "khac.docx", "-o", tmp_path / "moi.docx")
    assert result.exit_code != 0 and not (tmp_path / "moi.docx").exists()
