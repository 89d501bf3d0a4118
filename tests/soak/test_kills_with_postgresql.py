"""Kills that hit a PostgreSQL server as well: nothing that was accepted is lost, doubled or altered."""

from __future__ import annotations

from pathlib import Path

from tests.faults.run import live_through, site
from tests.soak.budget import left
from tests.soak.test_500_kills import HANDS, PACE, Tell
from tests.support.databases import PostgresServer

KILLS = 60


def test_what_has_a_receipt_is_there_once_where_the_database_server_dies_as_well(
    tmp_path: Path, postgresql: PostgresServer, record_property: Tell
) -> None:
    with postgresql.created() as url, site(tmp_path, "200m", url, postgresql.kill_and_revive) as running:
        seconds = left("kills with PostgreSQL")
        found = live_through(running, tmp_path, KILLS, 3, seconds, record_property, PACE, HANDS)
    assert found.faults == {}
