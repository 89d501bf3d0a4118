"""The map of units by command: shown first, done with the mark, and nothing more when it is said twice."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from service.demo import AGENCIES_CSV
from service.domain.reporting.period import VIETNAM
from tests.support.command import Run
from tests.support.installation import PERIOD


def test_a_merger_is_shown_and_then_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "don-vi.csv").write_bytes(AGENCIES_CSV)
    for words in (["db", "upgrade"], ["agencies", "import", "don-vi.csv"], ["period", "open", PERIOD]):
        assert run(*words).exit_code == 0, words
    plan = ("agencies", "reorganise", "merge", "01/09/2023", "STP", "--into", "SNV")
    shown = run(*plan)
    assert shown.exit_code == 0 and "hiệu lực đến: – → 31/8/2023" in shown.stdout
    assert f"Kỳ {PERIOD}: số đơn vị được cộng 0 → 0" in shown.stdout and "thôi báo cáo: STP" in shown.stdout
    seen = shown.stdout.rpartition("seen: ")[2].strip()
    assert run(*plan, "--seen", seen).exit_code == 2
    for _ in range(2):
        done = run(*plan, "--seen", seen, "--reason", "NQ 5")
        assert (done.exit_code, done.stdout) == (0, "Sáp nhập từ 01/9/2023: đã ghi cho STP.\n")
    refused = run("agencies", "reorganise", "merge", "hôm qua", "STP", "--into", "SNV")
    assert refused.exit_code == 2 and "«hôm qua»" in refused.stderr


def test_a_merger_whose_day_has_not_come_is_withdrawn(run: Run, tmp_path: Path) -> None:
    (tmp_path / "don-vi.csv").write_bytes(AGENCIES_CSV)
    for words in (["db", "upgrade"], ["agencies", "import", "don-vi.csv"]):
        assert run(*words).exit_code == 0, words
    day = f"01/09/{datetime.now(VIETNAM).year + 2}"
    done(run, "merge", day, "STP", "SXD", "--into", "SMOI; Sở Mới")
    shown = done(run, "withdraw", day, "STP")
    assert "Giữ SMOI (Sở Mới), chỉ thôi nhận các đơn vị trên" in shown and "đơn vị kế thừa: SMOI → –" in shown
    shown = done(run, "withdraw", day, "SXD")
    assert "Sửa SXD (Sở Xây dựng)" in shown and "Bỏ SMOI (Sở Mới)" in shown
    gone = run("agencies", "reorganise", "withdraw", day, "SMOI")
    assert gone.exit_code == 2 and "Không có đơn vị «SMOI»" in gone.stderr


def done(run: Run, *plan: str) -> str:
    """Do what is previewed, and give back the preview."""
    shown = run("agencies", "reorganise", *plan)
    assert shown.exit_code == 0, shown.stderr
    seen = shown.stdout.rpartition("seen: ")[2].strip()
    assert run("agencies", "reorganise", *plan, "--seen", seen, "--reason", "NQ 5").exit_code == 0
    return shown.stdout


def test_terms_of_a_unit_are_set_cleared_and_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "don-vi.csv").write_bytes(AGENCIES_CSV)
    for words in (["db", "upgrade"], ["agencies", "import", "don-vi.csv"], ["period", "open", PERIOD]):
        assert run(*words).exit_code == 0, words
    set_so = ("period", "unit", PERIOD, "SXD", "--includes-children", "--exempt", "ho_so.*", "--reason", "Gồm chi cục")
    assert run(*set_so).exit_code == 0
    shown = run("period", "decisions", PERIOD, "SXD").stdout
    assert "số liệu đã gồm đơn vị trực thuộc" in shown and "không phải báo cáo: ho_so.*" in shown
    assert run("period", "unit", PERIOD, "SXD", "--exempt", "", "--excludes-children", "--seen", "0").exit_code == 2
    assert run("period", "unit", PERIOD, "SXD", "--exempt", "", "--excludes-children").exit_code == 0
    assert "không phải báo cáo" not in run("period", "decisions", PERIOD, "SXD").stdout
