"""`tonghop retention`: what would go is shown first, and what the settings keep for ever is said."""

from __future__ import annotations

from tests.support.command import Run


def test_each_kind_is_told_with_its_time_and_nothing_goes_unasked(installed: Run) -> None:
    shown = installed("retention", "--dry-run")
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    assert len(lines) == 6
    assert lines[0].endswith("ở kỳ đã khóa: không xóa")
    assert any(line.endswith("giữ 90 ngày; sẽ xóa 0") for line in lines)
    done = installed("retention")
    assert done.exit_code == 0 and any(line.endswith("giữ 30 ngày; đã xóa 0") for line in done.stdout.splitlines())
    assert installed("verify-audit").exit_code == 0
