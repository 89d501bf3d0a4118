"""Commands over files: consolidate, check, template. None of them needs a server."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from service.actions.consolidation.report_documents import (
    agency_report,
    province_report,
    renew_province_report,
    report_pdf,
)
from service.actions.consolidation.verify import verify_workbook
from service.actions.intake.blank_form import make_blank_form
from service.actions.offline.blank_form import make_blank_form_offline, require_replaceable, unknown_agency
from service.actions.offline.check import check_file
from service.actions.offline.consolidate import consolidate_files
from service.cli.options import data_option, opened, opened_if_there
from service.cli.output import write_whole
from service.domain.consolidation.consolidation import Consolidation, RefusedFile
from service.domain.consolidation.copy_check import UNCHANGED, Differences
from service.domain.consolidation.renewal import Renewal
from service.domain.errors import ConflictError, Finding, Level, NotFoundError, TonghopError, message
from service.domain.validation.checks import is_valid
from service.readers.agencies import read_agencies
from service.storage.consolidation.consolidations import merged_values
from service.writers.consolidated_workbook import write_consolidated

output_option = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Tệp Excel ghi ra."
)


@click.command("consolidate")
@data_option
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--period", required=True, help="Kỳ báo cáo, ví dụ 2023-Q3.")
@click.option(
    "--agencies", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Danh sách đơn vị (CSV)."
)
@output_option
@click.option("--json", "json_output", type=click.Path(dir_okay=False, path_type=Path), help="Ghi thêm số liệu JSON.")
@click.pass_context
def consolidate_command(
    ctx: click.Context, data: Path | None, paths: tuple[Path, ...], period: str, agencies: Path | None,
    output: Path, json_output: Path | None,
) -> None:  # fmt: skip
    """Tổng hợp các tệp và thư mục báo cáo thành một bảng toàn tỉnh, không cần máy chủ."""
    _require_apart([output, *(path for path in (json_output, agencies) if path)])
    context, _ = opened_if_there(data)
    units = read_agencies(agencies.read_bytes()) if agencies else None
    written = [output, *([json_output] if json_output else [])]
    consolidation = consolidate_files(context, paths, period, units, written)
    target = io.BytesIO()
    write_consolidated(consolidation, target)
    write_whole(output, target.getvalue())
    if json_output:
        write_whole(json_output, json.dumps(_as_json(consolidation), ensure_ascii=False, indent=1).encode())
    click.echo(f"Đã tổng hợp {consolidation.contributing}/{len(consolidation.units)} đơn vị vào {output}.")
    for refused in consolidation.refused:
        click.echo(f"Không nhận {refused.name}:", err=True)
        _echo_findings(refused.reasons)
    ctx.exit(1 if consolidation.refused else 0)


def _require_apart(paths: Sequence[Path]) -> None:
    """Raises ConflictError where one of the files written would replace another, or the list of units."""
    if len({path.resolve() for path in paths}) < len(paths):
        raise ConflictError(message("--output, --json và --agencies cần là các tệp khác nhau."))


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
        yield f"Không còn trong số liệu, giữ nguyên | {item.place} | {item.old}"
    yield from (f"Đã bị xóa khỏi văn bản | {label}" for label in found.deleted)
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
    verdict = verify_workbook(opened(data), file.read_bytes())
    found = verdict.differences or UNCHANGED
    if as_json:
        shown: dict[str, Any] = {
            "workbook": verdict.build.id,
            "intact": verdict.is_intact,
            "identical": verdict.differences is None,
        }
        lines = [{"sheet": item.sheet, "place": item.cell, "said": str(item.said)} for item in found.cells]
        click.echo(
            json.dumps({**shown, "changed": found.count, "changes": lines, **_sheets(found)}, ensure_ascii=False)
        )
    else:
        click.echo(f"Bảng {verdict.build.id}: {'nguyên vẹn' if verdict.is_intact else 'đã bị thay đổi'}.")
        for said in [*_said_of_sheets(found), *(f"{item.sheet} {item.cell}: {item.said}" for item in found.cells)]:
            click.echo(f"  {said.strip()}")
    ctx.exit(0 if verdict.is_intact else 1)


def _sheets(found: Differences) -> dict[str, Any]:
    return {
        "missing_sheets": list(found.missing),
        "added_sheets": list(found.added),
        "renamed_sheets": [{"stored": old, "found": new} for old, new in found.renamed],
        "sorted_sheets": list(found.sorted),
    }


def _said_of_sheets(found: Differences) -> Iterable[str]:
    yield from (f"Thiếu trang tính «{name}»." for name in found.missing)
    yield from (f"Thêm trang tính «{name}»." for name in found.added)
    yield from (f"Trang tính «{old}» bị đổi tên thành «{new}»." for old, new in found.renamed)
    yield from (f"Trang tính «{name}» đã sắp xếp lại các dòng; số liệu vẫn đi cùng đơn vị." for name in found.sorted)


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


def _as_json(consolidation: Consolidation) -> dict[str, Any]:
    """The same shape as the API's merged report, with the refused files."""
    return {
        "period": consolidation.period.code,
        "expected": len(consolidation.units),
        "contributing": consolidation.contributing,
        "missing": [unit.agency.code for unit in consolidation.missing],
        "indicators": merged_values(consolidation),
        "refused": [_refused(file) for file in consolidation.refused],
    }


def _refused(file: RefusedFile) -> dict[str, Any]:
    return {"file": file.name, "reasons": [_problem(reason) for reason in file.reasons]}
