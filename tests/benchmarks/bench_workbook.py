"""The province's workbook against deflating the same XML, and against pandas with openpyxl."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

from service.domain.consolidation.consolidation import Consolidation
from service.writers.consolidated_workbook import write_consolidated
from tests.benchmarks import province

LEVEL = 6
# Units, whether they are compared with earlier periods, and how many times as long as the floor it may take.
CASES = ((150, False, 3.0), (150, True, 3.0), (4000, False, 2.0), (4000, True, 2.0))
MANY = 20_000


def deflate_seconds(raw: bytes) -> float:
    """How long it takes to compress the workbook's parts and nothing else."""
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        parts = [book.read(name) for name in book.namelist()]
    begun = time.perf_counter()
    for part in parts:
        zlib.compress(part, LEVEL)
    return time.perf_counter() - begun


def flat_rows(item: Consolidation) -> list[dict[str, object]]:
    """The same content as an office programmer would hold it."""
    return [
        {
            "Đơn vị": filing.source.agency,
            **{code: float(filing.number(code) or 0) for code in filing.figures},
            "Nội dung báo cáo": "\n".join(filing.narratives.values()),
            "Văn bản": "\n".join(document.number for document in filing.documents),
        }
        for filing in item.report.ordered
    ]


def run(count: int, with_past: bool) -> dict[str, float]:
    """Seconds for ours and the floor, for pandas where nothing is compared; the whole process's peak in megabytes."""
    item = province.consolidation(count, with_past=with_past)
    # On the disk, as an installation writes it.
    with tempfile.TemporaryFile() as target:
        begun = time.perf_counter()
        write_consolidated(item, target, compress_level=LEVEL)
        found = {"ours": time.perf_counter() - begun}
        # The province itself, as the program holds it, is part of the peak; what follows is not.
        found["memory"] = _peak()
        if count < MANY:
            target.seek(0)
            found["floor"] = deflate_seconds(target.read())
    if count < MANY and not with_past:
        # Its import alone takes forty megabytes.
        from tests.benchmarks.baseline_pandas import write_rows

        rows = flat_rows(item)
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            write_rows(rows, Path(folder) / "pandas.xlsx")
            found["pandas"] = time.perf_counter() - begun
    return found


def _peak() -> float:
    """This program's own peak in megabytes; what getrusage tells begins with that of the process that started it."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measured(count: int, with_past: bool) -> dict[str, float]:
    """The same in a process of its own, so that one does not hide the other's memory."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_workbook", str(count), "past" if with_past else ""]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def main() -> None:
    """Each size, and how the time grows."""
    seconds: dict[int, float] = {}
    for count, with_past, aim in CASES:
        found = measured(count, with_past)
        if not with_past:
            seconds[count] = found["ours"]
        other = found.get("pandas", 0.0)
        pandas = f"; pandas {other:.2f} s, {other / found['ours']:.1f} times ours"
        print(
            f"workbook of {count} units{' beside two periods' if with_past else ''}: {found['ours']:.2f} s; "
            f"deflate alone {found['floor']:.2f} s, ratio {found['ours'] / found['floor']:.1f} (aim {aim})"
            f"{'' if with_past else pandas}; peak of the process {found['memory']:.0f} MB (aim 300)"
        )
    many = measured(MANY, with_past=False)
    print(
        f"workbook of {MANY} units: {many['ours']:.1f} s, {many['ours'] / seconds[4000]:.1f} times that of 4000 "
        f"(5.0 is linear); peak of the process {many['memory']:.0f} MB"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run(int(sys.argv[1]), sys.argv[2] == "past")))
    else:
        main()
