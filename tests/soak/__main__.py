"""The bad-day run: `python -m tests.soak [PHASE…]`, as root; ends with 1 where one of its figures is out of bounds.

Everything happens to one installation, one after the other, while its pulse is felt. Its data lie on a disk of its own,
which is filled up on the way.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.soak.bystander import Bystander, load
from tests.soak.phases import PHASES, Day
from tests.soak.report import Report, Row
from tests.support.bad_day import Ledger, Pulse, Units, compare, settle
from tests.support.stack import up

DISK = "700m"
# Seconds until it is there, and until all that was filed is decided.
PATIENCE, SETTLE = 300.0, 600.0


@contextlib.contextmanager
def disk_of_its_own(folder: Path) -> Iterator[bool]:
    """A small disk at the folder; False where nobody lets us mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(command, check=False).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def run(folder: Path, wanted: set[str]) -> Report:
    """All phases, or those that are wanted, on one installation below the folder."""
    report = Report(load())
    with disk_of_its_own(folder / "data") as has_disk, (folder / "log").open("wb") as log:
        options = {"TONGHOP_WEB_WORKERS": "2", "TONGHOP_SMTP_URL": ""}
        with up(folder / "data", "--demo", log=log, patience=PATIENCE, **options) as stack:
            day = Day(stack, Units(stack, Ledger()), folder / "log", has_disk)
            for name, phase in PHASES.items():
                if not wanted or name in wanted:
                    report.add(measured(name, phase, day))
            print("waiting for the check of every filing", flush=True)
            with contextlib.suppress(AssertionError):  # what is open then is a figure of the report
                settle(stack.data, day.units.ledger, SETTLE)
            report.close(compare(stack.data, day.units.ledger), day.units.ledger)
    return report


def measured(name: str, phase: Callable[[Day], dict[str, float]], day: Day) -> Row:
    """One phase with its figures; what it raises is its fault."""
    print(f"{name}: {phase.__doc__}", flush=True)
    ledger = day.units.ledger
    before, refused, begun = len(ledger.receipts), ledger.refused, time.monotonic()
    fault, figures = "", {}
    with Bystander() as bystander, Pulse(day.stack.address) as pulse:
        try:
            figures = phase(day)
        except (AssertionError, OSError, RuntimeError) as error:
            fault = f"{type(error).__name__}: {error}"[:200]
    row = Row(
        name,
        time.monotonic() - begun,
        len(ledger.receipts) - before,
        ledger.refused - refused,
        pulse,
        figures,
        fault,
        bystander.latest,
        load(),
    )
    print(f"  {row.line}", flush=True)
    return row


def main() -> None:
    """Run, print, and say by the exit code whether every bound was kept."""
    # Who ends it early leaves neither a disk nor a process behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="tonghop-soak-", ignore_cleanup_errors=True) as folder:
        report = run(Path(folder), set(sys.argv[1:]))
    print(report.table)
    sys.exit(1 if report.faults else 0)


if __name__ == "__main__":
    main()
