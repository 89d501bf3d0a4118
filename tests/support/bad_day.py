"""A bad day: units file whatever happens, somebody feels the site's pulse, and in the end the books are compared."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import http.cookiejar
import json
import re
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from service.actions.operations.demo import PASSWORD
from service.actions.organization.tokens import issue_token
from service.domain.organization.access import Caller, Role
from service.settings import settings_from
from tests.support.databases import sqlite_url
from tests.support.filings import of_agency, raw
from tests.support.installation import PERIOD, standing
from tests.support.processes import wait_until
from tests.support.stack import LOCAL, Stack
from workers.append_only_file import HINTS
from workers.valkey import ping

# Seconds: between two questions, and how long an answer may take.
BEAT, PATIENCE = 0.2, 1.0
DONE = {"valid", "invalid", "failed"}
LATER = {429, 500, 502, 503, 504, 507}
EMAIL = "canbo@sgtvt.demo.vn"


class Pulse:
    """Asks every 0.2 s whether the site lives; `waits` are the seconds until it said so, from when it was asked."""

    def __init__(self, address: str) -> None:
        self.waits: list[float] = []
        self._address = address
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Pulse:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End with the answer to the last question."""
        self._stop.set()
        self._thread.join(120)

    @property
    def longest(self) -> float:
        """The longest wait."""
        return max(self.waits, default=0.0)

    @property
    def outages(self) -> list[float]:
        """The waits that were too long."""
        return [wait for wait in self.waits if wait > PATIENCE]

    def _run(self) -> None:
        while not self._stop.is_set():
            asked = time.monotonic()
            while not self._lives():
                if self._stop.is_set():
                    break
            self.waits.append(time.monotonic() - asked)
            self._stop.wait(BEAT)

    def _lives(self) -> bool:
        try:
            with LOCAL.open(f"{self._address}/healthz", timeout=2 * PATIENCE) as answer:
                return bool(answer.status == http.HTTPStatus.OK)
        except (OSError, http.client.HTTPException):
            self._stop.wait(0.05)
            return False


@dataclass
class Ledger:
    """What the units hold in their hands: each receipt's id with the fingerprint of what was sent."""

    receipts: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, receipt: str, sha256: str) -> None:
        """A unit got a receipt; the same filing sent again gets the same one."""
        with self.lock:
            assert self.receipts.setdefault(receipt, sha256) == sha256, receipt

    def refuse(self) -> None:
        """A unit was told to come later, or not answered."""
        with self.lock:
            self.refused += 1


class Units:
    """The units of the demonstration, each with a token of its own, who send until they have a receipt."""

    def __init__(self, stack: Stack, ledger: Ledger, count: int = 24) -> None:
        self.stack, self.ledger = stack, ledger
        _, progress = stack.call("GET", f"/periods/{PERIOD}/completeness", "demo-snv")
        units = sorted(unit["agency"] for unit in progress["agencies"])[:count]
        context = standing(stack.data, sqlite_url(stack.data))
        self.tokens = {unit: issue_token(context, Caller(f"Cán bộ {unit}", Role.OFFICER, unit)) for unit in units}
        context.database.dispose()

    def rush(self, numbers: Sequence[int], clients: int = 8, seconds: float = 120) -> None:
        """All of these filings, by so many at once; each is sent again until it is taken, all within so long."""
        ends = time.monotonic() + seconds
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda number: self.file(number, ends), numbers))

    def file(self, number: int, ends: float) -> None:
        """One filing, taken before that moment; no two are alike."""
        unit = sorted(self.tokens)[number % len(self.tokens)]
        report = of_agency(unit)
        report["narratives"]["V"] = f"Không ({number})."
        body = raw(report)
        while not self._sent(unit, body):
            self.ledger.refuse()
            assert time.monotonic() < ends, f"filing {number} was not taken in time"
            time.sleep(0.5)

    def _sent(self, unit: str, body: bytes) -> bool:
        try:
            status, answer = self.post(unit, body, "application/json", timeout=20)
        except (OSError, http.client.HTTPException):
            return False
        if status in LATER:
            return False
        assert status in {200, 202}, (status, answer[:300])
        self.ledger.take(json.loads(answer)["id"], hashlib.sha256(body).hexdigest())
        return True

    def post(self, unit: str, body: bytes, kind: str, timeout: float) -> tuple[int, bytes]:
        """Status and answer of one handing in."""
        path = f"/api/v1/periods/{PERIOD}/agencies/{unit}/submissions"
        headers = {"Authorization": f"Bearer {self.tokens[unit]}", "Content-Type": kind}
        request = urllib.request.Request(self.stack.address + path, data=body, headers=headers)
        try:
            with LOCAL.open(request, timeout=timeout) as answer:
                return int(answer.status), answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()


