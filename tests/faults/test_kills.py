"""Nothing that was accepted is lost, doubled or altered, whatever is killed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.faults.run import live_through, site

KILLS, SECONDS = 20, 300.0


def test_what_has_a_receipt_is_there_once_and_checked_as_if_nothing_was_killed(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with site(tmp_path) as running:
        found = live_through(running, tmp_path, KILLS, 1, SECONDS, record_property)
    assert found.faults == {}
    assert found.kills >= KILLS and found.hit
