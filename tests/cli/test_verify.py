"""`tonghop verify`: exit 0 for an intact workbook, 1 for a changed one, 2 for what cannot be verified."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from service.actions.consolidation.build import build_workbook, choose_scope, finished_workbook, request_workbook
from service.actions.context import Context
from service.readers.workbook_cells import CellBook
from service.readers.workbook_original import carried_original
from service.writers.consolidated_workbook import FINGERPRINT, with_original, write_consolidated
from tests.support.command import Run
from tests.support.consolidations import FEW, rich_consolidation
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.office import resaved
from tests.support.workbooks import edited, filled, parts, zipped


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
        said = run("verify", name)
        assert said.exit_code == 0 and said.stdout.startswith(f"Bảng {row.id}: nguyên vẹn.\n"), said.stdout
        assert "với bảng lưu trong hệ thống" in said.stdout and "Chưa kiểm tra được" not in said.stdout
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


def test_where_there_is_no_installation_a_genuine_workbook_is_not_called_forged(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be compared there, which is said with the folder and another exit code than a forgery's."""
    monkeypatch.setenv("TONGHOP_DATA", str(tmp_path / "nham"))
    (tmp_path / "that.xlsx").write_bytes(stored_workbook())
    (tmp_path / "that.pdf").write_bytes(b"%PDF-1.7")
    for name in ("that.xlsx", "that.pdf"):
        said = run("verify", name)
        assert said.exit_code == 2 and "Không đối chiếu được" in said.stderr, said.stderr
        assert str(tmp_path / "nham") in said.stderr and "--data" in said.stderr and "bị sửa" not in said.stderr
    assert not (tmp_path / "nham").exists()


def stored_workbook() -> bytes:
    """A workbook as an installation hands it out: it carries no original."""
    target = io.BytesIO()
    write_consolidated(rich_consolidation(FEW), target)
    return target.getvalue()


@pytest.mark.parametrize(
    "command",
    [
        ("renew", "tep.docx", "-o", "moi.docx"),
        ("report", PERIOD, "-o", "moi.docx"),
        ("agencies", "export", "moi.csv"),
        ("verify-audit",),
        ("retention", "--dry-run"),
        ("remind", "--at", "2023-09-19T08:00", "--dry-run"),
        ("period", "close", PERIOD),
    ],
)
def test_without_an_installation_a_command_says_so_and_makes_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TONGHOP_DATA", str(tmp_path / "nham"))
    (tmp_path / "tep.docx").write_bytes(b"")
    said = run(*command)
    assert said.exit_code == 2 and f"Không có hệ thống nào ở «{tmp_path / 'nham'}»" in said.stderr, said.stderr
    assert "--data" in said.stderr
    assert not (tmp_path / "nham").exists() and not list(tmp_path.glob("moi.*"))


def test_a_workbook_made_without_a_database_is_verified_by_itself(run: Run, tmp_path: Path) -> None:
    (tmp_path / "don-vi").mkdir()
    (tmp_path / "don-vi" / "sgtvt.xlsx").write_bytes(filled())
    made = run("consolidate", "don-vi", "--period", PERIOD, "-o", "tong-hop.xlsx", "--json", "tong-hop.json")
    assert made.exit_code == 0, made.stderr
    fingerprint = json.loads((tmp_path / "tong-hop.json").read_text())["fingerprint"]
    raw = (tmp_path / "tong-hop.xlsx").read_bytes()
    assert len(fingerprint) == 64 and fingerprint in texts(raw)
    (tmp_path / "luu-lai.xlsx").write_bytes(edited(edited(raw, lambda book: None), lambda book: None))
    (tmp_path / "libre.xlsx").write_bytes(resaved(raw, tmp_path / "office"))
    for name in ("tong-hop.xlsx", "luu-lai.xlsx", "libre.xlsx"):
        said = run("verify", name)
        assert said.exit_code == 0, said.stdout
        assert said.stdout.startswith(f"Bảng {fingerprint}: đúng như bản gốc kèm trong tệp."), said.stdout
        assert "Đã đối chiếu" in said.stdout and "Chưa kiểm tra được ai lập bảng" in said.stdout
    (tmp_path / "sua.xlsx").write_bytes(edited(raw, lambda book: book["II.2"].__setitem__("E13", 5)))
    changed = run("verify", "sua.xlsx", "--json")
    found = json.loads(changed.stdout)
    assert (changed.exit_code, found["intact"], found["fingerprint"], found["changed"]) == (1, False, fingerprint, 1)
    assert found["workbook"] is None and "trùng với dãy 64 ký tự" in found["not_checked"]
    assert found["changes"][0]["place"] == "E13" and "«5»" in found["changes"][0]["said"]


def test_an_original_that_was_changed_too_verifies_nothing(run: Run, tmp_path: Path) -> None:
    """A figure, and alike a format that shows another number, forged in the original and in the copy alike."""
    (tmp_path / "sgtvt.xlsx").write_bytes(filled())
    run("consolidate", "sgtvt.xlsx", "--period", PERIOD, "-o", "tong-hop.xlsx")
    book = CellBook((tmp_path / "tong-hop.xlsx").read_bytes())
    carried = carried_original(book, FINGERPRINT)
    assert carried is not None
    content = parts(carried[1])
    for name, old, new in (
        ("xl/worksheets/sheet7.xml", b"<v>7266</v>", b"<v>7267</v>"),
        ("xl/styles.xml", b"#,##0_)", b"#,##0,_)"),
    ):
        assert old in content[name]
        (tmp_path / "gia.xlsx").write_bytes(with_original(zipped({**content, name: content[name].replace(old, new)})))
        said = run("verify", "gia.xlsx")
        assert said.exit_code == 2 and "Bản gốc kèm trong tệp đã bị sửa" in said.stderr


def test_an_original_put_into_a_workbook_of_the_service_verifies_nothing(
    run: Run, sqlite_context: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever forges a stored workbook and adds a hidden original that agrees is told of by what is stored."""
    monkeypatch.setenv("DATABASE_URL", sqlite_context.settings.database_url)
    row, _ = request_workbook(sqlite_context, HOME_AFFAIRS, PERIOD, choose_scope(sqlite_context, PERIOD))
    build_workbook(sqlite_context, row.id)
    raw = finished_workbook(sqlite_context, row.id).content or b""
    (tmp_path / "gia.xlsx").write_bytes(with_original(raw))
    said = run("verify", "gia.xlsx")
    assert said.exit_code == 1 and said.stdout.startswith(f"Bảng {row.id}: đã bị thay đổi."), said.stdout


def texts(raw: bytes) -> str:
    """All texts of a workbook's list of sources."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    return " ".join(str(cell.value) for row in book["Nguồn số liệu"].iter_rows() for cell in row)
