"""The long run: `python -m tests.soak [NAME…]`, as root; ends with 1 where a figure is out of bounds or a test fails.

First the bad day, whose phases are named: everything happens to one installation, one after the other, while its pulse
is felt; its data lie on a disk of its own, which is filled up on the way. Then the long variants of the tests, named
`tests`, side by side. How long each part may take stands in `budget.py`; at the end all figures are one table.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.soak.budget import ENDS, WHOLE
from tests.soak.bystander import Bystander, load
from tests.soak.phases import PHASES, Day
from tests.soak.report import Report, Row
from tests.support.bad_day import Ledger, Pulse, Units, compare, settle
from tests.support.disk import disk_of_its_own
from tests.support.figures import gathered, kept, table
from tests.support.stack import up

DISK = "700m"
TESTS = "tests"
# Seconds until it is there, and until all that was filed is decided.
PATIENCE, SETTLE = 300.0, 600.0


def run(folder: Path, wanted: set[str]) -> Report:
    """All phases, or those that are wanted, on one installation below the folder."""
    report = Report(load())
    with disk_of_its_own(folder / "data", DISK) as has_disk, (folder / "log").open("wb") as log:
        options = {"TONGHOP_WEB_WORKERS": "2", "TONGHOP_SMTP_URL": ""}
        with up(folder / "data", "--demo", log=log, patience=PATIENCE, **options) as stack:
            day = Day(stack, Units(stack, Ledger()), has_disk)
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


def run_tests(figures: Path, ends: float) -> bool:
    """Run the long variants of the tests, which begin nothing new after that moment; whether all of them passed."""
    jobs = str((os.cpu_count() or 1) + 2)
    options = ["-n", jobs, "--dist", "loadfile", "--no-loadscope-reorder", f"--figures={figures}"]
    command = [sys.executable, "-m", "pytest", *options, str(Path(__file__).parent)]
    return subprocess.run(command, check=False, env={**os.environ, ENDS: str(ends)}).returncode == 0


def main() -> None:
    """Run, print, and say by the exit code whether every bound was kept."""
    # Who ends it early leaves neither a disk nor a process behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    begun, wanted = time.time(), set(sys.argv[1:])
    report, is_passed, figures = Report(load()), True, {}
    with tempfile.TemporaryDirectory(prefix="tonghop-soak-", ignore_cleanup_errors=True) as folder:
        if wanted != {TESTS}:
            report = run(Path(folder), wanted)
        if not wanted or TESTS in wanted:
            is_passed = run_tests(Path(folder) / "figures.json", begun + WHOLE)
            figures = kept(Path(folder) / "figures.json")
    print(report.table)
    print("\n".join(["", *table(gathered([*report.figures.items(), *figures.items()]))]))
    print(f"took {(time.time() - begun) / 60:.1f} minutes; the tests {'passed' if is_passed else 'FAILED'}")
    sys.exit(0 if is_passed and not report.faults else 1)


if __name__ == "__main__":
    main()