@dataclass(frozen=True)
class Books:
    """What the database says of the receipts: how many are lost, of other bytes, there twice, or not decided."""

    lost: int
    other: int
    doubled: int
    open: int
    attempts: float


def _database(data: Path) -> contextlib.closing[sqlite3.Connection]:
    """The installation's database, to read only."""
    return contextlib.closing(sqlite3.connect(f"file:{data / 'tonghop.sqlite3'}?mode=ro", uri=True, timeout=30))


def compare(data: Path, ledger: Ledger) -> Books:
    """Hold the receipts against the database."""
    with _database(data) as found:
        query = "SELECT id, agency, raw, state, attempts FROM submission WHERE period = ?"
        rows = {row[0]: row[1:] for row in found.execute(query, (PERIOD,))}
    kept = {id_: rows[id_] for id_ in ledger.receipts if id_ in rows}
    prints = [(unit, hashlib.sha256(content).hexdigest()) for unit, content, *_ in rows.values()]
    return Books(
        lost=len(ledger.receipts) - len(kept),
        other=sum(hashlib.sha256(row[1]).hexdigest() != ledger.receipts[id_] for id_, row in kept.items()),
        doubled=len(prints) - len(set(prints)),
        open=sum(row[2] not in DONE for row in kept.values()),
        attempts=sum(row[3] for row in kept.values()) / max(1, len(kept)),
    )


def settle(data: Path, ledger: Ledger, seconds: float) -> None:
    """Return once every receipt's filing is decided."""

    def is_settled() -> bool:
        # The state alone: reading and hashing every filing again and again would take the time from their checks.
        with _database(data) as found:
            query = f"SELECT id FROM submission WHERE period = ? AND state NOT IN ({', '.join('?' * len(DONE))})"
            return not any(row[0] in ledger.receipts for row in found.execute(query, (PERIOD, *sorted(DONE))))

    wait_until(is_settled, seconds, "the check of every filing")


def sign_in(stack: Stack, email: str = EMAIL) -> float:
    """Come in by the form; the seconds that sending it took. Raises AssertionError where somebody is not let in."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    person = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
    with person.open(f"{stack.address}/dang-nhap", timeout=60) as page:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token is not None
    fields = urllib.parse.urlencode({"csrf_token": token[1], "email": email, "password": PASSWORD})
    begun = time.monotonic()
    with person.open(f"{stack.address}/dang-nhap", fields.encode(), timeout=60) as page:
        assert "/dang-xuat" in page.read().decode()
    return time.monotonic() - begun


@contextlib.contextmanager
def standing_still(stack: Stack) -> Iterator[None]:
    """The queues' server hangs meanwhile."""
    (valkey,) = stack.processes("valkey-server")
    valkey.suspend()
    try:
        yield
    finally:
        valkey.resume()


def damage_hints(stack: Stack) -> None:
    """The queues' server loses its power, and its file is full of zeros; returns once there is a new one."""
    settings = settings_from({}, stack.data)
    # What happened before may have ended it as well.
    wait_until(lambda: ping(settings), 60, "Valkey")
    (old,) = stack.processes("valkey-server")
    old.suspend()
    (file,) = (stack.data / "valkey" / HINTS).glob("*.incr.aof")
    file.write_bytes(bytes(max(4096, file.stat().st_size)))
    old.kill()
    old.wait(60)
    wait_until(lambda: ping(settings), 60, "a new Valkey")


@contextlib.contextmanager
def meanwhile(work: Callable[[], None]) -> Iterator[None]:
    """Something that goes on beside; ends when both have, and raises what it raised."""
    with ThreadPoolExecutor(1) as pool:
        going_on = pool.submit(work)
        yield
        going_on.result()
