"""A folder of filled Excel forms to a province's workbook, against the pandas script."""

from __future__ import annotations

import io
import tempfile
import time
from pathlib import Path

from service.actions.context import bare_context
from service.actions.offline.consolidate import consolidate_files
from service.settings import settings_from
from service.storage.engine.database import Database
from service.writers.consolidated_workbook import write_consolidated
from tests.benchmarks import province

COUNT = 150


def merge(folder: Path, count: int) -> float:
    """Seconds in which that many forms, written below the folder, become a workbook; raises where one is refused."""
    forms = folder / "forms"
    forms.mkdir()
    province.write_forms(forms, count)
    context = bare_context(settings_from({}, folder), Database("sqlite://"))
    begun = time.perf_counter()
    merged = consolidate_files(context, [forms], province.PERIOD, province.agencies(count))
    write_consolidated(merged, io.BytesIO())
    taken = time.perf_counter() - begun
    if merged.refused:
        raise RuntimeError(str(merged.refused[0]))
    return taken


def run(count: int = COUNT) -> dict[str, float]:
    """Seconds for ours and for the script."""
    # Not among the tests' packages.
    from tests.benchmarks import baseline_pandas

    with tempfile.TemporaryDirectory() as name:
        ours = merge(Path(name), count)
        begun = time.perf_counter()
        baseline_pandas.consolidate(Path(name) / "forms", Path(name) / "pandas.xlsx")
        return {"ours": ours, "pandas": time.perf_counter() - begun}


def main() -> None:
    """Print both and how many times faster ours is."""
    found = run()
    print(
        f"{COUNT} Excel forms to a workbook: {found['ours']:.1f} s; pandas script {found['pandas']:.1f} s, "
        f"{found['pandas'] / found['ours']:.1f} times ours (aim 3.0)"
    )


if __name__ == "__main__":
    main()
