"""Files and folders to one merged report without any server: the same readers, checks and merge."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from service.actions.context import Context
from service.actions.intake.reading import unconfirmed
from service.actions.intake.submit import require_fitting
from service.actions.offline.blank_form import unknown_agency
from service.actions.offline.kinds import checked_as_fitting
from service.actions.offline.read import ReadFile, config_for_words, read_files
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation, Receipt, RefusedFile
from service.domain.consolidation.merge import merge_all
from service.domain.consolidation.overlaps import Overlap, counted_elsewhere, following, require_fitting_pairs
from service.domain.errors import (
    ConflictError,
    Finding,
    Level,
    NotFoundError,
    TonghopError,
    UnreadableError,
    message,
)
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.text import clean, sort_key
from service.domain.organization.agency import Agency, in_table_order
from service.domain.reporting.earlier import NO_EARLIER
from service.domain.reporting.payload import submitted_report
from service.domain.reporting.period import VIETNAM, Period
from service.domain.reporting.report import Report, Source, report_of
from service.domain.reporting.template import ReportTemplate
from service.domain.reporting.version_mapping import payload_in_version
from service.domain.validation.checks import is_valid
from service.domain.validation.findings import check_payload
from service.os_errors import why
from service.readers.formats import EXCEL, FORMATS
from service.readers.workbook_cells import CellBook
from service.writers.consolidated_workbook import FINGERPRINT


@dataclass(frozen=True)
class AcceptedFile:
    """A file that counts."""

    agency: Agency
    report: Report
    receipt: Receipt
    findings: tuple[Finding, ...]
    is_confirmed: bool = True


@dataclass(frozen=True)
class ConsolidationInput:
    """What every file is held against; without a list of units any unit is taken at its word."""

    context: Context
    template: ReportTemplate
    period: Period
    agencies: Mapping[str, Agency] | None
    includes_children: frozenset[str] = frozenset()
    overlaps: tuple[Overlap, ...] = ()

    def including(self, agency: Agency) -> str | None:
        """The unit whose figures already hold this one's."""
        return agency.parent if agency.parent in self.includes_children else None

    def agency(self, code: str) -> Agency:
        """The unit of that code; raises NotFoundError where the list has none."""
        if self.agencies is None:
            return unknown_agency(self.context, code, self.period.code)
        if code not in self.agencies:
            raise NotFoundError(message("Danh sách đơn vị không có «{code}».", code=code))
        return self.agencies[code]


def consolidate_files(
    context: Context, paths: Sequence[Path], period_code: str, agencies: Iterable[Agency] | None = None,
    written: Iterable[Path] = (), includes_children: Iterable[str] = (), overlaps: Iterable[Overlap] = (),
) -> Consolidation:  # fmt: skip
    """The merged report of the valid files; each refused file is listed with its reasons.

    The figures of the units of `includes_children` hold those of their children, which are shown and not added; so is
    the side of each of `overlaps` that does not count.

    What an earlier run left at `written`, where the outcome goes, is no report. Raises NotFoundError for a period that
    no report template has, or a path that does not exist, and ConflictError where anything else that was handed in,
    damaged or not, would be overwritten, and EntryError for a pair of `overlaps` that will not do.
    """
    template, period = context.catalogue.for_period(period_code)
    known = None if agencies is None else {agency.code: agency for agency in agencies}
    parents = _known_parents(known, includes_children)
    frame = ConsolidationInput(context, template, period, known, parents, tuple(overlaps))
    taken: dict[str, AcceptedFile] = {}
    refused: list[RefusedFile] = []
    files = _without_outcomes(files_below(paths), {path.resolve() for path in written})
    config = config_for_words(context, (known or {}).values(), period_code)
    named = {path.resolve() for path in paths}
    for (name, path), read in zip(files, read_files(config, [path for _, path in files]), strict=True):
        if isinstance(read, UnreadableError) and path.suffix.lower() == ".txt" and path.resolve() not in named:
            continue  # somebody's notes beside the reports
        outcome = _take(frame, name, read, taken)
        if isinstance(outcome, RefusedFile):
            refused.append(outcome)
        else:
            taken[outcome.agency.code] = outcome
    return _consolidation(frame, taken, tuple(refused))


