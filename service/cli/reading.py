"""`tonghop read`: what a Word, PDF or text report says, before anybody confirms it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from service.actions.intake.reading import shown_reading
from service.actions.offline.read import read_words
from service.cli.options import data_option, opened_if_there
from service.domain.errors import TonghopError
from service.domain.reading.reading import ReportReading
from service.readers.agencies import read_agencies


@click.command("read")
@data_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--period", default="", help="Kỳ báo cáo, nếu văn bản không nêu.")
@click.option(
    "--agencies", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Danh sách đơn vị (CSV)."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.pass_context
def read_command(
    ctx: click.Context, data: Path | None, file: Path, period: str, agencies: Path | None, as_json: bool
) -> None:
    """Đọc báo cáo bằng văn bản (.docx, .pdf, .txt, .odt, .doc); không phải báo cáo thì thoát với mã 1."""
    context, with_database = opened_if_there(data)
    units = read_agencies(agencies.read_bytes()) if agencies else None
    try:
        reading = read_words(context, file, units, period, with_database=with_database)
    except TonghopError as error:
        click.echo(f"Lỗi: {error}", err=True)
        ctx.exit(1)
    if as_json:
        click.echo(json.dumps(shown_reading(reading), ensure_ascii=False, indent=1))
    else:
        _echo(reading)


def _echo(reading: ReportReading) -> None:
    """The figures a line each, sure ones first in the template's order."""
    shown: dict[str, Any] = shown_reading(reading)
    for code, figure in shown["figures"].items():
        values = " hoặc ".join(str(item["value"]) for item in figure["candidates"])
        mark = str(figure["value"]) if figure["sure"] else f"chưa chắc ({values})"
        click.echo(f"{code}: {mark}\n    «{figure['sentence']}»")
    for notice in shown["notices"]:
        click.echo(f"Chú ý: {notice}")
