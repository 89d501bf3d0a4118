"""The command as a person meets it: help everywhere, errors in words on standard error, a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from service.cli import main
from tests.support.command import Run
from tests.support.files import write
from tests.support.filings import changed
from tests.support.processes import ROOT


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    yield above
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield (*above, name)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("words", list(commands(main)), ids=" ".join)
def test_every_command_explains_itself_in_vietnamese(run: Run, words: tuple[str, ...], option: str) -> None:
    result = run(*words, option)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Cách dùng: ")
    assert "Hiện hướng dẫn này rồi thoát." in result.stdout
    assert not {"Usage", "Options", "Show", "default", "required", "exit."} & set(
        result.stdout.replace("[", " ").replace("]", " ").replace(":", " ").split()
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["khong-co"], "không có lệnh «khong-co»"),
        (["period", "khong-co"], "không có lệnh «khong-co»"),
        (["--khong-co"], "không có tùy chọn «--khong-co»"),
        (["period", "open"], "thiếu «CODE»"),
        (["period", "open", "2023-Q3", "2023-Y"], "thừa «2023-Y»"),
        (["up", "--port", "tám nghìn"], "tùy chọn «--port» «tám nghìn» không hợp lệ: cần số nguyên"),
        (
            ["worker", "--queue", "khac"],
            "tùy chọn «--queue» «khac» không hợp lệ: cần một trong submissions, quarantine, consolidation",
        ),
    ],
)
def test_a_wrong_call_is_answered_in_words(run: Run, words: list[str], said: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Lỗi: ")
    assert said in result.stderr
    assert "--help»" in result.stderr


def test_without_words_the_help_is_shown(run: Run) -> None:
    for words in ([], ["period"]):
        result = run(*words)
        assert result.exit_code == 2
        assert "Cách dùng: " in result.stderr


def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGHOP_MAX_UPLOAD_MB", "nhiều")
    result = run("db", "upgrade")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Lỗi: TONGHOP_MAX_UPLOAD_MB cần là số nguyên dương (MB), đang là «nhiều».\n"


def test_settings_are_tried_one_by_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    fine = run("settings", "check")
    assert (fine.exit_code, fine.stderr) == (0, "")
    assert "DATABASE_URL: chú ý. Chưa có cơ sở dữ liệu" in fine.stdout
    monkeypatch.setenv("TONGHOP_SMTP_URL", "abc")
    wrong = run("settings", "check")
    assert (wrong.exit_code, wrong.stderr) == (1, "")
    assert "TONGHOP_SMTP_URL: sai. TONGHOP_SMTP_URL cần có dạng smtp://" in wrong.stdout
    assert "DATABASE_URL: chú ý." in wrong.stdout


def test_a_folder_without_report_templates_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TONGHOP_TEMPLATES", str(tmp_path / "khong-co"))
    result = run("template", "cchc", "--period", "2023-Q3", "--agency", "A", "-o", "o.xlsx")
    assert result.exit_code == 2
    assert "Không có thư mục biểu mẫu" in result.stderr


def test_a_full_disk_is_named(run: Run) -> None:
    result = run("template", "cchc", "--period", "2023-Q3", "--agency", "A", "-o", "/dev/full")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Lỗi: không dùng được tệp: ổ đĩa đã đầy.\n"


def test_a_reader_that_has_enough_ends_it_without_a_word(tmp_path: Path) -> None:
    report = write(tmp_path / "a.json", changed(tthc__tong=141))
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "check", str(report), "--data", str(tmp_path / "data")],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), said) == (141, b"")


def test_as_a_process_of_its_own_it_keeps_its_streams_and_exit_codes_apart(tmp_path: Path) -> None:
    def tonghop(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TONGHOP_DATA": str(tmp_path / "data")}
        for name in ("DATABASE_URL", "REDIS_URL"):
            environment.pop(name, None)
        return subprocess.run(
            [sys.executable, "-m", "service.cli", *words],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert tonghop("db", "upgrade").returncode == 0
    token = tonghop("token", "add", "--role", "admin")
    assert (token.returncode, token.stderr, len(token.stdout.split())) == (0, "", 1)
    write(tmp_path / "a.json", changed(tthc__tong=141))
    refused = tonghop("consolidate", "a.json", "--period", "2023-Q3", "-o", "o.xlsx")
    assert refused.returncode == 1
    assert "Không nhận a.json" in refused.stderr and "Traceback" not in refused.stderr
    wrong = tonghop("period", "close", "2023-Q3")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "Lỗi: Kỳ báo cáo «2023-Q3» chưa được mở.\n"
