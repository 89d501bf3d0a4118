"""A bad day in short: the queues' file is damaged, then their server hangs, while units file and people sign in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from service.queue import connect
from service.settings import settings_from
from tests.support.bad_day import Ledger, Pulse, Units, compare, damage_hints, settle, sign_in, standing_still
from tests.support.processes import wait_until
from tests.support.stack import up
from workers.append_only_file import ASIDE
from workers.valkey import ping

FILINGS = 90
OFFICES = ("sgtvt", "stc", "stttt", "skhcn", "syt")


def test_every_filing_is_checked_although_the_queues_are_lost_and_then_hang(tmp_path: Path) -> None:
    """Who files gets a receipt that holds, who signs in comes in, and the site lives throughout."""
    settings = settings_from({}, tmp_path)
    with up(tmp_path, "--demo", patience=180) as stack, Pulse(stack.address) as pulse:
        ledger = Ledger()
        units = Units(stack, ledger)
        units.rush(range(30))
        damage_hints(stack)
        units.rush(range(30, 60))
        wait_until(lambda: ping(settings), 90, "the answer of the new server")
        assert len(list((tmp_path / "valkey").glob(f"{ASIDE}*"))) == 1
        with standing_still(stack), ThreadPoolExecutor(5) as people:
            signed_in = [people.submit(sign_in, stack, f"canbo@{office}.demo.vn") for office in OFFICES * 2]
            units.rush(range(60, FILINGS))
            assert all(one.result() < 30 for one in signed_in)
        settle(tmp_path, ledger, 240)
        books = compare(tmp_path, ledger)
        assert (len(ledger.receipts), books.lost, books.other, books.doubled) == (FILINGS, 0, 0, 0)
        with connect(settings.queue_url) as connection:
            assert connection.ping()
    # A second for the answer, and what a machine that others use may add.
    assert pulse.longest < 10