def _known_parents(known: Mapping[str, Agency] | None, codes: Iterable[str]) -> frozenset[str]:
    """The codes; raises NotFoundError for one that is no unit of the list, without which nobody knows its children."""
    for code in codes:
        if known is None or code not in known:
            raise NotFoundError(message("Danh sách đơn vị không có «{code}».", code=code))
    return frozenset(codes)


def files_below(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """The files named and those in the folders named that reports are sent as, by name.

    Raises NotFoundError, or UnreadableError for a folder that cannot be looked into.
    """
    found: dict[Path, tuple[str, Path]] = {}  # a file that is named in several ways is one file
    for path in paths:
        if path.is_dir():
            for file in _inside(path):
                if _is_report(file):
                    found.setdefault(file.resolve(), (_shown(file.relative_to(path)), file))
        elif path.exists():
            found.setdefault(path.resolve(), (_shown(Path(path.name)), path))
        else:
            raise NotFoundError(message("Không có tệp hay thư mục «{path}».", path=path))
    return sorted(found.values(), key=lambda item: (sort_key(item[0]), str(item[1])))


def passed_over(paths: Sequence[Path], written: Iterable[Path] = ()) -> list[str]:
    """The files in the folders named that no report is sent as, by name.

    But for what Office and the system hide, and for what is at `written`, where the outcome goes.
    """
    own = {path.resolve() for path in written}
    folders = [path for path in paths if path.is_dir()]
    others = {
        _shown(file.relative_to(folder))
        for folder in folders
        for file in _inside(folder)
        if not (_is_hidden(file) or _is_report(file) or file.resolve() in own)
    }
    return sorted(others, key=lambda name: (sort_key(name), name))


def _inside(folder: Path) -> Iterator[Path]:
    """What is in the folder and in those below it, each looked into once, however it is linked."""

    def refuse(error: OSError) -> None:
        raise UnreadableError(
            message("Không mở được thư mục «{path}»: {why}.", path=_shown(Path(error.filename)), why=why(error))
        ) from error

    seen: set[Path] = set()
    for here, below, files in os.walk(folder, onerror=refuse, followlinks=True):
        real = Path(here).resolve()
        if real in seen:
            below.clear()
            continue
        seen.add(real)
        yield from (Path(here, name) for name in files)


def _shown(path: Path) -> str:
    """The path as it can be printed, whatever its bytes are."""
    text = path.as_posix().encode(errors="surrogateescape").decode(errors="replace")
    return clean(text)[0].replace("\n", " ")


def _is_report(file: Path) -> bool:
    return FORMATS.is_sent_as_report(file.name) and not _is_hidden(file)


def _is_hidden(file: Path) -> bool:
    """What Office and the system put beside people's files."""
    return file.name.startswith(("~$", "."))


def _without_outcomes(files: Sequence[tuple[str, Path]], outputs: set[Path]) -> list[tuple[str, Path]]:
    """The files without what an earlier run wrote; raises ConflictError where another one would be overwritten."""
    for name, path in files:
        if path.resolve() in outputs and not _is_outcome(path):
            raise ConflictError(
                message(
                    "«{name}» nằm trong các tệp báo cáo đưa vào và không phải bảng do lần chạy trước ghi ra: "
                    "chọn tên khác cho tệp ghi ra.",
                    name=name,
                )
            )
    return [(name, path) for name, path in files if path.resolve() not in outputs]


def _is_outcome(path: Path) -> bool:
    """Whether an earlier run wrote the file: a workbook with its fingerprint, or the merged figures in JSON."""
    raw = path.read_bytes()
    try:
        if FORMATS.of_file(path.name) is EXCEL:
            return bool(CellBook(raw).named(FINGERPRINT))
        found = json.loads(raw)
    except (TonghopError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and {"contributing", "refused"} <= found.keys()


def _take(
    frame: ConsolidationInput, name: str, file: ReadFile | TonghopError, taken: Mapping[str, AcceptedFile]
) -> AcceptedFile | RefusedFile:  # fmt: skip
    if isinstance(file, TonghopError):
        return _refused(name, file)
    try:
        agency = frame.agency(file.payload.agency)
        file = replace(file, payload=payload_in_version(file.payload, frame.template, agency))
        require_fitting(file.payload, frame.template, frame.period, agency)
    except TonghopError as error:
        return _refused(name, error)
    if agency.code in taken:
        said = message("{agency} đã có báo cáo trong tệp {other}: chỉ giữ một tệp của mỗi đơn vị.",
                       agency=agency.name, other=taken[agency.code].receipt.submission)  # fmt: skip
        return RefusedFile(name, (Finding("twice", Level.ERROR, said),))
    return _checked(frame, name, agency, file)


def _refused(name: str, error: TonghopError) -> RefusedFile:
    return RefusedFile(name, error.problems or (Finding("unreadable", Level.ERROR, error.said),))


def _checked(frame: ConsolidationInput, name: str, agency: Agency, file: ReadFile) -> AcceptedFile | RefusedFile:
    today = frame.context.clock.now().astimezone(VIETNAM).date()

    def checked(unit: Agency) -> tuple[Report, tuple[Finding, ...]]:
        source = Source(unit.code, 1, name, included_in=frame.including(unit))
        filing = submitted_report(file.payload, frame.template, unit, source)
        report = report_of(frame.template, frame.period.code, filing)
        return report, check_payload(file.payload, report, NO_EARLIER, agency=unit, today=today)

    if frame.agencies is None:
        agency, report, findings = checked_as_fitting(agency, frame.period, checked)
    else:
        report, findings = checked(agency)
    is_confirmed = file.reading is None or file.is_confirmed
    if file.reading is not None and not is_confirmed:
        # Nobody confirmed what was read: it counts as far as it is sure, and whatever is wrong with it is shown.
        findings = (unconfirmed(file.reading), *(replace(finding, level=Level.WARNING) for finding in findings))
    if not is_valid(findings):
        return RefusedFile(name, tuple(finding for finding in findings if finding.level is Level.ERROR))
    receipt = Receipt(name, 1, sha256_of(file.raw), None, file.channel)
    return AcceptedFile(agency, report, receipt, findings, is_confirmed)


def _consolidation(
    frame: ConsolidationInput, taken: Mapping[str, AcceptedFile], refused: tuple[RefusedFile, ...]
) -> Consolidation:
    if frame.agencies is None:
        owing = in_table_order(item.agency for item in taken.values())
    else:
        owing = in_table_order(
            agency
            for agency in frame.agencies.values()
            if frame.period.is_owed_by(agency) or (agency.code in taken and frame.period.is_last_of(agency))
        )
    report = merge_all(frame.template, frame.period.code, _with_pairs(frame, owing, taken.values()))
    status = partial(_status, frame.period)
    units = tuple(status(agency, taken.get(agency.code)) for agency in owing)
    is_provisional = frame.agencies is None or not all(item.is_confirmed for item in taken.values())
    province = frame.context.settings.province
    return Consolidation(report, frame.period, units, province, refused, is_provisional=is_provisional)


def _with_pairs(
    frame: ConsolidationInput, owing: Sequence[Agency], taken: Iterable[AcceptedFile]
) -> Iterator[Report]:  # fmt: skip
    """The reports, each with those of its figures that count with another unit."""
    known, present = frame.agencies or {}, {agency.code for agency in owing}
    pairs = {number: following(pair, known, present) for number, pair in enumerate(frame.overlaps, 1)}
    require_fitting_pairs(pairs, owing, frame.template)
    told = counted_elsewhere(pairs, owing, frame.template)
    for item in taken:
        (filing,) = item.report.ordered
        told_twice = replace(filing, elsewhere=told.get(item.agency.code, {}))
        yield replace(item.report, filings={item.agency.code: told_twice})


def _status(period: Period, agency: Agency, item: AcceptedFile | None) -> AgencyStatus:
    due = period.deadline(agency.kind)
    if item is None:
        return AgencyStatus(agency, due, AgencyState.MISSING)
    return AgencyStatus(agency, due, AgencyState.VALID, item.receipt, revisions=1, findings=item.findings)
