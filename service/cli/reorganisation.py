"""The command by which the map of units changes from a day: shown first, done with the mark of what was shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from service.actions.organization.reorganise import (
    PeriodEffect,
    ReorganisationPreview,
    preview_reorganisation,
    reorganise,
)
from service.cli.options import data_option, moment_of, opened, operator
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct
from service.domain.reporting.decisions import require_reason
from service.domain.reporting.period import VIETNAM, official_day


@click.command("reorganise")
@data_option
@click.argument("act", type=click.Choice([act.value for act in ReorganisationAct]))
@click.argument("day")
@click.argument("units", nargs=-1, required=True)
@click.option("--into", multiple=True, help="Đơn vị nhận: mã đã có, hoặc 'mã; tên' của đơn vị mới; lặp lại được.")
@click.option("--name", default="", help="Tên mới.")
@click.option("--abbreviation", default="", help="Tên viết tắt mới.")
@click.option("--kind", type=click.Choice([kind.value for kind in AgencyKind]), help="Cấp mới.")
@click.option("--parent", help="Mã đơn vị cấp trên mới.")
@click.option("--no-parent", is_flag=True, help="Không còn đơn vị cấp trên.")
@click.option("--seen", help="Dấu in ở bản xem trước: có dấu thì thực hiện.")
@click.option("--reason", default="", help="Căn cứ: số nghị quyết, quyết định; khi thực hiện thì bắt buộc.")
def reorganise_command(
    data: Path | None, act: str, day: str, units: tuple[str, ...], into: tuple[str, ...], name: str,
    abbreviation: str, kind: str | None, parent: str | None, no_parent: bool, seen: str | None, reason: str,
) -> None:  # fmt: skip
    """Sắp xếp đơn vị từ một ngày: merge, split, rename, abolish; withdraw hủy việc chưa đến ngày.

    Không có --seen thì chỉ xem trước. Khi hủy, UNITS là đơn vị thôi kết thúc (hoặc thôi thành lập), --into là đơn vị
    mới vẫn thành lập.

    Ví dụ: agencies reorganise merge 01/07/2025 X1 X2 --into 'X9; Xã Chín'.
    """
    first = moment_of("DAY", day).astimezone(VIETNAM).date()
    plan = Reorganisation(
        ReorganisationAct(act), first, units, "\n".join(into), name, abbreviation,
        None if kind is None else AgencyKind(kind), parent, no_parent,
    )  # fmt: skip
    context = opened(data)
    if seen is None:
        for line in _lines(preview_reorganisation(context, plan)):
            click.echo(line)
        return
    reorganise(context, operator(), plan, seen, require_reason(reason))
    click.echo(f"{plan.act.label} từ {official_day(first)}: đã ghi cho {', '.join(units)}.")


def _lines(found: ReorganisationPreview) -> Iterator[str]:
    for edit in found.edits:
        done = "Thêm" if edit.is_new else "Bỏ" if edit.is_removed else "Sửa"
        yield f"{done} {edit.agency.code} ({edit.agency.name})"
        for name, before, after in () if edit.is_new or edit.is_removed else edit.changes:
            yield f"  {name}: {before or '–'} → {after or '–'}"
    for unit in found.staying:
        yield f"Giữ {unit.code} ({unit.name}), chỉ thôi nhận các đơn vị trên"
    for effect in found.effects:
        yield from _of_period(effect)
    if found.is_coming:
        yield "Trước ngày đó mọi danh sách giữ như hiện nay."
    yield f"Chưa ghi gì. seen: {found.seen}"


def _of_period(effect: PeriodEffect) -> Iterator[str]:
    before, after = effect.added_up
    yield f"Kỳ {effect.period.code}: số đơn vị được cộng {before} → {after}, {len(effect.changes)} số tổng thay đổi"
    for what, units in (
        ("thêm", effect.joined), ("thôi báo cáo", effect.left), ("lại báo cáo cả kỳ", effect.whole),
        ("hiện theo tên, cấp, cấp trên mới", effect.renamed),
        ("phải nộp báo cáo phần cuối", [unit for unit in effect.kept if effect.period.is_owed_by(unit)]),
        ("giữ báo cáo phần cuối", [unit for unit in effect.kept if not effect.period.is_owed_by(unit)]),
    ):  # fmt: skip
        if units:
            yield f"  {what}: {_named(units)}"


def _named(units: tuple[Agency, ...] | list[Agency]) -> str:
    return ", ".join(unit.code for unit in units)
