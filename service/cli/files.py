"""Commands over files: consolidate, check, template. None of them needs a server."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from service.actions.consolidation.report_documents import (
    agency_report,
    province_report,
    renew_province_report,
    report_pdf,
)
from service.actions.consolidation.verify import Verdict, verify_carried, verify_workbook
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.reading import UNCONFIRMED
from service.actions.offline.blank_form import make_blank_form_offline, require_replaceable, unknown_agency
from service.actions.offline.check import check_file
from service.actions.offline.consolidate import consolidate_files, passed_over
from service.actions.offline.earlier import EarlierFiles, compare_files
from service.cli.options import data_option, opened, opened_if_there
from service.cli.output import write_whole
from service.domain.consolidation.consolidation import Consolidation, RefusedFile
from service.domain.consolidation.copy_check import UNCHANGED, Differences
from service.domain.consolidation.figure_table import FigureTable
from service.domain.consolidation.renewal import Renewal
from service.domain.consolidation.scope import PrintPart, Scope, WorkbookFormat, chosen_parts
from service.domain.errors import ConflictError, Finding, Level, NotFoundError, TonghopError, message
from service.domain.validation.checks import is_valid
from service.readers.agencies import read_agencies
from service.readers.overlaps import read_overlaps
from service.storage.consolidation.consolidations import merged_tables, merged_values
from service.writers.consolidated_workbook import with_original, write_consolidated
from service.writers.figures_csv import figures_csv
from service.writers.letters import write_province_report
from service.writers.printout import print_workbook, require_office
from service.writers.tables_csv import tables_csv

output_option = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Tệp Excel ghi ra."
)


@dataclass(frozen=True)
class _Outputs:
    """Where the outcome goes beside the workbook."""

    workbook: Path
    json: Path | None
    word: Path | None
    csv: Path | None
    pdf: Path | None
    printed_parts: tuple[PrintPart, ...]

    @property
    def tables(self) -> Path | None:
        """Where the tables with rows go, beside the figures."""
        return self.csv and self.csv.with_stem(f"{self.csv.stem}-bang")

    @property
    def paths(self) -> list[Path]:
        return [path for path in (self.workbook, self.json, self.word, self.csv, self.tables, self.pdf) if path]


_file = click.Path(dir_okay=False, path_type=Path)
_inputs = click.Path(path_type=Path)


@click.command("consolidate")
@data_option
@click.argument("paths", nargs=-1, required=True, type=_inputs)
@click.option("--period", required=True, help="Kỳ báo cáo, ví dụ 2023-Q3.")
@click.option(
    "--agencies", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Danh sách đơn vị (CSV)."
)
@click.option("--previous", multiple=True, type=_inputs, help="Tệp, thư mục báo cáo của kỳ trước (lặp lại được).")
@click.option("--last-year", multiple=True, type=_inputs, help="Tệp, thư mục báo cáo của cùng kỳ năm trước.")
@click.option("--includes-children", multiple=True, help="Mã đơn vị có số liệu đã gồm các đơn vị trực thuộc.")
@click.option(
    "--overlaps",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Số liệu hai nơi cùng báo cáo (CSV): indicator,counting,leaving,reason; cả cấp thì ghi cap:so.",
)
@output_option
@click.option("--json", "json_output", type=_file, help="Ghi thêm số liệu JSON.")
@click.option("--word", type=_file, help="Ghi thêm dự thảo báo cáo Word.")
@click.option(
    "--csv",
    "csv_output",
    type=_file,
    help="Ghi thêm số liệu từng đơn vị dạng CSV; bảng nhiều dòng ghi cạnh đó, tên tệp thêm -bang.",
)
@click.option("--pdf", type=_file, help="Ghi thêm bản in PDF (cần LibreOffice).")
@click.option(
    "--print",
    "printed",
    multiple=True,
    metavar="PHẦN",
    help=f"Phần in thêm vào bản in ngoài phụ lục (lặp lại được): {', '.join(PrintPart)}.",
)
@click.pass_context
def consolidate_command(
    ctx: click.Context, data: Path | None, paths: tuple[Path, ...], period: str, agencies: Path | None,
    previous: tuple[Path, ...], last_year: tuple[Path, ...], includes_children: tuple[str, ...], overlaps: Path | None,
    output: Path, json_output: Path | None, word: Path | None, csv_output: Path | None,
    pdf: Path | None, printed: tuple[str, ...],
) -> None:  # fmt: skip
    """Tổng hợp các tệp và thư mục báo cáo thành một bảng toàn tỉnh, không cần máy chủ."""
    outputs = _Outputs(output, json_output, word, csv_output, pdf, chosen_parts(printed))
    if printed and not pdf:
        raise ConflictError(message("--print chọn phần của bản in: cần nêu cả --pdf."))
    if pdf:
        require_office()
    _require_apart(outputs, agencies)
    if overlaps and overlaps.resolve() in {path.resolve() for path in outputs.paths}:
        raise ConflictError(message("--overlaps cần là tệp khác với các tệp ghi ra."))
    context, _ = opened_if_there(data)
    units = read_agencies(agencies.read_bytes()) if agencies else None
    pairs = read_overlaps(overlaps.read_bytes()) if overlaps else ()
    merged = consolidate_files(context, paths, period, units, outputs.paths, includes_children, pairs)
    compared, refused = compare_files(
        context, merged, EarlierFiles(previous, last_year), units, includes_children
    )  # fmt: skip
    _write_outcome(compared, outputs)
    click.echo(f"Đã tổng hợp {merged.contributing}/{len(merged.units)} đơn vị vào {output}.")
    if outputs.tables and merged.report.template.tables:
        click.echo(f"Đã ghi các bảng nhiều dòng vào {outputs.tables}.")
    _echo_unread(merged, passed_over(paths, outputs.paths))
    for file in (*merged.refused, *refused):
        click.echo(f"Không nhận {file.name}:", err=True)
        _echo_findings(file.reasons)
    ctx.exit(1 if merged.refused or refused else 0)


def _echo_unread(merged: Consolidation, passed: Sequence[str]) -> None:
    """Whose figures nobody confirmed, and which files of the folders were passed over."""
    for unit in merged.units:
        if unit.receipt is not None and any(finding.rule == UNCONFIRMED for finding in unit.findings):
            click.echo(f"Đọc từ văn bản, chưa xác nhận: {unit.agency.name} ({unit.receipt.submission}).", err=True)
    if passed:
        click.echo(f"Bỏ qua vì không phải dạng tệp báo cáo: {'; '.join(passed)}.", err=True)


def _write_outcome(consolidation: Consolidation, outputs: _Outputs) -> None:
    """The workbook, and beside it what was asked for: all of one merged report."""
    target = io.BytesIO()
    fingerprint = write_consolidated(consolidation, target)
    write_whole(outputs.workbook, with_original(target.getvalue()))
    if outputs.json:
        found = json.dumps(_as_json(consolidation, fingerprint), ensure_ascii=False, indent=1)
        write_whole(outputs.json, found.encode())
    if outputs.word:
        words = io.BytesIO()
        write_province_report(consolidation, False, words)
        write_whole(outputs.word, words.getvalue())
    if outputs.csv:
        table = FigureTable(consolidation, consolidation.report.template.indicators)
        write_whole(outputs.csv, b"".join(figures_csv(table.lines())))
    if outputs.tables and consolidation.report.template.tables:
        write_whole(outputs.tables, b"".join(tables_csv(consolidation)))
    if outputs.pdf:
        write_whole(outputs.pdf, _printout(consolidation, outputs.printed_parts))


def _printout(consolidation: Consolidation, parts: tuple[PrintPart, ...]) -> bytes:
    """The merged report as PDF; raises TonghopError where it fails."""
    item = consolidation.within(Scope(file_format=WorkbookFormat.PDF, parts=parts))

    def written(pages: Mapping[str, int] | None) -> tuple[bytes, str]:
        target = io.BytesIO()
        fingerprint = write_consolidated(item, target, pages=pages)
        return target.getvalue(), fingerprint

    return print_workbook(written(None)[0], written, lambda: None)[0]


def _require_apart(outputs: _Outputs, agencies: Path | None) -> None:
    """Raises ConflictError where one of the files written would replace another, or the list of units."""
    paths = [*outputs.paths, *([agencies] if agencies else [])]
    if outputs.tables and [path.resolve() for path in paths].count(outputs.tables.resolve()) > 1:
        raise ConflictError(
            message("Tệp «{name}» dành cho các bảng nhiều dòng của --csv: chọn tên khác.", name=outputs.tables.name)
        )
    if len({path.resolve() for path in paths}) < len(paths):
        raise ConflictError(message("--output, --json, --word, --csv, --pdf và --agencies cần là các tệp khác nhau."))


@click.command("report")
@data_option
@click.argument("period")
@click.option("--agency", help="Mã đơn vị: văn bản của riêng đơn vị; không nêu là dự thảo của tỉnh.")
@click.option("--annex", is_flag=True, help="Kèm phụ lục nội dung báo cáo của các đơn vị (dự thảo của tỉnh).")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Tệp Word ghi ra; của đơn vị thì cả .pdf.",
)
def report_command(data: Path | None, period: str, agency: str | None, annex: bool, output: Path) -> None:
    """Lập báo cáo bằng lời (Word): dự thảo của tỉnh, hoặc văn bản của một đơn vị (cả PDF)."""
    context = opened(data)
    raw = agency_report(context, period, agency) if agency else province_report(context, period, with_annex=annex)
    write_whole(output, report_pdf(raw) if agency and output.suffix.lower() == ".pdf" else raw)
    click.echo(f"Đã ghi {output}.")


@click.command("renew")
@data_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace-edited", is_flag=True, help="Thay cả những chỗ số liệu đã bị sửa tay.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Tệp Word ghi ra.")
def renew_command(data: Path | None, file: Path, replace_edited: bool, output: Path) -> None:
    """Cập nhật số liệu trong báo cáo của tỉnh (Word) đã sửa tay; lời văn giữ nguyên."""
    found = renew_province_report(opened(data), file.read_bytes(), replaces_edited=replace_edited)
    write_whole(output, found.content)
    for line in _renewed_lines(found):
        click.echo(line)
    click.echo(f"Đã ghi {output}: {len(found.moved)} chỗ thay đổi.")


def _renewed_lines(found: Renewal) -> Iterator[str]:
    """What moved, was edited, deleted, is gone or new."""
    for item in found.moved:
        yield f"Đã cập nhật | {item.place} | {item.label}: {item.old} -> {item.new}"
    word = "Đã sửa tay, đã thay" if found.replaced_edited else "Đã sửa tay, giữ nguyên"
    for item in found.edited:
        yield f"{word} | {item.place} | {item.label}: {item.old} (số liệu hiện nay: {item.new})"
    for item in found.gone:
        yield f"Không còn trong số liệu, giữ nguyên | {item.place} | {item.label}: {item.old}"
    yield from (f"Không còn ô số liệu, không cập nhật được | {label}" for label in found.deleted)
    yield from (f"Mới, chưa có trong văn bản | {label}" for label in found.added)


@click.command("check")
@data_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.pass_context
def check_command(ctx: click.Context, data: Path | None, file: Path, as_json: bool) -> None:
    """Kiểm tra một tệp báo cáo trước khi nộp."""
    context, with_database = opened_if_there(data)
    try:
        _, findings = check_file(context, file, with_database=with_database)
    except TonghopError as error:
        if not as_json:
            raise
        said = [_problem(item) for item in error.problems]
        click.echo(json.dumps({"valid": False, "error": str(error), "findings": said}, ensure_ascii=False, indent=1))
        ctx.exit(2)
    if as_json:
        shown = {"valid": is_valid(findings), "findings": [_problem(finding) for finding in findings]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        _echo_findings(findings, err=False)
        click.echo("Hợp lệ." if is_valid(findings) else "Có lỗi: sửa các chỗ trên rồi nộp.")
    ctx.exit(0 if is_valid(findings) else 1)


@click.command("verify")
@data_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.pass_context
def verify_command(ctx: click.Context, data: Path | None, file: Path, as_json: bool) -> None:
    """Xác minh một bảng tổng hợp: nguyên vẹn (0), đã bị thay đổi (1), không xác minh được (2)."""
    raw = file.read_bytes()
    context, has_database = opened_if_there(data)
    verdict = verify_workbook(context, raw) if has_database else verify_carried(raw, context.settings.data.resolve())
    if as_json:
        click.echo(json.dumps(_verdict(verdict), ensure_ascii=False))
    else:
        _echo_verdict(verdict)
    ctx.exit(0 if verdict.is_intact else 1)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    found = verdict.differences or UNCHANGED
    lines = [
        {"sheet": item.sheet, "place": item.cell, "stored_place": item.stored_cell or item.cell, "row": item.row,
         "said": str(item.said)}
        for item in found.cells
    ]  # fmt: skip
    not_checked, outdated = verdict.not_checked, verdict.outdated
    return {
        "workbook": None if verdict.build is None else verdict.build.id, "fingerprint": verdict.fingerprint,
        "intact": verdict.is_intact, "identical": verdict.differences is None, "checked": str(verdict.checked),
        "not_checked": None if not_checked is None else str(not_checked),
        "newest_edition": None if verdict.newer is None else verdict.newer.number,
        "outdated": None if outdated is None else str(outdated),
        "changed": found.count, "following": found.following, "changes": lines, **_sheets(found),
    }  # fmt: skip


def _echo_verdict(verdict: Verdict) -> None:
    found = verdict.differences or UNCHANGED
    name = verdict.fingerprint if verdict.build is None else verdict.build.id
    intact = "nguyên vẹn" if verdict.build is not None else "đúng như bản gốc kèm trong tệp"
    click.echo(f"Bảng {name}: {intact if verdict.is_intact else 'đã bị thay đổi'}.")
    if found.count:
        following = f", kéo theo {found.following} kết quả công thức cũng khác" if found.following else ""
        click.echo(f"  {found.count} chỗ khác{following}:")
    for said in [*_said_of_sheets(found), *(f"{item.sheet} {item.cell}: {item.said}" for item in found.cells)]:
        click.echo(f"  {said.strip()}")
    for note in (verdict.outdated, verdict.checked, verdict.not_checked):
        if note is not None:
            click.echo(f"  {note}")


def _sheets(found: Differences) -> dict[str, Any]:
    return {
        "missing_sheets": list(found.missing),
        "added_sheets": list(found.added),
        "renamed_sheets": [{"stored": old, "found": new} for old, new in found.renamed],
        "sorted_sheets": list(found.sorted),
        "filtered_sheets": [
            {"sheet": item.sheet, "columns": list(item.columns), "hidden": item.hidden} for item in found.filtered
        ],
    }


def _said_of_sheets(found: Differences) -> Iterable[str]:
    yield from (f"Thiếu trang tính «{name}»." for name in found.missing)
    yield from (f"Thêm trang tính «{name}»." for name in found.added)
    yield from (f"Trang tính «{old}» bị đổi tên thành «{new}»." for old, new in found.renamed)
    yield from (f"Trang tính «{name}» đã sắp xếp lại các dòng; số liệu vẫn đi cùng đơn vị." for name in found.sorted)
    yield from (str(item.said) for item in found.filtered)


@click.command("template")
@data_option
@click.argument("code")
@click.option("--period", required=True, help="Kỳ báo cáo, ví dụ 2023-Q3.")
@click.option("--agency", required=True, help="Mã đơn vị.")
@output_option
def template_command(data: Path | None, code: str, period: str, agency: str, output: Path) -> None:
    """Ghi biểu mẫu Excel để đơn vị điền."""
    context, with_database = opened_if_there(data)
    context.catalogue.newest(code)
    if context.catalogue.for_period(period)[0].code != code:
        raise NotFoundError(message("Biểu mẫu «{code}» không có kỳ báo cáo «{period}».", code=code, period=period))
    if with_database:
        raw = make_blank_form(context, period, agency)
    else:
        raw = make_blank_form_offline(context, period, unknown_agency(context, agency, period))
    require_replaceable(context, output)
    write_whole(output, raw)
    click.echo(f"Đã ghi biểu mẫu vào {output}.")


def _echo_findings(findings: Iterable[Finding], *, err: bool = True) -> None:
    for finding in findings:
        level = "Lỗi" if finding.level is Level.ERROR else "Cảnh báo"
        place = f"{finding.place}: " if finding.place else ""
        click.echo(f"  {level} [{finding.rule}] {place}{finding.message}", err=err)


def _problem(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "place": finding.place,
        "message": str(finding.message),
        "explanation": finding.explanation,
    }


def _as_json(consolidation: Consolidation, fingerprint: str) -> dict[str, Any]:
    """The same shape as the API's merged report and its tables, with the refused files."""
    return {
        "period": consolidation.period.code,
        "fingerprint": fingerprint,
        "expected": len(consolidation.units),
        "contributing": consolidation.contributing,
        "missing": [unit.agency.code for unit in consolidation.missing],
        "indicators": merged_values(consolidation),
        "tables": merged_tables(consolidation),
        "refused": [_refused(file) for file in consolidation.refused],
    }


def _refused(file: RefusedFile) -> dict[str, Any]:
    return {"file": file.name, "reasons": [_problem(reason) for reason in file.reasons]}
