"""Filings of a thousand units at once and filings without end, each to its end, on a live installation."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from service.domain.organization.quota import NO_QUOTA
from service.queue import BatchingQueue, JobQueue, connect
from service.settings import settings_from
from tests.support.filings import changed, hand_in, of_agency
from tests.support.installation import PERIOD, new_context, with_units
from tests.support.poison import poisoned
from tests.support.processes import wait_until
from tests.support.stack import up
from tests.support.units import units_csv

UNITS = 1000
FLOOD = 200


def count(data: Path, query: str) -> int:
    """What the query counts in the installation's database."""
    with contextlib.closing(sqlite3.connect(data / "tonghop.sqlite3", timeout=30)) as database:
        return int(database.execute(query).fetchone()[0])


@contextlib.contextmanager
def asking(context: Context) -> Iterator[Context]:
    """The same context, which asks as a web server does."""
    with connect(context.settings.queue_url) as connection:
        yield replace(context, queue=BatchingQueue(JobQueue(connection)))


def test_in_a_rush_of_a_thousand_units_each_filing_is_checked_once_and_merges_are_few(tmp_path: Path) -> None:
    settings = settings_from({}, tmp_path)
    built = with_units(new_context(settings.data, settings.database_url))
    import_agencies(built, units_csv(*(f"RUSH{n},Đơn vị {n},,xa,,2020-01-01,," for n in range(UNITS))))
    with up(tmp_path), asking(built) as context, ThreadPoolExecutor(4) as pool:
        began = time.monotonic()
        list(pool.map(lambda n: hand_in(context, of_agency(f"RUSH{n}")), range(UNITS)))
        print(f"{UNITS} filings in {time.monotonic() - began:.1f} s")
        open_ones = "SELECT count(*) FROM submission WHERE state IN ('received', 'validating')"
        wait_until(lambda: count(tmp_path, open_ones) == 0, 900, "the check of all")
        print(f"all checked after {time.monotonic() - began:.1f} s")
        late = hand_in(context, of_agency("SGTVT"))
        filed = time.monotonic()
        is_decided = f"SELECT count(*) FROM submission WHERE id = '{late}' AND state IN ('valid', 'invalid')"
        wait_until(lambda: count(tmp_path, is_decided) == 1, 60, "the check of a late one")
        print(f"a late filing was checked {time.monotonic() - filed:.1f} s after it came")
        idle = f"SELECT count(*) FROM period WHERE code = '{PERIOD}' AND merge_state = 'idle'"
        wait_until(lambda: count(tmp_path, idle) == 1, 120, "the last merge")
        checks = count(tmp_path, "SELECT sum(attempts) FROM submission")
        merges = count(tmp_path, "SELECT count(*) FROM consolidation")
        print(f"{checks} checks, {merges} merges, all merged after {time.monotonic() - began:.1f} s")
        assert checks == UNITS + 1
        assert merges <= (time.monotonic() - began) / 2 + 5
    built.database.dispose()


def test_a_flood_of_one_unit_keeps_another_waiting_for_seconds_only(tmp_path: Path) -> None:
    settings = replace(settings_from({}, tmp_path), quota=NO_QUOTA)
    built = replace(with_units(new_context(settings.data, settings.database_url)), settings=settings)
    with up(tmp_path), asking(built) as context, ThreadPoolExecutor(4) as pool:
        flood = list(pool.map(lambda n: hand_in(context, changed(sang_kien__so_luong=n)), range(FLOOD)))
        late = hand_in(context, of_agency("STC"))
        filed = time.monotonic()
        decided = "SELECT count(*) FROM submission WHERE state IN ('valid', 'invalid') AND "
        wait_until(lambda: count(tmp_path, f"{decided} id = '{late}'") == 1, 60, "the check of another unit's")
        waited, before = time.monotonic() - filed, count(tmp_path, f"{decided} agency = 'SGTVT'")
        print(f"another unit's filing was checked after {waited:.1f} s, before {FLOOD - before} of the flood")
        assert before < FLOOD / 2
        assert waited < 10
        wait_until(lambda: count(tmp_path, f"{decided} agency = 'SGTVT'") == len(flood), 300, "the check of the flood")
    built.database.dispose()


def test_a_filing_without_end_ends_by_its_bounds_alone(tmp_path: Path) -> None:
    settings = settings_from({}, tmp_path)
    built = with_units(new_context(settings.data, settings.database_url))
    with up(tmp_path), poisoned(tmp_path, "STC", PERIOD), asking(built) as context:
        began = time.monotonic()
        poison = hand_in(context, of_agency("STC"))
        others = [hand_in(context, of_agency(unit)) for unit in ("SGTVT", "SXD", "SYT", "SCT")]
        left = ", ".join(f"'{other}'" for other in others)
        waiting = f"SELECT count(*) FROM submission WHERE id IN ({left}) AND state NOT IN ('valid', 'invalid')"
        wait_until(lambda: count(tmp_path, waiting) == 0, 60, "the check of the others")
        print(f"the others were checked after {time.monotonic() - began:.1f} s")
        failed = f"SELECT count(*) FROM submission WHERE id = '{poison}' AND state = 'failed'"
        wait_until(lambda: count(tmp_path, failed) == 1, 300, "the end of the poison")
        print(f"it was given up after {time.monotonic() - began:.1f} s")
    built.database.dispose()
