"""The province's workbook against deflating the same XML, and against pandas with openpyxl."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

from service.domain.consolidation import Consolidation
from service.writers.consolidated_workbook import write_consolidated
from tests.benchmarks import province
from tests.benchmarks.baseline_pandas import write_rows

LEVEL = 6
SIZES = (150, 4000)


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
            "Tường thuật": "\n".join(filing.narratives.values()),
            "Văn bản": "\n".join(document.number for document in filing.documents),
        }
        for filing in item.report.ordered
    ]


def run(count: int) -> dict[str, float]:
    """Seconds for ours, the floor and pandas; what ours added to the peak of memory, in megabytes."""
    item = province.consolidation(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    target = io.BytesIO()
    begun = time.perf_counter()
    write_consolidated(item, target, compress_level=LEVEL)
    ours = time.perf_counter() - begun
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    rows = flat_rows(item)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        write_rows(rows, Path(folder) / "pandas.xlsx")
        pandas = time.perf_counter() - begun
    return {"ours": ours, "floor": deflate_seconds(target.getvalue()), "pandas": pandas, "memory": memory}


def main() -> None:
    """Each size in a process of its own, so that one does not hide the other's memory."""
    for count in SIZES:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_workbook", str(count)], check=True)


def show(count: int) -> None:
    """Print one size."""
    found = run(count)
    print(
        f"workbook of {count} units: {found['ours']:.2f} s; deflate alone {found['floor']:.2f} s, "
        f"ratio {found['ours'] / found['floor']:.1f} (aim 3.0); pandas {found['pandas']:.2f} s, "
        f"{found['pandas'] / found['ours']:.1f} times ours; {found['memory']:.0f} MB more memory (aim 300)"
    )


if __name__ == "__main__":
    show(int(sys.argv[1]))
