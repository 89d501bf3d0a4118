"""What happens to an installation: processes are killed, queues stopped or lost, the disk filled, clocks set."""

from __future__ import annotations

import contextlib
import random
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, count

import psutil

from service.settings import settings_from
from tests.faults.site import Site
from tests.support.bad_day import damage_hints, standing_still
from tests.support.disk import ballast
from tests.support.processes import none_run, wait_until, words_of
from workers.append_only_file import HINTS
from workers.valkey import ping

# Seconds: until there is something to hit again, between two strikes, and for which something stands still.
PATIENCE, APART, STILL = 60.0, (0.05, 0.5), 1.0
# Of what is there only while there is work: who waits longer kills nothing meanwhile.
BRIEF = {"work-horse": 1.0}
# Seconds by which all clocks are wrong. From one to the next they jump by less than a page may stay open.
CLOCKS = (-1500, -600, -90, 0, 90, 600, 1500)
Found = Callable[[Site], list[psutil.Process]]


def workers(site: Site) -> list[psutil.Process]:
    """The workers of all queues."""
    return [one for one in site.stack.processes("workers.worker") if one.ppid() == site.stack.process.pid]


def work_horses(site: Site) -> list[psutil.Process]:
    """What workers have forked for a job that is under way."""
    return [child for worker in workers(site) for child in worker.children()]


def web_master(site: Site) -> list[psutil.Process]:
    """What keeps the web's processes alive."""
    return [one for one in site.stack.processes("granian") if one.ppid() == site.stack.process.pid]


def web_processes(site: Site) -> list[psutil.Process]:
    """The web's processes."""
    return [child for master in web_master(site) for child in master.children()]


def schedule(site: Site) -> list[psutil.Process]:
    """What asks for periodic jobs."""
    return site.stack.processes("workers.schedule")


def queues(site: Site) -> list[psutil.Process]:
    """The queues' server."""
    return site.stack.processes("valkey-server")


class Striker:
    """Strikes by chance until so many processes were killed; `killed` and `disturbed` count by kind.

    With several `hands` the others kill single processes beside the first, which also does what hits all at once.
    """

    def __init__(self, site: Site, seed: int, hands: int = 1) -> None:
        self.site, self.draw, self.hands = site, random.Random(seed), hands
        self.counting = threading.Lock()
        self.killed: dict[str, int] = {}
        self.disturbed: dict[str, int] = {}
        self.hit: set[str] = set()
        self.victims: dict[str, Found] = {
            "web process": web_processes, "web master": web_master, "worker": workers, "work-horse": work_horses,
            "schedule": schedule, "queues": queues,
        }  # fmt: skip
        self.acts: dict[str, Callable[[], None]] = {
            "supervisor": lambda: self.note(self.killed, "supervisor", len(site.kill_supervisor())),
            "worker at a check": self.kill_at_a_check,
            "queues stand still": self.stop_queues,
            "queues lose their file": self.lose_hints,
            "queues' file is damaged": self.damage_hints,
            "clock is set": self.set_clock,
        }
        if site.has_disk:
            self.acts["disk is full"] = self.fill_disk
        if site.revive_database is not None:
            self.acts["database"] = self.kill_database

    def round(self, is_first: bool) -> list[str]:
        """A round of what may happen, in an order by chance."""
        found = ["work-horse"] * 5 + ["worker"] * 3 + ["schedule"]
        if is_first:
            # By one hand only, since nobody could file where several did it all the time.
            found += ["web process"] * 3 + ["database"] * 3 * ("database" in self.acts)
            found += ["web master", "queues", *self.acts]
        self.draw.shuffle(found)
        return found

    def strike(self, kills: int, seconds: float, over: threading.Event) -> None:
        """Strike until so many were killed, so many seconds have gone by, or it is over."""
        ends = time.monotonic() + seconds

        def go_on(hand: int) -> None:
            for what in chain.from_iterable(self.round(is_first=hand == 0) for _ in count()):
                if self.kills >= kills or time.monotonic() >= ends or over.wait(self.draw.uniform(*APART)):
                    return
                self.acts[what]() if what in self.acts else self.kill_one(what)

        with ThreadPoolExecutor(self.hands) as pool:
            list(pool.map(go_on, range(self.hands)))

    @property
    def kills(self) -> int:
        """How many processes were killed."""
        return sum(self.killed.values())

    def note(self, where: dict[str, int], what: str, many: int = 1) -> None:
        """Note what happened."""
        with self.counting:
            where[what] = where.get(what, 0) + many

    def kill_one(self, what: str) -> None:
        """Kill one of these, once there is one; of what comes and goes, what does not come is let off."""
        ends = time.monotonic() + BRIEF.get(what, PATIENCE)
        while time.monotonic() < ends:
            with contextlib.suppress(psutil.NoSuchProcess):
                if found := self.victims[what](self.site):
                    self.draw.choice(found).kill()
                    self.note(self.killed, what)
                    return
            time.sleep(0.01)

    def kill_at_a_check(self) -> None:
        """Kill a worker and its work-horse while a filing is being checked, so that the filing keeps its lease."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            if self.site.being_checked():
                with contextlib.suppress(psutil.NoSuchProcess):
                    found = [one for worker in workers(self.site) for one in (worker, *worker.children())
                             if {"submissions", "quarantine"} & words_of(worker)]  # fmt: skip
                    for one in found:
                        one.kill()
                    self.note(self.killed, "worker at a check", len(found))
                    wait_until(lambda gone=found: none_run(gone), 90, "the end of worker and work-horse")
                    if left := self.site.being_checked():
                        self.hit.update(left)
                        return
            time.sleep(0.005)

    def stop_queues(self) -> None:
        """The queues' server hangs for a moment."""
        self.await_queues()
        with standing_still(self.site.stack):
            time.sleep(STILL)
        self.note(self.disturbed, "queues stood still")

    def lose_hints(self) -> None:
        """The queues' server dies, and its file is gone."""
        self.await_queues()
        shutil.rmtree(self.site.data / "valkey" / HINTS)
        self.kill_one("queues")
        self.note(self.disturbed, "queues lost their file")
        self.await_queues()

    def damage_hints(self) -> None:
        """The queues' server dies, and its file is full of zeros."""
        damage_hints(self.site.stack)
        self.note(self.killed, "queues")
        self.note(self.disturbed, "queues' file was damaged")

    def fill_disk(self) -> None:
        """The disk is full for a moment."""
        with ballast(self.site.data / "ballast"):
            time.sleep(STILL)
        self.note(self.disturbed, "disk was full")

    def set_clock(self) -> None:
        """All clocks are set forward or back at once, and stay so."""
        self.site.set_clock(self.draw.choice(CLOCKS))
        self.note(self.disturbed, "clock was set")

    def kill_database(self) -> None:
        """The database's server and all that it had forked die, and it is started again a moment later."""
        assert self.site.revive_database is not None
        self.note(self.killed, "database")
        self.site.revive_database()

    def await_queues(self) -> None:
        """Return once the queues' server answers."""
        wait_until(lambda: ping(settings_from({}, self.site.data)), PATIENCE, "the queues' server")
