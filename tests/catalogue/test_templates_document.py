"""The reference of report templates names every key that is read, and its example works as it stands."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from service.catalogue import (
    closing_tasks,
    definitions,
    limit_checks,
    reading,
    reminder_schedule,
    report_template,
    row_tables,
    targets,
    version_mapping,
)
from service.catalogue.catalogue import load_catalogue
from service.cli import main
from service.demo import AGENCIES_CSV
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.earlier import NO_EARLIER
from service.domain.reporting.report import Report, Source, SubmittedReport
from service.domain.validation.rules import broken_rules
from tests.support.domain import figures
from tests.support.processes import ROOT

TEXT = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
CSV_COLUMNS = {
    *report_template.INDICATOR_COLUMNS, *report_template.INDICATOR_ENGLISH, *report_template.RULE_COLUMNS,
    *report_template.RULE_WORDS, *definitions.COLUMNS, *targets.COLUMNS, *version_mapping.COLUMNS,
    *limit_checks.COLUMNS, *closing_tasks.COLUMNS, *closing_tasks.ENGLISH, *reminder_schedule.COLUMNS,
    *reminder_schedule.ENGLISH, *row_tables.TABLE_HEADS, *row_tables.COLUMN_HEADS, *row_tables.COLUMN_ENGLISH,
    *row_tables.SUM_HEADS,
}  # fmt: skip


def keys_read() -> set[str]:
    """The keys of the TOML files: what the code allows in a table."""
    found: set[str] = set()
    for file in (ROOT / "service" / "catalogue").glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                is_partial = name == "partial" and getattr(call.args[0], "attr", "") == "only"
                if name == "only" or is_partial:
                    found |= {item.value for item in call.args if isinstance(item, ast.Constant)}
    return found | set(reading._PHRASES) | {kind.value for kind in AgencyKind}


def keys_named() -> set[str]:
    """What the first columns of the document's tables name, and the keys of tables in their second ones."""
    rows = [line.split("|") for line in TEXT.splitlines() if line.startswith("| `")]
    named = {key for row in rows for key in re.findall(r"`([a-z_]+)`", row[1])}
    return named | {key for row in rows if "tables with" in row[2] for key in re.findall(r"`([a-z_]+)`", row[2])}


def test_every_key_is_described_and_none_that_is_not_read() -> None:
    assert keys_named() == (keys_read() | CSV_COLUMNS) - {kind.value for kind in AgencyKind}
    assert all(f"`{kind.value}`" in TEXT for kind in AgencyKind)


def written(folder: Path) -> None:
    """The files of the example, as the document has them."""
    for place, content in re.findall(r"(?m)^`(bieu-mau/[^`]+)`:\n\n```\w+\n(.*?)^```", TEXT, re.DOTALL):
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


def test_the_example_is_made_by_following_it_literally(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TONGHOP_DATA", str(tmp_path / "data"))
    written(tmp_path)
    (tmp_path / "don-vi.csv").write_bytes(AGENCIES_CSV)
    commands = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)[0].splitlines()
    assert len(commands) == 6
    for command in commands:
        first, *words = shlex.split(command)
        if first == "export":
            monkeypatch.setenv(*words[0].split("=", 1))
            continue
        result = CliRunner().invoke(main, words)
        assert (first, result.exit_code) == ("tonghop", 0), (command, result.output)
    book = openpyxl.load_workbook(tmp_path / "bieu-mau-stc.xlsx")
    said = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Số văn bản đến (*)", "Số văn bản đi có ký số (*)"} <= said
    assert "Tháng 3 năm 2026: số liệu từ 01/3/2026 đến 31/3/2026" in said


def test_its_figures_are_checked_added_up_and_held_against_the_target(tmp_path: Path) -> None:
    written(tmp_path)
    template, period = load_catalogue(tmp_path / "bieu-mau").for_period("VT2026-M03")
    given = {
        "STC": {"van_ban.den": 100, "van_ban.qua_han": 11, "van_ban.di": 80, "van_ban.ky_so": 80},
        "SYT": {"van_ban.den": 50, "van_ban.qua_han": 5, "van_ban.di": 20, "van_ban.ky_so": 14},
    }
    filed = {code: SubmittedReport(Source(code), figures(of)) for code, of in given.items()}
    broken = {
        code: [item.rule for item in broken_rules(Report(template, period.code, {code: one}), NO_EARLIER)]
        for code, one in filed.items()
    }
    # Eleven of a hundred documents are more than a tenth; five of fifty are not.
    assert broken == {"STC": ["R02"], "SYT": []}
    merged = Report(template, period.code, filed)
    # 94 of 100 documents are signed.
    share = merged.number("van_ban.ty_le_ky_so")
    assert share == 94
    target = template.targets["van_ban.ty_le_ky_so", period.year, None]
    assert str(target.said(share)) == "chưa đạt 95%"
    assert (len(template.indicators), period.previous, period.title) == (5, "VT2026-M02", "Tháng 3 năm 2026")
