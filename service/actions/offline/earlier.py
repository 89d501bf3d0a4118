"""Earlier periods for files that are merged without a server: their own files, merged alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from service.actions.context import Context
from service.actions.offline.consolidate import consolidate_files
from service.domain.consolidation.baseline import Baseline, predecessors_of
from service.domain.consolidation.consolidation import Consolidation, RefusedFile
from service.domain.organization.agency import Agency
from service.domain.reporting.version_mapping import report_in_version


@dataclass(frozen=True)
class EarlierFiles:
    """Files and folders of the period before, and of the same period last year; empty where there are none."""

    previous: tuple[Path, ...] = ()
    last_year: tuple[Path, ...] = ()


def compare_files(
    context: Context, merged: Consolidation, files: EarlierFiles, agencies: Sequence[Agency] | None,
    includes_children: Iterable[str] = (),
) -> tuple[Consolidation, tuple[RefusedFile, ...]]:  # fmt: skip
    """The merged report beside those of the earlier files, and which of these were refused; as `consolidate_files`."""
    refused: list[RefusedFile] = []
    holding = tuple(includes_children)

    def past(paths: Sequence[Path], period: str) -> Baseline | None:
        if not paths:
            return None
        found = consolidate_files(context, paths, period, agencies, includes_children=holding)
        refused.extend(found.refused)
        ends = merged.period.window.last, found.period.window.last
        units = {unit.agency.code: unit.agency for unit in found.units}
        reporting = {unit.agency.code for unit in merged.units}
        origins = predecessors_of(agencies or (), *ends, reporting, units)
        report = report_in_version(found.report, merged.report.template)
        return Baseline(found.period, report, origins, units)

    previous = past(files.previous, merged.period.previous)
    last_year = past(files.last_year, merged.period.last_year)
    return replace(merged, previous=previous, last_year=last_year), tuple(refused)
