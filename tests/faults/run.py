"""A run of faults: units file on all channels while processes are killed; then everything is held against receipts."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

from service.actions.organization.tokens import issue_token
from service.domain.reporting.submission import State
from tests.faults.clients import CLIENTS
from tests.faults.kills import Striker
from tests.faults.ledger import Ledger
from tests.faults.outcome import Outcome, judge, settle, stored
from tests.faults.site import Site
from tests.support.databases import sqlite_url
from tests.support.disk import disk_of_its_own
from tests.support.installation import HOME_AFFAIRS

# Seconds until all that was filed is decided and merged, the leases of killed workers included.
SETTLE = 300.0
Tell = Callable[[str, object], None]


@contextlib.contextmanager
def site(
    folder: Path, disk: str = "200m", url: str = "", revive_database: Callable[[], None] | None = None
) -> Iterator[Site]:
    """An installation on a disk of its own of that size, over SQLite where no other database is given."""
    with disk_of_its_own(folder / "data", disk) as has_disk, (folder / "log").open("wb") as log:
        made = Site(folder / "data", url or sqlite_url(folder / "data"), log, has_disk, revive_database)
        with made:
            yield made


def live_through(
    site: Site, folder: Path, kills: int, seed: int, seconds: float, tell: Tell, pace: float = 1.0, hands: int = 1
) -> Outcome:  # fmt: skip
    """So many kills, or as many as fall into these seconds, while units file; tells its figures.

    With a longer `pace` they file so much more seldom, with more `hands` more is killed at a time.
    """
    ledger, striker = Ledger(), Striker(site, seed, hands)
    clients = [kind(site, ledger, unit, seed) for kind, unit in CLIENTS]
    over, begun = threading.Event(), time.monotonic()
    with ThreadPoolExecutor(len(clients)) as pool:
        going_on = [pool.submit(client.run, over, pace) for client in clients]
        try:
            striker.strike(kills, seconds, over)
        finally:
            over.set()
        for one in going_on:
            one.result()
    struck = time.monotonic() - begun
    settle(site.context, SETTLE)
    print(f"seed {seed}: {striker.kills} kills in {struck:.1f} s {striker.killed}, {striker.disturbed}")
    print(f"settled {time.monotonic() - begun - struck:.1f} s after the last client had ended")
    require_second_attempts(site, striker)
    retry_given_up(site)
    require_shown(site, ledger)
    found = judge(site.context, ledger, folder, Outcome(striker.kills, striker.hit))
    tell("kills", striker.kills)
    tell("disturbances", sum(striker.disturbed.values()))
    tell("accepted", len(ledger.receipts))
    tell("turned_away", ledger.turned_away)
    for name in ("lost", "doubled", "altered", "half"):
        tell(name, len(getattr(found, name)))
    return found


def retry_given_up(site: Site) -> None:
    """Have checked again what was given up, as Home Affairs does: twice in a row a process had died at its check."""
    given_up = [filing.id for filing in stored(site.context) if filing.state is State.FAILED]
    token = issue_token(site.context, HOME_AFFAIRS)
    for id_ in given_up:
        status, answer = site.stack.call("POST", f"/submissions/{id_}/check", token)
        assert status == HTTPStatus.ACCEPTED, (id_, answer)
    settle(site.context, SETTLE)
    print(f"given up and checked again: {given_up}")


def require_second_attempts(site: Site, striker: Striker) -> None:
    """What was being checked when its worker was killed was checked again."""
    attempts = {filing.id: filing.attempts for filing in stored(site.context)}
    assert all(attempts[hit] >= 2 for hit in striker.hit), striker.hit


def require_shown(site: Site, ledger: Ledger) -> None:
    """Whoever holds a receipt is told by the API what became of the filing, the newest of each channel's unit."""
    newest = {sent.unit: id_ for id_, sent in ledger.receipts.items()}
    for unit, id_ in newest.items():
        status, shown = site.stack.call("GET", f"/submissions/{id_}", site.token_of(unit))
        assert (status, shown["state"] in {"valid", "invalid"}) == (200, True), (id_, status, shown)
        said = [(finding["rule"], *finding["subjects"]) for finding in shown["findings"]]
        assert len(said) == len(set(said)), id_
