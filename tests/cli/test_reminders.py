"""`tonghop remind`: what the ladder sends at a moment, as lines and as JSON, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.demo import AGENCIES_CSV
from tests.support.command import Run

PERSON = ("--role", "officer", "--agency", "SYT", "--name", "Cán bộ", "--password", "bon tu that dai")


@pytest.fixture
def installed(run: Run, tmp_path: Path) -> Run:
    """A period that is open, and an officer of one unit."""
    (tmp_path / "don-vi.csv").write_bytes(AGENCIES_CSV)
    for words in (
        ["db", "upgrade"], ["agencies", "import", "don-vi.csv"], ["user", "add", "canbo@syt.vn", *PERSON],
        ["user", "add", "nv@snv.vn", "--role", "home_affairs", "--name", "Nội vụ", "--password", "bon tu that dai"],
        ["period", "open", "2026-Y"],
    ):  # fmt: skip
        assert run(*words).exit_code == 0, words
    return run


def test_a_dry_run_tells_and_sends_nothing(installed: Run) -> None:
    for _ in range(2):
        told = installed("remind", "--at", "2026-12-17T08:00", "--dry-run", "--json")
        assert told.exit_code == 0
        of_unit = [row for row in json.loads(told.stdout) if row["agency"] == "SYT"]
        assert of_unit == [
            {
                "agency": "SYT", "period": "2026-Y", "step": "late_1", "audience": "officer",
                "recipient": "canbo@syt.vn", "channel": channel,
                "subject": "Quá hạn 1 ngày nộp báo cáo Năm 2026 – Sở Y tế",
            }
            for channel in ("mail", "notice")
        ]  # fmt: skip


def test_what_was_sent_is_not_sent_again(installed: Run) -> None:
    first = installed("remind", "--at", "08:00 17/12/2026")
    assert "canbo@syt.vn" in first.stdout and "1 thư nhắc, 1 thông báo trên trang về 1 đơn vị" in first.stderr
    again = installed("remind", "--at", "2026-12-17T08:01+07:00", "--json")
    assert json.loads(again.stdout) == []
    # Home Affairs gets one mail about all units, told unit by unit.
    late = json.loads(installed("remind", "--at", "2026-12-21T08:00", "--json").stdout)
    assert {(row["audience"], row["recipient"], row["step"]) for row in late} == {
        ("home_affairs", "nv@snv.vn", "late_3")
    }
    units = {row["agency"] for row in late}
    assert sorted((row["agency"], row["channel"]) for row in late) == [
        (unit, channel) for unit in sorted(units) for channel in ("mail", "notice")
    ]
    assert len(units) > 10


@pytest.mark.parametrize("moment", ["2026-12-19T08:00", "2026-12-17T20:00", "2026-01-05T08:00"])
def test_outside_working_hours_and_before_the_time_nothing_is_due(installed: Run, moment: str) -> None:
    told = installed("remind", "--at", moment, "--dry-run", "--json")
    assert json.loads(told.stdout) == []


def test_a_moment_that_is_none_is_named(installed: Run) -> None:
    refused = installed("remind", "--at", "hôm nay")
    assert refused.exit_code == 2 and "«hôm nay»" in refused.stderr and "2023-09-19T08:00" in refused.stderr
