"""What happens on a bad day, one thing after the other; each returns its own figures."""

from __future__ import annotations

import contextlib
import http.client
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from tests.soak.poison import EXCEL, JSON, poisons
from tests.soak.report import SIGN_IN_RATIO
from tests.support.bad_day import Units, damage_hints, meanwhile, settle, sign_in, standing_still
from tests.support.disk import ballast
from tests.support.stack import LOCAL, Stack

Figures = dict[str, float]
RUSH = 2000
SIGN_INS = 20
SLOW = 30
STILL = 20.0
FULL = 20.0


@dataclass
class Day:
    """The installation, its units, and whether its disk may be filled."""

    stack: Stack
    units: Units
    has_disk: bool

    def __post_init__(self) -> None:
        self.numbers = count()

    def file(self, how_many: int, clients: int = 8, seconds: float = 180) -> None:
        """So many filings that nobody has sent yet."""
        self.units.rush([next(self.numbers) for _ in range(how_many)], clients, seconds)


def poison(day: Day) -> Figures:
    """Costly inputs are posted again and again, while the other units file."""
    unit = sorted(day.units.tokens)[-1]
    slowest = 0.0

    def post(what: tuple[str, bytes]) -> float:
        begun = time.monotonic()
        with contextlib.suppress(OSError, http.client.HTTPException):  # how long it takes is the figure
            day.units.post(unit, what[1], EXCEL if what[0].endswith(".xlsx") else JSON, timeout=60)
        return time.monotonic() - begun

    blank = _blank_form(day, unit)
    with meanwhile(lambda: day.file(50)):
        for name, body in poisons(unit, blank).items():
            with ThreadPoolExecutor(4) as pool:
                seconds = max(pool.map(post, [(name, body)] * 4))
            print(f"  {name}: {len(body) / 1e6:.1f} MB, longest of 4 at once {seconds:.1f} s", flush=True)
            slowest = max(slowest, seconds)
    return {"longest call (s)": round(slowest, 1)}


def slow_bodies(day: Day) -> Figures:
    """Thirty connections send a part of their bodies and then stay."""
    place = urlsplit(day.stack.address)
    head = f"POST /dang-nhap HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with contextlib.ExitStack() as held:
        for _ in range(SLOW):
            connection = held.enter_context(socket.create_connection((place.hostname or "", place.port or 0)))
            connection.sendall(f"{head}Content-Length: 60000\r\n\r\nemail=".encode())
        day.file(50, seconds=60)
        time.sleep(STILL)
    return {}


def full_disk(day: Day) -> Figures:
    """The disk is full for a while: who files is told to come again, and then is taken."""
    if not day.has_disk:
        raise RuntimeError("NOT RUN: no disk could be mounted; run it as root")
    bare, is_ready = 0, []
    # Filing begins when the disk is full, and ends when it is no more.
    with contextlib.ExitStack() as filing, ballast(day.stack.data / "ballast"):
        filing.enter_context(meanwhile(lambda: day.file(100, clients=4)))
        ends = time.monotonic() + FULL
        while time.monotonic() < ends:
            status, later = _asked(f"{day.stack.address}/readyz")
            is_ready.append(status == http.HTTPStatus.OK)
            bare += status >= 500 and not later
            time.sleep(0.5)
    if all(is_ready):
        raise AssertionError("/readyz said that it was ready all the while")
    return {"5xx without Retry-After": bare, "unready": sum(not one for one in is_ready)}


def damaged_hints(day: Day) -> Figures:
    """Twice the queues' server dies and its file is full of zeros, while units file."""
    for _ in range(2):
        with meanwhile(lambda: day.file(100, clients=4)):
            damage_hints(day.stack)
    return {}


def hanging_queues(day: Day) -> Figures:
    """The queues' server stands still for twenty seconds: people sign in, as many as before, and units file."""
    before = _signed_in(day)
    begun = time.monotonic()
    with standing_still(day.stack):
        seconds = _signed_in(day)
        day.file(100)
        time.sleep(max(0.0, STILL - (time.monotonic() - begun)))
    return {"sign-ins": SIGN_INS, "longest sign-in (s)": round(seconds, 2), SIGN_IN_RATIO: round(seconds / before, 2)}


def _signed_in(day: Day) -> float:
    """The longest time that one of many people took who come in at once, each with an account of their own."""
    emails = [f"canbo@{unit.lower()}.demo.vn" for unit in sorted(day.units.tokens)[:SIGN_INS]]
    with ThreadPoolExecutor(SIGN_INS) as people:
        return max(people.map(lambda email: sign_in(day.stack, email), emails))


def rush(day: Day) -> Figures:
    """Two thousand filings at once."""
    # What earlier phases left behind would be counted as checks of these.
    settle(day.stack.data, day.units.ledger, 300)
    before, begun = _checks(day.stack.data), time.monotonic()
    day.file(RUSH, clients=16, seconds=300)
    taken = time.monotonic() - begun
    settle(day.stack.data, day.units.ledger, 600)
    return {
        "filings a second": round(RUSH / taken, 1),
        "checks per filing": round((_checks(day.stack.data) - before) / RUSH, 2),
    }


PHASES: dict[str, Callable[[Day], Figures]] = {
    "poison": poison,
    "slow-bodies": slow_bodies,
    "full-disk": full_disk,
    "damage": damaged_hints,
    "hang": hanging_queues,
    "rush": rush,
}


def _asked(address: str) -> tuple[int, str]:
    """Status of an answer, and when to come again."""
    try:
        with LOCAL.open(address, timeout=10) as answer:
            return int(answer.status), ""
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers.get("Retry-After", "")


def _blank_form(day: Day, unit: str) -> bytes:
    address = f"{day.stack.address}/api/v1/periods/2023-Q3/agencies/{unit}/template.xlsx"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {day.units.tokens[unit]}"})
    with LOCAL.open(request, timeout=60) as answer:
        return bytes(answer.read())


def _checks(data: Path) -> int:
    """How many checks of filings were begun until now."""
    with contextlib.closing(sqlite3.connect(data / "tonghop.sqlite3", timeout=30)) as database:
        return int(database.execute("SELECT coalesce(sum(attempts), 0) FROM submission").fetchone()[0])
