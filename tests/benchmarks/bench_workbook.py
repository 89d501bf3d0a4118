"""The province's workbook against deflating the same XML, and against pandas with openpyxl."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.scope import Scope, WorkbookFormat
from service.writers.consolidated_workbook import write_consolidated
from service.writers.printout import print_workbook
from tests.benchmarks import province

LEVEL = 6
# Units, whether they are compared with earlier periods, and how many times as long as the floor it may take.
CASES = ((150, False, 3.0), (150, True, 3.0), (4000, False, 2.0), (4000, True, 2.0))
MANY, PRINTED = 20_000, 1_000


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


def printed(count: int) -> tuple[float, float]:
    """Seconds of the processor for the annex on paper, LibreOffice included, and for one bare conversion of it."""
    item = province.consolidation(count, with_past=True).within(Scope(file_format=WorkbookFormat.PDF))
    converting: list[float] = []

    def written(pages: Mapping[str, int] | None) -> tuple[bytes, str]:
        if pages is not None:
            converting.append(_processor(resource.RUSAGE_CHILDREN))
        target = io.BytesIO()
        fingerprint = write_consolidated(item, target, pages=pages)
        return target.getvalue(), fingerprint

    begun, before = _processor(resource.RUSAGE_SELF), _processor(resource.RUSAGE_CHILDREN)
    print_workbook(written(None)[0], written, lambda: None)
    whole = _processor(resource.RUSAGE_SELF) - begun + _processor(resource.RUSAGE_CHILDREN) - before
    return whole, converting[0] - before


def _processor(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


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
    whole, once = printed(PRINTED)
    print(
        f"printout of {PRINTED} units: {whole:.0f} s of the processor (aim 60), "
        f"{whole / once:.1f} times one conversion by LibreOffice alone (2 are needed for the numbers of pages)"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run(int(sys.argv[1]), sys.argv[2] == "past")))
    else:
        main()
