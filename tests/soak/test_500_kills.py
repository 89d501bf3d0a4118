"""Five hundred kills with SQLite: nothing that was accepted is lost, doubled or altered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.faults.run import live_through, site
from tests.soak.budget import left

KILLS = 500
# So much more seldom than in the short run, so that checking all once more at the end does not take the time.
PACE = 4.0
HANDS = 4
Tell = Callable[[str, object], None]


def test_what_has_a_receipt_is_there_once_and_checked_as_if_nothing_was_killed(
    tmp_path: Path, record_property: Tell
) -> None:
    with site(tmp_path, "800m") as running:
        found = live_through(running, tmp_path, KILLS, 2, left("kills"), record_property, PACE, HANDS)
    assert found.faults == {}
