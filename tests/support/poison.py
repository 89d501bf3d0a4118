"""Filings that no worker can finish: what a unit owes is a question to the database that never ends, or is too large.

The table is replaced by a view of it, so that everything of ours is as it always is, and other units notice nothing.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from tests.support.databases import FILE


class Poison(StrEnum):
    """What becomes of a process that asks."""

    # Minutes of the processor's time, in a library that looks at no signal of Python's.
    ENDLESS = "(SELECT max(n) FROM (WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM up) SELECT n FROM up))"
    # More than what its memory is limited to.
    HUGE = "(hex(zeroblob(450000000)))"


@contextlib.contextmanager
def poisoned(data: Path, agency: str, period: str, poison: Poison = Poison.ENDLESS) -> Iterator[None]:
    """Whatever asks what this unit owes for the period dies of it meanwhile."""
    path = data / FILE
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(obligation)")]
        database.execute("BEGIN IMMEDIATE")
        database.execute(
            "INSERT INTO obligation (period, agency, includes_children, exempt) VALUES (?, ?, 0, '[]')"
            " ON CONFLICT DO NOTHING", (period, agency)
        )  # fmt: skip
        database.execute("ALTER TABLE obligation RENAME TO obligation_kept")
        is_meant = f"agency = '{agency}' AND period = '{period}'"
        shown = [f"CASE WHEN {is_meant} THEN {poison} ELSE exempt END AS exempt" if n == "exempt" else n for n in names]
        database.execute(f"CREATE VIEW obligation AS SELECT {', '.join(shown)} FROM obligation_kept")
        database.execute("COMMIT")
        try:
            yield
        finally:
            database.execute("BEGIN IMMEDIATE")
            database.execute("DROP VIEW obligation")
            database.execute("ALTER TABLE obligation_kept RENAME TO obligation")
            database.execute("COMMIT")
